"""Radial basis functions: a hill over several inputs, xor with hills, and hills that share."""

from math import dist, exp, isfinite
from random import Random
from typing import Any

from autograd import softmax
from exercises.answers import NotYet, called, close, drawn, function_of, number_of, numbers_of, parts_of
from exercises.exercise import Exercise


def misshapen(answer: Any) -> str:
    """22.1: return what is wrong with the height of a hill over several inputs."""
    hill, random = function_of(answer), Random(22)

    def height(x: list[float], centre: list[float], width: float) -> float:
        return number_of(called(hill, list(x), list(centre), width, what="hill_over"), "the height of a hill")

    for inputs, width in ((2, 1.0), (2, 0.5), (3, 2.0), (1, 0.7), (8, 4.5), (2, 0.1)):
        x, centre = ([round(random.gauss(), 2) for _ in range(inputs)] for _ in range(2))
        top, found = height(centre, centre, width), height(x, centre, width)
        if not close(top, 1.0):
            return f"at its centre {centre} your hill is {top:.4g} high, but a hill is 1 high there"
        if not close(found, exp(-(dist(x, centre) ** 2) / (2 * width**2))):
            return (
                f"at {x} your hill about {centre} of width {width} is {found:.4g} high: "
                f"square the distance, which is {dist(x, centre):.4g}, and then it is as over one input"
            )
    return ""


def not_xor(answer: Any) -> str:
    """22.2: return what is wrong with hills that are above 0 where exactly one of two inputs is 1."""
    parts = parts_of(answer)
    if parts is None:
        return "give a tuple of four: (centres, width, weights, bias)"
    try:
        centres, width, weights, bias = parts
    except ValueError:
        return "give a tuple of four, neither more nor less: (centres, width, weights, bias)"
    centres, weights = numbers_of(centres, (2, 2), "the centres"), numbers_of(weights, (2,), "the weights")
    width, bias = number_of(width, "the width"), number_of(bias, "the bias")
    if width <= 0:
        return f"a width is a distance, and so above 0; yours is {width}"
    for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
        away = [dist((a, b), centre) / width for centre in centres]
        y = bias + sum(w * exp(-0.5 * z * z) for w, z in zip(weights, away))
        if not isfinite(y):
            return f"at ({a}, {b}) your landscape is {y} high, and then nothing can be compared; take smaller numbers"
        if not (y > 0 if a != b else y < 0):
            return f"at ({a}, {b}) your landscape is {y:.3g} high, but it has to be {'above' if a != b else 'below'} 0"
    return ""


FAR = (
    "for the squares {squares} every hill is so low that a float is zero, and their sum with it. "
    "Which function of autograd divides powers by their sum, and takes the largest out first?"
)


def unshared(answer: Any) -> str:
    """22.3: return what is wrong with the shares of hills, given the squares of the distances to their centres."""
    shares = function_of(answer)
    for squares in ([1.0, 2.0], [0.0, 0.5, 8.0], [3.0], [abs(x) for x in drawn(Random(22), 10)], [2e6, 2e6 + 1.0, 3e6]):
        try:
            given = called(shares, list(squares), what="shares")
            found = numbers_of(given, (len(squares),), f"the shares of {len(squares)} hills")
        except NotYet as news:
            return FAR.format(squares=squares) if squares[0] > 1e3 else str(news)
        if not close(sum(found), 1.0):
            return f"for the squares {squares} your shares add up to {sum(found):.4g}, and not to 1"
        if not all(map(close, found, softmax([-square / 2 for square in squares]))):
            numbers = ", ".join(f"{share:.3f}" for share in found)
            return f"for the squares {squares} you give {numbers}; the hills are exp(-square / 2) high, divide these"
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
            "answer = 1.0",
        ),
        (
            """
import numpy as np

def answer(x, centre, width):
    away = np.array(x) - np.array(centre)
    return np.exp(-away @ away / (2 * width**2))
""",
            """
from autograd import Value, exp

def answer(x, centre, width):
    square = sum((Value(a) - b) ** 2 for a, b in zip(x, centre))
    return exp(-0.5 * square / width**2)
""",
            """
from math import exp, prod

def answer(x, centre, width):
    return prod(exp(-((a - b) / width) ** 2 / 2) for a, b in zip(x, centre))
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
            "answer = [[0, 1], [1, 0]], 0.5, [1.0, 1.0]",
        ),
        (
            "answer = [[0, 0], [1, 1]], 0.5, [-1.0, -1.0], 0.5",
            """
import numpy as np

answer = np.array([[1, 0], [0, 1]]), np.float64(0.7), np.ones(2), -0.8
""",
            "answer = [((1, 0), (0, 1)), 1, (2, 2), -2.5]",
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
        (
            """
import numpy as np

def answer(squares):
    heights = np.exp((min(squares) - np.array(squares)) / 2)
    return heights / heights.sum()
""",
            """
from math import exp

def answer(squares):
    heights = [exp((min(squares) - square) / 2) for square in squares]
    return tuple(h / sum(heights) for h in heights)
""",
        ),
    ),
}
