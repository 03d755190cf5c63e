"""A name in place of a number: operations applied to it give formulas."""

import ast
from functools import lru_cache
from typing import Any

from autograd.arithmetic import Arithmetic
from autograd.operation import Operation, letter


class Symbol(Arithmetic):
    """A formula, kept as a syntax tree, so that brackets are written only where they are needed.

    formula   text in Python's grammar, such as a name, or the syntax tree of an expression

    >>> from autograd import Symbol, tanh
    >>> 1.0 - tanh(Symbol("a")) ** 2
    1.0 - tanh(a) ** 2
    """

    __slots__ = ("tree",)
    rank = 3

    def __init__(self, formula: "str | ast.expr") -> None:
        self.tree = ast.parse(formula, mode="eval").body if isinstance(formula, str) else formula

    @classmethod
    def apply(cls, operation: Operation, inputs: tuple[Any, ...]) -> "Symbol":
        """Return the notation of the operation with the inputs filled in."""
        written = {letter(i): tree_of(x) for i, x in enumerate(inputs)}
        return Symbol(_Fill(written).visit(template(operation)))

    def __str__(self) -> str:
        return ast.unparse(self.tree)

    __repr__ = __str__


@lru_cache(maxsize=256)
def template(operation: Operation) -> ast.expr:
    """Return the notation of an operation as a syntax tree with the letters a, b, c, … for the inputs."""
    return ast.parse(operation.written(), mode="eval").body


def tree_of(x: Any) -> ast.expr:
    """Return the syntax tree of a symbol, or of a number."""
    if isinstance(x, Symbol):
        return x.tree
    literal = repr(float(x)).replace("inf", "1e999")  # infinity has no literal, but one that is too large gives it
    return ast.parse(literal, mode="eval").body


class _Fill(ast.NodeTransformer):
    """Copies a template with trees in place of letters; the template itself does not change."""

    def __init__(self, written: dict[str, ast.expr]) -> None:
        self.written = written

    def generic_visit(self, node: ast.AST) -> ast.AST:
        fields = {name: self._filled(field) for name, field in ast.iter_fields(node)}
        return type(node)(**fields)

    def _filled(self, field: Any) -> Any:
        if isinstance(field, list):
            return [self._filled(part) for part in field]
        return self.visit(field) if isinstance(field, ast.AST) else field

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.written.get(node.id, node)
