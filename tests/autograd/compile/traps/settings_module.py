"""A module with a number that changes, and a function that uses it."""

from typing import Any

scale = 2.0
__scale__ = 2.0
calls = 0


def scaled(x: Any) -> Any:
    """Return x times the number."""
    return scale * x
