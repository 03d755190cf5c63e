"""Elementary steps that any backend can carry out, and how they are written down: by computing with `Vector`s.

A formula applied to `Vector`s (a partial of the table, the rule of an optimiser) writes down the steps that compute it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

from autograd.arithmetic import Arithmetic
from autograd.compile.guards.watch import stopped
from autograd.compile.lifting.rows import exponent_of
from autograd.compile.lowering.views import View, dense
from autograd.compile.tracing.graph import Integers
from autograd.functions.families import total
from autograd.operation import Operation, Scalar
from autograd.operations import add, identity, mul, neg, sqrt

Input = View | float


@dataclass(frozen=True)
class Step:
    """One elementary step; `out` is overwritten, or with `adds` added to.

    apply         out = operation(inputs), element by element; all of one shape
    matmul        out = inputs[0] @ inputs[1]
    sum, max      out = inputs[0], summed (or the largest) over the axes that out does not have, the last ones
    segment_sum, segment_max   the same over the segments of a flat input that begin at `table`
    take          out = memory[table]
    scatter       memory[table] += inputs[0]
    pick          out = memory[table[index]], index = inputs[0], table having one axis more, the first
    scatter_pick  memory[table[index]] += inputs[1]
    fill          out = inputs[0], a number
    check         the pass fails where there is inf or nan in out
    """

    do: str
    out: View
    inputs: tuple[Input, ...]
    operation: Operation | None = None
    table: Integers | None = None
    adds: bool = False
    spare: View | None = None  # room for the result before it is added, for backends that need it


@dataclass
class Steps:
    """A program's forward and backward pass.

    copies    blocks that are gathered from constants: (view, table), filled once
    """

    size: int
    memory: int = 0
    forward: list[Step] = field(default_factory=list)
    backward: list[Step] = field(default_factory=list)
    copies: list[tuple[View, Integers]] = field(default_factory=list)


class Vector(Arithmetic):
    """A block of numbers in a program: operations applied to it are written down as steps."""

    __slots__ = ("view", "writer")
    rank = 4

    def __init__(self, view: View, writer: "Scribe") -> None:
        self.view = view
        self.writer = writer

    @classmethod
    def apply(cls, operation: Operation, inputs: tuple[Any, ...]) -> Scalar:
        """A step that applies the operation, or less where an input is 1 or −1, or where all are known numbers."""
        writer = next(x.writer for x in inputs if isinstance(x, Vector))
        known = [writer.known(x.view) if isinstance(x, Vector) else x for x in inputs]
        if None not in known:
            with suppress(ArithmeticError, ValueError):  # a run notices it, and eager computation then raises the error
                y = operation.compute(*(x for x in known if x is not None))
                if y == y:
                    return y
        if operation is mul and any(not isinstance(x, Vector) and abs(x) == 1.0 for x in inputs):
            factor, vector = sorted(inputs, key=lambda x: isinstance(x, Vector))
            return vector if factor == 1.0 else neg(vector)
        if writer.finite and any(not isinstance(x, Vector) and x == 0.0 for x in inputs):
            if operation is mul:
                return 0.0
            if operation is add:
                return next(x for x in inputs if isinstance(x, Vector))
        exponent = exponent_of(operation)
        if operation in (identity, stopped) or exponent == 1.0:
            return inputs[0]
        if exponent == 0.5:
            operation = sqrt
        return writer.row_totals(inputs[0]) if operation is total(1) else writer.applied(operation, inputs)


DELIVERED = ("apply", "matmul", "sum", "segment_sum")  # what can be written straight to where it belongs


class Scribe:
    """Writes steps down, and gives room to what they compute."""

    def __init__(self, steps: list[Step], top: int, finite: bool = False) -> None:
        self.current = steps
        self.finite = finite  # whether 0 · x is 0, there being no inf and no nan
        self.first = self.top = self.end = top  # where room begins, the end of what is in use, and of what ever was

    def room(self, shape: Sequence[int]) -> View:
        """Return a new block for an intermediate result."""
        view = dense(self.top, shape)
        self.top += view.size
        self.end = max(self.end, self.top)
        return view

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """Inside, blocks are borrowed: afterwards their room is used again, and what nobody read is not computed."""
        top, begin = self.top, len(self.current)
        yield
        self.top = top
        read: set[int] = set()
        for place in range(len(self.current) - 1, begin - 1, -1):
            step = self.current[place]
            if step.out.offset >= top and step.do not in ("scatter", "scatter_pick") and step.out.offset not in read:
                del self.current[place]
            else:
                read.update(x.offset for x in step.inputs if isinstance(x, View))
                if step.do == "take" and step.table is not None:
                    read.add(int(step.table.min()))

    def write(self, do: str, out: View, *inputs: Input, operation: Operation | None = None, table: Any = None) -> View:
        """Write down a step; return its `out`."""
        self.current.append(Step(do, out, inputs, operation, table))
        return out

    def known(self, view: View) -> float | None:
        """Return the number that fills a block, where it is known already."""
        return None

    def applied(self, operation: Operation, inputs: Sequence[Any]) -> Vector:
        """Return the result of an operation, in a new block."""
        views = [x.view if isinstance(x, Vector) else float(x) for x in inputs]
        shape = max((view.shape for view in views if isinstance(view, View)), key=prod)
        views = [View(x.offset, shape, (0,) * len(shape)) if isinstance(x, View) and x.size == 1 else x for x in views]
        return Vector(self.write("apply", self.room(shape), *views, operation=operation), self)

    def deliver(self, value: Vector, out: View, adds: bool) -> None:
        """Write a value to where it belongs; the step that made it does so itself, where it can."""
        last = self.current[-1] if self.current else None
        if last and last.out is value.view and last.do in (("matmul", "sum") if adds else DELIVERED):
            self.current[-1] = replace(last, out=out, adds=adds, spare=last.out if adds else None)
        elif adds:
            self.combine(add, value, out)
        else:
            self.write("apply", out, value.view, operation=identity)

    def place(self, value: Vector, out: View) -> None:
        """Let a value be made in the block where it belongs, if that is not read after it; else copy it there."""
        if value.view.offset < self.first:  # it has its place already, and this is another one
            self.write("apply", out, value.view, operation=identity)
            return
        at = next((at for at, step in enumerate(self.current) if step.out is value.view), len(self.current))
        later = [x for step in self.current[at + 1 :] for x in step.inputs if isinstance(x, View)]
        if at == len(self.current) or self.current[at].do != "apply" or any(x.begins_in(out) for x in later):
            self.deliver(value, out, adds=False)
            return

        def moved(x: Input) -> Input:
            if not isinstance(x, View) or not x.begins_in(value.view):
                return x
            return replace(x, offset=x.offset - value.view.offset + out.offset)

        self.current[at] = replace(self.current[at], out=out)
        self.current[at + 1 :] = [
            replace(step, inputs=tuple(map(moved, step.inputs))) for step in self.current[at + 1 :]
        ]
        value.view = out

    def combine(self, operation: Operation, value: Vector, out: View) -> None:
        """Add to what is there, or subtract from it; what has just been copied there is read where it came from."""
        there: Input = out
        for place in range(len(self.current) - 1, max(len(self.current) - 4, -1), -1):
            step = self.current[place]
            if step.out == out and step.operation is identity:
                (there,) = self.current.pop(place).inputs
            if step.out == out or out in step.inputs or step.table is not None:  # a table may name it too
                break
        self.write("apply", out, there, value.view, operation=operation)

    def row_totals(self, rows: Vector) -> Vector:
        """The sum of each row, in place of each of its elements: what total(…) means inside a row."""
        raise NotImplementedError
