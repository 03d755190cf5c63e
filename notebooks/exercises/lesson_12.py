"""Vanishing gradients and where weights begin: a bound, a rule for a new activation, a chain that stays alive."""

from collections.abc import Callable
from random import Random
from statistics import fmean
from typing import Any

from autograd import grad, sigmoid
from autograd.operation import Scalar
from exercises.answers import called, function_of, number_of, numbers_of, whole_of
from exercises.exercise import Exercise

STEEPEST = float(grad(sigmoid)(0.0))
LEAK = 0.5


def wrong_length(length: Any) -> str:
    """Return what is wrong with the number of sigmoids that bring a slope below a billionth; "" if nothing is."""
    length = whole_of(length, "the number of sigmoids")
    if length < 1:
        return f"a chain of {length} has no sigmoid"
    if STEEPEST**length >= 1e-9:
        return f"{length} sigmoids can still have a slope of {STEEPEST**length:.1e}: each may be at its steepest"
    if STEEPEST ** (length - 1) < 1e-9:
        return f"{length} are enough, but a shorter chain is certain too"
    return ""


def unbalanced(initializer: Any) -> str:
    """Return what is wrong with the weights for a leaky relu; "" if nothing is."""
    initializer = function_of(initializer)
    for inputs, outputs in ((8, 8), (50, 20)):
        first, other, again = (some(initializer, Random(seed), inputs, outputs, 50) for seed in (1, 2, 1))
        if first != again or first == other:
            return "the dice that are given should decide, and nothing else: draw with `random.gauss`"
        weights = some(initializer, Random(12), inputs, outputs, 20_000)
        if abs(fmean(weights)) > 0.05 * fmean(abs(w) for w in weights):
            return f"for {inputs} inputs your weights have the mean {fmean(weights):.3g}: prefer neither sign"
        mean_square_slope = (1.0 + LEAK**2) / 2
        factor = inputs * fmean(w * w for w in weights) * mean_square_slope
        if not 0.94 < factor < 1.06:
            return (
                f"for {inputs} inputs a layer multiplies the mean square of the blame by {factor:.2f} and not by 1: "
                "it is inputs × variance of the weights × mean square of the slope; which two slopes are there?"
            )
    return ""


def some(initializer: Callable[..., Any], random: Random, inputs: int, outputs: int, count: int) -> list[float]:
    """Return so many weights, drawn one by one."""
    return [number_of(called(initializer, random, inputs, outputs), "a weight") for _ in range(count)]


def dead_chain(answer: Any) -> str:
    """Return what is wrong with the weight and the bias of a chain of thirty sigmoids; "" if nothing is."""
    w, b = numbers_of(answer, (2,), "the weight and the bias")

    def chain(x: Scalar) -> Scalar:
        for _ in range(30):
            x = sigmoid(w * x + b)
        return x

    first = float(grad(lambda x: sigmoid(w * x + b))(0.5))
    slope = float(grad(chain)(0.5))
    if 0.5 <= abs(slope) <= 2.0:
        return ""
    after = float(sigmoid(w * 0.5 + b))
    return (
        f"the slope of thirty is {slope:.1e}. The slope of the first neuron alone is {first:.2f}, and it hands on "
        f"{after:.2f}: that is where the next neuron is asked for its own slope"
    )


EXERCISES = {
    1: Exercise(
        wrong_length,
        "answer = next(n for n in range(100) if 0.25**n < 1e-9)",
        ("answer = 14", "answer = 16", "answer = 30", "answer = 14.9", "answer = -15", "answer = True"),
        (
            "import numpy as np\nanswer = np.int64(15)",
            "answer = 15.0",
            "from math import ceil, log\nanswer = ceil(log(1e9, 4))",
        ),
    ),
    2: Exercise(
        unbalanced,
        """
from math import sqrt

def answer(random, inputs, outputs):
    return random.gauss(0.0, sqrt(2.0 / ((1.0 + 0.5**2) * inputs)))
""",
        (
            "from nn.init import he_normal as answer",
            "from nn.init import xavier_normal as answer",
            "from nn.init import zeros as answer",
            "answer = lambda random, inputs, outputs: random.gauss(0.0, 1.6 / inputs)",
            "answer = lambda random, inputs, outputs: random.uniform(0.0, (4.8 / inputs) ** 0.5)",
            "answer = lambda random, inputs, outputs: float('nan')",
        ),
        (
            "import numpy as np\nanswer = lambda dice, inputs, outputs: np.sqrt(1.6 / inputs) * dice.gauss(0.0, 1.0)",
            """
def answer(random, inputs, outputs):
    edge = (3 * 1.6 / inputs) ** 0.5
    return random.uniform(-edge, edge)
""",
        ),
    ),
    3: Exercise(
        dead_chain,
        "answer = 4.0, -2.0  # 4 · 0.5 − 2 = 0, where the slope is 4 · ¼ = 1; and sigmoid(0) = 0.5 again",
        (
            "answer = 1.0, 0.0",
            "answer = 4.0, 0.0",
            "answer = 8.0, -4.0",
            "answer = 120.0, -60.0",
            "answer = float('nan'), 0.0",
            "answer = 4.0",
        ),
        (
            "import numpy as np\nanswer = np.array([4, -2])",
            "answer = [-4, 2]  # the slope of each is −1, and thirty is even",
            "answer = 4.05, -2.025",
        ),
    ),
}
