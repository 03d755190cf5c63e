"""The result of a check as a table, for a terminal, a notebook or an assertion."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TextIO

from autograd.support.console import say


@dataclass(frozen=True)
class Report:
    """The table of a check. It is true if no row is wrong or unknown: `assert check_gradients(f, 2.0)`.

    A row whose claim and slope are both smaller than the round-off of the function "cannot be told here": it counts
    neither as right nor as wrong.
    """

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]  # the last cell is the verdict
    right: Sequence[bool]  # for each row whether it is right
    notes: Sequence[str] = field(default=())  # sentences below the table
    untold: Sequence[bool] = field(default=())  # for each row whether it cannot be told here; empty if all can

    @property
    def ok(self) -> bool:
        """Whether no row is wrong or unknown; `all(report.right)` says whether every row is right."""
        return not self.failed

    @property
    def failed(self) -> list[tuple[str, ...]]:
        """The rows that are wrong or unknown."""
        return [row for row, failed in zip(self.rows, self._failures()) if failed]

    def _failures(self) -> list[bool]:
        untold = self.untold or [False] * len(self.rows)
        return [not (right or cannot_tell) for right, cannot_tell in zip(self.right, untold)]

    def __bool__(self) -> bool:
        return self.ok

    def raise_if_wrong(self) -> None:
        """Raise an `AssertionError` that shows the table if a row is wrong or unknown."""
        if not self.ok:
            raise AssertionError(f"\n{self}")

    def __str__(self) -> str:
        lines = [self.header, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines)]
        table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
        return "\n".join([self.title, "", *table, *self.notes])

    __repr__ = __str__

    def print(self, file: TextIO | None = None) -> None:
        """Write the table to the standard output, or to a file."""
        say(self, file)

    def _repr_html_(self) -> str:
        head = "".join(f"<th style='text-align:left'>{escape(cell)}</th>" for cell in self.header)
        body = "".join(self._html_row(row, failed) for row, failed in zip(self.rows, self._failures()))
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"<p><b>{escape(self.title)}</b></p><table><tr>{head}</tr>{body}</table>{notes}"

    def _html_row(self, row: tuple[str, ...], failed: bool) -> str:
        style = " style='font-weight:bold;color:#b3261e'" if failed else ""
        cells = "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in row)
        return f"<tr{style}>{cells}</tr>"


def figure(x: float) -> str:
    """Return a number as tables of checks show it, with at most ten digits."""
    return f"{x:.10g}"
