"""Memory planning: intermediate results share as little memory as possible, so that it stays in the nearest cache."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from autograd.compile.lowering.scribe import Input, Step
from autograd.compile.lowering.views import View, aligned


def packed(steps: Sequence[Step], first: int) -> tuple[list[Step], int]:
    """Return the same steps, and where their memory ends.

    Each result that lies at `first` or behind, and is written once, moves to room that nobody reads any more, or to
    new room; elements are computed one by one, so that one may take the place of what it is made of.
    """
    last = {x.offset: at for at, step in enumerate(steps) for x in step.inputs if isinstance(x, View)}
    free: dict[int, list[int]] = defaultdict(list)  # places of rooms of each size
    homes: dict[int, tuple[int, int]] = {}  # of what is in use: where it was, its size, where it is now
    end = first

    def moved(x: Input) -> Input:
        return replace(x, offset=homes[x.offset][1]) if isinstance(x, View) and x.offset in homes else x

    result = []
    for at, step in enumerate(steps):
        inputs = tuple(map(moved, step.inputs))
        for place in [x.offset for x in step.inputs if isinstance(x, View)]:
            if place in homes and last[place] == at:
                size, room = homes.pop(place)
                free[size].append(room)
        out = step.out
        if out.offset >= first:
            if not free[out.size]:
                free[out.size].append(end)
                end = aligned(end + out.size)
            homes[out.offset] = out.size, free[out.size].pop()
            out = replace(out, offset=homes[out.offset][1])
        result.append(replace(step, out=out, inputs=inputs))
    return result, end
