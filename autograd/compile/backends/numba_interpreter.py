"""The Numba backend: one interpreter for every program, compiled once and cached on disk.

A program is a table (numba_table.py); the interpreter walks along it and calls the loops of numba_kernels.py.
It adds in the order of the scalar code, so that its results are those of eager to the last bit.
"""

import hashlib
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from autograd import operations
from autograd.compile.backends import numba_kernels, numba_table
from autograd.compile.backends.numba_kernels import any_power, compiled_scalar, elementwise
from autograd.compile.backends.numba_table import ROWS, WIDTH, Tables
from autograd.compile.graph import Floats
from autograd.compile.scribe import Steps
from autograd.operation import Operation

IN_ORDER = True
BLOCK = 8192  # so many numbers of each array are looked at together: a dozen such blocks fit into a core's cache


def knows(operation: Operation | None) -> bool:
    """Whether the interpreter has a branch for this operation: for the rows of the table, and powers."""
    return operation is None or operation in ROWS or operation.name.startswith("power(")


SOURCE = """
def {name}(memory, steps, tables, spare):
    for place in range(len(steps)):
        s = steps[place]
        do = s[0]
        if do == MATMUL:
            matmul(memory, s, spare)
        elif do == SUM or do == MAX:
            reduce(memory, s, spare, do == MAX)
        elif do == SEGMENT_SUM or do == SEGMENT_MAX:
            segments(memory, s, tables[s[21] : s[21] + s[22]], do == SEGMENT_MAX)
        elif do == TAKE or do == SCATTER or do == PICK or do == SCATTER_PICK:
            if not indexed(memory, s, tables[s[21] : s[21] + s[22]]):
                return False
        elif do == FILL:
            memory[s[6] : s[6] + s[5]] = memory[s[11]]
{rows}
    return True
"""


@cache
def interpreter(dtype: str) -> Any:
    """The loop over the steps, with a branch for each row; its name changes with everything that it is made of."""
    scalars = [(compiled_scalar(row), row.arity) for row in ROWS] + [(njit(any_power, error_model="numpy"), 2)]
    rows = "\n".join(f"        elif do == {code}:\n            loop{code}(memory, s)" for code in range(len(scalars)))
    files = (__file__, numba_kernels.__file__, numba_table.__file__, operations.__file__)
    name = f"run_{dtype}_" + hashlib.sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()[:12]
    space = {**vars(numba_table), **vars(numba_kernels), "__name__": __name__}
    space |= {f"loop{code}": elementwise(f, arity) for code, (f, arity) in enumerate(scalars)}
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
