"""The program for one sample becomes the program for a batch: what sees the sample gets one axis more.

What all samples share (parameters, constants, and whatever is made of these alone) stays as it is. So the rows of a
matrix product become those of all samples, and a product of a matrix and a vector becomes one of two matrices.
"""

from collections.abc import Callable

import numpy as np

from autograd.compile.lifting.instructions import (
    Apply,
    Instruction,
    Largest,
    Operand,
    Part,
    Pick,
    Program,
    Sum,
    operand,
    operands,
)
from autograd.compile.lowering.views import MAX_RANK, View, common_shape, dense
from autograd.compile.tracing.graph import Integers


class Widening:
    """A program for one sample, rewritten for many.

    instructions   those of all samples
    outputs        where the results lie: (samples, outputs)
    size           the end of the memory that is taken
    """

    def __init__(self, program: Program, arguments: Integers, shared: Integers, begin: int) -> None:
        """arguments: where the numbers of each sample lie, (samples, arguments); shared: and where the other leaves."""
        self.samples, self.arguments = arguments.shape
        self.numbers = arguments
        self.base = np.zeros(program.size, np.int64)  # the offset of each number in the first sample
        self.stride = np.zeros(program.size, np.int64)  # how much further on it is in the next sample
        self.varies = np.zeros(program.size, bool)  # whether it differs from sample to sample
        self.base[self.arguments : program.leaves] = shared
        self.varies[: self.arguments] = (arguments != arguments[:1]).any(axis=0)
        self.base[: self.arguments] = arguments[0]
        self.size = begin
        self.instructions = [self.widened(instruction) for instruction in program.instructions]
        self.outputs = self.spread(program.outputs)

    def spread(self, table: Integers) -> Integers:
        """Return a table of offsets for each of the samples: (samples, …)."""
        sample = np.arange(self.samples).reshape(-1, *[1] * table.ndim)
        places = self.base[table] + self.stride[table] * sample
        argument = (table < self.arguments) & self.varies[table]
        if argument.any():
            places[:, argument] = self.numbers[:, table[argument]]
        return places

    def flat(self, table: Integers) -> Integers:
        """Return a table for all samples, as one list."""
        return self.spread(table.ravel()).ravel()

    def same(self, x: Operand) -> Operand:
        """Return an operand that all samples share."""
        return operand(self.base[x.table])

    def block(self, old: View, shape: tuple[int, ...], order: Integers | None = None) -> View:
        """Return room for the results of all samples; `order` says how they lie in it, if not sample after sample."""
        new = dense(self.size, shape)
        listed = np.empty(new.size, np.int64)
        listed[slice(None) if order is None else order.ravel()] = self.size + np.arange(new.size)
        places = listed.reshape(-1, old.size)
        at = old.places().ravel()
        self.base[at] = places[0]
        if len(places) > 1:
            self.stride[at] = places[1] - places[0]
            self.varies[at] = True
        self.size += new.size
        return new

    def widened(self, instruction: Instruction) -> Instruction:
        """Return an instruction for all samples."""
        if not any(self.varies[x.table].any() for x in operands(instruction)):
            return self.shared(instruction)
        match instruction:
            case Apply(operation, out, inputs):
                factors = [self.flat(x.table) for x in inputs]
                shape = common_shape(factors)
                return Apply(operation, self.block(out, shape), [operand(x.reshape(shape)) for x in factors])
            case Sum(out, parts):
                return self.sum(out, parts)
            case Largest(row, out, x, None):
                rows = self.spread(x.table).reshape(-1, x.shape[-1])
                shape = common_shape([rows[:, 0]])
                return Largest(row, self.block(out, shape), operand(rows.reshape(*shape, -1)), None)
            case Largest(row, out, x, starts):
                return Largest(row, self.block(out, (self.samples * out.size,)), *self.segments(x, starts))
            case Pick(out, candidates, index):
                entries = self.spread(candidates.table.reshape(len(candidates.table), -1))
                columns = entries.swapaxes(0, 1).reshape(len(candidates.table), -1)
                at = self.flat(index.table)
                shape = common_shape([columns[0], at])
                new = self.block(out, shape)
                return Pick(new, operand(columns.reshape(-1, *shape)), operand(at.reshape(shape)))

    def shared(self, instruction: Instruction) -> Instruction:
        """Return an instruction that depends on no sample, so it is computed once."""
        old = instruction.out
        out = dense(self.size, old.shape)
        self.base[old.places().ravel()] = out.places().ravel()
        self.size += out.size
        match instruction:
            case Apply(operation, _, inputs):
                return Apply(operation, out, [self.same(x) for x in inputs])
            case Sum(_, parts):
                return Sum(out, [replaced(part, self.same) for part in parts])
            case Largest(row, _, x, starts):
                return Largest(row, out, self.same(x), starts)
            case Pick(_, candidates, index):
                return Pick(out, self.same(candidates), self.same(index))

    def sum(self, out: View, parts: list[Part]) -> Sum:
        """Return a sum for all samples."""
        sorts = {part.sort for part in parts}
        if "matrix" in sorts:
            return self.matrix(out, parts)
        if "ragged" in sorts:
            new = self.block(out, (self.samples * out.size,))
            return Sum(new, [self.ragged(part) for part in parts])
        if sorts == {"column"}:
            factors = [x for part in parts for x in (part.left, part.right) if x]
            shape = common_shape([self.flat(x.table) for x in factors])
            new = self.block(out, shape)
            return Sum(new, [replaced(part, lambda x: operand(self.flat(x.table).reshape(shape))) for part in parts])
        deepest = max(len(part.left.shape) for part in parts)
        shape = (self.samples, *out.shape) if deepest < MAX_RANK else (self.samples * out.size,)
        new = self.block(out, shape)

        def rows(x: Operand) -> Operand:
            inner = x.shape[len(out.shape) :] if deepest < MAX_RANK else (x.table.size // out.size,)
            return operand(self.spread(x.table).reshape(*shape, *(inner if len(x.shape) > len(out.shape) else ())))

        return Sum(new, [replaced(part, rows) for part in parts])

    def segments(self, x: Operand, starts: Integers | None) -> tuple[Operand, Integers | None]:
        """A flat list in segments, for one sample after the other."""
        sample = np.arange(self.samples)[:, None]
        return operand(self.flat(x.table)), None if starts is None else (starts + len(x.table) * sample).ravel()

    def ragged(self, part: Part) -> Part:
        """Return a sum over segments for all samples."""
        left, starts = self.segments(part.left, part.starts)
        right = None if part.right is None else self.segments(part.right, None)[0]
        return Part(part.sort, part.sign, left, right, starts)

    def matrix(self, out: View, parts: list[Part]) -> Sum:
        """A matrix product for all samples, with the plain terms: one product of more rows where a side is shared."""
        (product,) = [part for part in parts if part.sort == "matrix"]
        rows, columns = product.left, product.right
        assert columns is not None
        swapped = not self.varies[rows.table].any()  # A·Bᵀ = (B·Aᵀ)ᵀ: what varies becomes the rows
        if swapped:
            rows, columns = columns, rows
        stacks = bool(self.varies[columns.table].any())
        both = Part("matrix", product.sign, operand(arranged(self.spread(rows.table), False, stacks)))
        both.right = operand(arranged(self.spread(columns.table), False, True)) if stacks else self.same(columns)

        places = np.arange(self.samples * out.size).reshape(self.samples, *out.shape)
        order = arranged(places, swapped, stacks)
        new = self.block(out, order.shape, order)

        def plain(x: Operand) -> Operand:
            return operand(arranged(self.spread(x.table), swapped, stacks))

        return Sum(new, [both if part is product else replaced(part, plain) for part in parts])


def arranged(table: Integers, swapped: bool, stacks: bool) -> Integers:
    """A table (samples, …, m, n) as a stack of matrices, or with the rows of all samples in one: (…, samples·m, n)."""
    if swapped:
        table = table.swapaxes(-1, -2)
    m, n = table.shape[-2:]
    if stacks:
        return table.reshape(-1, m, n)
    return np.moveaxis(table, 0, -3).reshape(*table.shape[1:-2], -1, n)


def replaced(part: Part, new: Callable[[Operand], Operand]) -> Part:
    """Return the part with other operands."""
    return Part(part.sort, part.sign, new(part.left), None if part.right is None else new(part.right), part.starts)
