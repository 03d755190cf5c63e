"""Formulas as people write them, with places for names or numbers: `1 − {y}²`."""

import ast
from functools import lru_cache
from typing import Any

from autograd.explain.number import MINUS, written
from autograd.operation import Operation, letter
from autograd.symbol import Symbol, tree_of

SUM, PRODUCT, MINUS_SIGN, POWER, ATOM = range(5)  # how tightly a part holds together
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LONGEST = 6  # terms or arguments; longer formulas are written with … in the middle
WIDEST = 200  # inputs; the operations of more are written as functions

SIGNS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: (" + ", SUM),
    ast.Sub: (f" {MINUS} ", SUM),
    ast.Mult: (" · ", PRODUCT),
    ast.Div: (" / ", PRODUCT),
}


@lru_cache(maxsize=1024)
def forward_formula(operation: Operation) -> str:
    """What the operation computes, with places {a}, {b}, … for its inputs."""
    inputs = inputs_of(operation)
    if operation.arity > WIDEST:
        places = shortened([f"{{{x}}}" for x in inputs])
        return f"{operation.name.partition('(')[0]}({', '.join(places)})"
    return template(operation(*inputs))


@lru_cache(maxsize=1024)
def slope_formulas(operation: Operation) -> tuple[str, ...]:
    """The derivative by each input, with places for the inputs and {y} for the output."""
    try:
        return tuple(map(template, operation.partials(*inputs_of(operation), Symbol("y"))))
    except RecursionError:  # a formula of a thousand terms says nothing that its number does not say
        return ("",) * operation.arity


def inputs_of(operation: Operation) -> list[Symbol]:
    """A symbol for each input: a, b, c, …"""
    return [Symbol(letter(place)) for place in range(operation.arity)]


def template(formula: Any) -> str:
    """A symbol or a number as text; a place inside an operation, {(a)}, takes brackets around what is not one word."""
    tree = tree_of(formula)
    return f"{{{tree.id}}}" if isinstance(tree, ast.Name) else part(tree)[0]


def part(tree: ast.expr) -> tuple[str, int]:
    """The text of a part of a formula, and how tightly it holds together."""
    match tree:
        case ast.Name(id=name):
            return f"{{({name})}}", ATOM
        case ast.Constant(value=float() | int() as x):
            return written(float(x)), ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return MINUS + bracketed(operand, PRODUCT), MINUS_SIGN
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return f"{name}({', '.join(shortened([template_of(x) for x in arguments]))})", ATOM
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return raised(left, right), POWER
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if ast.dump(left) == ast.dump(right):
            return bracketed(left, ATOM) + "²", POWER
        case ast.BinOp(op=ast.Add()):
            return " + ".join(shortened([bracketed(term, SUM) for term in terms(tree)])), SUM
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in SIGNS:
            text, tightness = SIGNS[type(sign)]
            return bracketed(left, tightness) + text + bracketed(right, tightness + 1), tightness
    return ast.unparse(tree), SUM


def template_of(tree: ast.expr) -> str:
    """A part that stands alone, such as an argument: a place needs no brackets there."""
    return f"{{{tree.id}}}" if isinstance(tree, ast.Name) else part(tree)[0]


def bracketed(tree: ast.expr, tightness: int) -> str:
    """A part, in brackets where it would otherwise fall apart."""
    text, own = part(tree)
    return text if own >= tightness else f"({text})"


def raised(base: ast.expr, exponent: ast.expr) -> str:
    """a², a⁻¹; another exponent as Python writes it."""
    match exponent:
        case ast.Constant(value=1 | 1.0):
            return bracketed(base, ATOM)
        case ast.Constant(value=int() | float() as n) if float(n).is_integer():
            return bracketed(base, ATOM) + str(int(n)).translate(SUPERSCRIPT)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as n)) if float(n).is_integer():
            return bracketed(base, ATOM) + str(-int(n)).translate(SUPERSCRIPT)
    return f"{bracketed(base, ATOM)} ** {bracketed(exponent, ATOM)}"


def terms(tree: ast.expr) -> list[ast.expr]:
    """a + b + c as [a, b, c]."""
    found: list[ast.expr] = []
    while isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add):
        found.append(tree.right)
        tree = tree.left
    return [tree, *reversed(found)]


def shortened(parts: list[str]) -> list[str]:
    """The parts, the middle left out where there are too many to read."""
    return parts if len(parts) <= LONGEST else [*parts[:3], "…", parts[-1]]
