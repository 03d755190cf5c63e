"""Checking gradients: an operation of one's own, a judge that knows what rounding explains, and a loss that forgets."""

from collections.abc import Callable
from math import cos, exp, sin
from random import Random
from typing import Any

from autograd import Value, grad
from autograd.operation import Operation
from exercises.answers import NotYet, all_close, called, close, drawn, function_of, number_of, shown, truth_of
from exercises.exercise import Exercise

SIDES = (0.5, -0.5, 3.0, -3.0, 0.0, *drawn(Random(7), 4, 20.0))


def not_softsign(row: Any) -> str:
    """Return what is wrong with a row that declares softsign; "" if nothing is."""
    if not issubclass(type(row), Operation):
        what = "a function that computes with others" if callable(row) else shown(row)
        return f"the answer should be an operation, as `unary` makes it, not {what}"
    if row.arity != 1:
        return f"softsign has one input, and your operation {row.arity}"
    for a in SIDES:
        right, yours = a / (1 + abs(a)), number_of(called(row, a, what=row.name), f"{row.name}({a})")
        if not close(right, yours):
            return f"{row.name}({a}) is {yours:.4g}, and a divided by one plus its size is {right:.4g}"
    for a in SIDES:
        right, yours = 1 / (1 + abs(a)) ** 2, number_of(called(grad(row), a, what="its derivative"), "its derivative")
        if not close(right, yours):
            side = ". It is right where a is positive: what is the slope of abs on the other side?" if a < 0 else ""
            return f"at a = {a} your partial says {yours:.4g}, but the slope is {right:.4g}{side}"
    return ""


def valley(x: float) -> float:
    """Return a function that is level at 0.7."""
    return x * x - 1.4 * x


CASES: tuple[tuple[str, float, Callable[[float], float], float, bool], ...] = (
    ("a right claim about exp, where it is steep", exp(30.0), exp, 30.0, True),
    ("the lazy claim about a sigmoid, where its slope is small", 0.0, lambda x: 1 / (1 + exp(-x)), 9.0, False),
    ("a right claim about a slope below zero", -sin(0.6), cos, 0.6, True),
    ("a claim about sin that is off by a thousandth", 1.001 * cos(0.6), sin, 0.6, False),
    ("a right claim about sin, left of zero", cos(-1.2), sin, -1.2, True),
    ("a claim about sin with the wrong sign", -cos(-1.2), sin, -1.2, False),
    ("a claim about cos that is off by a thousandth", -0.999 * sin(0.6), cos, 0.6, False),
    ("a right claim about the bottom of the valley", 0.0, valley, 0.7, True),
    ("a claim of 0.001 about the bottom of the valley", 0.001, valley, 0.7, False),
    ("a right claim about the bottom of a valley a million times as deep", 0.0, lambda x: 1e6 * valley(x), 0.7, True),
    (
        "a small claim about the bottom of a valley a million times as flat",
        1e-6,
        lambda x: 1e-6 * valley(x),
        0.7,
        False,
    ),
)


def misjudging(judge: Any) -> str:
    """Return what is wrong with a judge of claims about slopes; "" if nothing is."""
    judge = function_of(judge)
    for case, claim, f, x, right in CASES:
        given = called(judge, claim, f, x)
        try:
            yours = truth_of(given)
        except NotYet:
            return f"your function should give True or False, not {shown(given)}"
        if yours == right:
            continue
        if "bottom" in case:
            hint = "each value of f may be off by a 10⁻¹⁵th or so of its size; how far off is the measured slope then?"
        else:
            hint = "is the gap small, compared with the slope that is measured?"
        return f"{case} {'is turned away' if right else 'passes'}: {hint}"
    return ""


RANDOM = tuple(drawn(Random(73), 3))


def forgetful(loss: Any) -> str:
    """Return what is wrong with a loss that divides by the largest output; "" if nothing is."""
    loss = function_of(loss)
    for point in ((0.4, -0.7, 1.3), (2.0, 0.5), (0.25, 3.0, -1.0, 2.0), (-3.0, 1.0), (-1.0, -2.0), (-0.5,), RANDOM):
        right = sum((y / max(point)) ** 2 for y in point) / len(point)
        outputs = [Value(y) for y in point]
        found = called(loss, list(outputs))
        if not issubclass(type(found), Value):
            return f"your loss should be a Value, so that a gradient can flow back, not {shown(found)}"
        number = number_of(found, "your loss")
        if not close(number, right):
            return f"for the outputs {list(point)} your loss is {number:.4g}, and not {right:.4g}"
        called(found.backward, what="backward of your loss")
        slopes = [2 * y / (len(point) * max(point) ** 2) for y in point]
        slopes[point.index(max(point))] -= 2 * right / max(point)  # it is in every term
        if not all_close((number_of(y.grad, "a gradient of your loss") for y in outputs), slopes):
            return (
                f"the loss is right, but for the outputs {list(point)} its gradient is not: the largest output is in "
                "every term, and the loss changes when it does. Is it still a Value where you divide by it?"
            )
    return ""


