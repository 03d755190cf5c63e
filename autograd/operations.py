"""Every operation, one row each: name, notation, forward, partial derivatives, domain, kink.

a, b and c are inputs, y is the output. The partials are written with the operations themselves, so that a derivative
can be differentiated again, and in a form in which no digits cancel: 1 − tanh² would lose all of them for large inputs.
At a kink the slope is the one that PyTorch uses (except where pow jumps, at 0 to a power b ≤ 0: there is none there).
Overflow gives inf, as in IEEE 754; nan gives nan; an input outside the domain raises a `DomainError`. A row that
`selects` passes no gradient back to an input whose slope is 0, because that input was not chosen.
"""

import math
import operator
from collections.abc import Callable
from functools import lru_cache
from math import inf, nan

from autograd.domain import ANY, FINITE, NONNEGATIVE, NONZERO, POSITIVE, Interval
from autograd.operation import Operation, Scalar, binary, ternary, unary


def _never_overflow(f: Callable[[float], float]) -> Callable[[float], float]:
    """Return f, changed to give its limit at ±inf where Python would raise an OverflowError."""

    def forward(a: float) -> float:
        try:
            return f(a)
        except OverflowError:
            return f(math.copysign(inf, a))

    return forward


def ieee_power(a: float, b: float) -> float:
    """Return a ** b, as IEEE 754 has it: ±inf where the result is too large, and for 0 to a negative power."""
    try:
        return float(a**b)
    except (OverflowError, ZeroDivisionError):
        return -inf if math.copysign(1.0, a) < 0.0 and b % 2 == 1 else inf


def _sigmoid(a: float) -> float:
    return 1.0 / (1.0 + math.exp(-a)) if a >= 0 else math.exp(a) / (1.0 + math.exp(a))


def _softplus(a: float) -> float:
    return max(a, 0.0) + math.log1p(math.exp(-math.fabs(a)))  # abs is a row here


def _sech(a: float) -> float:
    return 1.0 / math.cosh(a) if -700.0 < a < 700.0 else 2.0 * math.exp(-math.fabs(a))


def _gaussian(a: float) -> float:
    """Return exp(−a²), without rounding a², which would cost a digit or two.

    Source: a is split into a short number, whose square is exact, and a small rest, as in Dekker, 1971.
    """
    if not -40.0 < a < 40.0:
        return math.exp(-a * a)
    shifted = 134217729.0 * a  # times 2²⁷ + 1, so that `short` keeps the upper half of the digits
    short = shifted - (shifted - a)
    return math.exp(-short * short) * math.exp((short - a) * (short + a))


abs: Operation  # these rows are used in partials before, or while, they are defined
cos: Operation
divide_no_nan: Operation
gaussian: Operation
hypot: Operation
log: Operation
maximum: Operation
pow: Operation
sigmoid: Operation
sign: Operation
sinh: Operation
tanh: Operation
xlogy: Operation

LOG2_E, LOG10_E, TWO_OVER_ROOT_PI = 1.0 / math.log(2.0), 1.0 / math.log(10.0), 2.0 / math.sqrt(math.pi)


def _squared(a: Scalar) -> Scalar:
    return a * a


def _wins(a: Scalar, b: Scalar) -> Scalar:
    """Return 1 if a > b, ½ if they are equal, otherwise 0."""
    return 0.5 * (1.0 + greater(a, b) - greater(b, a))


