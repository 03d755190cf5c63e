"""Exercises of lesson 20: the best possible detective, and how many modes some samples cover."""

from collections.abc import Callable, Sequence
from math import dist, inf, log

from nn.exercises.exercise import Exercise

DENSITIES = [(1.0, 1.0), (3.0, 1.0), (0.2, 0.8), (0.05, 2.5), (7.0, 0.5), (0.0, 1.3), (0.4, 0.0)]
SQUARE = [[0.0, 0.0], [4.0, 0.0], [0.0, 4.0], [4.0, 4.0]]
SAMPLES: dict[str, tuple[list[list[float]], list[list[float]], float]] = {
    "no samples at all": ([], SQUARE, 1.0),
    "one sample upon each of four centres": (SQUARE, SQUARE, 1.0),
    "five samples near one of four centres": ([[0.1 * i, 0.1] for i in range(5)], SQUARE, 1.0),
    "samples near two of four centres, and one between": ([[0.2, 0.1], [3.9, 4.2], [2.0, 2.0]], SQUARE, 1.0),
    "a sample just as far as the radius": ([[0.0, 1.0]], SQUARE, 1.0),
    "a sample that each coordinate brings nearer than the radius, and both do not": ([[0.8, 0.8]], SQUARE, 1.0),
    "a sample between two centres, within the radius of both": ([[2.0, 0.0]], SQUARE, 2.5),
    "two samples in space": ([[0.0, 0.0, 0.4], [9.0, 9.0, 9.0]], [[0.0, 0.0, 0.0], [1.0, 1.0, 5.0]], 0.5),
}


def misjudged(best: Callable[[float, float], float]) -> str:
    """What is off in the best discriminator: another chance that would cost less."""
    for p_real, p_fake in DENSITIES:
        chance = best(p_real, p_fake)
        where = f"where real samples have density {p_real} and fakes {p_fake}, you say {chance:.4g}"
        if not 0.0 <= chance <= 1.0:
            return f"{where}, and that is no chance"
        for word, other in (("more", min(chance + 1e-4, 1.0)), ("less", max(chance - 1e-4, 0.0))):
            if cost(other, p_real, p_fake) < cost(chance, p_real, p_fake):
                return f"{where}; who says a little {word} has a smaller loss: where is its slope zero?"
    return ""


def cost(chance: float, p_real: float, p_fake: float) -> float:
    """What a place adds to the discriminator's loss if it gives this chance to "real" there."""
    return sum(p * surprise(q) for p, q in ((p_real, chance), (p_fake, 1.0 - chance)) if p > 0.0)


def surprise(chance: float) -> float:
    """−log, infinite at zero."""
    return -log(chance) if chance > 0.0 else inf


def miscounted(covered: Callable[..., int]) -> str:
    """What is off in a count of covered modes."""
    for what, (samples, centres, radius) in SAMPLES.items():
        right = sum(reached(centre, samples, radius) for centre in centres)
        yours = covered([list(x) for x in samples], [list(c) for c in centres], radius)
        if yours != right:
            return f"{what}: you count {yours!r}; ask of each centre whether any sample is no farther than the radius"
    return ""


def reached(centre: Sequence[float], samples: Sequence[Sequence[float]], radius: float) -> bool:
    """Whether a sample lies within the radius."""
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
    ),
}
