"""Step 5a: the instructions and their derivatives as elementary steps, which any backend can carry out.

The chain rule is written here once more, for whole blocks. The partials are those of the table: applied to `Vector`s,
they write down the steps that compute them.

One memory holds everything: the program's numbers, their gradients right behind them (the gradient of place p is
at size + p), then copies and intermediate results.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from math import isnan, nan

import numpy as np

from autograd.compile.guards.watch import stopped
from autograd.compile.lifting.instructions import (
    MAXIMA,
    Apply,
    Instruction,
    Largest,
    Operand,
    Part,
    Pick,
    Program,
    Sum,
    operands,
)
from autograd.compile.lifting.rows import is_built_in
from autograd.compile.lowering.scribe import Scribe, Step, Steps, Vector
from autograd.compile.lowering.views import View, dense, transposed
from autograd.compile.tracing.graph import Booleans, Integers
from autograd.domain import ANY
from autograd.functions.families import shift
from autograd.operation import Operation, Scalar
from autograd.operations import mul, sub

SMALL_GAP = 256  # setting so many places to zero for nothing costs less than a step


def steps_of(program: Program, moving: Booleans, in_order: bool) -> Steps:
    """Return the steps of a program; `moving` says which leaves require a gradient.

    in_order   for a backend without BLAS: add the parts of a sum in their order (otherwise matrix products go first,
               which saves a step), and gather rows that are repeated
    """
    writer = Writer(program, moving, in_order)
    for instruction in program.instructions:
        writer.forward(instruction)
    writer.begin_backward(program)
    for instruction in reversed(program.instructions):
        writer.backward(instruction)
    return writer.finished()


class Writer(Scribe):
    """The steps written so far, the memory they take, and the gradients that have been written to."""

    def __init__(self, program: Program, moving: Booleans, in_order: bool) -> None:
        self.size, self.leaves = program.size, program.leaves
        self.first_variable = 0 if moving[: program.arguments].any() else program.arguments
        self.in_order = in_order
        self.steps = Steps(program.size)
        super().__init__(self.steps.forward, 2 * program.size)
        self.moves = np.zeros(program.size, bool)  # which places have a gradient
        self.moves[: len(moving)] = moving
        self.written = np.zeros(program.size, bool)  # which gradients have been given something
        self.zero = np.zeros(program.size, bool)  # which must be zero before
        self.seeded = np.zeros(program.size, bool)  # which are given from outside
        self.constants, self.first_constant = program.constants, program.leaves - len(program.constants)
        self.kept: dict[object, View] = {}  # copies of operands that are no views, by their tables
        self.starts: Integers | None = None  # the segments that total(…) adds over

    def read(self, operand: Operand) -> Vector:
        """Return an operand as a block: a view costs nothing, otherwise its elements are gathered once and kept."""
        view = operand.view
        constant = self.are_constants(operand.table)
        if constant and view is not None and view.is_patchwork():
            view = None  # a copy of constants is made only once
        if view is not None and not (self.in_order and view.is_scattered_row()):
            return Vector(view, self)
        key = (operand.table.shape, operand.table.tobytes())
        if key not in self.kept:
            table = operand.table if view is None else view.row().places()
            if constant:
                self.top = self.end  # where no earlier step has its intermediate results, since it is filled only once
                copy = self.room(table.shape)
                self.steps.copies.append((copy, table))
            else:
                copy = self.write("take", self.room(table.shape), table=table)
            self.kept[key] = (
                copy if view is None else replace(view, offset=copy.offset, strides=(0,) * (len(view.shape) - 1) + (1,))
            )
        return Vector(self.kept[key], self)

    def are_constants(self, places: Integers) -> bool:
        """Return whether only constants lie at these offsets."""
        at = places - self.first_constant
        return bool(((at >= 0) & (at < len(self.constants))).all())

    # Forward

    def forward(self, instruction: Instruction) -> None:
        """Write down the steps that compute an instruction."""
        for operand in operands_of(instruction):
            self.read(operand)
        with self.scratch():
            match instruction:
                case Apply(operation, out, operands):
                    value = Vector.apply(operation, tuple(self.read(operand) for operand in operands))
                    self.deliver(value, out, adds=False)
                    moves = operation is not stopped and any(map(self.wanted, operands))
                case Sum(out, parts):
                    in_order = parts if self.in_order else sorted(parts, key=lambda part: part.sort != "matrix")
                    for place, part in enumerate(in_order):
                        self.add_part(part, out, adds=place > 0)
                    moves = any(map(self.wanted, operands_of(instruction)))
                case Largest(row, out, operand, starts):
                    self.write("max" if starts is None else "segment_max", out, self.read(operand).view, table=starts)
                    moves = row is not MAXIMA[shift] and self.wanted(operand)
                case Pick(out, candidates, index):
                    self.write("pick", out, self.read(index).view, table=candidates.table)
                    moves = self.wanted(candidates)
        self.moves[instruction.out.places()] = moves

    def add_part(self, part: Part, out: View, adds: bool) -> None:
        """Write down the steps that add a part of a sum to out, or begin it."""
        left, sign = self.read(part.left), part.sign
        if self.in_order and adds and sign < 0 and part.sort != "column":
            left, sign = -left, 1.0  # so that term after term is added to what is there, and not their sum
        right = None if part.right is None else self.read(part.right)
        if part.sort == "matrix" and right is not None:
            value = Vector(self.write("matmul", self.room(out.shape), left.view, transposed(right.view)), self)
        else:
            value = left if right is None else left * right
        if part.sort == "rows":
            value = Vector(self.write("sum", self.room(out.shape), value.view), self)
        if part.sort == "ragged":
            value = Vector(self.write("segment_sum", self.room(out.shape), value.view, table=part.starts), self)
        if adds and sign < 0:
            self.combine(sub, value, out)
        else:
            self.deliver(sign * value, out, adds)

    # Backward

    def known(self, view: View) -> float | None:
        """Return a constant, which the backward pass need not compute with anew."""
        at, uniform = view.offset - self.first_constant, view.size == 1 or not any(view.strides)
        is_constant = uniform and 0 <= at < len(self.constants)
        number = float(self.constants[at]) if is_constant and self.current is self.steps.backward else nan
        return None if isnan(number) else number

    def begin_backward(self, program: Program) -> None:
        """Write the following steps into the backward pass, which starts with given gradients of the outputs."""
        self.current = self.steps.backward
        self.written[program.outputs] = self.seeded[program.outputs] = True

    def backward(self, instruction: Instruction) -> None:
        """Apply the chain rule: pass the gradient of out to the operands, times the partials."""
        places = instruction.out.places()
        if not self.moves[places].any() or not self.written[places].any():
            return
        self.zero[places] |= ~self.written[places]
        out, flow = Vector(instruction.out, self), Vector(self.gradient(instruction.out), self)
        with self.scratch():
            match instruction:
                case Apply(operation, _, operands):
                    inputs = [self.read(operand) for operand in operands]
                    self.chain(operands, slopes(operation, (*inputs, out)), flow)
                case Sum(_, parts):
                    for part in parts:
                        self.back_part(part, flow)
                case Largest(row, _, operand, starts):
                    self.starts = starts
                    spread = [self.spread(x, operand.shape, starts) for x in (out, flow)]
                    self.chain([operand], row.partials(self.read(operand), spread[0]), spread[1])
                case Pick(_, candidates, index):
                    self.expect_zero(candidates.table)
                    places = candidates.table + self.size
                    self.write("scatter_pick", flow.view, self.read(index).view, flow.view, table=places)

    def back_part(self, part: Part, flow: Vector) -> None:
        """Apply the chain rule to a part of a sum."""
        is_square = part.right is not None and np.array_equal(part.left.table, part.right.table)
        if part.sort == "matrix" and part.right is not None:
            left, right, upstream = self.read(part.left).view, self.read(part.right).view, flow.view
            if is_square and flow.view.size == 1:
                self.send(part.left, 2.0 * part.sign * flow * self.read(part.left))
                return
            for operand, a, b in ((part.left, upstream, right), (part.right, transposed(upstream), left)):
                if self.wanted(operand):
                    product = self.write("matmul", self.room(operand.shape), a, b)
                    self.send(operand, part.sign * Vector(product, self))
            return
        operands = [part.left] if part.right is None else [part.left, part.right]
        if is_square:
            operands, flow = operands[:1], 2.0 * flow
        flow = self.spread(flow, part.left.shape, part.starts)
        slopes = mul.partials(*map(self.read, operands * (1 + is_square)), None) if part.right is not None else (1.0,)
        self.chain(operands, [part.sign * slope for slope in slopes[: len(operands)]], flow)

    def spread(self, sums: Vector, shape: tuple[int, ...], starts: Integers | None) -> Vector:
        """Repeat the number of each row, or segment, for each of its elements."""
        view = sums.view
        if starts is None:
            return Vector(View(view.offset, shape, view.strides + (0,) * (len(shape) - len(view.shape))), self)
        segment = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, shape[0])))
        return Vector(self.write("take", self.room(shape), table=view.places().ravel()[segment]), self)

    def row_totals(self, rows: Vector) -> Vector:
        """The sum of each row, or segment, in place of each of its elements: what total(…) means inside a row."""
        if self.starts is None:
            sums = self.write("sum", self.room(rows.view.shape[:-1]), rows.view)
        else:
            sums = self.write("segment_sum", self.room(self.starts.shape), rows.view, table=self.starts)
        return self.spread(Vector(sums, self), rows.view.shape, self.starts)

    def chain(self, operands: Sequence[Operand], slopes: Sequence[Scalar], flow: Vector) -> None:
        """Add slope · flow to the gradient of each operand that requires one."""
        for operand, slope in zip(operands, slopes):
            if self.wanted(operand) and type(slope) is float and slope == 0.0:
                self.expect_zero(operand.table)  # nothing, but further back 0 may meet an infinite slope
            elif self.wanted(operand):
                self.send(operand, slope * flow)

    def wanted(self, operand: Operand) -> bool:
        """Return whether any element of the operand has a gradient."""
        return bool(self.moves[operand.table].any())

    def send(self, operand: Operand, value: Vector) -> None:
        """Add a contribution to the gradient of an operand."""
        if operand.view is None:
            self.expect_zero(operand.table)
            self.write("scatter", value.view, value.view, table=operand.table + self.size)
            return
        target = self.gradient(operand.view)
        repeated = [axis for axis in range(len(target.shape)) if target.strides[axis] == 0 and target.shape[axis] > 1]
        if repeated:
            stays = [axis for axis in range(len(target.shape)) if axis not in repeated]
            target = target[tuple(stays)]
            value = Vector(self.write("sum", self.room(target.shape), value.view[tuple(stays + repeated)]), self)
        adds = bool(self.written[operand.table].any())
        if adds:
            self.expect_zero(operand.table)
        self.written[operand.table] = True
        self.deliver(value, target, adds)

    def gradient(self, view: View) -> View:
        """Return where the gradients of a view lie."""
        return replace(view, offset=view.offset + self.size)

    def expect_zero(self, places: Integers) -> None:
        """Note that gradients are added to these places, so that those not yet written to must start at zero."""
        self.zero[places] |= ~self.written[places]
        self.written[places] = True

    def finished(self) -> Steps:
        """Return the steps, with the gradients that need it set to zero first."""
        at = np.flatnonzero(self.zero | (self.moves & ~self.written))
        seeds_before = np.cumsum(self.seeded)[at]  # what the caller has put there must not be overwritten
        breaks = (np.diff(at) > SMALL_GAP) | (np.diff(seeds_before) > 0)
        runs = np.split(at, np.flatnonzero(breaks) + 1) if len(at) else []
        blocks = [dense(int(run[0]) + self.size, (int(run[-1] - run[0]) + 1,)) for run in runs]
        self.steps.memory = self.end
        self.steps.backward[:0] = [Step("fill", block, (0.0,)) for block in blocks]
        self.check(self.steps.forward, self.leaves, self.size)
        self.check(self.steps.backward, self.size + self.first_variable, 2 * self.size)
        return self.steps

    def check(self, steps: list[Step], begin: int, end: int) -> None:
        """At the end of a pass look for inf and nan in what it has computed."""
        if end > begin:
            steps.append(Step("check", dense(begin, (end - begin,)), ()))


def slopes(operation: Operation, point: tuple[Vector, ...]) -> tuple[Scalar, ...]:
    """The partials on whole blocks; a row of one's own, which may ask what its numbers are, gets them one by one."""
    if is_built_in(operation):
        return operation.partials(*point)
    return tuple(slope(operation, i)(*point) for i in range(operation.arity))


@lru_cache(maxsize=256)
def slope(operation: Operation, i: int) -> Operation:
    """Return a partial as an operation of its own on numbers: inputs, then output."""
    arity = operation.arity + 1
    written = f"slope {i} of {operation.name}({', '.join(['{}'] * arity)})"
    return Operation(
        f"slope {i} of {operation.name}", written, lambda *x: operation.slopes(*x)[i], lambda *x: (), (ANY,) * arity
    )


def operands_of(instruction: Instruction) -> Iterator[Operand]:
    """Whatever an instruction reads that is not chosen by an index."""
    yield from (instruction.index,) if isinstance(instruction, Pick) else operands(instruction)
