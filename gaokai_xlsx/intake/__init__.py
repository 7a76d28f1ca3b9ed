"""Cells → filing and structural findings: whose and what (identify), where each figure stands (anchors), what it says (values)."""
