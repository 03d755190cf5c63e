"""The exercises of lesson 14, thirty layers: RMSNorm by hand, a BatchNorm folded into a layer, dropout by hand."""

from collections.abc import Sequence
from copy import deepcopy
from random import Random
from typing import Any

from exercises.answers import NotYet, all_close, called, close, drawn, few_digits, function_of, numbers_of, two_of
from exercises.exercise import Exercise
from nn.layers.normalisation import BatchNorm, RMSNorm
from nn.neuron import Layer

ROWS = (
    ([3.0, 4.0], 0.5),
    ([101.0, 102.0, 106.0], 1e-5),
    ([0.1, -0.1, 0.0], 0.5),
    ([-7.0], 1e-5),
    (drawn(Random(14), 10), 0.125),
)


def unscaled(rms_norm: Any) -> str:
    """Return what is wrong with numbers divided by their size; "" if nothing is."""
    rms_norm = function_of(rms_norm)
    for x, epsilon in ROWS:
        right = [y.data for y in RMSNorm(len(x), epsilon)(x)]
        found = numbers_of(called(rms_norm, list(x), epsilon), (len(x),), "what your function gives")
        if not all_close(found, right):
            if len(x) > 1 and abs(sum(found)) < 1e-9 < abs(sum(x)):
                return f"for {x} your numbers have the mean 0; here the mean should be left alone"
            return (
                f"for {x} and ε = {epsilon:g} the mean of your squares is {mean_square(found):.4f}, "
                f"and should be {mean_square(right):.4f}"
            )
    try:
        zeros = numbers_of(called(rms_norm, [0.0, 0.0], 1e-5), (2,))
    except NotYet as news:
        return f"two zeros make it divide by 0: where does ε belong? ({news})"
    return "" if all_close(zeros, [0.0, 0.0]) else f"two zeros become {few_digits(zeros)}"


def unfolded(folded: Any) -> str:
    """Return what is wrong with a layer that should do the work of a norm as well; "" if nothing is."""
    folded = function_of(folded)
    random = Random(14)
    for inputs, neurons, epsilon in ((2, 3, 0.1), (3, 2, 0.5)):
        layer, norm = Layer(inputs, neurons, "linear", random=random), BatchNorm(neurons, epsilon=epsilon).eval()
        for p in [*layer.parameters(), *norm.parameters(), *norm.running_mean]:
            p.data = random.choice((-1.0, 1.0)) * random.uniform(0.5, 2.0)
        for p in norm.running_var:
            p.data = random.uniform(0.5, 2.0)
        state = layer.state_dict()
        both = two_of(called(folded, state["weight"], state["bias"], deepcopy(norm)), "what your function gives")
        weight = numbers_of(both[0], (neurons, inputs), "your weight, with a row for each neuron,")
        bias = numbers_of(both[1], (neurons,), "your bias, with a number for each neuron,")
        units = [[float(i == j) for j in range(inputs)] for i in range(inputs)]
        for x in ([0.0] * inputs, *units, drawn(random, inputs)):
            right = [y.data for y in norm([layer(x)])[0]]
            found = [b + sum(w * v for w, v in zip(row, x)) for row, b in zip(weight, bias)]
            if not all_close(found, right):
                part = "weight" if any(x) else "bias, since no weight counts here,"
                return (
                    f"for the input {x} layer and norm give {few_digits(right)}, but your layer {few_digits(found)}: "
                    f"the {part} is wrong. What does the norm do to a single number, and what does that do to b + w·x?"
                )
    return ""


def uneven(dropped: Any) -> str:
    """Return what is wrong with what is left of many numbers; "" if nothing is."""
    dropped = function_of(dropped)
    for n, p, random in ((2000, 0.2, Random(14)), (1500, 0.6, Random(15))):
        x = [random.choice((-1.0, 1.0)) * random.uniform(0.5, 4.0) for _ in range(n)]

        def left(dice: Random, x: list[float] = x, p: float = p) -> Any:
            what = f"what becomes of {len(x)} numbers, where one that is left out becomes 0 and keeps its place,"
            return numbers_of(called(dropped, list(x), p, dice), (len(x),), what)

        dice = Random(16)
        found = left(dice)
        share = sum(y == 0.0 for y in found) / n
        if share in (0.0, 1.0):
            return "all numbers share one fate: each needs a draw of its own"
        if abs(share - p) > 0.05:
            return f"with p = {p} it leaves out {share:.0%} of the numbers"
        for before, after in zip(x, found):
            if after != 0.0 and not close(after, before / (1 - p)):
                return (
                    f"with p = {p}, {before:.3g} becomes {after:.3g}, and should become 0 or {before / (1 - p):.3g}: "
                    "what is kept should make up for what is left out, and stay where it was"
                )
        if left(dice) == found or left(Random(16)) != found:
            return "the dice that are given should decide, all of it and at each call anew: draw with `dice.random()`"
    return ""


def mean_square(x: Sequence[float]) -> float:
    """Return the mean of the squares."""
    return sum(v * v for v in x) / len(x)


