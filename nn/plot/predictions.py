"""Predicted numbers beside the true ones."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nn.plot.picture import FIRST, INK, Picture, canvas, named

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def predictions(
    outputs: Sequence[float], targets: Sequence[float], ax: "Axes | None" = None, unit: str = ""
) -> Picture:
    """A dot for each sample, how it is to the right and what was predicted upwards: on the line they are the same."""
    picture, ax = canvas(ax, width=4.6, height=4.4)
    ax.scatter(targets, outputs, s=22, color=FIRST, alpha=0.6, edgecolors="white", linewidths=0.6)
    low, high = min(*targets, *outputs), max(*targets, *outputs)
    ax.plot([low, high], [low, high], color=INK, lw=1.2, label="predicted = true")
    named(ax, f"true {unit}".strip(), f"predicted {unit}".strip())
    ax.set_aspect("equal")
    ax.legend(frameon=False, loc="upper left")
    ax.grid(alpha=0.25)
    return picture
