"""Which nodes are drawn in boxes of their own, and which are folded together into one box.

A depth says how far scopes are opened. A name, such as "layer", folds every scope of that name into one box, and every
scope beside them, such as a loss, too; "operation" opens everything; a number opens that many levels, so that 0 folds
the outermost scopes. If the picture is still too large to read, similar nodes are drawn as one box.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from autograd.draw.grouping import (
    Fold,
    Graph,
    Joining,
    Location,
    Locations,
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
Cut = Callable[[Scope], Scope | None]  # from a scope to the scope that it is folded into, or None if it is drawn open

OPERATION = "operation"
LIMIT = 150  # boxes; nobody can read a picture with more
ARROWS_PER_BOX = 8  # as many times the limit of boxes is the limit of arrows
NODES = 200_000  # a larger graph is not even folded


class TooLarge(ValueError):
    """The picture of a graph would be too large to read."""


@dataclass(frozen=True)
class Folding:
    """A computation, with the box in which each of its nodes is drawn."""

    graph: Graph
    locations: Locations
    members: dict[Location, list[Node]]

    def is_readable(self, limit: int) -> bool:
        """Return whether there are no more boxes than the limit, and not too many arrows between them."""
        if len(self.members) > limit:
            return False
        sources, _ = neighbours_of(self.graph, self.locations)
        return sum(map(len, sources.values())) <= limit * ARROWS_PER_BOX


def folding_of(outputs: Collection[Node], depth: Depth | None, limit: int) -> Folding:
    """Return how to draw a computation in at most `limit` boxes; without a depth, opened as far as that allows.

    If that is not possible, raise `TooLarge`.
    """
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
    """Return pairs of a depth and a way to join nodes at that depth, from the most to the least detailed.

    depth   the depth asked for; None: all depths are tried, down to a single box
    levels  how deep the scopes are nested
    """
    if depth == OPERATION:
        return [(OPERATION, as_it_is)]
    if depth is not None:
        return [(depth, by_way), (depth, by_formula), (depth, by_operation)]
    opened = [(level, join) for level in reversed(range(max(levels, 1))) for join in (by_way, by_formula)]
    return [(OPERATION, as_it_is), *opened, (0, by_operation), (0, all_together)]


def folded(graph: Graph, depth: Depth, join: Joining) -> Folding:
    """Return the graph with its scopes folded at a depth, and its nodes then joined."""
    known = dict.fromkeys(graph.scopes.values())
    cut = cut_at(depth, known)
    cuts = {scope: cut(scope) for scope in known}
    folds = {found: Fold(found[:-1], found[-1]) for found in cuts.values() if found}
    boxes = {scope: folds[found] if found else None for scope, found in cuts.items()}
    locations = join(graph, {node: boxes[graph.scopes[node]] or node for node in graph.order})
    members: dict[Location, list[Node]] = {}
    for node, location in locations.items():
        members.setdefault(location, []).append(node)
    return Folding(graph, locations, members)


def cut_at(depth: Depth, scopes: Collection[Scope]) -> Cut:
    """Return how scopes are folded at a depth; an unknown name or a negative number raises a ValueError."""
    if depth == OPERATION:
        return lambda scope: None
    if isinstance(depth, str):
        return cut_by_name(depth, scopes)
    if depth < 0:
        raise ValueError(f"draw: depth = {depth} opens fewer levels than none; 0 folds the outermost scopes")
    return lambda scope: scope[: depth + 1] if len(scope) > depth else None


def cut_by_name(name: str, scopes: Collection[Scope]) -> Cut:
    """Return how scopes are folded so that all of a name are folded, and only the scopes around them are open."""
    begins = re.compile(re.escape(name) + r"(?![a-z])", re.IGNORECASE)  # "layer" means "layer 1", not "layernorm"
    around = [scope[:depth] for scope in scopes for depth, part in enumerate(scope) if begins.match(str(part))]
    if not around:
        raise unknown_name(name, scopes)
    opened = {scope[:depth] for scope in around for depth in range(1, len(scope) + 1)}

    def cut(scope: Scope) -> Scope | None:
        outer = (scope[:depth] for depth in range(1, len(scope) + 1))
        return next((found for found in outer if found not in opened), None)

    return cut


def has_more_nodes(limit: int, outputs: Collection[Node]) -> bool:
    """Return whether the outputs were made from more nodes than the limit, without visiting many more."""
    seen = set(outputs)
    stack = [*outputs]
    while stack and len(seen) <= limit:
        for x in stack.pop().inputs:
            if x not in seen:
                seen.add(x)
                stack.append(x)
    return len(seen) > limit


def scopes_of(order: Sequence[Node]) -> dict[Node, Scope]:
    """Return the scope of each node; a leaf used in one inner scope only, such as a weight, belongs to that scope."""
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
    """Return the error for a picture that would be too large to read."""
    return TooLarge(
        f"draw: the picture would have more than {limit} boxes, or too many arrows between them, and nobody could read "
        'that. draw() folds as much as it takes; so does naming parts of the computation with scope("…"), then '
        'draw(depth="…"); or draw a node further inside; or look at tree(); or raise the limit: '
        "draw(\"operation\", limit=…).save('graph.dot')"
    )


def too_many() -> TooLarge:
    """Return the error for a graph that is too large even to fold."""
    return TooLarge(
        f"draw: the computation has more than {NODES:,} nodes, which is too much to fold into a picture. "
        "Draw a node further inside, or the loss of fewer samples; or look at tree()"
    )


def unknown_name(depth: str, scopes: Collection[Scope]) -> ValueError:
    """Return the error for a depth that is not the name of a scope, with the depths that there are."""
    if re.search(r"\.(svg|png|pdf|dot|gv)$", depth, re.IGNORECASE):
        return ValueError(
            f"draw: depth = {depth!r} is the name of a file, and not that of a scope; write draw().save({depth!r})"
        )
    names = dict.fromkeys(unnumbered(part) for scope in scopes for part in scope)
    if not names:
        return ValueError(f'draw: depth = {depth!r}, but no node has a scope; name them: with scope("{depth} 1"): …')
    known = ", ".join(repr(name) for name in [*names, OPERATION])
    return ValueError(f"draw: no scope is called {depth!r}; the depths here are {known}, or a number of levels to open")
