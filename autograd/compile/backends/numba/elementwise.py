"""The loops of the Numba backend that apply a row of the operation table to each element of its inputs.

A loop is given a step as a row `s` of whole numbers, which table.py explains.
"""

import inspect
from math import log, nan
from typing import Any

from autograd.compile.backends.numba.jit import compiled, inlined, nothing, place, where
from autograd.compile.backends.numba.lanes import load, spread, store
from autograd.compile.backends.numba.table import OUT, A, B
from autograd.operation import Operation

IN_LANES = ("add", "sub", "mul", "div", "sqrt")  # the rows that work on lanes as well
EIGHT = place(8)


def compiled_scalar(row: Operation) -> Any:
    """Return the row's own forward of (a, b), for Numba; where there is only a, what is given as b does not matter.

    Division by zero gives inf or nan, which is looked at after the run.
    """
    f: Any = row.forward
    if inspect.isfunction(f) and f.__closure__:
        f = f.__closure__[0].cell_contents  # without the net that catches Python's OverflowError: here there is none
    f = OUTSIDE.get(row.name, f)
    if inspect.isfunction(f):
        f = inlined(f)
    return inlined((lambda a, b: f(a)) if row.arity == 1 else (lambda a, b: f(a, b)))


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


def loop(row: Operation) -> Any:
    """Return the loop for a row of the table."""
    return elementwise(compiled_scalar(row), row.name in IN_LANES)


def loop_of_power() -> Any:
    """Return the loop for all powers with a constant, which is given as b."""
    return elementwise(inlined(any_power), in_lanes=False)


def elementwise(f: Any, in_lanes: bool) -> Any:
    """The loop that applies f(a, b) to all elements of blocks of up to four axes, eight at a time if f knows lanes."""
    loads = ((beside, beside), (beside, same), (same, beside)) if in_lanes else ()
    pairs, number_right, number_left = [row_of_eights(f, *both) for both in loads] or 3 * [nothing]

    @compiled
    def each(memory: Any, s: Any) -> None:
        y_step, a_step, b_step = place(s[10]), place(s[15]), place(s[20])
        in_eights = in_lanes and s[10] == 1 and (s[15] == 1 or s[15] == 0) and (s[20] == 1 or s[20] == 0)
        eights = s[5] // 8 if in_eights and s[15] + s[20] > 0 else 0
        for i in range(s[2]):
            for j in range(s[3]):
                for k in range(s[4]):
                    y = where(s, OUT, i, j, k)
                    a = where(s, A, i, j, k)
                    b = where(s, B, i, j, k)
                    if eights:
                        if s[15] == s[20]:
                            pairs(memory, y, a, b, eights)
                        elif s[15] == 1:
                            number_right(memory, y, a, b, eights)
                        else:
                            number_left(memory, y, a, b, eights)
                    for n in range(8 * eights, s[5]):
                        at = place(n)
                        memory[y + at * y_step] = f(memory[a + at * a_step], memory[b + at * b_step])

    return each


@inlined
def beside(memory: Any, begin: Any, at: Any) -> Any:
    """Return the next numbers of a row in which they lie side by side."""
    return load(memory, begin + at, 8)


@inlined
def same(memory: Any, begin: Any, at: Any) -> Any:
    """Return the one number of a row in which all are the same."""
    return spread(memory[begin], 8)


def row_of_eights(f: Any, first: Any, second: Any) -> Any:
    """Return the loop along one row, for a way in which each input lies there."""

    @compiled
    def row(memory: Any, y: Any, a: Any, b: Any, eights: int) -> None:
        for n in range(eights):
            at = EIGHT * place(n)
            store(memory, y + at, f(first(memory, a, at), second(memory, b, at)))

    return row
