"""Step 1: call the function once, with a fresh leaf in place of each number of its arguments, and keep what it recorded."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from autograd.compile.arguments import Arguments
from autograd.compile.graph import Graph, flat_graph
from autograd.number import is_number
from autograd.origin import HERE
from autograd.structure import Nested, leaves
from autograd.value import Value


@dataclass
class Trace:
    """What a function recorded: the graph, and how its result is put together from the outputs."""

    graph: Graph
    result: Nested  # numbers are where the function returned plain numbers
    outputs: list[Value]
    arguments: list[Value]


def traced(f: Callable[..., Nested], arguments: Arguments) -> Trace:
    """The trace of f at these arguments."""
    with tracing() as trace:
        inputs = [Value(x) for x in arguments.numbers]
        args, kwargs = arguments.rebuilt(iter(inputs))
        result = f(*args, **kwargs)
    outputs = [x for x in leaves(result) if isinstance(x, Value)]
    for x in leaves(result):
        if not isinstance(x, Value) and not is_number(x):
            raise TypeError(f"a compiled function returns Values or numbers (in lists, tuples, dicts), but it returned {x!r}")
    return Trace(flat_graph(outputs, inputs, trace), result, outputs, inputs)


@contextmanager
def tracing() -> Iterator[object]:
    """Inside, nodes know that they belong to this trace; the garbage collector does not walk the growing graph."""
    trace = object()
    token = HERE.set(HERE.get()._replace(trace=trace, recording=True))
    collects = gc.isenabled()
    gc.disable()
    try:
        yield trace
    finally:
        HERE.reset(token)
        if collects:
            gc.enable()
