"""Which row an operation is, where the compiler treats it specially: what it is decides, never its name.

The rows of the table are objects of their own. The members of a family (`total` of 3, of 4, …) are made when they are
needed, and dropped; they are known by the code of their forward and their partials, which they share with no others.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any

from autograd.compile.batches.choice import choice
from autograd.compile.guards.watch import stopped
from autograd.functions.families import dot, largest, log_total, norm, shift, total
from autograd.operation import Operation
from autograd.operations import TABLE, power

Family = Callable[[int], Operation]
Codes = tuple[CodeType | None, CodeType | None]


def codes(row: Operation) -> Codes:
    """Return the code of a row's forward and of its partials; None where it is not written in Python."""
    return getattr(row.forward, "__code__", None), getattr(row.partials, "__code__", None)


FAMILIES: dict[Codes, Family] = {codes(family(2)): family for family in (total, dot, largest, shift, norm, choice)}
OF_POWER = codes(power(2))
BUILT_IN = {*TABLE, stopped}
OF_BUILT_IN = {*FAMILIES, OF_POWER, codes(log_total(2))}


def family_of(row: Operation) -> Family | None:
    """Return the family of n-ary rows that a row is a member of: `total` for total(3)."""
    return FAMILIES.get(codes(row))


def exponent_of(row: Operation) -> float | None:
    """Return the n of power(n); None for other rows."""
    if codes(row) != OF_POWER:
        return None
    forward: Any = row.forward
    return float(forward.__closure__[0].cell_contents)


def is_built_in(row: Operation) -> bool:
    """Whether a row is one of this project, whose partials are formulas; those of other rows may ask for a number."""
    return row in BUILT_IN or codes(row) in OF_BUILT_IN
