"""The exercises of lesson 14, thirty layers: RMSNorm by hand, a BatchNorm folded into a layer, dropout by hand."""

from collections.abc import Callable, Sequence
from math import isclose
from random import Random
from typing import Any

from nn.exercises.exercise import Exercise
from nn.neuron import Layer
from nn.normalisation import BatchNorm, RMSNorm


def unscaled(rms_norm: Callable[[list[float], float], Sequence[Any]]) -> str:
    """What is off in numbers divided by their size."""
    for x, epsilon in (([3.0, 4.0], 0.5), ([101.0, 102.0, 106.0], 1e-5), ([0.1, -0.1, 0.0], 0.5), ([-7.0], 1e-5)):
        found, right = rms_norm(list(x), epsilon), [y.data for y in RMSNorm(len(x), epsilon)(x)]
        if not alike(found, right):
            if len(x) > 1 and abs(sum(map(number, found))) < 1e-9 < abs(sum(x)):
                return f"for {x} your numbers have the mean 0; it is to be left alone here"
            return (
                f"for {x} and ε = {epsilon:g} the mean of your squares is {mean_square(found):.4f}, "
                f"and should be {mean_square(right):.4f}"
            )
    try:
        zeros = rms_norm([0.0, 0.0], 1e-5)
    except ZeroDivisionError:
        return "two zeros make it divide by 0: where does ε belong?"
    return "" if alike(zeros, [0.0, 0.0]) else f"two zeros become {shown(zeros)}"


def unfolded(folded: Callable[[list[list[float]], list[float], BatchNorm], tuple[Any, Any]]) -> str:
    """What is off in a layer that should do the work of a norm as well."""
    random = Random(14)
    layer, norm = Layer(2, 3, "linear", random=random), BatchNorm(3, epsilon=0.1).eval()
    for p in [*layer.parameters(), *norm.parameters(), *norm.running_mean, *norm.running_var]:
        p.data = random.uniform(0.5, 2.0)
    state = layer.state_dict()
    weight, bias = folded(state["weight"], state["bias"], norm)
    if [len(row) for row in weight] != [2, 2, 2] or len(bias) != 3:
        return "weight and bias should keep their shape, a row and a number for each neuron"
    for x in ([0.0, 0.0], [1.0, 0.0], [0.3, -2.0]):
        right = [y.data for y in norm([layer(x)])[0]]
        found = [number(b) + sum(number(w) * v for w, v in zip(row, x)) for row, b in zip(weight, bias)]
        if not alike(found, right):
            part = "weight" if any(x) else "bias, since no weight counts here,"
            return (
                f"for the input {x} layer and norm give {shown(right)}, but your layer {shown(found)}: the {part} is "
                "off. What does the norm do to a single number, and what does that do to b + w·x?"
            )
    return ""


def uneven(dropped: Callable[[list[float], float, Random], Sequence[Any]]) -> str:
    """What is off in what is left of many numbers."""
    n, p, random = 2000, 0.2, Random(14)
    found = [number(y) for y in dropped([3.0] * n, p, random)]
    kept = [y for y in found if y != 0.0]
    if len(found) != n:
        return f"of {n} numbers it makes {len(found)}: what is left out becomes 0, and keeps its place"
    share = 1 - len(kept) / n
    if share in (0.0, 1.0):
        return "all numbers share one fate: each needs a draw of its own"
    if abs(share - p) > 0.05:
        return f"with p = {p} it leaves out {share:.0%} of the numbers"
    if not all(isclose(y, 3.0 / (1 - p)) for y in kept):
        return f"the mean was 3, and is {sum(found) / n:.2f} now: what is kept should make up for what is left out"
    again = [number(y) for y in dropped([3.0] * n, p, random)]
    return "" if again != found else "a second call leaves out the same numbers: draw from the dice that are given"


def mean_square(x: Sequence[Any]) -> float:
    """The mean of the squares."""
    return sum(number(v) ** 2 for v in x) / len(x)


def number(x: Any) -> float:
    """The number of a Value, or a plain one."""
    return float(getattr(x, "data", x))


def alike(found: Sequence[Any], expected: Sequence[float]) -> bool:
    """Whether two lists hold the same numbers, up to rounding."""
    return len(found) == len(expected) and all(
        isclose(number(a), b, rel_tol=1e-9, abs_tol=1e-9) for a, b in zip(found, expected)
    )


def shown(x: Sequence[Any]) -> str:
    """`[0.8, 1.2]`"""
    return f"[{', '.join(f'{number(each):.4g}' for each in x)}]"


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
        ),
    ),
}
