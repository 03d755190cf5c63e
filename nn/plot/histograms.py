"""How large the weights of a network are, and how large their gradients."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import log10
from typing import TYPE_CHECKING

from autograd.graph import is_set
from autograd.operation import count
from autograd.transforms.tree import leaves
from nn.module import Module
from nn.plot.picture import COLOURS, INK, Picture, canvas, named

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BINS = 40


def weight_histograms(model: Module, ax: "Axes | None" = None) -> Picture:
    """The weights of each group of parameters, a row for each, all on one scale."""
    groups = {name: [p.data for p in leaves(tensor)] for name, tensor in model.tensors()}
    reach = max((abs(x) for group in groups.values() for x in group), default=0.0) or 1.0
    edges = [reach * (2 * i / BINS - 1) for i in range(BINS + 1)]
    picture, ax = ridges({f"{name}\n{count(len(group), 'number')}": group for name, group in groups.items()}, edges, ax)
    ax.axvline(0, color=INK, lw=0.6, alpha=0.5, zorder=0)
    named(ax, "weight", "")
    return picture


def gradient_histograms(model: Module, ax: "Axes | None" = None) -> Picture:
    """The size of the gradients of each group of parameters, on a scale of powers of ten: do they vanish or explode?"""
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
    named(ax, "size of the gradient", "")
    return picture


def ridges(rows: Mapping[str, Sequence[float]], edges: Sequence[float], ax: "Axes | None") -> "tuple[Picture, Axes]":
    """A histogram for each row, from the top down, each as high as its row."""
    picture, ax = canvas(ax, width=6.0, height=1.2 + 0.75 * len(rows))
    for place, numbers in enumerate(rows.values()):
        counts = counted(numbers, edges)
        floor, highest = -place, max(counts) or 1
        tops = [floor + 0.85 * n / highest for n in counts]
        ax.stairs(tops, edges, baseline=floor, fill=True, color=COLOURS[place // 2 % len(COLOURS)], alpha=0.85)
        ax.axhline(floor, color=INK, lw=0.6)
    ax.set_yticks([-place + 0.3 for place in range(len(rows))], list(rows))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(-len(rows) + 0.9, 1)
    return picture, ax


def share_of_zeros(numbers: Sequence[float]) -> str:
    """`none is 0`, `25 % are 0`: zeros have no place on a scale of powers of ten."""
    zeros = sum(x == 0 for x in numbers)
    return f"{round(100 * zeros / len(numbers))} % are 0" if zeros else "none is 0"


def counted(numbers: Sequence[float], edges: Sequence[float]) -> list[int]:
    """How many numbers lie between each edge and the next; those on the rim are counted inside."""
    counts = [0] * (len(edges) - 1)
    for x in numbers:
        counts[min(max(bisect_right(edges, x) - 1, 0), len(counts) - 1)] += 1
    return counts
