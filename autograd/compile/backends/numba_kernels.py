"""The loops of the Numba backend: what each kind of step does with the one memory of a program.

A loop is given a step as a row `s` of whole numbers, which numba_table.py fills in:

s[1]        whether it adds to what is there
s[2:6]      sizes of up to four axes, the last one innermost
s[6:11]     the block that is written: its offset, and a stride for each axis
s[11:16]    the first input, s[16:21] the second one, likewise
"""

import inspect
from math import inf, log, nan
from typing import Any

from numba import njit

from autograd.compile.backends.numba_table import PICK, SCATTER, TAKE
from autograd.operation import Operation


def compiled_scalar(row: Operation) -> Any:
    """The row's own forward, for Numba; division by zero gives inf or nan, which is looked at after the run."""
    f: Any = row.forward
    if inspect.isfunction(f) and f.__closure__:
        f = f.__closure__[0].cell_contents  # without the net that catches Python's OverflowError: here there is none
    if row.name in OUTSIDE:
        f = OUTSIDE[row.name]
    elif not inspect.isfunction(f):
        c_function = f
        f = (lambda a: c_function(a)) if row.arity == 1 else (lambda a, b: c_function(a, b))
    return njit(f, error_model="numpy")


def power(a: float, b: float) -> float:
    """a ** b for a ≥ 0, elsewhere nan."""
    return float(a**b) if a >= 0.0 else nan


def xlogy(a: float, b: float) -> float:
    """a · log b for b ≥ 0, 0 where a is 0; elsewhere nan."""
    return nan if b < 0.0 else a * log(b) if a != 0.0 else 0.0


OUTSIDE = {"pow": power, "xlogy": xlogy}  # rows that would give a number outside their domain


def any_power(a: float, b: float) -> float:
    """a ** b."""
    return float(a**b)


def elementwise(f: Any, arity: int) -> Any:
    """The loop that applies f to all elements of blocks of up to four axes."""
    if arity == 1:

        @njit(error_model="numpy")
        def each(memory: Any, s: Any) -> None:
            for i in range(s[2]):
                for j in range(s[3]):
                    for k in range(s[4]):
                        y = s[6] + i * s[7] + j * s[8] + k * s[9]
                        a = s[11] + i * s[12] + j * s[13] + k * s[14]
                        if s[10] == 1 and s[15] == 1:
                            ys, aa = memory[y : y + s[5]], memory[a : a + s[5]]
                            for n in range(len(ys)):
                                ys[n] = f(aa[n])
                        else:
                            for n in range(s[5]):
                                memory[y + n * s[10]] = f(memory[a + n * s[15]])

    else:

        @njit(error_model="numpy")
        def each(memory: Any, s: Any) -> None:
            for i in range(s[2]):
                for j in range(s[3]):
                    for k in range(s[4]):
                        y = s[6] + i * s[7] + j * s[8] + k * s[9]
                        a = s[11] + i * s[12] + j * s[13] + k * s[14]
                        b = s[16] + i * s[17] + j * s[18] + k * s[19]
                        if s[10] == 1 and s[15] == 1 and s[20] == 1:
                            ys, aa, bb = memory[y : y + s[5]], memory[a : a + s[5]], memory[b : b + s[5]]
                            for n in range(len(ys)):
                                ys[n] = f(aa[n], bb[n])
                        elif s[10] == 1 and s[15] == 1 and s[20] == 0:
                            ys, aa, number = memory[y : y + s[5]], memory[a : a + s[5]], memory[b]
                            for n in range(len(ys)):
                                ys[n] = f(aa[n], number)
                        elif s[10] == 1 and s[15] == 0 and s[20] == 1:
                            ys, number, bb = memory[y : y + s[5]], memory[a], memory[b : b + s[5]]
                            for n in range(len(ys)):
                                ys[n] = f(number, bb[n])
                        else:
                            for n in range(s[5]):
                                memory[y + n * s[10]] = f(memory[a + n * s[15]], memory[b + n * s[20]])

    return each


