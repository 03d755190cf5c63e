"""The classic mistakes: each is wrong where it should be, and right where it does no harm."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value, tanh, topological_order
from autograd.check.strategies import Expression, expressions
from autograd.explain.mistakes import DEEPEST, MISTAKES, compare

a, b = 2.0, -3.0


def shared() -> Value:
    """L = e · e + e · a: e is used three times."""
    x, y = Value(a, "a"), Value(b, "b")
    e = x * y
    e.label = "e"
    loss = e * e + e * x
    loss.label = "L"
    return loss


def gradients(output: Value, mistake: str) -> dict[str, float]:
    comparison = compare(output, mistake)
    return dict(zip((entry.name for entry in comparison.wrong.entries), comparison.wrong[-1]["grad"]))


# fmt: off
RIGHT = {"a": 24.0, "b": -20.0, "e": -10.0}
WRONG = {
    "recursion without an order": ({"a": 78.0, "b": -56.0, "e": -10.0}, "b"),
    "assignment":                 ({"a": 18.0, "b": -12.0, "e": -6.0}, "e"),
    "inputs as a set":            ({"a": 6.0,  "b": -8.0,  "e": -4.0}, "e"),
    "no zero_grad":               ({"a": 48.0, "b": -40.0, "e": -10.0}, "b"),
    "interior gradients kept":    ({"a": 78.0, "b": -60.0, "e": -30.0}, "v2"),
}
# fmt: on


def test_every_mistake_is_tested() -> None:
    assert set(WRONG) == set(MISTAKES)


def test_the_right_gradients_are_those_of_backward() -> None:
    loss = shared()
    right = compare(loss, "assignment").right[-1]["grad"]
    loss.backward()
    assert right == [node.grad for node in topological_order(loss)]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_a_mistake_gives_worked_out_by_hand(mistake: str) -> None:
    wrong, first = WRONG[mistake]
    found = gradients(shared(), mistake)
    assert {name: found[name] for name in wrong} == wrong
    assert compare(shared(), mistake).first == first


@pytest.mark.parametrize("mistake", ["recursion without an order", "assignment", "inputs as a set"])
def test_a_graph_without_sharing_hides_the_mistake(mistake: str) -> None:
    comparison = compare(tanh(Value(0.5, "x") * 2.0) + 1.0, mistake)
    assert comparison.first is None
    assert "every gradient is right on this graph" in str(comparison)


@given(expressions(inputs=2, steps=4), st.sampled_from([*MISTAKES]))
def test_comparing_changes_nothing_and_its_right_side_is_backward(expression: Expression, mistake: str) -> None:
    inputs = [Value(x, f"x{i}") for i, x in enumerate(expression.point)]
    output = Value.lift(expression(*inputs))
    order = topological_order(output)
    before = [(node.data, node.grad) for node in order]
    right = compare(output, mistake).right[-1]["grad"]
    assert all(x is y for node, pair in zip(order, before) for x, y in zip((node.data, node.grad), pair))
    output.backward()
    assert right == pytest.approx([node.grad for node in order], rel=0, abs=0, nan_ok=True)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_comparison_says_what_is_wrong_why_and_the_repair(mistake: str) -> None:
    out = io.StringIO()
    comparison = compare(shared(), mistake)
    comparison.print(out)
    text = out.getvalue()
    assert f"{mistake}: wrong from {comparison.first} on, because {MISTAKES[mistake].why}." in text
    assert MISTAKES[mistake].repair in text
    assert text.count("  wrong") == len(comparison.differing)


def test_a_mistake_can_be_given_itself() -> None:
    assert compare(shared(), MISTAKES["assignment"]).first == "e"


def test_an_unknown_mistake() -> None:
    with pytest.raises(ValueError, match="mistake 'recursion' is not known; there are 'recursion without an order', "):
        compare(shared(), "recursion")
    with pytest.raises(ValueError, match=r"mistake \['assignment'\] is not known"):
        compare(shared(), ["assignment"])  # type: ignore[arg-type]


def test_recursion_that_would_not_end_is_refused() -> None:
    x = Value(1.0, "x")
    for _ in range(40):
        x = x + x
    with pytest.raises(ValueError, match="would visit 2,199,023,255,551 nodes, 41 deep, where the right"):
        compare(x, "recursion without an order")
    assert compare(x, "assignment").first is not None


def test_recursion_is_compared_up_to_the_depth_that_the_error_names() -> None:
    x = Value(1.0, "x")
    for _ in range(DEEPEST - 1):
        x = -x
    assert compare(x, "recursion without an order").first is None
    with pytest.raises(ValueError, match=f"{DEEPEST + 1} deep, .*, {DEEPEST} deep"):
        compare(-x, "recursion without an order")


def test_both_passes_are_on_the_page() -> None:
    page = compare(shared(), "inputs as a set").page()
    assert '"title":"right"' in page
    assert '"title":"inputs as a set"' in page


def test_a_notebook_shows_the_page_and_the_explanation() -> None:
    bundle = compare(shared(), "assignment")._repr_mimebundle_()
    assert "<iframe" in bundle["text/html"]
    assert "assignment: wrong from e on" in bundle["text/plain"]


def test_the_picture_shows_the_gradients_at_the_end_of_the_right_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Sequence[float | None]] = []

    def still(entries: object, numbers: object, gradients: Sequence[float | None]) -> str:
        shown.append(gradients)
        return ""

    monkeypatch.setattr("autograd.explain.mistakes.still_of", still)
    y = shared()
    y.backward()
    compare(y, "assignment")._repr_mimebundle_()
    assert shown == [[node.grad for node in topological_order(y)]]
