"""Sums and maxima of the Numba backend: over some axes of a block, or over segments of a row.

A loop is given a step as a row `s` of whole numbers, which table.py explains. Sums are added from left to right;
several that are computed at a time do not wait for one another.
"""

from math import inf
from typing import Any

from autograd.compile.backends.numba.jit import compiled, inlined, nothing, place, where
from autograd.compile.backends.numba.lanes import load, spread, store
from autograd.compile.backends.numba.table import OUT, A

TWO, THREE, SIXTEEN = place(2), place(3), place(16)


@inlined
def plus(total: Any, x: Any) -> Any:
    """Return the sum of what has been added so far and one more number."""
    return total + x


@inlined
def greater(most: Any, x: Any) -> Any:
    """Return the greatest so far and one more; nan, where there is one, so that it is noticed."""
    return x if x > most or x != x else most


def reduction(join: Any, start: float, in_lanes: bool) -> Any:
    """Return the loop that joins what lies along the last axis, for the first element of each row of out."""
    columns16, columns8 = (columns(join, width) if in_lanes else nothing for width in (16, 8))

    @compiled
    def four_rows(memory: Any, s: Any, y: Any, a: Any) -> None:
        y_row, a_row, step = place(s[9]), place(s[14]), place(s[15])
        t0, t1 = memory[y], memory[y + y_row]
        t2, t3 = memory[y + TWO * y_row], memory[y + THREE * y_row]
        for _ in range(s[5]):
            t0, t1 = join(t0, memory[a]), join(t1, memory[a + a_row])
            t2, t3 = join(t2, memory[a + TWO * a_row]), join(t3, memory[a + THREE * a_row])
            a += step
        memory[y], memory[y + y_row] = t0, t1
        memory[y + TWO * y_row], memory[y + THREE * y_row] = t2, t3

    @compiled
    def one_row(memory: Any, s: Any, y: Any, a: Any) -> None:
        step, total = place(s[15]), memory[y]
        for _ in range(s[5]):
            total = join(total, memory[a])
            a += step
        memory[y] = total

    @compiled
    def each(memory: Any, s: Any) -> None:
        if not s[1]:
            fill(memory, s, start)
        for i in range(s[2]):
            for j in range(s[3]):
                y, a = where(s, OUT, i, j, 0), where(s, A, i, j, 0)
                done = 0
                if in_lanes and s[9] == 1 and s[14] == 1:
                    while done + 16 <= s[4]:
                        columns16(memory, s, y + place(done), a + place(done))
                        done += 16
                    if done + 8 <= s[4]:
                        columns8(memory, s, y + place(done), a + place(done))
                        done += 8
                while done + 4 <= s[4] and s[9] != 0:
                    four_rows(memory, s, y + place(done) * place(s[9]), a + place(done) * place(s[14]))
                    done += 4
                for k in range(done, s[4]):
                    one_row(memory, s, y + place(k) * place(s[9]), a + place(k) * place(s[14]))

    return each


def columns(join: Any, width: int) -> Any:
    """The loop for so many rows at a time that the next elements of all of them lie side by side."""

    @compiled
    def strip(memory: Any, s: Any, y: Any, a: Any) -> None:
        step, total = place(s[15]), load(memory, y, width)
        for _ in range(s[5]):
            total = join(total, load(memory, a, width))
            a += step
        store(memory, y, total)

    return strip


@compiled
def fill(memory: Any, s: Any, number: float) -> None:
    """The number in all of out."""
    for i in range(s[2]):
        for j in range(s[3]):
            for k in range(s[4]):
                memory[where(s, OUT, i, j, k)] = number


def segments(join: Any, start: float) -> Any:
    """The loop that joins each segment of a flat block of s[2] elements."""

    @compiled
    def each(memory: Any, s: Any, starts: Any) -> None:
        for n in range(len(starts)):
            y = place(s[6] + n * s[10])
            end = starts[n + 1] if n + 1 < len(starts) else s[2]
            total = memory[y] if s[1] else memory.dtype.type(start)
            for i in range(starts[n], end):
                total = join(total, memory[place(s[11] + i * s[15])])
            memory[y] = total

    return each


add_up, largest = reduction(plus, 0.0, in_lanes=True), reduction(greater, -inf, in_lanes=False)
add_up_segments, largest_of_segments = segments(plus, 0.0), segments(greater, -inf)


@compiled
def all_finite(memory: Any, s: Any, spare: int) -> bool:
    """Whether there is no inf and no nan in a block without gaps of s[5] elements: x − x is 0 for all other numbers."""
    zeros, at = spread(memory.dtype.type(0.0), 16), place(s[6])
    for _ in range(s[5] // 16):
        x = load(memory, at, 16)
        zeros = zeros + (x - x)
        at += SIXTEEN
    store(memory, place(spare), zeros)
    total = 0.0
    for n in range(16):
        total += memory[place(spare + n)]
    for n in range(s[5] % 16):
        total += memory[at + place(n)] * 0.0
    return bool(total == 0.0)
