"""Filings → findings: identities, values, years; and what the files say of each other."""
