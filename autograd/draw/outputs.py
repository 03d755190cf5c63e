"""The nodes to be drawn: one, or the outputs of a model in lists, tuples and dicts."""

from typing import Any, cast

from autograd.graph import Node
from autograd.transforms.tree import Nested, leaves


def outputs_in(nested: Nested, asking: str) -> list[Node]:
    """Return the nodes in a nested structure, from left to right, each once.

    nested  a node, or a list, tuple or dict of nodes, at any depth; anything else raises a TypeError
    asking  the name of the function that will show them, for errors
    """
    found = list(leaves(nested))
    if not found:
        raise ValueError(f"{asking}: {nested!r} holds nothing to show; give a Value, or a list of Values")
    for x in found:
        if not is_node(x):
            raise TypeError(f"{asking}: {named(x)} is not a Value, and {advice(x)}")
    return list(dict.fromkeys(cast(list[Node], found)))


def is_node(x: Any) -> bool:
    """Return whether x is a node of a recorded computation."""
    return hasattr(x, "operation") and hasattr(x, "info")


def named(x: Any) -> str:
    """Return what x is, short enough for a message."""
    text = repr(x)
    return f"{text if len(text) <= 60 else text[:59] + '…'} ({type(x).__name__})"


def advice(x: Any) -> str:
    """Return what to do about something that is not a node."""
    if callable(x):
        return "a function or a model is shown by what it computes: call it with inputs, and give what comes out"
    if hasattr(x, "__iter__"):
        return "only lists, tuples and dicts are looked into: write list(…) around it"
    return "only what is computed from Values has a graph: make it one with Value(…)"
