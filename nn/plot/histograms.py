"""How large the weights of a network are, and how large their gradients."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import log10
from typing import TYPE_CHECKING

from autograd.graph import is_set
from autograd.operation import count
from autograd.transforms.tree import leaves
from nn.module import Module
from nn.plot.picture import COLOURS, INK, Picture, canvas, label_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BINS = 40


def weight_histograms(model: Module, ax: "Axes | None" = None) -> Picture:
    """Draw the weights of each group of parameters as a histogram, in a row for each, all on one scale.

    model   the module
    ax      the axes to draw into; without it, a picture of its own

    >>> from nn import MLP, plot
    >>> picture = plot.weight_histograms(MLP(2, [4, 1]))
    """
    groups = {name: [p.data for p in leaves(tensor)] for name, tensor in model.tensors()}
    reach = max((abs(x) for group in groups.values() for x in group), default=0.0) or 1.0
    edges = [reach * (2 * i / BINS - 1) for i in range(BINS + 1)]
    picture, ax = ridges({f"{name}\n{count(len(group), 'number')}": group for name, group in groups.items()}, edges, ax)
    ax.axvline(0, color=INK, lw=0.6, alpha=0.5, zorder=0)
    label_axes(ax, "weight", "")
    return picture


def gradient_histograms(model: Module, ax: "Axes | None" = None) -> Picture:
    """Draw the sizes of the gradients of each group of parameters, on a logarithmic scale: do they vanish or explode?

    model   the module, after `loss.backward()`; a ValueError says if there are no gradients
    ax      the axes to draw into; without it, a picture of its own

    >>> from nn import MLP, plot
    >>> model = MLP(2, [4, 1])
    >>> model([1.0, -1.0]).backward()
    >>> picture = plot.gradient_histograms(model)
    """
    if not all(is_set(p.grad) for p in model.parameters()):
        raise ValueError("gradient_histograms: there are no gradients yet; call loss.backward() first")
    groups = {name: [abs(p.grad) for p in leaves(tensor)] for name, tensor in model.tensors()}
    sizes = [size for group in groups.values() for size in group if size]
    low, high = log10(min(sizes, default=0.1)), log10(max(sizes, default=1.0))
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = [10 ** (low + (high - low) * i / BINS) for i in range(BINS + 1)]
    rows = {f"{name}\n{share_of_zeros(group)}": [size for size in group if size] for name, group in groups.items()}
    picture, ax = ridges(rows, edges, ax)
    ax.set_xscale("log")
    label_axes(ax, "size of the gradient", "")
    return picture


def ridges(rows: Mapping[str, Sequence[float]], edges: Sequence[float], ax: "Axes | None") -> "tuple[Picture, Axes]":
    """Draw a histogram for each row, from the top down, each as high as its row.

    rows    the numbers of each row, by its label
    edges   where the bins begin and end
    ax      the axes to draw into; without it, a picture of its own
    """
    picture, ax = canvas(ax, width=6.0, height=1.2 + 0.75 * len(rows))
    for row, numbers in enumerate(rows.values()):
        counts = counted(numbers, edges)
        floor, highest = -row, max(counts) or 1
        tops = [floor + 0.85 * n / highest for n in counts]
        ax.stairs(tops, edges, baseline=floor, fill=True, color=COLOURS[row // 2 % len(COLOURS)], alpha=0.85)
        ax.axhline(floor, color=INK, lw=0.6)
    ax.set_yticks([-row + 0.3 for row in range(len(rows))], list(rows))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(-len(rows) + 0.9, 1)
    return picture, ax


def share_of_zeros(numbers: Sequence[float]) -> str:
    """Return `none is 0` or `25 % are 0`, because a scale of powers of ten cannot show zeros."""
    zeros = sum(x == 0 for x in numbers)
    return f"{round(100 * zeros / len(numbers))} % are 0" if zeros else "none is 0"


def counted(numbers: Sequence[float], edges: Sequence[float]) -> list[int]:
    """Return how many numbers lie between each edge and the next; those outside count in the first or last bin."""
    counts = [0] * (len(edges) - 1)
    for x in numbers:
        counts[min(max(bisect_right(edges, x) - 1, 0), len(counts) - 1)] += 1
    return counts
