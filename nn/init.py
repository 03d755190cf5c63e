"""Initialisers, which draw the weights that a network starts from.

An initialiser is a function that draws one weight: `initializer(random, inputs, outputs)`, given a generator of random
numbers and the numbers of inputs and outputs of the layer. With the right spread, signals keep their size from layer
to layer: going forward (He), or in both directions (Xavier).

>>> from random import Random
>>> from nn import init
>>> abs(init.xavier_uniform(Random(0), 3, 3)) <= 1.0
True
"""

import random as shared
from collections.abc import Callable
from functools import partial
from math import sqrt
from random import Random
from typing import cast

from nn.validation import generator

Initialiser = Callable[[Random, int, int], float]

# The module `random` stands for the generator behind its functions, which `random.seed(1337)` seeds.
SHARED = cast(Random, shared)


def uniform(random: Random, inputs: int, outputs: int) -> float:
    """Draw uniformly from [−1, 1], as in Karpathy's lectures; this suits small layers."""
    return random.uniform(-1.0, 1.0)


def xavier_uniform(random: Random, inputs: int, outputs: int) -> float:
    """Draw uniformly, variance 2 / (inputs + outputs), for tanh and sigmoid (Glorot and Bengio, 2010, formula 16)."""
    limit = sqrt(6.0 / (inputs + outputs))
    return random.uniform(-limit, limit)


def xavier_normal(random: Random, inputs: int, outputs: int) -> float:
    """Draw normally, variance 2 / (inputs + outputs), for tanh and sigmoid (Glorot and Bengio, 2010, formula 12)."""
    return random.gauss(0.0, sqrt(2.0 / (inputs + outputs)))


def he_uniform(random: Random, inputs: int, outputs: int) -> float:
    """Draw uniformly with variance 2 / inputs, for relu (He, Zhang, Ren and Sun, 2015, formula 10)."""
    limit = sqrt(6.0 / inputs)
    return random.uniform(-limit, limit)


def he_normal(random: Random, inputs: int, outputs: int) -> float:
    """Draw normally with variance 2 / inputs, for relu (He, Zhang, Ren and Sun, 2015, formula 10)."""
    return random.gauss(0.0, sqrt(2.0 / inputs))


def zeros(random: Random, inputs: int, outputs: int) -> float:
    """Return 0: all neurons of a layer then stay the same for ever, which is worth seeing once."""
    return 0.0


INITIALIZERS: dict[str, Initialiser] = {
    rule.__name__: rule for rule in (uniform, xavier_uniform, xavier_normal, he_uniform, he_normal, zeros)
}


def initializer_named(initializer: str | Initialiser) -> Initialiser:
    """Return the initialiser of this name, or the function that was given; raise a ValueError for an unknown name."""
    if callable(initializer):
        return initializer
    if not isinstance(initializer, str) or initializer not in INITIALIZERS:
        raise ValueError(
            f"no initialiser is called {initializer!r}; known are {', '.join(INITIALIZERS)}, or give a function"
        )
    return INITIALIZERS[initializer]


def drawing(initializer: str | Initialiser, random: Random) -> Callable[[int, int], float]:
    """Return a function that draws a weight, given the numbers of inputs and outputs; raise an error as it is made."""
    return partial(initializer_named(initializer), generator(random))
