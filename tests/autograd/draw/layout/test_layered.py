"""The layout: whatever the graph, nothing overlaps, frames hold what is in them, and arrows go around boxes."""

from collections import Counter
from itertools import combinations, pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.draw import TooLarge
from autograd.draw.layout.crossings import crossings, put_in_order
from autograd.draw.layout.geometry import Layout, Point, Rectangle, Size
from autograd.draw.layout.grid import Group, Link, grid_of
from autograd.draw.layout.layer_assignment import Order, orders_by_frames, pointing_back, sources_first
from autograd.draw.layout.layered import layered_layout
from autograd.draw.layout.separation import increasing, shared_start
from tests.examples import examples

few = examples(60)  # a layout takes some milliseconds


class Graph(NamedTuple):
    boxes: list[Size]
    links: list[Link]
    groups: list[Group]
    home: list[int | None]

    def layout(self) -> Layout:
        return layered_layout(*self)


sizes = st.builds(Size, st.integers(20, 150).map(float), st.integers(20, 90).map(float))
labels = st.none() | st.builds(Size, st.integers(10, 60).map(float), st.just(13.0))


@st.composite
def graphs(draw: st.DrawFn, circles: bool = False) -> Graph:
    """Boxes, arrows between them, and frames in frames."""
    boxes = draw(st.lists(sizes, min_size=1, max_size=9))
    places = st.integers(0, len(boxes) - 1)
    ends = st.tuples(places, places).filter(lambda pair: pair[0] != pair[1])
    pairs = draw(st.lists(ends, max_size=14)) if len(boxes) > 1 else []
    links = [Link(*(pair if circles else sorted(pair)), draw(labels)) for pair in pairs]
    parents = [
        draw(st.none() | st.integers(0, group - 1)) if group else None for group in range(draw(st.integers(0, 4)))
    ]
    groups = [Group(parent, Size(draw(st.integers(10, 200).map(float)), 12.0)) for parent in parents]
    homes = st.none() | st.integers(0, len(groups) - 1) if groups else st.none()
    return Graph(boxes, links, groups, [draw(homes) for _ in boxes])


def families(graph: Graph) -> list[set[int]]:
    """The frames around each box."""
    found = []
    for group in graph.home:
        family = set()
        while group is not None:
            family.add(group)
            group = graph.groups[group].parent
        found.append(family)
    return found


def overlap(a: Rectangle, b: Rectangle) -> bool:
    across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    return across > 0.01 and down > 0.01


def inside(a: Rectangle, b: Rectangle) -> bool:
    near = 0.01
    return (
        a.x >= b.x - near
        and a.y >= b.y - near
        and a.x + a.width <= b.x + b.width + near
        and a.y + a.height <= b.y + b.height + near
    )


def bezier(curve: tuple[Point, ...]) -> list[Point]:
    """Points along the pieces of a curve."""
    points = []
    for start in range(0, len(curve) - 1, 3):
        a, b, c, d = curve[start : start + 4]
        for step in range(21):
            t = step / 20
            shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            points.append(Point(*(sum(s * p[axis] for s, p in zip(shares, (a, b, c, d))) for axis in (0, 1))))
    return points


@few
@given(st.booleans().flatmap(lambda circles: graphs(circles)))
def test_every_layout_is_tidy(graph: Graph) -> None:
    layout = graph.layout()
    page = Rectangle(0.0, 0.0, *layout.size)
    around = families(graph)
    occupied = {group for family in around for group in family}
    assert not any(overlap(a, b) for a, b in combinations(layout.boxes, 2))
    assert [(box.width, box.height) for box in layout.boxes] == [tuple(size) for size in graph.boxes]
    for family, box in zip(around, layout.boxes):
        assert inside(box, page)
        for group in occupied:
            assert inside(box, layout.frames[group]) if group in family else not overlap(box, layout.frames[group])
    for a, b in combinations(sorted(occupied), 2):
        one, other = layout.frames[a], layout.frames[b]
        if graph.groups[b].parent == a:
            assert inside(other, one)
        elif graph.groups[a].parent == graph.groups[b].parent:
            assert not overlap(one, other)
    for group in occupied:
        assert layout.frames[group].width >= graph.groups[group].title.width - 0.01


