"""autograd: a scalar reverse-mode automatic differentiation engine that you can see through.

The engine is the files beside this one. Start with `value.py` (a number that remembers how it was made),
`operations.py` (every operation, one row each) and `backward.py` (the chain rule). The folders build on these files.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from autograd.context import enable_grad, no_grad, scope, source_lines
from autograd.domain import ANY, FINITE, NONNEGATIVE, NONZERO, POSITIVE, DomainError, Interval
from autograd.functions.composed_activations import clip, elu, gelu, leaky_relu, logsigmoid, silu
from autograd.functions.reductions import cumprod, cumsum, dot, mean, norm, std, var
from autograd.functions.reductions import sum as sum  # `abs`, `pow` and `sum` are not in `__all__`, because a
from autograd.functions.softmax import logsumexp, softmax
from autograd.graph import topological_order
from autograd.operation import Operation, binary, ternary, unary
from autograd.operations import abs as abs  # star import would hide the functions of Python with these names
from autograd.operations import pow as pow
from autograd.support.foreign import explain_their_modules, not_here, refuse_mixture
from autograd.symbolic.symbol import Symbol
from autograd.transforms.dual import Dual
from autograd.transforms.forward_mode import jvp
from autograd.transforms.jacobians import hessian, hvp, jacobian
from autograd.transforms.reverse_mode import grad, value_and_grad, vjp
from autograd.value import Value

# fmt: off
# isort: off
from autograd.operations import (
    TABLE, acos, acosh, asin, asinh, atan, atan2, atanh, cos, cosh, erf, erfc, exp, expm1, hypot, log, log1p, log2,
    log10, maximum, minimum, power, reciprocal, relu, sech, sigmoid, sign, sin, sinh, softplus, sqrt, step, tan, tanh,
    where, xlogy,
)
# isort: on
# fmt: on

if TYPE_CHECKING:
    from autograd.check import check_gradients, check_operation
    from autograd.compile import compile
    from autograd.compile.batches.regions import take, vmap
    from autograd.compile.guards.watch import CompileError, sample
    from autograd.draw import draw

__version__ = "0.1.0"

refuse_mixture()
explain_their_modules()

LOADED_WHEN_USED = {  # from which module; computing does not need pictures, checks or the compiler
    "CompileError": "autograd.compile.guards.watch",
    "check_gradients": "autograd.check",
    "check_operation": "autograd.check",
    "compile": "autograd.compile",
    "draw": "autograd.draw",
    "sample": "autograd.compile.guards.watch",
    "take": "autograd.compile.batches.regions",
    "vmap": "autograd.compile.batches.regions",
}


def __getattr__(name: str) -> Any:
    if name not in LOADED_WHEN_USED:
        raise AttributeError(not_here(name))
    return getattr(import_module(LOADED_WHEN_USED[name]), name)


# fmt: off
__all__ = [
    # the engine
    "Value", "topological_order", "enable_grad", "no_grad", "scope", "source_lines",
    # operations: rows of the table, and how to write one
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cos", "cosh", "erf", "erfc", "exp", "expm1", "hypot",
    "log", "log10", "log1p", "log2", "maximum", "minimum", "power", "reciprocal", "relu", "sech", "sigmoid", "sign",
    "sin", "sinh", "softplus", "sqrt", "step", "tan", "tanh", "where", "xlogy",
    "ANY", "binary", "DomainError", "FINITE", "Interval", "NONNEGATIVE", "NONZERO", "Operation", "POSITIVE", "TABLE",
    "ternary", "unary",
    # functions of one number, and of many
    "clip", "elu", "gelu", "leaky_relu", "logsigmoid", "silu",
    "cumprod", "cumsum", "dot", "logsumexp", "mean", "norm", "softmax", "std", "var",
    # derivatives of functions
    "Dual", "grad", "hessian", "hvp", "jacobian", "jvp", "Symbol", "value_and_grad", "vjp",
    # seeing, checking, compiling
    "check_gradients", "check_operation", "compile", "CompileError", "draw", "sample", "take", "vmap",
]
# fmt: on
