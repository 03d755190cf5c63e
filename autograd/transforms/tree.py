"""Numbers in nested lists, tuples and dicts: taken out, and put back into the same structure."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Nested = Any  # a number or Value, or a list, tuple or dict of these, at any depth


def leaves(nested: Nested) -> Iterator[Any]:
    """Yield what a nested structure holds, from left to right."""
    if isinstance(nested, dict):
        nested = nested.values()
    elif not isinstance(nested, list | tuple):
        yield nested
        return
    for part in nested:
        yield from leaves(part)


def named_leaves(nested: Nested, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the same, each with the expression that finds it: `x[1]['w']`."""
    if isinstance(nested, dict):
        parts: Iterable[tuple[Any, Nested]] = nested.items()
    elif isinstance(nested, list | tuple):
        parts = enumerate(nested)
    else:
        yield name, nested
        return
    for key, part in parts:
        yield from named_leaves(part, f"{name}[{key!r}]")


def mapped(f: Callable[[Any], Any], nested: Nested) -> Nested:
    """Return the same structure with f applied to everything it holds."""
    if isinstance(nested, dict):
        return {key: mapped(f, part) for key, part in nested.items()}
    if isinstance(nested, tuple) and hasattr(nested, "_fields"):
        return type(nested)(*(mapped(f, part) for part in nested))
    if isinstance(nested, list | tuple):
        return type(nested)(mapped(f, part) for part in nested)
    return f(nested)


def rebuilt(nested: Nested, numbers: Iterator[Any]) -> Nested:
    """Return the same structure filled with the next numbers."""
    return mapped(lambda _: next(numbers), nested)
