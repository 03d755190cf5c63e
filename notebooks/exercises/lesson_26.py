"""The exercises of lesson 26: a step of Newton's method, the largest learning rate, an equation as a residual."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random
from typing import Any

import autograd
from autograd import Value, exp, grad, log, sin
from autograd.operation import Scalar
from autograd.transforms.jacobians import hessian
from autograd.transforms.signatures import Function
from exercises.answers import called, close, drawn, function_of, number_of
from exercises.exercise import Exercise


@dataclass(frozen=True, repr=False)
class Formula:
    """A function that is shown as its formula."""

    text: str
    function: Function

    def __call__(self, *inputs: Any) -> Any:
        return self.function(*inputs)

    def __repr__(self) -> str:
        return self.text


ROOTS = (
    (Formula("x² − 2", lambda x: x * x - 2.0), 1.5),
    (Formula("log(x)", log), 0.5),
    (Formula("sin(x)", sin), 2.5),
    (Formula("x³ − 4 x + 1", lambda x: x * x * x - 4.0 * x + 1.0), -2.3),
    *((Formula("exp(x) − 3", lambda x: exp(x) - 3.0), x) for x in drawn(Random(26), 2)),
)


def flaw_of_newton(answer: Any) -> str:
    """26.1: return what is wrong with the point where the tangent crosses zero."""
    newton = function_of(answer)
    for f, x in ROOTS:
        found = number_of(called(newton, f, x, what="newton"), "where the step leads")
        height, slope = f(x), float(grad(f)(x))
        if close(found, x - height / slope):
            continue
        if close(found, x - slope / float(grad(grad(f))(x))):
            return "this goes where the DERIVATIVE is zero; here f itself is to be zero: one derivative less"
        line = height + slope * (found - x)
        return f"for f = {f} at x = {x} you go to {found:.4f}, where the tangent is at {line:.4f} and not at 0"
    return ""


def bowl(p: Sequence[Scalar]) -> Scalar:
    """Return a valley that lies askew, with a different curvature at every point."""
    x, y = p
    return 2.0 * x * x + 1.5 * x * y + y * y + 0.1 * exp(x)


def valley(p: Sequence[Scalar]) -> Scalar:
    """Return a valley that is steepest along neither axis, on the other slant."""
    x, y = p
    return x * x - 2.5 * x * y + 4.0 * y * y


VALLEYS = (
    *((bowl, p) for p in ([0.0, 0.0], [1.0, -1.0], [-2.0, 0.5], drawn(Random(26), 2, 2.0))),
    (valley, [0.5, 1.5]),
    (lambda p: bowl([p[1], p[0]]) + valley(p), [-0.5, 1.0]),
)


def flaw_of_rate(answer: Any) -> str:
    """26.2: return what is wrong with two over the largest eigenvalue of the Hessian."""
    largest_rate = function_of(answer)
    for valley, p in VALLEYS:
        loss = Formula("loss", valley)
        (a, b), (_, d) = hessian(valley)(p)
        mean, half = (a + d) / 2, sqrt((a - d) ** 2 / 4 + b * b)
        found = number_of(called(largest_rate, loss, list(p), what="largest_rate"), "the learning rate")
        if close(found, 2.0 / (mean + half)):
            continue
        if close(found, 2.0 / (mean - half)):
            return "that is the limit of the flattest direction; the steepest one is thrown out long before"
        if close(found, 1.0 / (mean + half)):
            return "with this rate one step leads to the bottom; it may be larger before it is thrown out"
        if close(found, 2.0 / max(a, d)):
            return "the strongest curvature need not lie along an axis: what about the numbers off the diagonal?"
        return f"at {p} the Hessian is {a:.3f}, {b:.3f}, {b:.3f}, {d:.3f}; your rate there is {found:.4f}"
    return ""


def logistic(start: float) -> Formula:
    """Return the solution of u′ = u (1 − u) that is `start` at time 0."""
    return Formula(f"the solution from {start}", lambda t: 1.0 / (1.0 + (1.0 / start - 1.0) * exp(-t)))


OTHERS = (
    (Formula("t²", lambda t: t * t), 0.3),
    (Formula("sin(t)", sin), 1.0),
    (Formula("sin(t)", sin), 2.5),
    (Formula("3 − t", lambda t: 3.0 - t), 0.8),
)
Network = Callable[[Sequence[Value], Scalar], Scalar]
NETWORKS: tuple[tuple[Network, list[float], float], ...] = (
    (lambda weights, t: autograd.tanh(weights[0] * t), [0.5], 0.4),
    (lambda weights, t: weights[1] * autograd.sigmoid(weights[0] * t) - weights[0], [-1.5, 0.75], 1.3),
)


def of_time(network: Network, weights: Sequence[Value]) -> Formula:
    """Return a network with these weights as a function of time alone."""
    return Formula("a network", lambda t: network(weights, t))


def flaw_of_residual(answer: Any) -> str:
    """26.3: return what is wrong with a residual that is to be zero on solutions, and only there."""
    residual = function_of(answer)

    def missing(u: Formula, t: float) -> float:
        return number_of(called(residual, u, t, what="residual"), "the residual")

    for start in (0.1, 0.5, 2.0):
        for t in (0.0, 0.7, 3.0):
            if not close(found := missing(logistic(start), t), 0.0):
                return f"for the solution that is {start} at time 0 it is to be 0, but at time {t} it is {found:.4f}"
    sign = 0.0  # 1 for u′ − u (1 − u), −1 for u (1 − u) − u′
    for u, t in OTHERS:
        violated = float(grad(u)(t)) - float(u(t)) * (1.0 - float(u(t)))
        found = missing(u, t)
        if not close(abs(found), abs(violated)):
            return (
                f"for u = {u} at {t} the two sides of the equation differ by {abs(violated):.4f}, "
                f"but your residual is {found:.4f}"
            )
        sign = sign or (1.0 if close(found, violated) else -1.0)
        if not close(found, sign * violated):
            return (
                f"for u = {u} at {t} your residual is {found:.4f}: its size is right, but a difference is always taken "
                "in the same order, and so it can be negative"
            )
    for network, numbers, t in NETWORKS:
        ours, yours = ([Value(number) for number in numbers] for _ in range(2))
        u = of_time(network, ours)
        right = sign * (grad(u)(t) - u(t) * (1.0 - u(t)))
        found_there = called(residual, of_time(network, yours), t, what="residual")
        number = number_of(found_there, "the residual of a network")
        if not issubclass(type(found_there), Value):
            return "for a network it gives a plain number, from which nothing can be learned: compute with its Values"
        if not close(number, right.data):
            return f"for a network at {t} it is {number:.4f}, and should be {right.data:.4f}"
        right.backward()
        called(found_there.backward, what="residual(a network).backward")
        for w, v in zip(ours, yours):
            if not close(slope := number_of(v.grad, "a gradient of the residual"), w.grad):
                return (
                    f"for a network at {t} the residual is right, but its gradient with respect to a weight is "
                    f"{slope:.4f} and should be {w.grad:.4f}: is a part of it a plain number?"
                )
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
        (
            """
from autograd import value_and_grad

def answer(f, x):
    height, slope = value_and_grad(f)(x)
    return (x * slope - height) / slope
""",
            "import numpy as np\nanswer = lambda f, x: np.array([x - f(x) / ((f(x + 1e-5) - f(x - 1e-5)) / 2e-5)])",
            "from autograd import jvp\nanswer = lambda f, x: x - f(x) / jvp(f, [x], [1.0])[1]",
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
        (
            """
import numpy as np
from autograd import hessian

answer = lambda loss, p: 2 / np.linalg.eigvalsh(hessian(loss)(p)).max()
""",
            """
from autograd import hvp

def answer(loss, p):
    (a, b), (_, d) = [hvp(loss, [p], [axis]) for axis in ([1.0, 0.0], [0.0, 1.0])]
    return 4 / (a + d + ((a - d) ** 2 + 4 * b * b) ** 0.5)
""",
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
        (
            "from autograd import grad\nanswer = lambda u, t: u(t) * (1 - u(t)) - grad(u)(t)",
            "from autograd import jvp\nanswer = lambda u, t: jvp(u, [t], [1.0])[1] - u(t) + u(t) ** 2",
        ),
    ),
}
