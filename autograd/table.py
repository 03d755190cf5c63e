"""The table of operations as a document: `python -m autograd.table` prints it, with `--write` into README.md.

Nothing in it is written by hand: the partials are applied to `Symbol`s, which write themselves down.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from autograd.families import dot, largest, power, total
from autograd.formula import formula
from autograd.operation import Operation, letter
from autograd.operations import TABLE
from autograd.symbol import Symbol, tree_of

START, END = "<!-- operations -->", "<!-- /operations -->"
FAMILIES = {  # some members of each, with names for their inputs
    power(2): "a",
    power(-1): "a",
    total(3): "a b c",
    dot(2): "w1 w2 x1 x2 b",
    largest(2): "a b",
}


def operation_table() -> str:
    """Every row and some members of each family, in Markdown."""
    header = ["operation", "written", "partial derivatives", "defined where", "kink where"]
    rows = [cells(row, [letter(place) for place in range(row.arity)]) for row in TABLE]
    families = [cells(operation, names.split()) for operation, names in FAMILIES.items()]
    return "\n".join(f"| {' | '.join(line)} |" for line in (header, ["---"] * len(header), *rows, *families))


def cells(operation: Operation, names: list[str]) -> list[str]:
    """A line of the table, with these names for the inputs; y is the output."""
    symbols = list(map(Symbol, names))
    partials = [formula(tree_of(slope)) for slope in operation.partials(*symbols, Symbol("y"))]
    conditions = [domain.condition(name) for domain, name in zip(operation.domains, names)]
    return [
        operation.name,
        f"`{operation.notation.format(*names)}`",
        ", ".join(partials),
        ", ".join(filter(None, conditions)).replace("-", "−"),
        kink(operation, symbols),
    ]


def kink(operation: Operation, symbols: list[Symbol]) -> str:
    """Where the slope jumps."""
    if operation.kink is None:
        return ""
    try:
        zero = formula(tree_of(operation.kink(*symbols)))
    except TypeError:  # it compares its inputs
        return "two are largest"
    left, minus, right = zero.partition(" − ")
    return f"{left} = {right}" if minus else f"{zero} = 0"


def with_table(document: str) -> str:
    """The document with the table of today between its markers."""
    before, start, rest = document.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"the table has no place: write the lines {START} and {END} where it belongs")
    return f"{before}{START}\n{operation_table()}\n{END}{after}"


def main(arguments: Sequence[str]) -> None:
    """Print the table; or, for `--write`, put it into README.md of the current folder."""
    if "--write" in arguments:
        readme = Path("README.md")
        readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(operation_table())


if __name__ == "__main__":
    main(sys.argv[1:])
