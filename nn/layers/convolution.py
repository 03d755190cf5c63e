"""Convolution: neurons that slide over an image, the same weights at every place; and pooling, which forgets the place.

An image is [channels][rows][columns] of numbers or Values; what a layer gives is an image again, made of Values.
Sources: Fukushima, "Neocognitron", 1980; LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to
document recognition", 1998.
"""

from collections.abc import Callable, Iterator
from functools import partial
from math import prod
from random import Random
from typing import Any

from autograd import Value, mean
from autograd.context import each_in_scope
from autograd.functions.families import largest
from autograd.operation import Reading, Scalar, count
from autograd.transforms.tree import Nested, leaves
from nn.activations import Activation
from nn.init import SHARED, Initialiser
from nn.module import Module, location
from nn.neuron import Neuron
from nn.pairs import require_ordered
from nn.shapes import as_lists, shape_of, written
from nn.validation import require

Plane = list[list[Any]]  # [rows][columns]
Image = list[Plane]  # [channels][rows][columns]
Size = int | tuple[int, int]  # rows and columns; a single number stands for both


class Conv2d(Module):
    """Filters side by side: out[r][c] = activation(b + Σ w · patch), where a patch is what lies under the filter.

    A filter is one neuron. It looks at `kernel_size` rows and columns of all channels, and then again `stride` further
    on, over the whole image and a border of `padding` zeros around it. Gives a channel for each filter.
    The weights are [out_channels][in_channels][rows][columns], as in torch.nn.Conv2d.
    """

    names_parts = False

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        activation: str | Activation | None = "linear",
        *,
        stride: Size = 1,
        padding: Size = 0,
        random: Random = SHARED,
        initialiser: str | Initialiser = "he_uniform",
    ) -> None:
        for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
            require(channels >= 1, f"Conv2d: {name} = {channels}; an image has at least one channel")
        self.in_channels = in_channels
        self.kernel_size = both(kernel_size, 1, "Conv2d: kernel_size")
        self.stride = both(stride, 1, "Conv2d: stride")
        self.padding = both(padding, 0, "Conv2d: padding")
        fan_in, fan_out = (channels * prod(self.kernel_size) for channels in (in_channels, out_channels))

        def neuron() -> Neuron:
            return Neuron(fan_in, activation, random=random, initialiser=initialiser, outputs=fan_out)

        self.filters: list[Neuron] = each_in_scope("filter", [neuron] * out_channels)

    def __call__(self, image: Nested) -> Image:
        planes = image_of(image, self)
        require(
            len(planes) == self.in_channels,
            f"{location(self)}: {count(self.in_channels, 'channel')} expected, but {len(planes)} came. "
            f"It computes {self.formula()}; give an image [channels][rows][columns] of as many channels, "
            f"or build it with in_channels={len(planes)}.",
        )
        seen = patches(framed(planes, self.padding), self.kernel_size, self.stride, self)
        return each_in_scope("filter", [partial(each_in, seen, neuron.output) for neuron in self.filters])

    def tensors(self) -> Iterator[tuple[str, Nested]]:
        """The filters' parameters stacked: weight [out, in, rows, columns] and bias [out]."""
        yield "weight", [self.kernel(neuron.weight) for neuron in self.filters]
        yield "bias", [neuron.bias for neuron in self.filters]

    def kernel(self, weight: list[Value]) -> Image:
        """The weights of a filter as it lies on the image: [in_channels][rows][columns]."""
        rows, columns = self.kernel_size
        w = iter(weight)
        return [[[next(w) for _ in range(columns)] for _ in range(rows)] for _ in range(self.in_channels)]

    def formula(self) -> str:
        patch = written((self.in_channels, *self.kernel_size))
        steps = {"stride": (self.stride, (1, 1)), "padding": (self.padding, (0, 0))}
        said = "".join(f", {name} {written(size)}" for name, (size, usual) in steps.items() if size != usual)
        return f"{len(self.filters)} × {self.filters[0].formula()}, x a patch of {patch}{said}"