@njit(error_model="numpy")
def two_rows(memory: Any, s: Any, at: int, left: int, q: int, step: int) -> None:
    """Two neighbouring rows of a matrix product; the rows of q have their numbers side by side."""
    columns, depth = s[4], s[5]
    sums, others = memory[at : at + columns], memory[at + s[8] : at + s[8] + columns]
    if not s[1]:
        sums[:] = 0.0
        others[:] = 0.0
    k = 0
    while k + 4 <= depth:
        c, d = left + k * s[15], left + k * s[15] + s[13]
        c0, c1, c2, c3 = memory[c], memory[c + s[15]], memory[c + 2 * s[15]], memory[c + 3 * s[15]]
        d0, d1, d2, d3 = memory[d], memory[d + s[15]], memory[d + 2 * s[15]], memory[d + 3 * s[15]]
        r = q + k * step
        r0, r1 = memory[r : r + columns], memory[r + step : r + step + columns]
        r2, r3 = memory[r + 2 * step : r + 2 * step + columns], memory[r + 3 * step : r + 3 * step + columns]
        for j in range(len(sums)):
            sums[j] = (((sums[j] + c0 * r0[j]) + c1 * r1[j]) + c2 * r2[j]) + c3 * r3[j]
            others[j] = (((others[j] + d0 * r0[j]) + d1 * r1[j]) + d2 * r2[j]) + d3 * r3[j]
        k += 4
    while k < depth:
        c0, d0 = memory[left + k * s[15]], memory[left + k * s[15] + s[13]]
        r0 = memory[q + k * step : q + k * step + columns]
        for j in range(len(sums)):
            sums[j] += c0 * r0[j]
            others[j] += d0 * r0[j]
        k += 1


@njit(error_model="numpy")
def matmul(memory: Any, s: Any, spare: int) -> None:
    """out[b, i, j] = Σₖ p[b, i, k] · q[b, k, j], k from left to right; s[2:6] are the sizes of b, i, j, k."""
    rows, columns, depth = s[3], s[4], s[5]
    for b in range(s[2]):
        p, q, y = s[11] + b * s[12], s[16] + b * s[17], s[6] + b * s[7]
        if columns < 4:
            fours = rows - rows % 4  # sums that are made side by side do not wait for one another
            for i in range(0, fours, 4):
                for j in range(columns):
                    at = y + i * s[8] + j * s[9]
                    t0 = t1 = t2 = t3 = 0.0
                    if s[1]:
                        t0, t1 = memory[at], memory[at + s[8]]
                        t2, t3 = memory[at + 2 * s[8]], memory[at + 3 * s[8]]
                    a, r = p + i * s[13], q + j * s[19]
                    for k in range(depth):
                        x = memory[r + k * s[20]]
                        t0 += memory[a] * x
                        t1 += memory[a + s[13]] * x
                        t2 += memory[a + 2 * s[13]] * x
                        t3 += memory[a + 3 * s[13]] * x
                        a += s[15]
                    memory[at], memory[at + s[8]] = t0, t1
                    memory[at + 2 * s[8]], memory[at + 3 * s[8]] = t2, t3
            for i in range(fours, rows):
                for j in range(columns):
                    at = y + i * s[8] + j * s[9]
                    total = memory[at] if s[1] else 0.0
                    for k in range(depth):
                        total += memory[p + i * s[13] + k * s[15]] * memory[q + j * s[19] + k * s[20]]
                    memory[at] = total
            continue
        step = s[20]
        if s[19] != 1:  # bring each row of q together
            for k in range(depth):
                for j in range(columns):
                    memory[spare + k * columns + j] = memory[q + j * s[19] + k * s[20]]
            q, step = spare, columns
        together = rows - rows % 2 if s[9] == 1 else 0  # rows that are made in pairs, reading q once for both
        for i in range(0, together, 2):
            two_rows(memory, s, y + i * s[8], p + i * s[13], q, step)
        for i in range(together, rows):
            at, left = y + i * s[8], p + i * s[13]
            begin = at if s[9] == 1 else spare + depth * columns  # sums whose places lie apart are made elsewhere
            sums = memory[begin : begin + columns]
            if not s[1]:
                sums[:] = 0.0
            elif begin != at:
                for j in range(columns):
                    sums[j] = memory[at + j * s[9]]
            k = 0
            while k + 4 <= depth:
                c0, c1 = memory[left + k * s[15]], memory[left + (k + 1) * s[15]]
                c2, c3 = memory[left + (k + 2) * s[15]], memory[left + (k + 3) * s[15]]
                r = q + k * step
                r0, r1 = memory[r : r + columns], memory[r + step : r + step + columns]
                r2, r3 = memory[r + 2 * step : r + 2 * step + columns], memory[r + 3 * step : r + 3 * step + columns]
                for j in range(len(sums)):
                    sums[j] = (((sums[j] + c0 * r0[j]) + c1 * r1[j]) + c2 * r2[j]) + c3 * r3[j]
                k += 4
            while k < depth:
                c0, r = memory[left + k * s[15]], q + k * step
                r0 = memory[r : r + columns]
                for j in range(len(sums)):
                    sums[j] += c0 * r0[j]
                k += 1
            if begin != at:
                for j in range(columns):
                    memory[at + j * s[9]] = sums[j]


