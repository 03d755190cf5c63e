"""Convolution, neurons that slide over an image with the same weights everywhere; and pooling, which drops positions.

An image is [channels][rows][columns] of numbers or Values; a layer returns an image of Values. Sources: Fukushima,
"Neocognitron", 1980; LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition",
1998.
"""

from collections.abc import Callable, Iterator
from functools import partial
from math import prod
from random import Random
from typing import Any

from autograd import Value, mean
from autograd.context import each_in_scope
from autograd.functions.families import largest
from autograd.operation import Scalar, count
from autograd.transforms.tree import Nested, leaves
from nn.activations import Activation
from nn.init import SHARED, Initialiser
from nn.module import Module, location
from nn.neuron import Neuron, node
from nn.pairs import require_ordered
from nn.shapes import as_lists, shape_of, written
from nn.validation import require, require_whole

Plane = list[list[Any]]  # [rows][columns]
Image = list[Plane]  # [channels][rows][columns]
Size = int | tuple[int, int]  # rows and columns, or one number for both


class Conv2d(Module):
    """Filters that slide over an image: out[r][c] = activation(b + Σ w · patch), as torch.nn.Conv2d with an activation.

    in_channels    how many channels the image has
    out_channels   how many filters there are; each is a neuron and gives one channel
    kernel_size    how many rows and columns of all channels a filter sees at once; one number stands for both
    activation     of each filter, as for `Neuron`
    stride         how many rows and columns the filter moves on
    padding        how many rows and columns of zeros surround the image
    random, initializer   as for `Neuron`

    A call takes an image [in_channels][rows][columns] and returns one with a channel for each filter. The parameters
    are `weight` [out_channels][in_channels][rows][columns] and `bias` [out_channels]. A ValueError says if image and
    filter do not fit.

    >>> from nn import Conv2d
    >>> filters = Conv2d(1, 1, 2, initializer=lambda random, inputs, outputs: 1.0)
    >>> image = [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]
    >>> [pixel.data for pixel in filters(image)[0][0]]
    [12.0, 16.0]
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
        initializer: str | Initialiser = "he_uniform",
    ) -> None:
        for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
            require_whole(f"Conv2d: {name}", channels, "an image has at least one channel", 1)
        self.in_channels = in_channels
        self.kernel_size = pair_of(kernel_size, 1, "Conv2d: kernel_size")
        self.stride = pair_of(stride, 1, "Conv2d: stride")
        self.padding = pair_of(padding, 0, "Conv2d: padding")
        fan_in, fan_out = (channels * prod(self.kernel_size) for channels in (in_channels, out_channels))

        def neuron() -> Neuron:
            return Neuron(fan_in, activation, random=random, initializer=initializer, outputs=fan_out)

        self.filters: list[Neuron] = each_in_scope("filter", [neuron] * out_channels)

    def __call__(self, image: Nested) -> Image:
        planes = require_image(image, self)
        require(
            len(planes) == self.in_channels,
            f"{location(self)}: {count(self.in_channels, 'channel')} expected, but {len(planes)} came. "
            f"It computes {self.formula()}; give an image [channels][rows][columns] of as many channels, "
            f"or build it with in_channels={len(planes)}.",
        )
        windows = patches(padded(planes, self.padding), self.kernel_size, self.stride, self)
        return each_in_scope("filter", [partial(map_plane, windows, neuron.output) for neuron in self.filters])

    def tensors(self) -> Iterator[tuple[str, Nested]]:
        """Yield the filters' parameters stacked: weight [out][in][rows][columns] and bias [out]."""
        yield "weight", [self.kernel(neuron.weight) for neuron in self.filters]
        yield "bias", [neuron.bias for neuron in self.filters]

    def kernel(self, weight: list[Value]) -> Image:
        """Return the weights of a filter as it lies on the image: [in_channels][rows][columns]."""
        rows, columns = self.kernel_size
        w = iter(weight)
        return [[[next(w) for _ in range(columns)] for _ in range(rows)] for _ in range(self.in_channels)]

    def formula(self) -> str:
        patch = written((self.in_channels, *self.kernel_size))
        steps = {"stride": (self.stride, (1, 1)), "padding": (self.padding, (0, 0))}
        said = "".join(f", {name} {written(size)}" for name, (size, usual) in steps.items() if size != usual)
        return f"{len(self.filters)} × {self.filters[0].formula()}, x a patch of {patch}{said}"


