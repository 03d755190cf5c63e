"""Radial basis functions: hills over the space of the inputs, each about a centre of its own, added up with weights."""

from collections.abc import Sequence
from functools import partial
from heapq import nsmallest
from math import dist, hypot, isfinite, log, sqrt
from random import Random
from typing import Any

from autograd import Value, dot, exp, scope
from autograd.context import each_in_scope
from autograd.number import is_number
from autograd.operation import Scalar
from autograd.transforms.tree import mapped
from nn.init import SHARED, Initialiser
from nn.module import Module
from nn.neuron import Inputs, Layer, nodes
from nn.shapes import as_lists, shape_of, written
from nn.validation import require

Points = Sequence[Sequence[float]]


class RBF(Module):
    """bias + Σ weight_k · exp(−|x − centre_k|² / 2 width_k²): a network whose hidden layer is made of hills.

    centres   where the hills stand at first, [units, inputs]: samples of the data, `random.sample(data.inputs, 20)`
    outputs   with one it gives that Value, with several a list
    width     of every hill at first: it is steepest this far from its centre. Without it, each hill has the distance to
              the two centres nearest to its own, as their root mean square (Moody and Darken, 1989)

    Centres and widths are learned like the weights; of a width the logarithm, so that it stays above 0. Far from all
    centres every hill is flat, and the bias alone is left.
    Source: Broomhead and Lowe, "Multivariable functional interpolation and adaptive networks", 1988.
    """

    names_parts = False

    def __init__(
        self,
        centres: Points,
        outputs: int,
        width: float | None = None,
        *,
        random: Random = SHARED,
        initialiser: str | Initialiser = "uniform",
    ) -> None:
        points = checked(as_lists(centres))
        require(
            width is None or width > 0, f"RBF: width = {width} is not a distance; give one above 0, or leave it out"
        )
        self.centres = mapped(Value, points)
        self.log_widths = [Value(log(width or spacing)) for spacing in spacings(points)]
        self.output = Layer(len(points), outputs, None, random=random, initialiser=initialiser)

    def __call__(self, inputs: Inputs) -> Any:
        with scope("RBF"):
            hills = self.hills(inputs)
            with scope("output"):
                y = self.output(hills)
        return y[0] if len(y) == 1 else y

    def hills(self, inputs: Inputs) -> list[Scalar]:
        """How high each hill is at this place, from 0 to 1."""
        x = nodes(inputs, self, len(self.centres[0]))
        return each_in_scope("hill", [partial(hill, *unit) for unit in zip(self.centres, self.log_widths)], x)

    @property
    def widths(self) -> list[float]:
        """The distance from its centre at which each hill is steepest."""
        return [exp(w.data) for w in self.log_widths]

    def formula(self) -> str:
        inputs, units, outputs = len(self.centres[0]), len(self.centres), len(self.output.neurons)
        return f"{inputs} → {units} exp(−|x − centre|² / 2 width²) → {outputs} linear"


def hill(centre: Sequence[Scalar], log_width: Scalar, x: Sequence[Scalar]) -> Scalar:
    """exp(−|x − centre|² / 2 width²)."""
    away, width = [a - c for a, c in zip(x, centre)], exp(log_width)
    return exp(-0.5 * dot(away, away) / width**2)


def spacings(points: Points) -> list[float]:
    """For each point the root mean square of the distances to the two other places nearest to it; 1 if all are one."""
    places = set(map(tuple, points))
    nearest = [nsmallest(2, (dist(p, q) for q in places if q != tuple(p))) for p in points]
    return [hypot(*near) / sqrt(len(near)) if near else 1.0 for near in nearest]


def checked(centres: Any) -> list[list[float]]:
    """The centres, if they are points of one space."""
    shape = shape_of(centres)
    require(
        shape is not None and len(shape) == 2 and 0 not in shape,
        f"RBF: centres came as {written(shape)}, but they are units × inputs; give a point for each hill, such as "
        "random.sample(data.inputs, 20)",
    )
    for i, point in enumerate(centres):
        for x in point:
            require(
                is_number(x) and isfinite(x),
                f"RBF: centres[{i}] holds {x!r}; a centre is made of plain, finite numbers",
            )
    return [list(map(float, point)) for point in centres]
