"""Where a row is measured: numbers of its domain of every kind, the same each time."""

import math
from collections.abc import Callable
from functools import partial
from itertools import islice, repeat
from math import isfinite
from random import Random

from autograd import operations as op
from autograd.operation import Operation

Point = tuple[float, ...]
LARGEST, NORMAL, SMALLEST = math.ldexp(1.0 - 2.0**-53, 1024), 2.0**-1022, 2.0**-1074
CORNERS = (0.0, SMALLEST, NORMAL, 1.0, math.nextafter(1.0, 0.0), math.nextafter(1.0, 2.0), 0.5, 1e154, LARGEST)


def points(row: Operation, count: int) -> list[Point]:
    """Points of a row, away from its kinks; a smaller count gives the first of them."""
    random = Random(row.name)
    draw = base_and_exponent if row is op.pow else point
    drawn = (draw(random, row.arity) for _ in repeat(None))
    return list(islice(filter(partial(measurable, row), drawn), count))


def measurable(row: Operation, point: Point) -> bool:
    """Whether a row is defined and smooth at a point."""
    inside = all(isfinite(x) and x in domain for x, domain in zip(point, row.domains))
    return inside and (row.kink is None or row.kink(*point) != 0.0)


def point(random: Random, arity: int) -> Point:
    """Independent numbers; or, half the time, the second a multiple of the first."""
    first, *others = [number(random) for _ in range(arity)]
    if others and random.random() < 0.5:
        others[0] *= first
    return first, *others


def base_and_exponent(random: Random, arity: int) -> Point:
    """A base and an exponent; half the time such that the power is neither too large nor too small for a float."""
    base, exponent = number(random), number(random)
    if base > 0.0 and base != 1.0 and random.random() < 0.5:
        exponent = 750.0 * (2.0 * random.random() - 1.0) / math.log(base)
    return base, exponent


def number(random: Random) -> float:
    """A number of one of these kinds, each as often, of either sign."""
    sign = -1.0 if random.random() < 0.5 else 1.0
    kind = KINDS[int(len(KINDS) * random.random())]
    return sign * kind(random)


def beside(random: Random) -> float:
    """A number close to one at which something happens: 0, ½, 1, or a multiple of π/2."""
    turns = int(math.exp2(12.0 * random.random()))
    middle = 0.5 * int(3.0 * random.random()) if random.random() < 0.5 else 0.5 * math.pi * turns
    return middle + (random.random() - 0.5) * math.exp2(-60.0 * random.random())


KINDS: tuple[Callable[[Random], float], ...] = (
    lambda random: random.random(),
    lambda random: 10.0 * random.random(),
    lambda random: 40.0 * random.random(),  # where a bell, and what is made of one, ends
    lambda random: 800.0 * random.random(),  # where powers of e end
    lambda random: math.exp2(2098.0 * random.random() - 1074.0),  # of any size
    lambda random: SMALLEST * int(math.exp2(53.0 * random.random())),  # subnormal
    lambda random: CORNERS[int(len(CORNERS) * random.random())],
    beside,
)
