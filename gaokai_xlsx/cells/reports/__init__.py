"""Published reports: a text document → its lines and tables in reading order. Knows no form."""
