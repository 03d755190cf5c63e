"""Points in the plane, made from a formula.

They are pure Python and come from a `random.Random` of your own; without one, from `Random(0)`, so that
the same call always gives the same points.
"""

import math
from random import Random
from typing import Any

from nn.data.dataset import Dataset
from nn.validation import generator_or_first, require_whole


def two_moons(samples: int = 100, noise: float = 0.1, random: Random | None = None) -> Dataset:
    """Two half circles, each reaching into the other: class 0 arches up, class 1 hangs down."""

    def point(label: int, along: float) -> tuple[float, float]:
        x, y = math.cos(math.pi * along), math.sin(math.pi * along)
        return (1.0 - x, 0.5 - y) if label else (x, y)

    return scattered(samples, 2, point, noise, random)


def circles(samples: int = 100, noise: float = 0.05, inner: float = 0.5, random: Random | None = None) -> Dataset:
    """A circle of radius 1 (class 0) around one of radius `inner` (class 1)."""

    def point(label: int, along: float) -> tuple[float, float]:
        radius = inner if label else 1.0
        return radius * math.cos(2 * math.pi * along), radius * math.sin(2 * math.pi * along)

    return scattered(samples, 2, point, noise, random)


def spirals(
    samples: int = 150, classes: int = 3, noise: float = 0.03, turns: float = 0.75, random: Random | None = None
) -> Dataset:
    """One arm for each class, all winding out from the middle to radius 1."""

    def point(label: int, along: float) -> tuple[float, float]:
        angle = 2 * math.pi * (turns * along + label / classes)
        return along * math.cos(angle), along * math.sin(angle)

    return scattered(samples, classes, point, noise, random)


def blobs(samples: int = 100, classes: int = 3, spread: float = 0.3, random: Random | None = None) -> Dataset:
    """Round clouds, their centres evenly on the unit circle."""

    def point(label: int, along: float) -> tuple[float, float]:
        angle = 2 * math.pi * label / classes
        return math.cos(angle), math.sin(angle)

    return scattered(samples, classes, point, spread, random)


def xor(samples: int = 4, noise: float = 0.0, random: Random | None = None) -> Dataset:
    """The corners of the unit square; class 1 where exactly one coordinate is 1. Four samples are the truth table."""
    corners = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]
    random = generator_or_first(random)
    chosen = [corners[i % 4] for i in range(checked_count(samples, 1))]
    inputs = [[x + random.gauss(0.0, noise), y + random.gauss(0.0, noise)] for x, y in chosen]
    return Dataset(inputs, [int(x != y) for x, y in chosen])


def scattered(samples: int, classes: int, point: Any, noise: float, random: Random | None) -> Dataset:
    """The classes in turn, each evenly along its own curve point(label, 0 … 1), with Gaussian noise on both axes."""
    random = generator_or_first(random)
    inputs, targets = [], []
    for i in range(checked_count(samples, classes)):
        label, rank = i % classes, i // classes
        last = (samples - 1 - label) // classes  # the rank of this class's last sample
        x, y = point(label, rank / last if last else 0.0)
        inputs.append([x + random.gauss(0.0, noise), y + random.gauss(0.0, noise)])
        targets.append(label)
    return Dataset(inputs, targets)


def checked_count(samples: int, classes: int) -> int:
    """The number of samples, if there is at least one for each class."""
    samples = require_whole("samples", samples, "ask for a whole number of points")
    if classes < 1 or samples < classes:
        raise ValueError(f"{samples} samples cannot hold {classes} classes; ask for at least one sample of each class")
    return samples
