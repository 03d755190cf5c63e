"""`take` looks up an entry by an index that varies, and `vmap` applies a function to each sample."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from autograd.compile.batches.choice import choice
from autograd.compile.guards.watch import Tracing
from autograd.compile.tracing.plain import Plain
from autograd.context import CONTEXT
from autograd.value import Value


def take(table: Sequence[Any], index: Any) -> Any:
    """Return table[index], where the index may be an argument of a compiled function.

    table  a list of numbers, or of rows of numbers
    index  a whole number; a negative one counts from the end, and one that is out of range raises an IndexError

    A compiled function looks the entry up at each call; plain indexing would keep the entry of the first call.

    >>> from autograd import take
    >>> take([[1.0, 2.0], [3.0, 4.0]], -1)
    [3.0, 4.0]
    """
    if not isinstance(index, Value) and type(index) is not Plain:
        return table[index]
    if isinstance(table[0], list | tuple):
        return [take(column, index) for column in zip(*table)]
    return choice(len(table))(*table, index)


def vmap(function: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Return the function applied to each sample: `vmap(f)(xs, ys)` is [f(x, y) for x, y in zip(xs, ys)].

    In a compiled function it is traced on one sample only, whatever the size of the batch, so everything that differs
    from sample to sample must be an argument. Arguments of different lengths raise a ValueError.

    >>> from autograd import vmap
    >>> vmap(lambda x, y: x * y)([1.0, 2.0], [3.0, 4.0])
    [3.0, 8.0]
    """
    return partial(for_each, function)


def for_each(function: Callable[..., Any], *samples: Sequence[Any]) -> list[Any]:
    """Return the result of the function for each sample."""
    if len({len(column) for column in samples}) > 1:
        raise ValueError(f"vmap: as many of each are needed, but {[len(column) for column in samples]} came")
    trace = CONTEXT.get().trace
    if isinstance(trace, Tracing):
        from autograd.compile.batches.batching import results  # it needs NumPy, and only here

        return results(trace, function, list(zip(*samples)))
    return [function(*sample) for sample in zip(*samples)]
