"""Several attributes change together, or none of them changes."""

from collections import deque
from collections.abc import Sequence
from itertools import chain, repeat
from typing import Any

Change = tuple[Sequence[Any], str, Sequence[Any]]  # objects, the name of an attribute, its new value for each object


def set_all(*changes: Change) -> None:
    """Set attributes: all of them, or none if that raises an error, as Ctrl-C does.

    changes   (objects, name, values) each: the attribute `name` of every object gets the value of the same index
    """
    before = [(objects, name, list(map(getattr, objects, repeat(name)))) for objects, name, _ in changes]
    try:
        set_in_one_call(changes)
    except BaseException:
        set_in_one_call(before)
        raise


def set_in_one_call(changes: Sequence[Change]) -> None:
    """Set attributes in a single call into C, so that Ctrl-C can come only before or after it."""
    settings = [map(setattr, objects, repeat(name), values) for objects, name, values in changes]
    deque(chain(*settings), maxlen=0)
