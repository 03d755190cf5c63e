"""Scopes folded into boxes: by name, by number, and by themselves where there is too much."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import Value, dot, scope, summed
from autograd.draw import TooLarge
from autograd.draw.diagram import Box, Diagram
from autograd.draw.diagrams import diagram_of
from autograd.draw.folding import LIMIT


def network(widths: list[int], runs: int = 1) -> Value:
    """The output of a multilayer perceptron, written by hand with scopes."""
    random = Random(0)
    inputs = [Value(random.uniform(-1, 1), f"x{i}") for i in range(widths[0])]
    weights = [[[Value(random.uniform(-1, 1)) for _ in range(n + 1)] for _ in range(m)] for n, m in pairwise(widths)]
    outputs = []
    for _ in range(runs):
        values = inputs
        with scope("MLP"):
            for i, layer in enumerate(weights, 1):
                with scope(f"layer {i}"):
                    after = []
                    for j, (*w, b) in enumerate(layer, 1):
                        with scope(f"neuron {j}"):
                            after.append(dot(w, values, b).tanh())
                    values = after
        outputs += values
    return outputs[0] if len(outputs) == 1 else summed(outputs)


def titled(diagram: Diagram, title: str) -> Box:
    (box,) = (box for box in diagram.boxes if box.title == title)
    return box


def texts(box: Box) -> list[str]:
    return [row.text for row in box.rows]


def test_folded_by_layer() -> None:
    diagram = diagram_of(network([2, 16, 16, 1]), "layer")
    assert sorted(box.title for box in diagram.boxes) == ["layer 1", "layer 2", "layer 3", "x0", "x1"]
    assert [frame.name for frame in diagram.frames] == ["MLP"]
    assert {box.frame for box in diagram.boxes if box.kind == "folded"} == {0}
    arrows = {(diagram.boxes[a.source].title, diagram.boxes[a.target].title): a.text for a in diagram.arrows}
    assert arrows == {
        ("x0", "layer 1"): "×16",
        ("x1", "layer 1"): "×16",
        ("layer 1", "layer 2"): "×256",
        ("layer 2", "layer 3"): "×16",
    }


def test_a_folded_box_says_what_is_in_it() -> None:
    diagram = diagram_of(network([2, 16, 16, 1]), "layer")
    box = titled(diagram, "layer 2")
    assert texts(box)[2:] == ["32 operations, 272 parameters", "dot(16) ×16, tanh ×16"]
    assert " … " in texts(box)[0]  # the smallest and the largest output
    assert texts(box)[1] == "–"
    assert "304 nodes" in box.about
    assert "16 outputs" in box.about
    assert texts(titled(diagram, "layer 3"))[2:] == ["2 operations, 17 parameters", "dot(16), tanh"]


def test_folded_by_neuron() -> None:
    output = network([2, 16, 16, 1])
    output.backward()
    diagram = diagram_of(output, "neuron")
    assert len(diagram.boxes) == 33 + 2
    assert len(diagram.arrows) == 2 * 16 + 16 * 16 + 16
    assert {arrow.text for arrow in diagram.arrows} == {""}  # each stands for itself
    assert [frame.name for frame in diagram.frames if frame.parent is None] == ["MLP"]
    assert sorted(frame.name for frame in diagram.frames) == ["MLP", "layer 1", "layer 2", "layer 3"]
    last = diagram.boxes[-1] if diagram.boxes[-1].is_output else next(box for box in diagram.boxes if box.is_output)
    assert texts(last)[1] == "1"


def test_operations_are_all_drawn() -> None:
    diagram = diagram_of(network([3, 2, 1]), "operation")
    assert Counter(box.kind for box in diagram.boxes) == {"leaf": 3 + 2 * 4 + 3, "operation": 6}
    assert len(diagram.frames) == 1 + 2 + 3
    weights = [box for box in diagram.boxes if box.kind == "leaf" and not box.title]
    assert all(box.frame is not None for box in weights)  # in the frame of the neuron that uses them
    assert all(titled(diagram, f"x{i}").frame is None for i in range(3))


@pytest.mark.parametrize(
    ("number", "name"), [(1, "layer"), (2, "neuron"), (0, "MLP"), (3, "operation"), (9, "operation")]
)
def test_a_number_is_as_good_as_a_name(number: int, name: str) -> None:
    assert diagram_of(network([2, 3, 1]), number) == diagram_of(network([2, 3, 1]), name)


def test_weights_used_by_many_samples_stay_in_their_neuron() -> None:
    diagram = diagram_of(network([2, 4, 1], runs=5), "layer")
    assert texts(titled(diagram, "layer 1"))[2:] == ["40 operations, 12 parameters", "dot(2) ×20, tanh ×20"]


def test_names_are_words_not_beginnings() -> None:
    x = Value(2.0)
    with scope("LayerNorm"):
        y = x * x
    with scope("layer1"):
        z = y + 1.0
    assert [box.title for box in diagram_of(z, "layer").boxes if box.kind == "folded"] == ["layer1"]
    assert [box.title for box in diagram_of(z, "layernorm").boxes if box.kind == "folded"] == ["LayerNorm"]


def test_a_leaf_used_in_two_scopes_stands_outside() -> None:
    shared, own = Value(2.0, "shared"), Value(3.0, "own")
    with scope("left"):
        a = shared * own
    with scope("right"):
        b = shared + a
    titles = [box.title for box in diagram_of(b, 0).boxes]
    assert sorted(titles) == ["left", "right", "shared"]


def test_a_leaf_of_another_scope_stays_there() -> None:
    with scope("data"):
        x = Value(2.0, "x")
    with scope("model"):
        y = x * 3.0
    assert sorted(box.title for box in diagram_of(y, 0).boxes) == ["data", "model"]


def test_a_scope_that_is_left_and_entered_again_is_one_box() -> None:
    x = Value(0.5, "x")
    with scope("cell"):
        h = x.tanh()
    h = h * 2.0
    with scope("cell"):
        y = h.tanh()
    diagram = diagram_of(y, 0)
    assert [box.title for box in diagram.boxes if box.kind == "folded"] == ["cell"]
    assert len(diagram.arrows) == 3  # to the product, from its constant, and back


def test_arrows_from_a_folded_box_are_counted_and_single_ones_have_their_slope() -> None:
    x = Value(3.0, "x")
    with scope("inside"):
        a, b = x * 2.0, x + 1.0
    diagram = diagram_of(a * b, 0)
    assert [arrow.text for arrow in diagram.arrows if diagram.boxes[arrow.target].symbol == "*"] == ["×2"]
    diagram = diagram_of(a * Value(5.0), 0)
    assert [arrow.text for arrow in diagram.arrows if diagram.boxes[arrow.target].symbol == "*"] == ["5", "6"]


def test_without_a_depth_small_graphs_are_open_and_large_ones_fold_as_little_as_possible() -> None:
    assert all(box.kind != "folded" for box in diagram_of(network([3, 2, 1])).boxes)
    assert diagram_of(network([2, 16, 16, 1])) == diagram_of(network([2, 16, 16, 1]), "neuron")
    assert diagram_of(network([2, 64, 64, 1])) == diagram_of(network([2, 64, 64, 1]), "layer")  # too many arrows


def test_the_limit_is_exact() -> None:
    value = Value(1.0)
    for _ in range(9):
        value = value.tanh()
    assert len(diagram_of(value, "operation", limit=10).boxes) == 10
    with pytest.raises(TooLarge):
        diagram_of(value, "operation", limit=9)


@pytest.mark.parametrize("depth", [None, "operation", 0, "layer"])
def test_a_graph_nobody_could_read_is_refused(depth: str | int | None) -> None:
    value = Value(1.0)
    for _ in range(LIMIT + 1):
        value = value + 1.0
    with pytest.raises(TooLarge, match=f"more than {LIMIT} boxes") as error:
        diagram_of(value, depth)
    for advice in ("scope(", "depth=", "tree()", "limit=", ".dot"):
        assert advice in str(error.value)


def test_too_many_leaves_are_refused_too() -> None:
    with pytest.raises(TooLarge):
        diagram_of(summed([Value(1.0) for _ in range(LIMIT + 1)]))


def test_a_chain_of_a_million_is_refused_at_once() -> None:
    visited = 0

    class Chain:
        """A node of an endless chain: whoever walks it all never comes back."""

        def __init__(self) -> None:
            nonlocal visited
            visited += 1
            self.operation, self.origin = Value(1.0).tanh().operation, Value(1.0).origin

        @property
        def inputs(self) -> tuple["Chain", ...]:
            return (Chain(),)

    for depth in (None, "operation", "layer", 0):
        with pytest.raises(TooLarge):
            diagram_of(Chain(), depth)  # type: ignore[arg-type]
    assert visited < 10 * LIMIT


def test_an_unknown_name_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no scope is called 'laier'; the depths here are 'MLP', 'layer', 'neuron'"):
        diagram_of(network([2, 2, 1]), "laier")
    with pytest.raises(ValueError, match="no node has a scope; name them: with scope"):
        diagram_of(Value(1.0) * 2.0, "layer")
    with pytest.raises(ValueError, match="depth = -1"):
        diagram_of(Value(1.0) * 2.0, -1)


@given(st.integers(0, 3), st.lists(st.integers(1, 3), min_size=2, max_size=4))
@settings(max_examples=40)
def test_folding_loses_nothing(depth: int, widths: list[int]) -> None:
    output = network(widths)
    opened, folded = diagram_of(output, "operation"), diagram_of(output, depth)
    drawn = sum(box.kind != "folded" for box in folded.boxes)
    hidden = sum(int(box.about.split("\n")[1].split()[0]) for box in folded.boxes if box.kind == "folded")
    assert drawn + hidden == len(opened.boxes)
    assert sum(box.is_output for box in folded.boxes) == 1
