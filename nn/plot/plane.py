"""Data with two inputs, and what a classifier says everywhere between them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from autograd import sigmoid, softmax
from autograd.value import data_of
from nn.data import Dataset
from nn.plot.picture import COLOURS, INK, MARKERS, Picture, canvas, named
from nn.training.prediction import Model, predict

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def points(data: Dataset, ax: "Axes | None" = None) -> Picture:
    """The samples in the plane, a colour and a marker for each class."""
    in_the_plane(data, "points")
    picture, ax = canvas(ax, height=fitting_height(data))
    for label in sorted(set(data.targets)):
        own = [row for row, target in data if target == label]
        place = max(label, 0)  # classes -1 and 1 look like 0 and 1
        ax.scatter(
            [x for x, _ in own],
            [y for _, y in own],
            s=30,
            c=COLOURS[place % len(COLOURS)],
            marker=MARKERS[place % len(MARKERS)],
            edgecolors="white",
            linewidths=0.8,
            label=f"class {label}",
        )
    named(ax, "first input", "second input")
    ax.set_aspect("equal")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, frameon=False)
    return picture


def decision_boundary(model: Model, data: Dataset, ax: "Axes | None" = None, resolution: int = 60) -> Picture:
    """What a classifier says everywhere in the plane: the stronger the colour, the surer it is of that class.

    The model gives a logit for each class, or a single one that is positive for class 1. resolution: at how
    many places along each side it is asked.
    """
    in_the_plane(data, "decision_boundary")
    picture, ax = canvas(ax, height=fitting_height(data))
    (left, right), (bottom, top) = (span(column) for column in zip(*data.inputs))
    xs, ys = centres(left, right, resolution), centres(bottom, top, resolution)
    shares = [[class_shares(output) for output in predict(model, [[x, y] for x in xs])] for y in ys]
    tints = [[tint(share) for share in row] for row in shares]
    ax.imshow(tints, extent=(left, right, bottom, top), origin="lower", interpolation="bilinear")
    for label in range(len(shares[0][0]) - 1):  # the last one's borders are borders of the others
        lead = [[share[label] - max(share[:label] + share[label + 1 :]) for share in row] for row in shares]
        if min(map(min, lead)) < 0 < max(map(max, lead)):  # this class has a border here
            ax.contour(xs, ys, lead, levels=[0.0], colors=INK, linewidths=1.2)
    return points(data, ax) and picture


def in_the_plane(data: Dataset, name: str) -> None:
    """A ValueError, unless every sample has two inputs."""
    if not data.inputs or any(len(row) != 2 for row in data.inputs):
        raise ValueError(f"{name}: a plane has two inputs, but here is {data!r}; choose two columns of it")


def fitting_height(data: Dataset) -> float:
    """How high a picture of the usual width is, for axes of equal scale without bare paper beside them."""
    (left, right), (bottom, top) = (span(column) for column in zip(*data.inputs))
    return min(max(4.2 * (top - bottom) / (right - left) + 0.9, 2.0), 6.0)


def span(numbers: Sequence[float]) -> tuple[float, float]:
    """From the smallest to the largest, and a little further."""
    margin = 0.12 * (max(numbers) - min(numbers)) or 1.0
    return min(numbers) - margin, max(numbers) + margin


def centres(low: float, high: float, cells: int) -> list[float]:
    """The middles of so many cells of equal width."""
    return [low + (high - low) * (i + 0.5) / cells for i in range(cells)]


def class_shares(output: Any) -> list[float]:
    """The probability of each class that logits stand for; of two classes where there is one logit."""
    logits = [data_of(x) for x in output] if isinstance(output, list | tuple) else [data_of(output)]
    return softmax(logits) if len(logits) > 1 else [sigmoid(-logits[0]), sigmoid(logits[0])]


def tint(shares: Sequence[float]) -> list[float]:
    """Red, green and blue for the likeliest class: the whiter, the less sure."""
    best = max(range(len(shares)), key=shares.__getitem__)
    certainty = (shares[best] - 1 / len(shares)) / (1 - 1 / len(shares))
    channels = bytes.fromhex(COLOURS[best % len(COLOURS)][1:])
    return [1 - (0.06 + 0.36 * certainty) * (1 - channel / 255) for channel in channels]
