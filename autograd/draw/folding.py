"""Which nodes are drawn on their own, and which are folded together into the box of their scope.

A depth says how far scopes are opened. A name, such as "layer", folds every scope of that name into one
box; "operation" opens everything; a number opens that many levels, so that 0 folds the outermost scopes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograd.graph import Node, topological_order

Scope = tuple[str, ...]
Depth = str | int
Place = Scope | Node  # where a node is drawn: in the box of a scope, or on its own
Cut = Callable[[Scope], Scope | None]  # the scope that a scope is folded into, or None where it is drawn open

OPERATION = "operation"
LIMIT = 150  # boxes: more than that nobody reads
ARROWS_PER_BOX = 8  # of the limit


class TooLarge(ValueError):
    """A graph that nobody could read."""


@dataclass(frozen=True)
class Folding:
    """The nodes of a computation, inputs first, and where each is drawn."""

    order: list[Node]
    scopes: dict[Node, Scope]
    places: dict[Node, Place]
    members: dict[Place, list[Node]]

    def is_readable(self, limit: int) -> bool:
        """Whether there are not too many boxes, nor too many arrows between them."""
        arrows = {(self.places[x], self.places[node]) for node in self.order for x in node.inputs}
        return len(self.members) <= limit and len(arrows) <= limit * ARROWS_PER_BOX


def folding_of(root: Node, depth: Depth | None, limit: int) -> Folding:
    """How to draw a node's computation in at most `limit` boxes; without a depth, opened as far as that allows."""
    if more_boxes_than(limit, root, cut_at(0 if depth is None else depth)):
        raise too_large(limit)
    order = topological_order(root)
    scopes = scopes_of(order)
    levels = max(map(len, scopes.values()))
    depths: list[Depth] = [OPERATION, *reversed(range(levels))] if depth is None else [depth]
    foldings = (folded_at(each, order, scopes) for each in depths)
    readable = next((folding for folding in foldings if folding.is_readable(limit)), None)
    if readable is None:
        raise too_large(limit)
    return readable


def folded_at(depth: Depth, order: list[Node], scopes: dict[Node, Scope]) -> Folding:
    """The nodes in their places, with scopes folded at a depth."""
    cut = cut_at(depth)
    if isinstance(depth, str) and depth != OPERATION and not any(map(cut, scopes.values())):
        raise unknown_name(depth, scopes)
    places: dict[Node, Place] = {node: cut(scopes[node]) or node for node in order}
    members: dict[Place, list[Node]] = {}
    for node, place in places.items():
        members.setdefault(place, []).append(node)
    return Folding(order, scopes, places, members)


def cut_at(depth: Depth) -> Cut:
    """How scopes are folded at a depth."""
    if depth == OPERATION:
        return lambda scope: None
    if isinstance(depth, str):
        name = re.compile(re.escape(depth) + r"(?![a-z])", re.IGNORECASE)  # "layer" is "layer 1", not "layernorm"
        return lambda scope: next((scope[: i + 1] for i, part in enumerate(scope) if name.match(part)), None)
    if depth < 0:
        raise ValueError(f"draw: depth = {depth} opens fewer levels than none; 0 folds the outermost scopes")
    return lambda scope: scope[: depth + 1] if len(scope) > depth else None


def more_boxes_than(limit: int, root: Node, cut: Cut) -> bool:
    """Whether the operations alone make more boxes than this; looks no further than it must to know."""
    seen: set[Node] = {root}
    boxes: set[Place] = set()
    stack = [root]
    while stack and len(boxes) <= limit:
        node = stack.pop()
        if node.operation is not None:
            boxes.add(cut(node.origin.scope) or node)
        for x in node.inputs:
            if x not in seen:
                seen.add(x)
                stack.append(x)
    return len(boxes) > limit


def scopes_of(order: Sequence[Node]) -> dict[Node, Scope]:
    """The scope of each node; a leaf that is used inside one scope only, such as a weight, belongs to that scope."""
    users: dict[Node, set[Scope]] = {}
    for node in order:
        for x in node.inputs:
            if x.operation is None:
                users.setdefault(x, set()).add(node.origin.scope)
    scopes = {node: node.origin.scope for node in order}
    for leaf, found in users.items():
        inner = next(iter(found))
        if len(found) == 1 and inner[: len(scopes[leaf])] == scopes[leaf]:
            scopes[leaf] = inner
    return scopes


def too_large(limit: int) -> TooLarge:
    """What to do about a graph that nobody could read."""
    return TooLarge(
        f"draw: the picture would have more than {limit} boxes, and nobody could read that. Fold it: name parts of the "
        'computation with scope("…"), then draw(depth="…") or draw(depth=0); or draw a node further inside; '
        "or look at tree(); or raise the limit: draw(limit=…).save('graph.dot')"
    )


def unknown_name(depth: str, scopes: dict[Node, Scope]) -> ValueError:
    """What depths there are in place of one that no scope has."""
    names = dict.fromkeys(re.sub(r"[\W\d_]+$", "", part) for scope in scopes.values() for part in scope)
    if not names:
        return ValueError(f'draw: depth = {depth!r}, but no node has a scope; name them: with scope("{depth} 1"): …')
    known = ", ".join(repr(name) for name in [*names, OPERATION])
    return ValueError(f"draw: no scope is called {depth!r}; the depths here are {known}, or a number of levels to open")
