"""Traps of compilers: a function that is compiled is called, something changes, and it is called again."""
