"""The official report from checked figures: what it says, and how it stands in a docx and on a page."""
