"""What counts as a number, and what is said to everything else."""

from numbers import Real
from typing import Any


def is_number(x: object) -> bool:
    """Whether x is one real number: of Python, or a scalar of NumPy, PyTorch or JAX."""
    return isinstance(x, Real) or (getattr(x, "shape", None) == () and hasattr(x, "__float__"))


def number(x: Any) -> float:
    """x as a float; a TypeError names what came instead, an OverflowError what does not fit."""
    if type(x) is float:
        return x
    if not is_number(x):
        raise TypeError(f"a Value holds one real number, but {x!r} ({type(x).__name__}) came; give a float or an int")
    try:
        return float(x)
    except OverflowError:
        raise OverflowError(f"an integer of {x.bit_length()} bits is too large for a float (up to 1.8e308)") from None
