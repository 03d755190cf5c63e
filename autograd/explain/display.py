"""The page as a file, and in a notebook, which shows a picture instead if scripts may not run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from autograd.context import NodeInfo
from autograd.draw.folding import TooLarge
from autograd.draw.picture import draw, image
from autograd.explain.snapshot import Entry
from autograd.graph import UNSET
from autograd.operation import Operation
from autograd.support.atomic_files import write_whole

HEIGHT = 720  # pixels, until the page has told its height


@dataclass(eq=False)
class Snapshot:
    """A node as it was when the steps were recorded; the graph itself may have changed since."""

    data: float
    grad: float
    operation: Operation | None
    inputs: tuple["Snapshot", ...]
    info: NodeInfo

    @property
    def label(self) -> str:
        """The name of the node, or "" if it has none."""
        return self.info.label


def saved(page: Callable[[], str], path: str | Path) -> Path:
    """Write a page to a .html file and return its path; another ending raises a ValueError.

    page   makes the page, and is called only if the name of the file is right
    """
    refuse_other_endings(Path(path))
    write_whole(path, page().encode())
    return Path(path)


def refuse_other_endings(path: Path) -> None:
    """Raise a ValueError for the name of a file that no browser would open as a page."""
    if path.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"explain: a page is saved as .html, but the name is {path.name!r}; draw() saves pictures")


def html_of(page: str, still: str) -> str:
    """Return a page and a still picture as one notebook output.

    A notebook that is not trusted removes the frame with the page; in any other, the page hides the picture.
    """
    style = f"width: 100%; height: {HEIGHT}px; border: 0"
    frame = f'<iframe srcdoc="{escape(page)}" title="the steps" style="{style}"></iframe>'
    return f"<div><div data-glassgrad-still>{still}</div>{frame}</div>"


def still_of(entries: Sequence[Entry], data: Sequence[float], grads: Sequence[float | None]) -> str:
    """Return a picture of the graph as an HTML element, with the numbers that the steps end with."""
    nodes: list[Snapshot] = []
    for entry, x, grad in zip(entries, data, grads):
        inputs = tuple(nodes[i] for i in entry.inputs)
        info = NodeInfo(entry.label, entry.scope, entry.constant)
        nodes.append(Snapshot(x, UNSET if grad is None else grad, entry.operation, inputs, info))
    try:
        return image(draw(nodes[-1], engine="builtin"))  # the same picture on every machine
    except TooLarge as error:
        return f"<p>{escape(str(error))}</p>"
