"""Functions that are spelled with the rows: values, slopes, stability, and words."""

import math
import operator
from collections.abc import Callable
from functools import reduce

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import (
    Value,
    check_gradients,
    clip,
    dot,
    elu,
    gelu,
    grad,
    jvp,
    leaky_relu,
    logsigmoid,
    logsumexp,
    mean,
    norm,
    silu,
    softmax,
    std,
    var,
)

numbers = st.floats(-20.0, 20.0)
lists = st.lists(numbers, min_size=1, max_size=5)


@given(numbers)
def test_activations_compute_their_formulas(x: float) -> None:
    assert leaky_relu(x, 0.1) == pytest.approx(x if x > 0 else 0.1 * x, rel=1e-14, abs=1e-300)
    assert elu(x, 0.5) == pytest.approx(x if x > 0 else 0.5 * math.expm1(x), rel=1e-14)
    assert logsigmoid(x) == pytest.approx(-math.log1p(math.exp(-x)), rel=1e-12)
    assert silu(x) == pytest.approx(x / (1.0 + math.exp(-x)), rel=1e-12)
    assert gelu(x) == pytest.approx(x * 0.5 * (1.0 + math.erf(x / math.sqrt(2.0))), rel=1e-12)


def test_leaky_relu_leaks_a_hundredth_unless_told_otherwise() -> None:
    assert leaky_relu(-2.0) == pytest.approx(-0.02, rel=1e-14)  # the default of torch.nn.LeakyReLU


@pytest.mark.parametrize("f", [leaky_relu, elu, logsigmoid, silu, gelu, lambda x: clip(x, -1.0, 1.0)])
@pytest.mark.parametrize("x", [-3.0, -1.0, 0.0, 0.5, 1.0])
def test_activations_have_right_slopes(f: object, x: float) -> None:
    assert check_gradients(f, x, mode="both")  # type: ignore[arg-type]


def test_clip_keeps_between_and_has_no_slope_outside() -> None:
    assert [clip(x, -1.0, 2.0) for x in (-5.0, 0.5, 5.0)] == [-1.0, 0.5, 2.0]
    assert [grad(lambda x: clip(x, -1.0, 2.0))(x) for x in (-5.0, 0.5, 5.0)] == [0.0, 1.0, 0.0]


def test_clip_with_ends_exchanged_is_refused() -> None:
    with pytest.raises(ValueError, match=r"clip: low = 2.0 lies above high = 1.0; swap them"):
        clip(0.0, 2.0, 1.0)


@given(lists)
def test_sums_and_means(xs: list[float]) -> None:
    values = list(map(Value, xs))
    from_left_to_right = reduce(operator.add, xs)
    assert autograd.sum(values).data == from_left_to_right
    assert mean(values).data == from_left_to_right / len(xs)
    assert autograd.sum(iter(values)).inputs == tuple(values)


def test_a_neuron_is_one_node() -> None:
    w, x, b = [Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)], Value(0.5)
    y = dot(w, x, b)
    assert (y.data, len(y.inputs)) == (11.5, 5)
    assert all(node.operation is None for node in y.inputs)
    assert dot(w, [1.0, 1.0]).data == 3.0


def test_a_dot_of_unequal_lengths_is_refused() -> None:
    with pytest.raises(ValueError, match="dot: 2 weights but 1 inputs came; give as many of each"):
        dot([1.0, 2.0], [3.0])


@given(lists, numbers)
def test_softmax_is_a_distribution_that_a_shift_does_not_change(xs: list[float], shift: float) -> None:
    p = softmax(xs)
    assert sum(p) == pytest.approx(1.0, rel=1e-14)
    assert all(0.0 <= x <= 1.0 for x in p)
    assert softmax([x + shift for x in xs]) == pytest.approx(p, rel=1e-12, abs=1e-15)


@given(lists, numbers)
def test_logsumexp_computes_its_formula(xs: list[float], shift: float) -> None:
    assert logsumexp(xs) == pytest.approx(math.log(sum(map(math.exp, xs))), rel=1e-12, abs=1e-12)
    assert logsumexp([x + shift for x in xs]) == pytest.approx(logsumexp(xs) + shift, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("small", [-1.0, -20.0, -40.0, -700.0])
def test_logsumexp_keeps_every_digit_near_zero(small: float) -> None:
    exactly = mpmath.log1p(mpmath.exp(mpmath.mpf(small)))
    assert logsumexp([0.0, small]) == pytest.approx(float(exactly), rel=1e-15, abs=0.0)
    assert logsumexp([Value(small), Value(0.0)]).data == logsumexp([0.0, small])
    assert check_gradients(logsumexp, [0.0, small])


@pytest.mark.parametrize(
    ("xs", "result", "slopes"),
    [
        ([math.inf, 1.0], math.inf, [1.0, 0.0]),
        ([math.inf, -math.inf], math.inf, [1.0, 0.0]),
        ([-math.inf, -math.inf], -math.inf, [0.5, 0.5]),
        ([-math.inf, 1.0], 1.0, [0.0, 1.0]),
    ],
)
def test_an_infinite_largest_value_is_the_result_of_logsumexp(
    xs: list[float], result: float, slopes: list[float]
) -> None:
    assert logsumexp(xs) == logsumexp(list(map(Value, xs))).data == result
    assert grad(logsumexp)(xs) == slopes
    assert jvp(logsumexp, (xs,), ([1.0, 0.0],)) == (result, slopes[0])


@given(lists)
def test_the_gradient_of_logsumexp_is_softmax(xs: list[float]) -> None:
    assert grad(logsumexp)(xs) == pytest.approx(softmax(xs), rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("big", [1000.0, -1000.0, 1e300])
def test_nothing_overflows_far_out(big: float) -> None:
    assert logsumexp([big, big]) == pytest.approx(big + math.log(2.0), rel=1e-15)
    assert softmax([big, big]) == [0.5, 0.5]
    assert softmax([1000.0, -1000.0]) == [1.0, 0.0]
    values = [Value(big), Value(-big), Value(0.0)]
    logsumexp(values).backward()
    assert sum(value.grad for value in values) == pytest.approx(1.0, rel=1e-14)


@pytest.mark.parametrize(("f", "name"), [(mean, "mean"), (logsumexp, "logsumexp"), (softmax, "softmax")])
def test_of_no_values_there_is_none(f: object, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: of no values; give at least one"):
        f([])  # type: ignore[operator]


@pytest.mark.parametrize("f", [autograd.sum, mean, var, std, norm, softmax, logsumexp])
def test_rows_in_place_of_numbers_are_refused_in_the_name_of_the_function(f: Callable[..., object]) -> None:
    name = f.__name__
    with pytest.raises(
        TypeError, match=rf"^{name} takes one flat list .* it holds \[3.0\] \(list\); call it for each row"
    ):
        f([1.0, 2.0, [3.0]])
    with pytest.raises(TypeError, match=rf"^{name} takes a list of numbers and Values, but 3.0 \(float\) came; put it"):
        f(3.0)


def test_dot_says_what_is_not_a_list_of_numbers() -> None:
    with pytest.raises(TypeError, match=r"^dot takes a list of numbers and Values, but 1.0 \(float\) came"):
        dot(1.0, [2.0])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^dot takes one flat list .* it holds 'b' \(str\)"):
        dot([1.0], ["b"])
