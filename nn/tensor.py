"""Nested lists taken as tensors: their shape, and where two sets of them do not agree."""

from collections.abc import Mapping
from typing import Any

from autograd.structure import Nested

Shape = tuple[int, ...]


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
    return " × ".join(map(str, shape)) or "a number"


def disagreement(own: Mapping[str, Shape | None], given: Mapping[str, Shape | None]) -> str:
    """What keeps the tensors given from being those of the model, in words; empty if nothing does."""
    missing = [f"{name} is missing" for name in own if name not in given]
    unknown = [f"{readable(name)} is not in the model" for name in given if name not in own]
    unlike = [
        f"{name} is {written(given[name])}, but {written(own[name])} in the model"
        for name in own
        if name in given and given[name] != own[name]
    ]
    problems = missing + unknown + unlike
    return "; ".join(problems[:8]) + (f"; and {len(problems) - 8} more" if len(problems) > 8 else "")


def readable(name: str) -> str:
    """A name from outside, as it can be printed."""
    return name if name.isprintable() else ascii(name)
