"""The frames of a pass: they agree with backward() bit for bit, and say so in words."""

import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import DomainError, Value, dot, maximum, relu, sqrt, tanh, topological_order, unary, where
from autograd.check.strategies import Expression, expressions
from autograd.explain import explain
from autograd.explain.mistakes import compare


def bits(x: float) -> bytes:
    return struct.pack("<d", x)


def built(expression: Expression) -> tuple[Value, list[Value]]:
    inputs = [Value(x, f"x{i}") for i, x in enumerate(expression.point)]
    return Value.lift(expression(*inputs)), inputs


def example() -> tuple[Value, Value]:
    """e is used twice: in d, and in the output."""
    a, b, c = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c")
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    output = tanh(d * 0.25) * e
    output.label = "o"
    return output, e


@given(expressions(away_from_kinks=False), st.sampled_from([None, 0.0, 0.5, -2.0]))
def test_the_last_frame_is_what_backward_gives_bit_for_bit(expression: Expression, held: float | None) -> None:
    output, inputs = built(expression)
    if held is not None:
        for x in inputs:
            x.grad = held
    steps = explain(output)
    last = steps[-1]
    order = topological_order(output)
    before = [node.grad for node in order]
    output.backward()
    assert [bits(x) for x in last["data"]] == [bits(node.data) for node in order]
    assert [bits(x or 0.0) for x in last["grad"]] == [bits(node.grad) for node in order]
    assert len(before) == len(steps.entries)


@given(expressions())
def test_explaining_changes_nothing_in_the_graph(expression: Expression) -> None:
    output, _ = built(expression)
    order = topological_order(output)
    before = [(node.data, node.grad, node.inputs, node.info) for node in order]
    steps = explain(output, learning_rate=0.1)
    list(steps)
    after = [(node.data, node.grad, node.inputs, node.info) for node in order]
    assert all(map(lambda a, b: all(x is y or x == y for x, y in zip(a, b)), before, after))


@given(expressions())
def test_the_frames_come_in_order_forward_seed_and_an_edge_at_a_time_backward(expression: Expression) -> None:
    output, _ = built(expression)
    steps = explain(output)
    order = topological_order(output)
    edges = sum(len(node.inputs) for node in order)
    phases = [frame["phase"] for frame in steps]
    assert phases == ["forward"] * len(order) + ["seed"] + ["backward"] * edges
    assert [frame["node"] for frame in steps][: len(order)] == list(range(len(order)))
    assert [frame["number"] for frame in steps] == list(range(len(steps)))


@given(expressions(), st.data())
def test_a_frame_asked_for_is_the_same_as_when_iterating(expression: Expression, data: st.DataObject) -> None:
    steps = explain(built(expression)[0], learning_rate=0.1)
    number = data.draw(st.integers(0, len(steps) - 1))
    frames = list(steps)
    assert steps[number] == frames[number] == steps[number - len(steps)]
    assert steps[number : number + 2] == frames[number : number + 2]


@given(expressions())
def test_a_gradient_is_passed_on_only_when_it_is_complete(expression: Expression) -> None:
    frames = [frame for frame in explain(built(expression)[0]) if frame["phase"] == "backward"]
    last_part = {frame["node"]: i for i, frame in enumerate(frames)}
    for i, frame in enumerate(frames):
        assert last_part.get(frame["edge"]["from"], -1) < i


@given(expressions())
def test_the_queue_is_who_comes_next(expression: Expression) -> None:
    frames = list(explain(built(expression)[0]))
    turn = [frame["edge"]["from"] if frame["edge"] else frame["node"] for frame in frames]
    seed = next(i for i, frame in enumerate(frames) if frame["phase"] == "seed")
    assert frames[seed]["queue"] == list(dict.fromkeys(turn[seed + 1 :]))
    for i in range(len(frames)):
        later = turn[i + 1 : seed] if i < seed else turn[i + 1 :]
        if i != seed:
            assert frames[i]["queue"] == [node for node in dict.fromkeys(later) if node != turn[i]]


def test_frames_are_plain_and_become_json() -> None:
    steps = explain(example()[0], learning_rate=0.1)
    assert json.loads(steps.json()) == list(steps)


