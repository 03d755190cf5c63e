"""Diffusion: how fast noise takes over, the noise that needs no training, and a way back without chance."""

from collections.abc import Callable, Sequence
from math import sqrt
from random import Random

from nn.diffusion import Diffusion, cosine_betas
from nn.exercises.exercise import Exercise

Point = Sequence[float]


def miscounted(half: Callable[[float], int]) -> str:
    """What is off in the number of steps until noise makes up half of the variance."""
    for beta in (0.5, 0.1, 0.03, 0.8):
        steps = half(beta)
        if not isinstance(steps, int) or steps < 1:
            return f"for beta = {beta} you say {steps!r}, but steps are counted: 1, 2, 3, …"
        before, after = Diffusion([beta] * steps).alpha_bars[-2:]
        if after > 0.5:
            return f"for beta = {beta} you say {steps}, but after these {after:.0%} of the variance are still signal"
        if before <= 0.5:
            return f"for beta = {beta} you say {steps}, but noise makes up half of the variance earlier than that"
    return ""


def unseen(noise_in: Callable[[Point, float, Point], Point]) -> str:
    """What is off in the noise of a point that can have come from one place only."""
    random = Random(21)
    for alpha_bar, inputs in ((0.75, 2), (0.1, 2), (0.99, 3)):
        place, noise = ([random.gauss() for _ in range(inputs)] for _ in range(2))
        x = [sqrt(alpha_bar) * p + sqrt(1.0 - alpha_bar) * e for p, e in zip(place, noise)]
        found = noise_in(x, alpha_bar, place)
        if len(found) != inputs:
            return f"a point of {inputs} numbers came, and you give {len(found)}: noise is in each of them"
        if far_apart(found, noise):
            again = [sqrt(alpha_bar) * p + sqrt(1.0 - alpha_bar) * e for p, e in zip(place, found)]
            return (
                f"with ᾱ = {alpha_bar}, put {written(place)} into the noise that you found, and out comes "
                f"{written(again)}; but x is {written(x)}"
            )
    return ""


def lost(back: Callable[[Diffusion, Point, int, Point], Point]) -> str:
    """What is off in a step back without fresh noise."""
    random, diffusion = Random(22), Diffusion(cosine_betas(12))
    for t in (12, 7, 2, 1):
        origin, seen = ([random.gauss() for _ in range(2)] for _ in range(2))
        x = diffusion.noised(origin, t, seen)
        found = back(diffusion, x, t, seen)
        if len(found) != 2:
            return f"a point of 2 numbers came, and you give {len(found)}"
        if not far_apart(found, diffusion.noised(origin, t - 1, seen) if t > 1 else origin):
            continue
        if not far_apart(found, x):
            return f"at t = {t} you stay where you were: from the origin, go less far into the noise than before"
        if t == 1:
            return "at t = 1 you do not arrive at the origin: after no step there is no noise left"
        return (
            f"at t = {t}, with a point that came from {written(origin)} by the noise {written(seen)}, you land on "
            f"{written(found)}: mix the two as they are mixed after {t - 1} steps"
        )
    return ""


def far_apart(a: Point, b: Point) -> bool:
    """Whether two points differ by more than rounding."""
    return any(abs(p - q) > 1e-9 for p, q in zip(a, b))


def written(x: Point) -> str:
    """The numbers of a point, as far as they matter."""
    return f"[{', '.join(f'{float(p):.3f}' for p in x)}]"


EXERCISES = {
    1: Exercise(
        miscounted,
        """
def answer(beta):
    steps, signal = 0, 1.0
    while signal > 0.5:
        steps, signal = steps + 1, signal * (1 - beta)
    return steps
""",
        (
            """
from math import sqrt

def answer(beta):
    steps, signal = 0, 1.0
    while signal > 0.5:
        steps, signal = steps + 1, signal * sqrt(1 - beta)
    return steps
""",
            "from math import ceil\nanswer = lambda beta: ceil(0.5 / beta)",
            "from math import log\nanswer = lambda beta: log(0.5) / log(1 - beta)",
            "from math import log\nanswer = lambda beta: int(log(0.5) / log(1 - beta))",
        ),
    ),
    2: Exercise(
        unseen,
        """
from math import sqrt

def answer(x, alpha_bar, place):
    return [(a - sqrt(alpha_bar) * p) / sqrt(1 - alpha_bar) for a, p in zip(x, place)]
""",
        (
            "answer = lambda x, alpha_bar, place: [a - p for a, p in zip(x, place)]",
            """
answer = lambda x, alpha_bar, place: [(a - alpha_bar * p) / (1 - alpha_bar) for a, p in zip(x, place)]
""",
            """
from math import sqrt
answer = lambda x, alpha_bar, place: [(a - p) / sqrt(1 - alpha_bar) for a, p in zip(x, place)]
""",
            "answer = lambda x, alpha_bar, place: [x[0] - place[0]]",
        ),
    ),
    3: Exercise(
        lost,
        """
def answer(diffusion, x, t, seen):
    origin = diffusion.original(x, t, seen)
    return diffusion.noised(origin, t - 1, seen) if t > 1 else origin
""",
        (
            "answer = lambda diffusion, x, t, seen: diffusion.noised(diffusion.original(x, t, seen), t, seen)",
            "answer = lambda diffusion, x, t, seen: diffusion.previous(x, t, seen, [0.0, 0.0])",
            "answer = lambda diffusion, x, t, seen: diffusion.original(x, t, seen)",
            """
def answer(diffusion, x, t, seen):
    origin = diffusion.original(x, t, seen)
    return diffusion.noised(origin, max(t - 1, 1), seen)
""",
            "answer = lambda diffusion, x, t, seen: diffusion.stepped(x, t, [-e for e in seen])",
        ),
    ),
}
