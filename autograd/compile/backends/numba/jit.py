"""How Numba is to compile the loops of this backend."""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit
from numpy import uint64

F = TypeVar("F", bound=Callable[..., Any])

place = uint64  # in memory; a number with a sign would be asked each time whether it counts from the end


def compiled(function: F) -> F:
    """Return the function as machine code, which divides as the processor does: by 0 to inf or nan."""
    loop: F = njit(function, error_model="numpy")
    return loop


def inlined(function: F) -> F:
    """Return a small function compiled so that it is inlined into its callers."""
    part: F = njit(function, error_model="numpy", inline="always")
    return part


@compiled
def nothing(*inputs: Any) -> None:
    """In place of a loop for a function that does not know lanes."""


@compiled
def where(s: Any, block: int, i: int, j: int, k: int) -> Any:
    """Return the place at which row (i, j, k) of a block begins."""
    return place(s[block] + i * s[block + 1] + j * s[block + 2] + k * s[block + 3])
