"""The sheets of the summary workbook, one module a kind of sheet."""
