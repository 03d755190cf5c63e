"""What counts as a number, and the errors for everything else."""

from collections.abc import Iterable
from functools import reduce
from numbers import Number, Real
from operator import add
from typing import Any

NO_NUMBERS = ("S", "U", "O", "M", "m")  # NumPy's texts, objects, dates and durations, though float() accepts some


def is_number(x: object) -> bool:
    """Return whether x is one real number: of Python, or a scalar of NumPy, PyTorch or JAX."""
    if getattr(getattr(x, "dtype", None), "kind", "") in NO_NUMBERS:
        return False
    if isinstance(x, Real):
        return True
    scalar = getattr(x, "shape", None) == () and hasattr(x, "__float__")
    return scalar and "complex" not in str(getattr(x, "dtype", ""))  # a float would keep only its real part


def stands_for_numbers(x: object) -> bool:
    """Return whether x is a number of any kind (a Decimal, a complex number), or an array of numbers."""
    return isinstance(x, Number) or hasattr(x, "__array__") or hasattr(x, "__float__")


def number(x: Any, what: str = "a Value holds one real number", repair: str = "give a float or an int") -> float:
    """Return x as a float.

    what, repair   the beginning and the end of the TypeError that is raised if x is not a real number

    A number that is too large for a float raises an OverflowError.
    """
    if type(x) is float:
        return x
    if not is_number(x):
        raise TypeError(f"{what}, but {x!r} ({type(x).__name__}) came; {repair}")
    try:
        return float(x)
    except OverflowError:
        came = f"an integer of {x.bit_length()} bits" if isinstance(x, int) else f"a {type(x).__name__}"
        raise OverflowError(f"{came} is too large for a float (up to 1.8e308)") from None


def sum_in_order(numbers: Iterable[float]) -> float:
    """Return the sum, added from left to right; Python's own `sum` rounds floats in another way since 3.12."""
    return reduce(add, numbers, 0.0)
