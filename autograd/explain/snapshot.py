"""A graph as a list: every node with its name, its operation, and the places of its inputs in the list."""

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
    """One node."""

    name: str  # unlike every other name in the list
    label: str  # what the person called it
    operation: Operation | None
    inputs: tuple[int, ...]
    scope: tuple[str, ...]
    constant: bool
    line: str


def outline(order: list[Node]) -> tuple[Entry, ...]:
    """The nodes of a topological order as entries."""
    place = {id(node): i for i, node in enumerate(order)}
    inputs = [tuple(place[id(x)] for x in node.inputs) for node in order]
    scopes = scopes_of(order)
    return tuple(
        Entry(name, node.label, node.operation, xs, scopes[node], node.info.constant, node.info.line)
        for node, name, xs in zip(order, names(order, [scopes[node] for node in order]), inputs)
    )


def names(order: Sequence[Node], scopes: Sequence[tuple[str, ...]]) -> list[str]:
    """A name for each node: its label, with as many of its scopes as it takes to tell it from others.

    A node without a label is called v1, v2, … No two are alike, but for constants: they are called by their number.
    """
    labels = [one_line(node.label) for node in order]
    alike: dict[str, list[int]] = {}
    for place, label in enumerate(labels):
        alike.setdefault(label, []).append(place)
    fresh = (f"v{i}" for i in count(1) if f"v{i}" not in alike)
    found = [label or ("" if node.info.constant else next(fresh)) for node, label in zip(order, labels)]
    for label, places in alike.items():
        if label and len(places) > 1:
            for place, name in zip(places, told_apart(label, [scopes[place] for place in places])):
                found[place] = name
    return [name or written(node.data) for name, node in zip(numbered(found), order)]


def renamed(entries: Sequence[Entry], data: Sequence[float]) -> tuple[Entry, ...]:
    """The entries for other numbers: a constant without a label is called by its number."""
    return tuple(
        entry._replace(name=written(x)) if entry.constant and not entry.label else entry
        for entry, x in zip(entries, data)
    )


def told_apart(label: str, scopes: Sequence[tuple[str, ...]]) -> list[str]:
    """A label with as much of each scope, from the inside out, as makes the names differ, where that is possible."""
    deepest = max(map(len, scopes))
    for depth in range(1, deepest + 1):
        found = [one_line(" ".join([*scope[max(0, len(scope) - depth) :], label])) for scope in scopes]
        if len(set(found)) == len(found):
            return found
    return [label] * len(scopes)


def numbered(names: list[str]) -> list[str]:
    """The names, those that occur more than once with a number behind them: `w #1`, `w #2`."""
    total, so_far, taken = Counter(names), Counter[str](), set(names)
    found = []
    for name in names:
        if name and total[name] > 1:
            so_far[name] += 1
            while f"{name} #{so_far[name]}" in taken:  # somebody's label
                so_far[name] += 1
            name = f"{name} #{so_far[name]}"
        found.append(name)
    return found


def one_line(label: str) -> str:
    """A label as one line, with signs in place of what cannot be shown."""
    return drawable(" ".join(label.split()))
