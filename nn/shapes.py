"""Nested lists taken as tensors: their shape, and how it is written."""

from typing import Any

from autograd.transforms.tree import Nested

Shape = tuple[int, ...]

MOST_AXES = 8  # that are written out


def plain(nested: Any) -> Nested:
    """An array of NumPy, PyTorch or JAX as nested lists; everything else as it is."""
    return nested.tolist() if hasattr(nested, "tolist") else nested


def shape_of(nested: Nested) -> Shape | None:
    """`(rows, columns)` of a list of rows, `()` of a number; None where the parts are not all alike."""
    if not isinstance(nested, list | tuple):
        return ()
    inner = {shape_of(part) for part in nested}
    if not inner:
        return (0,)
    first = inner.pop()
    return None if inner or first is None else (len(nested), *first)


def written(shape: Shape | None) -> str:
    """`16 × 2`, `16`, `a number`."""
    if shape is None:
        return "rows of different lengths"
    if len(shape) > MOST_AXES:
        return f"{written(shape[:MOST_AXES])} × … ({len(shape)} axes)"
    return " × ".join(map(str, shape)) or "a number"