# fmt: off
#                      name          notation              y                                                       (∂y/∂a, ∂y/∂b)                                       domain, kink
add        = binary("add",        "{} + {}",            operator.add,                                           lambda a, b, y: (1.0, 1.0))
sub        = binary("sub",        "{} - {}",            operator.sub,                                           lambda a, b, y: (1.0, -1.0))
mul        = binary("mul",        "{} * {}",            operator.mul,                                           lambda a, b, y: (b, a))
div        = binary("div",        "{} / {}",            operator.truediv,                                       lambda a, b, y: (1.0 / b, -y / b),                   (ANY, NONZERO))
divide_no_nan = binary("divide_no_nan", "divide_no_nan({}, {})", lambda a, b: a / b if b else 0.0 * a,          lambda a, b, y: (divide_no_nan(1.0, b), -divide_no_nan(y, b)), kink=lambda a, b: b)
pow        = binary("pow",        "{} ** {}",           ieee_power,                                             lambda a, b, y: (b * pow(a, b - 1.0), xlogy(y, a)),  (NONNEGATIVE, ANY))
xlogy      = binary("xlogy",      "xlogy({}, {})",      lambda a, b: 0.0 if a == 0 and b == b else a * math.log(b),   lambda a, b, y: (log(b), a / b),                     (ANY, NONNEGATIVE))
hypot      = binary("hypot",      "hypot({}, {})",      math.hypot,                                             lambda a, b, y: (divide_no_nan(a, y), divide_no_nan(b, y)),        kink=lambda a, b: hypot(a, b))
atan2      = binary("atan2",      "atan2({}, {})",      math.atan2,                                             lambda a, b, y: (divide_no_nan(divide_no_nan(b, hypot(a, b)), hypot(a, b)), -divide_no_nan(divide_no_nan(a, hypot(a, b)), hypot(a, b))), kink=lambda a, b: hypot(a, maximum(b, 0.0)))
greater    = binary("greater",    "greater({}, {})",    lambda a, b: 1.0 if a > b else 0.0 if a <= b else nan,  lambda a, b, y: (0.0, 0.0),                          kink=operator.sub, selects=True)
maximum    = binary("maximum",    "maximum({}, {})",    lambda a, b: a if a >= b or a != a else b,              lambda a, b, y: (_wins(a, b), _wins(b, a)),          kink=operator.sub, selects=True)
minimum    = binary("minimum",    "minimum({}, {})",    lambda a, b: a if a <= b or a != a else b,              lambda a, b, y: (_wins(b, a), _wins(a, b)),          kink=operator.sub, selects=True)
clamp_min  = binary("clamp_min",  "clamp_min({}, {})",  lambda a, b: a if a >= b or a != a else b,              lambda a, b, y: (1.0 - greater(b, a), greater(b, a)), kink=operator.sub, selects=True)
clamp_max  = binary("clamp_max",  "clamp_max({}, {})",  lambda a, b: a if a <= b or a != a else b,              lambda a, b, y: (1.0 - greater(a, b), greater(a, b)), kink=operator.sub, selects=True)
where      = ternary("where",     "where({}, {}, {})",  lambda a, b, c: a if a != a else b if a else c,         lambda a, b, c, y: (0.0, abs(sign(a)), 1.0 - abs(sign(a))), kink=lambda a, b, c: a, selects=True)