class Pooling(Module):
    """One number for each window of an image.

    kernel_size   how many rows and columns a window has; one number stands for both
    stride        how many rows and columns the next window is further on; without it, the windows lie side by side

    Rows and columns that fill no window are left out.
    """

    def __init__(self, kernel_size: Size, stride: Size | None = None) -> None:
        name = type(self).__name__
        self.kernel_size = pair_of(kernel_size, 1, f"{name}: kernel_size")
        self.stride = self.kernel_size if stride is None else pair_of(stride, 1, f"{name}: stride")

    def __call__(self, image: Nested) -> Image:
        windows = [patches([plane], self.kernel_size, self.stride, self) for plane in require_image(image, self)]
        return each_in_scope("channel", [partial(map_plane, plane, self.pooled) for plane in windows])

    def pooled(self, window: list[Scalar]) -> Scalar:
        """Return what is kept of a window."""
        raise NotImplementedError(f"{type(self).__name__} does not say what it keeps of a window")


class MaxPool2d(Pooling):
    """The largest number of each window, as torch.nn.MaxPool2d.

    kernel_size   how many rows and columns a window has; one number stands for both
    stride        how many rows and columns the next window is further on; without it, the windows lie side by side

    Rows and columns that fill no window are left out. Where several numbers are largest, they share the gradient;
    PyTorch gives all of it to the first of them.

    >>> from nn import MaxPool2d
    >>> image = [[[1.0, 2.0, 0.0, 0.0], [3.0, 4.0, 0.0, 5.0]]]
    >>> [pixel.data for pixel in MaxPool2d(2)(image)[0][0]]
    [4.0, 5.0]
    """

    def pooled(self, window: list[Scalar]) -> Scalar:
        return largest(len(window))(*window)

    def formula(self) -> str:
        return f"the largest of each {written(self.kernel_size)}"


class AvgPool2d(Pooling):
    """The mean of each window, as torch.nn.AvgPool2d.

    kernel_size, stride   as for `MaxPool2d`

    >>> from nn import AvgPool2d
    >>> image = [[[1.0, 2.0, 0.0, 0.0], [3.0, 4.0, 0.0, 5.0]]]
    >>> [pixel.data for pixel in AvgPool2d(2)(image)[0][0]]
    [2.5, 1.25]
    """

    def pooled(self, window: list[Scalar]) -> Scalar:
        return mean(window)

    def formula(self) -> str:
        return f"the mean of each {written(self.kernel_size)}"


def flatten(image: Nested) -> list[Any]:
    """Return all numbers of an image in one list, channel by channel and row by row, for a layer that sees all of them.

    >>> from nn import flatten
    >>> flatten([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    [1, 2, 3, 4, 5, 6, 7, 8]
    """
    return list(leaves(as_lists(image)))


def patches(image: Image, size: tuple[int, int], stride: tuple[int, int], module: Module) -> list[list[list[Scalar]]]:
    """Return what lies under a window at each of its positions: [rows][columns] of lists of numbers.

    image     the image, border included
    size      the rows and columns of the window
    stride    how many rows and columns it moves on
    module    the module that asks, for the ValueError if the window is larger than the image
    """
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


def map_plane(plane: Plane, function: Callable[[Any], Scalar]) -> Plane:
    """Return the plane with a function applied to each of its elements."""
    return [[function(x) for x in row] for row in plane]


def padded(image: Image, padding: tuple[int, int]) -> Image:
    """Return the image with a border of zeros, all of which are one node."""
    rows, columns = padding
    zero = Value.lift(0.0)
    beside, border = [zero] * columns, [[zero] * (len(image[0][0]) + 2 * columns)] * rows
    return [border + [beside + row + beside for row in plane] + border for plane in image]


def require_image(image: Nested, module: Module) -> Image:
    """Return an image as nodes, numbers as constants; raise a ValueError if it is not an image."""
    image = require_ordered(as_lists(image), location(module), "channels")
    image = [as_lists(plane) for plane in image] if isinstance(image, list | tuple) else image
    shape = shape_of(image)
    require(
        shape is not None and len(shape) == 3 and 0 not in shape,
        f"{location(module)}: an image [channels][rows][columns] expected, but {written(shape)} came. "
        f"It computes {module.formula()}; give it one image, a list of its channels, also where there is only one.",
    )
    return [map_plane(plane, node) for plane in image]


def pair_of(size: Size, least: int, name: str) -> tuple[int, int]:
    """Return a size as (rows, columns); raise a ValueError unless they are whole numbers of at least `least`."""
    rows, columns = size if isinstance(size, tuple | list) and len(size) == 2 else (size, size)
    require(
        all(isinstance(n, int) and n >= least for n in (rows, columns)),
        f"{name} = {size!r}; give a whole number ≥ {least}, or two of them, (rows, columns)",
    )
    return rows, columns
