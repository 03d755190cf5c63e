"""Where everything is drawn: each scope is laid out for itself, with the scopes inside it folded.

The page opens a scope by stretching the picture around it, so one layout for each scope serves every
combination of open and folded ones.
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
FOLDED = Size(148.0, 58.0)  # a scope
SLOPE = Size(10.0, 14.0)  # what a local derivative on its arrow takes besides the gaps beside it
MOST_SLOPES = 60  # arrows; more than these are drawn without a place for the number
MOST_ITEMS = 300  # in one scope


class TooLargeToShow(ValueError):
    """A page that would freeze a browser, or that nobody could read."""


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
    places: list[int] = field(default_factory=list)  # for each link between nodes, the place of the input; otherwise −1
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

    seen: set[tuple[int, Link]] = set()
    for node, entry in enumerate(entries):
        for input_place, x in enumerate(entry.inputs):
            depth = next(i for i, (a, b) in enumerate(zip(paths[x], paths[node])) if a != b)
            around = paths[x][depth - 1].number if depth else 0
            link = Link(place[paths[x][depth]], place[paths[node][depth]])
            between_nodes = depth == len(paths[x]) - 1 == len(paths[node]) - 1
            if between_nodes or (around, link) not in seen:
                scopes[around].links.append(link)
                scopes[around].places.append(input_place if between_nodes else -1)
                seen.add((around, link))
    for scope in scopes:
        scope.layout = laid_out(scope, entries)
    return scopes


def laid_out(scope: Scope, entries: Sequence[Entry]) -> Layout:
    """Where the items of a scope stand."""
    if len(scope.items) > MOST_ITEMS:
        where = f"scope {scope.name!r}" if scope.name else "the graph"
        raise TooLargeToShow(
            f"explain: {where} holds {len(scope.items):,} boxes side by side, and {MOST_ITEMS} is the most that can be "
            'read. Name its parts (`with scope("layer 1"):`, or the modules of nn), explain one sample in place of '
            "a batch, or use dot(weights, inputs, bias) for a neuron; iterating over the steps works at any size."
        )
    room = SLOPE if len(scope.links) <= MOST_SLOPES else None
    links = [link._replace(label=room if place >= 0 else None) for link, place in zip(scope.links, scope.places)]
    return layered_layout([size_of(item, entries) for item in scope.items], links)


def size_of(item: Item, entries: Sequence[Entry]) -> Size:
    """The room an item takes."""
    if item.kind == "scope":
        return FOLDED
    entry = entries[item.number]
    if entry.constant:
        return CONSTANT
    return Size(CARD.width + symbol_width(symbol(entry)), CARD.height)


def symbol(entry: Entry) -> str:
    """How the operation is written; nothing for a leaf."""
    return symbol_of(entry.operation) if entry.operation else ""
