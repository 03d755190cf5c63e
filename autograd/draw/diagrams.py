"""From a recorded computation to a diagram: its boxes, arrows and frames."""

from collections.abc import Sequence
from math import isfinite

from autograd.draw.boxes import box_of_fold, box_of_node, slopes_of
from autograd.draw.diagram import DENSE, Arrow, Box, Diagram, Frame
from autograd.draw.folding import LIMIT, Depth, Folding, folding_of
from autograd.draw.grouping import FEW, Fold, Location, Scope
from autograd.draw.outputs import outputs_in
from autograd.graph import Node
from autograd.operation import count
from autograd.transforms.tree import Nested


def diagram_of(nested: Nested, depth: Depth | None = None, limit: int = LIMIT, heat: bool = False) -> Diagram:
    """Return the computation of a node, or of several in lists, tuples and dicts, as a diagram.

    nested, depth, limit, heat   as in `draw`
    """
    outputs = outputs_in(nested, "draw")
    if not hasattr(limit, "__index__"):
        raise TypeError(f"draw: limit = {limit!r} is not a number of boxes; give an int, such as limit=150")
    folding = folding_of(outputs, depth, limit)
    arrows = arrows_of(folding)
    frames = frames_of(folding)
    boxes = boxes_of(folding, frames)
    slopes = [box.slope for box in boxes if box.slope is not None and isfinite(box.slope)]
    return Diagram(
        tuple(boxes),
        tuple(arrows),
        tuple(Frame(str(scope[-1]), frames.get(scope[:-1])) for scope in frames),
        max(slopes, default=0.0) if heat else None,
        title_of(outputs),
    )


def title_of(outputs: Sequence[Node]) -> str:
    """Return the title of a picture, which names the outputs by their labels."""
    labels = [str(node.label) for node in outputs if node.label]
    named = ", ".join([*labels[:FEW], *(["…"] if len(labels) > FEW else [])])
    return f"computation graph of {named}" if named else "computation graph"


def boxes_of(folding: Folding, frames: dict[Scope, int]) -> list[Box]:
    """Return a box for each location.

    frames   the number of the frame of each open scope
    """
    locations, outputs = folding.locations, set(folding.graph.outputs)
    uses = ((x, node) for node in folding.graph.order for x in node.inputs)
    used_outside = outputs | {x for x, node in uses if locations[x] != locations[node]}
    boxes = []
    for location, nodes in folding.members.items():
        frame, is_output = frames.get(scope_around(location, folding)), not outputs.isdisjoint(nodes)
        if isinstance(location, Fold):
            leaving = [node for node in nodes if node in used_outside]
            boxes.append(box_of_fold(location.name, nodes, leaving, frame, is_output))
        else:
            boxes.append(box_of_node(location, frame, is_output))
    return boxes


def frames_of(folding: Folding) -> dict[Scope, int]:
    """Return a number for each scope that is drawn open; outer scopes come before inner ones."""
    scopes = dict.fromkeys(scope_around(location, folding) for location in folding.members)
    opened = dict.fromkeys(scope[:depth] for scope in scopes for depth in range(1, len(scope) + 1))
    return {scope: number for number, scope in enumerate(opened)}


def scope_around(location: Location, folding: Folding) -> Scope:
    """Return the scope whose frame is around a box."""
    return location.scope if isinstance(location, Fold) else folding.graph.scopes[location]


def arrows_of(folding: Folding) -> list[Arrow]:
    """Return an arrow for each use of a node by another; those between two boxes are one arrow if a box is folded."""
    numbers = {location: number for number, location in enumerate(folding.members)}
    bundles: dict[tuple[Location, Location], list[Arrow]] = {}
    used: dict[tuple[Location, Location], set[Node]] = {}
    for node in folding.graph.order:
        if node.operation is None:
            continue
        target = folding.locations[node]
        slopes = [""] * len(node.inputs) if isinstance(target, Fold) else slopes_of(node)
        for x, slope in zip(node.inputs, slopes):
            source = folding.locations[x]
            if source != target:
                arrow = Arrow(numbers[source], numbers[target], slope, about=about_slope(node, x, slope))
                bundles.setdefault((source, target), []).append(arrow)
                used.setdefault((source, target), set()).add(x)
    arrows = []
    for ends, bundle in bundles.items():
        is_folded = len(bundle) > 1 and any(isinstance(end, Fold) for end in ends)
        arrows += [folded(bundle, len(used[ends]))] if is_folded else bundle
    if len(arrows) > DENSE:  # the number of arrows folded into one is also in its tooltip
        arrows = [arrow if arrow.is_slope else arrow._replace(text="") for arrow in arrows]
    return arrows


def folded(bundle: list[Arrow], used: int) -> Arrow:
    """Return one arrow for a bundle between the same two boxes.

    used   how many nodes the arrows of the bundle come from
    """
    many = len(bundle)
    about = f"{count(many, 'arrow')}: {count(used, 'number')}, " + (
        "each used once" if used == many else f"used {many:,} times in all"
    )
    return bundle[0]._replace(text=f"×{many:,}", is_slope=False, about=about)


def about_slope(node: Node, x: Node, slope: str) -> str:
    """Return the local derivative with its names, as `∂e/∂a = -3`; "" if there is no slope."""
    return f"∂{node.label or 'y'}/∂{x.label or 'x'} = {slope}" if slope else ""
