"""Predicted numbers beside the true ones."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nn.plot.picture import FIRST, INK, Picture, canvas, label_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def predictions(
    outputs: Sequence[float], targets: Sequence[float], ax: "Axes | None" = None, unit: str = ""
) -> Picture:
    """Draw a dot for each sample, the true number to the right, the predicted one upwards; on the line they are equal.

    outputs   the predicted numbers
    targets   the true numbers, as many
    ax        the axes to draw into; without it, a picture of its own
    unit      what the numbers are, for the labels of the axes

    >>> from nn import plot
    >>> picture = plot.predictions([1.1, 1.9, 3.2], [1.0, 2.0, 3.0])
    """
    picture, ax = canvas(ax, width=4.6, height=4.4)
    ax.scatter(targets, outputs, s=22, color=FIRST, alpha=0.6, edgecolors="white", linewidths=0.6)
    low, high = min(*targets, *outputs), max(*targets, *outputs)
    ax.plot([low, high], [low, high], color=INK, lw=1.2, label="predicted = true")
    label_axes(ax, f"true {unit}".strip(), f"predicted {unit}".strip())
    ax.set_aspect("equal")
    ax.legend(frameon=False, loc="upper left")
    ax.grid(alpha=0.25)
    return picture
