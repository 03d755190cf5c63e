"""A data set from a table of one's own, such as a spreadsheet saved as CSV."""

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
    """A data set that knows the columns it was made from."""

    columns: tuple[Column, ...]
    target: Column
    dropped: tuple[str, ...] = ()

    def encoded(self, cells: Mapping[str, Any]) -> list[float]:
        """The inputs of a new sample, from a cell for each column: `encoded({"length": 3.1, "island": "Dream"})`."""
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
    """The samples in a table, one in each row; `print` it to see what became of each column.

    A column of numbers is one input. A column of texts is a category: it is as many inputs as it has different
    names, 1 for the name in the cell and 0 for all others. A target of numbers stays as it is; a target of texts
    becomes the index of its class, and `classes` keeps the names, in the order of the alphabet.

    path           the file
    target         the column that is to be predicted: its name, or its index (-1 is the last)
    categories     columns whose numbers are only names, such as the digits 0 … 9 that a picture shows
    drop           columns to leave out
    drop_missing   leave out the rows in which a cell is empty; without it, they are refused
    separator      what stands between two cells; without it a comma, and what looks different is refused
    decimal        "," where numbers are written as 1,5
    header         whether the first row holds the names of the columns; without it they are expected there, and
                   numbers are refused; with False, the names are "0", "1", "2" …
    encoding       how the characters are written: "utf-8", or "cp1252" from older spreadsheets
    like           a table that was read before: this one gets the same inputs and classes, from columns of the same
                   names in any order, and a name that was not there is refused: `from_csv("test.csv", like=train)`

    Raises ValueError for whatever is not certain, with the line and the column of the cell.
    """
    for name, columns in (("categories", categories), ("drop", drop)):
        if isinstance(columns, str | int):
            raise TypeError(f"from_csv: {name} = {columns!r} is not a list of columns; write {name}=[{columns!r}]")
    sheet = sheet_of(path, separator, decimal, header, encoding)
    if like is None:
        kinds, dropped = chosen(sheet, target, categories, drop)
    else:
        kinds, dropped = as_before(sheet, like, target, [*categories, *drop]), like.dropped
    rows = whole_rows(sheet, kinds, drop_missing)
    if like is None:
        made = [kind.of(sheet.names[i], [row.cells[i] for row in rows], decimal) for i, kind in kinds.items()]
    else:
        made = [*like.columns, like.target]
    *columns_in, goal = zip(kinds, made)
    classes = list(made[-1].names) if isinstance(made[-1], Category) else []
    require(
        len(classes) != 1,
        f"from_csv: the target {made[-1].name} is {classes[:1]} in each row, so that there is nothing to tell apart",
    )
    return Table(
        [[x for i, column in columns_in for x in part(sheet, row, i, column.inputs)] for row in rows],
        [part(sheet, row, goal[0], goal[1].target) for row in rows],
        classes,
        columns=tuple(made[:-1]),
        target=made[-1],
        dropped=dropped,
    )


# what the columns hold, by index: first those of the inputs, and then the target
Kinds = dict[int, type[Number] | type[Category]]


def chosen(
    sheet: Sheet, target: str | int | None, categories: Sequence[str | int], drop: Sequence[str | int]
) -> tuple[Kinds, tuple[str, ...]]:
    """What each column holds that is not dropped, and the names of those that are."""
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
    goal, named = sheet.index_of(target), {sheet.index_of(column) for column in categories}
    require(goal in kept, f"from_csv: the target {sheet.names[goal]} cannot be dropped too")
    require(len(kept) > 1, f"from_csv: {sheet.file} has only the target {sheet.names[goal]}, and no column beside it")
    inputs_then_target = [*(i for i in kept if i != goal), goal]
    kinds: Kinds = {i: Category if i in named else kind_of(sheet, i) for i in inputs_then_target}
    return kinds, tuple(sheet.names[i] for i in dropped)


def as_before(sheet: Sheet, like: Table, target: str | int | None, said: list[str | int]) -> Kinds:
    """What the columns hold that a table has which was read before."""
    if not isinstance(like, Table):
        raise TypeError(f"from_csv: like = {like!r} was not made by from_csv; give the table of the first file")
    require(
        not said and target in (None, like.target.name),
        "from_csv: with like=…, target and columns are those of the first table; leave out target, categories and drop",
    )
    return {sheet.index_of(column.name): type(column) for column in [*like.columns, like.target]}


def whole_rows(sheet: Sheet, kinds: Kinds, drop_missing: bool) -> list[Row]:
    """The rows in which no cell is missing; a ValueError about the first one that is, unless they are to be dropped."""
    missing = [(row, i) for row in sheet.rows for i, kind in kinds.items() if kind.is_missing(row.cells[i])]
    lines = {row.line for row, _ in missing}
    if missing and not drop_missing:
        row, i = missing[0]
        raise ValueError(
            f"{sheet.place(row, i)}: {shown(row.cells[i])} stands where something is missing, as in {len(lines)} of "
            f"{len(sheet.rows)} rows. Fill it in, or leave such rows out with drop_missing=True, or the column "
            f"from the first table on with drop=[{sheet.names[i]!r}]"
        )
    rows = [row for row in sheet.rows if row.line not in lines]
    require(len(rows) > 0, f"from_csv: each row of {sheet.file} has a cell that is missing; drop columns instead")
    return rows


def part(sheet: Sheet, row: Row, index: int, encode: Callable[[str, str], Any]) -> Any:
    """What becomes of a cell; a ValueError says where it stands."""
    try:
        return encode(row.cells[index], sheet.decimal)
    except ValueError as error:
        raise ValueError(f"{sheet.place(row, index)}: {error}") from None
