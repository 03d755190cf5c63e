"""autograd: a scalar reverse-mode automatic differentiation engine that you can see through.

Start with `value.py` (a number that remembers how it was made) and `operations.py` (every operation,
one row each); everything else is built around these two.
"""

from autograd._foreign import refuse_mixture
from autograd.check import check_gradients, check_operation
from autograd.compile import compile
from autograd.compile.batches.regions import batched, pick
from autograd.compile.guards.watch import drawn
from autograd.composites import clip, dot, gelu, leaky_relu, logsumexp, mean, silu, softmax, summed
from autograd.domain import ANY, FINITE, NONNEGATIVE, NONZERO, POSITIVE, DomainError, Interval
from autograd.dual import Dual
from autograd.families import power
from autograd.functional import grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp
from autograd.graph import topological_order
from autograd.operation import Operation, binary, unary
from autograd.operations import (
    TABLE,
    atan,
    cos,
    erf,
    exp,
    expm1,
    log,
    log1p,
    maximum,
    minimum,
    reciprocal,
    relu,
    sigmoid,
    sign,
    sin,
    softplus,
    sqrt,
    step,
    tan,
    tanh,
    xlogy,
)
from autograd.operations import abs as abs  # these two stay out of `import *`:
from autograd.operations import pow as pow  # they are also names of Python
from autograd.origin import no_grad, recording, scope, source_lines
from autograd.symbol import Symbol
from autograd.value import Value

refuse_mixture()

__all__ = [
    "ANY",
    "atan",
    "batched",
    "binary",
    "check_gradients",
    "check_operation",
    "clip",
    "compile",
    "cos",
    "DomainError",
    "dot",
    "drawn",
    "Dual",
    "erf",
    "exp",
    "expm1",
    "FINITE",
    "gelu",
    "grad",
    "hessian",
    "hvp",
    "Interval",
    "jacobian",
    "jvp",
    "leaky_relu",
    "log",
    "log1p",
    "logsumexp",
    "maximum",
    "mean",
    "minimum",
    "no_grad",
    "NONNEGATIVE",
    "NONZERO",
    "Operation",
    "POSITIVE",
    "pick",
    "power",
    "reciprocal",
    "recording",
    "relu",
    "scope",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "softmax",
    "softplus",
    "source_lines",
    "sqrt",
    "step",
    "summed",
    "Symbol",
    "TABLE",
    "tan",
    "tanh",
    "topological_order",
    "unary",
    "Value",
    "value_and_grad",
    "vjp",
    "xlogy",
]
