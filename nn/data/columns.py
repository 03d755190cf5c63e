"""What a column of a table becomes: a number is one input, a category as many inputs as it has names (*one-hot*)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Self

from nn.data.cells import advice, is_missing_number, looks_like_a_number, number_in, shown
from nn.data.sheet import Sheet
from nn.validation import require

MOST_NAMES = 50  # of a category; a column with more different texts probably names its rows


@dataclass(frozen=True)
class Number:
    """A column of numbers.

    name        the name of the column
    low, high   the smallest and the largest number of the table that it was made from
    remark      what its description adds, such as the advice to make it a category
    """

    name: str
    low: float
    high: float
    remark: str = ""

    width = 1

    @classmethod
    def of(cls, name: str, texts: Sequence[str], decimal: str) -> Self:
        """Return the column for these cells."""
        numbers = [number for text in texts if (number := number_in(text, decimal)) is not None]
        different = sorted(set(numbers))
        remark = ""
        if different == numbers == [different[0] + i for i in range(len(numbers))] and len(numbers) > 2:
            remark = f", counting the rows: if it only numbers them, drop=[{name!r}]"
        elif all(x.is_integer() for x in numbers) and 1 < len(different) <= 20:
            remark = f", all whole: if they are names, categories=[{name!r}]"
        return cls(name, different[0], different[-1], remark)

    @staticmethod
    def is_missing(text: str) -> bool:
        """Return whether a cell is empty."""
        return is_missing_number(text)

    def target(self, text: str, decimal: str) -> float:
        """Return what a model should predict for a cell; raise a ValueError if it is not a number."""
        number = number_in(text, decimal)
        if number is None:
            raise ValueError(f"{shown(text)} is not a number{advice(text, decimal)}")
        require(abs(number) < inf, f"{shown(text)} is too large for a float (up to 1.8e308); take a larger unit")
        return number

    def inputs(self, text: str, decimal: str) -> list[float]:
        """Return the inputs for a cell."""
        return [self.target(text, decimal)]

    def __str__(self) -> str:
        return f"number from {self.low:g} to {self.high:g}{self.remark}"


@dataclass(frozen=True)
class Category:
    """A column of texts, each of which is one of a few names."""

    name: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, name: str, texts: Sequence[str], decimal: str) -> Self:
        """Return the column for these cells, its names in alphabetical order, or in that of their numbers."""
        different = sorted(set(texts))
        numbers = {text: number for text in different if (number := number_in(text, decimal)) is not None}
        if len(numbers) == len(different):
            different.sort(key=numbers.__getitem__)
        return cls(name, tuple(different))

    @staticmethod
    def is_missing(text: str) -> bool:
        """Return whether a cell is empty."""
        return not text

    @property
    def width(self) -> int:
        """How many inputs it gives."""
        return len(self.names)

    def target(self, text: str, decimal: str) -> int:
        """Return what a model should predict for a cell: the index of its class; raise a ValueError for a new name."""
        require(
            text in self.names,
            f"{shown(text)} is a name that was not there before, only {listed(self.names)}; correct the cell, or "
            "build the first table from rows that have all names",
        )
        return self.names.index(text)

    def inputs(self, text: str, decimal: str) -> list[float]:
        """Return the inputs for a cell: 1 at the index of its name, and 0 elsewhere."""
        index = self.target(text, decimal)
        return [float(i == index) for i in range(self.width)]

    def __str__(self) -> str:
        return f"category: {listed(self.names)}"


Column = Number | Category


def kind_of(sheet: Sheet, index: int) -> type[Number] | type[Category]:
    """Return what a column holds; raise a ValueError if that is not certain. index: of the column."""
    name, texts = sheet.names[index], sheet.column(index)
    column, as_names = f"from_csv: {sheet.file}, column {name}", f"categories=[{name!r}]"
    filled = [i for i, text in enumerate(texts) if not is_missing_number(text)]
    require(len(filled) > 0, f"{column}: every cell is empty; leave the column out with drop=[{name!r}]")
    numbers = {i for i in filled if number_in(texts[i], sheet.decimal) is not None}
    if len(numbers) == len(filled):
        return Number
    odd = next((i for i in filled if i not in numbers and looks_like_a_number(texts[i])), None)
    if odd is None and numbers:
        odd = next(i for i in filled if (i in numbers) == (len(numbers) < len(filled) / 2))
    if odd is not None:
        raise ValueError(
            f"{sheet.location(sheet.rows[odd], index)}: {shown(texts[odd])} stands in a column in which {len(numbers)} "
            f"of {len(filled)} cells are numbers{advice(texts[odd], sheet.decimal)}. Correct the cell, or write "
            f"{as_names} if all of them are names of categories"
        )
    different = len(set(texts))
    require(
        different <= MOST_NAMES,
        f"{column}: there are {different} different texts; leave the column out with drop=[{name!r}], or write "
        f"{as_names} if each is the name of a category and may be an input of its own",
    )
    return Category


def listed(names: Sequence[str]) -> str:
    """Return the names in one line, cut if there are many."""
    return ", ".join(map(shown, names[:10])) + f" and {len(names) - 10} more" * (len(names) > 10)
