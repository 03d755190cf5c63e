"""Scopes folded into boxes: by name, by number, and by themselves where there is too much."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, dot, scope
from autograd.draw import TooLarge, draw, tree
from autograd.draw.diagram import DENSE, Box, Diagram
from autograd.draw.diagrams import diagram_of
from autograd.draw.folding import LIMIT, NODES
from autograd.draw.grouping import FEW
from tests.examples import examples


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
    return outputs[0] if len(outputs) == 1 else autograd.sum(outputs)


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
    assert "16 nodes of dot(16), 16 nodes of tanh" in box.about
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


def test_names_are_words_not_beginnings_and_what_stands_beside_is_folded_too() -> None:
    x = Value(2.0, "x")
    with scope("body"):
        with scope("norms"), scope("LayerNorm"):
            y = x * x
        with scope("layer1"):
            z = y + 1.0
    with scope("head"), scope("detail"):
        w = z.tanh()
    for name, boxes, frames in [
        ("layer", ["head", "layer1", "norms"], ["body"]),
        ("layernorm", ["LayerNorm", "head", "layer1"], ["body", "norms"]),
        ("body", ["body", "head"], []),
    ]:
        diagram = diagram_of(w, name)
        assert sorted(box.title for box in diagram.boxes) == boxes
        assert [frame.name for frame in diagram.frames] == frames


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


def chain(length: int) -> Value:
    value = Value(0.5, "x")
    for _ in range(length):
        value = (value + 1.0).tanh()
    return value


def test_everything_is_refused_where_nobody_could_read_it_and_the_advice_works() -> None:
    value = chain(LIMIT)
    with pytest.raises(TooLarge, match=f"more than {LIMIT} boxes") as error:
        diagram_of(value, "operation")
    for advice in ("draw() folds", "scope(", "depth=", "tree()", 'draw("operation", limit=…)', ".dot"):
        assert advice in str(error.value)
    assert len(diagram_of(value).boxes) == 5
    assert len(diagram_of(value, "operation", limit=1000).boxes) == 3 * LIMIT + 1
    with scope("part"):
        part = value.tanh()
    assert sorted(box.title for box in diagram_of(part, "part").boxes if box.title) == ["150 numbers", "part", "x"]


def test_scopes_of_different_names_are_not_joined_where_a_depth_was_asked_for() -> None:
    value = Value(1.0)
    for place in range(LIMIT + 1):
        with scope("part " + "abcdefghijklmnopqrstuvwxyz"[place % 26] * (place // 26 + 1)):
            value = value.tanh()
    for depth in ("part", 0):
        with pytest.raises(TooLarge, match="draw\\(\\) folds as much as it takes"):
            diagram_of(value, depth)
    assert [box.title for box in diagram_of(value).boxes] == ["everything"]
    assert texts(diagram_of(value).boxes[0])[2] == "151 operations, 1 parameter"


def test_a_chain_is_a_circle_of_its_operations() -> None:
    diagram = diagram_of(chain(1000))
    assert Counter(box.symbol for box in diagram.boxes if box.symbol) == {"+ ×1,000": 1, "tanh ×999": 1, "tanh": 1}
    assert [box.title for box in diagram.boxes if not box.symbol] == ["x", "1,000 numbers"]
    (output,) = (box for box in diagram.boxes if box.is_output)
    assert (output.symbol, output.rows[0].text) == ("tanh", "0.9612")
    (joined,) = (box for box in diagram.boxes if box.symbol == "tanh ×999")
    assert joined.rows[0].text == "0.9051 … 0.9612"
    assert joined.about == "999 nodes of tanh, made in the same way"


@pytest.mark.parametrize("samples", [20, 100, 300])
@pytest.mark.parametrize("depth", [None, "layer", 0])
def test_the_loss_of_a_batch_is_always_drawn(samples: int, depth: str | int | None) -> None:
    outputs = network([2, 16, 16, 1], runs=samples).inputs
    diagram = diagram_of(autograd.sum((output - i) ** 2 for i, output in enumerate(outputs)) / samples, depth)
    assert len(diagram.boxes) <= LIMIT
    joined = [box for box in diagram.boxes if "×" in box.symbol or "numbers" in box.title]
    if samples > 20:
        names = {box.symbol or box.title for box in joined}
        assert names == {f"- ×{samples:,}", f"** 2 ×{samples:,}", f"{samples:,} numbers"}


def test_scopes_of_a_batch_are_one_box_and_those_with_parameters_are_not() -> None:
    outputs = network([2, 4, 7, 1], runs=20).inputs
    parts = []
    with scope("loss"):
        for i, output in enumerate(outputs):
            with scope(f"sample {i}"):
                parts.append((output - 1.0) ** 2)
        loss = autograd.sum(parts)
    diagram = diagram_of(loss, 1)
    assert sorted(box.title for box in diagram.boxes if box.kind == "folded") == [
        "layer 1",
        "layer 2",
        "layer 3",
        "sample ×20",
    ]
    assert texts(titled(diagram, "sample ×20"))[2:] == ["40 operations", "- ×20, ** 2 ×20"]
    assert [frame.name for frame in diagram.frames] == ["MLP", "loss"]
    assert Counter(box.title for box in diagram_of(network([2, 4, 7, 1]), 2).boxes)["neuron 7"] == 1


def test_numbers_that_feed_the_same_folded_boxes_are_one_box() -> None:
    pixels = [Value.lift(float(i)) for i in range(64)]
    with scope("layer 1"):
        hidden = []
        for j in range(3):
            with scope(f"neuron {j}"):
                hidden.append(dot([Value(0.1) for _ in pixels], pixels).tanh())
    diagram = diagram_of(autograd.sum(hidden), "layer")
    box = titled(diagram, "64 numbers")
    assert (box.kind, texts(box), box.frame) == ("constant", ["0 … 63"], None)
    assert box.about == "64 numbers of the program, used by the same boxes"
    (arrow,) = (arrow for arrow in diagram.arrows if diagram.boxes[arrow.source] is box)
    assert (arrow.text, arrow.about) == ("×192", "192 arrows: 64 numbers, used 192 times in all")
    diagram = diagram_of(autograd.sum(hidden), "neuron")
    box = titled(diagram, "64 numbers")
    assert [arrow.about for arrow in diagram.arrows if diagram.boxes[arrow.source] is box] == [
        "64 arrows: 64 numbers, each used once"
    ] * 3


def test_a_few_numbers_are_drawn_each() -> None:
    def drawn(count: int) -> list[str]:
        with scope("neuron"):
            y = dot([Value(0.1)] * count, [Value.lift(float(i)) for i in range(count)])
        with scope("another"):
            z = dot([Value(0.1)] * count, y.inputs[count : 2 * count])
        return [box.title for box in diagram_of(y + z, 0).boxes if box.kind == "constant"]

    assert drawn(FEW) == [""] * FEW
    assert drawn(FEW + 1) == [f"{FEW + 1} numbers"]


def test_leaves_that_the_same_box_reads_are_one_box_where_there_is_no_room() -> None:
    leaves = [Value(float(i)) for i in range(LIMIT + 1)]
    diagram = diagram_of(autograd.sum(leaves))
    assert [(box.title, box.symbol) for box in diagram.boxes] == [("151 leaves", ""), ("", "total(151)")]
    assert texts(diagram.boxes[0]) == ["0 … 150", "–"]
    assert [arrow.text for arrow in diagram.arrows] == ["×151"]


def test_nodes_of_the_same_formula_are_one_box_and_others_are_not() -> None:
    leaves = [Value(float(i)) for i in range(100)]
    diagram = diagram_of(autograd.sum([x.exp().sin() for x in leaves[:60]] + [x.sin() for x in leaves[60:]]))
    found = Counter(box.symbol or box.title for box in diagram.boxes)
    assert found == {"exp ×60": 1, "sin ×60": 1, "sin ×40": 1, "60 leaves": 1, "40 leaves": 1, "total(100)": 1}


def test_a_sum_that_grows_term_by_term_is_one_box() -> None:
    outputs = network([2, 4, 1], runs=100).inputs
    diagram = diagram_of(sum((output**2 for output in outputs[1:]), outputs[0] ** 2))
    found = Counter(box.symbol for box in diagram.boxes if box.symbol)
    assert found == {"** 2 ×100": 1, "+ ×98": 1, "+": 1}


def test_numbered_scopes_without_an_end_are_one_box() -> None:
    value = Value(0.5, "x")
    for i in range(500):
        with scope(f"step {i}"):
            value = (value * Value(1.0)).tanh()
    assert [box.title for box in diagram_of(value).boxes] == ["step ×500"]
    assert diagram_of(value, "step") == diagram_of(value, 0) == diagram_of(value)


def test_many_arrows_do_not_say_how_many_they_stand_for() -> None:
    arrows = diagram_of(network([2, 16, 16, 1], runs=3), "neuron").arrows
    assert len(arrows) > DENSE
    assert {arrow.text for arrow in arrows if not arrow.is_slope} == {""}
    assert "3 arrows: 3 numbers, each used once" in {arrow.about for arrow in arrows}


@pytest.mark.parametrize("depth", [None, "operation", "layer", 0])
def test_what_is_too_much_to_fold_is_refused_at_once(depth: str | int | None) -> None:
    visited = 0

    class Chain:
        """A node of an endless chain: a walk along all of it never ends."""

        operation, info = Value(1.0).tanh().operation, Value(1.0).info

        @property
        def inputs(self) -> tuple["Chain", ...]:
            nonlocal visited
            visited += 1
            return (Chain(),)

    with pytest.raises(TooLarge) as error:
        diagram_of(Chain(), depth)  # type: ignore[arg-type]
    assert visited <= (LIMIT if depth == "operation" else NODES) + 1
    if depth != "operation":
        assert str(error.value) == (
            "draw: the computation has more than 200,000 nodes, which is too much to fold into a picture. "
            "Draw a node further inside, or the loss of fewer samples; or look at tree()"
        )


@pytest.mark.slow
def test_as_many_nodes_as_are_promised_make_a_picture() -> None:
    value = Value(0.5)
    for _ in range(NODES - 1):
        value = value.tanh()
    assert len(diagram_of(value).boxes) == 3


def test_names_that_are_no_text_are_written_as_they_print() -> None:
    x = Value(2.0)
    y = x.tanh()
    x.info = x.info._replace(label=3)  # type: ignore[arg-type]
    y.info = y.info._replace(label=None, scope=(0, "layer 1"))
    for depth in (None, "operation", "layer", 0, 1):
        assert "<svg" in draw(y, depth).svg()
    assert [box.title for box in diagram_of(y, 0).boxes] == ["0"]
    assert [frame.name for frame in diagram_of(y).frames] == ["0", "layer 1"]
    assert tree(y).splitlines()[1].startswith("└─ 3 ")
    with pytest.raises(ValueError, match="the depths here are '0', 'layer', 'operation'"):
        draw(y, "neuron")


def test_an_unknown_name_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no scope is called 'laier'; the depths here are 'MLP', 'layer', 'neuron'"):
        diagram_of(network([2, 2, 1]), "laier")
    with pytest.raises(ValueError, match="no node has a scope; name them: with scope"):
        diagram_of(Value(1.0) * 2.0, "layer")
    with pytest.raises(ValueError, match="depth = -1"):
        diagram_of(Value(1.0) * 2.0, -1)


@pytest.mark.parametrize("name", ["graph.svg", "a.b/graph.PNG"])
def test_the_name_of_a_file_in_place_of_a_depth_is_said_to_belong_to_save(name: str) -> None:
    with pytest.raises(
        ValueError, match=rf"the name of a file, and not that of a scope; write draw\(\).save\('{name}'\)"
    ):
        (Value(2.0) * 3).draw(name)


@given(st.integers(0, 3), st.lists(st.integers(1, 3), min_size=2, max_size=4))
@examples(40)
def test_folding_loses_nothing(depth: int, widths: list[int]) -> None:
    output = network(widths)
    opened, folded = diagram_of(output, "operation"), diagram_of(output, depth)
    drawn = sum(box.kind != "folded" for box in folded.boxes)
    hidden = sum(int(box.about.split("\n")[1].split()[0]) for box in folded.boxes if box.kind == "folded")
    assert drawn + hidden == len(opened.boxes)
    assert sum(box.is_output for box in folded.boxes) == 1
