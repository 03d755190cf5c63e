"""From a recorded computation to a diagram: which boxes and arrows and frames there are."""

from collections.abc import Sequence
from math import isfinite

from autograd.draw.boxes import box_of_fold, box_of_node, slopes_of
from autograd.draw.diagram import DENSE, Arrow, Box, Diagram, Frame
from autograd.draw.folding import LIMIT, Depth, Folding, folding_of
from autograd.draw.grouping import FEW, Fold, Place, Scope
from autograd.draw.outputs import predict
from autograd.graph import Node
from autograd.operation import count
from autograd.transforms.tree import Nested


def diagram_of(nested: Nested, depth: Depth | None = None, limit: int = LIMIT, heat: bool = False) -> Diagram:
    """The computation of a node, or of several in lists, tuples and dicts, as a diagram.

    depth  how far scopes are opened, as `draw` explains it
    limit  the largest number of boxes
    heat   whether boxes are coloured by |gradient|
    """
    outputs = predict(nested, "draw")
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
    """What is drawn, by the labels of the outputs."""
    labels = [str(node.label) for node in outputs if node.label]
    named = ", ".join([*labels[:FEW], *(["…"] if len(labels) > FEW else [])])
    return f"computation graph of {named}" if named else "computation graph"


def boxes_of(folding: Folding, frames: dict[Scope, int]) -> list[Box]:
    """A box for each place."""
    places, asked_for = folding.places, set(folding.graph.outputs)
    used_outside = {x for node in folding.graph.order for x in node.inputs if places[x] != places[node]} | asked_for
    boxes = []
    for place, nodes in folding.members.items():
        frame, is_output = frames.get(scope_around(place, folding)), not asked_for.isdisjoint(nodes)
        if isinstance(place, Fold):
            outputs = [node for node in nodes if node in used_outside]
            boxes.append(box_of_fold(place.name, nodes, outputs, frame, is_output))
        else:
            boxes.append(box_of_node(place, frame, is_output))
    return boxes


def frames_of(folding: Folding) -> dict[Scope, int]:
    """A number for each scope that is drawn open; outer scopes come before inner ones."""
    scopes = dict.fromkeys(scope_around(place, folding) for place in folding.members)
    opened = dict.fromkeys(scope[:depth] for scope in scopes for depth in range(1, len(scope) + 1))
    return {scope: number for number, scope in enumerate(opened)}


def scope_around(place: Place, folding: Folding) -> Scope:
    """The scope whose frame a box stands in."""
    return place.scope if isinstance(place, Fold) else folding.graph.scopes[place]


def arrows_of(folding: Folding) -> list[Arrow]:
    """An arrow for each use of a node by another; those between the same boxes are one, if a box is folded."""
    numbers = {place: number for number, place in enumerate(folding.members)}
    bundles: dict[tuple[Place, Place], list[Arrow]] = {}
    used: dict[tuple[Place, Place], set[Node]] = {}
    for node in folding.graph.order:
        if node.operation is None:
            continue
        target = folding.places[node]
        slopes = [""] * len(node.inputs) if isinstance(target, Fold) else slopes_of(node)
        for x, slope in zip(node.inputs, slopes):
            source = folding.places[x]
            if source != target:
                arrow = Arrow(numbers[source], numbers[target], slope, about=about_slope(node, x, slope))
                bundles.setdefault((source, target), []).append(arrow)
                used.setdefault((source, target), set()).add(x)
    arrows = []
    for ends, bundle in bundles.items():
        is_folded = len(bundle) > 1 and any(isinstance(end, Fold) for end in ends)
        arrows += [folded(bundle, len(used[ends]))] if is_folded else bundle
    if len(arrows) > DENSE:  # how many each of them stands for is in its tooltip
        arrows = [arrow if arrow.is_slope else arrow._replace(text="") for arrow in arrows]
    return arrows


def folded(bundle: list[Arrow], used: int) -> Arrow:
    """One arrow for several between the same two boxes, which lead from so many nodes."""
    many = len(bundle)
    about = f"{count(many, 'arrow')}: {count(used, 'number')}, " + (
        "each used once" if used == many else f"used {many:,} times in all"
    )
    return bundle[0]._replace(text=f"×{many:,}", is_slope=False, about=about)


def about_slope(node: Node, x: Node, slope: str) -> str:
    """The local derivative with its names: `∂e/∂a = -3`."""
    return f"∂{node.label or 'y'}/∂{x.label or 'x'} = {slope}" if slope else ""
