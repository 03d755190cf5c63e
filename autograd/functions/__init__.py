"""Functions that need no row of their own: each is spelled with the rows of the table, or with a family of rows."""
