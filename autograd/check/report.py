"""What a check found, as a table: for the terminal, for a notebook, for an assertion."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TextIO

from autograd.support.console import say


@dataclass(frozen=True)
class Report:
    """The table of a check. It counts as true where nothing is wrong: `assert check_gradients(f, 2.0)`.

    A row is right; or wrong or unknown; or it cannot be told here, because claim and slope both lie below the
    round-off of the function. Such a row is neither right nor held against the function.
    """

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]  # the last cell is the verdict
    right: Sequence[bool]  # for each row
    notes: Sequence[str] = field(default=())
    untold: Sequence[bool] = field(default=())  # for each row whether it cannot be told here; empty: none

    @property
    def ok(self) -> bool:
        """Whether no row is wrong or unknown. (Whether every row is right: `all(report.right)`.)"""
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
        """An `AssertionError` that shows the table, if a row is wrong or unknown."""
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
    """A number as a table shows it: at most ten digits."""
    return f"{x:.10g}"
