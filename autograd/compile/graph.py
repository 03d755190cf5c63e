"""The recorded graph as flat arrays, so that the later steps can work on all nodes at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

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


def flat_graph(
    outputs: Sequence[Value],
    others: Sequence[Value],
    arguments: Sequence[Value],
    trace: object,
    recorded: Sequence[Value],
) -> Graph:
    """The graph of what was recorded in a trace, from its arguments to its outputs and some other nodes."""
    made = ancestry([*outputs, *others], recorded)
    seen = {*arguments, *made}
    met = dict.fromkeys(chain(outputs, others, chain.from_iterable([node.inputs for node in made])))
    leaves = [*arguments, *(x for x in met if x not in seen)]
    nodes = [*leaves, *made]
    place = dict(zip(nodes, range(len(nodes))))
    captured = [x for x in leaves if x.origin.trace is not trace and not x.origin.constant]
    made_from = [()] * len(leaves) + [node.inputs for node in made]
    rows = [None] * len(leaves) + [node.operation for node in made]
    places = {row: at for at, row in enumerate(dict.fromkeys([None, *rows]), start=LEAF)}
    return Graph(
        operations=[row for row in places if row is not None],
        operation=np.array([places[row] for row in rows], np.int64),
        start=np.cumsum([0, *map(len, made_from)]),
        inputs=np.array([place[x] for x in chain.from_iterable(made_from)], np.int64),
        data=np.array([node.data for node in nodes], np.float64),
        origins=[node.origin for node in nodes],
        arguments=len(arguments),
        captured=captured,
        captured_at=np.array([place[node] for node in captured], np.int64),
        outputs=np.array([place[node] for node in outputs], np.int64),
    )


def ancestry(roots: Iterable[Value], recorded: Sequence[Value]) -> list[Value]:
    """What the roots were made of among the nodes that were recorded, in the order in which they were."""
    needed, made = set(roots), []
    for node in reversed(recorded):
        if node in needed:
            made.append(node)
            needed.update(node.inputs)
    made.reverse()
    return made
