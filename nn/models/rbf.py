"""Radial basis functions: hills over the space of the inputs, each around its own centre, added up with weights."""

from collections.abc import Sequence
from functools import partial
from heapq import nsmallest
from math import dist, hypot, log, sqrt
from random import Random
from typing import Any

from autograd import Value, dot, exp, scope
from autograd.context import each_in_scope
from autograd.operation import Scalar
from autograd.transforms.tree import mapped
from nn.init import SHARED, Initialiser
from nn.module import Module
from nn.neuron import Inputs, Layer, nodes
from nn.shapes import as_lists, shape_of, written
from nn.validation import is_finite_number, require

Points = Sequence[Sequence[float]]


class RBF(Module):
    """bias + Σ weight_k · exp(−|x − centre_k|² / 2 width_k²): a network whose hidden layer is made of hills.

    centres   where the hills stand at first, [units][inputs]: samples of the data, `random.sample(data.inputs, 20)`
    outputs   how many outputs there are
    width     of every hill at first: it is steepest at this distance from its centre. Without it, each hill gets the
              root mean square of the distances from its centre to the two nearest ones (Moody and Darken, 1989)
    random, initializer   as for `Layer`

    Centres and widths are learned like the weights; of a width the logarithm, so that it stays above 0. Far from all
    centres every hill is flat, and only the bias is left. A call takes a list of inputs and returns a Value, or a list
    of them if there are several outputs. A ValueError says if centres or width do not fit.

    Source: Broomhead and Lowe, "Multivariable functional interpolation and adaptive networks", 1988.

    >>> from random import Random
    >>> from nn import RBF
    >>> model = RBF([[0.0], [1.0]], outputs=1, random=Random(0))
    >>> model.hills([1.0])[1].data
    1.0
    >>> model.widths
    [1.0, 1.0]
    """

    names_parts = False

    def __init__(
        self,
        centres: Points,
        outputs: int,
        width: float | None = None,
        *,
        random: Random = SHARED,
        initializer: str | Initialiser = "uniform",
    ) -> None:
        points = require_centres(as_lists(centres))
        require(
            width is None or width > 0, f"RBF: width = {width} is not a distance; give one above 0, or leave it out"
        )
        self.centres = mapped(Value, points)
        self.log_widths = [Value(log(width or spacing)) for spacing in spacings(points)]
        self.output = Layer(len(points), outputs, None, random=random, initializer=initializer)

    def __call__(self, inputs: Inputs) -> Any:
        with scope("RBF"):
            hills = self.hills(inputs)
            with scope("output"):
                y = self.output(hills)
        return y[0] if len(y) == 1 else y

    def hills(self, inputs: Inputs) -> list[Scalar]:
        """Return the height of each hill at this point, from 0 to 1."""
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
    """Return exp(−|x − centre|² / 2 width²)."""
    offsets, width = [a - c for a, c in zip(x, centre)], exp(log_width)
    return exp(-0.5 * dot(offsets, offsets) / width**2)


def spacings(points: Points) -> list[float]:
    """Return the root mean square of each point's distances to the two nearest others, or 1 if there are none."""
    distinct = set(map(tuple, points))
    neighbours = [nsmallest(2, (dist(p, q) for q in distinct if q != tuple(p))) for p in points]
    return [hypot(*distances) / sqrt(len(distances)) if distances else 1.0 for distances in neighbours]


def require_centres(centres: Any) -> list[list[float]]:
    """Return the centres as floats; raise a ValueError unless they are points with the same number of coordinates."""
    shape = shape_of(centres)
    require(
        shape is not None and len(shape) == 2 and 0 not in shape,
        f"RBF: centres came as {written(shape)}, but they are units × inputs; give a point for each hill, such as "
        "random.sample(data.inputs, 20)",
    )
    for i, point in enumerate(centres):
        for x in point:
            require(
                is_finite_number(x),
                f"RBF: centres[{i}] holds {x!r}; a centre is made of plain, finite numbers",
            )
    return [list(map(float, point)) for point in centres]
