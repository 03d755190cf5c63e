"""A program as a table of whole numbers, a row for each step, that the interpreter of the Numba backend walks along.

Of a step, the row `s` tells in

s[0]        what is to be done
s[1]        whether it is added to what is there
s[2:6]      sizes of up to four axes, the last one innermost
s[6:11]     the block that is written: its offset, and a stride for each axis
s[11:16]    the first input, s[16:21] the second one, likewise
s[21:23]    where its index table begins, and how long that is
"""

from collections.abc import Sequence
from typing import Any

from autograd.compile.lifting.rows import exponent_of
from autograd.compile.lowering.scribe import Input, Step, Steps
from autograd.compile.lowering.views import View, dense, transposed
from autograd.compile.tracing.graph import Integers
from autograd.operation import Operation
from autograd.operations import TABLE

ROWS = [row for row in TABLE if row.arity <= 2]
CODES = {row: code for code, row in enumerate(ROWS)}
POWER = len(ROWS)  # the whole family power(n), with n as a second input
MATMUL, SUM, MAX, SEGMENT_SUM, SEGMENT_MAX, TAKE, SCATTER, PICK, SCATTER_PICK, FILL, CHECK = range(101, 112)

DO, ADDS, SHAPE, OUT, A, B, TABLE_AT, TABLE_SIZE, WIDTH = 0, 1, 2, 6, 11, 16, 21, 22, 23


class Tables:
    """Steps as rows of numbers, with the index tables and the plain numbers that they mention."""

    def __init__(self, steps: Steps) -> None:
        self.end = steps.memory  # plain numbers lie behind everything else
        self.numbers: dict[float, int] = {}
        self.tables: list[Integers] = []
        self.length = 0
        self.room = 0  # for numbers that a loop puts aside

    def place(self, x: Input, shape: tuple[int, ...]) -> list[int]:
        """Return the offset and four strides of an input."""
        if not isinstance(x, View):
            return [self.end + self.numbers.setdefault(float(x), len(self.numbers)), 0, 0, 0, 0]
        return [x.offset, *padded(x.strides, 0)]

    def row(self, step: Step) -> list[int]:
        """Return a step as numbers."""
        row = [0] * WIDTH
        row[ADDS] = int(step.adds)
        if step.table is not None:
            row[TABLE_AT], row[TABLE_SIZE] = self.length, step.table.size
            self.tables.append(step.table.ravel())
            self.length += step.table.size
        views: list[Any] = [step.out, *step.inputs]
        match step.do:
            case "apply" if step.operation is not None:
                row[DO], extra = code_of(step.operation)
                views += extra
                views = merged(views)
            case "fill":
                row[DO] = FILL  # of a block without gaps
                views = [dense(step.out.offset, (step.out.size,)), *step.inputs]
            case "check":
                row[DO] = CHECK
                self.room = max(self.room, 16)
            case "matmul":
                row[DO] = MATMUL
                out, p, q = views
                if q.shape[-1] < 4 <= p.shape[-2] and p.strides[-2] == 1:  # (P·Q)ᵀ = Qᵀ·Pᵀ, the longer side inside
                    out, p, q = transposed(out), transposed(q), transposed(p)
                (m, k), n = p.shape[-2:], q.shape[-1]
                batch = out.shape[0] if len(out.shape) == 3 else 1
                first = [view.strides[0] if len(view.shape) == 3 else 0 for view in (out, p, q)]
                self.room = max(self.room, k * n)
                row[SHAPE : SHAPE + 4] = [batch, m, n, k]
                row[OUT : OUT + 5] = [out.offset, first[0], *out.strides[-2:], 0]
                row[A : A + 5] = [p.offset, first[1], p.strides[-2], 0, p.strides[-1]]
                row[B : B + 5] = [q.offset, first[2], 0, q.strides[-1], q.strides[-2]]
                return row
            case "sum" | "max":
                row[DO] = SUM if step.do == "sum" else MAX
                out, source = views
                missing = (0,) * (len(source.shape) - len(out.shape))
                views = merged([View(out.offset, source.shape, (*out.strides, *missing)), source])
                if not views[0].strides or views[0].strides[-1]:  # what is joined always lies along the last axis
                    views = [View(x.offset, (*x.shape, 1), (*x.strides, 0)) for x in views]
            case "segment_sum" | "segment_max":
                row[DO] = SEGMENT_SUM if step.do == "segment_sum" else SEGMENT_MAX
                out, source = views
                row[SHAPE : SHAPE + 4] = [source.size, 1, 1, 1]
                row[OUT : OUT + 5] = [out.offset, 0, 0, 0, out.strides[-1]]
                row[A : A + 5] = [source.offset, 0, 0, 0, source.strides[-1]]
                return row
            case _:
                row[DO] = {"take": TAKE, "scatter": SCATTER, "pick": PICK, "scatter_pick": SCATTER_PICK}[step.do]
                if step.do == "scatter_pick":
                    views = [step.inputs[1], step.inputs[0]]
        out = views[0]
        row[SHAPE : SHAPE + 4] = padded(out.shape, 1)
        row[OUT : OUT + 5] = self.place(out, out.shape)
        for at, x in zip((A, B), views[1:]):
            row[at : at + 5] = self.place(x, out.shape)
        return row


def code_of(operation: Operation) -> tuple[int, list[Input]]:
    """Return the number of an operation, and what it needs besides its inputs."""
    exponent = exponent_of(operation)
    return (CODES[operation], []) if exponent is None else (POWER, [exponent])


def padded(numbers: Sequence[int], filler: int) -> list[int]:
    """Return four numbers, the given ones last."""
    return [filler] * (4 - len(numbers)) + [int(x) for x in numbers]


def merged(views: list[Any]) -> list[Any]:
    """Return the same views with neighbouring axes taken as one where they lie as one in all of them."""
    blocks = [view for view in views if isinstance(view, View)]
    keep = [axis for axis in range(len(blocks[0].shape)) if blocks[0].shape[axis] > 1]
    shapes: list[int] = []
    strides: list[list[int]] = []
    for axis in keep:
        size, now = blocks[0].shape[axis], [view.strides[axis] for view in blocks]
        if shapes and all(before == stride * size for before, stride in zip(strides[-1], now)):
            shapes[-1], strides[-1] = shapes[-1] * size, now
        else:
            shapes.append(size)
            strides.append(now)
    new = iter([View(view.offset, tuple(shapes), tuple(s[i] for s in strides)) for i, view in enumerate(blocks)])
    return [next(new) if isinstance(view, View) else view for view in views]