@few
@given(st.booleans().flatmap(lambda circles: graphs(circles)))
def test_arrows_lead_from_box_to_box_and_around_the_others(graph: Graph) -> None:
    layout = graph.layout()
    for link, route in zip(graph.links, layout.arrows):
        source, target = layout.boxes[link.source], layout.boxes[link.target]
        start, tip = route.curve[0], route.tip
        assert min(abs(start.x - source.x), abs(start.x - source.x - source.width)) < 0.01
        assert min(abs(tip.x - target.x), abs(tip.x - target.x - target.width)) < 0.01
        assert source.y <= start.y <= source.y + source.height
        assert target.y <= tip.y <= target.y + target.height
        assert (route.label is None) == (link.label is None)
        for point in bezier(route.curve):
            spot = Rectangle(point.x - 1, point.y - 1, 2.0, 2.0)
            assert not any(overlap(spot, box) for box in layout.boxes if box not in (source, target))


@few
@given(graphs())
def test_without_circles_all_arrows_point_to_the_right(graph: Graph) -> None:
    layout = graph.layout()
    assert all(layout.boxes[a].x + layout.boxes[a].width < layout.boxes[b].x for a, b, _ in graph.links)


@few
@given(graphs())
def test_labels_overlap_neither_boxes_nor_each_other(graph: Graph) -> None:
    layout = graph.layout()
    places = [
        Rectangle(route.label.x - link.label.width / 2, route.label.y - 6.5, *link.label)
        for link, route in zip(graph.links, layout.arrows)
        if link.label and route.label
    ]
    assert not any(overlap(label, box) for label in places for box in layout.boxes)
    assert not any(overlap(a, b) for a, b in combinations(places, 2))


@few
@given(graphs(circles=True))
def test_the_same_graph_has_the_same_layout(graph: Graph) -> None:
    assert graph.layout() == graph.layout()


def test_nothing_and_a_single_box() -> None:
    assert layered_layout([], []).boxes == ()
    (box,) = layered_layout([Size(40.0, 30.0)], []).boxes
    assert (box.width, box.height) == (40.0, 30.0)


def test_a_chain_is_straight() -> None:
    boxes = [Size(60.0, 40.0), Size(80.0, 58.0), Size(60.0, 24.0), Size(60.0, 40.0)]
    links = [Link(a, b, Size(30.0, 13.0)) for a, b in pairwise(range(4))]
    middles = [box.y + box.height / 2 for box in layered_layout(boxes, links).boxes]
    assert max(middles) - min(middles) < 0.5


