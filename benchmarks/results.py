"""What was measured, as rows of a Markdown table; each row knows what glassgrad promises."""

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Pair:
    """One figure for micrograd and the same for glassgrad, the smaller the better."""

    theirs: float
    ours: float

    @property
    def ratio(self) -> float:
        """How many times smaller ours is."""
        return self.theirs / self.ours if self.ours else inf


@dataclass(frozen=True)
class Row:
    """A measurement with Python as it starts, where it matters a second one without its collector, and a promise."""

    what: str
    unit: str
    measured: Pair
    without_collector: Pair | None = None
    at_least: float = 0.0  # the promise: how many times smaller ours is
    at_most: float = inf  # the promise: how large ours is

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.measured.ratio >= self.at_least and self.measured.ours <= self.at_most

    def markdown(self) -> str:
        """The row of the table."""
        both = [amount(x, self.unit) for x in (self.measured.theirs, self.measured.ours)]
        ratios = [times(pair) if pair else "" for pair in (self.measured, self.without_collector)]
        return "| " + " | ".join([self.what, *both, *ratios]) + " |"


def amount(x: float, unit: str) -> str:
    """`1,250 ms`, `9.5 ms`, `0 objects`."""
    return f"{x:,.{0 if x >= 100 or x == int(x) else 1}f} {unit}"


def times(pair: Pair) -> str:
    """`40.0×`; nothing is how many times smaller."""
    return f"{pair.ratio:.1f}×" if pair.ours else "–"


def table(rows: list[Row]) -> str:
    """All rows under a heading, as Markdown."""
    heading = ["| | micrograd | glassgrad | ratio | ratio without collector |", "|---|--:|--:|--:|--:|"]
    return "\n".join([*heading, *(row.markdown() for row in rows)])
