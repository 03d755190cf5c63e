"""The arguments of a call that is differentiated: which of them count, and how derivatives take on their structure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import prod
from numbers import Integral
from typing import Any

from autograd.operation import Reading, Scalar, count
from autograd.transforms.tree import Nested, mapped
from autograd.transforms.variables import array, described, elements, is_block, is_variable, numbers_of

Argnums = int | Sequence[int] | None


class Arguments:
    """The positional arguments of one call, and the numbers in them that a derivative is taken with respect to.

    transform  the name of the function that was called, for error messages
    inputs     the arguments
    argnums    the positions of the arguments that count (-1 is the last one). None: every argument that holds a float
               or a Value; if none does, every argument that holds an int
    """

    def __init__(self, transform: str, inputs: tuple[Nested, ...], argnums: Argnums = None) -> None:
        self.inputs = inputs
        self.argnums = argnums
        self.positions = moving(transform, inputs) if argnums is None else named(transform, inputs, argnums)
        self.numbers = [x for position in self.positions for x in numbers_of(inputs[position])]

    def replaced(self, nodes: Iterable[Scalar]) -> tuple[Nested, ...]:
        """Return the arguments with the numbers replaced by nodes: what the function is called with."""
        following = iter(nodes)
        parts = list(self.inputs)
        for position in self.positions:
            parts[position] = mapped(lambda x: next_like(x, following), parts[position])
        return tuple(parts)

    def gradient(self, slopes: Iterable[Scalar]) -> Nested:
        """Return the slopes, one for each number, in the structure of the arguments; None for what is not a number."""
        return self.block([[slope] for slope in slopes], None)

    def jacobian(self, outputs: Nested, slopes: Callable[[Scalar], Sequence[Scalar]]) -> Nested:
        """Return the structure of the outputs with each number replaced by its gradient.

        slopes   gives the derivatives of one output with respect to each number
        """

        def rows(y: Any) -> Nested:
            if is_block(y):
                table = [slopes(x) for x in elements(y)]
                return self.block([[row[i] for row in table] for i in range(len(self.numbers))], y.shape)
            return self.gradient(slopes(y)) if is_variable(y) else None

        return mapped(rows, outputs)

    def block(self, columns: Sequence[Sequence[Scalar]], shape: tuple[int, ...] | None) -> Nested:
        """Return the columns, one for each number, in the structure of the arguments.

        columns  the derivatives of the outputs with respect to each number
        shape    the shape of the outputs if they are an array; None for a single output
        """
        following = iter(columns)
        parts = {i: mapped(lambda x: joined(x, following, shape), self.inputs[i]) for i in self.positions}
        if self.argnums is None:
            whole = tuple(parts.get(i) for i in range(len(self.inputs)))
            return whole[0] if len(whole) == 1 else whole
        return parts[self.positions[0]] if isinstance(self.argnums, int) else tuple(parts.values())


def next_like(x: Any, nodes: Iterator[Scalar]) -> Any:
    """Return the next node for a number, an array of the next nodes for an array, and anything else as it is."""
    if not is_block(x):
        return next(nodes) if is_variable(x) else x
    own = [next(nodes) for _ in range(x.size)]
    if not x.shape:
        return own[0]
    return array(own, x.shape) if any(isinstance(node, Reading) for node in own) else x


def joined(x: Any, columns: Iterator[Sequence[Scalar]], shape: tuple[int, ...] | None) -> Any:
    """Return the derivatives of outputs of this shape with respect to x, from the next columns."""
    if is_block(x):
        own = [next(columns) for _ in range(x.size)]
        outer = shape or ()
        return array([column[i] for i in range(prod(outer)) for column in own], (*outer, *x.shape))
    if not is_variable(x):
        return None
    column = next(columns)
    return column[0] if shape is None else array(column, shape)


def moving(transform: str, inputs: tuple[Nested, ...]) -> list[int]:
    """Return the positions of the arguments to differentiate with respect to if there is no argnums.

    If no argument holds a number, raise a TypeError.
    """
    numbers = [list(numbers_of(x)) for x in inputs]
    floats = [i for i, own in enumerate(numbers) if not all(isinstance(x, Integral) for x in own)]
    positions = floats or [i for i, own in enumerate(numbers) if own]
    if not positions:
        came = ", ".join(map(described, inputs)) or "none"
        raise TypeError(
            f"{transform}: there is nothing to differentiate with respect to: the positional arguments ({came}) hold "
            "no number; give a number, or a list, tuple, dict or NumPy array of numbers"
        )
    return positions


def named(transform: str, inputs: tuple[Nested, ...], argnums: int | Sequence[int]) -> list[int]:
    """Return the positions that argnums names, counted from the beginning.

    An argument that is not there, or is named twice, raises a ValueError; one without a number raises a TypeError.
    """
    positions = []
    for i in [argnums] if isinstance(argnums, int) else argnums:
        if not -len(inputs) <= i < len(inputs):
            came = count(len(inputs), "positional argument")
            raise ValueError(f"{transform}: argnums names argument {i}, but {came} came, numbered from 0")
        positions.append(i % len(inputs))
    for i in positions:
        if positions.count(i) > 1:
            raise ValueError(f"{transform}: argnums names argument {i} twice; name it once")
        if next(numbers_of(inputs[i]), None) is None:
            raise TypeError(
                f"{transform}: argument {i} is {described(inputs[i])} and holds no number to differentiate "
                "with respect to; choose other arguments with argnums"
            )
    return positions
