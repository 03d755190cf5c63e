"""The steps of a pass as lines for a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from autograd.draw.palette import GRADIENT, LOCAL, MUTED, VALUE, channels_of
from autograd.explain.events import FORWARD, MOVE, UPDATE
from autograd.explain.narration import PARTS
from autograd.explain.number_format import written, written_or_dash
from autograd.explain.snapshot import Entry

COLOURS = {FORWARD: VALUE, UPDATE: VALUE, MOVE: VALUE}  # every other phase changes a gradient


def lines(entries: Sequence[Entry], frames: Iterable[dict[str, Any]], colour: bool) -> Iterator[str]:
    """Yield a line for each step, under a heading for each part of the pass, and then a table of the leaves."""
    paint = painted if colour else plain
    last: dict[str, Any] | None = None
    for phase, part in groupby(frames, key=lambda frame: str(frame["phase"])):
        yield paint(": ".join(PARTS[phase]), None)
        for last in part:
            yield f"{last['number']:>5}  {paint(last['sentence'], COLOURS.get(phase, GRADIENT))}"
            if "=" in last["local"] and last["local"].count("=") > 1:
                yield f"         {paint(last['local'], LOCAL)}"
            if last["running"]:
                yield f"         {paint(last['running'], MUTED)}"
    if last is not None:
        yield paint("Leaves", None)
        yield from table(("name", "value", "gradient"), leaf_rows(entries, last))


def leaf_rows(entries: Sequence[Entry], frame: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield name, value and gradient of each leaf that is not a plain number of the program."""
    for entry, data, grad in zip(entries, frame["data"], frame["grad"]):
        if entry.operation is None and not entry.constant:
            yield entry.name, written(data), written_or_dash(grad)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield lines for the headings and the rows, in columns with numbers at the right."""
    rows = [headings, *rows]
    widths = [max(map(len, column)) for column in zip(*rows)]
    for name, *numbers in rows:
        cells = [name.ljust(widths[0]), *(x.rjust(width) for x, width in zip(numbers, widths[1:]))]
        yield "       " + "  ".join(cells)


def painted(text: str, colour: str | None) -> str:
    """Return the text in a colour, or bold for None, with escape codes for terminals."""
    if colour is None:
        return f"\x1b[1m{text}\x1b[0m"
    return "\x1b[38;2;{};{};{}m{}\x1b[0m".format(*channels_of(colour), text)


def plain(text: str, colour: str | None) -> str:
    """Return the text as it is."""
    return text