EXERCISES = {
    1: Exercise(
        unscaled,
        solution="""\
def answer(x, epsilon):
    root = (sum(v * v for v in x) / len(x) + epsilon) ** 0.5
    return [v / root for v in x]
""",
        mistakes=(
            "answer = lambda x, epsilon: [v / (sum(v * v for v in x) + epsilon) ** 0.5 for v in x]",
            "answer = lambda x, epsilon: [v / (sum(v * v for v in x) / len(x) + epsilon) for v in x]",
            "answer = lambda x, epsilon: [v / ((sum(v * v for v in x) / len(x)) ** 0.5 + epsilon) for v in x]",
            "answer = lambda x, epsilon: [v / max((sum(v * v for v in x) / len(x) + epsilon) ** 0.5, 1) for v in x]",
            """\
def answer(x, epsilon):
    middle = sum(x) / len(x)
    root = (sum((v - middle) ** 2 for v in x) / len(x) + epsilon) ** 0.5
    return [(v - middle) / root for v in x]
""",
            "answer = lambda x, epsilon: [float('nan') for v in x]",
        ),
        variants=(
            """\
import numpy as np

def answer(x, epsilon):
    x = np.array(x)
    return x / np.sqrt(np.mean(x**2) + epsilon)
""",
            """\
import nn

def answer(x, epsilon):
    return nn.RMSNorm(len(x), epsilon)(x)
""",
            """\
from math import hypot, sqrt

def answer(x, epsilon):
    n = len(x)
    return tuple(sqrt(n) * v / hypot(*x, sqrt(n * epsilon)) for v in x)
""",
        ),
    ),
    2: Exercise(
        unfolded,
        solution="""\
def answer(weight, bias, norm):
    factors = [w.data / (v.data + norm.epsilon) ** 0.5 for w, v in zip(norm.weight, norm.running_var)]
    rows = [[f * w for w in row] for f, row in zip(factors, weight)]
    shifts = [f * (b - m.data) + c.data for f, b, m, c in zip(factors, bias, norm.running_mean, norm.bias)]
    return rows, shifts
""",
        mistakes=(
            """\
def answer(weight, bias, norm):
    factors = [w.data / v.data ** 0.5 for w, v in zip(norm.weight, norm.running_var)]
    rows = [[f * w for w in row] for f, row in zip(factors, weight)]
    return rows, [f * (b - m.data) + c.data for f, b, m, c in zip(factors, bias, norm.running_mean, norm.bias)]
""",
            """\
def answer(weight, bias, norm):
    factors = [w.data / (v.data + norm.epsilon) ** 0.5 for w, v in zip(norm.weight, norm.running_var)]
    rows = [[f * w for w in row] for f, row in zip(factors, weight)]
    return rows, [b - m.data + c.data for b, m, c in zip(bias, norm.running_mean, norm.bias)]
""",
            """\
def answer(weight, bias, norm):
    factors = [w.data / (v.data + norm.epsilon) ** 0.5 for w, v in zip(norm.weight, norm.running_var)]
    return weight, [f * (b - m.data) + c.data for f, b, m, c in zip(factors, bias, norm.running_mean, norm.bias)]
""",
            "answer = lambda weight, bias, norm: (weight, bias[:2])",
            "answer = lambda weight, bias, norm: weight",
        ),
        variants=(
            """\
import numpy as np

def answer(weight, bias, norm):
    learned, shift, mean, var = (
        np.array([v.data for v in each]) for each in (norm.weight, norm.bias, norm.running_mean, norm.running_var)
    )
    factor = learned / np.sqrt(var + norm.epsilon)
    return factor[:, None] * np.array(weight), (np.array(bias) - mean) * factor + shift
""",
            """\
def answer(weight, bias, norm):
    zeros = [0.0] * len(bias)
    at_zero = [y.data for y in norm([zeros])[0]]
    factors = [y.data - z for y, z in zip(norm([[1.0] * len(bias)])[0], at_zero)]
    return [[[f * w for w in row] for f, row in zip(factors, weight)], [y.data for y in norm([bias])[0]]]
""",
        ),
    ),
    3: Exercise(
        uneven,
        solution="answer = lambda x, p, dice: [0.0 if dice.random() < p else v / (1 - p) for v in x]",
        mistakes=(
            "answer = lambda x, p, dice: [0.0 if dice.random() < p else v for v in x]",
            "answer = lambda x, p, dice: [0.0 if dice.random() < p else v * (1 - p) for v in x]",
            "answer = lambda x, p, dice: [v / (1 - p) if dice.random() < p else 0.0 for v in x]",
            "answer = lambda x, p, dice: [v / (1 - p) for v in x if dice.random() >= p]",
            "answer = lambda x, p, dice: [0.0] * len(x) if dice.random() < p else [v / (1 - p) for v in x]",
            """\
from random import Random
def answer(x, p, dice):
    dice = Random(0)
    return [0.0 if dice.random() < p else v / (1 - p) for v in x]
""",
            "from random import random\nanswer = lambda x, p, dice: [0.0 if random() < p else v / (1 - p) for v in x]",
        ),
        variants=(
            """\
import numpy as np

def answer(x, p, dice):
    kept = np.array([dice.random() for _ in x]) >= p
    return np.array(x) * kept / (1 - p)
""",
            "answer = lambda x, p, dice: tuple((dice.random() < 1 - p) * v / (1 - p) for v in x)",
        ),
    ),
}
