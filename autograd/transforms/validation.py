"""What a derivative asks of a function, of its arguments and of what it gives; what is missing is said in words."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograd.operation import Scalar
from autograd.transforms.arguments import Argnums
from autograd.transforms.tree import Nested, leaves
from autograd.transforms.variables import described, elements, is_array, is_block, is_variable, numbers_of


def check_function(transform: str, f: object) -> None:
    """A TypeError for what cannot be called."""
    if not callable(f):
        raise TypeError(
            f"{transform} takes a function, but {described(f)} came; give the function f itself, and not f(x)"
        )


def checked_argnums(transform: str, argnums: Argnums) -> Argnums:
    """argnums, if it says places of arguments; otherwise a TypeError."""
    if argnums is None or is_place(argnums):
        return argnums
    if isinstance(argnums, Sequence) and len(argnums) and all(map(is_place, argnums)):
        return tuple(argnums)
    raise TypeError(
        f"{transform}: argnums says by their places which arguments are meant, as 0, -1 or (0, 2), "
        f"but {argnums!r} came; the point itself comes in the call that follows"
    )


def is_place(x: object) -> bool:
    """Whether x can be the place of an argument: an int, but not a truth value."""
    return isinstance(x, int) and not isinstance(x, bool)


def check_parts(transform: str, **parts: object) -> None:
    """A TypeError for what does not hold a part for each argument in a list or tuple."""
    for part in parts.values():
        if not isinstance(part, list | tuple):
            example = "f, [x], [1.0]" if len(parts) > 1 else "f, [x], 1.0"
            raise TypeError(
                f"{transform}: {' and '.join(parts)} are lists with a part for each argument: {transform}({example})"
            )


def one_number(transform: str, output: Nested) -> Scalar:
    """The output, if it is one number; otherwise a TypeError."""
    if is_variable(output):
        return output
    if is_block(output) and not output.shape:
        return output.item()
    raise TypeError(
        f"{transform} needs a function that gives one number, but it gave {described(output)}: "
        + ("end the function with `return`" if output is None else "return one number, or use jacobian for several")
    )


def only_numbers(transform: str, f: Callable[..., Nested]) -> Callable[..., Nested]:
    """f, with a TypeError for an output that is not a number or a structure of numbers."""
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
    """For each number of a structure what stands at its place in the other one, None where None stands for the whole.

    A ValueError names the first place at which they differ. Lists, tuples and arrays of one shape count as equal.
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
    """An array as nested lists; anything else as it is."""
    return x.tolist() if is_array(x) else x


def alike(nested: Nested, other: Nested) -> bool:
    """Whether they are dicts with the same keys, in whatever order, or lists or tuples of the same length."""
    if isinstance(nested, dict) and isinstance(other, dict):
        return nested.keys() == other.keys()
    return isinstance(nested, list | tuple) and isinstance(other, list | tuple) and len(nested) == len(other)
