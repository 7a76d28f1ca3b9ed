"""A file on disk → guarded, typed cells. Knows no form."""
