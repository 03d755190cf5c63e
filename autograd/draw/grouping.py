"""Similar nodes, drawn as one box when there are too many to draw each.

These are ways to join them, from the finest to the coarsest. In all but the last, a few outputs that no folded scope
holds keep their own boxes, because they are what was asked for.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass

from autograd.graph import Node

Scope = tuple[str, ...]


@dataclass(eq=False)
class Fold:
    """A box for several nodes: those of a scope, or similar ones."""

    scope: Scope  # the scope around the box
    name: str | None = None  # the name of the folded scope; None for similar nodes


@dataclass(frozen=True, eq=False)
class Graph:
    """The graph to draw."""

    outputs: Collection[Node]  # the nodes that were asked for
    order: list[Node]  # the outputs and all nodes that they were made from, inputs first
    scopes: dict[Node, Scope]  # of each node


Location = Fold | Node  # the box that a node is drawn in: one with others, or its own
Locations = dict[Node, Location]
Neighbours = dict[Location, set[Location]]
Joining = Callable[[Graph, Locations], Locations]

FEW = 6  # up to this number, similar things keep their own boxes


def as_it_is(graph: Graph, locations: Locations) -> Locations:
    """Return the locations as they are: nothing is joined."""
    return locations


def by_way(graph: Graph, locations: Locations) -> Locations:
    """Join scopes that read the same boxes and are read by the same boxes, and numbers that the same boxes read.

    More than a few become one box. The names of such scopes differ only in a number, as "sample 1", "sample 2", … do,
    and they hold no parameters; such numbers are numbers of the program that a folded box reads.
    """
    sources, readers = neighbours_of(graph, locations)
    own = {locations[node] for node in graph.order if node.operation is None and not node.info.constant}
    ways = {
        fold: (unnumbered(fold.name), frozenset(sources[fold]), frozenset(readers[fold]))
        for fold in folds_in(locations)
        if fold not in own
    }
    locations = scopes_joined(ways, locations, more_than=FEW)
    _, readers = neighbours_of(graph, locations)
    numbers = {
        leaf: frozenset(readers[leaf])
        for leaf in alone(graph, locations)
        if leaf.info.constant and any(isinstance(location, Fold) for location in readers[leaf])
    }
    return joined(numbers, graph, locations, more_than=FEW)


def by_formula(graph: Graph, locations: Locations) -> Locations:
    """Join nodes that the same formula makes from the same boxes, and leaves that the same boxes read.

    An operation that is applied again to its own result, as in a sum that grows term by term, stays in one box.
    """
    locations = by_way(graph, locations)
    known: dict[Hashable, int] = {}  # a number for each formula, which is an operation with the formulas of its inputs
    formula: dict[Node, int] = {}
    for node in graph.order:
        location, kind = locations[node], (graph.scopes[node], node.operation)
        again = next((x for x in node.inputs if locations[x] is x and (graph.scopes[x], x.operation) == kind), None)
        if isinstance(location, Fold):
            formula[node] = known.setdefault(location, len(known))
        elif again is not None:
            formula[node] = formula[again]
        else:
            formula[node] = known.setdefault((*kind, tuple([formula[x] for x in node.inputs])), len(known))
    made = {node: formula[node] for node in alone(graph, locations) if node.operation}
    return leaves_joined(graph, joined(made, graph, locations))


def by_operation(graph: Graph, locations: Locations) -> Locations:
    """Join nodes of the same operation, and scopes whose names differ only in a number."""
    made = {node: node.operation for node in alone(graph, locations) if node.operation}
    locations = scopes_joined({fold: unnumbered(fold.name) for fold in folds_in(locations)}, locations)
    return leaves_joined(graph, joined(made, graph, locations))


def all_together(graph: Graph, locations: Locations) -> Locations:
    """Join everything into one box."""
    return dict.fromkeys(graph.order, Fold((), "everything"))


def leaves_joined(graph: Graph, locations: Locations) -> Locations:
    """Join leaves that the same boxes read; numbers of the program are joined among themselves."""
    _, readers = neighbours_of(graph, locations)
    keys = {
        leaf: (leaf.info.constant, frozenset(readers[leaf]))
        for leaf in alone(graph, locations)
        if leaf.operation is None
    }
    return joined(keys, graph, locations)


def joined(keys: Mapping[Node, Hashable], graph: Graph, locations: Locations, more_than: int = 1) -> Locations:
    """Return the locations with nodes of the same key and scope in one box, if there are more than `more_than`."""
    alike: dict[tuple[Scope, Hashable], list[Node]] = {}
    for node, key in keys.items():
        alike.setdefault((graph.scopes[node], key), []).append(node)
    found = {scope_and_key: nodes for scope_and_key, nodes in alike.items() if len(nodes) > more_than}
    return locations | {node: fold for (scope, _), nodes in found.items() for fold in [Fold(scope)] for node in nodes}


def scopes_joined(keys: Mapping[Fold, Hashable], locations: Locations, more_than: int = 1) -> Locations:
    """Return the locations with scopes of the same key in one box, if there are more than `more_than`."""
    alike: dict[tuple[Scope, Hashable], list[Fold]] = {}
    for fold, key in keys.items():
        alike.setdefault((fold.scope, key), []).append(fold)
    joint: dict[Location, Location] = {}
    for (scope, _), folds in alike.items():
        if len(folds) > more_than:
            together = Fold(scope, f"{unnumbered(folds[0].name)} ×{len(folds):,}")
            joint.update((fold, together) for fold in folds)
    return {node: joint.get(location, location) for node, location in locations.items()}


def folds_in(locations: Locations) -> list[Fold]:
    """Return the boxes that show several nodes, each once."""
    return [location for location in dict.fromkeys(locations.values()) if isinstance(location, Fold)]


def alone(graph: Graph, locations: Locations) -> Iterator[Node]:
    """Return the nodes with boxes of their own that may be joined, which a few outputs may not."""
    kept = graph.outputs if len(graph.outputs) <= FEW else ()
    return (node for node in graph.order if locations[node] is node and node not in kept)


def neighbours_of(graph: Graph, locations: Locations) -> tuple[Neighbours, Neighbours]:
    """Return for each box the boxes that it reads, and the boxes that read it."""
    sources: Neighbours = {location: set() for location in locations.values()}
    readers: Neighbours = {location: set() for location in locations.values()}
    for node in graph.order:
        sources[locations[node]].update(map(locations.__getitem__, node.inputs))
    for target, found in sources.items():
        found.discard(target)
        for source in found:
            readers[source].add(target)
    return sources, readers


def unnumbered(name: object) -> str:
    """Return the name of a scope without the number at its end: "layer" for "layer 1"."""
    return re.sub(r"[\W\d_]+$", "", str(name)) or str(name)
