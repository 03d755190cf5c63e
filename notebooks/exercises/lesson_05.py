"""Neurons: one by hand, a mountain made of relus, and a step of learning without the engine."""

from functools import partial
from math import tanh
from random import Random
from typing import Any

from exercises.answers import all_close, called, close, drawn, few_digits, function_of, number_of, numbers_of
from exercises.exercise import Exercise

shown = partial(few_digits, brackets="()")

NEURONS = (
    ([0.8, 0.5], [2.0, -3.0], 0.4),
    ([1.0], [0.5], 0.0),
    ([0.5, -1.0, 2.0], [0.3, 0.2, -0.1], 0.0),
    ([0.5, -1.0, 2.0], [0.3, 0.2, -0.1], -0.7),
    ([0.0, 0.0], [1.0, 1.0], 0.25),
    *((drawn(Random(n), n), drawn(Random(n + 20), n, 0.3), 0.1 * n) for n in (2, 5, 10)),
)


def wrong_neuron(answer: Any) -> str:
    """Return what is wrong with a neuron; "" if nothing is."""
    neuron = function_of(answer, "neuron")
    for inputs, weights, bias in NEURONS:
        found = number_of(called(neuron, list(inputs), list(weights), bias, what="neuron"), "what your neuron gives")
        total = sum(w * x for w, x in zip(weights, inputs))
        right = tanh(total + bias)
        if close(found, right):
            continue
        case = f"neuron({inputs}, {weights}, {bias}) gives {found:.4g} and should give {right:.4g}"
        if close(found, total + bias):
            return f"{case}: it is not squeezed yet"
        if close(found, tanh(total)):
            return f"{case}: the bias is missing"
        if close(found, tanh(total) + bias):
            return f"{case}: the bias belongs into the sum, before the squeeze"
        if close(found, sum(tanh(w * x) for w, x in zip(weights, inputs)) + bias):
            return f"{case}: squeeze the sum, once, and not every product"
        if close(found, tanh(total + bias * len(inputs))):
            return f"{case}: there is one bias for the neuron, not one for each input"
        return f"{case}: multiply each input by its own weight, add all products and the bias, then squeeze"
    return ""


def wrong_mountain(answer: Any) -> str:
    """Return what is wrong with a table mountain; "" if nothing is."""
    mountain = function_of(answer, "mountain")
    for x in (-5.0, -2.0, -1.5, -1.25, -1.0, 0.0, 0.7, 1.0, 1.25, 1.5, 2.0, 3.0, 50.0, *drawn(Random(5), 9)):
        found = number_of(called(mountain, x, what="mountain"), "the height")
        right = max(0.0, min(1.0, 2.0 - abs(x)))
        if not close(found, right):
            case = f"at {x} the mountain is {found:g} high and should be {right:g}"
            if x <= -2.0:
                return f"{case}: nothing has begun there; at the first bend it leaves the ground"
            if x < -1.0:
                return f"{case}: how far does it rise from the first bend to the second, and how wide is that?"
            if x <= 1.0:
                return f"{case}: what must be added at −1, so that a slope of 1 becomes a slope of 0?"
            if x <= 2.0:
                return f"{case}: what must be added at 1, so that a slope of 0 becomes a slope of −1?"
            return f"{case}: the last bend has to end the way down"
    return ""


STEPS = (
    (0.5, 0.1, 1.5, 1.0, 0.1),
    (-1.0, 0.3, 0.8, -0.5, 0.5),
    (2.0, -0.5, 0.0, 1.0, 0.2),
    (0.3, 0.0, 2.0, 0.0, 1.0),
    *((*drawn(Random(seed), 3, 1.0), 0.1 * seed, 5.0 / seed) for seed in (1, 2)),
)


def wrong_step(answer: Any) -> str:
    """Return what is wrong with a step of learning of one neuron; "" if nothing is."""
    learn = function_of(answer, "learn")
    for w, b, x, target, rate in STEPS:
        found = numbers_of(called(learn, w, b, x, target, rate, what="learn"), (2,), "what learn gives")
        y = tanh(w * x + b)
        squeeze, miss = 1.0 - y * y, y - target
        right = stepped(w, b, x, rate * 2.0 * miss * squeeze)
        if all_close(found, right):
            continue
        slips = {
            "the squeeze is missing: what is the slope of tanh, in terms of its output?": rate * 2.0 * miss,
            "up the hill, not down: a step goes against the gradient": -rate * 2.0 * miss * squeeze,
            "half as far as it should be: what is the slope of a square?": rate * miss * squeeze,
            "the gradient is multiplied by nothing: the learning rate is missing": 2.0 * miss * squeeze,
            "the slope of the loss itself is missing: twice the error": rate * squeeze,
            "the slope of tanh is not tanh: it is 1 minus its square": rate * 2.0 * miss * y,
        }
        case = f"learn({w}, {b}, {x}, {target}, {rate}) gives {shown(found)} and should give {shown(right)}"
        for hint, amount in slips.items():
            if all_close(found, stepped(w, b, x, amount)):
                return f"{case}: {hint}"
        if close(found[0], right[0]):
            return f"{case}: w is right; b is added as it is, so what is its slope multiplied by?"
        if close(found[1], right[1]):
            return f"{case}: b is right; by what is w multiplied in the sum?"
        if close(found[0], w - right[0]) and close(found[1], b - right[1]):
            return f"{case}: this is how far they move; give w and b after the step"
        return f"{case}: multiply the slopes from the loss back to w: of the square, of tanh, of the product"
    return ""


