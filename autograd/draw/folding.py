"""Which nodes are drawn on their own, and which are folded together into one box.

A depth says how far scopes are opened. A name, such as "layer", folds every scope of that name into one
box, and what stands beside them, such as a loss, into one each; "operation" opens everything; a number
opens that many levels, so that 0 folds the outermost scopes. Where what is left is still too much to read,
nodes that are alike are drawn as one box.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from autograd.draw.grouping import (
    Fold,
    Graph,
    Joining,
    Place,
    Places,
    Scope,
    all_together,
    as_it_is,
    by_formula,
    by_operation,
    by_way,
    neighbours_of,
    unnumbered,
)
from autograd.graph import Node, topological_order

Depth = str | int
Cut = Callable[[Scope], Scope | None]  # the scope that a scope is folded into, or None where it is drawn open

OPERATION = "operation"
LIMIT = 150  # boxes: more than that nobody reads
ARROWS_PER_BOX = 8  # of the limit
NODES = 200_000  # more than that are not even folded


class TooLarge(ValueError):
    """A graph that nobody could read."""


@dataclass(frozen=True)
class Folding:
    """A computation, and where each of its nodes is drawn."""

    graph: Graph
    places: Places
    members: dict[Place, list[Node]]

    def is_readable(self, limit: int) -> bool:
        """Whether there are not too many boxes, nor too many arrows between them."""
        if len(self.members) > limit:
            return False
        sources, _ = neighbours_of(self.graph, self.places)
        return sum(map(len, sources.values())) <= limit * ARROWS_PER_BOX


def folding_of(outputs: Collection[Node], depth: Depth | None, limit: int) -> Folding:
    """How to draw a computation in at most `limit` boxes; without a depth, opened as far as that allows."""
    if depth == OPERATION and has_more_nodes(limit, outputs):
        raise too_large(limit)
    if has_more_nodes(NODES, outputs):
        raise too_many()
    order = topological_order(*outputs)
    graph = Graph(outputs, order, scopes_of(order))
    foldings = (folded(graph, *way) for way in ways_to_fold(depth, max(map(len, graph.scopes.values()))))
    readable = next((folding for folding in foldings if folding.is_readable(limit)), None)
    if readable is None:
        raise too_large(limit)
    return readable


def ways_to_fold(depth: Depth | None, levels: int) -> Iterable[tuple[Depth, Joining]]:
    """Depths, and what to join there, from the most open on: at a given depth, or at any down to one single box."""
    if depth == OPERATION:
        return [(OPERATION, as_it_is)]
    if depth is not None:
        return [(depth, by_way), (depth, by_formula), (depth, by_operation)]
    opened = [(level, join) for level in reversed(range(max(levels, 1))) for join in (by_way, by_formula)]
    return [(OPERATION, as_it_is), *opened, (0, by_operation), (0, all_together)]


def folded(graph: Graph, depth: Depth, join: Joining) -> Folding:
    """The nodes in their places, with scopes folded at a depth, and what is alike joined."""
    known = dict.fromkeys(graph.scopes.values())
    cut = cut_at(depth, known)
    cuts = {scope: cut(scope) for scope in known}
    folds = {found: Fold(found[:-1], found[-1]) for found in cuts.values() if found}
    boxes = {scope: folds[found] if found else None for scope, found in cuts.items()}
    places = join(graph, {node: boxes[graph.scopes[node]] or node for node in graph.order})
    members: dict[Place, list[Node]] = {}
    for node, place in places.items():
        members.setdefault(place, []).append(node)
    return Folding(graph, places, members)


def cut_at(depth: Depth, scopes: Collection[Scope]) -> Cut:
    """How scopes are folded at a depth."""
    if depth == OPERATION:
        return lambda scope: None
    if isinstance(depth, str):
        return cut_by_name(depth, scopes)
    if depth < 0:
        raise ValueError(f"draw: depth = {depth} opens fewer levels than none; 0 folds the outermost scopes")
    return lambda scope: scope[: depth + 1] if len(scope) > depth else None


def cut_by_name(name: str, scopes: Collection[Scope]) -> Cut:
    """How scopes are folded where all of a name are: opened are only those around these."""
    begins = re.compile(re.escape(name) + r"(?![a-z])", re.IGNORECASE)  # "layer" is "layer 1", not "layernorm"
    around = [scope[:place] for scope in scopes for place, part in enumerate(scope) if begins.match(str(part))]
    if not around:
        raise unknown_name(name, scopes)
    opened = {scope[:place] for scope in around for place in range(1, len(scope) + 1)}

    def cut(scope: Scope) -> Scope | None:
        outer = (scope[:place] for place in range(1, len(scope) + 1))
        return next((found for found in outer if found not in opened), None)

    return cut


def has_more_nodes(limit: int, outputs: Collection[Node]) -> bool:
    """Whether the outputs were made from more nodes than this; looks no further than it must to know."""
    seen = set(outputs)
    stack = [*outputs]
    while stack and len(seen) <= limit:
        for x in stack.pop().inputs:
            if x not in seen:
                seen.add(x)
                stack.append(x)
    return len(seen) > limit


def scopes_of(order: Sequence[Node]) -> dict[Node, Scope]:
    """The scope of each node; a leaf that is used inside one scope only, such as a weight, belongs to that scope."""
    users: dict[Node, set[Scope]] = {}
    for node in order:
        for x in node.inputs:
            if x.operation is None:
                users.setdefault(x, set()).add(node.info.scope)
    scopes = {node: node.info.scope for node in order}
    for leaf, found in users.items():
        inner = next(iter(found))
        if len(found) == 1 and inner[: len(scopes[leaf])] == scopes[leaf]:
            scopes[leaf] = inner
    return scopes


def too_large(limit: int) -> TooLarge:
    """What to do about a graph that nobody could read."""
    return TooLarge(
        f"draw: the picture would have more than {limit} boxes, or too many arrows between them, and nobody could read "
        'that. draw() folds as much as it takes; so does naming parts of the computation with scope("…"), then '
        'draw(depth="…"); or draw a node further inside; or look at tree(); or raise the limit: '
        "draw(\"operation\", limit=…).save('graph.dot')"
    )


def too_many() -> TooLarge:
    """What to do about a graph that is too large even to fold."""
    return TooLarge(
        f"draw: the computation has more than {NODES:,} nodes, which is too much to fold into a picture. "
        "Draw a node further inside, or the loss of fewer samples; or look at tree()"
    )


def unknown_name(depth: str, scopes: Collection[Scope]) -> ValueError:
    """What depths there are in place of one that no scope has."""
    if re.search(r"\.(svg|png|pdf|dot|gv)$", depth, re.IGNORECASE):
        return ValueError(
            f"draw: depth = {depth!r} is the name of a file, and not that of a scope; write draw().save({depth!r})"
        )
    names = dict.fromkeys(unnumbered(part) for scope in scopes for part in scope)
    if not names:
        return ValueError(f'draw: depth = {depth!r}, but no node has a scope; name them: with scope("{depth} 1"): …')
    known = ", ".join(repr(name) for name in [*names, OPERATION])
    return ValueError(f"draw: no scope is called {depth!r}; the depths here are {known}, or a number of levels to open")
