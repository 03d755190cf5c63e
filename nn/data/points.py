"""Points in the plane, made from a formula.

They are pure Python and come from a `random.Random` of your own; without one, from `Random(0)`, so that the same call
always gives the same points.
"""

import math
from random import Random
from typing import Any

from nn.data.dataset import Dataset
from nn.validation import generator_or_first, require_whole


def two_moons(samples: int = 100, noise: float = 0.1, random: Random | None = None) -> Dataset:
    """Return two half circles that reach into each other: class 0 arches up, class 1 hangs down.

    samples   how many points there are, one half of them in each class
    noise     the standard deviation of the normal noise on both coordinates
    random    the generator of the noise; without it, `Random(0)`

    >>> from nn import two_moons
    >>> two_moons(100)
    <data set: 100 samples of 2 inputs>
    """

    def point(label: int, along: float) -> tuple[float, float]:
        x, y = math.cos(math.pi * along), math.sin(math.pi * along)
        return (1.0 - x, 0.5 - y) if label else (x, y)

    return scattered(samples, 2, point, noise, random)


def circles(samples: int = 100, noise: float = 0.05, inner: float = 0.5, random: Random | None = None) -> Dataset:
    """Return a circle of radius 1 (class 0) around a smaller one (class 1).

    inner   the radius of the smaller circle
    samples, noise, random   as for `two_moons`

    >>> from nn import circles
    >>> circles(4, noise=0.0, inner=0.5).inputs[:2]
    [[1.0, 0.0], [0.5, 0.0]]
    """

    def point(label: int, along: float) -> tuple[float, float]:
        radius = inner if label else 1.0
        return radius * math.cos(2 * math.pi * along), radius * math.sin(2 * math.pi * along)

    return scattered(samples, 2, point, noise, random)


def spirals(
    samples: int = 150, classes: int = 3, noise: float = 0.03, turns: float = 0.75, random: Random | None = None
) -> Dataset:
    """Return one arm for each class, all winding from the centre out to radius 1.

    samples   how many points there are
    classes   how many arms; a ValueError says if there are fewer samples than classes
    noise     the standard deviation of the normal noise on both coordinates
    turns     how often an arm winds around the centre
    random    the generator of the noise; without it, `Random(0)`

    >>> from nn import spirals
    >>> sorted(set(spirals(150, classes=3).targets))
    [0, 1, 2]
    """

    def point(label: int, along: float) -> tuple[float, float]:
        angle = 2 * math.pi * (turns * along + label / classes)
        return along * math.cos(angle), along * math.sin(angle)

    return scattered(samples, classes, point, noise, random)


def blobs(samples: int = 100, classes: int = 3, spread: float = 0.3, random: Random | None = None) -> Dataset:
    """Return round clouds, whose centres lie evenly on the unit circle.

    samples   how many points there are
    classes   how many clouds; a ValueError says if there are fewer samples than classes
    spread    the standard deviation of each cloud
    random    the generator of the points; without it, `Random(0)`

    >>> from nn import blobs
    >>> blobs(3, classes=3).targets
    [0, 1, 2]
    """

    def point(label: int, along: float) -> tuple[float, float]:
        angle = 2 * math.pi * label / classes
        return math.cos(angle), math.sin(angle)

    return scattered(samples, classes, point, spread, random)


def xor(samples: int = 4, noise: float = 0.0, random: Random | None = None) -> Dataset:
    """Return corners of the unit square: class 1 if exactly one coordinate is 1. Four samples are the truth table.

    samples   how many points there are, at the four corners in turn
    noise     the standard deviation of the normal noise on both coordinates
    random    the generator of the noise; without it, `Random(0)`

    >>> from nn import xor
    >>> list(xor())
    [([0.0, 0.0], 0), ([0.0, 1.0], 1), ([1.0, 0.0], 1), ([1.0, 1.0], 0)]
    """
    corners = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]
    random = generator_or_first(random)
    chosen = [corners[i % 4] for i in range(require_samples(samples, 1))]
    inputs = [[x + random.gauss(0.0, noise), y + random.gauss(0.0, noise)] for x, y in chosen]
    return Dataset(inputs, [int(x != y) for x, y in chosen])


def scattered(samples: int, classes: int, point: Any, noise: float, random: Random | None) -> Dataset:
    """Return points of the classes in turn, each class evenly along a curve, with normal noise on both coordinates.

    samples, classes   how many there are
    point              point(label, along) is a point on the curve of a class, for `along` from 0 to 1
    noise, random      as for `two_moons`
    """
    random = generator_or_first(random)
    inputs, targets = [], []
    for i in range(require_samples(samples, classes)):
        label, rank = i % classes, i // classes
        last = (samples - 1 - label) // classes  # the rank of this class's last sample
        x, y = point(label, rank / last if last else 0.0)
        inputs.append([x + random.gauss(0.0, noise), y + random.gauss(0.0, noise)])
        targets.append(label)
    return Dataset(inputs, targets)


def require_samples(samples: int, classes: int) -> int:
    """Return the number of samples; raise an error unless there is at least one for each class."""
    samples = require_whole("samples", samples, "ask for a whole number of points")
    if classes < 1 or samples < classes:
        raise ValueError(f"{samples} samples cannot hold {classes} classes; ask for at least one sample of each class")
    return samples
