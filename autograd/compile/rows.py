"""Which row an operation is, where the compiler treats it specially: identity decides, never the name.

The name says of which family a row may be, and how large; then that row of the family is asked for.
"""

from collections.abc import Callable

from autograd.compile.batches.choice import choice
from autograd.functions.families import dot, largest, norm, shift, total
from autograd.operation import Operation
from autograd.operations import power

Family = Callable[[int], Operation]
SIZES: dict[str, Callable[[int], int]] = {"dot": lambda arity: arity // 2, "take": lambda arity: arity - 1}
FAMILIES: dict[str, Family] = {
    "total": total,
    "dot": dot,
    "largest": largest,
    "shift": shift,
    "norm": norm,
    "take": choice,
}


def family_of(row: Operation) -> Family | None:
    """The family of n-ary rows that a row is a member of: `total` for total(3)."""
    name = row.name.partition("(")[0]
    if name not in FAMILIES or row.name == name:
        return None
    size = SIZES[name](row.arity) if name in SIZES else row.arity
    return FAMILIES[name] if size >= 0 and row is FAMILIES[name](size) else None


def exponent_of(row: Operation) -> float | None:
    """The n of power(n); None for other rows."""
    if not row.name.startswith("power("):
        return None
    try:
        n = float(row.name[6:-1])
    except ValueError:
        return None
    return n if row is power(n) or (n.is_integer() and row is power(int(n))) else None
