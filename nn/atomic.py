"""Several attributes change together, or none of them does."""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import starmap
from typing import Any

Change = tuple[Any, str, Any]  # whose attribute, its name, what it becomes


def set_all(changes: Sequence[Change]) -> None:
    """Set attributes, (thing, name, value) each: all of them, or none and the error."""
    before = [(thing, name, getattr(thing, name)) for thing, name, _ in changes]
    try:
        at_once(changes)
    except BaseException:
        at_once(before)
        raise


def at_once(changes: Iterable[Change]) -> None:
    """Set attributes in a single call that does not run line by line, so that Ctrl-C comes before or after it."""
    deque(starmap(setattr, changes), maxlen=0)
