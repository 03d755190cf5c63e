"""Feed-forward networks: their size, how much they explain, and a line in its reader's units."""

from collections.abc import Sequence
from copy import deepcopy
from random import Random
from statistics import fmean
from typing import Any

from exercises.answers import all_close, called, close, drawn, function_of, number_of, numbers_of, two_of, whole_of
from exercises.exercise import Exercise
from nn.data import Dataset, StandardScaler
from nn.neuron import MLP


def miscounted(parameters: Any) -> str:
    """Return what is wrong with the number of parameters of an MLP; "" if nothing is."""
    parameters = function_of(parameters)
    for inputs, widths in ((3, [1]), (2, [5]), (4, [3, 2]), (2, [6, 3, 1]), (7, [2, 2, 9, 4])):
        size, model = whole_of(called(parameters, inputs, list(widths)), "your count"), MLP(inputs, widths)
        if size == model.parameter_count - sum(widths):
            return f"MLP({inputs}, {widths}): {size} are the weights; each neuron has a bias too"
        if size != model.parameter_count:
            tables = f"its weights and biases are tables of {', '.join(shapes(model))}"
            return f"MLP({inputs}, {widths}): you count {size} parameters; {tables}"
    return ""


def shapes(model: MLP) -> list[str]:
    """Return the shape of each group of parameters, such as 5 × 2."""
    return [
        f"{len(tensor)} × {len(tensor[0])}" if isinstance(tensor[0], list) else str(len(tensor))
        for _, tensor in model.tensors()
    ]


def unexplained(explained: Any) -> str:
    """Return what is wrong with the share of the variance that is explained; "" if nothing is."""
    explained = function_of(explained)
    random = Random(11)
    for count, mean in ((40, 50.0), (7, -3.0)):
        targets = [random.gauss(mean, 10.0) for _ in range(count)]
        middle = fmean(targets)
        halfway = [(y + middle) / 2 for y in targets]  # half of each distance is left, so a quarter of each square
        turned = [2 * middle - y for y in targets]  # twice each distance is left, so four times each square
        raised = [y + 5.0 for y in targets]  # the mean of the outputs is another one than that of the targets
        noisy = [y + random.gauss(0.0, 3.0) for y in targets]
        spread = fmean((y - middle) ** 2 for y in targets)
        cases = {
            "every output is right": (targets, 1.0),
            "every output is the mean of the targets": ([middle] * count, 0.0),
            "each output lies halfway between the target and the mean": (halfway, 1.0 - 0.5**2),
            "each output is as far from the mean as its target, on the other side": (turned, 1.0 - 2.0**2),
            "each output is 5 too large": (raised, 1.0 - 25.0 / spread),
            "each output is a little off": (noisy, 1.0 - fmean((a - b) ** 2 for a, b in zip(noisy, targets)) / spread),
        }
        for case, (outputs, right) in cases.items():
            share = number_of(called(explained, list(outputs), list(targets)), "the share")
            if not close(share, right):
                return (
                    f"where {case}, you say {share:.4g}: compare two sums of squares, of what your outputs miss and of "
                    "what is missed by always saying the mean"
                )
    return ""


def wrong_units(in_own_units: Any) -> str:
    """Return what is wrong with a line that was brought back to raw inputs; "" if nothing is."""
    in_own_units = function_of(in_own_units)
    random = Random(13)
    for weight, bias in (([0.5, -0.25, 1.5], 0.75), (drawn(random, 2), -2.5)):
        scales = ((70.0, 9.0), (1.7, 0.1), (-3.0, 0.5))[: len(weight)]
        rows = [[random.gauss(mean, deviation) for mean, deviation in scales] for _ in range(20)]
        standard = StandardScaler.of(Dataset(rows, [random.gauss(150.0, 60.0) for _ in rows]))
        own = two_of(called(in_own_units, list(weight), bias, deepcopy(standard)), "what your function gives")
        own_weight, own_bias = numbers_of(own[0], (len(weight),), "your weights"), number_of(own[1], "your bias")
        right_weight = [standard.target_deviation * w / d for w, d in zip(weight, standard.deviations)]
        right_bias = standard.original(bias) - sum(w * mean for w, mean in zip(right_weight, standard.means))
        if all_close([*own_weight, own_bias], [*right_weight, right_bias]):
            continue
        if all_close(own_weight, right_weight):
            return "your predictions are all off by the same amount: the weights are right, look at the bias"
        yours, right = line(own_weight, own_bias, rows[0]), line(right_weight, right_bias, rows[0])
        return (
            f"for the raw inputs {[round(x, 1) for x in rows[0]]} your line predicts {yours:.1f}, and should predict "
            f"{right:.1f}: write down (x − mean) / deviation in the sum, and collect what is multiplied with x"
        )
    return ""


