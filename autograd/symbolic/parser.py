"""A formula given as text, such as "tanh(a*b + c)": it has the grammar of Python, but is never run as Python code.

Python's parser only turns the text into a syntax tree. Everything that a formula may contain is named below, and
anything else is refused, so that a formula from an unknown source can do nothing but arithmetic.
"""

import ast
import inspect
import keyword
import math
import operator
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from autograd.functions.composed_activations import clip, gelu, leaky_relu, silu
from autograd.functions.reductions import mean
from autograd.functions.softmax import logsumexp
from autograd.number import number as as_float
from autograd.operation import Operation, count
from autograd.operations import TABLE
from autograd.value import Value

LONGEST = 1_000  # characters
DEEPEST = 100  # levels of nesting; a + b + c is flat

OPERATORS: dict[type[ast.operator], Callable[[Value, Any], Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
FUNCTIONS: dict[str, Callable[..., Value]] = {row.name: row for row in TABLE} | {
    "clip": clip,
    "gelu": gelu,
    "leaky_relu": lambda x: leaky_relu(x),
    "logsumexp": lambda *values: logsumexp(values),
    "mean": lambda *values: mean(values),
    "silu": silu,
}
CONSTANTS = {"e": math.e, "pi": math.pi, "π": math.pi}  # a variable of the same name comes first
ALLOWED = "a formula is made of numbers, names, + - * / **, brackets, and functions such as tanh(a)"


class ExpressionError(ValueError):
    """A formula or an assignment that cannot be read or computed; its message is one line."""


def assigned(texts: Iterable[str]) -> dict[str, Value]:
    """Return the variables given as texts such as "a=2", by name; each is a leaf with its name as label."""
    variables: dict[str, Value] = {}
    for text in texts:
        name, equals, number = (part.strip() for part in text.partition("="))
        name = unicodedata.normalize("NFKC", name)  # as Python's parser normalises the names in the formula
        if not equals or not name.isidentifier() or keyword.iskeyword(name):
            raise ExpressionError(f"{quoted(text)} is not an assignment; write a name, = and a number, such as a=2")
        if name in variables:
            raise ExpressionError(f"{quoted(name)} is given twice; give it once")
        try:
            data = float(number)
        except ValueError:
            data = math.nan
        if not math.isfinite(data):
            raise ExpressionError(f"{quoted(text)}: {quoted(number)} is not a finite number; write for example a=2.5")
        variables[name] = Value(data, name)
    return variables


def evaluated(text: str, variables: Mapping[str, Value]) -> Value:
    """Return the formula computed with the variables, as a node that can be drawn and differentiated.

    A formula that cannot be read or computed, or a variable that it does not use, raises an ExpressionError.
    """
    reader = _Reader(text.strip(), variables)
    result = Value.lift(reader.read(parsed(text)))
    for name in variables:
        if name not in reader.used:
            raise ExpressionError(f"{quoted(name)} is given, but the formula does not use it; leave it out")
    return result


def parsed(text: str) -> ast.expr:
    """Return the syntax tree of a formula; raise an ExpressionError if it is too long or cannot be read."""
    if len(text) > LONGEST:
        raise ExpressionError(f"the formula is {len(text)} characters long; {LONGEST} is the most")
    if "#" in text:  # for Python, a comment begins there
        raise ExpressionError(f"{quoted(text)} is not a formula: what follows # would not be read; {ALLOWED}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are about style; what is wrong is refused below
            return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        reason = f"{error.msg} at character {error.offset or 1}"
    except (ValueError, MemoryError, RecursionError):  # a null character, half a surrogate, or too much nesting
        reason = "it cannot be read"
    raise ExpressionError(f"{quoted(text)} is not a formula: {reason}; {ALLOWED}")


class _Reader:
    """Computes a syntax tree from the inside out; a number stays a float until an operation is applied to it."""

    def __init__(self, text: str, variables: Mapping[str, Value]) -> None:
        self.text = text
        self.variables = variables
        self.used: set[str] = set()

    def read(self, node: ast.expr, level: int = 0) -> Value | float:
        """Return the value of a part of the formula, which is nested this many levels deep."""
        if level > DEEPEST:
            raise ExpressionError(f"the formula is nested deeper than {DEEPEST} levels; make it shorter")
        chain = [node]  # of a + b + c, which is (a + b) + c: itself, a + b and a
        while isinstance(chain[-1], ast.BinOp):
            chain.append(chain[-1].left)
        result = self._finite(chain.pop(), level)
        while chain:
            result = self._finite(chain.pop(), level, result)
        return result

    def _finite(self, node: ast.expr, level: int, left: Value | float = 0.0) -> Value | float:
        """Return the value of a part, or raise an ExpressionError if it is not finite.

        left    the value of what is on the left of its operator, if it has one
        """
        try:
            result = self._computed(node, level + 1, left)
        except ExpressionError:
            raise
        except (ValueError, OverflowError) as error:  # outside the domain of an operation
            raise ExpressionError(f"in {self._source(node)}: {error}") from error
        data = result.data if isinstance(result, Value) else result
        if not math.isfinite(data):
            raise ExpressionError(f"{self._source(node)} is {data}: it does not fit into a float (up to 1.8e308)")
        return result

    def _computed(self, node: ast.expr, level: int, left: Value | float) -> Value | float:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return as_float(number)
            case ast.Name(id=name):
                return self._variable(name)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, level)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.read(operand, level)
            case ast.BinOp(op=sign, right=right) if type(sign) in OPERATORS:
                return OPERATORS[type(sign)](Value.lift(left), self.read(right, level))
            case ast.BinOp(op=ast.BitXor()):
                power = shortened((ast.get_source_segment(self.text, node) or "a^b").replace("^", "**"))
                raise ExpressionError(f"{self._source(node)}: ^ is not a power here; write {power}")
            case ast.Call(func=ast.Name(id=name), args=inputs, keywords=[]):
                function = function_named(name, len(inputs))
                return function(*[Value.lift(self.read(x, level)) for x in inputs])
        raise ExpressionError(f"{self._source(node)} is not allowed: {ALLOWED}")

    def _variable(self, name: str) -> Value | float:
        if name not in self.variables:
            if name in CONSTANTS:
                return CONSTANTS[name]
            raise ExpressionError(
                f"the formula uses {quoted(name)}, but no number is given for it; add {shortened(name)}=…"
            )
        self.used.add(name)
        return self.variables[name]

    def _source(self, node: ast.expr) -> str:
        return quoted(ast.get_source_segment(self.text, node) or type(node).__name__)


def function_named(name: str, inputs: int) -> Callable[..., Value]:
    """Return the function of this name; raise an ExpressionError if none takes this number of inputs."""
    if name not in FUNCTIONS:
        near = get_close_matches(name, FUNCTIONS, 1)
        hint = f"did you mean {near[0]}?" if near else "use one of the operation table, such as tanh(a)"
        raise ExpressionError(f"there is no function {quoted(name)}; {hint}")
    fewest, most = inputs_of(FUNCTIONS[name])
    if not fewest <= inputs <= most:
        wanted = count(fewest, "input") if fewest == most else f"{fewest} or more inputs"
        raise ExpressionError(f"{name} takes {wanted}, but {inputs} came")
    return FUNCTIONS[name]


def inputs_of(function: Callable[..., Value]) -> tuple[int, float]:
    """Return the smallest and the largest number of inputs that a function takes."""
    if isinstance(function, Operation):
        return function.arity, function.arity
    kinds = inspect.signature(function).parameters.values()
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in kinds):
        return 1, math.inf
    return len(kinds), len(kinds)


def quoted(text: str) -> str:
    """Return the text in quotes, short enough for a message of one line."""
    return repr(shortened(text))


def shortened(text: str, width: int = 60) -> str:
    """Return the text itself, or its beginning and … if it is longer than this number of characters."""
    return text if len(text) <= width else text[: width - 1] + "…"
