"""Forward mode: `jvp` takes one pass, in which every number carries its derivative along."""

from collections.abc import Sequence
from typing import Any

from autograd.context import enable_grad
from autograd.graph import UNSET
from autograd.number import number
from autograd.operation import Reading, Scalar
from autograd.transforms.arguments import Argnums, Arguments
from autograd.transforms.dual import Dual, fresh_level
from autograd.transforms.signatures import Function
from autograd.transforms.tree import Nested
from autograd.transforms.validation import check_parts, checked_argnums, only_numbers, partners
from autograd.transforms.variables import mapped_numbers


def jvp(
    f: Function,
    inputs: Sequence[Nested],
    tangents: Sequence[Nested],
    /,
    argnums: Argnums = None,
    **keywords: Any,
) -> tuple[Nested, Nested]:
    """Return the pair (f(*inputs), its derivative in the direction of the tangents), by forward mode.

    f         returns a number, or a list, tuple, dict or array of numbers
    inputs    the arguments of f, in a list or tuple
    tangents  for each input a tangent of the same structure, or None if that input does not change
    argnums   the positions of the inputs that the tangents belong to, if there are fewer tangents than inputs
    keywords  are passed on to f

    A ValueError says where inputs and tangents do not fit together. Every operation is asked for its slopes as it is
    computed, so one that has none at its inputs raises a DomainError, even if the result does not depend on it.
    Source: forward accumulation, Griewank and Walther, "Evaluating Derivatives", 2008, chapter 3.

    >>> from autograd import jvp
    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.0))
    (6.0, 3.0)
    """
    return push("jvp", only_numbers("jvp", f), inputs, tangents, argnums, keywords)


def push(
    transform: str,
    f: Function,
    inputs: Sequence[Nested],
    tangents: Sequence[Nested],
    argnums: Argnums,
    keywords: dict[str, Any],
) -> tuple[Nested, Nested]:
    """Return what f gives for the inputs, and its derivative along the tangents.

    transform  the name of the function that was called, for error messages; the others are as in `jvp`
    """
    check_parts(transform, inputs=inputs, tangents=tangents)
    argnums = checked_argnums(transform, argnums)
    positions = range(len(inputs)) if argnums is None else [argnums] if isinstance(argnums, int) else argnums
    if len(positions) != len(tangents):
        raise ValueError(
            f"{transform}: {len(positions)} inputs but {len(tangents)} tangents came; give one tangent for each input"
        )
    moving = [i for i, tangent in enumerate(tangents) if tangent is not None]
    arguments = Arguments(transform, tuple(inputs), tuple(positions[i] for i in moving))
    speeds = [
        speed
        for i, position in zip(moving, arguments.positions)
        for speed in partners(transform, inputs[position], tangents[i], (f"inputs[{position}]", f"tangents[{i}]"))
    ]
    return pushed(f, arguments, speeds, keywords)


def pushed(
    f: Function, arguments: Arguments, speeds: Sequence[Scalar | None], keywords: dict[str, Any]
) -> tuple[Nested, Nested]:
    """Return what f gives for the arguments, and its derivative.

    speeds   how fast each number of the arguments changes; None for one that does not
    """
    level = fresh_level()
    moved = [
        x if speed is None else Dual(plain(x), tangent_of(plain(speed)), level)
        for x, speed in zip(arguments.numbers, speeds, strict=True)
    ]
    with enable_grad():
        output = f(*arguments.replaced(moved), **keywords)

    def split(y: Scalar) -> tuple[Scalar, Scalar]:
        if not (isinstance(y, Dual) and y.level == level):
            return y, 0.0
        return y.primal, 0.0 if y.tangent is UNSET else y.tangent

    return mapped_numbers(lambda y: split(y)[0], output), mapped_numbers(lambda y: split(y)[1], output)


def tangent_of(speed: Scalar) -> Scalar:
    """Return the speed itself, or UNSET for the speed 0 of an input that does not change."""
    return UNSET if type(speed) is float and speed == 0.0 else speed


def plain(x: Scalar) -> Scalar:
    """Return a plain number as a float, and a Value or Dual as it is."""
    return x if isinstance(x, Reading) else number(x)