def line(weight: Sequence[float], bias: float, x: Sequence[float]) -> float:
    """Return the weighted sum."""
    return bias + sum(w * xi for w, xi in zip(weight, x))


EXERCISES = {
    1: Exercise(
        miscounted,
        """
from itertools import pairwise

def answer(inputs, widths):
    return sum((before + 1) * neurons for before, neurons in pairwise([inputs, *widths]))
""",
        (
            "from itertools import pairwise\nanswer = lambda n, widths: sum(a * b for a, b in pairwise([n, *widths]))",
            "from itertools import pairwise\nanswer = lambda n, widths: sum((a + 1) * b for a, b in pairwise(widths))",
            "answer = lambda inputs, widths: 109386",
        ),
        (
            """
import numpy as np

def answer(inputs, widths):
    sizes = np.array([inputs, *widths])
    return np.sum((sizes[:-1] + 1) * sizes[1:])
""",
            "import nn\nanswer = lambda inputs, widths: nn.MLP(inputs, widths).parameter_count",
            """
def answer(inputs, widths):
    count = 0.0
    for neurons in widths:
        count += neurons * inputs + neurons
        inputs = neurons
    return count
""",
        ),
    ),
    2: Exercise(
        unexplained,
        """
def answer(outputs, targets):
    middle = sum(targets) / len(targets)
    left = sum((t - y) ** 2 for y, t in zip(outputs, targets))
    return 1 - left / sum((t - middle) ** 2 for t in targets)
""",
        (
            """
def answer(outputs, targets):
    middle = sum(targets) / len(targets)
    left = sum(abs(t - y) for y, t in zip(outputs, targets))
    return 1 - left / sum(abs(t - middle) for t in targets)
""",
            """
def answer(outputs, targets):
    middle = sum(targets) / len(targets)
    return sum((y - middle) ** 2 for y in outputs) / sum((t - middle) ** 2 for t in targets)
""",
            "answer = lambda outputs, targets: sum((t - y) ** 2 for y, t in zip(outputs, targets)) / len(targets)",
            "answer = lambda outputs, targets: float('nan')",
        ),
        (
            """
import numpy as np

def answer(outputs, targets):
    return 1 - np.mean((np.array(targets) - outputs) ** 2) / np.var(targets)
""",
            """
from statistics import fmean, pvariance

def answer(outputs, targets):
    left = fmean((y - t) ** 2 for y, t in zip(outputs, targets))
    return (pvariance(targets) - left) / pvariance(targets)
""",
        ),
    ),
    3: Exercise(
        wrong_units,
        """
def answer(weight, bias, standard):
    scale = standard.target_deviation
    weights = [scale * w / deviation for w, deviation in zip(weight, standard.deviations)]
    return weights, standard.original(bias) - sum(w * mean for w, mean in zip(weights, standard.means))
""",
        (
            """
def answer(weight, bias, standard):
    scale = standard.target_deviation
    weights = [scale * w / deviation for w, deviation in zip(weight, standard.deviations)]
    return weights, standard.original(bias)
""",
            """
def answer(weight, bias, standard):
    return [w * d for w, d in zip(weight, standard.deviations)], bias
""",
            """
def answer(weight, bias, standard):
    weights = [w / d for w, d in zip(weight, standard.deviations)]
    return weights, bias - sum(w * mean for w, mean in zip(weights, standard.means))
""",
            "answer = lambda weight, bias, standard: (weight[:2], bias)",
            "answer = lambda weight, bias, standard: ([float('inf')] * 3, bias)",
        ),
        (
            """
import numpy as np

def answer(weight, bias, standard):
    weights = standard.target_deviation * np.array(weight) / standard.deviations
    return weights, standard.target_mean + standard.target_deviation * bias - weights @ standard.means
""",
            """
def answer(weight, bias, standard):
    def predicted(x):
        scaled = standard.inputs(x)
        return standard.original(bias + sum(w * v for w, v in zip(weight, scaled)))

    n = len(weight)
    at_zero = predicted([0.0] * n)
    return [[predicted([float(i == j) for j in range(n)]) - at_zero for i in range(n)], at_zero]
""",
        ),
    ),
}
