"""The numbers in nested arguments and NumPy arrays, with respect to which a derivative can be taken.

Anything else (a text, None, a truth value, a model) is skipped. NumPy is imported only if an array comes.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograd.number import is_number
from autograd.operation import Reading
from autograd.transforms.tree import Nested, leaves, mapped


def is_variable(x: object) -> bool:
    """Return whether x is a number, a Value or a Dual, but not a truth value or an array."""
    if isinstance(x, Reading) or type(x) is float:
        return True
    return (
        is_number(x) and not is_array(x) and not (isinstance(x, bool) or str(getattr(x, "dtype", "")).endswith("bool"))
    )


def is_array(x: object) -> bool:
    """Return whether x is a NumPy array, but not of a subclass, such as a masked array, which computes differently."""
    return (type(x).__module__, type(x).__name__) == ("numpy", "ndarray")


def is_block(x: Any) -> bool:
    """Return whether x is a NumPy array of numbers, Values or Duals."""
    return is_array(x) and (x.dtype.kind in "fiu" or (x.dtype.kind == "O" and all(map(is_variable, elements(x)))))


def elements(x: Any) -> list[Any]:
    """Return the elements of an array, row by row."""
    return list(x.ravel().tolist())


def array(numbers: Sequence[Any], shape: tuple[int, ...]) -> Any:
    """Return an array of this shape: of floats if all numbers are plain, otherwise of objects."""
    import numpy

    objects = numpy.empty(len(numbers), object)
    objects[:] = numbers
    plain = not any(isinstance(x, Reading) for x in numbers)
    return (objects.astype(float) if plain else objects).reshape(shape)


def numbers_of(nested: Nested) -> Iterator[Any]:
    """Yield the numbers of a nested structure, from left to right."""
    for leaf in leaves(nested):
        if is_block(leaf):
            yield from elements(leaf)
        elif is_variable(leaf):
            yield leaf


def mapped_numbers(f: Callable[[Any], Any], nested: Nested) -> Nested:
    """Return the same structure with f applied to each number, and anything else as it is."""

    def at(leaf: Any) -> Any:
        if is_block(leaf):
            return array([f(x) for x in elements(leaf)], leaf.shape)
        return f(leaf) if is_variable(leaf) else leaf

    return mapped(at, nested)


def described(x: Nested) -> str:
    """Return what x is in a few words, for error messages: `a list of 3`."""
    if x is None:
        return "None"
    if is_variable(x):
        return "a number"
    if is_array(x):
        return f"an array of shape {x.shape} and dtype {x.dtype}"
    if isinstance(x, dict):
        return f"a dict with the keys {', '.join(map(repr, x))}" if x else "an empty dict"
    name = type(x).__name__
    if isinstance(x, list | tuple):
        return f"a {name} of {len(x)}" if x else f"an empty {name}"
    return f"{'an' if name[0] in 'AEIOaeio' else 'a'} {name}"
