"""What every value can show."""

from inspect import signature
from typing import Any

import pytest

from autograd import Value
from autograd.draw import Picture, draw, tree
from autograd.draw.folding import LIMIT
from autograd.explain import explain


def test_a_value_has_five_slots_and_takes_no_other_attribute() -> None:
    assert len(Value.__slots__) == 5
    with pytest.raises(AttributeError):
        Value(1.0).anything = 1  # type: ignore[attr-defined]


def test_draw_and_tree_are_methods() -> None:
    value = Value(2.0, "x") * 3.0
    assert isinstance(value.draw(heat=True, engine="builtin"), Picture)
    assert value.tree().startswith("*")


@pytest.mark.parametrize("function", [draw, tree, explain])
def test_a_method_takes_what_its_function_takes(function: Any) -> None:
    def options(called: Any) -> list[tuple[str, Any, Any]]:
        _, *rest = signature(called).parameters.values()
        return [(option.name, option.kind, option.default) for option in rest]

    assert options(getattr(Value, function.__name__)) == options(function)


def test_a_notebook_shows_the_picture_of_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLASSGRAD_ENGINE", "builtin")
    value = Value(2.0, "x") * 3.0
    html = value._repr_html_()
    assert html is not None
    assert html == value.draw()._repr_mimebundle_()["text/html"]


def test_a_notebook_shows_a_leaf_or_a_large_graph_as_text() -> None:
    value = Value(2.0)
    assert value._repr_html_() is None
    for _ in range(LIMIT + 1):
        value = value.tanh()
    assert value._repr_html_() is None
