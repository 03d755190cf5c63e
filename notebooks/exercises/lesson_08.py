"""Reading digits: a softmax that does not overflow, what a mean loss is a mean of, and images that are moved."""

from math import exp, log
from random import Random
from typing import Any

from exercises.answers import NotYet, called, close, drawn, function_of, number_of, numbers_of
from exercises.exercise import Exercise

LOSS = -(0.9 * log(0.9) + 0.1 * log(0.1))


LOGITS = (
    [1.0, 2.0, 4.0],
    [-0.5, 0.25],
    [3.0],
    drawn(Random(8), 10),
    [1001.0, 1000.0, 998.0],
    [-2000.0, -2001.0],
    [0.0, 900.0, 899.0],
    [900.0, -900.0],
)


def unstable(softmax: Any) -> str:
    """Return what is wrong with a softmax; "" if nothing is."""
    softmax = function_of(softmax)
    for logits in LOGITS:
        largest = max(logits)
        powers = [exp(z - largest) for z in logits]
        right = [power / sum(powers) for power in powers]
        try:
            yours = numbers_of(called(softmax, list(logits)), (len(logits),), f"softmax({logits})")
        except NotYet as news:
            if abs(largest) < 100.0:
                raise
            return f"{news}. What may be added to every logit without changing the chances?"
        if not all(close(y, r) for y, r in zip(yours, right)):
            wrong = f"for the logits {logits} you give {', '.join(f'{y:.4g}' for y in yours)}"
            if close(sum(yours), 1.0):
                return f"{wrong}: they add up to one, but each is to be in proportion to exp of its own logit"
            return f"{wrong}: they do not add up to one"
    return ""


def other_loss(answer: Any) -> str:
    """Return what is wrong with the mean loss of somebody who is mostly sure; "" if nothing is."""
    loss = number_of(answer)
    if close(loss, LOSS, relative=5e-4):
        return ""
    if close(loss, -log(0.82), relative=1e-2):
        return "that is the loss of the mean chance: take the loss of each image first, and the mean of these"
    if close(loss, LOSS / log(2), relative=1e-2):
        return "that is in bits: the lesson takes natural logarithms"
    if close(loss, -log(0.9), relative=1e-2):
        return "that is the loss of one of the nine images only: what does the tenth add?"
    if loss < 0:
        return "the logarithm of a chance is negative, and the loss is minus that"
    return "nine images have the loss of 0.9, one has the loss of 0.1: what is the mean of the ten losses?"


def misplaced(moved: Any) -> str:
    """Return what is wrong with images that are moved; "" if nothing is."""
    moved = function_of(moved)
    random = Random(8)
    for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1), (2, -1), (-3, 2), (-5, -4), (7, 6), (0, 0), (8, 0), (0, -8)):
        image = [round(random.uniform(0.1, 1.0), 2) for _ in range(64)]
        yours = numbers_of(called(moved, list(image), right, down), (64,), f"the image moved by {right} and {down}")
        for index, ink in enumerate(yours):
            row, column = divmod(index, 8)
            inside = 0 <= row - down < 8 and 0 <= column - right < 8
            expected = image[index - 8 * down - right] if inside else 0.0
            if not close(ink, expected):
                what = "is to come from inside the image" if inside else "comes from outside, where there is only paper"
                return (
                    f"moved to the right by {right} and down by {down}: what stands in row {row}, column {column} "
                    f"{what}, so it is {expected}, not {ink:.4g}"
                )
    return ""


EXERCISES = {
    1: Exercise(
        unstable,
        """
from math import exp

def answer(logits):
    largest = max(logits)
    powers = [exp(z - largest) for z in logits]
    return [power / sum(powers) for power in powers]
""",
        (
            """
from math import exp

def answer(logits):
    powers = [exp(z) for z in logits]
    return [power / sum(powers) for power in powers]
""",
            """
import numpy as np

def answer(logits):
    with np.errstate(all="ignore"):
        return np.exp(logits) / np.exp(logits).sum()
""",
            """
from math import exp

def answer(logits):
    largest = max(logits)
    return [exp(z - largest) for z in logits]
""",
            """
from math import exp

def answer(logits):
    largest = max(map(abs, logits))
    powers = [exp(z / largest) for z in logits]
    return [power / sum(powers) for power in powers]
""",
            "answer = lambda logits: [z / sum(logits) for z in logits]",
        ),
        (
            """
import numpy as np

def answer(logits):
    powers = np.exp(np.array(logits) - np.max(logits))
    return powers / powers.sum()
""",
            """
from math import exp

def answer(logits):
    chances = []
    for z in logits:
        others = [other - z for other in logits]
        chances.append(0.0 if max(others) > 700 else 1 / sum(exp(gap) for gap in others))
    return tuple(chances)
""",
        ),
    ),
    2: Exercise(
        other_loss,
        "from math import log\n\nanswer = -(9 * log(0.9) + log(0.1)) / 10",
        (
            "from math import log\nanswer = -log(0.82)",
            "from math import log\nanswer = (9 * log(0.9) + log(0.1)) / 10",
            "from math import log\nanswer = -log(0.9)",
            "from math import log2\nanswer = -(9 * log2(0.9) + log2(0.1)) / 10",
            "answer = 0.82",
        ),
        ("import numpy as np\nanswer = -np.mean(np.log([0.9] * 9 + [0.1]))", "answer = 0.3251"),
    ),
    3: Exercise(
        misplaced,
        """
def answer(image, right, down):
    moved = []
    for row in range(8):
        for column in range(8):
            inside = 0 <= row - down < 8 and 0 <= column - right < 8
            moved.append(image[8 * (row - down) + column - right] if inside else 0.0)
    return moved
""",
        (
            """
import numpy as np
answer = lambda image, right, down: np.roll(np.reshape(image, (8, 8)), (down, right), (0, 1)).ravel()
""",
            """
def answer(image, right, down):
    rows = [image[i : i + 8] for i in range(0, 64, 8)]
    return [ink for row in rows for ink in ([0.0] * right + row)[:8]]
""",
            """
def answer(image, right, down):
    shift = 8 * down + right
    return [image[i - shift] if 0 <= i - shift < 64 else 0.0 for i in range(64)]
""",
            """
import numpy as np

def answer(image, right, down):
    page = np.pad(np.reshape(image, (8, 8)), 8)
    return page[8 + down : 16 + down, 8 + right : 16 + right].ravel()
""",
        ),
        (
            """
import numpy as np

def answer(image, right, down):
    page = np.pad(np.reshape(image, (8, 8)), 8)
    return page[8 - down : 16 - down, 8 - right : 16 - right].ravel()
""",
            """
def answer(image, right, down):
    moved = [0] * 64
    for place, ink in enumerate(image):
        row, column = place // 8 + down, place % 8 + right
        if row in range(8) and column in range(8):
            moved[8 * row + column] = ink
    return moved
""",
        ),
    ),
}
