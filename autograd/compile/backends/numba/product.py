"""Matrix products of the Numba backend: strips of columns, in which a few rows at a time are kept beside the processor.

A loop is given a step as a row `s`, which table.py explains; here s[2:6] are the sizes of b, i, j and k in
out[b, i, j] = Σₖ p[b, i, k] · q[b, k, j]. The terms are added from left to right: columns that are computed together do
not wait for one another, and none is added in another order.
"""

from typing import Any

from autograd.compile.backends.numba.jit import compiled, inlined, place, where
from autograd.compile.backends.numba.lanes import load, spread, store
from autograd.compile.backends.numba.table import OUT, A, B

TWO, THREE, FOUR = place(2), place(3), place(4)


def strip(width: int) -> Any:
    """Return the loop that computes so many neighbouring columns of a product."""

    @inlined
    def begun(memory: Any, adds: bool, at: Any) -> Any:
        return load(memory, at, width) if adds else spread(memory.dtype.type(0.0), width)

    @compiled
    def four_rows(memory: Any, s: Any, y: Any, p: Any, q: Any, q_step: Any) -> None:
        y_step, p_row, p_step = place(s[8]), place(s[13]), place(s[15])
        a, b = begun(memory, s[1], y), begun(memory, s[1], y + y_step)
        c, d = begun(memory, s[1], y + TWO * y_step), begun(memory, s[1], y + THREE * y_step)
        for _ in range(s[5]):
            x = load(memory, q, width)
            a = a + spread(memory[p], width) * x
            b = b + spread(memory[p + p_row], width) * x
            c = c + spread(memory[p + TWO * p_row], width) * x
            d = d + spread(memory[p + THREE * p_row], width) * x
            p, q = p + p_step, q + q_step
        store(memory, y, a)
        store(memory, y + y_step, b)
        store(memory, y + TWO * y_step, c)
        store(memory, y + THREE * y_step, d)

    @compiled
    def one_row(memory: Any, s: Any, y: Any, p: Any, q: Any, q_step: Any) -> None:
        p_step = place(s[15])
        a = begun(memory, s[1], y)
        for _ in range(s[5]):
            a = a + spread(memory[p], width) * load(memory, q, width)
            p, q = p + p_step, q + q_step
        store(memory, y, a)

    @compiled
    def columns(memory: Any, s: Any, y: Any, p: Any, q: Any, q_step: Any) -> None:
        y_step, p_row = place(s[8]), place(s[13])
        fours = s[3] // 4
        for _ in range(fours):
            four_rows(memory, s, y, p, q, q_step)
            y, p = y + FOUR * y_step, p + FOUR * p_row
        for _ in range(4 * fours, s[3]):
            one_row(memory, s, y, p, q, q_step)
            y, p = y + y_step, p + p_row

    return columns


strip16, strip8, strip4, strip1 = map(strip, (16, 8, 4, 1))


@compiled
def matmul(memory: Any, s: Any, spare: int) -> None:
    """The product; spare is where there is room for the rows of q, should their numbers lie apart."""
    columns = s[4]
    for b in range(s[2]):
        y, p, q = where(s, OUT, b, 0, 0), where(s, A, b, 0, 0), where(s, B, b, 0, 0)
        y_next, q_next, q_step = place(s[9]), place(s[19]), place(s[20])
        done = 0
        if s[9] == 1 and columns >= 4:
            if s[19] != 1:
                bring_together(memory, s, q, place(spare))
                q, q_next, q_step = place(spare), place(1), place(columns)
            while done + 16 <= columns:
                strip16(memory, s, y + place(done), p, q + place(done), q_step)
                done += 16
            if done + 8 <= columns:
                strip8(memory, s, y + place(done), p, q + place(done), q_step)
                done += 8
            if done + 4 <= columns:
                strip4(memory, s, y + place(done), p, q + place(done), q_step)
                done += 4
        for j in range(done, columns):
            strip1(memory, s, y + place(j) * y_next, p, q + place(j) * q_next, q_step)


@compiled
def bring_together(memory: Any, s: Any, q: Any, to: Any) -> None:
    """Copy q so that the numbers of a row lie side by side."""
    columns, depth, q_next, q_step = s[4], s[5], place(s[19]), place(s[20])
    for j in range(columns):
        for k in range(depth):
            memory[to + place(k) * place(columns) + place(j)] = memory[q + place(j) * q_next + place(k) * q_step]
