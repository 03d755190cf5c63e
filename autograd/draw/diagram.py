"""What a picture shows, without positions: boxes, arrows between them, and frames around them."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

DENSE = 100  # arrows; if there are more, the lines are thinner and paler


class Row(NamedTuple):
    """A line in a box, such as `data 0.7071`; the idea decides its colour."""

    name: str
    text: str
    idea: Literal["value", "gradient", "note"] = "note"


@dataclass(frozen=True)
class Box:
    """One node, or a scope folded into one box."""

    kind: Literal["operation", "leaf", "constant", "folded"]
    title: str  # the label of the node, or the name of the scope
    symbol: str  # the operation as it is written, such as * or tanh; empty for a leaf
    rows: tuple[Row, ...]
    about: str  # all facts about it, shown when the mouse points to it
    frame: int | None = None  # the innermost frame around it
    is_output: bool = False  # whether it is what was asked to be drawn
    slope: float | None = None  # |gradient|, if there is one


class Arrow(NamedTuple):
    """An arrow from an input to what was made of it; both are indices into the boxes."""

    source: int
    target: int
    text: str = ""  # the local derivative, or the number of arrows that are folded into this one
    is_slope: bool = True  # whether the text is a local derivative
    about: str = ""


class Frame(NamedTuple):
    """The frame around the boxes of a scope that is drawn open."""

    name: str
    parent: int | None  # the frame around it


@dataclass(frozen=True)
class Diagram:
    """Boxes, arrows and frames; boxes come after the boxes that they read, if that is possible."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    frames: tuple[Frame, ...] = ()
    steepest: float | None = None  # the largest |gradient| if boxes are coloured by it, otherwise None
    title: str = field(default="computation graph")

    @property
    def is_dense(self) -> bool:
        """Whether there are so many arrows that they are drawn thinner and paler."""
        return len(self.arrows) > DENSE

    @property
    def is_folded(self) -> bool:
        """Whether a box shows several nodes."""
        return any(box.kind == "folded" for box in self.boxes)