EXERCISES = {
    1: Exercise(
        not_softsign,
        """
from autograd import unary

answer = unary("softsign", "softsign({})", lambda a: a / (1 + abs(a)), lambda a, y: (1 / (1 + abs(a)) ** 2,))
""",
        (
            """
from autograd import unary
answer = unary("softsign", "softsign({})", lambda a: a / (1 + abs(a)), lambda a, y: (1 / (1 + a) ** 2,))
""",
            """
from autograd import unary
answer = unary("softsign", "softsign({})", lambda a: a / (1 + abs(a)), lambda a, y: (1 / (1 + abs(a)),))
""",
            """
from autograd import unary
answer = unary("softsign", "softsign({})", lambda a: a / (1 + a * a), lambda a, y: (1 / (1 + abs(a)) ** 2,))
""",
            """
from autograd import unary
answer = unary("softsign", "softsign({})", lambda a: a / (1 + abs(a)), lambda a, y: (1 - y * y,))
""",
            "answer = lambda a: a / (1 + abs(a))",
        ),
        (
            """
from autograd import unary
answer = unary("softsign", "softsign({})", lambda a: a / (1 + abs(a)), lambda a, y: ((1 - abs(y)) ** 2,))
""",
            """
from autograd import unary

def partials(a, y):
    size = 1 + abs(a)
    return (1 / (size * size),)

answer = unary("soft", "soft({})", lambda a: a / (1 + a) if a > 0 else a / (1 - a), partials)
""",
        ),
    ),
    2: Exercise(
        misjudging,
        """
def answer(claim, f, x):
    step = 1e-5
    above, below = f(x + step), f(x - step)
    measured = (above - below) / (2 * step)
    rounding = 1e-15 * max(abs(above), abs(below)) / step
    return abs(claim - measured) < 1e-6 * abs(measured) + rounding
""",
        (
            """
def answer(claim, f, x):
    return abs(claim - (f(x + 1e-5) - f(x - 1e-5)) / 2e-5) < 0.01
""",
            """
def answer(claim, f, x):
    measured = (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
    return abs(claim - measured) < 1e-6 * abs(measured)
""",
            """
from math import isclose

def answer(claim, f, x):
    return isclose(claim, (f(x + 1e-5) - f(x - 1e-5)) / 2e-5, rel_tol=1e-6, abs_tol=1e-9)
""",
            """
from math import isclose

def answer(claim, f, x):
    return isclose(claim, (f(x + 1e-5) - f(x - 1e-5)) / 2e-5, rel_tol=1e-6, abs_tol=1e-4)
""",
            """
def answer(claim, f, x):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5 - claim
""",
        ),
        (
            """
import numpy as np

def answer(claim, f, x):
    values = np.array([f(x + 1e-4), f(x - 1e-4)])
    measured = (values[0] - values[1]) / 2e-4
    allowed = 1e-5 * np.abs(measured) + np.finfo(float).eps * 1e4 * 4 * np.abs(values).max()
    return np.abs(measured - claim) <= allowed
""",
            """
from math import isclose, ulp

def answer(claim, f, x):
    above, below = f(x + 1e-5), f(x - 1e-5)
    return isclose(claim, (above - below) / 2e-5, rel_tol=1e-5, abs_tol=10 * ulp(max(abs(above), abs(below))) / 1e-5)
""",
        ),
    ),
    3: Exercise(
        forgetful,
        """
from autograd import mean

def answer(outputs):
    largest = max(outputs, key=lambda y: y.data)
    return mean((y / largest) ** 2 for y in outputs)
""",
        (
            """
from autograd import mean

def answer(outputs):
    largest = max(y.data for y in outputs)
    return mean((y / largest) ** 2 for y in outputs)
""",
            """
from autograd import mean

def answer(outputs):
    largest = max(outputs, key=lambda y: abs(y.data)).detach()
    return mean((y / largest) ** 2 for y in outputs)
""",
            """
def answer(outputs):
    largest = max(y.data for y in outputs)
    return sum((y.data / largest) ** 2 for y in outputs) / len(outputs)
""",
            """
from autograd import mean

def answer(outputs):
    largest = max(outputs, key=lambda y: y.data)
    return mean(y / largest for y in outputs)
""",
        ),
        (
            """
from autograd import maximum

def answer(outputs):
    largest = outputs[0]
    for y in outputs[1:]:
        largest = maximum(largest, y)
    return sum(y * y for y in outputs) / (largest * largest * len(outputs))
""",
            """
import numpy as np

def answer(outputs):
    largest = outputs[int(np.argmax([y.data for y in outputs]))]
    return sum((y / largest) ** 2 / len(outputs) for y in outputs)
""",
        ),
    ),
}
