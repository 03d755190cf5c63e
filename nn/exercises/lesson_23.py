"""The exercises of lesson 23: the best matching unit, a step of Kohonen's rule, the topographic error."""

from collections.abc import Callable
from math import dist, exp, isclose
from random import Random
from typing import Any

from autograd.number import is_number
from nn.exercises.exercise import Exercise
from nn.som import SelfOrganisingMap

Weights = list[list[float]]


def drawn(seed: int) -> tuple[Weights, list[float]]:
    """The weights of a row of units, and an input."""
    random = Random(seed)
    inputs = random.randint(1, 4)
    numbers = [[random.uniform(-1.0, 1.0) for _ in range(inputs)] for _ in range(random.randint(2, 7))]
    return numbers[1:] + numbers[:1], [random.uniform(-1.0, 1.0) for _ in range(inputs)]


def flaw_of_best(best: Callable[[Weights, list[float]], Any]) -> str:
    """23.1: the place of the nearest weight."""
    if not callable(best):
        return "give a function of the weights and an input"
    for weights, x in [drawn(seed) for seed in range(20)]:
        found, ways = best(weights, x), [dist(w, x) for w in weights]
        if not (isinstance(found, int) and 0 <= found < len(weights)):
            return f"for {len(weights)} weights it gave {found!r}; give a place from 0 to {len(weights) - 1}"
        if ways[found] > min(ways):
            return f"it gave a unit at a distance of {ways[found]:.2f}, but there is one at {min(ways):.2f}"
    if best([[1.0], [0.0], [0.0]], [0.0]) != 1:
        return "where two are equally near, it should give the first of them"
    return ""


def flaw_of_stepped(stepped: Callable[[Weights, list[float], float, float], Any]) -> str:
    """23.2: all weights after one step."""
    if not callable(stepped):
        return "give a function of weights, x, rate and radius"
    for seed, rate, radius in ((1, 0.5, 1.0), (2, 1.0, 0.5), (3, 0.1, 2.0), (4, 0.5, 1e-3)):
        weights, x = drawn(seed)
        kept = [list(w) for w in weights]
        som = SelfOrganisingMap(1, len(weights), len(x))
        som.weight = [[list(w) for w in weights]]
        _, winner = som.step(x, rate, radius)
        found = stepped(weights, x, rate, radius)
        if weights != kept:
            return "it changes the weights that it was given; make new lists"
        if not isinstance(found, list) or [len(w) for w in found] != [len(w) for w in weights]:
            return "give a list with a list of numbers for each unit, as many as there were"
        if not all(map(same, found[winner], som.weight[0][winner])):
            return "the winner itself does not go where it should: it is the nearest unit, and for it h is 1"
        for i, (ours, theirs) in enumerate(zip(som.weight[0], found)):
            if not all(map(same, ours, theirs)):
                h = exp(-((i - winner) ** 2) / (2 * radius**2))
                away = abs(i - winner)
                return (
                    f"the winner is right, but a unit {away} away from it is not: at radius {radius} its h is {h:.3f}"
                )
    return ""


def same(a: float, b: float) -> bool:
    """Whether two numbers are equal up to rounding."""
    return isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


WEIGHTS, INPUTS = [0.0, 3.0, 1.0, 2.0], [0.2, 1.4, 2.6, 1.9]


def flaw_of_error(answer: Any) -> str:
    """23.3: the share of inputs whose winner and runner-up are not side by side."""
    if not is_number(answer):
        return "give one number, a share between 0 and 1"
    som = SelfOrganisingMap(1, len(WEIGHTS), 1)
    som.weight = [[[w] for w in WEIGHTS]]
    right = som.topographic_error([[x] for x in INPUTS])
    if same(answer, right):
        return ""
    if same(answer, 1.0 - right) or same(answer, right * len(INPUTS)):
        return "count the inputs whose two best units are NOT neighbours, and divide by the number of inputs"
    return "for each input find the nearest and the second nearest weight, and see whether their places differ by one"


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
    ),
    3: Exercise(flaw_of_error, "answer = 2 / 4", ("answer = 2", "answer = 0.25", "answer = 0", "answer = 'half'")),
}
