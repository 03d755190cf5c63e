"""The recorded graph as flat arrays, so that the later steps can work on all nodes at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from autograd.context import NodeInfo
from autograd.operation import Operation
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
    origins: list[NodeInfo]
    arguments: int
    captured: list[Value]
    captured_at: Integers
    outputs: Integers

    def __len__(self) -> int:
        return len(self.operation)


def flat_graph(outputs: Sequence[Value], arguments: Sequence[Value], trace: object, made: Sequence[Value]) -> Graph:
    """Return the graph of what was recorded in a trace, from its arguments to its outputs."""
    seen = {*arguments, *made}
    groups = list(map(INPUTS, made))
    inputs = list(chain.from_iterable(groups))
    used = dict.fromkeys(chain(outputs, inputs))
    leaves = [*arguments, *(x for x in used if x not in seen)]
    nodes = [*leaves, *made]
    place = dict(zip(nodes, range(len(nodes))))
    captured = [x for x in leaves if x.info.trace is not trace]
    rows = list(map(ROW, made))
    places = {row: at for at, row in enumerate(dict.fromkeys(rows))}
    sizes = np.fromiter(map(len, groups), np.int64, len(made))
    start = np.concatenate([np.zeros(len(leaves) + 1, np.int64), np.cumsum(sizes)])
    return Graph(
        operations=list(places),
        operation=np.append(
            np.full(len(leaves), LEAF), np.fromiter(map(places.__getitem__, rows), np.int64, len(rows))
        ),
        start=start,
        inputs=np.fromiter(map(place.__getitem__, inputs), np.int64, len(inputs)),
        data=np.fromiter(map(DATA, nodes), np.float64, len(nodes)),
        origins=list(map(ORIGIN, nodes)),
        arguments=len(arguments),
        captured=captured,
        captured_at=np.array([place[node] for node in captured], np.int64),
        outputs=np.array([place[node] for node in outputs], np.int64),
    )


INPUTS, ROW, DATA, ORIGIN = map(attrgetter, ("inputs", "operation", "data", "info"))


def ancestry(roots: Iterable[Value], recorded: Sequence[Value]) -> list[Value]:
    """Return the recorded nodes that the roots were made of, in the order of recording."""
    needed, made = set(roots), []
    for node in reversed(recorded):
        if node in needed:
            made.append(node)
            needed.update(node.inputs)
    made.reverse()
    return made
