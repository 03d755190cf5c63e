"""A data set from your own table, such as a spreadsheet saved as CSV."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any

from nn.data.cells import shown
from nn.data.columns import Category, Column, Number, kind_of
from nn.data.dataset import Dataset
from nn.data.sheet import Row, Sheet, sheet_of
from nn.validation import require


@dataclass(frozen=True, kw_only=True)
class Table(Dataset):
    """A data set that knows the columns it was made from, as `from_csv` returns it; `print` it to see them.

    columns   the columns of the inputs
    target    the column of the target
    dropped   the names of the columns that were left out
    inputs, targets, classes   as for `Dataset`

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from nn import from_csv
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "birds.csv").write_text("length,island,weight\\n3.1,Dream,20\\n4.5,Biscoe,30\\n")
    ...     table = from_csv(Path(folder, "birds.csv"), target="weight")
    >>> table.encoded({"length": 5.0, "island": "Dream"})
    [5.0, 0.0, 1.0]
    """

    columns: tuple[Column, ...]
    target: Column
    dropped: tuple[str, ...] = ()

    def encoded(self, cells: Mapping[str, Any]) -> list[float]:
        """Return the inputs of a new sample: `encoded({"length": 3.1, "island": "Dream"})`.

        cells   a cell for each column of the inputs, by name; a ValueError says if one is missing, or does not fit its
                column
        """
        names = [column.name for column in self.columns]
        require(
            set(cells) == set(names), f"encoded: the columns {names} are expected, but {list(cells)} came; give each"
        )
        row: list[float] = []
        for column in self.columns:
            try:
                row += column.inputs(str(cells[column.name]), ".")
            except ValueError as error:
                raise ValueError(f"encoded: column {column.name}: {error}") from None
        return row

    def __repr__(self) -> str:
        lines, begin = [], 0
        for column in self.columns:
            end = begin + column.width
            at = f"inputs[{begin}]" if column.width == 1 else f"inputs[{begin}:{end}]"
            lines.append((at, column.name, str(column)))
            begin = end
        lines.append(("target", self.target.name, str(self.target)))
        lines += [("left out", name, "") for name in self.dropped]
        first, second = (max(len(line[i]) for line in lines) for i in (0, 1))
        return "\n".join([super().__repr__(), *(f"  {a:{first}}  {b:{second}}  {c}".rstrip() for a, b, c in lines)])


def from_csv(
    path: str | PathLike[str],
    target: str | int | None = None,
    *,
    categories: Sequence[str | int] = (),
    drop: Sequence[str | int] = (),
    drop_missing: bool = False,
    separator: str | None = None,
    decimal: str = ".",
    header: bool | None = None,
    encoding: str = "utf-8",
    like: Table | None = None,
) -> Table:
    """Return the samples in a table, one in each row; `print` the result to see what became of each column.

    path           the file
    target         the column that is to be predicted: its name, or its index (-1 is the last)
    categories     columns whose numbers are only names, such as the digits 0 … 9 that a picture shows
    drop           columns to leave out
    drop_missing   True: leave out the rows in which a cell is empty; False: refuse them
    separator      the character between two cells; without it, a comma, and what looks like another one is refused
    decimal        "," if numbers are written as 1,5
    header         True: the first row holds the names of the columns; False: the names are "0", "1", "2" …; None: names
                   are expected in the first row, and numbers are refused there
    encoding       how the characters are written: "utf-8", or "cp1252" in files from older spreadsheets
    like           a table that was read before: this one gets the same inputs and classes, from columns of the same
                   names in any order, and a new name in a category is refused: `from_csv("test.csv", like=train)`

    A column of numbers is one input. A column of texts is a category: it gives as many inputs as it has different
    names, 1 for the name in the cell and 0 for all others. A target of numbers stays as it is; a target of texts
    becomes the index of its class, and `classes` keeps the names, in alphabetical order.

    A ValueError refuses whatever is not certain, and gives the line and the column of the cell.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from nn import from_csv
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "birds.csv").write_text("length,island,weight\\n3.1,Dream,20\\n4.5,Biscoe,30\\n")
    ...     table = from_csv(Path(folder, "birds.csv"), target="weight")
    >>> table.inputs, table.targets
    ([[3.1, 0.0, 1.0], [4.5, 1.0, 0.0]], [20.0, 30.0])
    """
    for name, columns in (("categories", categories), ("drop", drop)):
        if isinstance(columns, str | int):
            raise TypeError(f"from_csv: {name} = {columns!r} is not a list of columns; write {name}=[{columns!r}]")
    sheet = sheet_of(path, separator, decimal, header, encoding)
    if like is None:
        kinds, dropped = chosen_kinds(sheet, target, categories, drop)
    else:
        kinds, dropped = kinds_of_before(sheet, like, target, [*categories, *drop]), like.dropped
    rows = complete_rows(sheet, kinds, drop_missing)
    if like is None:
        made = [kind.of(sheet.names[i], [row.cells[i] for row in rows], decimal) for i, kind in kinds.items()]
    else:
        made = [*like.columns, like.target]
    *input_columns, target_column = zip(kinds, made)
    classes = list(made[-1].names) if isinstance(made[-1], Category) else []
    require(
        len(classes) != 1,
        f"from_csv: the target {made[-1].name} is {classes[:1]} in each row, so that there is nothing to tell apart",
    )
    return Table(
        [[x for i, column in input_columns for x in encode_cell(sheet, row, i, column.inputs)] for row in rows],
        [encode_cell(sheet, row, target_column[0], target_column[1].target) for row in rows],
        classes,
        columns=tuple(made[:-1]),
        target=made[-1],
        dropped=dropped,
    )


# what the columns hold, by index: first the inputs, then the target
Kinds = dict[int, type[Number] | type[Category]]


def chosen_kinds(
    sheet: Sheet, target: str | int | None, categories: Sequence[str | int], drop: Sequence[str | int]
) -> tuple[Kinds, tuple[str, ...]]:
    """Return what each column holds that is not dropped, and the names of those that are."""
    if target is None:
        raise TypeError(f"from_csv: which column is to be predicted? Write target={sheet.names[-1]!r}, for example")
    dropped = sorted({sheet.index_of(column) for column in drop})
    kept = [i for i in range(len(sheet.names)) if i not in dropped]
    for i in kept:
        require(
            sheet.names[i] != "",
            f"from_csv: column {i} of {sheet.file} has no name; give it one, or leave it out with drop=[{i}], "
            "as one should if it only numbers the rows",
        )
    target_index, named = sheet.index_of(target), {sheet.index_of(column) for column in categories}
    require(target_index in kept, f"from_csv: the target {sheet.names[target_index]} cannot be dropped too")
    require(
        len(kept) > 1,
        f"from_csv: {sheet.file} has only the target {sheet.names[target_index]}, and no column beside it",
    )
    inputs_then_target = [*(i for i in kept if i != target_index), target_index]
    kinds: Kinds = {i: Category if i in named else kind_of(sheet, i) for i in inputs_then_target}
    return kinds, tuple(sheet.names[i] for i in dropped)


def kinds_of_before(sheet: Sheet, like: Table, target: str | int | None, options: list[str | int]) -> Kinds:
    """Return what the columns hold that an earlier table has; options: what is not allowed beside it."""
    if not isinstance(like, Table):
        raise TypeError(f"from_csv: like = {like!r} was not made by from_csv; give the table of the first file")
    require(
        not options and target in (None, like.target.name),
        "from_csv: with like=…, target and columns are those of the first table; leave out target, categories and drop",
    )
    return {sheet.index_of(column.name): type(column) for column in [*like.columns, like.target]}


def complete_rows(sheet: Sheet, kinds: Kinds, drop_missing: bool) -> list[Row]:
    """Return the rows in which no cell is missing; raise a ValueError at any other row unless it may be dropped."""
    missing = [(row, i) for row in sheet.rows for i, kind in kinds.items() if kind.is_missing(row.cells[i])]
    lines = {row.line for row, _ in missing}
    if missing and not drop_missing:
        row, i = missing[0]
        raise ValueError(
            f"{sheet.location(row, i)}: {shown(row.cells[i])} stands where something is missing, as in {len(lines)} of "
            f"{len(sheet.rows)} rows. Fill it in, or leave such rows out with drop_missing=True, or the column "
            f"from the first table on with drop=[{sheet.names[i]!r}]"
        )
    rows = [row for row in sheet.rows if row.line not in lines]
    require(len(rows) > 0, f"from_csv: each row of {sheet.file} has a cell that is missing; drop columns instead")
    return rows


def encode_cell(sheet: Sheet, row: Row, index: int, encode: Callable[[str, str], Any]) -> Any:
    """Return what becomes of a cell; a ValueError gives its position. encode: makes inputs or a target of it."""
    try:
        return encode(row.cells[index], sheet.decimal)
    except ValueError as error:
        raise ValueError(f"{sheet.location(row, index)}: {error}") from None