def test_the_sentences_of_a_pass() -> None:
    steps = explain(example()[0], learning_rate=0.1)
    sentences = [frame["sentence"] for frame in steps]
    assert sentences[:6] == [
        "a = 2, given",
        "b = −3, given",
        "e = a · b = 2 · (−3) = −6",
        "c = 10, given",
        "d = e + c = (−6) + 10 = 4",
        "0.25, a number in the program",
    ]
    assert sentences[9] == "o.grad = 1: o changes exactly as much as itself"
    assert "d.grad += ∂v1/∂d · v1.grad = 0.25 × (−2.5198) → −0.63" in sentences
    assert sentences[-1] == "c.data −= learning rate × c.grad = 0.1 × (−0.63) → 10.063"


def test_local_derivative_numbers_and_running_sum() -> None:
    steps = explain(example()[0])
    through_tanh = next(frame for frame in steps if frame["operation"] == "tanh" and frame["edge"])
    assert through_tanh["formula"] == "sech(v1)²"
    assert through_tanh["local"] == "∂v2/∂v1 = sech(v1)² = sech(1)² = 0.42"
    assert through_tanh["numbers"] == "0 += 0.42 × (−6) → −2.5198"
    parts = [frame["running"] for frame in steps if frame["name"] == "e" and frame["edge"]]
    assert parts == ["0 + 0.7616 = 0.7616: part 1 of 2", "0.7616 + (−0.63) = 0.1316: part 2 of 2"]
    assert all(frame["running"] == "" for frame in steps if frame["name"] == "a")


def test_a_node_that_is_an_input_twice_says_through_which_place() -> None:
    x = Value(3.0, "x")
    sentences = [frame["sentence"] for frame in explain(x * x)]
    assert sentences[-2:] == [
        "x.grad += ∂v1/∂x · v1.grad = 3 × 1 → 3, through place 1 of 2",
        "x.grad += ∂v1/∂x · v1.grad = 3 × 1 → 6, through place 2 of 2",
    ]


def test_numbers_are_unknown_until_their_step() -> None:
    first, *_, last = explain(example()[0])
    assert first["data"][0] == 2.0
    assert set(first["data"][1:]) == set(first["grad"]) == {None}
    assert None not in last["data"] + last["grad"]


def test_what_a_leaf_held_before_is_added_at_the_end() -> None:
    x = Value(3.0, "x")
    x.grad = 4.0
    steps = explain(x * 2.0)
    assert steps[-1]["phase"] == "keep"
    assert steps[-1]["sentence"] == "x.grad = 2 of this pass + 4 from before → 6"
    assert x.grad == 4.0


def test_only_the_given_parameters_are_updated() -> None:
    w, x = Value(3.0, "w"), Value(2.0, "x")
    steps = explain(w * x, learning_rate=0.5, parameters=[w])
    assert [(frame["name"], frame["data"][frame["node"]]) for frame in steps if frame["phase"] == "update"] == [
        ("w", 3.0 - 0.5 * 2.0)
    ]


def test_a_leaf_is_a_graph_too() -> None:
    assert [frame["phase"] for frame in explain(Value(3.0, "x"))] == ["forward", "seed"]


def test_a_step_that_does_not_exist() -> None:
    steps = explain(Value(3.0, "x"))
    with pytest.raises(IndexError, match="step 2: there are 2 steps, numbered from 0 to 1"):
        steps[2]


def test_an_infinite_slope_is_the_error_of_backward() -> None:
    steep = unary("steep", "steep({})", abs, lambda a, y: (1.0 / a,))
    y = steep(Value(0.0, "a"))
    with pytest.raises(DomainError) as explained:
        explain(y)
    with pytest.raises(DomainError) as pushed:
        y.backward()
    assert str(explained.value) == str(pushed.value)


def test_a_deep_graph_is_explained_without_recursion() -> None:
    x = Value(1.0, "x")
    y = x
    for _ in range(5_000):
        y = y + x
    steps = explain(y)
    assert len(steps) == 5_001 + 1 + 10_000
    assert steps[-1]["grad"][0] == 5_001.0


