"""Slope: a derivative worked out on paper, a gradient, and a learning rate that suits a valley."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from typing import Any

from exercises.answers import NotYet, called, close, drawn, function_of, number_of, numbers_of
from exercises.exercise import Exercise

TIMES = (0.0, 1.0, -2.0, 2.5, 10.0, *drawn(Random(1), 3))


def place(t: float) -> float:
    """Return the position of the cart of 1.1."""
    return t * t * t - 6 * t


def wrong_speed(answer: Any) -> str:
    """Return what is wrong with the derivative of `place`; "" if nothing is."""
    speed = function_of(answer, "the speed")
    found = [number_of(called(speed, t, what="your speed"), f"the speed at {t:g}") for t in TIMES]
    if all(close(v, 3 * t * t - 6, absolute=1e-6) for t, v in zip(TIMES, found)):
        return ""
    slips: dict[str, Callable[[float], float]] = {
        "this is the place itself: how much does it change from t to t + step?": place,
        "the part 6 * t has a slope as well": lambda t: 3 * t * t,
        "look at the sign of what 6 * t leaves behind": lambda t: 3 * t * t + 6,
        "one t too many stands in front: (t + step) cubed is t·t·t + 3·t·t·step + …": lambda t: 3 * t * t * t - 6,
    }
    for hint, slip in slips.items():
        if all(close(v, slip(t), absolute=1e-6) for t, v in zip(TIMES, found)):
            return hint
    if all(abs(v - (3 * t * t - 6)) < 0.1 * max(1.0, abs(t)) for t, v in zip(TIMES, found)):
        return f"very nearly, but at {TIMES[3]:g} you give {found[3]!r}: a step is still in it, so let it become zero"
    t, v = next((t, v) for t, v in zip(TIMES, found) if not close(v, 3 * t * t - 6, absolute=1e-6))
    measured = (place(t + 1e-5) - place(t - 1e-5)) / 2e-5
    return f"at {t:g} you give {v:.6g}, but measured with a short step to both sides it is {measured:.6g}"


POINTS = ((2.0, 1.0), (-1.0, 3.0), (0.5, -2.0), (0.0, 0.0), *(drawn(Random(seed), 2) for seed in (1, 2)))


def wrong_gradient(answer: Any) -> str:
    """Return what is wrong with the two partial derivatives of x·x·y + 3·y; "" if nothing is."""
    gradient = function_of(answer, "the gradient")
    for x, y in POINTS:
        found = numbers_of(called(gradient, x, y, what="your gradient"), (2,), "the gradient")
        right = [2 * x * y, x * x + 3]
        wrong = [name for name, a, b in zip("xy", found, right) if not close(a, b, absolute=1e-6)]
        if wrong:
            return f"at x = {x:g}, y = {y:g} you give {[round(a, 4) for a in found]}: {hint_of_gradient(found, right)}"
    return ""


def hint_of_gradient(found: Sequence[float], right: Sequence[float]) -> str:
    """Return a hint, given two numbers and the right ones."""
    if all(close(a, b, absolute=1e-6) for a, b in zip(found, right[::-1])):
        return "the partial derivative with respect to x comes first"
    if close(found[0], right[0], absolute=1e-6):
        return (
            "the first is right; for the second hold x still, so that x * x is a plain number, and look at both parts"
        )
    if close(found[1], right[1], absolute=1e-6):
        return "the second is right; for the first hold y still, so that it is a plain number, and 3 * y does not move"
    return "hold one of the two still, as if it were a plain number, and move the other"


STEPS, LOW = 10, 0.0005


def wrong_rate(answer: Any) -> str:
    """Return what is wrong with a learning rate that is to reach the bottom of the landscape in ten steps, or ""."""
    rate = number_of(answer, "the learning rate")
    if rate <= 0:
        return f"with {rate:g} the path does not go down at all: a learning rate is a positive number"
    x, y = 2.0, 2.5
    sides = []
    for _ in range(STEPS):
        x, y = x - rate * (2 * x + y), y - rate * (6 * y + x)
        sides.append(y > 0)
        if abs(x) + abs(y) > 100.0:
            raise NotYet(f"with {rate:g} each jump ends higher than it began, and the path leaves the map")
    height = x * x + 3 * y * y + x * y
    if height < LOW:
        return ""
    jumps = sum(a != b for a, b in pairwise(sides))
    how = "it jumps across the valley and back" if jumps > STEPS // 2 else "it creeps along the valley"
    return f"with {rate:g} the height after {STEPS} steps is {height:.4f}: {how}"


EXERCISES = {
    1: Exercise(
        wrong_speed,
        "answer = lambda t: 3 * t * t - 6",
        mistakes=(
            "answer = lambda t: 3 * t * t",
            "answer = lambda t: t * t * t - 6 * t",
            "answer = lambda t: 3 * t * t + 6",
            "answer = lambda t: 3 * t * t * t - 6",
            "answer = lambda t: ((t + 0.001) ** 3 - 6 * (t + 0.001) - t**3 + 6 * t) / 0.001",
            "answer = lambda t: t * t - 6",
            "answer = 6",
        ),
        variants=(
            "answer = lambda t: 3 * (t * t - 2)",
            "from autograd import grad\nanswer = grad(lambda t: t**3 - 6 * t)",
            "import numpy as np\nanswer = np.poly1d([1, 0, -6, 0]).deriv()",
            "import numpy as np\nanswer = lambda t: np.array([3 * np.square(t) - 6])",
            """
def answer(t, step=1e-4):
    place = lambda t: t * t * t - 6 * t
    return (place(t + step) - place(t - step)) / (2 * step)
""",
        ),
    ),
    2: Exercise(
        wrong_gradient,
        "answer = lambda x, y: [2 * x * y, x * x + 3]",
        mistakes=(
            "answer = lambda x, y: [x * x + 3, 2 * x * y]",
            "answer = lambda x, y: [2 * x * y, x * x]",
            "answer = lambda x, y: [2 * x * y + 3 * y, x * x + 3]",
            "answer = lambda x, y: [2 * x, x * x + 3]",
            "answer = lambda x, y: 2 * x * y + x * x + 3",
            "answer = [4, 7]",
        ),
        variants=(
            "answer = lambda x, y: (y * 2 * x, 3 + x**2)",
            "import numpy as np\nanswer = lambda x, y: np.array([2 * x * y, x**2 + 3])",
            "from autograd import grad\nanswer = grad(lambda x, y: x * x * y + 3 * y)",
            """
def answer(x, y, step=1e-5):
    hill = lambda x, y: x * x * y + 3 * y
    by_x = (hill(x + step, y) - hill(x - step, y)) / (2 * step)
    return [by_x, (hill(x, y + step) - hill(x, y - step)) / (2 * step)]
""",
        ),
    ),
    3: Exercise(
        wrong_rate,
        "answer = 0.24",
        mistakes=(
            "answer = 0.1",
            "answer = 0.15",
            "answer = 0.3",
            "answer = 0.5",
            "answer = -0.24",
            "answer = 'small'",
        ),
        variants=(
            "answer = 1 / 4",
            "import numpy as np\nanswer = np.float32(0.23)",
            "import numpy as np\nanswer = 2 / np.linalg.eigvalsh([[2, 1], [1, 6]]).sum()",
        ),
    ),
}
