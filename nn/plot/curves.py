"""The loss and the accuracy, step by step."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

from autograd.number import sum_in_order
from nn.plot.picture import FIRST, WRONG, Picture, canvas, label_axes, panels

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Curves(Protocol):
    """The part of a `History` that is drawn."""

    @property
    def losses(self) -> Sequence[float]: ...
    @property
    def accuracies(self) -> Sequence[float]: ...
    @property
    def evaluations(self) -> Sequence[Any]: ...


def loss_curve(history: Curves, ax: "Axes | None" = None) -> Picture:
    """Draw the loss at every step, and beside it the accuracy if there is one.

    history   as `fit` returns it; a ValueError says if it has no steps
    ax        the axes to draw into, only the loss; without it, a picture of its own

    >>> from nn import History, Step, plot
    >>> picture = plot.loss_curve(History([Step(0, 0.7, 0.5, 2.0, 0.1), Step(1, 0.6, 1.0, 1.5, 0.1)]))
    """
    if not history.losses:
        raise ValueError("loss_curve: the history has no steps; train first")
    if ax is not None or not history.accuracies:
        picture, left = canvas(ax)
    else:
        picture, (left, right) = panels(2)
        evaluated = [(e.step, e.accuracy) for e in history.evaluations if e.accuracy is not None]
        curve(right, history.accuracies, evaluated)
        right.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}".replace("%", " %"))
        right.set_ylim(min(0.5, *history.accuracies, *(share - 0.02 for _, share in evaluated)), 1.01)
        label_axes(right, "step", "accuracy")
    curve(left, history.losses, [(e.step, e.loss) for e in history.evaluations])
    if min(history.losses) >= 0:
        left.set_ylim(bottom=0)
    label_axes(left, "step", "loss")
    return picture


def curve(ax: "Axes", numbers: Sequence[float], evaluations: Sequence[tuple[int, float]]) -> None:
    """Draw numbers over steps; if they jump, their running mean over them; and evaluations, (step, number), as dots."""
    window = max(1, len(numbers) // 20)
    smooth = window == 1 or is_smooth(numbers)
    ax.plot(
        range(len(numbers)),
        numbers,
        color=FIRST,
        lw=2.0 if smooth else 0.8,
        alpha=1 if smooth else 0.3,
        label="training",
    )
    if not smooth:
        means = [sum_in_order(numbers[i - window : i]) / window for i in range(window, len(numbers) + 1)]
        steps = [(window - 1) / 2 + i for i in range(len(means))]
        ax.plot(steps, means, color=FIRST, lw=2.0, label=f"training, mean of {window} steps")
    if evaluations:
        at, values = zip(*evaluations)
        ax.plot(at, values, "o-", color=WRONG, ms=4, lw=1.2, label="validation")
    ax.legend(frameon=False)
    ax.grid(alpha=0.25)
    ax.margins(x=0.02)


def is_smooth(numbers: Sequence[float]) -> bool:
    """Return whether the numbers go more or less in one direction, instead of up and down at every step."""
    travelled = sum_in_order(abs(after - before) for before, after in pairwise(numbers))
    return travelled <= 3 * (max(numbers) - min(numbers))
