"""The rows of the table written for JavaScript, so that a page can compute without Python.

Derivatives are written by the reading `Script`: the partials of a row, applied to scripts, write themselves
down. What a row computes is in its notation where that is arithmetic, in JavaScript's own `Math` where
that has the function, and otherwise in the Python source of `forward`, which is translated.
No operation is spelled a second time here.
"""

import ast
import inspect
import math
from collections.abc import Callable, Iterable
from functools import lru_cache, reduce
from types import FunctionType
from typing import Any

from autograd.operation import Operation, letter
from autograd.symbolic.symbol import Symbol, template, tree_of


class NotWritable(ValueError):
    """An operation cannot be written for JavaScript."""


class Script(Symbol):
    """A formula for JavaScript, and the operations that it calls."""

    __slots__ = ("calls",)
    rank = 4

    def __init__(self, formula: str | ast.expr, calls: frozenset[Operation] = frozenset()) -> None:
        super().__init__(formula)
        self.calls = calls

    @classmethod
    def apply(cls, operation: Operation, inputs: tuple[Any, ...]) -> "Script":
        """Arithmetic is written out; anything else calls the operation as a function."""
        calls = frozenset[Operation]().union(*(x.calls for x in inputs if isinstance(x, Script)))
        if is_arithmetic(operation):
            return Script(Symbol.apply(operation, inputs).tree, calls)
        function = ast.Name(identifier(operation), ast.Load())
        return Script(ast.Call(function, [tree_of(x) for x in inputs], []), calls | {operation})


def definitions(operations: Iterable[Operation]) -> str:
    """A definition for each operation and each one its derivatives call: `const tanh = (a) => Math.tanh(a);`."""
    found: dict[str, str] = {}
    waiting = list(operations)
    while waiting:
        operation = waiting.pop()
        name = identifier(operation)
        if name in found:
            continue
        body, called = forward(operation)
        found[name] = f"const {name} = ({', '.join(parameters(operation))}) => {body};"
        waiting += called | slopes(operation)[1]
    return "\n".join(found[name] for name in sorted(found))


def rules(operation: Operation) -> str:
    """The operation as the page uses it: `{forward: tanh, slopes: (a, y) => [1 - y * y]}`."""
    written, _ = slopes(operation)
    names = ", ".join([*parameters(operation), "y"])
    return f"{{forward: {identifier(operation)}, slopes: ({names}) => [{', '.join(written)}]}}"


def writable(operation: Operation) -> bool:
    """Whether the operation and what its derivatives call can be written for JavaScript."""
    try:
        definitions([operation])
        rules(operation)
    except (NotWritable, RecursionError):
        return False
    return True


@lru_cache(maxsize=1024)
def slopes(operation: Operation) -> tuple[list[str], frozenset[Operation]]:
    """The partial derivatives as JavaScript, and the operations they call."""
    results = operation.partials(*(Script(name) for name in parameters(operation)), Script("y"))
    called = frozenset[Operation]().union(*(x.calls for x in results if isinstance(x, Script)))
    return [Writer().write(tree_of(x)) for x in results], called


@lru_cache(maxsize=1024)
def forward(operation: Operation) -> tuple[str, frozenset[Operation]]:
    """What the operation computes, as JavaScript, and the operations this calls."""
    writer = Writer()
    call = template(operation)
    if is_arithmetic(operation) or (isinstance(call, ast.Call) and ast.unparse(call.func) in MATH):
        return writer.write(call), frozenset()
    arguments, body = body_of(operation.forward)
    writer = Writer(dict(zip(arguments, parameters(operation))), operation.forward)
    return writer.write(body), frozenset(writer.calls)


def parameters(operation: Operation) -> list[str]:
    """The inputs: a, b, c, …"""
    return [letter(place) for place in range(operation.arity)]


def identifier(operation: Operation) -> str:
    """A name for the operation in a program: one of our own, whatever somebody called it."""
    return "op_" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in operation.name)


@lru_cache(maxsize=1024)
def is_arithmetic(operation: Operation) -> bool:
    """Whether the notation holds nothing but + − · / and powers."""
    return not any(isinstance(part, ast.Call) for part in ast.walk(template(operation)))


