"""Recurrent networks: how long a gate keeps, an LSTM that counts, and a gradient that is cut."""

from collections.abc import Callable
from math import exp, hypot, isclose
from typing import Any

from nn.exercises.exercise import Exercise
from nn.recurrent import LSTM


def wrong_half_life(bias: float) -> str:
    """What is off in the bias with which half is left after a hundred steps."""
    gate = 1.0 / (1.0 + exp(-bias))
    left = gate**100
    if abs(left - 0.5) < 0.01:
        return ""
    return f"with a bias of {bias:.4g} the gate is {gate:.4g}, and after a hundred steps {left:.2g} is left, not 0.5"


def miscounts(set_weights: Callable[[Any], object]) -> str:
    """What is off in an LSTM that is to count ones."""
    lstm = LSTM(1, 1, initialiser="zeros")
    set_weights(lstm)
    for ones in ([1], [0], [1, 1, 1], [0, 1, 0, 0, 1], [1] * 6 + [0] * 6 + [1] * 3):
        state = None
        for step, one in enumerate(ones, start=1):
            _, state = lstm([one], state)
            found, right = state[1][0][0].data, sum(ones[:step])
            if abs(found - right) > 0.01:
                return (
                    f"after {' '.join(map(str, ones[:step]))} the cell state is {found:.4g}, and {right} is to be there"
                )
    return ""


def wrong_cut(clipped: Callable[[list[float], float], list[float]]) -> str:
    """What is off in a gradient cut to a length."""
    for gradient, length in (([3.0, -4.0], 1.0), ([0.3, -0.4], 1.0), ([2.0, 1.0, -2.0], 6.0), ([0.0, 0.0], 1.0)):
        found, long = clipped(list(gradient), length), hypot(*gradient)
        case = f"clipped({gradient}, {length}) gives {found!r}"
        if len(found) != len(gradient):
            return f"{case}: there is to be a slope for each of the {len(gradient)}"
        if long <= length:
            if not all(map(same, found, gradient)):
                return f"{case}, but a gradient of length {long:.4g} is not too long"
        elif not same(hypot(*found), length):
            return f"{case}, of length {hypot(*found):.4g}"
        elif not all(same(a * long, b * length) for a, b in zip(found, gradient)):
            return f"{case}, which is as long as it should be, but points elsewhere"
    return ""


def same(a: float, b: float) -> bool:
    """Whether two numbers are equal up to rounding, and up to the pinch that keeps some from dividing by 0."""
    return isclose(a, b, rel_tol=1e-5, abs_tol=1e-5)


EXERCISES = {
    1: Exercise(
        wrong_half_life,
        """
from math import log

gate = 0.5 ** (1 / 100)
answer = log(gate / (1 - gate))
""",
        ("answer = 0.5 ** (1 / 100)", "answer = 4.0", "answer = 0.0"),
    ),
    2: Exercise(
        miscounts,
        """
def answer(lstm):
    cell = lstm.cells[0]
    cell.bias_ih[0].data = 20.0  # take in all that is offered
    cell.bias_ih[1].data = 20.0  # keep all
    cell.weight_ih[2][0].data = 20.0  # offer 1 for a one, 0 for a zero
""",
        (
            "answer = lambda lstm: None",
            """
def answer(lstm):  # what is kept is halved at each step
    lstm.cells[0].bias_ih[0].data = lstm.cells[0].weight_ih[2][0].data = 20.0
""",
            """
def answer(lstm):  # it counts zeros too
    for gate in range(4):
        lstm.cells[0].bias_ih[gate].data = 20.0
""",
            """
def answer(lstm):  # tanh(1) is not 1
    lstm.cells[0].bias_ih[0].data = lstm.cells[0].bias_ih[1].data = 20.0
    lstm.cells[0].weight_ih[2][0].data = 1.0
""",
        ),
    ),
    3: Exercise(
        wrong_cut,
        """
from math import hypot

def answer(gradient, length):
    long = hypot(*gradient)
    return [g * length / long for g in gradient] if long > length else gradient
""",
        (
            "answer = lambda gradient, length: [max(-length, min(length, g)) for g in gradient]",
            "from math import hypot\nanswer = lambda g, length: [x * length / (hypot(*g) + 1e-9) for x in g]",
            "answer = lambda g, length: [x * length / (sum(map(abs, g)) + 1e-9) for x in g] if max(g) > 1 else g",
            "answer = lambda gradient, length: [length] if sum(g * g for g in gradient) > length ** 2 else gradient",
            "answer = lambda gradient, length: gradient",
        ),
    ),
}
