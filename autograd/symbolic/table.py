"""The table of operations as a document: `python -m autograd.symbolic.table` prints it.

Nothing in it is written by hand: the partials are applied to `Symbol`s, which gives their formulas.
"""

from collections.abc import Mapping

from autograd.functions.families import dot, largest, total
from autograd.operation import Operation, letter
from autograd.operations import TABLE, power
from autograd.symbolic.printer import formula
from autograd.symbolic.symbol import Symbol, tree_of

FAMILIES = {  # some members of each, with names for their inputs
    **{power(n): "a" for n in (2, 3, 7, -1, 0.5, 1.5, -0.5, 0.1)},
    total(3): "a b c",
    dot(2): "w1 w2 x1 x2 b",
    largest(2): "a b",
}
HEADER = ["operation", "written", "partial derivatives", "defined where", "kink where"]


def operation_table(more: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Return a table of every row, and of some members of each family, in Markdown.

    more   columns to add: for each heading, the cells by the names of the operations
    """
    named = {row: [letter(i) for i in range(row.arity)] for row in TABLE}
    named |= {operation: names.split() for operation, names in FAMILIES.items()}
    more = more or {}
    lines = [[*HEADER, *more], ["---"] * (len(HEADER) + len(more))]
    for operation, names in named.items():
        lines.append([*cells(operation, names), *(column.get(operation.name, "") for column in more.values())])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cells(operation: Operation, names: list[str]) -> list[str]:
    """Return the cells of a row, with these names for the inputs; y is the output."""
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
    """Return where the slope jumps, as an equation; "" if it does not."""
    if operation.kink is None:
        return ""
    try:
        zero = formula(tree_of(operation.kink(*symbols)))
    except TypeError:  # the kink of `largest` sorts its inputs, which symbols cannot be
        return "two are largest"
    left, minus, right = zero.partition(" − ")
    return f"{left} = {right}" if minus else f"{zero} = 0"


def main() -> None:
    """Print the table."""
    print(operation_table())


if __name__ == "__main__":
    main()
