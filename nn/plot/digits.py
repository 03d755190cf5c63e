"""Small images, and what was read in them."""

from collections.abc import Sequence
from math import ceil, isqrt
from typing import TYPE_CHECKING, Any

from autograd.transforms.tree import leaves
from nn.plot.picture import INK, WRONG, Picture, canvas

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def digits(
    images: Sequence[Any],
    predictions: Sequence[int] | None = None,
    targets: Sequence[int] | None = None,
    ax: "Axes | None" = None,
    columns: int = 10,
) -> Picture:
    """Draw square images, and under each the class that was read in it; a mistake has a frame and says what it is.

    images        [images][pixels] or [images][rows][columns], from 0 (paper) to 1 (ink)
    predictions   the class that was read in each image
    targets       the right class of each image
    ax            the axes to draw into; without it, a picture of its own
    columns       how many images stand side by side

    A ValueError says if there are no images, one is not square, or predictions or targets are more or fewer.

    >>> from nn import plot
    >>> picture = plot.digits([[0.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0]], predictions=[1, 1], targets=[1, 0])
    """
    columns = min(columns, len(images))
    rows = ceil(len(images) / columns) if columns else 0
    if not rows:
        raise ValueError("digits: no images came; give at least one")
    for name, classes in (("predictions", predictions), ("targets", targets)):
        if classes is not None and len(classes) != len(images):
            raise ValueError(f"digits: {len(images)} images but {len(classes)} {name} came; give one for each image")
    captioned = predictions is not None or targets is not None
    row_height = 1.4 if captioned else 1.1  # in units of the side of an image
    width, height = 1.1 * columns + 0.1, row_height * rows + 0.1
    picture, ax = canvas(ax, 0.78 * width, 0.78 * height)
    for i, image in enumerate(images):
        x, y = 1.1 * (i % columns), -row_height * (i // columns)
        wrong = predictions is not None and targets is not None and predictions[i] != targets[i]
        ax.imshow(square(image), extent=(x, x + 1, y - 1, y), cmap="gray_r", vmin=0, vmax=1)
        frame = {"edgecolor": WRONG if wrong else "#d0d7de", "linewidth": 2.0 if wrong else 0.6}
        ax.add_patch(rectangle(x, y - 1, **frame))
        if captioned:
            text = caption(i, predictions, targets)
            ax.text(x + 0.5, y - 1.17, text, ha="center", va="center", fontsize=10, color=WRONG if wrong else INK)
    ax.set(xlim=(-0.1, width - 0.1), ylim=(0.1 - height, 0.1), aspect="equal")
    ax.axis("off")
    return picture


def caption(i: int, predictions: Sequence[int] | None, targets: Sequence[int] | None) -> str:
    """Return the class that was read, and if that is a mistake the right one."""
    read = (predictions or targets or [])[i]
    return f"read {read}, is {targets[i]}" if targets and targets[i] != read else str(read)


def square(image: Any) -> list[list[float]]:
    """Return the pixels of an image in rows; raise a ValueError if it is not square."""
    pixels = list(leaves(image))
    side = isqrt(len(pixels))
    if not pixels or side * side != len(pixels):
        raise ValueError(f"digits: an image of {len(pixels)} pixels is not square")
    return [pixels[start : start + side] for start in range(0, len(pixels), side)]


def rectangle(x: float, y: float, **style: Any) -> Any:
    """Return the frame around an image. x, y: its lower left corner."""
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), 1, 1, fill=False, zorder=3, **style)
