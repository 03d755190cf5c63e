"""A self-organising map: a grid of units that spreads over the data, so that neighbours come to hold similar data."""

from collections.abc import Callable, Iterator, Sequence
from heapq import nsmallest
from math import dist, exp, fsum
from random import Random
from typing import Any

from autograd.operation import count
from nn.init import SHARED
from nn.pairs import require_ordered
from nn.shapes import as_lists
from nn.validation import generator, generator_or_first, is_finite_number, require, require_steps

Unit = tuple[int, int]  # the position of a unit on the grid: its row and its column
Row = Sequence[float]  # one input


class SelfOrganisingMap:
    """A grid of units whose weights are points among the inputs: `weight[row][column]` has as many numbers as one.

    rows, columns   the size of the grid
    inputs          how many numbers an input has
    random          the generator that draws the weights, from 0 to 1; for inputs on another scale, set `weight`

    One step pulls the best matching unit towards an input x, and its neighbours on the grid the less the further they
    are:

        w ← w + rate · h · (x − w),   h = exp(−d² / 2 radius²),   d: the distance on the grid to the best matching unit

    The numbers are plain and this is not a `Module`, because there is no gradient: the rule is not the slope of any
    loss (Erwin, Obermayer and Schulten, "Self-organizing maps: ordering, convergence properties and energy
    functions", 1992). Only as long as the same unit wins is it the slope of Σ ½ h |x − w|², which jumps where another
    unit does.

    Source: Kohonen, "Self-organized formation of topologically correct feature maps", 1982.

    >>> from random import Random
    >>> from nn import SelfOrganisingMap
    >>> som = SelfOrganisingMap(1, 2, inputs=1, random=Random(0))
    >>> som.fit([[0.0], [1.0]], steps=100)
    >>> som.best_matching_unit([0.0]) != som.best_matching_unit([1.0])
    True
    """

    def __init__(self, rows: int, columns: int, inputs: int, *, random: Random = SHARED) -> None:
        for name, size in (("rows", rows), ("columns", columns), ("inputs", inputs)):
            require(size >= 1, f"SelfOrganisingMap: {name} = {size}, but a map needs at least one; give 1 or more")
        random = generator(random)
        self.rows, self.columns, self.inputs = rows, columns, inputs
        self.weight = [[[random.random() for _ in range(inputs)] for _ in range(columns)] for _ in range(rows)]

    def best_matching_unit(self, x: Row) -> Unit:
        """Return the unit whose weight is nearest to the input; of several, the first."""
        return self.nearest(x, 1)[0]

    def step(self, x: Row, rate: float, radius: float) -> Unit:
        """Pull the best matching unit and its neighbours towards an input, and return that unit."""
        require(0.0 < rate <= 1.0, f"SelfOrganisingMap: rate = {rate} is not a share; give one above 0, up to 1")
        require(
            radius > 0.0, f"SelfOrganisingMap: radius = {radius}; give one above 0, such as 0.5: hardly a neighbour"
        )
        x = self.checked_row(x)
        winner = self.best_matching_unit(x)
        for row, column in self.units():
            pull = rate * neighbourhood(winner, (row, column), radius)
            self.weight[row][column] = [w + pull * (xi - w) for w, xi in zip(self.weight[row][column], x)]
        return winner

    def fit(
        self,
        inputs: Sequence[Row],
        steps: int,
        *,
        rate: tuple[float, float] = (0.5, 0.02),
        radius: tuple[float, float] | None = None,
        random: Random | None = None,
        on_step: Callable[[int], object] | None = None,
    ) -> None:
        """Take steps towards inputs drawn at random, the first ones long and wide, the last ones short and narrow.

        inputs    [samples][inputs]
        steps     how many steps to take
        rate      of the first step and of the last one; in between it shrinks by the same factor at each step
        radius    likewise; without it, from half the longer side of the grid to 0.5
        random    draws the inputs; without it, `Random(0)`
        on_step   called after each step with its number, from 1 on
        """
        require_steps("SelfOrganisingMap", steps)
        radius = radius or (max(self.rows, self.columns, 2) / 2, 0.5)
        for name, (start, end) in (("rate", rate), ("radius", radius)):
            require(
                start > 0.0 and end > 0.0,
                f"SelfOrganisingMap: {name} = ({start}, {end}) does not shrink by a factor; give two numbers above 0",
            )
        rows, draw = self.checked_rows(inputs), generator_or_first(random).choice
        for i, (rate_now, radius_now) in enumerate(zip(decay(*rate, steps), decay(*radius, steps)), start=1):
            self.step(draw(rows), rate_now, radius_now)
            if on_step:
                on_step(i)

    def quantisation_error(self, inputs: Sequence[Row]) -> float:
        """Return the mean distance of an input from the weight of its best matching unit."""
        errors = [dist(x, self.at(self.best_matching_unit(x))) for x in self.checked_rows(inputs)]
        return fsum(errors) / len(errors)

    def topographic_error(self, inputs: Sequence[Row]) -> float:
        """Return the share of the inputs whose two best matching units do not touch, not even at a corner.

        Source: Kiviluoto, "Topology preservation in self-organizing maps", 1996.
        """
        require(self.rows * self.columns > 1, "SelfOrganisingMap: a map of one unit has no second best; give it more")
        pairs = [self.nearest(x, 2) for x in self.checked_rows(inputs)]
        return sum(not are_adjacent(*pair) for pair in pairs) / len(pairs)

    def unit_distances(self) -> list[list[float]]:
        """Return the mean distance of each unit's weight from those of its neighbours: the U-matrix, [rows][columns].

        High values are ridges between groups, low ones the valleys in which the groups lie.
        Source: Ultsch and Siemon, "Kohonen's self organizing feature maps for exploratory data analysis", 1990.
        """
        return [[self.unit_distance((row, column)) for column in range(self.columns)] for row in range(self.rows)]

    def unit_distance(self, unit: Unit) -> float:
        """Return the mean distance of a unit's weight from those of the two, three or four units beside it."""
        distances = [dist(self.at(unit), self.at(other)) for other in self.units() if dist(unit, other) == 1]
        return fsum(distances) / max(len(distances), 1)

    def units(self) -> Iterator[Unit]:
        """Return the positions of the grid, row by row."""
        return ((row, column) for row in range(self.rows) for column in range(self.columns))

    def at(self, unit: Unit) -> list[float]:
        """Return the weight of a unit."""
        row, column = unit
        return self.weight[row][column]

    def nearest(self, x: Row, number: int) -> list[Unit]:
        """Return the units whose weights are nearest to the input, the best first. number: how many."""
        x = self.checked_row(x)
        return nsmallest(number, self.units(), key=lambda unit: dist(x, self.at(unit)))

    def checked_row(self, x: Any) -> list[float]:
        """Return the input as a list; raise a ValueError unless it has as many finite numbers as a weight."""
        row = list(require_ordered(as_lists(x), "SelfOrganisingMap", "inputs"))
        require(
            len(row) == self.inputs,
            f"SelfOrganisingMap: {count(self.inputs, 'input')} expected, but {len(row)} came; give a list of "
            f"{self.inputs}, or build it with inputs={len(row)}",
        )
        for xi in row:
            require(
                is_finite_number(xi),
                f"SelfOrganisingMap: an input is a plain, finite number, but {xi!r} came; of a Value, give .data",
            )
        return row

    def checked_rows(self, inputs: Any) -> list[list[float]]:
        """Return the inputs as lists; raise a ValueError if there are none."""
        rows = [self.checked_row(x) for x in require_ordered(as_lists(inputs), "SelfOrganisingMap", "rows")]
        require(len(rows) > 0, "SelfOrganisingMap: no inputs came; give at least one")
        return rows

    def __repr__(self) -> str:
        return f"<self-organising map: {self.rows} × {self.columns} units of {count(self.inputs, 'number')}>"


def are_adjacent(a: Unit, b: Unit) -> bool:
    """Return whether two units are neighbours on the grid, if only at a corner."""
    return abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) <= 1


def neighbourhood(winner: Unit, unit: Unit, radius: float) -> float:
    """Return how much a unit is pulled along: 1 for the winner itself, less the further away it is on the grid."""
    return exp(-(dist(winner, unit) ** 2) / (2 * radius**2))


def decay(start: float, end: float, steps: int) -> Iterator[float]:
    """Return the numbers from start to end, one for each step, each smaller by the same factor than the one before."""
    return (start * (end / start) ** (i / max(steps - 1, 1)) for i in range(steps))
