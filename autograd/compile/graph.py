"""The recorded graph as flat arrays, so that the later steps can work on all nodes at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograd.operation import Operation
from autograd.origin import Origin
from autograd.value import Value

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
LEAF = -1


@dataclass
class Graph:
    """Nodes 0 … n−1, inputs before what is made of them; the arguments come first.

    operation   for each node a place in `operations`, LEAF for leaves
    start       node i was made from inputs[start[i] : start[i + 1]]
    captured    leaves that were there before the trace, and where: read again at each call
    All other leaves are constants.
    """

    operations: list[Operation]
    operation: Integers
    start: Integers
    inputs: Integers
    data: Floats
    origins: list[Origin]
    arguments: int
    captured: list[Value]
    captured_at: Integers
    outputs: Integers

    def __len__(self) -> int:
        return len(self.operation)


def flat_graph(outputs: Sequence[Value], others: Sequence[Value], arguments: Sequence[Value], trace: object) -> Graph:
    """The graph that was recorded in this trace, from its arguments to its outputs and some other nodes."""
    nodes = [*arguments, *traced_order([*outputs, *others], set(arguments), lambda node: node.origin.trace is trace)]
    place = dict(zip(nodes, range(len(nodes))))
    origins = [node.origin for node in nodes]
    captured = [node for node, o in zip(nodes, origins) if o.trace is not trace and not o.constant]
    captured_at = np.array([place[node] for node in captured], np.int64)
    made_from: list[tuple[Value, ...]] = [node.inputs for node in nodes]
    for at in captured_at:
        made_from[at] = ()
    places: dict[Operation | None, int] = {None: LEAF}
    for row in dict.fromkeys([node.operation for node in nodes]):
        places.setdefault(row, len(places) - 1)
    operation = np.array([places[node.operation] for node in nodes], np.int64)
    operation[captured_at] = LEAF
    return Graph(
        operations=[row for row in places if row is not None],
        operation=operation,
        start=np.cumsum([0, *map(len, made_from)]),
        inputs=np.array([place[x] for inputs in made_from for x in inputs], np.int64),
        data=np.array([node.data for node in nodes], np.float64),
        origins=origins,
        arguments=len(arguments),
        captured=captured,
        captured_at=captured_at,
        outputs=np.array([place[node] for node in outputs], np.int64),
    )


def traced_order(roots: Sequence[Value], seen: set[Value], inside: Callable[[Value], bool]) -> list[Value]:
    """The order of `topological_order`, not looking behind nodes that are not inside."""
    order: list[Value] = []
    stack: list[Value | None] = list(reversed(roots))
    while stack:
        node = stack.pop()
        if node is None:  # a mark: all inputs of the node below it have been visited
            order.append(stack.pop())  # type: ignore[arg-type]
        elif node not in seen:
            seen.add(node)
            if node.inputs and inside(node):
                stack += (node, None)
                stack.extend(reversed(node.inputs))
            else:
                order.append(node)
    return order
