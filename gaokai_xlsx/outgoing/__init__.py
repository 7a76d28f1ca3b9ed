"""Form → locked workbook: blank, pre-filled, returned-with-findings, transcribed are one writer."""
