"""The gradients of parameters: cleared, measured, clipped."""

import copy
from collections.abc import Callable
from fractions import Fraction
from math import hypot, inf, isnan, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value
from autograd.graph import UNSET
from nn import MLP, clip_grad_norm, clip_grad_value, gradient_norm
from nn.parameters.gradients import CLEARED, clear_gradients, described, gradient

numbers = st.floats(-100.0, 100.0)


def with_gradient(x: float, g: Any) -> Value:
    p = Value(x)
    p.grad = g
    return p


@pytest.mark.parametrize("nothing", [None, UNSET])
def test_none_counts_as_not_set_everywhere(nothing: Any) -> None:
    p, q = with_gradient(1.0, nothing), with_gradient(1.0, 3.0)
    assert gradient(p) is None
    assert gradient_norm([p, q]) == clip_grad_norm([p, q], 1.0) == 3.0
    assert clip_grad_value([p, q], 0.5) == pytest.approx(1.0)
    assert p.grad is nothing
    assert gradient_norm([p]) == 0.0


def test_a_cleared_gradient_is_a_zero_like_any_other() -> None:
    p = with_gradient(1.0, 2.0)
    clear_gradients([p])
    assert repr(p) == "Value(data=1.0, grad=0.0)"
    assert gradient(p) == 0.0
    assert copy.deepcopy(p).grad == 0.0
    clip_grad_norm([p], 0.1)
    assert p.grad is CLEARED, "it still waits for a backward pass"
    (p * 3.0).backward()
    assert p.grad == 3.0
    assert type(p.grad) is float


@given(st.lists(numbers, min_size=1, max_size=5), st.floats(0.01, 100.0))
def test_clipping_by_norm_keeps_the_direction(gradients: list[float], limit: float) -> None:
    parameters = [with_gradient(0.0, g) for g in gradients]
    norm = clip_grad_norm(parameters, limit)
    assert norm == hypot(*gradients)
    factor = min(1.0, limit / (norm + 1e-6))
    assert [p.grad for p in parameters] == [g * factor for g in gradients]
    assert gradient_norm(parameters) <= limit * (1 + 1e-12)


@given(st.lists(numbers, min_size=1, max_size=5), st.floats(0.01, 100.0))
def test_clipping_by_value_keeps_within_the_limit(gradients: list[float], limit: float) -> None:
    parameters = [with_gradient(0.0, g) for g in gradients]
    assert clip_grad_value(iter(parameters), limit) == hypot(*gradients)
    for p, g in zip(parameters, gradients):
        assert p.grad == (g if abs(g) <= limit else limit if g > 0 else -limit)


def test_clipping_does_not_hide_what_is_not_finite() -> None:
    p = with_gradient(0.0, inf)
    assert clip_grad_norm([p], 1.0) == inf
    assert isnan(p.grad)
    p, q = with_gradient(0.0, nan), with_gradient(0.0, 1.0)
    assert isnan(clip_grad_norm([p, q], 1.0))
    assert isnan(q.grad)  # no gradient is right where the length is not a number
    p, q = with_gradient(0.0, nan), with_gradient(0.0, inf)
    clip_grad_value([p, q], 1.0)
    assert isnan(p.grad)
    assert q.grad == 1.0


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (
            lambda p: clip_grad_norm(p, 0.0),
            "clip_grad_norm: max_norm = 0.0 is not a length to shorten to; give one above",
        ),
        (lambda p: clip_grad_norm(p, -1.0), "clip_grad_norm: max_norm = -1.0 is not a length to shorten to"),
        (lambda p: clip_grad_norm(p, nan), "clip_grad_norm: max_norm = nan is not a finite number; give one above 0"),
        (lambda p: clip_grad_norm(p, Value(1.0)), r"clip_grad_norm: max_norm = Value\(data=1.0\) is of type Value"),
        (lambda p: clip_grad_value(p, -1.0), "clip_grad_value: limit = -1.0 leaves no gradient; give one above 0"),
        (lambda p: clip_grad_value(p, None), "clip_grad_value: limit = None is of type NoneType, not a number"),
        (lambda p: clip_grad_norm(MLP(1, [1]), 1.0), r"clip_grad_norm: its parameters came as one MLP; give model.par"),
        (lambda p: gradient_norm(p[0]), r"its parameters came as one Value; give a list, gradient_norm\(\[w\]"),
        (lambda p: gradient_norm([1.0]), r"gradient_norm: 1.0 is not a Value; give model.parameters\(\)"),
    ],
)
def test_errors_say_what_came(build: Callable[[Any], Any], words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        build([with_gradient(1.0, 1.0)])


@pytest.mark.parametrize(
    "measure", [gradient_norm, lambda p: clip_grad_norm(p, 0.1), lambda p: clip_grad_value(p, 0.1)]
)
@pytest.mark.parametrize("grad", [Value(1.0), "1", 1j, [1.0]])
def test_a_gradient_that_is_not_a_number_is_refused_by_name(measure: Any, grad: Any) -> None:
    first, w = with_gradient(1.0, 1.0), Value(1.0, "w")
    w.grad = grad
    with pytest.raises(TypeError, match="the gradient of 'w' is one real number, but .* came; set it to 0.0"):
        measure([first, w])
    assert first.grad == 1.0


@pytest.mark.parametrize("limit", [1, True, Fraction(11, 10), np.float32(1.1)])
@pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value])
def test_a_limit_of_any_kind_leaves_floats(clip: Any, limit: Any) -> None:
    parameters, same = ([with_gradient(3.0, 1.0), with_gradient(4.0, 1.0)] for _ in range(2))
    clip(parameters, limit)
    clip(same, float(limit))
    assert [type(p.grad) for p in parameters] == [float, float]
    assert [p.grad for p in parameters] == [p.grad for p in same]


def test_an_error_names_a_parameter_by_its_label() -> None:
    assert described(Value(1.0, "w")) == "the parameter 'w'"
    assert described(Value(1.0)) == "a parameter"
