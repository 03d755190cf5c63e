"""The shape of nested lists, and how a message writes it."""

from typing import Any

from autograd.arithmetic import fits
from autograd.transforms.tree import Nested

Shape = tuple[int, ...]

MOST_AXES = 8  # how many sizes are written out in a message


def is_scalar(x: object) -> bool:
    """Return whether x is one number, or a Value or another thing that operations can be applied to."""
    return fits(x)


def as_lists(nested: Any) -> Nested:
    """Return an array of NumPy, PyTorch or JAX as nested lists, and everything else as it is."""
    return nested.tolist() if hasattr(nested, "tolist") else nested


def shape_of(nested: Nested) -> Shape | None:
    """Return `(rows, columns)` of a list of rows, `()` of a number, and None where the parts differ in shape."""
    if not isinstance(nested, list | tuple):
        return ()
    inner = {shape_of(part) for part in nested}
    if not inner:
        return (0,)
    first = inner.pop()
    return None if inner or first is None else (len(nested), *first)


def written(shape: Shape | None) -> str:
    """Return a shape as a message writes it: `16 × 2`, `16`, or `a number`."""
    if shape is None:
        return "rows of different lengths"
    if len(shape) > MOST_AXES:
        return f"{written(shape[:MOST_AXES])} × … ({len(shape)} axes)"
    return " × ".join(map(str, shape)) or "a number"
