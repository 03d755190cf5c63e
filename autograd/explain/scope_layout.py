"""The layout of each scope on its own, with the scopes inside it folded.

The page opens a scope by stretching the picture around it, so one layout for each scope is enough for every combination
of open and folded scopes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from autograd.draw.box_layout import symbol_width
from autograd.draw.boxes import symbol_of
from autograd.draw.layout.geometry import Layout, Size
from autograd.draw.layout.grid import Link
from autograd.draw.layout.layered import layered_layout
from autograd.explain.snapshot import Entry

CARD = Size(122.0, 58.0)  # the part of a node's card that holds its numbers
CONSTANT = Size(76.0, 28.0)
FOLDED = Size(148.0, 58.0)  # a folded scope
SLOPE = Size(10.0, 14.0)  # a local derivative on its arrow, without the gaps beside it
MOST_SLOPES = 60  # arrows; if there are more, they are drawn without room for their local derivatives
MOST_ITEMS = 300  # in one scope


class TooLargeToShow(ValueError):
    """A page would freeze a browser, or be too large to read."""


class Item(NamedTuple):
    """A node, or a scope inside another."""

    kind: str  # "node" or "scope"
    number: int  # its index in the list of nodes, or of scopes


@dataclass
class Scope:
    """A scope with the items that are directly inside it; the first scope is the whole graph."""

    name: str
    parent: int | None  # the index of the scope around it
    items: list[Item] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)  # between indices in `items`
    positions: list[int] = field(default_factory=list)  # of each link between nodes: which input it is; otherwise −1
    layout: Layout | None = None


def scopes_of(entries: Sequence[Entry]) -> list[Scope]:
    """Return the scopes of a graph with their layouts, each after the one around it.

    If a scope holds too many items to read, raise TooLargeToShow.
    """
    scopes = [Scope("", None)]
    number: dict[tuple[str, ...], int] = {(): 0}
    index: dict[Item, int] = {}  # of each item in its scope
    paths: list[tuple[Item, ...]] = []  # for each node the items around it, the outermost first, and then itself

    def put(item: Item, scope: int) -> None:
        index[item] = len(scopes[scope].items)
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

    seen: set[tuple[int, Link]] = set()
    for node, entry in enumerate(entries):
        for position, x in enumerate(entry.inputs):
            depth = next(i for i, (a, b) in enumerate(zip(paths[x], paths[node])) if a != b)
            around = paths[x][depth - 1].number if depth else 0
            link = Link(index[paths[x][depth]], index[paths[node][depth]])
            between_nodes = depth == len(paths[x]) - 1 == len(paths[node]) - 1
            if between_nodes or (around, link) not in seen:
                scopes[around].links.append(link)
                scopes[around].positions.append(position if between_nodes else -1)
                seen.add((around, link))
    for scope in scopes:
        scope.layout = laid_out(scope, entries)
    return scopes


def laid_out(scope: Scope, entries: Sequence[Entry]) -> Layout:
    """Return the layout of the items of a scope."""
    if len(scope.items) > MOST_ITEMS:
        where = f"scope {scope.name!r}" if scope.name else "the graph"
        raise TooLargeToShow(
            f"explain: {where} holds {len(scope.items):,} boxes side by side, and {MOST_ITEMS} is the most that can be "
            'read. Name its parts (`with scope("layer 1"):`, or the modules of nn), explain one sample in place of '
            "a batch, or use dot(weights, inputs, bias) for a neuron; iterating over the steps works at any size."
        )
    room = SLOPE if len(scope.links) <= MOST_SLOPES else None
    links = [link._replace(label=room if i >= 0 else None) for link, i in zip(scope.links, scope.positions)]
    return layered_layout([size_of(item, entries) for item in scope.items], links)


def size_of(item: Item, entries: Sequence[Entry]) -> Size:
    """Return the size of an item."""
    if item.kind == "scope":
        return FOLDED
    entry = entries[item.number]
    if entry.constant:
        return CONSTANT
    return Size(CARD.width + symbol_width(symbol(entry)), CARD.height)


def symbol(entry: Entry) -> str:
    """Return how the operation of a node is written; "" for a leaf."""
    return symbol_of(entry.operation) if entry.operation else ""
