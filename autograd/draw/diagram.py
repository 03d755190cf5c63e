"""What a picture shows, before anybody decides where: boxes, arrows between them, frames around them."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

DENSE = 100  # arrows: where there are more, lines are thinner and paler


class Row(NamedTuple):
    """A line in a box: `data 0.7071`. The idea decides its colour."""

    name: str
    text: str
    idea: Literal["value", "gradient", "note"] = "note"


@dataclass(frozen=True)
class Box:
    """One node, or a scope folded into one box."""

    kind: Literal["operation", "leaf", "constant", "folded"]
    title: str  # the label a person gave it, or the scope's name
    symbol: str  # the operation as it is written: *, tanh; empty for a leaf
    rows: tuple[Row, ...]
    about: str  # the whole story in words, shown under the mouse
    frame: int | None = None  # the innermost frame it stands in
    is_output: bool = False  # whether it is what was asked to be drawn
    slope: float | None = None  # |gradient|, where boxes are coloured by it


class Arrow(NamedTuple):
    """From an input to what was made of it."""

    source: int
    target: int
    text: str = ""  # the local derivative, or how many arrows are folded into this one
    is_slope: bool = True  # whether the text is a local derivative
    about: str = ""


class Frame(NamedTuple):
    """A scope that is drawn open, around its boxes."""

    name: str
    parent: int | None


@dataclass(frozen=True)
class Diagram:
    """Boxes in an order in which inputs come first where that is possible."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    frames: tuple[Frame, ...] = ()
    steepest: float | None = None  # the largest |gradient|, where boxes are coloured by it
    title: str = field(default="computation graph")

    @property
    def is_dense(self) -> bool:
        """Whether there are so many arrows that they have to step back."""
        return len(self.arrows) > DENSE

    @property
    def is_folded(self) -> bool:
        """Whether a box stands for several nodes."""
        return any(box.kind == "folded" for box in self.boxes)
