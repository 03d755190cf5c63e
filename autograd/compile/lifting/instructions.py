"""What a tensor program is made of: a handful of instructions on blocks of memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from autograd.compile.lowering.views import View, as_view, dense
from autograd.compile.tracing.graph import Floats, Integers
from autograd.functions.families import largest, shift
from autograd.operation import Operation
from autograd.value import Value


@dataclass
class Operand:
    """Where an instruction finds its numbers: a table of places, which is a view where it is regular."""

    table: Integers
    view: View | None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the table."""
        return self.table.shape


def operand(table: Integers) -> Operand:
    """Return the table as an operand, with its view if it is regular."""
    return Operand(table, as_view(table))


@dataclass
class Apply:
    """out = operation(operands), element by element."""

    operation: Operation
    out: View
    operands: list[Operand]


@dataclass
class Part:
    """A part of a sum, added to all elements of `out` at once.

    column   sign · left · right, of the shape of out
    rows     the same, summed over the last axes, as many as left has more than out
    matrix   left · rightᵀ: (…, m, k) and (…, n, k) give (…, m, n)
    ragged   flat lists, summed over segments: element i from starts[i] on
    """

    sort: Literal["column", "rows", "matrix", "ragged"]
    sign: float
    left: Operand
    right: Operand | None = None
    starts: Integers | None = None


@dataclass
class Sum:
    """out = the sum of the parts, in this order."""

    out: View
    parts: list[Part]


# What a `Largest` may stand for, by the family: the partials of one input are those of every size.
MAXIMA = {largest: largest(1), shift: shift(1)}


@dataclass
class Largest:
    """out = the largest of each row, or of each segment where `starts` is given."""

    row: Operation  # one of MAXIMA
    out: View
    operand: Operand
    starts: Integers | None


@dataclass
class Pick:
    """out = the candidate whose number the index says; candidates have one axis more than out, the first."""

    out: View
    candidates: Operand
    index: Operand


Instruction = Apply | Sum | Largest | Pick


def operands(step: Instruction) -> Iterator[Operand]:
    """Return the operands of an instruction."""
    match step:
        case Apply(_, _, inputs):
            yield from inputs
        case Sum(_, parts):
            for part in parts:
                yield from (part.left,) if part.right is None else (part.left, part.right)
        case Largest(_, _, operand, _):
            yield operand
        case Pick(_, candidates, index):
            yield from (candidates, index)


@dataclass
class Program:
    """Instructions over one memory: arguments first, then captured values, constants, and all results.

    nodes[i] are the nodes of the graph that instruction i computes (for reading, not for running)
    """

    instructions: list[Instruction]
    size: int
    arguments: int
    captured: list[Value]
    constants: Floats
    outputs: Integers
    scopes: list[list[str]] = field(default_factory=list)

    @property
    def leaves(self) -> int:
        """The number of offsets that belong to leaves."""
        return self.arguments + len(self.captured) + len(self.constants)


def whole(offset: int, shape: Sequence[int]) -> Operand:
    """Return a block of memory as an operand."""
    view = dense(offset, shape)
    return Operand(view.places(), view)
