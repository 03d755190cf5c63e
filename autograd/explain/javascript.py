"""The rows of the table as JavaScript, so that a page can compute without Python.

The partials of a row, applied to `Script`s, give their formulas. What a row computes is taken from its notation if that
is arithmetic, from JavaScript's own `Math` if that has the function, and otherwise from the Python source of `forward`,
which is translated. So no operation is written a second time here.
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
    """An operation cannot be written as JavaScript."""


class Script(Symbol):
    """A formula for JavaScript, and the operations that it calls as functions."""

    __slots__ = ("calls",)
    rank = 4

    def __init__(self, formula: str | ast.expr, calls: frozenset[Operation] = frozenset()) -> None:
        super().__init__(formula)
        self.calls = calls

    @classmethod
    def apply(cls, operation: Operation, inputs: tuple[Any, ...]) -> "Script":
        """Return arithmetic written out, and any other operation as a call of its function."""
        calls = frozenset[Operation]().union(*(x.calls for x in inputs if isinstance(x, Script)))
        if is_arithmetic(operation):
            return Script(Symbol.apply(operation, inputs).tree, calls)
        function = ast.Name(identifier(operation), ast.Load())
        return Script(ast.Call(function, [tree_of(x) for x in inputs], []), calls | {operation})


def definitions(operations: Iterable[Operation]) -> str:
    """Return definitions of the operations and of all that they and their derivatives call.

    One is `const op_tanh = (a) => Math.tanh(a);`. If one cannot be written, raise NotWritable.
    """
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
    """Return the operation as the page uses it: `{forward: op_exp, slopes: (a, y) => [y]}`."""
    written, _ = slopes(operation)
    names = ", ".join([*parameters(operation), "y"])
    return f"{{forward: {identifier(operation)}, slopes: ({names}) => [{', '.join(written)}]}}"


def writable(operation: Operation) -> bool:
    """Return whether the operation, and all that it and its derivatives call, can be written as JavaScript."""
    try:
        definitions([operation])
        rules(operation)
    except (NotWritable, RecursionError):
        return False
    return True


@lru_cache(maxsize=1024)
def slopes(operation: Operation) -> tuple[list[str], frozenset[Operation]]:
    """Return the partial derivatives as JavaScript, and the operations that they call."""
    results = operation.partials(*(Script(name) for name in parameters(operation)), Script("y"))
    called = frozenset[Operation]().union(*(x.calls for x in results if isinstance(x, Script)))
    return [Writer().write(tree_of(x)) for x in results], called


@lru_cache(maxsize=1024)
def forward(operation: Operation) -> tuple[str, frozenset[Operation]]:
    """Return what the operation computes, as JavaScript, and the operations that this calls."""
    writer = Writer()
    call = template(operation)
    if is_arithmetic(operation) or (isinstance(call, ast.Call) and ast.unparse(call.func) in MATH):
        return writer.write(call), frozenset()
    arguments, body = body_of(operation.forward)
    writer = Writer(dict(zip(arguments, parameters(operation))), operation.forward)
    return writer.write(body), frozenset(writer.calls)


def parameters(operation: Operation) -> list[str]:
    """Return the names of the inputs: a, b, c, …"""
    return [letter(i) for i in range(operation.arity)]


def identifier(operation: Operation) -> str:
    """Return a name for the operation in a program, whatever characters its own name has."""
    return "op_" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in operation.name)


@lru_cache(maxsize=1024)
def is_arithmetic(operation: Operation) -> bool:
    """Return whether the notation consists of + − · / and powers only."""
    return not any(isinstance(part, ast.Call) for part in ast.walk(template(operation)))


# Functions of JavaScript's Math, by the names that they have in the table and in Python's math.
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
    """Writes Python expressions as JavaScript, with more brackets than necessary.

    given   what to call the arguments of a Python function
    source  that function, in which other names are looked up. None: every name is a letter or one of our functions
    """

    def __init__(self, given: dict[str, str] | None = None, source: Callable[..., Any] | None = None) -> None:
        self.given = given or {}
        self.source = source
        self.calls: set[Operation] = set()

    def write(self, tree: ast.AST) -> str:
        """Return the expression as JavaScript; raise NotWritable if that is not possible."""
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
        """Return a condition; a number is true unless it is 0, also nan, which is false in JavaScript."""
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
    """Return what a dotted name means inside a function; raise NotWritable if it is not known."""
    scopes = inspect.getclosurevars(source)
    first, *rest = name.split(".")
    names = {**scopes.builtins, **scopes.globals, **scopes.nonlocals}
    if first not in names:
        raise NotWritable(f"{name} is not known")
    return reduce(getattr, rest, names[first])


def number(x: float) -> str:
    """Return a number as a literal of JavaScript."""
    if math.isnan(x):
        return "NaN"
    return repr(x) if math.isfinite(x) else ("Infinity" if x > 0 else "(-Infinity)")


def body_of(function: Callable[..., Any]) -> tuple[list[str], ast.expr]:
    """Return the arguments of a function and the expression that it returns, read from its source.

    If it is more than one expression, or has no source, raise NotWritable.
    """
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
    """Return the statements of a function, without its docstring."""
    return [line for line in function.body if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))]


def holds(body: ast.expr, function: FunctionType, above: int, indent: int) -> bool:
    """Return whether a function was made from this body, because its code lies there; a line may hold several lambdas.

    above   how many lines there are before the source of the function
    indent  how many columns were stripped from its first line
    """
    starts = [(line - above, column) for line, _, column, _ in function.__code__.co_positions() if line and column]
    shift = indent if body.lineno == 1 else 0  # only the first line was stripped
    begin = (body.lineno, body.col_offset + shift)
    end = (body.end_lineno or 0, (body.end_col_offset or 0) + shift)
    return bool(starts) and all(begin <= start < end for start in starts)
