"""The arguments of a call that is differentiated: with respect to which of them, and what stands in their place."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import prod
from numbers import Integral
from typing import Any

from autograd.operation import Reading, Scalar, count
from autograd.transforms.tree import Nested, mapped
from autograd.transforms.variables import array, described, elements, is_block, is_variable, numbers_of

Argnums = int | Sequence[int] | None


class Arguments:
    """The positional arguments of one call.

    transform  the name of the function that was called, for what it has to say
    inputs     the arguments
    argnums    with respect to which of them, by their places (-1 is the last one). Without it: to every argument that
               holds a float or a Value; where none does, to every argument that holds an int
    """

    def __init__(self, transform: str, inputs: tuple[Nested, ...], argnums: Argnums = None) -> None:
        self.inputs = inputs
        self.argnums = argnums
        self.places = moving(transform, inputs) if argnums is None else named(transform, inputs, argnums)
        self.numbers = [x for place in self.places for x in numbers_of(inputs[place])]

    def replaced(self, nodes: Iterable[Scalar]) -> tuple[Nested, ...]:
        """The arguments with nodes in place of the numbers: what the function is called with."""
        following = iter(nodes)
        parts = list(self.inputs)
        for place in self.places:
            parts[place] = mapped(lambda x: next_like(x, following), parts[place])
        return tuple(parts)

    def gradient(self, slopes: Iterable[Scalar]) -> Nested:
        """A slope for each number, in the structure of the arguments; None for what is not a number."""
        return self.block([[slope] for slope in slopes], None)

    def jacobian(self, outputs: Nested, slopes: Callable[[Scalar], Sequence[Scalar]]) -> Nested:
        """The structure of the outputs with, in place of each number, its gradient; of arrays in arrays."""

        def rows(y: Any) -> Nested:
            if is_block(y):
                table = [slopes(x) for x in elements(y)]
                return self.block([[row[i] for row in table] for i in range(len(self.numbers))], y.shape)
            return self.gradient(slopes(y)) if is_variable(y) else None

        return mapped(rows, outputs)

    def block(self, columns: Sequence[Sequence[Scalar]], shape: tuple[int, ...] | None) -> Nested:
        """A column for each number of the arguments, put together; shape is that of an array of outputs."""
        following = iter(columns)
        parts = {place: mapped(lambda x: joined(x, following, shape), self.inputs[place]) for place in self.places}
        if self.argnums is None:
            whole = tuple(parts.get(place) for place in range(len(self.inputs)))
            return whole[0] if len(whole) == 1 else whole
        return parts[self.places[0]] if isinstance(self.argnums, int) else tuple(parts.values())


def next_like(x: Any, nodes: Iterator[Scalar]) -> Any:
    """The next node for a number, and an array of the next nodes for an array; what is not a number stays."""
    if not is_block(x):
        return next(nodes) if is_variable(x) else x
    own = [next(nodes) for _ in range(x.size)]
    if not x.shape:
        return own[0]
    return array(own, x.shape) if any(isinstance(node, Reading) for node in own) else x


def joined(x: Any, columns: Iterator[Sequence[Scalar]], shape: tuple[int, ...] | None) -> Any:
    """The derivatives of an output of this shape with respect to x, which takes the next columns."""
    if is_block(x):
        own = [next(columns) for _ in range(x.size)]
        outer = shape or ()
        return array([column[i] for i in range(prod(outer)) for column in own], (*outer, *x.shape))
    if not is_variable(x):
        return None
    column = next(columns)
    return column[0] if shape is None else array(column, shape)


def moving(transform: str, inputs: tuple[Nested, ...]) -> list[int]:
    """The places of the arguments that are differentiated where argnums does not say which."""
    numbers = [list(numbers_of(x)) for x in inputs]
    floats = [place for place, own in enumerate(numbers) if not all(isinstance(x, Integral) for x in own)]
    places = floats or [place for place, own in enumerate(numbers) if own]
    if not places:
        came = ", ".join(map(described, inputs)) or "none"
        raise TypeError(
            f"{transform}: there is nothing to differentiate with respect to: the positional arguments ({came}) hold "
            "no number; give a number, or a list, tuple, dict or NumPy array of numbers"
        )
    return places


def named(transform: str, inputs: tuple[Nested, ...], argnums: int | Sequence[int]) -> list[int]:
    """The places that argnums names, from the beginning."""
    places = []
    for place in [argnums] if isinstance(argnums, int) else argnums:
        if not -len(inputs) <= place < len(inputs):
            came = count(len(inputs), "positional argument")
            raise ValueError(f"{transform}: argnums names argument {place}, but {came} came, numbered from 0")
        places.append(place % len(inputs))
    for place in places:
        if places.count(place) > 1:
            raise ValueError(f"{transform}: argnums names argument {place} twice; name it once")
        if next(numbers_of(inputs[place]), None) is None:
            raise TypeError(
                f"{transform}: argument {place} is {described(inputs[place])} and holds no number to differentiate "
                "with respect to; choose other arguments with argnums"
            )
    return places
