"""What everyone computes: three tasks, whose data and first parameters are the same for all.

A rival makes a step of a task: each call trains on the next batch in turn, and gives the loss before.
"""

import random
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks import small_gpt, two_moons

Array = NDArray[np.float64]
Classes = NDArray[np.int64]
Layers = list[tuple[Array, Array]]  # weight [outputs, inputs] and bias [outputs] of each


@dataclass(frozen=True)
class Moons:
    """100 samples through 2-16-16-1 with relu: mean hinge loss + L2 of everything, gradient descent."""

    rate: float = two_moons.RATE
    penalty: float = two_moons.PENALTY

    def samples(self) -> tuple[Array, Array]:
        """Points [100, 2] and signs [100]."""
        return np.array(two_moons.INPUTS, float), np.array(two_moons.SIGNS, float)

    def layers(self) -> Layers:
        """The first parameters."""
        return [
            (np.array([w for w, _ in layer]), np.array([b for _, b in layer])) for layer in two_moons.network(float)
        ]


@dataclass(frozen=True)
class Documents:
    """The small GPT, a document a step: mean of −log p(next token), Adam with a rate that falls along a line.

    lengths   of the documents, which come in turn: predictions, one less than there are tokens
    """

    lengths: tuple[int, ...] = (5, 7, 9)
    rate: float = 0.01
    betas: tuple[float, float] = (0.85, 0.99)
    epsilon: float = 1e-8
    steps: int = 1000

    def documents(self) -> list[list[int]]:
        """Letters between two boundary tokens."""
        source, end = random.Random(1), small_gpt.BOUNDARY
        return [[end, *(source.randrange(end) for _ in range(n - 1)), end] for n in self.lengths]

    def parameters(self) -> Array:
        """All 4,192, in the order of `small_gpt.SHAPES`."""
        return np.array([p.data for p in small_gpt.SmallGPT().parameters()])

    def rate_of(self, step: int) -> float:
        """The learning rate of step 0, 1, 2, …"""
        return self.rate * max(0.0, 1.0 - step / self.steps)


@dataclass(frozen=True)
class Digits:
    """A classifier with relu on batches of images (of noise: nobody looks): mean cross entropy, gradient descent."""

    sizes: tuple[int, ...] = (784, 128, 64, 10)
    batch: int = 64
    rate: float = 0.1

    def batches(self) -> list[tuple[Array, Classes]]:
        """Two of images [batch, inputs] with classes [batch]."""
        source = np.random.default_rng(0)
        inputs, classes = self.sizes[0], self.sizes[-1]
        return [(source.random((self.batch, inputs)), source.integers(0, classes, self.batch)) for _ in range(2)]

    def layers(self) -> Layers:
        """The first parameters."""
        source = np.random.default_rng(1)
        return [
            (source.normal(0.0, before**-0.5, (after, before)), np.zeros(after))
            for before, after in pairwise(self.sizes)
        ]
