"""The exercises of lesson 26: a step of Newton's method, the largest learning rate, an equation as a residual."""

from collections.abc import Callable, Sequence
from math import isclose, sqrt
from typing import Any

import autograd
from autograd import Value, exp, grad, log, sin
from autograd.functional import Function, hessian
from autograd.operation import Scalar
from nn.exercises.exercise import Exercise


def number(x: Any) -> float:
    """What an answer gave, as a number."""
    return float(x.data if isinstance(x, Value) else x)


def same(found: Any, right: Any) -> bool:
    """Whether two numbers are equal up to rounding."""
    return isclose(number(found), number(right), rel_tol=1e-9, abs_tol=1e-12)


ROOTS: tuple[tuple[str, Function, float], ...] = (
    ("x² − 2", lambda x: x * x - 2.0, 1.5),
    ("log(x)", log, 0.5),
    ("sin(x)", sin, 2.5),
)


def flaw_of_newton(newton: Callable[[Function, float], Any]) -> str:
    """26.1: where the tangent crosses zero."""
    if not callable(newton):
        return "give a function of f and x"
    for name, f, x in ROOTS:
        found, height, slope = newton(f, x), f(x), grad(f)(x)
        if same(found, x - height / slope):
            continue
        if same(found, x - slope / grad(grad(f))(x)):
            return "this goes where the SLOPE is zero; here f itself is to be zero: one derivative less"
        line = height + slope * (number(found) - x)
        return (
            f"for f = {name} at x = {x} you go to {number(found):.4f}, where the tangent is at {line:.4f} and not at 0"
        )
    return ""


def bowl(p: Sequence[Scalar]) -> Scalar:
    """A valley that lies askew, with other curvatures at every place."""
    x, y = p
    return 2.0 * x * x + 1.5 * x * y + y * y + 0.1 * exp(x - y)


def flaw_of_rate(largest_rate: Callable[[Function, list[float]], Any]) -> str:
    """26.2: two over the largest eigenvalue of the Hessian."""
    if not callable(largest_rate):
        return "give a function of a loss and p"
    for p in ([0.0, 0.0], [1.0, -1.0], [-2.0, 0.5]):
        (a, b), (_, d) = hessian(bowl)(p)
        mean, half = (a + d) / 2, sqrt((a - d) ** 2 / 4 + b * b)
        found = largest_rate(bowl, list(p))
        if same(found, 2.0 / (mean + half)):
            continue
        if same(found, 2.0 / (mean - half)):
            return "that is the limit of the flattest direction; the steepest one is thrown out long before"
        if same(found, 1.0 / (mean + half)):
            return "with this rate one step leads to the bottom; it may be larger before it is thrown out"
        if same(found, 2.0 / max(a, d)):
            return "the strongest curvature need not lie along an axis: what about the numbers off the diagonal?"
        return f"at {p} the Hessian is {a:.3f}, {b:.3f}, {b:.3f}, {d:.3f}; your rate there is {number(found):.4f}"
    return ""


def logistic(start: float) -> Function:
    """The solution of u′ = u (1 − u) that is `start` at time 0."""
    return lambda t: 1.0 / (1.0 + (1.0 / start - 1.0) * exp(-t))


OTHERS: tuple[tuple[str, Function, float], ...] = (("t²", lambda t: t * t, 0.3), ("sin(t)", sin, 1.0))


def flaw_of_residual(residual: Callable[[Function, float], Any]) -> str:
    """26.3: zero on solutions, and only there."""
    if not callable(residual):
        return "give a function of u and t"
    for start in (0.1, 0.5, 2.0):
        for t in (0.0, 0.7, 3.0):
            missing = number(residual(logistic(start), t))
            if abs(missing) > 1e-9:
                return f"for the solution that is {start} at time 0 it is to be 0, but at time {t} it is {missing:.4f}"
    for name, u, t in OTHERS:
        violated = number(grad(u)(t)) - number(u(t)) * (1.0 - number(u(t)))
        found = number(residual(u, t))
        if not (same(found, violated) or same(found, -violated)):
            return f"u = {name} violates the equation at {t} by {abs(violated):.4f}, but your residual is {found:.4f}"
    moved = Value(0.5)
    by_weight = residual(lambda t: autograd.tanh(moved * t), 0.4)
    if not isinstance(by_weight, Value):
        return "of a network it makes a plain number, from which nothing can be learned: compute with its Values"
    return ""


EXERCISES = {
    1: Exercise(
        flaw_of_newton,
        "from autograd import grad\nanswer = lambda f, x: x - f(x) / grad(f)(x)",
        (
            "from autograd import grad\nanswer = lambda f, x: x - grad(f)(x) / grad(grad(f))(x)",
            "from autograd import grad\nanswer = lambda f, x: x - 0.1 * grad(f)(x)",
            "from autograd import grad\nanswer = lambda f, x: x + f(x) / grad(f)(x)",
            "answer = 1.4",
        ),
    ),
    2: Exercise(
        flaw_of_rate,
        """
from autograd import hessian
def answer(loss, p):
    (a, b), (_, d) = hessian(loss)(p)
    return 2 / ((a + d) / 2 + ((a - d) ** 2 / 4 + b * b) ** 0.5)
""",
        (
            """
from autograd import hessian
def answer(loss, p):
    (a, b), (_, d) = hessian(loss)(p)
    return 2 / ((a + d) / 2 - ((a - d) ** 2 / 4 + b * b) ** 0.5)
""",
            """
from autograd import hessian
def answer(loss, p):
    (a, b), (_, d) = hessian(loss)(p)
    return 1 / ((a + d) / 2 + ((a - d) ** 2 / 4 + b * b) ** 0.5)
""",
            """
from autograd import hessian
def answer(loss, p):
    (a, b), (_, d) = hessian(loss)(p)
    return 2 / max(a, d)
""",
            "answer = lambda loss, p: 0.1",
            "answer = 0.1",
        ),
    ),
    3: Exercise(
        flaw_of_residual,
        "from autograd import grad\nanswer = lambda u, t: grad(u)(t) - u(t) * (1 - u(t))",
        (
            "from autograd import grad\nanswer = lambda u, t: grad(u)(t) - u(t)",
            "from autograd import grad\nanswer = lambda u, t: grad(u)(t) + u(t) * (1 - u(t))",
            "answer = lambda u, t: 0.0",
            "from autograd import grad\nanswer = lambda u, t: getattr(d := grad(u)(t) - u(t) * (1 - u(t)), 'data', d)",
            "answer = 0",
        ),
    ),
}