class Pooling(Module):
    """One number for each window of `kernel_size` rows and columns; the next window lies `stride` further on.

    Without a stride the windows lie side by side. Rows and columns that fill no window are left out.
    """

    def __init__(self, kernel_size: Size, stride: Size | None = None) -> None:
        name = type(self).__name__
        self.kernel_size = both(kernel_size, 1, f"{name}: kernel_size")
        self.stride = self.kernel_size if stride is None else both(stride, 1, f"{name}: stride")

    def __call__(self, image: Nested) -> Image:
        windows = [patches([plane], self.kernel_size, self.stride, self) for plane in image_of(image, self)]
        return each_in_scope("channel", [partial(each_in, plane, self.pooled) for plane in windows])

    def pooled(self, window: list[Scalar]) -> Scalar:
        """What is kept of a window."""
        raise NotImplementedError(f"{type(self).__name__} does not say what it keeps of a window")


class MaxPool2d(Pooling):
    """The largest number of each window, as torch.nn.MaxPool2d; where several are largest, they share the gradient.

    (PyTorch gives all of it to the first of them.)
    """

    def pooled(self, window: list[Scalar]) -> Scalar:
        return largest(len(window))(*window)

    def formula(self) -> str:
        return f"the largest of each {written(self.kernel_size)}"


class AvgPool2d(Pooling):
    """The mean of each window, as torch.nn.AvgPool2d."""

    def pooled(self, window: list[Scalar]) -> Scalar:
        return mean(window)

    def formula(self) -> str:
        return f"the mean of each {written(self.kernel_size)}"


def flatten(image: Nested) -> list[Any]:
    """All numbers of an image in one list, channel by channel and row by row, for a layer that sees all of them."""
    return list(leaves(as_lists(image)))


def patches(image: Image, size: tuple[int, int], stride: tuple[int, int], module: Module) -> list[list[list[Scalar]]]:
    """What lies under a window of this size at each of its places, [rows][columns] of lists of numbers."""
    (rows, columns), (down, right) = size, stride
    height, width = len(image[0]), len(image[0][0])
    require(
        height >= rows and width >= columns,
        f"{location(module)}: a window of {written(size)} does not fit into {height} × {width} pixels, border "
        f"included. It computes {module.formula()}; give a larger image, or build it with a smaller kernel_size.",
    )
    return [
        [
            [x for plane in image for row in plane[top : top + rows] for x in row[left : left + columns]]
            for left in range(0, width - columns + 1, right)
        ]
        for top in range(0, height - rows + 1, down)
    ]


def each_in(plane: Plane, function: Callable[[Any], Scalar]) -> Plane:
    """What a function gives for each place."""
    return [[function(x) for x in row] for row in plane]


def framed(image: Image, padding: tuple[int, int]) -> Image:
    """The image with a border of zeros, all of which are one node."""
    rows, columns = padding
    zero = Value.lift(0.0)
    beside, border = [zero] * columns, [[zero] * (len(image[0][0]) + 2 * columns)] * rows
    return [border + [beside + row + beside for row in plane] + border for plane in image]


def image_of(image: Nested, module: Module) -> Image:
    """The image that a module was given, numbers as constant nodes; a ValueError if it is none."""
    image = require_ordered(as_lists(image), location(module), "channels")
    image = [as_lists(plane) for plane in image] if isinstance(image, list | tuple) else image
    shape = shape_of(image)
    require(
        shape is not None and len(shape) == 3 and 0 not in shape,
        f"{location(module)}: an image [channels][rows][columns] expected, but {written(shape)} came. "
        f"It computes {module.formula()}; give it one image, a list of its channels, also where there is only one.",
    )
    return [each_in(plane, lambda x: x if isinstance(x, Reading) else Value.lift(x)) for plane in image]


def both(size: Size, least: int, name: str) -> tuple[int, int]:
    """A size in rows and columns."""
    rows, columns = size if isinstance(size, tuple | list) and len(size) == 2 else (size, size)
    require(
        all(isinstance(n, int) and n >= least for n in (rows, columns)),
        f"{name} = {size!r}; give a whole number ≥ {least}, or two of them, (rows, columns)",
    )
    return rows, columns
