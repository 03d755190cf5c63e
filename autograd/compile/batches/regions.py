"""Words for what a loop hides: `take` an entry by an index that varies, `vmap` for "the same for each sample"."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from autograd.compile.guards.watch import Tracing
from autograd.context import CONTEXT
from autograd.domain import ANY
from autograd.operation import Operation, Scalar
from autograd.value import Value


def take(table: Sequence[Any], index: Any) -> Any:
    """table[index], where the index may be an argument of a compiled function.

    table is a list of numbers, or of rows of numbers, which gives a row. Eagerly this is plain indexing;
    in a compiled function the index is looked up at each call and not once for all.
    """
    if not isinstance(index, Value):
        return table[index]
    if isinstance(table[0], list | tuple):
        return [take(column, index) for column in zip(*table)]
    return entry(len(table))(*table, index)


def vmap(function: Callable[..., Any]) -> Callable[..., list[Any]]:
    """The function for each sample: `vmap(f)(xs, ys)` is [f(x, y) for x, y in zip(xs, ys)].

    A compiled function traces it on one sample only, whatever the size of the batch: what differs from sample to
    sample has to be one of its arguments.
    """
    return partial(for_each, function)


def for_each(function: Callable[..., Any], *samples: Sequence[Any]) -> list[Any]:
    """What the function gives for each sample."""
    if len({len(column) for column in samples}) > 1:
        raise ValueError(f"vmap: as many of each are needed, but {[len(column) for column in samples]} came")
    trace = CONTEXT.get().trace
    if isinstance(trace, Tracing):
        from autograd.compile.batches.batching import results  # it needs NumPy, and only here

        return results(trace, function, list(zip(*samples)))
    return [function(*sample) for sample in zip(*samples)]


@lru_cache(maxsize=256)
def entry(n: int) -> Operation:
    """The operation that picks one of n numbers: inputs x₀ … xₙ₋₁ and the index."""

    def forward(*x: float) -> float:
        return x[place(x[-1], n)]

    def partials(*x: Scalar) -> tuple[float, ...]:
        index = x[-2]
        chosen = place(index.data if isinstance(index, Value) else index, n)
        return tuple(float(i == chosen) for i in range(n)) + (0.0,)

    written = f"[{', '.join(['{}'] * n)}][{{}}]"
    return Operation(f"take({n})", written, forward, partials, (ANY,) * (n + 1), selects=True)


def place(index: float, n: int) -> int:
    """The index as a place in a list of n, counting from the end where it is negative."""
    if index != int(index):
        raise TypeError(f"take: the index is {index!r}; give a whole number")
    if not -n <= index < n:
        raise IndexError(f"take: the index is {int(index)}, but the table has {n} entries")
    return int(index) % n
