"""What a derivative requires of a function, its arguments and its outputs, with an error for everything else."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograd.operation import Scalar
from autograd.transforms.arguments import Argnums
from autograd.transforms.tree import Nested, leaves
from autograd.transforms.variables import described, elements, is_array, is_block, is_variable, numbers_of


def check_function(transform: str, f: object) -> None:
    """Raise a TypeError if f cannot be called."""
    if not callable(f):
        raise TypeError(
            f"{transform} takes a function, but {described(f)} came; give the function f itself, and not f(x)"
        )


def checked_argnums(transform: str, argnums: Argnums) -> Argnums:
    """Return argnums, several positions as a tuple; raise a TypeError if it does not hold positions of arguments."""
    if argnums is None or is_position(argnums):
        return argnums
    if isinstance(argnums, Sequence) and len(argnums) and all(map(is_position, argnums)):
        return tuple(argnums)
    raise TypeError(
        f"{transform}: argnums says by position which arguments are meant, as 0, -1 or (0, 2), "
        f"but {argnums!r} came; the point itself comes in the call that follows"
    )


def is_position(x: object) -> bool:
    """Return whether x can be the position of an argument: an int, but not a truth value."""
    return isinstance(x, int) and not isinstance(x, bool)


def check_parts(transform: str, **parts: object) -> None:
    """Raise a TypeError for a part that is not a list or tuple.

    parts   by the names of the arguments that they are, for the error message
    """
    for part in parts.values():
        if not isinstance(part, list | tuple):
            example = "f, [x], [1.0]" if len(parts) > 1 else "f, [x], 1.0"
            raise TypeError(
                f"{transform}: {' and '.join(parts)} are lists with a part for each argument: {transform}({example})"
            )


def one_number(transform: str, output: Nested) -> Scalar:
    """Return the output if it is one number; otherwise raise a TypeError."""
    if is_variable(output):
        return output
    if is_block(output) and not output.shape:
        return output.item()
    raise TypeError(
        f"{transform} needs a function that gives one number, but it gave {described(output)}: "
        + ("end the function with `return`" if output is None else "return one number, or use jacobian for several")
    )


def only_numbers(transform: str, f: Callable[..., Nested]) -> Callable[..., Nested]:
    """Return f, changed to raise a TypeError for an output that is not a number or a structure of numbers."""
    check_function(transform, f)

    def checked(*inputs: Nested, **keywords: Any) -> Nested:
        outputs = f(*inputs, **keywords)
        for leaf in leaves(outputs):
            if not (is_variable(leaf) or is_block(leaf)):
                raise TypeError(
                    f"{transform} needs a function that gives numbers, but it gave {described(leaf)}: "
                    "return a number, or a list, tuple, dict or NumPy array of numbers"
                )
        return outputs

    return checked


def partners(transform: str, nested: Nested, other: Nested, names: tuple[str, str]) -> Iterator[Any]:
    """Yield the counterpart of each number of a structure in the other one; None where a whole part of that is None.

    nested, other  the two structures; lists, tuples and arrays of one shape count as equal
    names          what the ValueError calls them that names the first part at which they differ
    """
    if is_array(nested) != is_array(other):
        nested, other = opened(nested), opened(other)
    if other is None:
        yield from (None for _ in numbers_of(nested))
    elif is_variable(nested) and is_variable(other):
        yield other
    elif is_block(nested) and is_block(other) and nested.shape == other.shape:
        yield from elements(other)
    elif alike(nested, other):
        for key in nested if isinstance(nested, dict) else range(len(nested)):
            inside = (f"{names[0]}[{key!r}]", f"{names[1]}[{key!r}]")
            yield from partners(transform, nested[key], other[key], inside)
    else:
        fixed = not (is_variable(nested) or is_array(nested) or isinstance(nested, dict | list | tuple))
        repair = f"give None for {names[1]}" if fixed else f"give {names[1]} the structure of {names[0]}"
        raise ValueError(
            f"{transform}: {names[0]} is {described(nested)}, but {names[1]} is {described(other)}; {repair}"
        )


def opened(x: Nested) -> Nested:
    """Return an array as nested lists, and anything else as it is."""
    return x.tolist() if is_array(x) else x


def alike(nested: Nested, other: Nested) -> bool:
    """Return whether both are dicts with the same keys, in any order, or lists or tuples of the same length."""
    if isinstance(nested, dict) and isinstance(other, dict):
        return nested.keys() == other.keys()
    return isinstance(nested, list | tuple) and isinstance(other, list | tuple) and len(nested) == len(other)
