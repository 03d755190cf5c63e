"""A table of traps: what a compiled function must give as eager does, or refuse."""

from collections.abc import Callable, Iterator
from typing import Any

from autograd import Value

Case = Callable[[Callable[..., Any]], Iterator[Any]]  # is given `compile`, or what leaves a function as it is
TRAPS: dict[str, tuple[Case, str]] = {}


def trap(case: Case) -> Case:
    """Add a case in which a compiled function gives what eager gives."""
    TRAPS[case.__name__] = (case, "")
    return case


def refused(words: str) -> Callable[[Case], Case]:
    """Add a case that a compiled function refuses in these words; until then it gives what eager gives."""

    def add(case: Case) -> Case:
        TRAPS[case.__name__] = (case, words)
        return case

    return add


def at(f: Callable[..., Any], *numbers: float) -> float:
    """Return what a function gives for Values with these numbers."""
    return plain(f(*map(Value, numbers)))


def plain(y: Any) -> float:
    """Return the number of a result."""
    return float(y.data if isinstance(y, Value) else y)


def with_slope(f: Callable[..., Any], number: float) -> tuple[float, float]:
    """Return what a function of one number gives, and its slope."""
    x = Value(number)
    y = f(x)
    y.backward()
    return y.data, x.grad
