"""The row behind `take`: one of n numbers, chosen by an index."""

from functools import lru_cache

from autograd.domain import ANY
from autograd.operation import Operation, Scalar
from autograd.value import Value


@lru_cache(maxsize=256)
def choice(n: int) -> Operation:
    """Return the operation that picks one of n numbers. Its inputs are x₀ … xₙ₋₁ and the index."""

    def forward(*x: float) -> float:
        return x[place(x[-1], n)]

    def partials(*x: Scalar) -> tuple[float, ...]:
        index = x[-2]
        chosen = place(index.data if isinstance(index, Value) else index, n)
        return tuple(float(i == chosen) for i in range(n)) + (0.0,)

    written = f"[{', '.join(['{}'] * n)}][{{}}]"
    return Operation(f"take({n})", written, forward, partials, (ANY,) * (n + 1), selects=True)


def place(index: float, n: int) -> int:
    """Return the index as a position in a list of n; a negative one counts from the end."""
    if index != int(index):
        raise TypeError(f"take: the index is {index!r}; give a whole number")
    if not -n <= index < n:
        raise IndexError(f"take: the index is {int(index)}, but the table has {n} entries")
    return int(index) % n
