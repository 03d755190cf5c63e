"""What was measured, as rows of a Markdown table; each row knows what glassgrad promises."""

from dataclasses import dataclass, replace
from math import inf


@dataclass(frozen=True)
class Row:
    """One figure for micrograd and the same for glassgrad, the smaller the better, and the promise about it."""

    what: str
    theirs: float
    ours: float
    unit: str
    at_least: float = 0.0  # the promise: how many times smaller ours is
    at_most: float = inf  # the promise: how large ours is

    def per(self, count: int) -> "Row":
        """The figures shared among so many; the promise is about the share."""
        return replace(self, theirs=self.theirs / count, ours=self.ours / count)

    @property
    def times(self) -> float:
        """How many times smaller ours is."""
        return self.theirs / self.ours if self.ours else inf

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.times >= self.at_least and self.ours <= self.at_most

    def markdown(self) -> str:
        """The row of the table."""
        ratio = f"{self.times:.1f}×" if self.ours else "–"
        return f"| {self.what} | {amount(self.theirs, self.unit)} | {amount(self.ours, self.unit)} | {ratio} |"


def amount(x: float, unit: str) -> str:
    """`1,250 ms`, `9.5 ms`, `0 objects`."""
    return f"{x:,.{0 if x >= 100 or x == int(x) else 1}f} {unit}"


def table(rows: list[Row]) -> str:
    """All rows under a heading, as Markdown."""
    return "\n".join(["| | micrograd | glassgrad | ratio |", "|---|--:|--:|--:|", *(row.markdown() for row in rows)])
