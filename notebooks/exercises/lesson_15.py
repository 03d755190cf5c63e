"""Convolution: how many places there are, a filter that moves, and how much of an image a number sees."""

from collections.abc import Sequence
from random import Random
from typing import Any

from autograd import Value
from autograd.transforms.tree import leaves
from exercises.answers import all_close, called, function_of, numbers_of, whole_of
from exercises.exercise import Exercise
from nn.layers.convolution import Conv2d, flatten

SIZES = [
    (8, 3, 1, 0),
    (5, 5, 1, 0),
    (8, 3, 1, 1),
    (4, 1, 1, 2),
    (9, 3, 2, 0),
    (8, 3, 2, 1),
    (17, 4, 3, 2),
    (30, 7, 5, 3),
]


def miscounted(places: Any) -> str:
    """Return what is wrong with the number of places of a filter in a row; "" if nothing is."""
    places = function_of(places)
    for pixels, kernel, stride, padding in SIZES:
        layer = Conv2d(1, 1, (1, kernel), stride=(1, stride), padding=(0, padding))
        given = f"{pixels} pixels, a kernel of {kernel}, a stride of {stride} and a padding of {padding}"
        found = whole_of(called(places, pixels, kernel, stride, padding), f"the number of places for {given}")
        if found != len(layer([[[0.0] * pixels]])[0][0]):
            return f"for {given} you say {found}; draw the row with its border: where can the filter begin?"
    return ""


def unmoved(kernel: Any) -> str:
    """Return what is wrong with nine weights that should move an image one pixel to the right; "" if nothing is."""
    rows = numbers_of(kernel, (3, 3), "the filter")
    layer, random = Conv2d(1, 1, 3, padding=1), Random(15)
    layer.load_state_dict({"weight": [[rows]], "bias": [0.0]})
    image = [[random.random() for _ in range(5)] for _ in range(4)]
    found = [y.data for y in flatten(layer([image]))]
    if all_close(found, flatten([[0.0] + row[:-1] for row in image])):
        return ""
    if all_close(found, flatten(image)):
        return "that leaves the image where it is"
    if all_close(found, flatten([row[1:] + [0.0] for row in image])):
        return "that moves it to the left: a weight says where the filter *looks*, from the place that it writes to"
    if not any(found):
        return "that wipes the image out"
    return "the map is not the image, moved: from which single pixel should a place take its ink?"


STACKS = (
    [(3, 1)],
    [(3, 1), (3, 1)],
    [(5, 1), (3, 1), (2, 1)],
    [(2, 2), (3, 1)],
    [(3, 2), (2, 2), (3, 1)],
    [(4, 3), (3, 2)],
    [(2, 1), (1, 1), (3, 2), (2, 2), (3, 1)],
)


def misseen(field: Any) -> str:
    """Return what is wrong with the number of pixels that one number of the last map sees; "" if nothing is."""
    field = function_of(field)
    for layers in STACKS:
        found = whole_of(called(field, list(layers)), f"the number of pixels for {layers}")
        if found != pixels_seen(layers):
            return f"for {layers} you say {found}; go back layer by layer: how far apart do a number's inputs lie?"
    return ""


def pixels_seen(layers: Sequence[tuple[int, int]]) -> int:
    """Return how many pixels one number of the last map depends on: those that get a gradient."""
    row = [Value(1.0) for _ in range(40)]
    x: Any = [[row]]
    for kernel, stride in layers:
        x = Conv2d(1, 1, (1, kernel), stride=(1, stride), initializer=lambda *_: 1.0)(x)
    next(leaves(x)).backward()
    return sum(isinstance(pixel.grad, float) and pixel.grad > 0 for pixel in row)


EXERCISES = {
    1: Exercise(
        miscounted,
        "def answer(pixels, kernel, stride, padding):\n    return (pixels + 2 * padding - kernel) // stride + 1",
        (
            "answer = lambda pixels, kernel, stride, padding: pixels - kernel + 1",
            "answer = lambda pixels, kernel, stride, padding: (pixels + 2 * padding - kernel) // stride",
            "answer = lambda pixels, kernel, stride, padding: (pixels + padding - kernel) // stride + 1",
            "answer = lambda pixels, kernel, stride, padding: (pixels + 2 * padding - kernel) / stride + 1",
            "answer = lambda pixels, kernel, stride, padding: -(-(pixels + 2 * padding - kernel) // stride) + 1",
        ),
        (
            "answer = lambda pixels, kernel, stride, padding: "
            "len(range(-padding, pixels + padding - kernel + 1, stride))",
            "import numpy as np\nanswer = lambda pixels, kernel, stride, padding: "
            "np.floor((pixels + 2 * padding - kernel) / stride) + 1",
        ),
    ),
    2: Exercise(
        unmoved,
        "answer = [[0, 0, 0], [1, 0, 0], [0, 0, 0]]",
        (
            "answer = [[0, 0, 0], [0, 0, 1], [0, 0, 0]]",
            "answer = [[0, 0, 0], [0, 1, 0], [0, 0, 0]]",
            "answer = [[0, 1, 0], [0, 0, 0], [0, 0, 0]]",
            "answer = [[0, 0, 0], [0, 0, 0], [0, 0, 0]]",
            "answer = [0, 0, 0, 1, 0, 0, 0, 0, 0]",
            "answer = [[0, 0, 0], [float('nan'), 0, 0], [0, 0, 0]]",
        ),
        (
            "import numpy as np\nanswer = np.zeros((3, 3), int)\nanswer[1, 0] = 1",
            "answer = ((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 0.0))",
        ),
    ),
    3: Exercise(
        misseen,
        "def answer(layers):\n"
        "    seen, apart = 1, 1\n"
        "    for kernel, stride in layers:\n"
        "        seen, apart = seen + (kernel - 1) * apart, apart * stride\n"
        "    return seen",
        (
            "answer = lambda layers: sum(kernel for kernel, _ in layers)",
            "answer = lambda layers: 1 + sum(kernel - 1 for kernel, _ in layers)",
            "answer = lambda layers: __import__('math').prod(kernel for kernel, _ in layers)",
        ),
        (
            """
def answer(layers):
    seen = 1
    for kernel, stride in reversed(layers):
        seen = (seen - 1) * stride + kernel
    return seen
""",
            """
import numpy as np

def answer(layers):
    kernels, strides = np.array(layers).T
    return 1 + np.sum((kernels - 1) * np.cumprod([1, *strides[:-1]]))
""",
        ),
    ),
}
