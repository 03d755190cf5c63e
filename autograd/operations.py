"""Every operation, one row each: name, notation, forward, partial derivatives, domain, kink.

a and b are inputs, y is the output. The partials are written with the operations themselves, so a
derivative can be differentiated again. At a kink the slope is the one PyTorch uses. Overflow gives
inf, as IEEE 754 says; outside the domain there is a `DomainError`.
"""

import math
import operator
from collections.abc import Callable
from functools import lru_cache, reduce
from math import inf

from autograd.domain import ANY, FINITE, NONNEGATIVE, NONZERO, POSITIVE, Interval
from autograd.operation import Operation, Scalar, binary, unary


def _never_overflow(f: Callable[[float], float]) -> Callable[[float], float]:
    """f, giving inf where Python would raise an OverflowError."""

    def forward(a: float) -> float:
        try:
            return f(a)
        except OverflowError:
            return inf

    return forward


def _pow(a: float, b: float) -> float:
    try:
        return float(a**b)
    except (OverflowError, ZeroDivisionError):  # IEEE: 0 to a negative power is inf, like a large power
        return -inf if a < 0 and b % 2 == 1 else inf


def _sigmoid(a: float) -> float:
    return 1.0 / (1.0 + math.exp(-a)) if a >= 0 else math.exp(a) / (1.0 + math.exp(a))


def _softplus(a: float) -> float:
    return max(a, 0.0) + math.log1p(math.exp(-math.fabs(a)))  # abs is a row here


cos: Operation  # rows that are named in the partials of a row above them
log: Operation
pow: Operation
xlogy: Operation

# fmt: off
#                      name          notation           y                                             (∂y/∂a, ∂y/∂b)                                  domain, kink
add        = binary("add",        "{} + {}",         operator.add,                                 lambda a, b, y: (1.0, 1.0))
sub        = binary("sub",        "{} - {}",         operator.sub,                                 lambda a, b, y: (1.0, -1.0))
mul        = binary("mul",        "{} * {}",         operator.mul,                                 lambda a, b, y: (b, a))
div        = binary("div",        "{} / {}",         operator.truediv,                             lambda a, b, y: (1.0 / b, -y / b),              (ANY, NONZERO))
pow        = binary("pow",        "{} ** {}",        _pow,                                         lambda a, b, y: (b * pow(a, b - 1.0), xlogy(y, a)), (NONNEGATIVE, ANY))
xlogy      = binary("xlogy",      "xlogy({}, {})",   lambda a, b: a * math.log(b) if a else 0.0,   lambda a, b, y: (log(b), a / b),                (ANY, NONNEGATIVE))
greater    = binary("greater",    "greater({}, {})", lambda a, b: 1.0 if a > b else 0.5 * (a == b), lambda a, b, y: (0.0, 0.0),                    kink=operator.sub)
maximum    = binary("maximum",    "maximum({}, {})", lambda a, b: a if a >= b or a != a else b,    lambda a, b, y: (greater(a, b), greater(b, a)), kink=operator.sub)
minimum    = binary("minimum",    "minimum({}, {})", lambda a, b: a if a <= b or a != a else b,    lambda a, b, y: (greater(b, a), greater(a, b)), kink=operator.sub)

