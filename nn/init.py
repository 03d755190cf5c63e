"""Where weights start: each rule draws one weight, given how many inputs and outputs its layer has.

With the right spread, signals keep their size from layer to layer, forward (He) or in both directions (Xavier).
"""

import random as shared
from collections.abc import Callable
from math import sqrt
from random import Random
from typing import cast

Initialiser = Callable[[Random, int, int], float]

# The generator behind the functions of `random`: what `random.seed(1337)` seeds, as in the lectures.
SHARED = cast(Random, shared)


def uniform(random: Random, inputs: int, outputs: int) -> float:
    """Uniform on [−1, 1], as in the lectures: good for small layers."""
    return random.uniform(-1.0, 1.0)


def xavier_uniform(random: Random, inputs: int, outputs: int) -> float:
    """Uniform of variance 2 / (inputs + outputs), for tanh and sigmoid (Glorot and Bengio, 2010, formula 16)."""
    limit = sqrt(6.0 / (inputs + outputs))
    return random.uniform(-limit, limit)


def xavier_normal(random: Random, inputs: int, outputs: int) -> float:
    """Normal of variance 2 / (inputs + outputs), for tanh and sigmoid (Glorot and Bengio, 2010, formula 12)."""
    return random.gauss(0.0, sqrt(2.0 / (inputs + outputs)))


def he_uniform(random: Random, inputs: int, outputs: int) -> float:
    """Uniform of variance 2 / inputs, for relu (He, Zhang, Ren and Sun, 2015, formula 10)."""
    limit = sqrt(6.0 / inputs)
    return random.uniform(-limit, limit)


def he_normal(random: Random, inputs: int, outputs: int) -> float:
    """Normal of variance 2 / inputs, for relu (He, Zhang, Ren and Sun, 2015, formula 10)."""
    return random.gauss(0.0, sqrt(2.0 / inputs))


def zeros(random: Random, inputs: int, outputs: int) -> float:
    """Always 0: then all neurons of a layer stay the same for ever, which is worth seeing once."""
    return 0.0


INITIALISERS: dict[str, Initialiser] = {
    rule.__name__: rule for rule in (uniform, xavier_uniform, xavier_normal, he_uniform, he_normal, zeros)
}


def initialiser_named(initialiser: str | Initialiser) -> Initialiser:
    """The rule of this name, or the function given."""
    if callable(initialiser):
        return initialiser
    if not isinstance(initialiser, str) or initialiser not in INITIALISERS:
        raise ValueError(
            f"no initialiser is called {initialiser!r}; known are {', '.join(INITIALISERS)}, or give a function"
        )
    return INITIALISERS[initialiser]
