"""glassgrad, by `autograd.compile`. It refuses by a CompileError and nothing else: any other error counts as wrong."""

from typing import Any

import autograd
from autograd import Value
from autograd.compile.guards.watch import CompileError
from benchmarks.traps.framework import GLASSGRAD, Framework, Function


def compiled(function: Function, static: tuple[str, ...] = ()) -> Function:
    """Return the compiled function; which arguments are static is found out by the compiler."""
    fast: Function = autograd.compile(function)
    return fast


def assign(number: Any, x: float) -> None:
    """Set the number of a Value."""
    number.data = x


framework = Framework(
    GLASSGRAD,
    packages=("glassgrad", "numpy"),
    compiled=compiled,
    number=Value,
    plain=lambda y: float(y.data) if isinstance(y, Value) else float(y),
    parameter=Value,
    assign=assign,
    grad=autograd.grad,
    refusals=(CompileError,),
)
