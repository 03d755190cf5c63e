"""Numbers on both sides: as tensors of PyTorch in float64, and compared with them."""

from typing import Any

import pytest

from autograd import Value
from autograd.transforms.tree import leaves

torch = pytest.importorskip("torch")


def tensor(nested: Any, **options: Any) -> Any:
    return torch.tensor(nested, dtype=torch.float64, **options)


def same(a: Any, b: Any, tolerance: float = 1e-10) -> bool:
    return bool(a == pytest.approx(b, rel=tolerance, abs=tolerance))


def same_numbers(ours: Any, theirs: Any) -> bool:
    """Equal to 1e-10: nested lists of numbers or Values, and tensors of the same numbers."""
    return same([x.data if isinstance(x, Value) else x for x in leaves(ours)], theirs.flatten().tolist())
