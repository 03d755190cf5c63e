"""Diffusion: how fast noise takes over, the noise that needs no training, and a way back without chance."""

from collections.abc import Sequence
from functools import partial
from math import sqrt
from random import Random
from typing import Any

from exercises.answers import all_close, called, few_digits, function_of, numbers_of, whole_of
from exercises.exercise import Exercise
from nn.models.diffusion import Diffusion, cosine_betas

written = partial(few_digits, digits=".3f")

Point = Sequence[float]


def miscounted(answer: Any) -> str:
    """21.1: return what is wrong with the number of steps until noise makes up half of the variance."""
    half = function_of(answer)
    for beta in (0.5, 0.1, 0.03, 0.8, 0.05, 0.007, 0.23):
        steps = whole_of(called(half, beta, what="half"), f"half({beta})")
        if steps < 1:
            return f"for beta = {beta} you say {steps}, but steps are counted: 1, 2, 3, …"
        before, after = (1.0 - beta) ** (steps - 1), (1.0 - beta) ** steps
        if after > 0.5:
            return f"for beta = {beta} you say {steps}, but after these {after:.0%} of the variance are still signal"
        if before <= 0.5:
            return f"for beta = {beta} you say {steps}, but noise makes up half of the variance earlier than that"
    return ""


def unseen(answer: Any) -> str:
    """21.2: return what is wrong with the noise of a point that can have come from one point only."""
    noise_in, random = function_of(answer), Random(21)
    for alpha_bar, inputs in ((0.75, 2), (0.1, 2), (0.99, 3)):
        place, noise = ([random.gauss() for _ in range(inputs)] for _ in range(2))
        x = [sqrt(alpha_bar) * p + sqrt(1.0 - alpha_bar) * e for p, e in zip(place, noise)]
        given = called(noise_in, list(x), alpha_bar, list(place), what="noise_in")
        found = numbers_of(given, (inputs,), "the noise in a point")
        if not all_close(found, noise):
            again = [sqrt(alpha_bar) * p + sqrt(1.0 - alpha_bar) * e for p, e in zip(place, found)]
            return (
                f"with ᾱ = {alpha_bar}, put {written(place)} into the noise that you found, and out comes "
                f"{written(again)}; but x is {written(x)}"
            )
    return ""


def lost(answer: Any) -> str:
    """21.3: return what is wrong with a step back without fresh noise."""
    back, random = function_of(answer), Random(22)
    for betas, t in (*((cosine_betas(12), t) for t in (12, 7, 2, 1)), ([0.1, 0.2, 0.3, 0.15], 3), ([0.4], 1)):
        diffusion = Diffusion(list(betas))
        origin, seen = ([random.gauss(0.0, 2.0) for _ in range(3 if len(betas) == 4 else 2)] for _ in range(2))
        x = diffusion.noised(origin, t, seen)
        given = called(back, Diffusion(list(betas)), list(x), t, list(seen), what="back")
        found = numbers_of(given, (len(x),), "the point after a step back")
        if all_close(found, diffusion.noised(origin, t - 1, seen) if t > 1 else origin):
            continue
        if all_close(found, x):
            return f"at t = {t} you stay where you were: from the origin, go less far into the noise than before"
        if t == 1:
            return "at t = 1 you do not arrive at the origin: after no step there is no noise left"
        return (
            f"at t = {t}, with a point that came from {written(origin)} by the noise {written(seen)}, you land on "
            f"{written(found)}: mix the two as they are mixed after {t - 1} steps"
        )
    return ""


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
            "answer = 7",
        ),
        (
            "from math import ceil, log\nanswer = lambda beta: ceil(log(0.5) / log(1 - beta))",
            "import numpy as np\nanswer = lambda beta: np.ceil(np.log(0.5) / np.log(1 - beta))",
            """
from nn import Diffusion

def answer(beta):
    return next(t for t, kept in enumerate(Diffusion([beta] * 100).alpha_bars) if kept <= 0.5)
""",
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
        (
            """
import numpy as np

def answer(x, alpha_bar, place):
    return (np.array(x) - np.sqrt(alpha_bar) * np.array(place)) / np.sqrt(1 - alpha_bar)
""",
            """
def answer(x, alpha_bar, place):
    share = alpha_bar / (1 - alpha_bar)
    return tuple(a * (1 - alpha_bar) ** -0.5 - p * share ** 0.5 for a, p in zip(x, place))
""",
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
            "answer = lambda diffusion, x, t, seen: diffusion.noised(diffusion.original(x, t, seen), t - 1, seen)",
        ),
        (
            """
def answer(diffusion, x, t, seen):
    now, less = diffusion.alpha_bars[t], diffusion.alpha_bars[t - 1]
    origin = [(a - (1 - now) ** 0.5 * e) / now**0.5 for a, e in zip(x, seen)]
    return [less**0.5 * o + (1 - less) ** 0.5 * e for o, e in zip(origin, seen)]
""",
            """
import numpy as np

def answer(diffusion, x, t, seen):
    x, seen, (less, now) = np.array(x), np.array(seen), diffusion.alpha_bars[t - 1 : t + 1]
    return np.sqrt(less / now) * (x - np.sqrt(1 - now) * seen) + np.sqrt(1 - less) * seen
""",
        ),
    ),
}
