"""What a type checker knows of Values and models: mypy and pyright read this file (`make lint`), and pytest runs it."""

from typing import Any, assert_type

import autograd as ag
import nn
from autograd import Value

x, w = Value(2.0), Value(3.0)


def test_the_operators_of_a_value_give_values() -> None:
    assert_type(x + w, Value)
    assert_type(x - w, Value)
    assert_type(x * w, Value)
    assert_type(x / w, Value)
    assert_type(x**w, Value)
    assert_type(-x, Value)
    assert_type(+x, Value)
    assert_type(abs(x), Value)


def test_with_plain_numbers_on_either_side_too() -> None:
    assert_type(x + 1, Value)
    assert_type(1.5 - x, Value)
    assert_type(2 * x, Value)
    assert_type(1 / x, Value)
    assert_type(x**2, Value)
    assert_type(2**x, Value)


def test_methods_and_functions_of_a_value_give_values_and_of_a_float_floats() -> None:
    assert_type(x.tanh(), Value)
    assert_type(x.exp(), Value)
    assert_type(ag.tanh(x), Value)
    assert_type(ag.tanh(2.0), float)
    assert_type(ag.maximum(x, 1.0), Value)
    assert_type(ag.maximum(2.0, 1.0), float)


def test_what_a_value_holds() -> None:
    assert_type(x.data, float)
    assert_type(x.grad, float)
    assert_type(x.label, str)
    assert_type(x.inputs, tuple[Value, ...])
    assert_type(x < w, bool)
    assert_type((x * w).backward(), None)
    assert_type((x * w).recompute(), Value)
    assert_type(x.detach(), Value)


def test_models_and_their_parameters() -> None:
    model = nn.MLP(2, [3, 1])
    assert_type(model, nn.MLP)
    assert_type(model.parameters(), list[Value])
    assert_type(model.layers, list[nn.Layer])
    assert_type(nn.Neuron(2).w, list[Value])
    assert_type(nn.Neuron(2).b, Value)
    assert_type(model([1.0, 2.0]), Any)


def test_slips_that_a_type_checker_sees() -> None:
    """Each of these lines is an error to mypy: without one, the comment in it would be reported as unused."""
    mistakes: list[Any] = [
        lambda: Value("2"),  # type: ignore[arg-type]
        lambda: nn.MLP("2", [1]),  # type: ignore[arg-type]
        lambda: x.data.backward(),  # type: ignore[attr-defined]
    ]
    for mistake in mistakes:
        try:
            mistake()
        except (AttributeError, TypeError):
            continue
        raise AssertionError("a slip was accepted")
