"""Conditions on what was given, each with the words for when it does not hold."""


def require(fulfilled: bool, message: str) -> None:
    """A ValueError with this message, unless fulfilled."""
    if not fulfilled:
        raise ValueError(message)
