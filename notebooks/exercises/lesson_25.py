"""Adversarial examples: the push, how small it can be for a sum, and back to what is allowed."""

from random import Random
from typing import Any

from exercises.answers import called, close, drawn, function_of, number_of, numbers_of
from exercises.exercise import Exercise


def wrong_push(answer: Any) -> str:
    """25.1: return what is wrong with an image that is pushed along its gradient."""
    push = function_of(answer)
    for image, gradient, size in IMAGES:
        given = called(push, list(image), list(gradient), size)
        found = numbers_of(given, (len(image),), f"the image of {len(image)} pixels")
        for pixel, slope, became in zip(image, gradient, found):
            pushed = pixel + size * ((slope > 0) - (slope < 0))
            right = min(max(pushed, 0.0), 1.0)
            if not close(became, right):
                return (
                    f"{rule(slope, pushed)}; but a pixel of {pixel:g} with a derivative of {slope:g} and a size of "
                    f"{size} became {became:.4g}"
                )
    return ""


IMAGES = (
    ([0.5, 0.5, 0.5, 0.95, 0.05], [0.2, -3.0, 0.0, 1.0, -1.0], 0.125),
    ([0.1, 0.7, 0.6, 0.25, 1.0, 0.0], [-1e-9, 1e-9, 40.0, 0.0, 2.0, -0.3], 0.05),
    ([abs(x) for x in drawn(Random(25), 10, 0.99)], drawn(Random(26), 10), 0.3),
)


def rule(slope: float, pushed: float) -> str:
    """Return the rule for a pixel with this derivative that is pushed to this number."""
    if pushed > 1.0:
        return "a pixel cannot be blacker than ink, 1"
    if pushed < 0.0:
        return "a pixel cannot be whiter than paper, 0"
    if slope == 0.0:
        return "a pixel that does not matter, its derivative being 0, stays"
    if slope > 0.0:
        return "a pixel whose derivative is positive goes up by the size, however small the derivative"
    return "a pixel whose derivative is negative goes down by the size, however large the derivative"


def wrong_distance(answer: Any) -> str:
    """25.2: return what is wrong with the smallest push that takes a sum to 0."""
    smallest, random = function_of(answer), Random(25)
    for n in (1, 2, 5, 12):
        w, x, b = drawn(random, n), drawn(random, n), random.uniform(-2, 2)
        score = b + sum(a * c for a, c in zip(w, x))
        size = number_of(called(smallest, list(w), b, list(x)), "the size of a push")
        if size <= 0:
            return f"a size is a positive number, but for w = {w}, b = {b} and x = {x} you say {size!r}"
        if close(size, abs(score) / sum(map(abs, w))):
            continue
        down = -1 if score > 0 else 1
        # the best that a push of this size can do
        left = b + sum(a * (c + down * size * (1 if a > 0 else -1)) for a, c in zip(w, x))
        stays = "does not reach the border" if left * score > 0 else "goes beyond the border"
        return f"a push of your size {stays}: the sum was {score:.3f}, and becomes {left:.3f} with n = {n} pixels"
    return ""


def wrong_return(answer: Any) -> str:
    """25.3: return what is wrong with pixels that are brought back to what is allowed."""
    back = function_of(answer)
    for now, before, size in (
        *(([x], [was], size) for x, was, size in SINGLE),
        *(([x for x, _, _ in SINGLE], [was for _, was, _ in SINGLE], size) for size in (0.1, 0.25)),
        (drawn(Random(25), 10, 1.3), [abs(x) for x in drawn(Random(26), 10, 0.99)], 0.15),
    ):
        n = len(now)
        words = "one pixel" if n == 1 else f"{n} pixels"
        found = numbers_of(called(back, list(now), list(before), size), (n,), f"an image of {words}")
        for x, was, brought in zip(now, before, found):
            if not close(brought, min(max(x, was - size, 0.0), was + size, 1.0)):
                return (
                    f"a pixel was {was} and is {x} now, the size is {size}: you bring it to {brought:.4g}; "
                    "which is nearest?"
                )
    return ""


SINGLE = (  # now, before, size
    (0.5, 0.5, 0.1),
    (0.55, 0.5, 0.1),
    (0.75, 0.5, 0.1),
    (0.25, 0.5, 0.1),
    (1.2, 0.95, 0.1),
    (-0.2, 0.05, 0.1),
    (1.02, 0.95, 0.3),
)


EXERCISES = {
    1: Exercise(
        wrong_push,
        "def answer(image, gradient, size):\n"
        "    signs = [(slope > 0) - (slope < 0) for slope in gradient]\n"
        "    return [min(max(x + size * sign, 0.0), 1.0) for x, sign in zip(image, signs)]",
        (
            "answer = lambda image, gradient, size: [x + size * s for x, s in zip(image, gradient)]",
            "answer = lambda image, gradient, size: [x - size * ((s > 0) - (s < 0)) for x, s in zip(image, gradient)]",
            "answer = lambda image, gradient, size: [x + size * (1 if s > 0 else -1) for x, s in zip(image, gradient)]",
            "answer = lambda image, gradient, size: [x + size * ((s > 0) - (s < 0)) for x, s in zip(image, gradient)]",
            "answer = 0.1",
        ),
        (
            """
import numpy as np

def answer(image, gradient, size):
    return np.clip(image + size * np.sign(gradient), 0, 1)
""",
            """
from math import copysign

def answer(image, gradient, size):
    moves = [copysign(size, slope) if slope else 0 for slope in gradient]
    return tuple(max(0, min(1, x + move)) for x, move in zip(image, moves))
""",
        ),
    ),
    2: Exercise(
        wrong_distance,
        "def answer(w, b, x):\n"
        "    score = b + sum(wi * xi for wi, xi in zip(w, x))\n"
        "    return abs(score) / sum(abs(wi) for wi in w)",
        (
            "answer = lambda w, b, x: abs(b + sum(p * q for p, q in zip(w, x)))",
            "answer = lambda w, b, x: abs(b + sum(p * q for p, q in zip(w, x))) / sum(p * p for p in w) ** 0.5",
            "answer = lambda w, b, x: (b + sum(p * q for p, q in zip(w, x))) / sum(w)",
            "answer = lambda w, b, x: abs(sum(p * q for p, q in zip(w, x))) / sum(map(abs, w))",
        ),
        (
            "import numpy as np\nanswer = lambda w, b, x: abs(b + np.dot(w, x)) / np.abs(w).sum()",
            """
def answer(w, b, x):
    score = sum((p * q for p, q in zip(w, x)), b)
    return max(score, -score) * sum(max(p, -p) for p in w) ** -1
""",
        ),
    ),
    3: Exercise(
        wrong_return,
        "def answer(now, before, size):\n"
        "    near = [min(max(x, was - size), was + size) for x, was in zip(now, before)]\n"
        "    return [min(max(x, 0.0), 1.0) for x in near]",
        (
            "answer = lambda now, before, size: [min(max(x, w - size), w + size) for x, w in zip(now, before)]",
            "answer = lambda now, before, size: [min(max(x, 0.0), 1.0) for x in now]",
            "answer = lambda now, before, size: list(before)",
            "answer = lambda now, before, size: [x if abs(x - w) <= size else w for x, w in zip(now, before)]",
        ),
        (
            """
import numpy as np

def answer(now, before, size):
    before = np.array(before)
    return np.clip(now, np.maximum(before - size, 0), np.minimum(before + size, 1))
""",
            """
def answer(now, before, size):
    return tuple(sorted((x, max(was - size, 0), min(was + size, 1)))[1] for x, was in zip(now, before))
""",
        ),
    ),
}
