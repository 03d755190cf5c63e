"""A module that the cases import: its numbers change."""

scale = 2.0
calls = 0


def scaled(x: object) -> object:
    """Return a number times the scale, as it is now."""
    return scale * x  # type: ignore[operator]
