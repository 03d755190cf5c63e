"""What each row would give if nothing were rounded, in mpmath: the value, then the slope with respect to each input.

These formulas are for numbers of 200 bits. They take nothing from the rows, so that a mistake there is seen here.
"""

from collections.abc import Callable, Sequence
from typing import Any

from mpmath import MPContext

from autograd import operations as op
from autograd.operation import Operation
from autograd.operations import power

mp = MPContext()
mpf = mp.mpf
mp.prec = 200  # a² of a float needs 106, and a large exponent costs 10 more

Exact = tuple[Callable[..., Any], ...]


def constant(x: float) -> Callable[..., Any]:
    """The same number everywhere."""
    return lambda *inputs: mpf(x)


def chosen(value: Callable[..., Any], *picked: Callable[..., bool]) -> Exact:
    """A function that chooses among its inputs: the slope with respect to the one that is picked is 1."""
    return value, *(lambda *x, here=here: mpf(here(*x)) for here in picked)


def raised(a: Any, b: Any) -> Any:
    """aᵇ for a > 0."""
    return mp.exp(b * mp.log(a))


def powers(n: float) -> Exact:
    """The row of `x ** n`."""
    return lambda a: mp.power(a, mpf(n)), lambda a: n * mp.power(a, mpf(n) - 1)


ROOT_PI = mp.sqrt(mp.pi)

# fmt: off
EXACT: dict[Operation, Exact] = {
    op.add:           (lambda a, b: a + b, constant(1), constant(1)),
    op.sub:           (lambda a, b: a - b, constant(1), constant(-1)),
    op.mul:           (lambda a, b: a * b, lambda a, b: b, lambda a, b: a),
    op.div:           (lambda a, b: a / b, lambda a, b: 1 / b, lambda a, b: -a / b**2),
    op.divide_no_nan: (lambda a, b: a / b, lambda a, b: 1 / b, lambda a, b: -a / b**2),
    op.pow:           (raised, lambda a, b: b * raised(a, b - 1), lambda a, b: raised(a, b) * mp.log(a)),
    op.xlogy:         (lambda a, b: a * mp.log(b), lambda a, b: mp.log(b), lambda a, b: a / b),
    op.hypot:         (mp.hypot, lambda a, b: a / mp.hypot(a, b), lambda a, b: b / mp.hypot(a, b)),
    op.atan2:         (mp.atan2, lambda a, b: b / (a**2 + b**2), lambda a, b: -a / (a**2 + b**2)),
    op.greater:       (lambda a, b: mpf(a > b), constant(0), constant(0)),
    op.maximum:       chosen(max, lambda a, b: a > b, lambda a, b: b > a),
    op.minimum:       chosen(min, lambda a, b: a < b, lambda a, b: b < a),
    op.clamp_min:     chosen(max, lambda a, b: a > b, lambda a, b: b > a),
    op.clamp_max:     chosen(min, lambda a, b: a < b, lambda a, b: b < a),
    op.where:         chosen(lambda a, b, c: b if a else c,
                             lambda a, b, c: False, lambda a, b, c: a != 0, lambda a, b, c: a == 0),
    op.identity:      (lambda a: a, constant(1)),
    op.neg:           (lambda a: -a, constant(-1)),
    op.sign:          (mp.sign, constant(0)),
    op.abs:           (abs, mp.sign),
    op.step:          (lambda a: mpf(a > 0), constant(0)),
    op.relu:          chosen(lambda a: max(a, mpf(0)), lambda a: a > 0),
    op.reciprocal:    (lambda a: 1 / a, lambda a: -1 / a**2),
    op.sqrt:          (mp.sqrt, lambda a: 1 / (2 * mp.sqrt(a))),
    op.exp:           (mp.exp, mp.exp),
    op.expm1:         (mp.expm1, mp.exp),
    op.log:           (mp.log, lambda a: 1 / a),
    op.log1p:         (mp.log1p, lambda a: 1 / (1 + a)),
    op.log2:          (lambda a: mp.log(a) / mp.log(2), lambda a: 1 / (a * mp.log(2))),
    op.log10:         (lambda a: mp.log(a) / mp.log(10), lambda a: 1 / (a * mp.log(10))),
    op.sin:           (mp.sin, mp.cos),
    op.cos:           (mp.cos, lambda a: -mp.sin(a)),
    op.tan:           (mp.tan, lambda a: 1 / mp.cos(a)**2),
    op.asin:          (mp.asin, lambda a: 1 / mp.sqrt((1 - a) * (1 + a))),
    op.acos:          (mp.acos, lambda a: -1 / mp.sqrt((1 - a) * (1 + a))),
    op.atan:          (mp.atan, lambda a: 1 / (1 + a**2)),
    op.cosh:          (mp.cosh, mp.sinh),
    op.sinh:          (mp.sinh, mp.cosh),
    op.asinh:         (mp.asinh, lambda a: 1 / mp.sqrt(1 + a**2)),
    op.acosh:         (mp.acosh, lambda a: 1 / mp.sqrt((a - 1) * (a + 1))),
    op.atanh:         (mp.atanh, lambda a: 1 / ((1 - a) * (1 + a))),
    op.sech:          (mp.sech, lambda a: -mp.sech(a) * mp.tanh(a)),
    op.sigmoid:       (lambda a: 1 / (1 + mp.exp(-a)), lambda a: 1 / (2 + mp.exp(a) + mp.exp(-a))),
    op.tanh:          (mp.tanh, lambda a: mp.sech(a)**2),
    op.softplus:      (lambda a: mp.log1p(mp.exp(a)), lambda a: 1 / (1 + mp.exp(-a))),
    op.erf:           (mp.erf, lambda a: 2 / ROOT_PI * mp.exp(-a**2)),
    op.erfc:          (lambda a: mp.erfc(min(a, mpf(100))), lambda a: -2 / ROOT_PI * mp.exp(-a**2)),
    op.gaussian:      (lambda a: mp.exp(-a**2), lambda a: -2 * a * mp.exp(-a**2)),
    **{power(n): powers(n) for n in (2, 3, 7, -1, 0.5, 1.5, -0.5, 0.1)},
}
# fmt: on


def exactly(row: Operation, point: Sequence[float]) -> list[Any] | None:
    """Value and slopes at a point; None where one is infinite (edges, which have tests of their own)."""
    try:
        found = [exact(*map(mpf, point)) for exact in EXACT[row]]
    except ZeroDivisionError:
        return None
    return found if all(map(mp.isfinite, found)) else None
