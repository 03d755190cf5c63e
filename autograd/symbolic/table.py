"""The table of operations as a document, which `docs/readme.py` writes.

Nothing in it is written by hand: the partials are applied to `Symbol`s, which gives their formulas.
"""

from collections.abc import Container

from autograd.functions.families import dot, largest, total
from autograd.operation import Operation, letter
from autograd.operations import TABLE, power
from autograd.symbolic.printer import MINUS, formula
from autograd.symbolic.symbol import Symbol, tree_of

FAMILIES = {  # some members of each, with names for their inputs
    **{power(n): "a" for n in (2, 3, 7, -1, 0.5, 1.5, -0.5, 0.1)},
    total(3): "a b c",
    dot(2): "w1 w2 x1 x2 b",
    largest(2): "a b",
}
POINT = (0.5, 2.0, 3.0)  # of the examples; 2 where it lies outside the domain
HEADER = ["operation", "written", "partial derivatives", "defined where", "kink where"]


def operation_table() -> str:
    """Return every row and some members of each family as a table in Markdown."""
    named = {row: [letter(index) for index in range(row.arity)] for row in TABLE}
    named |= {operation: names.split() for operation, names in FAMILIES.items()}
    lines = [HEADER, ["---"] * len(HEADER), *(cells(operation, names) for operation, names in named.items())]
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
        ", ".join(filter(None, conditions)).replace("-", MINUS),
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
    left, minus, right = zero.partition(f" {MINUS} ")
    return f"{left} = {right}" if minus else f"{zero} = 0"


def operation_entries(public: Container[str]) -> str:
    """Return an entry for each row in reStructuredText, as Sphinx reads it: signature, slopes, domain, and an example.

    public   the names under which `autograd` exports rows; the other rows are entered as names of `autograd.operations`
    """
    return "\n\n".join(entry(row, "autograd" if row.name in public else "autograd.operations") for row in TABLE)


def entry(row: Operation, module: str) -> str:
    """Return the entry for one row, as a name of a module."""
    names = [letter(index) for index in range(row.arity)]
    _, written, slopes, condition, kink_where = cells(row, names)
    signature = f"{row.name}({', '.join(names)})"
    facts = {"notation": written if written != f"`{signature}`" else ""}
    facts |= {"slope" if row.arity == 1 else "slopes": slopes}
    facts |= {"defined where": condition, "kink where": kink_where, "example": example(row)}
    lines = [f"   :{name}: {text.replace('`', '``')}" for name, text in facts.items() if text]
    return "\n".join([f".. py:function:: {module}.{signature}", "", *lines])


def example(row: Operation) -> str:
    """Return the value of a row at a point of its domain, and its slopes there."""
    point = [next(x for x in (first, 2.0) if x in domain) for first, domain in zip(POINT, row.domains)]
    y = row(*point)
    slopes = ", ".join(f"{0.0 + slope:.6g}" for slope in row.slopes(*point, y))
    return f"`{row.notation.format(*point)}` is {y:.6g}, {'slope' if row.arity == 1 else 'slopes'} {slopes}"
