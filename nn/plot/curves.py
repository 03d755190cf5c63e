"""How the loss fell and the accuracy rose, step by step."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

from autograd.number import sum_in_order
from nn.plot.picture import FIRST, WRONG, Picture, canvas, named, panels

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Curves(Protocol):
    """What is drawn of a `History`."""

    @property
    def losses(self) -> Sequence[float]: ...
    @property
    def accuracies(self) -> Sequence[float]: ...
    @property
    def evaluations(self) -> Sequence[Any]: ...


def loss_curve(history: Curves, ax: "Axes | None" = None) -> Picture:
    """The loss at every step, and beside it the accuracy where there is one; into an `ax`, the loss alone."""
    if not history.losses:
        raise ValueError("loss_curve: the history has no steps; train first")
    if ax is not None or not history.accuracies:
        picture, left = canvas(ax)
    else:
        picture, (left, right) = panels(2)
        curve(right, history.accuracies, [(e.step, e.accuracy) for e in history.evaluations])
        right.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}".replace("%", " %"))
        right.set_ylim(min(0.5, *history.accuracies), 1.01)
        named(right, "step", "accuracy")
    curve(left, history.losses, [(e.step, e.loss) for e in history.evaluations])
    if min(history.losses) >= 0:
        left.set_ylim(bottom=0)
    named(left, "step", "loss")
    return picture


def curve(ax: "Axes", numbers: Sequence[float], evaluations: Sequence[tuple[int, float]]) -> None:
    """Numbers over steps; where they jump about, their running mean over them; evaluations as dots."""
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
        places = [(window - 1) / 2 + i for i in range(len(means))]
        ax.plot(places, means, color=FIRST, lw=2.0, label=f"training, mean of {window} steps")
    if evaluations:
        steps, values = zip(*evaluations)
        ax.plot(steps, values, "o-", color=WRONG, ms=4, lw=1.2, label="validation")
    ax.legend(frameon=False)
    ax.grid(alpha=0.25)
    ax.margins(x=0.02)


def is_smooth(numbers: Sequence[float]) -> bool:
    """Whether the curve goes more or less one way, instead of up and down at every step."""
    travelled = sum_in_order(abs(after - before) for before, after in pairwise(numbers))
    return travelled <= 3 * (max(numbers) - min(numbers))
