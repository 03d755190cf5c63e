"""How far numbers lie from the exact ones, in units in the last place (ulp)."""

import math
from collections.abc import Sequence
from math import inf, isinf, isnan
from typing import Any

from autograd.operation import Operation, letter
from benchmarks.accuracy.exact import exactly, mp
from benchmarks.accuracy.exemptions import exempt
from benchmarks.accuracy.points import LARGEST, NORMAL, Point, points

Worst = tuple[float, Sequence[float]]  # the largest error, and the inputs at which it was found
NOTHING: Worst = (0.0, ())


def ulps(found: float, exact: Any) -> float:
    """The error of a number, in units in the last place of the exact result, rounded to a float.

    That unit is 5e-324 where the result is subnormal. Where it is too large for a float, inf is right; inf instead
    of a number that is not too large counts as 2¹⁰²⁴, the power of two that comes next; nan is infinitely wrong.
    """
    if isnan(found):
        return inf
    rounded = float(exact)
    if found == rounded and isinf(found):
        return 0.0
    reached = mp.ldexp(math.copysign(1.0, found), 1024) if isinf(found) else mp.mpf(found)
    return float(abs(reached - exact) / math.ulp(min(abs(rounded), LARGEST)))


def exact_outputs(row: Operation, count: int) -> dict[Point, list[Any]]:
    """Points of a row, with the exact value and slopes where all of them are finite."""
    found = {point: exactly(row, point) for point in points(row, count)}
    return {point: exact for point, exact in found.items() if exact is not None}


def without_subnormal(exact: dict[Point, list[Any]]) -> dict[Point, list[Any]]:
    """Those points at which neither an input nor an exact result is subnormal, or next to it."""
    return {
        point: outputs
        for point, outputs in exact.items()
        if not any(0.0 < abs(float(x)) <= NORMAL for x in (*point, *outputs))
    }


def by_glassgrad(row: Operation, points: Sequence[Point]) -> list[list[float]]:
    """The value at each point, and the slope with respect to each input."""
    values = [row.compute(*point) for point in points]
    slopes = [row.slopes(*point, y) for point, y in zip(points, values)]
    return [values, *map(list, zip(*slopes))]


def worst(row: Operation, outputs: list[list[float]], exact: dict[Point, list[Any]]) -> dict[str, dict[str, Worst]]:
    """The largest error of y, ∂y/∂a, …: in each region that is exempt, and ("") outside of them."""
    names = ["y", *(f"∂y/∂{letter(place)}" for place in range(row.arity))]
    found: dict[str, dict[str, Worst]] = {name: {"": NOTHING} for name in names}
    for (point, wanted), *numbers in zip(exact.items(), *outputs, strict=True):
        for name, x, e in zip(names, numbers, wanted, strict=True):
            region = exempt(row, name, point)
            found[name][region] = max(found[name].get(region, NOTHING), (ulps(x, e), point))
    return found
