"""Several outputs in one picture, and what cannot be shown is said in words."""

import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value, tanh
from autograd.draw import draw, tree
from autograd.draw.diagrams import diagram_of
from autograd.draw.grouping import FEW
from autograd.draw.outputs import outputs_in

SHOWING = [draw, tree]


def pair() -> tuple[Value, Value, Value]:
    """x, x * x and x * x + x: the middle one is an output that the last one uses."""
    x = Value(2.0, "x")
    square = x * x
    square.label = "square"
    total = square + x
    total.label = "total"
    return x, square, total


def test_several_outputs_are_drawn_in_one_picture_with_what_they_share_once() -> None:
    x, square, total = pair()
    boxes = {box.title: box for box in draw([square, total]).diagram.boxes}
    assert set(boxes) == {"x", "square", "total"}
    assert {title for title, box in boxes.items() if box.is_output} == {"square", "total"}
    assert "<title>computation graph of square, total</title>" in draw([square, total]).svg()
    assert draw([square, square]).svg() == draw(square).svg()
    assert {box.title for box in draw([x, Value(1.0, "alone")]).diagram.boxes} == {"x", "alone"}


def test_the_tree_of_several_outputs_names_what_they_share() -> None:
    _, square, total = pair()
    assert [line.partition("  ")[0] for line in tree({"first": square, "second": [total]}).splitlines()] == [
        "square * #1",
        "├─ x #2",
        "└─ x ↑#2",
        "total +",
        "├─ square ↑#1",
        "└─ x ↑#2",
    ]


@given(st.recursive(st.integers(0, 2), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_however_outputs_are_nested_each_is_found_once(nested: Any) -> None:
    values, numbers = pair(), []

    def filled(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: filled(inner) for key, inner in part.items()}
        if isinstance(part, list):
            return [*map(filled, part)]
        numbers.append(part)
        return values[part]

    outputs = filled(nested)
    if numbers:
        assert outputs_in(outputs, "draw") == [values[number] for number in dict.fromkeys(numbers)]
    else:
        with pytest.raises(ValueError, match="holds nothing to show"):
            outputs_in(outputs, "draw")


def test_the_outputs_of_a_model_are_drawn_each_while_they_are_few() -> None:
    x = Value(1.0, "x")

    def shown(many: int) -> list[str]:
        """The output boxes of as many outputs, each of three operations, where there is no room for all of these."""
        outputs = [(x * x).exp().sin() for _ in range(many)]
        return [box.symbol for box in diagram_of(outputs, limit=2 * many).boxes if box.is_output]

    assert shown(FEW) == ["sin"] * FEW
    assert shown(100) == ["sin ×100"]
    layer = nn.MLP(2, [4, 100], random=Random(0))([1.0, 2.0])
    assert [box.title for box in diagram_of(layer, "layer").boxes if box.is_output] == ["layer 2"]


# fmt: off
REFUSED: list[tuple[Any, type[Exception], str]] = [
    ([],                ValueError, ": [] holds nothing to show; give a Value, or a list of Values"),
    ({"a": [(), {}]},   ValueError, ": {'a': [(), {}]} holds nothing to show"),
    ([Value(1.0), 2.0], TypeError,  ": 2.0 (float) is not a Value, and only what is computed from Values has a graph"),
    ("graph",           TypeError,  ": 'graph' (str) is not a Value, and only lists, tuples and dicts are looked into"),
    (tanh,              TypeError,  ": call it with inputs, and give what comes out"),
    (range(3),          TypeError,  ": range(0, 3) (range) is not a Value, and only lists"),
    (None,              TypeError,  ": None (NoneType) is not a Value"),
    (["x" * 100],       TypeError,  f": '{'x' * 58}… (str) is not a Value"),
]
# fmt: on


@pytest.mark.parametrize("show", SHOWING)
@pytest.mark.parametrize(("nested", "kind", "words"), REFUSED)
def test_what_has_no_graph_is_refused_in_words(
    show: Callable[[Any], object], nested: Any, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=re.escape(words)) as error:
        show(nested)
    assert str(error.value).startswith(show.__name__)
