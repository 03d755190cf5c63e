"""A graph as a list: every node with its name, its operation, and the indices of its inputs in the list."""

from collections import Counter
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from autograd.draw.folding import scopes_of
from autograd.draw.text import drawable
from autograd.explain.number_format import written
from autograd.graph import Node
from autograd.operation import Operation


class Entry(NamedTuple):
    """One node of the list."""

    name: str  # different for all nodes but constants
    label: str  # its own label, or ""
    operation: Operation | None
    inputs: tuple[int, ...]  # indices in the list
    scope: tuple[str, ...]
    constant: bool
    line: str


def outline(order: list[Node]) -> tuple[Entry, ...]:
    """Return the nodes of a topological order as entries."""
    index = {id(node): i for i, node in enumerate(order)}
    inputs = [tuple(index[id(x)] for x in node.inputs) for node in order]
    scopes = scopes_of(order)
    return tuple(
        Entry(name, node.label, node.operation, xs, scopes[node], node.info.constant, node.info.line)
        for node, name, xs in zip(order, names(order, [scopes[node] for node in order]), inputs)
    )


def names(order: Sequence[Node], scopes: Sequence[tuple[str, ...]]) -> list[str]:
    """Return a name for each node: its label, with as many of its scopes as are needed to make it unique.

    Nodes without a label are called v1, v2, …, and constants by their number, so only the names of constants may be
    equal.
    """
    labels = [one_line(node.label) for node in order]
    alike: dict[str, list[int]] = {}
    for index, label in enumerate(labels):
        alike.setdefault(label, []).append(index)
    fresh = (f"v{i}" for i in count(1) if f"v{i}" not in alike)
    found = [label or ("" if node.info.constant else next(fresh)) for node, label in zip(order, labels)]
    for label, indices in alike.items():
        if label and len(indices) > 1:
            for index, name in zip(indices, told_apart(label, [scopes[i] for i in indices])):
                found[index] = name
    return [name or written(node.data) for name, node in zip(numbered(found), order)]


def renamed(entries: Sequence[Entry], data: Sequence[float]) -> tuple[Entry, ...]:
    """Return the entries for other numbers, by which constants without a label are called."""
    return tuple(
        entry._replace(name=written(x)) if entry.constant and not entry.label else entry
        for entry, x in zip(entries, data)
    )


def told_apart(label: str, scopes: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the label for each scope, with as many parts of the scope as make all different, the innermost first.

    If that is not possible, all are the label itself.
    """
    deepest = max(map(len, scopes))
    for depth in range(1, deepest + 1):
        found = [one_line(" ".join([*scope[max(0, len(scope) - depth) :], label])) for scope in scopes]
        if len(set(found)) == len(found):
            return found
    return [label] * len(scopes)


def numbered(names: list[str]) -> list[str]:
    """Return the names; those that occur more than once get a number: `w #1`, `w #2`."""
    total, so_far, taken = Counter(names), Counter[str](), set(names)
    found = []
    for name in names:
        if name and total[name] > 1:
            so_far[name] += 1
            while f"{name} #{so_far[name]}" in taken:  # by a label
                so_far[name] += 1
            name = f"{name} #{so_far[name]}"
        found.append(name)
    return found


def one_line(label: str) -> str:
    """Return a label as one line, with visible signs for characters that cannot be shown."""
    return drawable(" ".join(label.split()))