def stepped(w: float, b: float, x: float, amount: float) -> list[float]:
    """Return the weight and the bias after a step; amount: what the input of the squeeze moves back by."""
    return [w - amount * x, b - amount]


EXERCISES = {
    1: Exercise(
        wrong_neuron,
        """
import math

def answer(inputs, weights, bias):
    return math.tanh(sum(w * x for w, x in zip(weights, inputs)) + bias)
""",
        (
            "answer = lambda xs, ws, b: sum(w * x for w, x in zip(ws, xs)) + b",
            "from math import tanh\nanswer = lambda xs, ws, b: tanh(sum(w * x for w, x in zip(ws, xs)))",
            "from math import tanh\nanswer = lambda xs, ws, b: tanh(sum(w * x for w, x in zip(ws, xs))) + b",
            "from math import tanh\nanswer = lambda xs, ws, b: sum(tanh(w * x) for w, x in zip(ws, xs)) + b",
            "from math import tanh\nanswer = lambda xs, ws, b: tanh(sum(w * x + b for w, x in zip(ws, xs)))",
            "from math import tanh\nanswer = lambda xs, ws, b: tanh(sum(ws) * sum(xs) + b)",
            "answer = lambda xs, ws, b: float('nan')",
            "answer = lambda xs, ws: 0.0",
            "answer = 0.4621",
        ),
        (
            "import numpy as np\nanswer = lambda xs, ws, b: np.tanh(np.dot(ws, xs) + b)",
            """
from autograd import Value, tanh
answer = lambda xs, ws, b: tanh(b + sum(Value(w) * x for w, x in zip(ws, xs)))
""",
            """
from math import exp

def answer(inputs, weights, bias):
    total = bias
    for i in range(len(inputs)):
        total += inputs[i] * weights[i]
    return 2 / (1 + exp(-2 * total)) - 1
""",
        ),
    ),
    2: Exercise(
        wrong_mountain,
        """
from autograd import relu

def answer(x):
    return relu(x + 2) - relu(x + 1) - relu(x - 1) + relu(x - 2)
""",
        (
            "from autograd import relu\nanswer = lambda x: relu(x + 2) - relu(x + 1) - relu(x - 1)",
            "from autograd import relu\nanswer = lambda x: relu(x + 2) - relu(x + 1) - relu(x - 2)",
            "from autograd import relu\nanswer = lambda x: relu(x + 2) - 2 * relu(x) + relu(x - 2)",
            "from autograd import relu\nanswer = lambda x: relu(x - 2) - relu(x - 1) - relu(x + 1) - relu(x + 2)",
            "from autograd import relu\nanswer = lambda x: relu(x + 2)",
            "answer = lambda x: None",
            "answer = 4",
        ),
        (
            "answer = lambda x: max(0, min(1, 2 - abs(x)))",
            "import numpy as np\nanswer = lambda x: np.interp(x, [-2, -1, 1, 2], [0, 1, 1, 0])",
            "from autograd import relu\nanswer = lambda x: 1 - relu(x - 1) + relu(x - 2) - relu(-1 - x) + relu(-2 - x)",
        ),
    ),
    3: Exercise(
        wrong_step,
        """
import math

def answer(w, b, x, target, rate):
    y = math.tanh(w * x + b)
    slope = 2 * (y - target) * (1 - y * y)  # of the loss, with respect to the sum in the neuron
    return w - rate * slope * x, b - rate * slope
""",
        tuple(
            f"""
from math import tanh

def answer(w, b, x, target, rate):
    y = tanh(w * x + b)
    slope = {slope}
    return {result}
"""
            for slope, result in (
                ("2 * (y - target)", "w - rate * slope * x, b - rate * slope"),
                ("2 * (y - target) * (1 - y * y)", "w + rate * slope * x, b + rate * slope"),
                ("(y - target) * (1 - y * y)", "w - rate * slope * x, b - rate * slope"),
                ("2 * (y - target) * (1 - y * y)", "w - slope * x, b - slope"),
                ("2 * (y - target) * (1 - y * y)", "w - rate * slope * x, b - rate * slope * x"),
                ("2 * (y - target) * (1 - y * y)", "w - rate * slope, b - rate * slope"),
                ("2 * (y - target) * (1 - y * y)", "rate * slope * x, rate * slope"),
                ("2 * (y - target) * y", "w - rate * slope * x, b - rate * slope"),
                ("1 - y * y", "w - rate * slope * x, b - rate * slope"),
                ("2 * (y - target) * (1 - y * y)", "w - rate * slope * x"),
                ("float('inf')", "slope, slope"),
            )
        ),
        (
            """
from autograd import Value, tanh

def answer(w, b, x, target, rate):
    w, b = Value(w), Value(b)
    ((tanh(w * x + b) - target) ** 2).backward()
    return [w.data - rate * w.grad, b.data - rate * b.grad]
""",
            """
import numpy as np

def answer(w, b, x, target, rate):
    parameters, inputs = np.array([w, b]), np.array([x, 1.0])
    total = parameters @ inputs
    return parameters - rate * 2 * (np.tanh(total) - target) / np.cosh(total) ** 2 * inputs
""",
        ),
    ),
}
