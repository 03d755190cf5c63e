"""Compare the numbers that two calls of a function have given."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.compile.guards.memory import same
from autograd.transforms.tree import Nested, leaves
from autograd.value import Value


def agree(again: Sequence[Any], before: Sequence[Any], exact: bool) -> bool:
    """Return whether two calls have given the same numbers."""
    if len(again) != len(before):
        return False
    if exact:
        return all(same(float(x), float(y)) for x, y in zip(again, before))
    return np.allclose(again, before, rtol=1e-9, atol=1e-12, equal_nan=True)


def numbers_in(result: Nested) -> list[float]:
    """Return the numbers of a result."""
    return [x.data if isinstance(x, Value) else x for x in leaves(result)]


def brief(result: Nested) -> str:
    """Return the first numbers of a result."""
    numbers = numbers_in(result)
    return ", ".join(f"{x!r}" for x in numbers[:3]) + (", …" if len(numbers) > 3 else "")
