"""Filings and findings → sums, summary workbook, JSON, terminal."""
