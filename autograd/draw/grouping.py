"""Nodes that are alike enough to be drawn as one box, where there are too many to draw each.

Ways to join them, from the finest to the coarsest. In all but the last the outputs are drawn on their own,
if no scope holds them and they are few: they are what was asked for.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass

from autograd.graph import Node

Scope = tuple[str, ...]


@dataclass(eq=False)
class Fold:
    """A box for several nodes: those of a scope, or those that are alike."""

    scope: Scope  # around the box
    name: str | None = None  # of the scope; None where the nodes are only alike


@dataclass(frozen=True, eq=False)
class Graph:
    """What is to be drawn."""

    outputs: Collection[Node]  # what was asked for
    order: list[Node]  # the nodes that the outputs were made from, and the outputs, inputs first
    scopes: dict[Node, Scope]  # of each node


Place = Fold | Node  # where a node is drawn: in a box with others, or on its own
Places = dict[Node, Place]
Joining = Callable[[Graph, Places], Places]

FEW = 6  # so many that go the same way are drawn each


def as_it_is(graph: Graph, places: Places) -> Places:
    """Nothing is joined."""
    return places


def by_way(graph: Graph, places: Places) -> Places:
    """More than a few numbers that the same boxes read, or scopes from the same boxes to the same boxes, are one box.

    Only scopes that differ by their numbers, such as "sample 1", "sample 2", …, and hold no parameter; only
    numbers of the program that a folded box reads.
    """
    sources, readers = neighbours_of(graph, places)
    own = {places[node] for node in graph.order if node.operation is None and not node.info.constant}
    ways = {
        fold: (unnumbered(fold.name), frozenset(sources[fold]), frozenset(readers[fold]))
        for fold in folds_in(places)
        if fold not in own
    }
    places = scopes_joined(ways, places, more_than=FEW)
    _, readers = neighbours_of(graph, places)
    numbers = {
        leaf: frozenset(readers[leaf])
        for leaf in alone(graph, places)
        if leaf.info.constant and any(isinstance(place, Fold) for place in readers[leaf])
    }
    return joined(numbers, graph, places, more_than=FEW)


def by_formula(graph: Graph, places: Places) -> Places:
    """Nodes made from the same boxes by the same formula are one box; so are leaves that the same boxes read.

    An operation done again on its own result, as in a sum that grows term by term, stays in one box.
    """
    places = by_way(graph, places)
    known: dict[Hashable, int] = {}  # a number for each formula: a formula holds those of its inputs
    formula: dict[Node, int] = {}
    for node in graph.order:
        place, kind = places[node], (graph.scopes[node], node.operation)
        again = next((x for x in node.inputs if places[x] is x and (graph.scopes[x], x.operation) == kind), None)
        if isinstance(place, Fold):
            formula[node] = known.setdefault(place, len(known))
        elif again is not None:
            formula[node] = formula[again]
        else:
            formula[node] = known.setdefault((*kind, tuple([formula[x] for x in node.inputs])), len(known))
    made = {node: formula[node] for node in alone(graph, places) if node.operation}
    return leaves_joined(graph, joined(made, graph, places))


def by_operation(graph: Graph, places: Places) -> Places:
    """Nodes of the same operation are one box; so are scopes whose names differ by their numbers only."""
    made = {node: node.operation for node in alone(graph, places) if node.operation}
    places = scopes_joined({fold: unnumbered(fold.name) for fold in folds_in(places)}, places)
    return leaves_joined(graph, joined(made, graph, places))


def all_together(graph: Graph, places: Places) -> Places:
    """Everything is one box."""
    return dict.fromkeys(graph.order, Fold((), "everything"))


def leaves_joined(graph: Graph, places: Places) -> Places:
    """The places, with leaves that the same boxes read in one box, apart from numbers of the program."""
    _, readers = neighbours_of(graph, places)
    keys = {
        leaf: (leaf.info.constant, frozenset(readers[leaf])) for leaf in alone(graph, places) if leaf.operation is None
    }
    return joined(keys, graph, places)


def joined(keys: Mapping[Node, Hashable], graph: Graph, places: Places, more_than: int = 1) -> Places:
    """The places, with nodes of the same key and scope in one box, if there are more than so many of them."""
    alike: dict[tuple[Scope, Hashable], list[Node]] = {}
    for node, key in keys.items():
        alike.setdefault((graph.scopes[node], key), []).append(node)
    found = {scope_and_key: nodes for scope_and_key, nodes in alike.items() if len(nodes) > more_than}
    return places | {node: fold for (scope, _), nodes in found.items() for fold in [Fold(scope)] for node in nodes}


def scopes_joined(keys: Mapping[Fold, Hashable], places: Places, more_than: int = 1) -> Places:
    """The places, with scopes of the same key in one box, if there are more than so many of them."""
    alike: dict[tuple[Scope, Hashable], list[Fold]] = {}
    for fold, key in keys.items():
        alike.setdefault((fold.scope, key), []).append(fold)
    joint: dict[Place, Place] = {}
    for (scope, _), folds in alike.items():
        if len(folds) > more_than:
            together = Fold(scope, f"{unnumbered(folds[0].name)} ×{len(folds):,}")
            joint.update((fold, together) for fold in folds)
    return {node: joint.get(place, place) for node, place in places.items()}


def folds_in(places: Places) -> list[Fold]:
    """The boxes that stand for several nodes, each once."""
    return [place for place in dict.fromkeys(places.values()) if isinstance(place, Fold)]


def alone(graph: Graph, places: Places) -> Iterator[Node]:
    """The nodes that are drawn on their own so far, and may be joined: a few outputs stay as they are."""
    kept = graph.outputs if len(graph.outputs) <= FEW else ()
    return (node for node in graph.order if places[node] is node and node not in kept)


def neighbours_of(graph: Graph, places: Places) -> tuple[dict[Place, set[Place]], dict[Place, set[Place]]]:
    """For each box, the boxes that it reads, and those that read it."""
    sources: dict[Place, set[Place]] = {place: set() for place in places.values()}
    readers: dict[Place, set[Place]] = {place: set() for place in places.values()}
    for node in graph.order:
        sources[places[node]].update(map(places.__getitem__, node.inputs))
    for target, found in sources.items():
        found.discard(target)
        for source in found:
            readers[source].add(target)
    return sources, readers


def unnumbered(name: object) -> str:
    """The name of a scope without the number at its end: "layer" of "layer 1"."""
    return re.sub(r"[\W\d_]+$", "", str(name)) or str(name)
