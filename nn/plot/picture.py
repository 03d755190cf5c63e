"""A picture, its colours, and the empty axes that everything else is drawn into."""

from dataclasses import dataclass
from io import BytesIO
from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito, "Color Universal Design", 2008: colours that colour-blind people can tell apart.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#777777")
MARKERS = "os^DvPX*"
FIRST, SECOND, WRONG = "#0072b2", "#e69f00", "#d55e00"
INK = "#1f2328"
MUTED = "#636c76"


@dataclass(frozen=True)
class Picture:
    """A drawing that a notebook shows and that can be saved, each time as the same bytes.

    figure   the figure of matplotlib

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from nn import plot, xor
    >>> with TemporaryDirectory() as folder:
    ...     plot.points(xor()).save(Path(folder, "xor.svg"))
    ...     Path(folder, "xor.svg").exists()
    True
    """

    figure: "Figure"

    def save(self, path: "str | PathLike[str]") -> None:
        """Write it to a file whose ending gives the format, .png, .svg or .pdf; a ValueError refuses any other."""
        self._write(path, str(path).rpartition(".")[2].lower())

    def _write(self, target: Any, kind: str) -> None:
        from matplotlib import rc_context

        undated: dict[str, dict[str, Any]] = {
            "png": {"Software": None},
            "svg": {"Date": None},
            "pdf": {"CreationDate": None},
        }
        if kind not in undated:
            raise ValueError(f"a plot cannot be saved as .{kind}; choose a name that ends in .png, .svg or .pdf")
        with rc_context({"svg.hashsalt": "glassgrad"}):
            self.figure.savefig(target, format=kind, metadata=undated[kind])

    def _repr_png_(self) -> bytes:
        png = BytesIO()
        self._write(png, "png")
        return png.getvalue()


def panels(columns: int = 1, width: float = 5.0, height: float = 4.0) -> "tuple[Picture, list[Axes]]":
    """Return a picture and its empty axes, side by side: `picture, (left, right) = panels(2)`.

    columns         how many axes there are
    width, height   of each of them, in inches

    An ImportError says if matplotlib is not installed.

    >>> from nn import plot, xor
    >>> picture, (left, right) = plot.panels(2)
    >>> _ = plot.points(xor(), ax=left)
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError('nn.plot draws with matplotlib: pip install "glassgrad[plot]"') from error
    figure = Figure(figsize=(width * columns, height), dpi=110, layout="constrained", facecolor="white")
    return Picture(figure), list(figure.subplots(1, columns, squeeze=False)[0])


def canvas(ax: "Axes | None", width: float = 5.0, height: float = 4.0) -> "tuple[Picture, Axes]":
    """Return the axes that were given, or those of a new picture of this width and height in inches."""
    if ax is not None:
        return Picture(ax.figure), ax  # type: ignore[arg-type]
    picture, (ax,) = panels(1, width, height)
    return picture, ax


def label_axes(ax: "Axes", x: str, y: str, title: str = "") -> None:
    """Write what the axes show, and remove the lines at the top and on the right. x, y: the labels of the axes."""
    ax.set(xlabel=x, ylabel=y, title=title or ax.get_title())
    ax.spines[["top", "right"]].set_visible(False)
