"""The formulas of an operation with places for names or numbers: `1 − {(y)}²`.

A place inside a formula, {(a)}, takes brackets around what is not one word; {a} stands alone.
"""

from functools import lru_cache
from typing import Any

from autograd.operation import Operation, letter
from autograd.symbolic.printer import Hand
from autograd.symbolic.symbol import Symbol, tree_of

LONGEST = 6  # terms or arguments; longer formulas are written with … in the middle
WIDEST = 200  # inputs; the operations of more are written as functions
HAND = Hand(name="{{({})}}".format, alone="{{{}}}".format, longest=LONGEST)


@lru_cache(maxsize=1024)
def forward_formula(operation: Operation) -> str:
    """What the operation computes, with places {a}, {b}, … for its inputs."""
    inputs = inputs_of(operation)
    if operation.arity <= WIDEST:
        written = template(operation(*inputs))
        if written:
            return written
    places = HAND.shortened([HAND.formula(x.tree) for x in inputs])
    return f"{operation.name.partition('(')[0]}({', '.join(places)})"


@lru_cache(maxsize=1024)
def slope_formulas(operation: Operation) -> tuple[str, ...]:
    """The derivative with respect to each input, with places for inputs and {y} for the output; "" if it has none."""
    try:
        return tuple(map(template, operation.partials(*inputs_of(operation), Symbol("y"))))
    except RecursionError:  # a formula of a thousand terms says nothing that its number does not say
        return ("",) * operation.arity


def inputs_of(operation: Operation) -> list[Symbol]:
    """A symbol for each input: a, b, c, …"""
    return [Symbol(letter(place)) for place in range(operation.arity)]


def template(formula: Any) -> str:
    """A symbol or a number as text with places; nothing where mathematics has no signs for it."""
    try:
        return HAND.formula(tree_of(formula))
    except ValueError:
        return ""
