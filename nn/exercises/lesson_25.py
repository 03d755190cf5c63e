"""Adversarial examples: the push, how small it can be for a sum, and the way back to what is allowed."""

from collections.abc import Callable, Sequence
from math import inf
from random import Random

from nn.exercises.exercise import Exercise

Numbers = Sequence[float]


def wrong_push(pushed: Callable[[Numbers, Numbers, float], Numbers]) -> str:
    """What is off in an image that is pushed along its slopes."""
    image, slopes, size = [0.5, 0.5, 0.5, 0.95, 0.05], [0.2, -3.0, 0.0, 1.0, -1.0], 0.125
    wanted = {
        "a pixel whose slope is positive goes up by the size, however small the slope": 0.625,
        "a pixel whose slope is negative goes down by the size, however large the slope": 0.375,
        "a pixel that does not matter, its slope being 0, stays": 0.5,
        "a pixel cannot be blacker than ink, 1": 1.0,
        "a pixel cannot be whiter than paper, 0": 0.0,
    }
    found = list(pushed(image, slopes, size))
    if len(found) != len(image):
        return f"{len(image)} pixels went in, and {len(found)} came out"
    for i, (rule, right) in enumerate(wanted.items()):
        if abs(found[i] - right) > 1e-9:
            return (
                f"{rule}; but a pixel of {image[i]} with a slope of {slopes[i]} and a size of {size} became {found[i]}"
            )
    return ""


def wrong_distance(smallest: Callable[[Numbers, float, Numbers], float]) -> str:
    """What is off in the smallest push that takes a sum to 0."""
    random = Random(25)
    for n in (1, 2, 5):
        w, x, b = [random.uniform(-1, 1) for _ in range(n)], [random.random() for _ in range(n)], random.uniform(-1, 1)
        score = b + sum(a * c for a, c in zip(w, x))
        size, down = smallest(w, b, x), -1 if score > 0 else 1
        if not 0 < size < inf:
            return f"a size is a positive number, but for w = {w}, b = {b} and x = {x} you say {size!r}"
        # the best that a push of this size can do
        left = b + sum(a * (c + down * size * (1 if a > 0 else -1)) for a, c in zip(w, x))
        if abs(left) > 1e-9:
            stays = "does not reach the border" if left * score > 0 else "goes beyond the border"
            return f"a push of your size {stays}: the sum was {score:.3f}, and becomes {left:.3f} with n = {n} pixels"
    return ""


def wrong_return(back: Callable[[Numbers, Numbers, float], Numbers]) -> str:
    """What is off in pixels that are brought back to what is allowed."""
    cases = [  # now, before, size, allowed
        (0.5, 0.5, 0.1, 0.5),
        (0.55, 0.5, 0.1, 0.55),
        (0.75, 0.5, 0.1, 0.6),
        (0.25, 0.5, 0.1, 0.4),
        (1.2, 0.95, 0.1, 1.0),
        (-0.2, 0.05, 0.1, 0.0),
        (1.02, 0.95, 0.3, 1.0),
    ]
    for now, before, size, allowed in cases:
        found = list(back([now], [before], size))
        if len(found) != 1 or abs(found[0] - allowed) > 1e-9:
            return (
                f"a pixel was {before} and is {now} now, the size is {size}: you bring it to {found}; which is nearest?"
            )
    if len(back([0.1, 0.2, 0.3], [0.1, 0.2, 0.3], 0.5)) != 3:
        return "three pixels went in, and not three came out"
    return ""


EXERCISES = {
    1: Exercise(
        wrong_push,
        "def answer(image, slopes, size):\n"
        "    signs = [(slope > 0) - (slope < 0) for slope in slopes]\n"
        "    return [min(max(x + size * sign, 0.0), 1.0) for x, sign in zip(image, signs)]",
        (
            "answer = lambda image, slopes, size: [x + size * s for x, s in zip(image, slopes)]",
            "answer = lambda image, slopes, size: [x - size * ((s > 0) - (s < 0)) for x, s in zip(image, slopes)]",
            "answer = lambda image, slopes, size: [x + size * (1 if s > 0 else -1) for x, s in zip(image, slopes)]",
            "answer = lambda image, slopes, size: [x + size * ((s > 0) - (s < 0)) for x, s in zip(image, slopes)]",
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
    ),
}
