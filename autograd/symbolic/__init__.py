"""Expressions as text: parsed, written down, and printed as mathematics; and the table of operations."""
