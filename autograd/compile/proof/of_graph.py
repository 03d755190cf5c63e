"""The scalar graph in the field, as the specification reads: a node after the other, each with its tangent.

Nodes that lie equally deep and have the same row are computed together; nothing else is shared with the compiler.
"""

from collections.abc import Iterator

import numpy as np

from autograd.compile.batches.choice import choice
from autograd.compile.batches.for_each import Entry, ForEach
from autograd.compile.lifting.rows import family_of
from autograd.compile.proof.field import POINTS, ZERO, P, Residues, negated, summed
from autograd.compile.proof.of_program import for_samples
from autograd.compile.proof.tangent import Moving, constants, picked, through, times
from autograd.compile.tracing.graph import LEAF, Floats, Graph, Integers
from autograd.functions.families import dot, total
from autograd.operation import Operation
from autograd.operations import add, mul, sub


class Evaluation:
    """The nodes of a graph, computed from its leaves.

    both    values and tangents of the nodes: (2, points, nodes)
    known   the constants among them, nan for all others
    """

    def __init__(self, graph: Graph, both: Residues, known: Floats) -> None:
        self.graph, self.both, self.known = graph, both, known
        self.results: dict[ForEach, Moving] = {}
        self.level = levels(graph)
        for nodes in alike(graph, self.level):
            self.compute(graph.operations[graph.operation[nodes[0]]], nodes)

    def compute(self, row: Operation, nodes: Integers) -> None:
        """Compute nodes of one row."""
        start = self.graph.start[nodes]
        places = self.graph.inputs[start + np.arange(self.graph.start[nodes[0] + 1] - start[0])[:, None]]
        if isinstance(row, ForEach):
            self.results[row] = self.for_each(row, places[:, 0])
        elif isinstance(row, Entry):
            entries = [self.graph.operations[at] for at in self.graph.operation[nodes]]
            at = [entry.place for entry in entries if isinstance(entry, Entry)]
            self.both[:, :, nodes] = self.results[row.each].both[:, :, at]
        elif row is add:
            self.both[:, :, nodes] = self.sums(nodes, places)
        elif (simple := combined(row, inputs := self.both[:, :, places])) is not None:
            self.both[:, :, nodes] = simple
            if len(places) == 1:  # a sum of one term is a copy
                self.known[nodes] = self.known[places[0]]
        else:
            known = self.known[places]
            result = through(row, [Moving(inputs[:, :, i], constants(known[i])) for i in range(len(places))])
            self.both[:, :, nodes] = result.both
            if result.known is not None:
                self.known[nodes] = result.known

    def sums(self, nodes: Integers, places: Integers) -> Residues:
        """Compute sums of two, of which one may be another one of these: the sum of what lies before it is added to
        it in as many rounds as the length of the longest such row has binary digits."""
        before = self.level[places] == self.level[nodes[0]]
        end = len(nodes)  # a place of its own, with the sum of nothing
        at = np.where(before.any(0), np.searchsorted(nodes, places.max(0, where=before, initial=0)), end)
        total = summed(np.where(before, ZERO, self.both[:, :, places]), 2)
        while (at < end).any():
            total = (total + np.append(total, np.zeros((2, POINTS, 1), np.uint64), axis=2)[:, :, at]) % P
            at = np.append(at, end)[at]
        return total

    def for_each(self, row: ForEach, places: Integers) -> Moving:
        """Compute what a function gives for all samples."""
        count = row.samples * row.program.arguments
        numbers = places[:count].reshape(row.samples, -1)
        each = Moving(self.both[:, :, numbers], constants(self.known[numbers]))
        shared = Moving(self.both[:, :, places[count:]], constants(self.known[places[count:]]))
        result = for_samples(row.program, each, shared)
        return Moving(result.both.reshape(*result.both.shape[:2], -1))


def combined(row: Operation, inputs: Residues) -> Residues | None:
    """Return sums, products and choices with their tangents, of inputs (2, points, arity, nodes); None for others."""
    family = family_of(row)
    if family is total:
        return summed(inputs, 2)
    if row is sub:
        return summed(np.stack([inputs[:, :, 0], negated(inputs[:, :, 1])]), 0)
    if row is mul:
        return times(inputs[:, :, 0], inputs[:, :, 1])
    if family is dot:
        half = row.arity // 2
        products = times(inputs[:, :, :half], inputs[:, :, half : 2 * half])
        return summed(np.concatenate([products, inputs[:, :, 2 * half :]], axis=2), 2)
    if family is choice:
        return picked(inputs[:, :, :-1], inputs[:, :, -1])
    return None


def alike(graph: Graph, level: Integers) -> Iterator[Integers]:
    """Give the nodes of a graph, inputs first, in groups of one row and level each."""
    first: dict[object, int] = {}
    names = [row.each if isinstance(row, Entry) else (row,) for row in graph.operations]
    kind = np.array([first.setdefault(name, at) for at, name in enumerate(names)], np.int64)
    made = np.flatnonzero(graph.operation != LEAF)
    if len(made):
        key = level[made] * len(kind) + kind[graph.operation[made]]
        order = np.argsort(key, kind="stable")
        yield from np.split(made[order], np.flatnonzero(np.diff(key[order])) + 1)


def levels(graph: Graph) -> Integers:
    """Return a level for each node: even ones need nothing of their own level, and odd ones are for +, where one of the
    inputs may be another + of that level. A long sum is on one level, however many of its terms are added in turn."""
    level, inputs, start = [0] * len(graph), graph.inputs.tolist(), graph.start.tolist()
    made = np.flatnonzero(np.diff(graph.start) > 0)
    is_sum = np.array([row is add for row in graph.operations], bool)[graph.operation[made]]
    first, last = graph.inputs[graph.start[made]], graph.inputs[graph.start[made + 1] - 1]
    for node, joins, one, other in zip(made.tolist(), is_sum.tolist(), first.tolist(), last.tolist()):
        low, high = level[one], level[other]
        if low > high:
            low, high = high, low
        if joins:
            level[node] = high | 1 if low < high or not high & 1 else high + 2
        else:
            if start[node + 1] - start[node] > 2:
                high = max(map(level.__getitem__, inputs[start[node] : start[node + 1]]))
            level[node] = (high | 1) + 1
    return np.array(level)
