"""The layout inside a box: the positions of its words, and so its size.

An operation has two compartments: the operation on the left, where arrows enter, and the value on the right, where it
leaves. A leaf has only the right one.
"""

from collections.abc import Iterator
from typing import NamedTuple

from autograd.draw.diagram import Arrow, Box, Frame
from autograd.draw.layout.geometry import Size
from autograd.draw.text import LINE_HEIGHT, lines_of, width

PADDING = Size(8.0, 5.0)
NAME_WIDTH = 32.0  # of the column with the names of the rows
SMALL = 10.5  # the font size of names, notes and the labels of arrows
BASELINE = 12.0  # from the top of a line down to the baseline of its letters


class Words(NamedTuple):
    """A line of text in a box: its offset from the box's upper left corner, and what it is."""

    x: float
    y: float
    text: str
    kind: str  # label, symbol, name, value, gradient or note
    is_centred: bool = False


def size_of(box: Box) -> Size:
    """Return the size of a box."""
    return Size(symbol_width(box.symbol) + body_width(box), body_height(box))


def symbol_width(symbol: str) -> float:
    """Return the width of the compartment of the operation, given its symbol; 0 for a leaf, which has none."""
    return max(26.0, width(symbol) + 2 * PADDING.width) if symbol else 0.0


def body_width(box: Box) -> float:
    """Return the width of the compartment of the value."""
    titles = [width(line) for line in title_lines(box)]
    rows = [
        NAME_WIDTH + width(row.text) if row.name else width(row.text, size=12.0 if box.kind == "constant" else SMALL)
        for row in box.rows
    ]
    return max([*titles, *rows, 16.0]) + 2 * PADDING.width


def body_height(box: Box) -> float:
    """Return the height of a box, which has a line for each line of the title and each row."""
    return LINE_HEIGHT * (len(title_lines(box)) + len(box.rows)) + 2 * PADDING.height


def title_lines(box: Box) -> list[str]:
    """Return the lines of the label, or of the name of a folded scope."""
    return lines_of(box.title) if box.title else []


def words_in(box: Box) -> Iterator[Words]:
    """Yield every line of text in a box."""
    size = size_of(box)
    if box.symbol:
        yield Words(symbol_width(box.symbol) / 2, size.height / 2 + 4.0, box.symbol, "symbol", is_centred=True)
    x, y = symbol_width(box.symbol) + PADDING.width, PADDING.height + BASELINE
    for line in title_lines(box):
        yield Words(x, y, line, "label")
        y += LINE_HEIGHT
    for row in box.rows:
        if row.name:
            yield Words(x, y, row.name, "name")
            yield Words(x + NAME_WIDTH, y, row.text, row.idea)
        elif box.kind == "constant":
            yield Words(size.width / 2, y, row.text, "constant", is_centred=True)
        else:
            yield Words(x, y, row.text, row.idea)
        y += LINE_HEIGHT


def size_of_label(arrow: Arrow) -> Size | None:
    """Return the size of an arrow's label, or None if it has none."""
    return Size(width(arrow.text, SMALL) + 6.0, 13.0) if arrow.text else None


def size_of_title(frame: Frame) -> Size:
    """Return the size of a frame's title, which is cut off if it is very long."""
    return Size(width(lines_of(frame.name)[0], SMALL) + 2 * PADDING.width, 12.0)