def test_a_tree_has_no_crossings() -> None:
    links = [Link(child, (child - 1) // 2) for child in range(14, 0, -1)]
    grid = grid_of([Size(30.0, 30.0)] * 15, links, [], [None] * 15)
    put_in_order(grid)
    assert crossings(grid) == 0


def test_sweeps_untangle() -> None:
    links = [Link(0, 7), Link(1, 6), Link(2, 5), Link(3, 4), Link(0, 6), Link(3, 5)]
    grid = grid_of([Size(30.0, 30.0)] * 8, links, [], [None] * 8)
    grid.columns[:] = [[0, 1, 2, 3], [4, 5, 6, 7]]
    tangled = crossings(grid)
    put_in_order(grid)
    assert tangled > 0
    assert crossings(grid) == 0


@few
@given(graphs())
def test_crossings_are_counted_right(graph: Graph) -> None:
    grid = grid_of(*graph)
    rank = {item: place for column in grid.columns for place, item in enumerate(column)}
    steps = [(grid.column[a], rank[a], rank[b]) for chain in grid.chains for a, b in pairwise(chain)]
    expected = sum(a[0] == b[0] and (a[1] - b[1]) * (a[2] - b[2]) < 0 for a, b in combinations(steps, 2))
    assert crossings(grid) == expected


def test_a_leaf_stands_next_to_its_first_use() -> None:
    boxes = [Size(40.0, 40.0)] * 5
    layout = layered_layout(boxes, [Link(0, 1), Link(1, 2), Link(2, 3), Link(4, 3)])
    assert layout.boxes[4].x == layout.boxes[2].x


def test_frames_stand_one_after_another() -> None:
    groups = [Group(None, Size(40.0, 12.0)), Group(None, Size(40.0, 12.0))]
    links = [Link(0, 1), Link(1, 3), Link(2, 3)]  # 2 is a leaf of the second frame
    first, second = layered_layout([Size(50.0, 40.0)] * 4, links, groups, [0, 0, 1, 1]).frames
    assert first.x + first.width < second.x


def test_a_cycle_is_cut_open_at_one_link() -> None:
    links = [(0, 1), (1, 2), (2, 0)]
    assert pointing_back(sources_first(3, links), links) == [False, False, True]
    layout = layered_layout([Size(40.0, 40.0)] * 3, [Link(0, 1), Link(1, 2), Link(2, 0)])
    assert layout.arrows[2].tip.x == pytest.approx(layout.boxes[0].x + 40.0)


numbers = st.lists(st.floats(-100, 100), max_size=12)


@given(numbers, numbers)
def test_increasing_numbers_are_the_nearest(wishes: list[float], others: list[float]) -> None:
    found = increasing(wishes)
    assert found == sorted(found)
    rival = [*sorted(others), *[101.0] * len(wishes)][: len(wishes)]
    assert sum((a - b) ** 2 for a, b in zip(found, wishes)) <= sum((a - b) ** 2 for a, b in zip(rival, wishes)) + 1e-6


def test_pooling_by_hand() -> None:
    assert increasing([3.0, 1.0, 5.0, 4.0, 9.0]) == [2.0, 2.0, 4.5, 4.5, 9.0]


def test_shared_start() -> None:
    assert shared_start((1, 2, 3), (1, 2, 4)) == 2
    assert shared_start((1, 2), (1, 2, 4)) == 2
    assert shared_start((), (1,)) == 0


def test_planted_mistakes_are_noticed() -> None:
    box = Rectangle(10.0, 10.0, 40.0, 40.0)
    assert overlap(box, box._replace(x=49.0))
    assert not overlap(box, box._replace(x=50.0))
    assert not inside(box._replace(y=9.0), box)
    through = (Point(0.0, 0.0), Point(20.0, 20.0), Point(40.0, 40.0), Point(60.0, 60.0))
    assert any(overlap(Rectangle(*point, 2.0, 2.0), box) for point in bezier(through))


@pytest.mark.slow
def test_a_chain_of_ten_thousand_is_laid_out() -> None:
    boxes = [Size(100.0, 40.0)] * 10_000
    layout = layered_layout(boxes, [Link(i, i + 1, Size(20.0, 13.0)) for i in range(len(boxes) - 1)])
    assert all(a.x + a.width < b.x for a, b in pairwise(layout.boxes))
    assert len({box.y for box in layout.boxes}) == 1


@pytest.mark.slow
def test_a_wide_fan_is_laid_out() -> None:
    boxes = [Size(100.0, 40.0)] * 2_000
    layout = layered_layout(boxes, [Link(i, len(boxes) - 1) for i in range(len(boxes) - 1)])
    *leaves, output = layout.boxes
    assert all(a.y + a.height < b.y for a, b in pairwise(leaves))
    assert leaves[0].y < output.y < leaves[-1].y


def test_what_would_take_minutes_to_lay_out_is_refused_in_words() -> None:
    boxes = [Size(100.0, 40.0)] * 10_000
    links = [link for i in range(1, len(boxes) - 1) for link in (Link(0, i + 1), Link(i, i + 1))]
    with pytest.raises(
        TooLarge, match=r"draw: 49,9\d\d,\d{3} boxes and bends .* 50,000 is the most.* save a .dot file"
    ):
        layered_layout(boxes, links)


def test_a_leaf_is_told_once_which_frame_it_follows() -> None:
    """And not once for each box of the frame, which would be the product of two large numbers."""
    box, leaf, target = range(50), range(50, 100), 100
    orders = [Order(source, target, 1) for source in (*box, *leaf)]
    found = [*orders_by_frames(101, orders, [(0,)] * 50 + [()] * 51)]
    assert Counter(order.right for order in found if order.right in leaf) == Counter(leaf)
