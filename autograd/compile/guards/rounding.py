"""How far rounding can move what a recorded graph gives: a program may differ from it as far, having added in another
order.

A gradient is the sum of what flows back over all paths, and rounding is small beside the sum of their absolute values.
Where that does not explain a difference, the graph is shaken: each step is rounded at random, forward and backward.
A number that moves as far is ill-conditioned, and the difference says nothing about the program.
Source of the shaking: Vignes, "A stochastic arithmetic for reliable scientific computation", 1993.
"""

from collections.abc import Callable, Sequence
from itertools import chain
from math import inf, isfinite, ulp
from random import Random

import numpy as np

from autograd.compile.for_each import Entry, ForEach
from autograd.compile.graph import Booleans, Floats
from autograd.number import sum_in_order
from autograd.value import Value, data_of

CLOSE = 1e-12  # relative to the sum of the absolute values
SHAKES = 5
FARTHEST = 100.0  # times as far as shaking moves a number: long sums, and functions of other libraries, round more


class Recording:
    """A recorded graph, nodes in their order, between variables and outputs."""

    def __init__(
        self,
        outputs: Sequence[Value],
        variables: Sequence[Value],
        order: Sequence[Value],
        magnitudes: Callable[[], list[float]],
        coarse: float,
    ) -> None:
        self.outputs, self.variables, self.order, self.magnitudes = outputs, variables, order, magnitudes
        self.coarse = coarse  # how much coarser than eager the program rounds
        self.close = CLOSE * coarse
        self.whole = not any(isinstance(node.operation, Entry | ForEach) for node in order)

    def unexplained(self, what: str, found: Floats, expected: Floats) -> Booleans:
        """Which results, or gradients, differ by more than rounding does."""
        same = (found == expected) | (np.isnan(found) & np.isnan(expected))  # inf too, which an argument may be
        gap = np.abs(np.subtract(found, expected, out=np.zeros(len(found)), where=~same))
        far: Booleans = ~(same | (gap <= self.close * np.abs(expected)))
        if not far.any():
            return far
        if not self.whole:  # the function for each sample has been compared by itself
            far &= ~(gap <= 1e3 * self.close * np.abs(expected).max())
            return far
        if what == "gradient":
            far &= ~(gap <= self.close * np.array(self.magnitudes()))
        if far.any():
            far &= ~(gap <= FARTHEST * self.coarse * self.spread(what, expected))
        return far

    def spread(self, what: str, expected: Floats) -> Floats:
        """How far shaking moves each number; infinitely far where it leaves a domain."""
        moved = np.zeros(len(expected))
        for seed in range(SHAKES):
            try:
                results, gradients = self.passes(Random(seed))
            except (ArithmeticError, ValueError):
                return np.full(len(expected), inf)
            with np.errstate(invalid="ignore"):  # inf − inf does not count as movement
                moved = np.fmax(moved, np.abs((results if what == "result" else gradients) - expected))
        return moved

    def passes(self, generator: Random) -> tuple[Floats, Floats]:
        """Results and gradients, shaken by the generator."""
        made_from = chain.from_iterable(node.inputs for node in self.order)
        numbers = {node: data_of(node) for node in (*made_from, *self.outputs, *self.variables)}
        slopes: dict[Value, tuple[float, ...]] = {}
        ends = {x for x in self.variables if x.operation is not None}
        for node in self.order:
            if node.operation is not None and node not in ends:
                point = [numbers[x] for x in node.inputs]
                y = node.operation.compute(*point)
                parts = [slope * x for slope, x in zip(node.operation.slopes(*point, y), point)]
                numbers[node] = shaken(generator, y, y, *parts)
                slopes[node] = node.operation.slopes(*point, numbers[node])  # 1 − y² near 1 feels the last digit of y
        flows = dict.fromkeys(numbers, 0.0)
        for node in self.outputs:
            flows[node] += 1.0
        for node in reversed(self.order):
            for x, slope in zip(node.inputs, slopes.get(node, ())):
                part = slope * flows[node]
                flows[x] += shaken(generator, part, part)
        return np.array([numbers[node] for node in self.outputs]), np.array([flows[x] for x in self.variables])


def shaken(generator: Random, y: float, *parts: float) -> float:
    """A number with an error in the last digit of what it was made from."""
    size = sum_in_order(map(abs, parts))
    if not isfinite(size):
        return y
    if size < 2.0**53 and all(part % 1.0 == 0.0 for part in parts):
        return y  # whole numbers are exact in any order
    return y + generator.choice((-2.0, -1.0, 1.0, 2.0)) * ulp(size)
