"""The page as a file, and in a notebook: there a picture stands where scripts may not run."""

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

HEIGHT = 720  # pixels, until the page has said how high it is


@dataclass(eq=False)
class Snapshot:
    """A node as the steps remember it: the graph itself may have changed since."""

    data: float
    grad: float
    operation: Operation | None
    inputs: tuple["Snapshot", ...]
    info: NodeInfo

    @property
    def label(self) -> str:
        """The name a person gave it."""
        return self.info.label


def saved(page: Callable[[], str], path: str | Path) -> Path:
    """Write a page, made when it is known that it can be, to a file, which any browser opens."""
    refuse_other_endings(Path(path))
    write_whole(path, page().encode())
    return Path(path)


def refuse_other_endings(path: Path) -> None:
    """An error for the name of a file that no browser would open as a page."""
    if path.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"explain: a page is saved as .html, but the name is {path.name!r}; draw() saves pictures")


def html_of(page: str, still: str) -> str:
    """Both as one notebook output. A notebook that is not trusted removes the frame; the page hides the picture."""
    style = f"width: 100%; height: {HEIGHT}px; border: 0"
    frame = f'<iframe srcdoc="{escape(page)}" title="the steps" style="{style}"></iframe>'
    return f"<div><div data-glassgrad-still>{still}</div>{frame}</div>"


def still_of(entries: Sequence[Entry], data: Sequence[float], grads: Sequence[float | None]) -> str:
    """A picture of the graph with all its numbers as the steps leave them, as an HTML element."""
    nodes: list[Snapshot] = []
    for entry, x, grad in zip(entries, data, grads):
        inputs = tuple(nodes[place] for place in entry.inputs)
        info = NodeInfo(entry.label, entry.scope, entry.constant)
        nodes.append(Snapshot(x, UNSET if grad is None else grad, entry.operation, inputs, info))
    try:
        return image(draw(nodes[-1], engine="builtin"))  # the same picture on every machine
    except TooLarge as error:
        return f"<p>{escape(str(error))}</p>"
