"""Which rows a compiler knows by heart: recognised by what they are, because any row may bear any name."""

from functools import lru_cache
from types import CodeType
from typing import Any

from autograd.compile.batches.entry import entry
from autograd.functions.families import dot, largest, log_total, norm, shift, total
from autograd.operation import Operation
from autograd.operations import TABLE, power


def codes(row: Operation) -> tuple[CodeType | None, CodeType | None]:
    """Return the code of a row's forward and of its partials, which all members of a family share."""
    forward: Any = row.forward
    partials: Any = row.partials
    return getattr(forward, "__code__", None), getattr(partials, "__code__", None)


BUILT_IN = frozenset(TABLE)
FAMILIES = frozenset(map(codes, (power(3), total(1), dot(1), largest(1), shift(1), log_total(1), norm(1), entry(1))))


@lru_cache(maxsize=1024)
def known_name(row: Operation) -> str:
    """Return the name of a row of the table, or of a family; "" for a row that somebody has made."""
    if row in BUILT_IN:
        return row.name
    family = codes(row)
    return row.name if None not in family and family in FAMILIES else ""
