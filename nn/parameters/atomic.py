"""Several attributes change together, or none of them does."""

from collections import deque
from collections.abc import Sequence
from itertools import chain, repeat
from typing import Any

Change = tuple[Sequence[Any], str, Sequence[Any]]  # whose attribute, its name, what it becomes for each of them


def set_all(*changes: Change) -> None:
    """Set attributes, (things, name, values) each: all of them, or none and the error."""
    before = [(things, name, list(map(getattr, things, repeat(name)))) for things, name, _ in changes]
    try:
        at_once(changes)
    except BaseException:
        at_once(before)
        raise


def at_once(changes: Sequence[Change]) -> None:
    """Set attributes in a single call that does not run line by line, so that Ctrl-C comes before or after it."""
    settings = [map(setattr, things, repeat(name), values) for things, name, values in changes]
    deque(chain(*settings), maxlen=0)
