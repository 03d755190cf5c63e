"""Where everything is drawn: each scope is laid out for itself, with the scopes inside it folded.

The page opens a scope by stretching the picture around it, so one layout for each scope serves every
combination of open and folded ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from autograd.draw.geometry import Layout, Size
from autograd.draw.layered import layered_layout
from autograd.draw.layering import Link
from autograd.explain.outline import Entry

CARD = Size(124.0, 58.0)  # a node
FOLDED = Size(148.0, 58.0)  # a scope
SLOPE = Size(50.0, 14.0)  # a local derivative on its arrow
MOST_SLOPES = 60  # arrows; more than these are drawn without a place for the number
MOST_ITEMS = 300  # in one scope


class Item(NamedTuple):
    """A node, or a scope in the scope around it."""

    kind: str  # "node" or "scope"
    number: int


@dataclass
class Scope:
    """A scope with what is directly inside it; the first is the whole graph."""

    name: str
    parent: int | None
    items: list[Item] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)  # between places in `items`
    layout: Layout | None = None


def scopes_of(entries: Sequence[Entry]) -> list[Scope]:
    """The scopes of a graph, laid out, each after the one around it."""
    scopes = [Scope("", None)]
    number: dict[tuple[str, ...], int] = {(): 0}
    place: dict[Item, int] = {}
    paths: list[tuple[Item, ...]] = []  # for each node the items around it, from the outside in

    def put(item: Item, scope: int) -> None:
        place[item] = len(scopes[scope].items)
        scopes[scope].items.append(item)

    for node, entry in enumerate(entries):
        path = []
        for depth in range(1, len(entry.scope) + 1):
            family = entry.scope[:depth]
            if family not in number:
                number[family] = len(scopes)
                scopes.append(Scope(family[-1], number[family[:-1]]))
                put(Item("scope", number[family]), number[family[:-1]])
            path.append(Item("scope", number[family]))
        put(Item("node", node), number[entry.scope])
        paths.append((*path, Item("node", node)))

    for node, entry in enumerate(entries):
        for x in entry.inputs:
            depth = next(i for i, (a, b) in enumerate(zip(paths[x], paths[node])) if a != b)
            around = paths[x][depth - 1].number if depth else 0
            link = Link(place[paths[x][depth]], place[paths[node][depth]])
            between_nodes = depth == len(paths[x]) - 1 == len(paths[node]) - 1
            if between_nodes or link not in scopes[around].links:
                scopes[around].links.append(link)
    for scope in scopes:
        scope.layout = laid_out(scope)
    return scopes


def laid_out(scope: Scope) -> Layout:
    """Where the items of a scope stand."""
    if len(scope.items) > MOST_ITEMS:
        where = f"scope {scope.name!r}" if scope.name else "the graph"
        raise ValueError(
            f"explain: {where} holds {len(scope.items):,} boxes side by side, and {MOST_ITEMS} is the most that can be "
            'read. Name its parts (`with scope("layer 1"):`, or the modules of nn), explain one sample instead of '
            "a batch, or use dot(weights, inputs, bias) for a neuron; iterating over the steps works at any size."
        )
    room = SLOPE if len(scope.links) <= MOST_SLOPES else None
    links = [link._replace(label=room) for link in scope.links]
    return layered_layout([CARD if item.kind == "node" else FOLDED for item in scope.items], links)
