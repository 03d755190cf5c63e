"""Where everything is drawn, each scope for itself."""

import re

import pytest

from autograd import Value, scope, topological_order
from autograd.explain.scope_layout import MOST_ITEMS, TooLargeToShow, scopes_of
from autograd.explain.snapshot import outline


def scoped() -> Value:
    x = Value(1.0, "x")
    with scope("outer"):
        y = x * Value(2.0, "w")
        with scope("inner"):
            z = y * y
    return z + x


def test_every_node_is_in_one_scope_and_every_scope_in_the_one_around_it() -> None:
    entries = outline(topological_order(scoped()))
    scopes = scopes_of(entries)
    assert [(scope.name, scope.parent) for scope in scopes] == [("", None), ("outer", 0), ("inner", 1)]
    nodes = [item.number for scope in scopes for item in scope.items if item.kind == "node"]
    assert sorted(nodes) == list(range(len(entries)))


def test_every_edge_is_a_link_in_the_scope_that_holds_both_ends() -> None:
    scopes = scopes_of(outline(topological_order(scoped())))
    named = [
        sorted(
            (scope.items[link.source], scope.items[link.target], position)
            for link, position in zip(scope.links, scope.positions)
        )
        for scope in scopes
    ]
    # x → outer, and outer → the sum; the sum's second input is x itself
    assert [[kind_a[0] + ">" + kind_b[0] for kind_a, kind_b, _ in links] for links in named] == [
        ["node>node", "node>scope", "scope>node"],
        ["node>node", "node>scope"],
        [],
    ]


def test_only_an_arrow_between_nodes_belongs_to_one_input() -> None:
    scopes = scopes_of(outline(topological_order(scoped())))
    for scope_ in scopes:
        for link, position in zip(scope_.links, scope_.positions):
            kinds = {scope_.items[link.source].kind, scope_.items[link.target].kind}
            assert (position == -1) == (kinds != {"node"})


def test_both_arrows_of_a_square_are_kept() -> None:
    x = Value(3.0, "x")
    (whole,) = scopes_of(outline(topological_order(x * x)))
    assert whole.positions == [0, 1]
    assert len(whole.layout.arrows) == 2  # type: ignore[union-attr]


def test_boxes_do_not_overlap() -> None:
    for each in scopes_of(outline(topological_order(scoped()))):
        assert each.layout
        boxes = each.layout.boxes
        for i, (x, y, width, height) in enumerate(boxes):
            for left, top, wide, high in boxes[:i]:
                assert x + width <= left or left + wide <= x or y + height <= top or top + high <= y


def test_too_many_boxes_side_by_side_are_refused_with_advice() -> None:
    y = sum((Value(1.0) for _ in range(MOST_ITEMS)), Value(0.0))
    message = "the graph holds 601 boxes side by side, and 300 is the most that can be read. Name its parts"
    with pytest.raises(TooLargeToShow, match=re.escape(message)):
        scopes_of(outline(topological_order(y)))
