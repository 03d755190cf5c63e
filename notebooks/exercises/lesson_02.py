"""A value remembers: the slopes of a division, relu, and a learning rate that arrives in one step."""

from random import Random
from typing import Any

from exercises.answers import called, close, drawn, function_of, number_of, numbers_of
from exercises.exercise import Exercise

PAIRS = ((6.0, 3.0), (1.0, -2.0), (-5.0, 0.5), (0.0, 4.0), *(drawn(Random(seed), 2) for seed in (1, 2, 3)))


def wrong_division(answer: Any) -> str:
    """Return what is wrong with the two slopes of a / b; "" if nothing is."""
    slopes = function_of(answer, "the slopes")
    for a, b in PAIRS:
        found = numbers_of(called(slopes, a, b, what="your slopes"), (2,), "the slopes")
        right = [1 / b, -a / (b * b)]
        fits = [close(x, y, absolute=1e-6) for x, y in zip(found, right)]
        if all(fits):
            continue
        given = f"for {a:g} / {b:g} you give {found[0]:.4g} and {found[1]:.4g}"
        if not fits[0]:
            return f"{given}: when a grows by one, by how much does a / b grow? b is a plain number here"
        if close(found[1], -right[1], absolute=1e-6):
            return f"{given}: the second has the right size; does a / b grow or shrink when b grows?"
        return f"{given}: the first is right; the second is the slope of a * b ** -1 with respect to b"
    return ""


def wrong_relu(answer: Any) -> str:
    """Return what is wrong with the number and the slope of relu; "" if nothing is."""
    relu = function_of(answer, "relu")
    for x in (2.0, -3.0, 0.5, -0.25, 0.01, -0.01, 30.0, *drawn(Random(2), 4)):
        number, slope = numbers_of(called(relu, x, what="your relu"), (2,), "what your relu gives")
        if not close(number, max(x, 0.0)):
            return f"for {x:g} your relu is {number:g}: it is the number itself where that is positive, otherwise zero"
        if not close(slope, float(x > 0)):
            nudged = max(x + 0.001, 0.0)
            return (
                f"for {x:g} the number is right, but your slope is {slope:g}; when x is nudged to {x + 0.001:g}, relu "
                f"goes from {max(x, 0.0):g} to {nudged:g}"
            )
    return ""


POINTS = ((-2.0, -3.2), (-1.0, -0.8), (0.0, 1.1), (1.0, 2.7), (2.0, 5.3))


def wrong_rate(answer: Any) -> str:
    """Return what is wrong with the learning rate that brings w to its best in a single step; "" if nothing is."""
    rate = number_of(answer, "the learning rate")
    best = sum(x * y for x, y in POINTS) / sum(x * x for x, _ in POINTS)
    for start in (0.0, 5.0, -3.0):
        w = start - rate * sum(2 * x * (start * x - y) for x, y in POINTS)
        if not close(w, best, relative=1e-5):
            if (w - best) * (start - best) > 0:
                how = "not far enough" if abs(w - best) < abs(start - best) else "in the wrong direction"
            else:
                how = "too far"
            return f"from w = {start:g} a step goes to {w:.6g}, which is {how}: the best is {best:.6g}"
    return ""


EXERCISES = {
    1: Exercise(
        wrong_division,
        "answer = lambda a, b: (1 / b, -a / b**2)",
        mistakes=(
            "answer = lambda a, b: (1 / b, a / b**2)",
            "answer = lambda a, b: (b, a)",
            "answer = lambda a, b: (1 / b, -a / b)",
            "answer = lambda a, b: (1 / b, 1 / a)",
            "answer = lambda a, b: a / b",
            "answer = (1, -1)",
        ),
        variants=(
            "answer = lambda a, b: [b**-1, -a * b**-2]",
            "import numpy as np\nanswer = lambda a, b: np.array([1, -a / b]) / b",
            "from autograd import grad\nanswer = grad(lambda a, b: a / b)",
            """
from autograd import Value

def answer(a, b):
    a, b = Value(a), Value(b)
    (a / b).backward()
    return a.grad, b.grad
""",
        ),
    ),
    2: Exercise(
        wrong_relu,
        "answer = lambda x: (x, 1.0) if x > 0 else (0.0, 0.0)",
        mistakes=(
            "answer = lambda x: (max(x, 0.0), 1.0)",
            "answer = lambda x: (abs(x), 1.0 if x > 0 else -1.0)",
            "answer = lambda x: (max(x, 0.0), x if x > 0 else 0.0)",
            "answer = lambda x: max(x, 0.0)",
            "answer = lambda x: (x, 1.0)",
            "answer = 0",
        ),
        variants=(
            "answer = lambda x: (max(x, 0), int(x > 0))",
            "import numpy as np\nanswer = lambda x: [np.maximum(x, 0), np.heaviside(x, 0.5)]",
            "from autograd import grad, relu\nanswer = lambda x: (relu(x), grad(relu)(x))",
            "answer = lambda x: ((x + abs(x)) / 2, (1 + abs(x) / x) / 2)",
        ),
    ),
    3: Exercise(
        wrong_rate,
        "answer = 1 / (2 * sum(x * x for x in (-2, -1, 0, 1, 2)))  # the curvature in w is 2 · 10",
        mistakes=("answer = 0.1", "answer = 0.02", "answer = 0.2", "answer = -0.05", "answer = 20", "answer = [0.05]"),
        variants=(
            "answer = 1 / 20",
            "import numpy as np\nanswer = np.array([0.05])",
            "from autograd import hessian\n"
            "answer = 1 / hessian(lambda w: sum((w * x - 2 * x - 1) ** 2 for x in (-2, -1, 0, 1, 2)))(0.3)",
        ),
    ),
}
