"""Functions without a row of their own: they are written with the rows of the table, or with a family of rows."""
