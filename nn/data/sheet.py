"""A table in a text file (CSV), taken apart into cells; an error gives the line that is not written as a table."""

import csv
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from nn.data.cells import number_in, shown
from nn.validation import require


class Row(NamedTuple):
    """The cells of a row, and the line of the file on which it begins."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """The names of the columns, and rows with a cell for each of them."""

    file: str
    names: list[str]
    rows: list[Row]
    decimal: str

    def index_of(self, column: str | int) -> int:
        """Return the index of a column, given its name or index (-1 is the last); raise an error if there is none."""
        known = f"there are {', '.join(map(shown, self.names[:20]))}{' …' * (len(self.names) > 20)}"
        if isinstance(column, str):
            require(column in self.names, f"from_csv: {self.file} has no column {shown(column)}; {known}")
            return self.names.index(column)
        if not hasattr(column, "__index__"):
            raise TypeError(f"from_csv: a column is named by its name or its index, but {column!r} came; {known}")
        many = len(self.names)
        require(-many <= column < many, f"from_csv: {self.file} has no column {column}, only 0 to {many - 1}; {known}")
        return column % many

    def column(self, index: int) -> list[str]:
        """Return the cells of a column. index: of the column."""
        return [row.cells[index] for row in self.rows]

    def location(self, row: Row, index: int) -> str:
        """Return the position of a cell in words: file, line and column."""
        return f"from_csv: {self.file}, line {row.line}, column {self.names[index]}"


def sheet_of(
    path: str | PathLike[str], separator: str | None, decimal: str, header: bool | None, encoding: str
) -> Sheet:
    """Return the table in a file. `from_csv` explains the arguments, and raises its errors here."""
    require(decimal in (".", ","), f"from_csv: decimal = {decimal!r}; numbers are written with '.' or ','")
    require(
        separator is None or (isinstance(separator, str) and len(separator) == 1 and separator not in '"\r\n'),
        f"from_csv: separator = {separator!r}; give the one character between two cells, such as ';' or '\\t'",
    )
    file = Path(path).name
    rows = rows_of(text_of(path, encoding), separator or ",", file)
    require(len(rows) > 0, f"from_csv: {file} is empty; give a file with a row for each sample")
    if separator is None:
        require_commas(rows[0], file)
    if header is None:
        for cell in rows[0].cells:
            require(
                number_in(cell, decimal) is None,
                f"from_csv: the first row of {file} holds the number {cell}, where the names of the columns are "
                "expected; if there are no names, write header=False, and if it is a name, header=True",
            )
    has_names = header is None or header
    names = rows[0].cells if has_names else [str(i) for i in range(len(rows[0].cells))]
    for name in names:
        require(
            name == "" or names.count(name) == 1,
            f"from_csv: {file} has several columns {shown(name)}; give each a name of its own",
        )
    require(len(rows) > has_names, f"from_csv: {file} has no rows below the names of its columns")
    for row in rows:
        require(
            len(row.cells) == len(names),
            f"from_csv: {file}, line {row.line} has {len(row.cells)} cells, but the first row has {len(names)}; "
            'give each row as many, and put a cell that holds the separator in quotes: "like, this"',
        )
    return Sheet(file, names, rows[has_names:], decimal)


def text_of(path: str | PathLike[str], encoding: str) -> str:
    """Return the text of a file, without the mark that some programs put at its beginning."""
    file = Path(path).name
    try:
        with open(path, encoding=encoding, newline="") as opened:
            text = opened.read().removeprefix("\ufeff")
    except LookupError:
        raise ValueError(f"from_csv: encoding = {encoding!r} is not known; 'utf-8' and 'cp1252' are common") from None
    except UnicodeError:
        text = "\0"
    require(
        "\0" not in text,
        f"from_csv: {file} is not text in {encoding}; save a spreadsheet as “CSV UTF-8”, or say how the file is "
        "written, such as encoding='cp1252' or encoding='utf-16'",
    )
    return text


def rows_of(text: str, separator: str, file: str) -> list[Row]:
    """Return the rows that are not blank, without the spaces around the cells."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    rows: list[Row] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ValueError(
                f"from_csv: {file}, line {line}: {error}; a quote that opens a cell has to close it too, and a quote "
                'inside of it is written twice: "a ""word"" in quotes"'
            ) from None
        if cells is None:
            return rows
        if cells:
            rows.append(Row(line, [cell.strip() for cell in cells]))


def require_commas(first: Row, file: str) -> None:
    """Raise a ValueError if the first row looks as if the cells were separated by something other than commas."""
    seen = Counter(character for cell in first.cells for character in cell)
    for other in (";", "\t"):
        require(
            seen[other] < max(len(first.cells) - 1, 1),
            f"from_csv: the cells of {file} seem to be separated by {other!r}; write separator={other!r}, "
            "and decimal=',' if its numbers have a decimal comma; if they are separated by commas, separator=','",
        )