identity   = unary("identity",    "{}",              lambda a: a,                                  lambda a, y: (1.0,))
neg        = unary("neg",         "-{}",             operator.neg,                                 lambda a, y: (-1.0,))
sign       = unary("sign",        "sign({})",        lambda a: float((a > 0) - (a < 0)),           lambda a, y: (0.0,),                            kink=lambda a: a)
abs        = unary("abs",         "abs({})",         math.fabs,                                    lambda a, y: (sign(a),),                        kink=lambda a: a)
step       = unary("step",        "step({})",        lambda a: 1.0 if a > 0 else 0.0,              lambda a, y: (0.0,),                            kink=lambda a: a)
relu       = unary("relu",        "relu({})",        lambda a: 0.0 if a <= 0 else a,               lambda a, y: (step(a),),                        kink=lambda a: a)
reciprocal = unary("reciprocal",  "reciprocal({})",  lambda a: 1.0 / a if a else math.copysign(inf, a), lambda a, y: (-y * y,))
sqrt       = unary("sqrt",        "sqrt({})",        math.sqrt,                                    lambda a, y: (0.5 * reciprocal(y),),            NONNEGATIVE)
exp        = unary("exp",         "exp({})",         _never_overflow(math.exp),                    lambda a, y: (y,))
expm1      = unary("expm1",       "expm1({})",       _never_overflow(math.expm1),                  lambda a, y: (y + 1.0,))
log        = unary("log",         "log({})",         math.log,                                     lambda a, y: (1.0 / a,),                        POSITIVE)
log1p      = unary("log1p",       "log1p({})",       math.log1p,                                   lambda a, y: (1.0 / (1.0 + a),),                Interval(-1.0, low_closed=False))
sin        = unary("sin",         "sin({})",         math.sin,                                     lambda a, y: (cos(a),),                         FINITE)
cos        = unary("cos",         "cos({})",         math.cos,                                     lambda a, y: (-sin(a),),                        FINITE)
tan        = unary("tan",         "tan({})",         math.tan,                                     lambda a, y: (1.0 + y * y,),                    FINITE)
atan       = unary("atan",        "atan({})",        math.atan,                                    lambda a, y: (1.0 / (1.0 + a * a),))
tanh       = unary("tanh",        "tanh({})",        math.tanh,                                    lambda a, y: (1.0 - y * y,))
sigmoid    = unary("sigmoid",     "sigmoid({})",     _sigmoid,                                     lambda a, y: (y * (1.0 - y),))
softplus   = unary("softplus",    "softplus({})",    _softplus,                                    lambda a, y: (sigmoid(a),))
erf        = unary("erf",         "erf({})",         math.erf,                                     lambda a, y: (2.0 / math.sqrt(math.pi) * exp(-a * a),))
# fmt: on

TABLE: tuple[Operation, ...] = tuple(row for row in globals().values() if isinstance(row, Operation))


# Families: one operation for each size or exponent, made when first asked for.


@lru_cache(maxsize=256)
def power(n: float) -> Operation:
    """a ** n for a fixed n: defined for every a where n is a whole number ≥ 0."""
    whole = float(n).is_integer()
    domain = (ANY if n >= 0 else NONZERO) if whole else (NONNEGATIVE if n >= 0 else POSITIVE)

    def slope(a: Scalar, y: Scalar) -> tuple[Scalar]:
        if n in (0, 1):
            return (float(n),)
        # n·aⁿ⁻¹, which for 0 < n < 1 is infinite at 0
        return (n * (reciprocal(power(1 - n)(a)) if 0 < n < 1 else power(n - 1)(a)),)

    exponent = int(n) if whole else n
    return unary(f"power({exponent})", f"{{}} ** {exponent}", lambda a: _pow(a, n), slope, domain)


@lru_cache(maxsize=256)
def total(n: int) -> Operation:
    """The sum of n inputs, added from left to right, in one node."""

    def forward(*x: float) -> float:
        return reduce(operator.add, x) if x else 0.0

    notation = " + ".join(["{}"] * n) if n else "0.0"
    return Operation(f"total({n})", notation, forward, lambda *x: (1.0,) * n, (ANY,) * n)


@lru_cache(maxsize=256)
def dot(n: int) -> Operation:
    """b + w₁x₁ + … + wₙxₙ, added from left to right, in one node: inputs w₁ … wₙ, x₁ … xₙ, b."""

    def forward(*z: float) -> float:
        return reduce(operator.add, map(operator.mul, z[:n], z[n:]), z[-1])

    notation = " + ".join([f"{{{2 * n}}}"] + [f"{{{i}}} * {{{n + i}}}" for i in range(n)])
    return Operation(f"dot({n})", notation, forward, lambda *z: (*z[n : 2 * n], *z[:n], 1.0), (ANY,) * (2 * n + 1))


@lru_cache(maxsize=256)
def largest(n: int) -> Operation:
    """The largest of n inputs, in one node; where several are largest they share the slope, as in PyTorch's amax."""

    def slopes(*z: Scalar) -> tuple[Scalar, ...]:
        at_top = [greater(x, z[-1]) for x in z[:-1]]  # ½ where it is the largest, otherwise 0
        ties = total(n)(*at_top)
        return tuple(top / ties for top in at_top)

    def lead(*x: float) -> float:
        first, second = sorted(x, reverse=True)[:2] if n > 1 else (x[0], -inf)
        return first - second

    notation = f"max({', '.join(['{}'] * n)})" if n > 1 else "{}"
    return Operation(f"largest({n})", notation, lambda *x: max(x), slopes, (ANY,) * n, kink=lead)
