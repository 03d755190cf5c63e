"""The formulas of an operation, with placeholders for names or numbers: `1 − {(y)}²`.

{(a)} is a placeholder inside a formula, where anything but a single word needs brackets; {a} is a formula of its own.
"""

from functools import lru_cache
from typing import Any

from autograd.operation import Operation, letter
from autograd.symbolic.printer import Hand
from autograd.symbolic.symbol import Symbol, tree_of

LONGEST = 6  # terms or arguments; longer formulas are written with … in the middle
WIDEST = 200  # inputs; operations with more are written as functions
HAND = Hand(name="{{({})}}".format, alone="{{{}}}".format, longest=LONGEST)


@lru_cache(maxsize=1024)
def forward_formula(operation: Operation) -> str:
    """Return what the operation computes, with placeholders {a}, {b}, … for its inputs."""
    inputs = inputs_of(operation)
    if operation.arity <= WIDEST:
        written = template(operation(*inputs))
        if written:
            return written
    placeholders = HAND.shortened([HAND.formula(x.tree) for x in inputs])
    return f"{operation.name.partition('(')[0]}({', '.join(placeholders)})"


@lru_cache(maxsize=1024)
def slope_formulas(operation: Operation) -> tuple[str, ...]:
    """Return the derivative with respect to each input, with placeholders for inputs and output ({y}).

    A derivative that cannot be written is "".
    """
    try:
        return tuple(map(template, operation.partials(*inputs_of(operation), Symbol("y"))))
    except RecursionError:  # a formula of a thousand terms would say no more than its number
        return ("",) * operation.arity


def inputs_of(operation: Operation) -> list[Symbol]:
    """Return a symbol for each input: a, b, c, …"""
    return [Symbol(letter(i)) for i in range(operation.arity)]


def template(formula: Any) -> str:
    """Return a symbol or a number as text with placeholders; "" if mathematics has no signs for it."""
    try:
        return HAND.formula(tree_of(formula))
    except ValueError:
        return ""