def test_a_whole_neuron_is_one_sentence() -> None:
    w = [Value(float(i), f"w{i}") for i in range(8)]
    y = dot(w, [1.0] * 8, Value(0.5, "b"))
    y.label = "y"
    sentence = next(frame["sentence"] for frame in explain(y) if frame["name"] == "y")
    assert sentence.startswith("y = b + w0 · 1 + w1 · 1 + … + w7 · 1 = 0.5 + 0 · 1")
    assert sentence.endswith("= 28.5")


def test_printing_shows_every_step_and_the_leaves() -> None:
    steps = explain(example()[0], learning_rate=0.1)
    out = io.StringIO()
    steps.print(out)
    text = out.getvalue()
    assert all(frame["sentence"] in text for frame in steps)
    assert text.count("part 2 of 2") == 1
    assert "name    value  gradient" in text
    assert "\x1b" not in text


def test_printing_in_colour_says_the_same() -> None:
    steps = explain(example()[0])
    plain, coloured = io.StringIO(), io.StringIO()
    steps.print(plain, colour=False)
    steps.print(coloured, colour=True)
    assert "\x1b[38;2;" in coloured.getvalue()
    assert len(coloured.getvalue().splitlines()) == len(plain.getvalue().splitlines())


def test_no_label_can_steer_the_terminal() -> None:
    out = io.StringIO()
    explain(Value(1.0, "\x1b[2J") * 2.0).print(out, colour=False)
    assert "\x1b" not in out.getvalue()


def guarded_root() -> Value:
    """The root of relu(x) + relu(x), which has an infinite slope, where x is not let through."""
    x = Value(-1.0, "x")
    r = relu(x * 2.0)
    r.label = "r"
    y = sqrt(r)
    y.label = "y"
    return y


def test_nothing_flows_along_a_way_that_was_not_taken() -> None:
    y = guarded_root()
    steps = explain(y)
    said = [frame for frame in steps if frame["edge"]]
    assert [(frame["name"], frame["numbers"]) for frame in said] == [
        ("r", "0 += ∞ × 1 → ∞"),
        ("v1", "0 += 0 → 0"),
        ("x", "0 += 0 → 0"),
        ("2", "0 += 0 → 0"),
    ]
    assert said[1]["sentence"] == "v1.grad += 0 → 0: nothing flows to an input that r has not selected (∂r/∂v1 = 0)"
    assert said[2]["sentence"] == "x.grad += 0 → 0: nothing has flowed to v1, so nothing flows on"
    y.backward()
    assert steps[-1]["grad"] == [node.grad for node in topological_order(y)]


def test_a_way_that_was_not_taken_leaves_alone_what_other_ways_bring() -> None:
    x = Value(-1.0, "x")
    for y in (sqrt(relu(x)) + x * 3.0, x * 3.0 + sqrt(relu(x)), sqrt(maximum(x, 0.0)) * 2.0 + maximum(x, x * 2.0)):
        x.grad = 0.0
        steps = explain(y)
        y.backward()
        assert [repr(grad) for grad in steps[-1]["grad"]] == [repr(node.grad) for node in topological_order(y)]
        assert x.grad != 0.0


def test_a_mistake_lets_nothing_flow_either() -> None:
    wrong = compare(guarded_root(), "assignment").wrong
    said = [frame for frame in wrong if frame["edge"]]
    assert said[1]["sentence"] == "v1.grad = 0: nothing flows to an input that r has not selected (∂r/∂v1 = 0)"
    assert said[1]["numbers"] == "0 replaced by 0"


def test_a_slope_that_does_not_exist_is_not_asked_for_where_nothing_arrives() -> None:
    dividing = unary("dividing", "{} * 1.0", lambda a: a, lambda a, y: (1.0 / a,))
    x = Value(0.0, "x")
    side = dividing(x)
    side.label = "side"
    y = where(Value(0.0), side, x * 3.0)
    steps = explain(y)
    y.backward()
    assert steps[-1]["grad"] == [node.grad for node in topological_order(y)]
    assert any(frame["sentence"].endswith("nothing has flowed to side, so nothing flows on") for frame in steps)
    assert "NaN" in steps.page()
    with pytest.raises(DomainError, match="dividing: there is no slope at a = 0.0"):
        explain(side * 2.0)
