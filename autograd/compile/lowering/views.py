"""Tables of memory places, read as strided views where they are regular: a view is free, a gather is a copy."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from autograd.compile.tracing.graph import Integers

MAX_RANK = 4
LINE = 8  # so many numbers a processor fetches at a time


@dataclass(frozen=True)
class View:
    """Element (i, j, …) lies at offset + i·strides[0] + j·strides[1] + …"""

    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many elements it has."""
        return prod(self.shape)

    def places(self) -> Integers:
        """Return the table it stands for."""
        table = np.full(self.shape, self.offset)
        for axis, stride in enumerate(self.strides):
            table += (
                np.arange(self.shape[axis]).reshape([-1 if i == axis else 1 for i in range(len(self.shape))]) * stride
            )
        return table

    def overlaps(self) -> bool:
        """Return whether two elements, other than along an axis of stride 0, may share a place."""
        reach = 0
        for stride, size in sorted((abs(s), n) for s, n in zip(self.strides, self.shape) if s and n > 1):
            if stride <= reach:
                return True
            reach += stride * (size - 1)
        return False

    def is_scattered_row(self) -> bool:
        """Return whether it repeats one row, the elements of which lie apart."""
        return self.strides[-1] > 1 and self.shape[-1] > 1 and not any(self.strides[:-1]) and prod(self.shape[:-1]) > 1

    def is_patchwork(self) -> bool:
        """Return whether it has different elements that do not follow one another."""
        return any(self.strides) and self.strides != dense(self.offset, self.shape).strides

    def row(self) -> "View":
        """Return its last row."""
        return View(self.offset, self.shape[-1:], self.strides[-1:])

    def part(self, rows: slice) -> "View":
        """Return some rows of it."""
        shape = (rows.stop - rows.start, *self.shape[1:])
        return View(self.offset + rows.start * self.strides[0], shape, self.strides)

    def begins_in(self, block: "View") -> bool:
        """Return whether its first place is one of a block without gaps."""
        return block.offset <= self.offset < block.offset + block.size

    def __getitem__(self, order: tuple[int | None, ...]) -> "View":
        """Return the view with its axes in this order; None makes an axis of length 1."""
        shape = tuple(1 if axis is None else self.shape[axis] for axis in order)
        return View(self.offset, shape, tuple(0 if axis is None else self.strides[axis] for axis in order))


def dense(offset: int, shape: Sequence[int]) -> View:
    """Return the view of a block in which the last index runs fastest."""
    strides = [prod(shape[axis + 1 :]) for axis in range(len(shape))]
    return View(offset, tuple(shape), tuple(strides))


def aligned(size: int) -> int:
    """Return the next multiple of a LINE."""
    return -(-size // LINE) * LINE


def as_view(table: Integers) -> View | None:
    """Return the table as a view of the same shape, or None where it is not regular."""
    first = (0,) * table.ndim
    offset = int(table[first])
    strides = [
        int(table[first[:axis] + (1,) + first[axis + 1 :]]) - offset if table.shape[axis] > 1 else 0
        for axis in range(table.ndim)
    ]
    view = View(offset, table.shape, tuple(strides))
    return view if not view.overlaps() and np.array_equal(view.places(), table) else None


def common_shape(columns: Sequence[Integers]) -> tuple[int, ...]:
    """Return a shape in which as many as possible of these lists of places, all of one length, are regular."""
    steps = {1, len(columns[0])}
    for column in columns:
        wanted = steps | steps_of(column)
        chain = sorted(wanted)
        if len(chain) <= MAX_RANK + 1 and all(b % a == 0 for a, b in itertools.pairwise(chain)):
            steps = wanted
    chain = sorted(steps)
    return tuple(b // a for a, b in itertools.pairwise(chain))[::-1] or (1,)


def steps_of(column: Integers) -> set[int]:
    """After how many elements a list of places starts a new row, a new layer, …; empty where it is not regular."""
    steps: set[int] = set()
    step = 1
    while len(column) > 1:
        breaks = np.flatnonzero(np.diff(column) != column[1] - column[0])
        length = int(breaks[0]) + 1 if len(breaks) else len(column)
        if len(column) % length or len(steps) > MAX_RANK:
            return set()
        rows = column.reshape(-1, length)
        if (rows - rows[:, :1] != rows[0] - rows[0, 0]).any():
            return set()
        column, step = rows[:, 0], step * length
        steps.add(step)
    return steps


def transposed(view: View) -> View:
    """Return the view with its last two axes exchanged."""
    axes = range(len(view.shape))
    return view[(*axes[:-2], axes[-1], axes[-2])]
