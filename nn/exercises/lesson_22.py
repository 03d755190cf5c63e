"""Radial basis functions: a hill over several inputs, xor with hills, and hills that share."""

from collections.abc import Callable, Sequence
from math import dist, exp
from random import Random
from typing import Any

from autograd import softmax
from nn.exercises.exercise import Exercise
from nn.rbf import RBF

Point = Sequence[float]
Network = tuple[Sequence[Point], float, Sequence[float], float]  # centres, width, weights, bias


def misshapen(hill: Callable[[Point, Point, float], float]) -> str:
    """What is off in the height of a hill over several inputs."""
    random = Random(22)
    for inputs, width in ((2, 1.0), (2, 0.5), (3, 2.0)):
        x, centre = ([round(random.gauss(), 2) for _ in range(inputs)] for _ in range(2))
        top, height = hill(centre, centre, width), hill(x, centre, width)
        if abs(top - 1.0) > 1e-9:
            return f"at its centre {centre} your hill is {float(top):.4g} high, but a hill is 1 high there"
        if abs(height - exp(-(dist(x, centre) ** 2) / (2 * width**2))) > 1e-9:
            return (
                f"at {x} your hill about {centre} of width {width} is {float(height):.4g} high: "
                f"square the distance, which is {dist(x, centre):.4g}, and then it is as over one input"
            )
    return ""


def not_xor(network: Network) -> str:
    """What is off in hills that should be above 0 where exactly one of two inputs is 1."""
    centres, width, weights, bias = network
    if not len(centres) == len(weights) <= 2:
        return f"there are {len(centres)} centres and {len(weights)} weights; two hills, each with a weight, are enough"
    model = RBF(centres, 1, width, random=Random(0))
    (neuron,) = model.output.neurons
    neuron.bias.data = bias
    for w, number in zip(neuron.weight, weights):
        w.data = number
    for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
        y = model([a, b]).data
        if (y > 0) != (a != b):
            return f"at ({a}, {b}) your landscape is {y:.3g} high, but it has to be {'above' if a != b else 'below'} 0"
    return ""


def unshared(shares: Callable[[Sequence[float]], Sequence[float]]) -> str:
    """What is off in the shares of hills, given the squares of the distances to their centres."""
    for squares in ([1.0, 2.0], [0.0, 0.5, 8.0], [3.0], [2e6, 2e6 + 1.0, 3e6]):
        try:
            found: list[Any] = list(shares(squares))
        except ZeroDivisionError:
            return (
                f"for the squares {squares} you divide by zero: so far away every hill is too low for a float. "
                "Which function of autograd divides powers by their sum, and takes the largest out first?"
            )
        if len(found) != len(squares):
            return f"for {len(squares)} hills you give {len(found)} shares"
        if abs(sum(found) - 1.0) > 1e-9:
            return f"for the squares {squares} your shares add up to {float(sum(found)):.4g}, and not to 1"
        right = softmax([-square / 2 for square in squares])
        if any(abs(share - expected) > 1e-9 for share, expected in zip(found, right)):
            given = ", ".join(f"{float(share):.3f}" for share in found)
            return f"for the squares {squares} you give {given}; the hills are exp(-square / 2) high, divide these"
    return ""


EXERCISES = {
    1: Exercise(
        misshapen,
        """
from math import dist, exp

def answer(x, centre, width):
    return exp(-dist(x, centre) ** 2 / (2 * width**2))
""",
        (
            "from math import dist, exp\nanswer = lambda x, centre, width: exp(-dist(x, centre) / (2 * width**2))",
            "from math import dist, exp\nanswer = lambda x, centre, width: exp(-dist(x, centre) ** 2 / (2 * width))",
            "from math import dist, exp\nanswer = lambda x, centre, width: exp(dist(x, centre) ** 2 / -width**2)",
            """
from math import dist, exp, pi, sqrt

def answer(x, centre, width):
    return exp(-dist(x, centre) ** 2 / (2 * width**2)) / (width * sqrt(2 * pi))
""",
        ),
    ),
    2: Exercise(
        not_xor,
        "answer = [[0, 1], [1, 0]], 0.5, [1.0, 1.0], -0.5",
        (
            "answer = [[0, 1], [1, 0]], 0.5, [1.0, 1.0], 0.0",
            "answer = [[0, 0], [1, 1]], 0.5, [1.0, 1.0], -0.5",
            "answer = [[0, 1], [1, 0]], 3.0, [1.0, 1.0], -0.5",
            "answer = [[0, 1], [1, 0], [0, 0], [1, 1]], 0.5, [1.0, 1.0, -1.0, -1.0], 0.0",
        ),
    ),
    3: Exercise(
        unshared,
        """
from autograd import softmax

def answer(squares):
    return softmax([-square / 2 for square in squares])
""",
        (
            """
from math import exp

def answer(squares):
    heights = [exp(-square / 2) for square in squares]
    return [h / sum(heights) for h in heights]
""",
            "from math import exp\nanswer = lambda squares: [exp(-square / 2) for square in squares]",
            "from autograd import softmax\nanswer = lambda squares: softmax([-square for square in squares])",
            "answer = lambda squares: [square / sum(squares) for square in squares]",
        ),
    ),
}
