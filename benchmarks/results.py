"""What was measured, as rows of a Markdown table; each row knows what glassgrad promises."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Figure:
    """The least and the median of what was measured: the first says what the code takes, both how it spreads."""

    least: float
    median: float

    @classmethod
    def of(cls, measured: Sequence[float]) -> "Figure":
        """The figure for these measurements."""
        return cls(min(measured), statistics.median(measured))


@dataclass(frozen=True)
class Row:
    """A figure for micrograd and the same for glassgrad, the smaller the better, and what is promised of it."""

    what: str
    unit: str
    theirs: Figure
    ours: Figure
    at_least: float = 0.0  # the promise: how many times smaller ours is
    at_most: float = inf  # the promise: how large ours is

    @property
    def ratio(self) -> float:
        """How many times smaller our least is."""
        return self.theirs.least / self.ours.least if self.ours.least else inf

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.ratio >= self.at_least and self.ours.least <= self.at_most

    def markdown(self) -> str:
        """The row of the table."""
        ratio = f"{self.ratio:.1f}×" if self.ours.least else "–"
        return f"| {self.what} | {amount(self.theirs, self.unit)} | {amount(self.ours, self.unit)} | {ratio} |"


def amount(figure: Figure, unit: str) -> str:
    """`9.5 ms (11)`: the least, and in brackets the median where it is another."""
    median = f" ({rounded(figure.median)})" if figure.median != figure.least else ""
    return f"{rounded(figure.least)} {unit}".rstrip() + median


def rounded(x: float) -> str:
    """`1,250`, `9.5`, `0`."""
    return f"{x:,.{0 if x >= 100 or x == int(x) else 1}f}"


def table(rows: list[Row]) -> str:
    """All rows under a heading, as Markdown."""
    heading = ["| | micrograd | glassgrad | ratio |", "|---|--:|--:|--:|"]
    return "\n".join([*heading, *(row.markdown() for row in rows)])
