"""Data with two inputs, and what a classifier says everywhere between them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from autograd import sigmoid, softmax
from autograd.value import data_of
from nn.data import Dataset
from nn.plot.picture import COLOURS, INK, MARKERS, Picture, canvas, label_axes
from nn.training.prediction import Model, predict

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def points(data: Dataset, ax: "Axes | None" = None) -> Picture:
    """Draw the samples in the plane, with a colour and a marker for each class.

    data   samples of two inputs; a ValueError says if they have more or fewer
    ax     the axes to draw into; without it, a picture of its own

    >>> from nn import plot, two_moons
    >>> picture = plot.points(two_moons())
    """
    require_two_inputs(data, "points")
    picture, ax = canvas(ax, height=fitting_height(data))
    for label in sorted(set(data.targets)):
        own = [row for row, target in data if target == label]
        index = max(label, 0)  # classes -1 and 1 are drawn like 0 and 1
        ax.scatter(
            [x for x, _ in own],
            [y for _, y in own],
            s=30,
            c=COLOURS[index % len(COLOURS)],
            marker=MARKERS[index % len(MARKERS)],
            edgecolors="white",
            linewidths=0.8,
            label=f"class {label}",
        )
    label_axes(ax, "first input", "second input")
    ax.set_aspect("equal")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, frameon=False)
    return picture


def decision_boundary(model: Model, data: Dataset, ax: "Axes | None" = None, resolution: int = 60) -> Picture:
    """Draw what a classifier says everywhere in the plane: the stronger the colour, the surer it is of that class.

    model        gives a logit for each class, or a single one that is positive for class 1
    data         samples of two inputs; a ValueError says if they have more or fewer
    ax           the axes to draw into; without it, a picture of its own
    resolution   at how many points along each side the model is asked

    >>> from nn import plot, xor
    >>> picture = plot.decision_boundary(lambda row: row[0] - 0.5, xor(), resolution=10)
    """
    require_two_inputs(data, "decision_boundary")
    picture, ax = canvas(ax, height=fitting_height(data))
    (left, right), (bottom, top) = (span(column) for column in zip(*data.inputs))
    xs, ys = centres(left, right, resolution), centres(bottom, top, resolution)
    shares = [[class_shares(output) for output in predict(model, [[x, y] for x in xs])] for y in ys]
    tints = [[tint(share) for share in row] for row in shares]
    ax.imshow(tints, extent=(left, right, bottom, top), origin="lower", interpolation="bilinear")
    for label in range(len(shares[0][0]) - 1):  # the borders of the last class are borders of the others too
        lead = [[share[label] - max(share[:label] + share[label + 1 :]) for share in row] for row in shares]
        if min(map(min, lead)) < 0 < max(map(max, lead)):  # this class has a border in the picture
            ax.contour(xs, ys, lead, levels=[0.0], colors=INK, linewidths=1.2)
    return points(data, ax) and picture


def require_two_inputs(data: Dataset, name: str) -> None:
    """Raise a ValueError unless every sample has two inputs. name: the name of the caller, for the message."""
    if not data.inputs or any(len(row) != 2 for row in data.inputs):
        raise ValueError(f"{name}: a plane has two inputs, but here is {data!r}; choose two columns of it")


def fitting_height(data: Dataset) -> float:
    """Return the height at which a picture of the usual width, with equal scales on both axes, has no bare margins."""
    (left, right), (bottom, top) = (span(column) for column in zip(*data.inputs))
    return min(max(4.2 * (top - bottom) / (right - left) + 0.9, 2.0), 6.0)


def span(numbers: Sequence[float]) -> tuple[float, float]:
    """Return the range from the smallest to the largest number, and a little more on both sides."""
    margin = 0.12 * (max(numbers) - min(numbers)) or 1.0
    return min(numbers) - margin, max(numbers) + margin


def centres(low: float, high: float, cells: int) -> list[float]:
    """Return the centres of so many cells of equal width between low and high."""
    return [low + (high - low) * (i + 0.5) / cells for i in range(cells)]


def class_shares(output: Any) -> list[float]:
    """Return the probability of each class, given its logits; of two classes, given one logit."""
    logits = [data_of(x) for x in output] if isinstance(output, list | tuple) else [data_of(output)]
    return softmax(logits) if len(logits) > 1 else [sigmoid(-logits[0]), sigmoid(logits[0])]


def tint(shares: Sequence[float]) -> list[float]:
    """Return red, green and blue for the likeliest class: the whiter, the less sure."""
    best = max(range(len(shares)), key=shares.__getitem__)
    certainty = (shares[best] - 1 / len(shares)) / (1 - 1 / len(shares))
    channels = bytes.fromhex(COLOURS[best % len(COLOURS)][1:])
    return [1 - (0.06 + 0.36 * certainty) * (1 - channel / 255) for channel in channels]
