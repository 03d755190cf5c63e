"""What a check found, as a table: for the terminal, for a notebook, for an assertion."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape


@dataclass(frozen=True)
class Report:
    """The table of a check. It counts as true where every row is right: `assert check_gradients(f, 2.0)`."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]  # the last cell is the verdict
    right: Sequence[bool]  # for each row
    notes: Sequence[str] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether every row is right."""
        return all(self.right)

    def __bool__(self) -> bool:
        return self.ok

    def raise_if_wrong(self) -> None:
        """An `AssertionError` that shows the table, unless every row is right."""
        if not self.ok:
            raise AssertionError(f"\n{self}")

    def __str__(self) -> str:
        lines = [self.header, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines)]
        table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
        return "\n".join([self.title, "", *table, *self.notes])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "".join(f"<th style='text-align:left'>{escape(cell)}</th>" for cell in self.header)
        body = "".join(self._html_row(row, right) for row, right in zip(self.rows, self.right))
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"<p><b>{escape(self.title)}</b></p><table><tr>{head}</tr>{body}</table>{notes}"

    def _html_row(self, row: tuple[str, ...], right: bool) -> str:
        style = "" if right else " style='font-weight:bold;color:#b3261e'"
        cells = "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in row)
        return f"<tr{style}>{cells}</tr>"


def figure(x: float) -> str:
    """A number as a table shows it: at most ten digits."""
    return f"{x:.10g}"