identity   = unary("identity",    "{}",                 lambda a: a,                                            lambda a, y: (1.0,))
neg        = unary("neg",         "-{}",                operator.neg,                                           lambda a, y: (-1.0,))
sign       = unary("sign",        "sign({})",           lambda a: float((a > 0) - (a < 0)) if a == a else a,    lambda a, y: (0.0,),                                 kink=lambda a: a, selects=True)
abs        = unary("abs",         "abs({})",            math.fabs,                                              lambda a, y: (sign(a),),                             kink=lambda a: a, selects=True)
step       = unary("step",        "step({})",           lambda a: 1.0 if a > 0 else 0.0 if a <= 0 else a,       lambda a, y: (0.0,),                                 kink=lambda a: a, selects=True)
relu       = unary("relu",        "relu({})",           lambda a: 0.0 if a <= 0 else a,                         lambda a, y: (step(a),),                             kink=lambda a: a, selects=True)
reciprocal = unary("reciprocal",  "reciprocal({})",     lambda a: 1.0 / a if a else math.copysign(inf, a),      lambda a, y: (-y * y,))
sqrt       = unary("sqrt",        "sqrt({})",           math.sqrt,                                              lambda a, y: (0.5 * reciprocal(y),),                 NONNEGATIVE)
exp        = unary("exp",         "exp({})",            _never_overflow(math.exp),                              lambda a, y: (y,))
expm1      = unary("expm1",       "expm1({})",          _never_overflow(math.expm1),                            lambda a, y: (exp(a),))
log        = unary("log",         "log({})",            math.log,                                               lambda a, y: (1.0 / a,),                             POSITIVE)
log1p      = unary("log1p",       "log1p({})",          math.log1p,                                             lambda a, y: (1.0 / (1.0 + a),),                     Interval(-1.0, low_closed=False))
log2       = unary("log2",        "log2({})",           math.log2,                                              lambda a, y: (LOG2_E / a,),                          POSITIVE)
log10      = unary("log10",       "log10({})",          math.log10,                                             lambda a, y: (LOG10_E / a,),                         POSITIVE)
sin        = unary("sin",         "sin({})",            math.sin,                                               lambda a, y: (cos(a),),                              FINITE)
cos        = unary("cos",         "cos({})",            math.cos,                                               lambda a, y: (-sin(a),),                             FINITE)
tan        = unary("tan",         "tan({})",            math.tan,                                               lambda a, y: (1.0 + y * y,),                         FINITE)
asin       = unary("asin",        "asin({})",           math.asin,                                              lambda a, y: (reciprocal(sqrt((1.0 - a) * (1.0 + a))),), Interval(-1.0, 1.0))
acos       = unary("acos",        "acos({})",           math.acos,                                              lambda a, y: (-reciprocal(sqrt((1.0 - a) * (1.0 + a))),), Interval(-1.0, 1.0))
atan       = unary("atan",        "atan({})",           math.atan,                                              lambda a, y: (1.0 / (1.0 + a * a),))
cosh       = unary("cosh",        "cosh({})",           _never_overflow(math.cosh),                             lambda a, y: (sinh(a),))
sinh       = unary("sinh",        "sinh({})",           _never_overflow(math.sinh),                             lambda a, y: (cosh(a),))
asinh      = unary("asinh",       "asinh({})",          math.asinh,                                             lambda a, y: (1.0 / hypot(1.0, a),))
acosh      = unary("acosh",       "acosh({})",          math.acosh,                                             lambda a, y: (reciprocal(sqrt(a - 1.0) * sqrt(a + 1.0)),), Interval(1.0))
atanh      = unary("atanh",       "atanh({})",          math.atanh,                                             lambda a, y: (1.0 / ((1.0 - a) * (1.0 + a)),),       Interval(-1.0, 1.0, low_closed=False, high_closed=False))
sech       = unary("sech",        "sech({})",           _sech,                                                  lambda a, y: (-y * tanh(a),))
sigmoid    = unary("sigmoid",     "sigmoid({})",        _sigmoid,                                               lambda a, y: (y * sigmoid(-a),))
tanh       = unary("tanh",        "tanh({})",           math.tanh,                                              lambda a, y: (_squared(sech(a)),))
softplus   = unary("softplus",    "softplus({})",       _softplus,                                              lambda a, y: (sigmoid(a),))
erf        = unary("erf",         "erf({})",            math.erf,                                               lambda a, y: (TWO_OVER_ROOT_PI * gaussian(a),))
erfc       = unary("erfc",        "erfc({})",           math.erfc,                                              lambda a, y: (-TWO_OVER_ROOT_PI * gaussian(a),))
gaussian   = unary("gaussian",    "gaussian({})",       _gaussian,                                              lambda a, y: (-2.0 * (a * y),))
# fmt: on

TABLE: tuple[Operation, ...] = tuple(row for row in globals().values() if isinstance(row, Operation))


@lru_cache(maxsize=256)
def power(n: float) -> Operation:
    """Return the operation a ** n for a fixed exponent n.

    It is defined for every a if n is a whole number; otherwise for a ≥ 0. Where n is negative, a must not be 0.

    >>> from autograd import power
    >>> power(3)(2.0)
    8.0
    """
    whole = float(n).is_integer()
    domain = (ANY if n >= 0 else NONZERO) if whole else (NONNEGATIVE if n >= 0 else POSITIVE)

    def slope(a: Scalar, y: Scalar) -> tuple[Scalar]:
        if n in (0, 1):
            return (float(n),)
        # n·aⁿ⁻¹, which for 0 < n < 1 is infinite at 0
        return (n * (reciprocal(power(1 - n)(a)) if 0 < n < 1 else power(n - 1)(a)),)

    exponent = int(n) if whole else n
    return unary(f"power({exponent})", f"{{}} ** {exponent}", lambda a: ieee_power(a, n), slope, domain)
