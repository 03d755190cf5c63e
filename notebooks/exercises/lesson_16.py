"""Recurrent networks: how long a gate keeps, an LSTM that counts, and a gradient that is cut."""

from math import exp, hypot
from random import Random
from typing import Any

from exercises.answers import called, close, drawn, error_shown, function_of, number_of, numbers_of
from exercises.exercise import Exercise
from nn.layers.recurrent import LSTM

CUTS = [
    ([3.0, -4.0], 1.0),
    ([0.3, -0.4], 1.0),
    ([2.0, 1.0, -2.0], 6.0),
    ([4.0, 3.0, -12.0], 6.5),
    ([0.03, 0.04], 0.01),
    ([0.0, 0.0], 1.0),
    (drawn(Random(16), 10), 2.5),
    (drawn(Random(17), 5, 0.1), 2.5),
]


def wrong_half_life(answer: Any) -> str:
    """Return what is wrong with the bias with which half is left after a hundred steps; "" if nothing is."""
    bias = number_of(answer, "the bias")
    gate = 1.0 / (1.0 + exp(-bias)) if bias > -700.0 else 0.0
    left = gate**100
    if abs(left - 0.5) < 0.001:
        return ""
    off = f"with a bias of {bias:.4g} the gate is {gate:.4g}, and after a hundred steps {left:.3g} is left, not 0.5"
    if close(bias, 0.5**0.01):
        return f"{off}; {bias:.4g} is what the gate has to be, and a sigmoid turns the bias into the gate"
    if bias < 0.0:
        return f"{off}; a negative bias makes a gate that is more closed than open"
    return off


def miscounts(answer: Any) -> str:
    """Return what is wrong with an LSTM that is to count ones; "" if nothing is."""
    set_weights = function_of(answer)
    lstm = LSTM(1, 1, initializer="zeros")
    called(set_weights, lstm)
    ours = LSTM(1, 1, initializer="zeros")  # only the weights are taken from what the answer has changed
    try:
        ours.load_state_dict(lstm.state_dict())
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return f"the weights that your function leaves cannot be read: {error_shown(error)}"
    for ones in ([1], [0], [1, 1, 1], [0, 1, 0, 0, 1], [1] * 6 + [0] * 6 + [1] * 3):
        state, before = None, 0.0
        for step, one in enumerate(ones, start=1):
            _, state = called(ours, [one], state, what="with these weights, lstm")
            found, right = number_of(state[1][0][0], "the cell state"), sum(ones[:step])
            if abs(found - right) > 0.01:
                symbols = " ".join(map(str, ones[:step]))
                off = f"after {symbols} the cell state is {found:.4g}, and should be {right}"
                return f"{off}: {reason(one, found, before)}"
            before = found
    return ""


def reason(one: int, found: float, before: float) -> str:
    """Return why a count went wrong at a step that read a one or a zero."""
    if not one:
        return "a zero takes nothing in (i · g), and loses nothing of what was there (f)"
    if found < before + 1.0:
        return "a one adds i · g, which has to be 1 (tanh(1) is not), to all that was there, f · c"
    return "a one adds i · g, which has to be 1"


def wrong_cut(answer: Any) -> str:
    """Return what is wrong with a gradient cut to a length; "" if nothing is."""
    clipped = function_of(answer)
    for gradient, length in CUTS:
        call = f"clipped({gradient}, {length})"
        result = called(clipped, list(gradient), length, what="clipped")
        found, long = numbers_of(result, (len(gradient),), call), hypot(*gradient)
        case = f"{call} gives {found}"
        if long <= length:
            if not all(map(same, found, gradient)):
                return f"{case}, but a gradient of length {long:.4g} is not too long"
        elif not same(hypot(*found), length):
            return f"{case}, of length {hypot(*found):.4g}"
        elif not all(same(a * long, b * length) for a, b in zip(found, gradient)):
            return f"{case}, which is as long as it should be, but points elsewhere: multiply all by one factor"
    return ""


def same(a: float, b: float) -> bool:
    """Return whether two numbers are equal up to rounding, and up to the 1e-6 that keeps some from dividing by 0."""
    return close(a, b, 5e-5)


EXERCISES = {
    1: Exercise(
        wrong_half_life,
        """
from math import log

gate = 0.5 ** (1 / 100)
answer = log(gate / (1 - gate))
""",
        ("answer = 0.5 ** (1 / 100)", "answer = 4.0", "answer = 0.0", "answer = -4.97", "answer = -1e9"),
        variants=(
            "import numpy as np\nanswer = -np.log(np.exp2(0.01) - 1)",
            "answer = [4.97][0]",
            "answer = next(b / 1000 for b in range(10_000) if (1 / (1 + 2.718281828 ** (-b / 1000))) ** 100 >= 0.5)",
        ),
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
            "answer = lambda lstm: setattr(lstm.cells[0].bias_ih[0], 'data', float('nan'))",
        ),
        variants=(
            """
def answer(lstm):  # 1 is always offered, and taken in only where a one is read
    cell = lstm.cells[0]
    cell.bias_ih[0].data, cell.weight_ih[0][0].data = -30.0, 60.0
    cell.bias_hh[1].data = cell.bias_hh[2].data = 30.0
    return lstm
""",
            """
import numpy as np

def answer(lstm):
    for place, number in zip((0, 1), np.array([20.0, 20.0])):
        lstm.cells[0].bias_ih[place].data = number
    lstm.cells[0].weight_ih[2][0].data = np.float64(20.0)
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
            "answer = lambda gradient, length: [float('nan') for g in gradient]",
        ),
        variants=(
            """
import numpy as np

def answer(gradient, length):
    g = np.array(gradient)
    return g * min(1.0, length / (np.linalg.norm(g) + 1e-12))
""",
            """
def answer(gradient, length):
    long = sum(g * g for g in gradient) ** 0.5
    return tuple(g / max(1, long / length) for g in gradient)
""",
        ),
    ),
}
