"""The interpreter of the Numba backend: walks along a program's table of steps and calls a loop for each."""

import hashlib
import inspect
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from autograd import operations
from autograd.compile.backends.numba import elementwise, indexing, jit, lanes, product, reduction, table
from autograd.compile.backends.numba.table import ROWS, WIDTH, Tables
from autograd.compile.lifting.rows import exponent_of
from autograd.compile.lowering.scribe import Steps
from autograd.compile.lowering.views import LINE
from autograd.compile.tracing.graph import Floats, Integers
from autograd.operation import Operation

IN_ORDER = True
BLOCK = 1400  # numbers of each array that are looked at together: a few such blocks fit into the nearest cache


def knows(operation: Operation | None) -> bool:
    """Return whether the interpreter has a branch for this operation: for the rows of the table, and powers."""
    return operation is None or operation in ROWS or exponent_of(operation) is not None


SOURCE = """
def {name}(memory, steps, tables, spare):
    for at in range(len(steps)):
        s = steps[at]
        do = s[0]
        table = tables[s[21] : s[21] + s[22]]
        if do == MATMUL:
            matmul(memory, s, spare)
        elif do == SUM:
            add_up(memory, s)
        elif do == MAX:
            largest(memory, s)
        elif do == SEGMENT_SUM:
            add_up_segments(memory, s, table)
        elif do == SEGMENT_MAX:
            largest_of_segments(memory, s, table)
        elif do == TAKE:
            take(memory, s, table)
        elif do == SCATTER:
            scatter(memory, s, table)
        elif do == PICK:
            if not pick(memory, s, table):
                return False
        elif do == SCATTER_PICK:
            if not scatter_pick(memory, s, table):
                return False
        elif do == CHECK:
            if not all_finite(memory, s, spare):
                return False
        elif do == FILL:
            memory[s[6] : s[6] + s[5]] = memory[s[11]]
{rows}
    return True
"""
MODULES = (table, elementwise, product, reduction, indexing, lanes, jit, operations)


@cache
def interpreter(dtype: str) -> Any:
    """The loop over the steps, with a branch for each row; its name changes with everything that it is made of."""
    loops = [elementwise.loop(row) for row in ROWS] + [elementwise.loop_of_power()]
    rows = "\n".join(f"        elif do == {code}:\n            loop{code}(memory, s)" for code in range(len(loops)))
    sources = (inspect.getsource(module).encode() for module in (sys.modules[__name__], *MODULES))
    name = f"run_{dtype}_" + hashlib.sha256(b"".join(sources)).hexdigest()[:12]
    space = {"__name__": __name__} | {f"loop{code}": loop for code, loop in enumerate(loops)}
    for module in (table, product, reduction, indexing):
        space |= vars(module)
    exec(compile(SOURCE.format(name=name, rows=rows), __file__, "exec"), space)  # __file__: Numba keeps its cache there
    run: Any = njit(space[name], cache=True, error_model="numpy")
    if line := announcement(Path(run.stats.cache_path), name):
        print(line, file=sys.stderr, flush=True)
    return run


def announcement(cache: Path, name: str) -> str:
    """Return what is said before the interpreter is compiled; nothing where it is in the cache."""
    if any(cache.glob(f"*{name}-*.nbi")):
        return ""
    return f"glassgrad: Numba compiles its interpreter of tensor programs, once (about 20 s), and keeps it in {cache}"


def zeros(size: int, dtype: str) -> Floats:
    """Return a block of zeros that begins where a line of the processor's cache does."""
    block = np.zeros(size + LINE, dtype)
    before = -(block.ctypes.data // block.itemsize) % LINE
    return block[before : before + size]


def bound(steps: Steps, dtype: str) -> tuple[Floats, Callable[[], None], Callable[[], None]]:
    """Return memory for a program, and its two passes as functions on it."""
    run, tables = interpreter(dtype), Tables(steps)
    passes = [
        np.array([tables.row(step) for step in part] or np.zeros((0, WIDTH)), np.int64)
        for part in (steps.forward, steps.backward)
    ]
    index = np.concatenate([np.zeros(0, np.int64), *tables.tables])
    spare = tables.end + len(tables.numbers)
    memory = zeros(spare + tables.room, dtype)
    memory[tables.end : spare] = list(tables.numbers)

    def carry_out(part: Integers) -> None:
        if not run(memory, part, index, spare):
            raise ArithmeticError

    return memory, partial(carry_out, passes[0]), partial(carry_out, passes[1])
