"""autograd: a scalar reverse-mode automatic differentiation engine that you can see through.

Start with `value.py` (a number that remembers how it was made) and `operations.py` (every operation,
one row each); everything else is built around these two.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from autograd._foreign import explain_their_modules, not_here, refuse_mixture
from autograd.compile import compile
from autograd.composites import (
    clip,
    cumprod,
    cumsum,
    dot,
    elu,
    gelu,
    leaky_relu,
    logsigmoid,
    logsumexp,
    mean,
    norm,
    silu,
    softmax,
    std,
    summed,
    var,
)
from autograd.domain import ANY, FINITE, NONNEGATIVE, NONZERO, POSITIVE, DomainError, Interval
from autograd.dual import Dual
from autograd.families import power
from autograd.functional import grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp
from autograd.graph import topological_order
from autograd.operation import Operation, binary, ternary, unary
from autograd.operations import (
    TABLE,
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cos,
    cosh,
    erf,
    erfc,
    exp,
    expm1,
    hypot,
    log,
    log1p,
    log2,
    log10,
    maximum,
    minimum,
    reciprocal,
    relu,
    sech,
    sigmoid,
    sign,
    sin,
    sinh,
    softplus,
    sqrt,
    step,
    tan,
    tanh,
    where,
    xlogy,
)
from autograd.operations import abs as abs  # these two stay out of `import *`:
from autograd.operations import pow as pow  # they are also names of Python
from autograd.origin import no_grad, recording, scope, source_lines
from autograd.symbol import Symbol
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.check import check_gradients, check_operation
    from autograd.compile.batches.regions import batched, pick
    from autograd.compile.guards.watch import drawn
    from autograd.draw import draw

__version__ = "0.1.0"

refuse_mixture()
explain_their_modules()

LOADED_WHEN_USED = {
    "batched": "autograd.compile.batches.regions",
    "check_gradients": "autograd.check",
    "check_operation": "autograd.check",
    "draw": "autograd.draw",
    "drawn": "autograd.compile.guards.watch",
    "pick": "autograd.compile.batches.regions",
}


def __getattr__(name: str) -> Any:
    if name not in LOADED_WHEN_USED:
        raise AttributeError(not_here(name))
    return getattr(import_module(LOADED_WHEN_USED[name]), name)


__all__ = [
    "acos",
    "acosh",
    "ANY",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "batched",
    "binary",
    "check_gradients",
    "check_operation",
    "clip",
    "compile",
    "cos",
    "cosh",
    "cumprod",
    "cumsum",
    "DomainError",
    "dot",
    "draw",
    "drawn",
    "Dual",
    "elu",
    "erf",
    "erfc",
    "exp",
    "expm1",
    "FINITE",
    "gelu",
    "grad",
    "hessian",
    "hvp",
    "hypot",
    "Interval",
    "jacobian",
    "jvp",
    "leaky_relu",
    "log",
    "log10",
    "log1p",
    "log2",
    "logsigmoid",
    "logsumexp",
    "maximum",
    "mean",
    "minimum",
    "no_grad",
    "NONNEGATIVE",
    "NONZERO",
    "norm",
    "Operation",
    "pick",
    "POSITIVE",
    "power",
    "reciprocal",
    "recording",
    "relu",
    "scope",
    "sech",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "source_lines",
    "sqrt",
    "std",
    "step",
    "summed",
    "Symbol",
    "TABLE",
    "tan",
    "tanh",
    "ternary",
    "topological_order",
    "unary",
    "Value",
    "value_and_grad",
    "var",
    "vjp",
    "where",
    "xlogy",
]
