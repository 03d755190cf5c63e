"""A generative adversarial network: the best possible detective, and how many modes some samples cover."""

from collections.abc import Sequence
from math import dist, inf, log
from random import Random
from typing import Any

from exercises.answers import called, close, drawn, function_of, number_of, whole_of
from exercises.exercise import Exercise

DENSITIES = [(1.0, 1.0), (3.0, 1.0), (0.2, 0.8), (0.05, 2.5), (7.0, 0.5), (0.0, 1.3), (0.4, 0.0)]
DENSITIES += [(abs(p), abs(q)) for p, q in (drawn(Random(seed), 2) for seed in (1, 2, 3))]
SQUARE = [[0.0, 0.0], [4.0, 0.0], [0.0, 4.0], [4.0, 4.0]]
SAMPLES: dict[str, tuple[list[list[float]], list[list[float]], float]] = {
    "no samples at all": ([], SQUARE, 1.0),
    "one sample on each of four centres": (SQUARE, SQUARE, 1.0),
    "five samples near one of four centres": ([[0.1 * i, 0.1] for i in range(5)], SQUARE, 1.0),
    "samples near two of four centres, and one between": ([[0.2, 0.1], [3.9, 4.2], [2.0, 2.0]], SQUARE, 1.0),
    "a sample just as far as the radius": ([[0.0, 1.0]], SQUARE, 1.0),
    "a sample that is within the radius in each coordinate, but not in both together": ([[0.8, 0.8]], SQUARE, 1.0),
    "a sample between two centres, within the radius of both": ([[2.0, 0.0]], SQUARE, 2.5),
    "ten samples about the origin": ([drawn(Random(n), 2, 5.0) for n in range(10)], [[-2.0, 1.0], *SQUARE], 1.5),
    "two samples in space": (
        [[0.0, 0.0, 0.4], [9.0, 9.0, 9.0]],
        [[0.0, 0.0, 0.0], [0.0, 0.0, 3.0], [1.0, 1.0, 5.0]],
        0.5,
    ),
    "a sample on the other side of the origin": ([[-3.9, 0.1], [0.0, -4.0]], SQUARE, 1.0),
}


def misjudged(answer: Any) -> str:
    """Return what is wrong with the best discriminator: another chance that would cost less; "" if nothing is."""
    best = function_of(answer)
    for p_real, p_fake in DENSITIES:
        chance = number_of(called(best, p_real, p_fake, what="best"), f"best({p_real}, {p_fake})")
        where = f"where real samples have density {p_real} and fakes {p_fake}, you say {chance:.4g}"
        if close(chance, p_real / (p_real + p_fake)):
            continue
        if not 0.0 <= chance <= 1.0:
            return f"{where}, and a chance lies between 0 and 1"
        if close(chance, p_fake / (p_real + p_fake)):
            return f"{where}: that is the chance of a fake, and the chance of a real one was asked for"
        for word, other in (("more", min(chance + 1e-4, 1.0)), ("less", max(chance - 1e-4, 0.0))):
            if cost(other, p_real, p_fake) < cost(chance, p_real, p_fake):
                return f"{where}; saying a little {word} makes the loss smaller: where is its derivative zero?"
        return f"{where}, which is near, and not where the loss is smallest: say it exactly, as a fraction"
    return ""


def cost(chance: float, p_real: float, p_fake: float) -> float:
    """Return what one point adds to the discriminator's loss if it gives this chance to "real" there."""
    return sum(p * surprise(q) for p, q in ((p_real, chance), (p_fake, 1.0 - chance)) if p > 0.0)


def surprise(chance: float) -> float:
    """Return −log, which is infinite at zero."""
    return -log(chance) if chance > 0.0 else inf


def miscounted(answer: Any) -> str:
    """Return what is wrong with a count of covered modes; "" if nothing is."""
    covered = function_of(answer)
    for what, (samples, centres, radius) in SAMPLES.items():
        right = sum(reached(centre, samples, radius) for centre in centres)
        result = called(covered, [list(x) for x in samples], [list(c) for c in centres], radius, what="covered")
        yours = whole_of(result, f"the count for {what}")
        if yours != right:
            return f"{what}: you count {yours}; ask of each centre whether any sample is no farther than the radius"
    return ""


def reached(centre: Sequence[float], samples: Sequence[Sequence[float]], radius: float) -> bool:
    """Return whether a sample lies within the radius."""
    return any(dist(centre, sample) <= radius for sample in samples)


EXERCISES = {
    1: Exercise(
        misjudged,
        "answer = lambda p_real, p_fake: p_real / (p_real + p_fake)",
        (
            "answer = lambda p_real, p_fake: p_fake / (p_real + p_fake)",
            "answer = lambda p_real, p_fake: p_real / p_fake if p_fake else 1.0",
            "answer = lambda p_real, p_fake: 1.0 if p_real > p_fake else 0.0",
            "answer = lambda p_real, p_fake: 0.5",
            "from autograd import sigmoid\nanswer = lambda p_real, p_fake: sigmoid(p_real - p_fake)",
            "answer = lambda p_real, p_fake: float('nan')",
        ),
        variants=(
            "import numpy as np\nanswer = lambda p, q: np.divide(p, np.add(p, q))",
            "answer = lambda p_real, p_fake: 1 - p_fake / (p_fake + p_real)",
            """
from autograd import sigmoid
from math import log

def answer(p_real, p_fake):
    return sigmoid(log(p_real / p_fake)) if p_real and p_fake else float(p_real > 0)
""",
        ),
    ),
    2: Exercise(
        miscounted,
        """
from math import dist

def answer(samples, centres, radius):
    return sum(any(dist(x, centre) <= radius for x in samples) for centre in centres)
""",
        (
            "answer = lambda samples, centres, radius: len(samples)",
            """
from math import dist

def answer(samples, centres, radius):
    return sum(any(dist(x, centre) <= radius for centre in centres) for x in samples)
""",
            """
from math import dist

def answer(samples, centres, radius):
    return sum(any(dist(x, centre) < radius for x in samples) for centre in centres)
""",
            """
from math import dist

def answer(samples, centres, radius):
    return len({min(range(len(centres)), key=lambda i: dist(x, centres[i])) for x in samples})
""",
        ),
        variants=(
            """
import numpy as np

def answer(samples, centres, radius):
    if not samples:
        return 0
    apart = np.linalg.norm(np.array(samples)[:, None] - np.array(centres), axis=2)
    return (apart.min(axis=0) <= radius).sum()
""",
            """
def answer(samples, centres, radius):
    near = set()
    for x in samples:
        for place, centre in enumerate(centres):
            if sum((a - b) ** 2 for a, b in zip(x, centre)) <= radius**2:
                near.add(place)
    return len(near)
""",
        ),
    ),
}
