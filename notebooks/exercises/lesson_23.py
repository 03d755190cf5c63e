"""The exercises of lesson 23: the best matching unit, a step of Kohonen's rule, the topographic error."""

from math import dist, exp
from random import Random
from typing import Any

from exercises.answers import called, close, function_of, number_of, numbers_of, whole_of
from exercises.exercise import Exercise
from nn.models.som import SelfOrganisingMap

Weights = list[list[float]]


def drawn(seed: int) -> tuple[Weights, list[float]]:
    """Return the weights of a row of units, and an input."""
    random = Random(seed)
    inputs = random.randint(1, 4)
    numbers = [[random.uniform(-1.0, 1.0) for _ in range(inputs)] for _ in range(random.randint(2, 7))]
    return numbers[1:] + numbers[:1], [random.uniform(-1.0, 1.0) for _ in range(inputs)]


def flaw_of_best(answer: Any) -> str:
    """23.1: return what is wrong with the index of the nearest weight."""
    best = function_of(answer)

    def index(weights: Weights, x: list[float]) -> int:
        found = called(best, [list(w) for w in weights], list(x), what="best")
        return whole_of(found, f"the index of one of {len(weights)} weights")

    for weights, x in [drawn(seed) for seed in range(20)]:
        found, away = index(weights, x), [dist(w, x) for w in weights]
        if not 0 <= found < len(weights):
            return f"for {len(weights)} weights it gave {found}; give an index from 0 to {len(weights) - 1}"
        if away[found] > min(away):
            return f"it gave a unit at a distance of {away[found]:.2f}, but there is one at {min(away):.2f}"
    if index([[1.0], [0.0], [0.0]], [0.0]) != 1:
        return "where two are equally near, it should give the first of them"
    return ""


def flaw_of_stepped(answer: Any) -> str:
    """23.2: return what is wrong with the weights after one step."""
    stepped = function_of(answer)
    for seed, rate, radius in ((1, 0.5, 1.0), (2, 1.0, 0.5), (3, 0.1, 2.0), (4, 0.5, 1e-3)):
        weights, x = drawn(seed)
        shape = len(weights), len(x)
        som = SelfOrganisingMap(1, *shape)
        som.weight = [[list(w) for w in weights]]
        _, winner = som.step(x, rate, radius)
        lent = [list(w) for w in weights]
        given = called(stepped, lent, list(x), rate, radius, what="stepped")
        if numbers_of(lent, shape, "what is left of the weights that it was given") != weights:
            return "it changes the weights that it was given; make new lists"
        found = numbers_of(given, shape, "the weights after a step")
        if not all(map(close, found[winner], som.weight[0][winner])):
            return "the winner itself does not go where it should: it is the nearest unit, and for it h is 1"
        for i, (ours, theirs) in enumerate(zip(som.weight[0], found)):
            if not all(map(close, ours, theirs)):
                h, away = exp(-((i - winner) ** 2) / (2 * radius**2)), abs(i - winner)
                return (
                    f"the winner is right, but a unit {away} away from it is not: at radius {radius} its h is {h:.3f}"
                )
    return ""


WEIGHTS, INPUTS = [0.0, 3.0, 1.0, 2.0], [0.2, 1.4, 2.6, 1.9]


def flaw_of_error(answer: Any) -> str:
    """23.3: return what is wrong with the share of inputs whose winner and runner-up are not side by side."""
    share = number_of(answer, "a share between 0 and 1")
    som = SelfOrganisingMap(1, len(WEIGHTS), 1)
    som.weight = [[[w] for w in WEIGHTS]]
    right = som.topographic_error([[x] for x in INPUTS])
    if close(share, right):
        return ""
    if close(share, right * len(INPUTS)):
        return "count the inputs whose two best units are NOT neighbours, and divide by the number of inputs"
    return "for each input find the nearest and the second nearest weight, and see whether their indices differ by one"


BEST = """
from math import dist
answer = lambda weights, x: {choice}(range(len(weights)), key=lambda i: {key})
"""

STEPPED = """
from math import dist, exp
def answer(weights, x, rate, radius):
    winner = min(range(len(weights)), key=lambda i: dist(weights[i], x))
    pulls = [{pull} for i in range(len(weights))]
    return [[w + p * (xi - w) for w, xi in zip(weight, x)] for weight, p in zip(weights, pulls)]
"""

EXERCISES = {
    1: Exercise(
        flaw_of_best,
        BEST.format(choice="min", key="dist(weights[i], x)"),
        (
            BEST.format(choice="max", key="dist(weights[i], x)"),
            BEST.format(choice="min", key="abs(weights[i][0] - x[0])"),
            BEST.format(choice="min", key="(dist(weights[i], x), -i)"),
            "from math import dist\nanswer = lambda weights, x: min(weights, key=lambda w: dist(w, x))",
            "answer = 3",
        ),
        (
            """
import numpy as np

def answer(weights, x):
    return np.argmin(np.linalg.norm(np.array(weights) - x, axis=1))
""",
            """
def answer(weights, x):
    squares = [sum((a - b) ** 2 for a, b in zip(weight, x)) for weight in weights]
    return squares.index(min(squares))
""",
        ),
    ),
    2: Exercise(
        flaw_of_stepped,
        STEPPED.format(pull="rate * exp(-(i - winner) ** 2 / (2 * radius ** 2))"),
        (
            STEPPED.format(pull="rate * exp(-abs(i - winner) / (2 * radius ** 2))"),
            STEPPED.format(pull="exp(-(i - winner) ** 2 / (2 * radius ** 2))"),
            STEPPED.format(pull="rate * exp(-dist(weights[i], x) ** 2 / (2 * radius ** 2))"),
            STEPPED.format(pull="rate * (i == winner)"),
            "def answer(weights, x, rate, radius):\n    weights[0] = x\n    return weights",
            "answer = []",
        ),
        (
            """
import numpy as np

def answer(weights, x, rate, radius):
    weights, places = np.array(weights), np.arange(len(weights))
    winner = np.linalg.norm(weights - x, axis=1).argmin()
    h = np.exp(-((places - winner) ** 2) / (2 * radius**2))
    return weights + rate * h[:, None] * (np.array(x) - weights)
""",
            """
from nn import SelfOrganisingMap

def answer(weights, x, rate, radius):
    som = SelfOrganisingMap(1, len(weights), len(x))
    som.weight = [[list(w) for w in weights]]
    som.step(x, rate, radius)
    return som.weight[0]
""",
        ),
    ),
    3: Exercise(
        flaw_of_error,
        "answer = 2 / 4",
        ("answer = 2", "answer = 0.25", "answer = 0", "answer = 'half'"),
        (
            "import numpy as np\nanswer = np.mean([True, False, True, False])",
            "from fractions import Fraction\nanswer = Fraction(1, 2)",
        ),
    ),
}
