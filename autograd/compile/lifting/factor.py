"""Step 4: a batch of scalar nodes becomes a tensor instruction, and sums of products become matrix products.

Collect the different left factor lists and the different right factor lists of a batch of sums. If the batch is their
full cartesian product, it is A·Bᵀ. Results lie next to each other in the order of their inputs, so that the
instructions that use them mostly find regular views, which cost nothing, and need no gathers.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from autograd.compile.batches.choice import choice
from autograd.compile.batches.for_each import Entry, ForEach
from autograd.compile.batches.widen import Widening
from autograd.compile.lifting.fuse import PLAIN, Fused
from autograd.compile.lifting.instructions import MAXIMA, Apply, Instruction, Largest, Part, Pick, Program, Sum, operand
from autograd.compile.lifting.rows import family_of
from autograd.compile.lifting.schedule import numbered, sequences
from autograd.compile.lowering.views import common_shape, dense
from autograd.compile.tracing.graph import LEAF, Booleans, Floats, Graph, Integers
from autograd.operation import Operation
from autograd.value import Value

FEW_TERMS = 4  # up to so many terms are added one by one, more are summed along an axis
WORTH_A_PRODUCT = 512  # multiplications that pay for an instruction of their own beside a ragged one


def factored(fused: Fused, batches: Sequence[Integers], samples: int = 1) -> Program:
    """Return the tensor program that computes the batches, for one sample of so many."""
    return Factoring(fused, batches, samples).program(batches)


@dataclass
class TermTable:
    """The terms of many sums of one pattern: places of the factors (terms, sums), which terms are products, signs."""

    left: Integers
    right: Integers
    product: Booleans
    sign: Floats

    def columns(self) -> list[Integers]:
        """Return every factor as the list of its offsets."""
        pairs = zip(self.left, self.right, self.product)
        return [column for left, right, product in pairs for column in ([left, right] if product else [left])]

    def of(self, sums: Integers) -> "TermTable":
        """Return the terms of some of the sums."""
        return TermTable(self.left[:, sums], self.right[:, sums], self.product, self.sign)


class Factoring:
    """The places in memory given out so far, and the instructions that fill them."""

    def __init__(self, fused: Fused, batches: Sequence[Integers], samples: int) -> None:
        self.fused, self.samples = fused, samples
        self.graph = fused.graph
        self.place = np.full(len(self.graph), -1)  # the offset of each node, once it has one
        self.one = self.graph.arguments + len(self.graph.captured)  # the first constant is 1
        self.captured = self.captured_in_order_of_use(batches)
        self.constants = self.place_leaves(self.graph)
        self.leaves = self.size = self.one + len(self.constants)
        self.results: dict[ForEach, Integers] = {}  # where the results of functions for each sample lie

    def program(self, batches: Sequence[Integers]) -> Program:
        """Return the instructions of all batches, one after the other."""
        pairs = [pair for batch in batches for pair in self.instructions(batch)]
        return Program(
            instructions=[instruction for _, instruction in pairs],
            size=self.size,
            arguments=self.graph.arguments,
            captured=self.captured,
            constants=self.constants,
            outputs=self.place[self.fused.alias[self.graph.outputs]],
            scopes=[nodes if isinstance(nodes, list) else self.scopes(nodes) for nodes, _ in pairs],
        )

    def captured_in_order_of_use(self, batches: Sequence[Integers]) -> list[Value]:
        """Return the captured values, those of one sum or operation side by side, and give them their offsets."""
        used = [self.graph.captured_at]
        for batch in reversed(batches):
            if self.fused.is_sum[batch[0]]:
                flat, _ = ranges(self.fused.start[batch], np.diff(self.fused.start)[batch])
                terms = self.fused.terms
                used.append(np.stack([terms.left[flat], terms.right[flat]], axis=1).ravel())
            else:
                flat, _ = ranges(self.graph.start[batch], np.diff(self.graph.start)[batch])
                used.append(self.fused.alias[self.graph.inputs[flat]])
        at = dict(zip(self.graph.captured_at.tolist(), self.graph.captured))
        order = [i for i in dict.fromkeys(np.concatenate(used[::-1]).tolist()) if i in at]
        self.place[order] = self.graph.arguments + np.arange(len(order))
        return [at[i] for i in order]

    def place_leaves(self, graph: Graph) -> Floats:
        """Arguments lie first, in order; after the captured values each different constant once, 1 being the first."""
        self.place[: graph.arguments] = np.arange(graph.arguments)
        at = np.flatnonzero((graph.operation == LEAF) & (self.place < 0))
        bits = np.append(1.0, graph.data[at]).view(np.int64)  # bits, because -0.0 and nan are constants too
        _, first, which = np.unique(bits, return_index=True, return_inverse=True)
        rank = np.argsort(np.argsort(first))
        self.place[at] = self.one + rank[which[1:]]
        return bits[np.sort(first)].view(np.float64)

    def scopes(self, nodes: Integers) -> list[str]:
        """Return the scopes in which the nodes were made."""
        origins = {id(origin): origin for origin in map(self.graph.origins.__getitem__, nodes.tolist())}
        return list(dict.fromkeys(" / ".join(origin.scope) for origin in origins.values()))

    def instructions(self, batch: Integers) -> Iterator[tuple[Integers | list[str], Instruction]]:
        """The instructions of a batch, each with its nodes, or with their scopes."""
        row = self.graph.operations[self.graph.operation[batch[0]]]
        if self.fused.is_sum[batch[0]]:
            yield from self.sums(batch)
        elif isinstance(row, ForEach):
            yield from self.for_each(row, self.inputs(batch).ravel())
        elif isinstance(row, Entry):
            entries = [self.graph.operations[i] for i in self.graph.operation[batch]]
            self.place[batch] = self.results[row.each][[e.place for e in entries if isinstance(e, Entry)]]
        elif (kind := family_of(row)) in MAXIMA:
            yield batch, self.largest(batch, MAXIMA[kind])
        elif kind is choice:
            yield batch, self.pick(batch)
        else:
            yield batch, self.apply(batch)

    def inputs(self, nodes: Integers) -> Integers:
        """Return the offsets of the inputs of nodes of one arity: (arity, nodes)."""
        start = self.graph.start[nodes]
        arity = self.graph.start[nodes[0] + 1] - start[0]
        return self.place[self.fused.alias[self.graph.inputs[start + np.arange(arity)[:, None]]]]

    def put(self, nodes: Integers, columns: Sequence[Integers]) -> Integers:
        """Give places to nodes in the order of their columns; gives back which nodes stand for all.

        Nodes with equal columns share a place: they are the same number computed twice.
        """
        varying = sorted(columns, key=lambda column: bool(self.one <= column[0] < self.leaves))  # constants come last
        order = np.lexsort(varying[::-1])
        new = np.append(True, np.any([np.diff(column[order]) != 0 for column in columns], axis=0))
        self.place[nodes[order]] = self.size + np.cumsum(new) - 1
        self.size += int(new.sum())
        chosen: Integers = order[new]
        return chosen

    def for_each(self, row: ForEach, inputs: Integers) -> Iterator[tuple[list[str], Instruction]]:
        """The instructions of a function for each sample, told for all of them."""
        numbers, shared = np.split(inputs, [row.samples * row.program.arguments])
        wide = Widening(row.program, numbers.reshape(row.samples, -1), shared, self.size)
        self.size, self.results[row] = wide.size, wide.outputs.ravel()
        yield from zip(row.program.scopes, wide.instructions)

    def apply(self, nodes: Integers) -> Apply:
        """One operation on many inputs."""
        columns = self.inputs(nodes)
        base = self.size
        columns = columns[:, self.put(nodes, list(columns))]
        shape = common_shape(list(columns))
        row = self.graph.operations[self.graph.operation[nodes[0]]]
        return Apply(row, dense(base, shape), [operand(column.reshape(shape)) for column in columns])

    def by_place(self, nodes: Integers, first: Integers) -> Integers:
        """Return the nodes as their first inputs lie in memory, so that segments may follow one another there."""
        ordered: Integers = nodes[np.argsort(self.place[first], kind="stable")]
        return ordered

    def largest(self, nodes: Integers, row: Operation) -> Largest:
        """Return the largest of each of many lists, which may be of different lengths."""
        size, base = np.diff(self.graph.start)[nodes], self.size
        if (size == size[0]).all():
            table = self.inputs(nodes)
            table = table[:, self.put(nodes, [table[0], np.arange(len(nodes))])]
            shape = common_shape([table[0]])
            return Largest(row, dense(base, shape), operand(table.T.reshape(*shape, -1)), None)
        nodes = self.by_place(nodes, self.fused.alias[self.graph.inputs[self.graph.start[nodes]]])
        flat, starts = ranges(self.graph.start[nodes], np.diff(self.graph.start)[nodes])
        self.put(nodes, [np.arange(len(nodes))])
        places = self.place[self.fused.alias[self.graph.inputs[flat]]]
        return Largest(row, dense(base, (len(nodes),)), operand(places), starts)

    def pick(self, nodes: Integers) -> Pick:
        """Choose entries of tables by an index that is known only when the program runs."""
        columns, base = self.inputs(nodes), self.size
        columns = columns[:, self.put(nodes, [columns[-1], columns[0], np.arange(len(nodes))])]
        shape = common_shape([columns[0], columns[-1]])
        candidates = operand(columns[:-1].reshape(-1, *shape))
        return Pick(dense(base, shape), candidates, operand(columns[-1].reshape(shape)))

    def sums(self, nodes: Integers) -> Iterator[tuple[Integers, Sum]]:
        """Sums of products: matrix products where the factors allow it, then what is left."""
        groups = list(split_by(self.patterns(nodes)))
        left_over = []
        for group in groups:
            rest = yield from self.matrices(nodes[group], alone=len(groups) == 1)
            left_over += [rest] if len(rest) else []
        if len(left_over) == 1:
            yield left_over[0], self.uniform(left_over[0])
        elif left_over:
            together = np.sort(np.concatenate(left_over))
            yield together, self.ragged(together)

    def patterns(self, nodes: Integers) -> Integers:
        """Return a number for each sum, equal for the same sequence of plain terms and products."""
        return numbered(sequences(self.fused.terms.right != PLAIN, self.fused.start, nodes))

    def terms(self, nodes: Integers) -> TermTable:
        """Return the terms of sums of one pattern."""
        start, terms = self.fused.start[nodes], self.fused.terms
        at = start + np.arange(self.fused.start[nodes[0] + 1] - start[0])[:, None]
        product = terms.right[at[:, 0]] != PLAIN
        return TermTable(self.place[terms.left[at]], self.place[terms.right[at]], product, terms.sign[at[:, 0]])

    def matrices(self, nodes: Integers, alone: bool) -> Generator[tuple[Integers, Sum], None, Integers]:
        """Find the matrix products among sums of one pattern; return the nodes that are in none."""
        terms = self.terms(nodes)
        signs = terms.sign[terms.product]
        if len(signs) < 2 or (signs != signs[0]).any():
            return nodes
        rows, columns = terms.left[terms.product].T, terms.right[terms.product].T
        if self.variability(rows) < self.variability(columns):
            rows, columns = columns, rows
        row, column = list_numbers(rows), list_numbers(columns)
        blocks = []
        for members in split_by(components(row, column)):
            block = Block(members, rows[members], columns[members], row[members], column[members])
            narrow, wide = sorted(block.shape)
            is_matrix = wide > 1 and self.samples * narrow > 1
            worthwhile = is_matrix and self.samples * narrow * wide * len(signs) >= WORTH_A_PRODUCT
            if block.is_product(sharing=bool(terms.product.all())) and (worthwhile or alone):
                blocks.append(block)
        rest = np.ones(len(nodes), bool)
        for shape, alike in groupby(sorted(blocks, key=lambda block: block.shape), key=lambda block: block.shape):
            chosen = sorted(alike, key=lambda block: block.corner)
            if min(shape) > 1 or (len(chosen) == 1 and (max(shape) > 1 or len(nodes) == 1)):
                members = np.concatenate([block.members for block in chosen])
                rest[members] = False
                yield nodes[members], self.matrix(nodes[members], chosen, terms.of(members))
        return nodes[rest]

    def variability(self, factors: Integers) -> int:
        """Captured values vary least, then other leaves, then results: what varies more becomes the rows."""
        place = int(factors[0].max())
        captured = self.graph.arguments <= place < self.one
        return 0 if captured else 1 if place < self.leaves else 2

    def matrix(self, nodes: Integers, blocks: "list[Block]", terms: TermTable) -> Sum:
        """Blocks of one shape as a (batched) matrix product, with the plain terms added."""
        shape = (len(blocks), *blocks[0].shape)
        position = np.concatenate([i * shape[1] * shape[2] + block.position for i, block in enumerate(blocks)])
        base = self.size
        self.place[nodes] = base + position
        self.size += int(np.prod(shape))
        squeezed = shape[1:] if len(blocks) == 1 else shape
        k = blocks[0].rows.shape[1]
        rows = np.array([block.row_lists for block in blocks]).reshape(*squeezed[:-1], k)
        columns = np.array([block.column_lists for block in blocks]).reshape(*squeezed[:-2], shape[2], k)
        product = Part("matrix", terms.sign[terms.product][0], operand(rows), operand(columns))
        parts = []
        for left, is_product, sign in zip(terms.left, terms.product, terms.sign):
            if not is_product:
                table = np.empty_like(left)
                table[position] = left
                parts.append(Part("column", sign, operand(table.reshape(squeezed))))
            elif product not in parts:
                parts.append(product)
        return Sum(dense(base, squeezed), parts)

    def uniform(self, nodes: Integers) -> Sum:
        """Return sums of one pattern that are not a matrix product: term by term, long runs of terms as rows."""
        terms, base = self.terms(nodes), self.size
        columns = terms.columns()
        few = len(columns) <= 2 * FEW_TERMS
        terms = terms.of(self.put(nodes, columns if few else [*columns[:2], np.arange(len(nodes))]))
        shape = common_shape(terms.columns() if few else terms.columns()[:2])
        parts: list[Part] = []
        sorts = list(zip(terms.product.tolist(), terms.sign.tolist()))
        for (product, sign), run in groupby(range(len(sorts)), key=sorts.__getitem__):
            at = list(run)
            left, right = terms.left[at], terms.right[at]
            if len(at) <= FEW_TERMS:
                for x, y in zip(left, right):
                    parts.append(
                        Part("column", sign, operand(x.reshape(shape)), operand(y.reshape(shape)) if product else None)
                    )
            else:
                inner = common_shape([left[:, 0], right[:, 0]] if product else [left[:, 0]])
                x, y = left.T.reshape(*shape, *inner), right.T.reshape(*shape, *inner)
                parts.append(Part("rows", sign, operand(x), operand(y) if product else None))
        return Sum(dense(base, shape), parts)

    def ragged(self, nodes: Integers) -> Sum:
        """Sums of different lengths, as one instruction over segments; a plain term counts as a product with 1."""
        nodes = self.by_place(nodes, self.fused.terms.left[self.fused.start[nodes]])
        flat, starts = ranges(self.fused.start[nodes], np.diff(self.fused.start)[nodes])
        base = self.size
        self.put(nodes, [np.arange(len(nodes))])
        left, right = self.fused.terms.left[flat], self.fused.terms.right[flat]
        is_product = right != PLAIN
        factor = operand(np.where(is_product, self.place[right], self.one)) if is_product.any() else None
        return Sum(dense(base, (len(nodes),)), [Part("ragged", 1.0, operand(self.place[left]), factor, starts)])


class Block:
    """Sums that share factor lists among themselves and with no others: the candidates for one matrix product."""

    def __init__(self, members: Integers, rows: Integers, columns: Integers, row: Integers, column: Integers) -> None:
        self.members, self.rows = members, rows
        self.row_lists, i = sorted_lists(rows, row)
        self.column_lists, j = sorted_lists(columns, column)
        self.shape = (len(self.row_lists), len(self.column_lists))
        self.position = i * self.shape[1] + j
        self.corner = (self.row_lists[0, 0], self.column_lists[0, 0])

    def is_product(self, sharing: bool) -> bool:
        """Whether each row list meets each column list once; `sharing`: or most of them, and some more than once."""
        filled, cells = len(np.unique(self.position)), self.shape[0] * self.shape[1]
        return 2 * filled > cells if sharing else filled == cells == len(self.members)


def sorted_lists(lists: Integers, number: Integers) -> tuple[Integers, Integers]:
    """Return the different lists ordered by where they lie, and for each given one its place among them."""
    _, first, which = np.unique(number, return_index=True, return_inverse=True)
    order = np.lexsort((lists[first, -1], lists[first, 0]))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return lists[first[order]], rank[which]


def list_numbers(lists: Integers) -> Integers:
    """Return a number for each row of a table, the same for equal rows."""
    return numbered(row.tobytes() for row in np.ascontiguousarray(lists))


def components(row: Integers, column: Integers) -> Integers:
    """For each pair (row, column) the component of the graph of rows and columns that it lies in."""
    component = np.arange(len(row))
    while True:
        before = component
        for ends in (row, column):
            lowest = np.full(int(ends.max()) + 1, len(row))
            np.minimum.at(lowest, ends, component)
            component = lowest[ends]
        if np.array_equal(component, before):
            return component


def split_by(key: Integers) -> Iterator[Integers]:
    """For each different key the places where it stands."""
    order = np.argsort(key, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(key[order])) + 1)


def ranges(start: Integers, size: Integers) -> tuple[Integers, Integers]:
    """Return the numbers start … start + size of all ranges in one list, and where each range begins in it."""
    begins = np.cumsum(size) - size
    return np.arange(size.sum()) + np.repeat(start - begins, size), begins