# Functions of JavaScript's Math, under the names that rows and Python's math know them by.
LACKING = ("erf", "erfc", "gaussian", "sech", "copysign")  # mathematics.js supplies them
SAME = (
    *("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "hypot", "sin", "cos", "tan", "asin", "acos", "atan"),
    *("atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "sign", "abs", "max", "min"),
)
MATH = {name: f"Math.{name}" for name in SAME} | {
    "fabs": "Math.abs",
    **{name: name for name in LACKING},
}

SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "===", ast.NotEq: "!==",
    ast.And: "&&", ast.Or: "||", ast.USub: "-", ast.UAdd: "+", ast.Not: "!",
}  # fmt: skip


class Writer:
    """Python expressions as JavaScript, in brackets wherever there could be doubt.

    `given` says what the arguments of a Python function are called; its other names are looked up where
    the function `source` was defined. Without a source, every name is a letter or a function of ours.
    """

    def __init__(self, given: dict[str, str] | None = None, source: Callable[..., Any] | None = None) -> None:
        self.given = given or {}
        self.source = source
        self.calls: set[Operation] = set()

    def write(self, tree: ast.AST) -> str:
        """The expression as JavaScript."""
        match tree:
            case ast.Constant(value=bool() as truth):
                return str(truth).lower()
            case ast.Constant(value=int() | float() as x):
                return number(float(x))
            case ast.Name() | ast.Attribute():
                return self._name(ast.unparse(tree))
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in SIGNS:
                return f"({self.write(left)} {SIGNS[type(sign)]} {self.write(right)})"
            case ast.UnaryOp(op=sign, operand=operand) if type(sign) in SIGNS:
                return f"({SIGNS[type(sign)]}{self.write(operand)})"
            case ast.BoolOp(op=sign, values=values):
                return f"({f' {SIGNS[type(sign)]} '.join(map(self.write, values))})"
            case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in SIGNS:
                return f"({self.write(left)} {SIGNS[type(sign)]} {self.write(right)})"
            case ast.IfExp(test=test, body=body, orelse=other):
                return f"({self._test(test)} ? {self.write(body)} : {self.write(other)})"
            case ast.Call(func=function, args=arguments, keywords=[]):
                return f"{self._function(ast.unparse(function))}({', '.join(map(self.write, arguments))})"
        raise NotWritable(f"{ast.unparse(tree)} cannot be written for JavaScript")

    def _test(self, tree: ast.expr) -> str:
        """A condition; a number counts as true where it is not 0, nan too, which JavaScript takes for false."""
        text = self.write(tree)
        return text if isinstance(tree, ast.Compare | ast.BoolOp) else f"({text} !== 0)"

    def _name(self, name: str) -> str:
        if self.source is None or name in self.given:
            return self.given.get(name, name)
        value = seen_by(self.source, name)
        if isinstance(value, int | float):
            return number(float(value))
        raise NotWritable(f"{name} is not a number")

    def _function(self, name: str) -> str:
        if self.source is None:
            return MATH.get(name, name)
        value = seen_by(self.source, name)
        if isinstance(value, Operation):
            self.calls.add(value)
            return identifier(value)
        if getattr(value, "__module__", "") in ("math", "builtins") and value.__name__ in MATH:
            return MATH[value.__name__]
        raise NotWritable(f"{name} is not in JavaScript's Math")


def seen_by(source: Callable[..., Any], name: str) -> Any:
    """What a dotted name means inside a function."""
    scopes = inspect.getclosurevars(source)
    first, *rest = name.split(".")
    names = {**scopes.builtins, **scopes.globals, **scopes.nonlocals}
    if first not in names:
        raise NotWritable(f"{name} is not known")
    return reduce(getattr, rest, names[first])


def number(x: float) -> str:
    """A number as JavaScript writes it."""
    if math.isnan(x):
        return "NaN"
    return repr(x) if math.isfinite(x) else ("Infinity" if x > 0 else "(-Infinity)")


def body_of(function: Callable[..., Any]) -> tuple[list[str], ast.expr]:
    """The arguments of a function and the expression it gives, read from its source."""
    if not isinstance(function, FunctionType):
        raise NotWritable(f"{function!r} has no source")
    try:
        lines, start = inspect.getsourcelines(function)
        tree = ast.parse("".join(lines).strip())
    except (OSError, SyntaxError) as error:
        raise NotWritable(f"the source of {function.__name__} cannot be read") from error
    indent = len(lines[0]) - len(lines[0].lstrip())
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(args=arguments):
                match statements(node):
                    case [ast.Return(value=ast.expr() as body)]:
                        return [argument.arg for argument in arguments.args], body
            case ast.Lambda(args=arguments, body=body) if holds(body, function, start - 1, indent):
                return [argument.arg for argument in arguments.args], body
    raise NotWritable(f"{function.__name__} is more than one expression")


def statements(function: ast.FunctionDef) -> list[ast.stmt]:
    """What a function does, without its docstring."""
    return [line for line in function.body if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))]


def holds(body: ast.expr, function: FunctionType, above: int, indent: int) -> bool:
    """Whether a function was made from this body: of several lambdas in a line, the one where its code stands."""
    places = [(line - above, column) for line, _, column, _ in function.__code__.co_positions() if line and column]
    shift = indent if body.lineno == 1 else 0  # only the first line was stripped
    begin = (body.lineno, body.col_offset + shift)
    end = (body.end_lineno or 0, (body.end_col_offset or 0) + shift)
    return bool(places) and all(begin <= place < end for place in places)