@njit(error_model="numpy")
def reduce(memory: Any, s: Any, spare: int, greatest: bool) -> None:
    """The sum, or the greatest, over the axes along which out has stride 0."""
    if not s[1]:
        for i in range(s[2]):
            for j in range(s[3]):
                for k in range(s[4]):
                    for n in range(s[5]):
                        memory[s[6] + i * s[7] + j * s[8] + k * s[9] + n * s[10]] = -inf if greatest else 0.0
    columns = not greatest and s[10] == 0 and s[14] == 1 and s[9] != 0
    for i in range(s[2]):
        for j in range(s[3]):
            if columns:
                sum_columns(memory, s, s[6] + i * s[7] + j * s[8], s[11] + i * s[12] + j * s[13], spare)
                continue
            for k in range(s[4]):
                y = s[6] + i * s[7] + j * s[8] + k * s[9]
                a = s[11] + i * s[12] + j * s[13] + k * s[14]
                if greatest:
                    for n in range(s[5]):
                        x = memory[a + n * s[15]]
                        if not memory[y + n * s[10]] >= x:
                            memory[y + n * s[10]] = x
                elif s[10] == 0:
                    total = memory[y]
                    for n in range(s[5]):
                        total += memory[a + n * s[15]]
                    memory[y] = total
                elif s[10] == 1 and s[15] == 1:
                    ys, aa = memory[y : y + s[5]], memory[a : a + s[5]]
                    for n in range(len(ys)):
                        ys[n] += aa[n]
                else:
                    for n in range(s[5]):
                        memory[y + n * s[10]] += memory[a + n * s[15]]


@njit(error_model="numpy")
def sum_columns(memory: Any, s: Any, out: int, a: int, spare: int) -> None:
    """Add the rows that begin at a, whose numbers lie side by side, to out: all columns at a time."""
    sums = memory[spare : spare + s[4]]
    for k in range(len(sums)):
        sums[k] = memory[out + k * s[9]]
    for n in range(s[5]):
        row = memory[a + n * s[15] : a + n * s[15] + s[4]]
        for k in range(len(sums)):
            sums[k] += row[k]
    for k in range(len(sums)):
        memory[out + k * s[9]] = sums[k]


@njit(error_model="numpy")
def segments(memory: Any, s: Any, starts: Any, greatest: bool) -> None:
    """The sum, or the greatest, of each segment of a flat block of s[2] elements."""
    for n in range(len(starts)):
        end = starts[n + 1] if n + 1 < len(starts) else s[2]
        total = -inf if greatest else memory[s[6] + n * s[10]] if s[1] else 0.0
        for i in range(starts[n], end):
            x = memory[s[11] + i * s[15]]
            if not greatest:
                total += x
            elif not total >= x:
                total = x
        memory[s[6] + n * s[10]] = total


@njit(error_model="numpy")
def indexed(memory: Any, s: Any, table: Any) -> bool:
    """take, scatter, pick, scatter_pick; whether all indices were in range."""
    at = chosen = 0
    size = s[2] * s[3] * s[4] * s[5]
    if (s[0] == TAKE or s[0] == SCATTER) and size == s[5] and s[10] == 1:  # take into a row, scatter from a row
        ys = memory[s[6] : s[6] + size]
        if s[0] == TAKE:
            for n in range(len(ys)):
                ys[n] = memory[table[n]]
        else:
            for n in range(len(ys)):
                memory[table[n]] += ys[n]
        return True
    entries = len(table) // size if size else 1
    for i in range(s[2]):
        for j in range(s[3]):
            for k in range(s[4]):
                for n in range(s[5]):
                    y = s[6] + i * s[7] + j * s[8] + k * s[9] + n * s[10]
                    if s[0] == TAKE:
                        memory[y] = memory[table[at]]
                    elif s[0] == SCATTER:
                        memory[table[at]] += memory[y]
                    else:
                        if n == 0 or s[15] != 0:
                            index = memory[s[11] + i * s[12] + j * s[13] + k * s[14] + n * s[15]]
                            if index != int(index) or index < -entries or index >= entries:
                                return False
                            chosen = (int(index) % entries) * size
                        place = table[chosen + at]
                        if s[0] == PICK:
                            memory[y] = memory[place]
                        else:
                            memory[place] += memory[y]
                    at += 1
    return True
