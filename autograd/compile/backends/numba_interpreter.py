"""The Numba backend: one interpreter for every program, compiled once and cached on disk; a program is a table.

It adds in the order of the scalar code, so that its results are those of eager to the last bit.
"""

import hashlib
import inspect
import sys
from collections.abc import Callable, Sequence
from functools import cache
from math import inf, log, nan
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from autograd import operations
from autograd.compile.graph import Floats, Integers
from autograd.compile.steps import Input, Step, Steps, transposed
from autograd.compile.views import View, dense
from autograd.operation import Operation
from autograd.operations import TABLE

IN_ORDER = True
BLOCK = 8192  # so many numbers of each array are looked at together: a dozen such blocks fit into a core's cache


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


ROWS = [row for row in TABLE if row.arity <= 2]
CODES = {row.name: code for code, row in enumerate(ROWS)}
POWER = len(ROWS)  # the whole family power(n), with n as a second input
MATMUL, SUM, MAX, SEGMENT_SUM, SEGMENT_MAX, TAKE, SCATTER, PICK, SCATTER_PICK, FILL = range(101, 111)

# A step is one row of the table:
DO, ADDS, SHAPE, OUT, A, B, TABLE_AT, TABLE_SIZE, WIDTH = 0, 1, 2, 6, 11, 16, 21, 22, 23


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
    if s[0] <= 107 and size == s[5] and s[10] == 1:  # take into a row, scatter from a row
        ys = memory[s[6] : s[6] + size]
        if s[0] == 106:
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
                    if s[0] == 106:  # take
                        memory[y] = memory[table[at]]
                    elif s[0] == 107:  # scatter
                        memory[table[at]] += memory[y]
                    else:
                        if n == 0 or s[15] != 0:
                            index = memory[s[11] + i * s[12] + j * s[13] + k * s[14] + n * s[15]]
                            if index != int(index) or index < -entries or index >= entries:
                                return False
                            chosen = (int(index) % entries) * size
                        place = table[chosen + at]
                        if s[0] == 108:  # pick
                            memory[y] = memory[place]
                        else:
                            memory[place] += memory[y]
                    at += 1
    return True


SOURCE = """
def {name}(memory, steps, tables, spare):
    for place in range(len(steps)):
        s = steps[place]
        do = s[0]
        if do == 101:
            matmul(memory, s, spare)
        elif do == 102:
            reduce(memory, s, spare, False)
        elif do == 103:
            reduce(memory, s, spare, True)
        elif do == 104 or do == 105:
            segments(memory, s, tables[s[21] : s[21] + s[22]], do == 105)
        elif do >= 106 and do <= 109:
            if not indexed(memory, s, tables[s[21] : s[21] + s[22]]):
                return False
        elif do == 110:
            memory[s[6] : s[6] + s[5]] = memory[s[11]]
{rows}
    return True
"""


@cache
def interpreter(dtype: str) -> Any:
    """The loop over the steps, with a branch for each row; its name changes with everything that it is made of."""
    scalars = [(compiled_scalar(row), row.arity) for row in ROWS] + [(njit(any_power, error_model="numpy"), 2)]
    rows = "\n".join(f"        elif do == {code}:\n            loop{code}(memory, s)" for code in range(len(scalars)))
    made_of = [Path(inspect.getfile(thing)).read_bytes() for thing in (compiled_scalar, operations)]
    name = f"run_{dtype}_" + hashlib.sha256(b"".join(made_of)).hexdigest()[:12]
    space: dict[str, Any] = {"__name__": __name__}
    space |= {f"loop{code}": elementwise(f, arity) for code, (f, arity) in enumerate(scalars)}
    space |= {"matmul": matmul, "reduce": reduce, "segments": segments, "indexed": indexed}
    exec(compile(SOURCE.format(name=name, rows=rows), __file__, "exec"), space)  # __file__: Numba keeps its cache there
    run = njit(space[name], cache=True, error_model="numpy")
    if line := announcement(Path(run.stats.cache_path), name):
        print(line, file=sys.stderr, flush=True)
    return run


def announcement(cache: Path, name: str) -> str:
    """What is said before the interpreter is compiled; nothing where it is in the cache."""
    if any(cache.glob(f"*{name}-*.nbi")):
        return ""
    return f"glassgrad: Numba compiles its interpreter of tensor programs, once (about 20 s), and keeps it in {cache}"


class Tables:
    """Steps as rows of numbers, with the index tables and the plain numbers that they mention."""

    def __init__(self, steps: Steps) -> None:
        self.end = steps.memory  # plain numbers lie behind everything else
        self.numbers: dict[float, int] = {}
        self.tables: list[Integers] = []
        self.length = 0
        self.room = 0  # for rearranging the right factor of a matrix product

    def place(self, x: Input, shape: tuple[int, ...]) -> list[int]:
        """Offset and four strides of an input."""
        if not isinstance(x, View):
            return [self.end + self.numbers.setdefault(float(x), len(self.numbers)), 0, 0, 0, 0]
        return [x.offset, *padded(x.strides, 0)]

    def row(self, step: Step) -> list[int]:
        """A step as numbers."""
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
            case "matmul":
                row[DO] = MATMUL
                out, p, q = views
                if q.shape[-1] < 4 <= p.shape[-2] and p.strides[-2] == 1:  # (P·Q)ᵀ = Qᵀ·Pᵀ, the longer side inside
                    out, p, q = transposed(out), transposed(q), transposed(p)
                (m, k), n = p.shape[-2:], q.shape[-1]
                batch = out.shape[0] if len(out.shape) == 3 else 1
                first = [view.strides[0] if len(view.shape) == 3 else 0 for view in (out, p, q)]
                self.room = max(self.room, (k + 1) * n)
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
                self.room = max(self.room, *padded(views[0].shape, 1))
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


def knows(operation: Operation | None) -> bool:
    """Whether the interpreter has a branch for this operation: for the rows of the table, and powers."""
    return operation is None or operation in ROWS or operation.name.startswith("power(")


def code_of(operation: Operation) -> tuple[int, list[Input]]:
    """The number of an operation, and what it needs besides its inputs."""
    if operation.name.startswith("power("):
        return POWER, [float(operation.name[6:-1])]
    return CODES[operation.name], []


def padded(numbers: Sequence[int], filler: int) -> list[int]:
    """Four numbers, the given ones last."""
    return [filler] * (4 - len(numbers)) + [int(x) for x in numbers]


def merged(views: list[Any]) -> list[Any]:
    """The same views with neighbouring axes taken as one where they lie as one in all of them."""
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


def bound(steps: Steps, dtype: str) -> tuple[Floats, Callable[[], None], Callable[[], None]]:
    """Memory for a program, and its two passes as functions on it."""
    run, tables = interpreter(dtype), Tables(steps)
    passes = [
        np.array([tables.row(step) for step in part] or np.zeros((0, WIDTH)), np.int64)
        for part in (steps.forward, steps.backward)
    ]
    index = np.concatenate([np.zeros(0, np.int64), *tables.tables])
    spare = tables.end + len(tables.numbers)
    memory = np.zeros(spare + tables.room, dtype)
    memory[tables.end : spare] = list(tables.numbers)

    def forward() -> None:
        if not run(memory, passes[0], index, spare):
            raise IndexError

    def backward() -> None:
        run(memory, passes[1], index, spare)

    return memory, forward, backward
