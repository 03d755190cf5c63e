"""Losses: their definitions, their behaviour far out, their gradients, their errors."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value, grad, scope, softmax, topological_order
from nn import (
    MLP,
    binary_cross_entropy_with_logits,
    cross_entropy_with_logits,
    hinge,
    l1_penalty,
    l2_penalty,
    mean_squared_error,
)

logits = st.floats(-1000.0, 1000.0)
samples = st.lists(st.tuples(logits, st.floats(0.0, 1.0)), min_size=1, max_size=5)


def data(x: Any) -> float:
    return x.data if isinstance(x, Value) else x


def exact(f: Callable[[], Any]) -> float:
    """A number computed with 1000 digits."""
    with mpmath.workdps(1000):
        return float(f())


# definitions


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=6))
def test_mean_squared_error_is_its_formula(both: list[tuple[float, float]]) -> None:
    outputs, targets = map(list, zip(*both))
    expected = math.fsum((y - t) ** 2 for y, t in both) / len(both)
    assert data(mean_squared_error(outputs, targets)) == pytest.approx(expected, rel=1e-12)


@given(st.lists(st.tuples(logits, st.sampled_from([-1, 1])), min_size=1, max_size=6))
def test_hinge_is_its_formula(both: list[tuple[float, int]]) -> None:
    outputs, targets = map(list, zip(*both))
    expected = math.fsum(max(0.0, 1.0 - t * y) for y, t in both) / len(both)
    assert hinge(outputs, targets) == pytest.approx(expected, rel=1e-12)


@given(logits, st.sampled_from([0.0, 1.0, 0.25, 0.999]))
def test_binary_cross_entropy_is_exact_at_every_logit(z: float, t: float) -> None:
    def formula() -> Any:
        probability = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        return -t * mpmath.log(probability) - (1 - mpmath.mpf(t)) * mpmath.log(1 - probability)

    assert binary_cross_entropy_with_logits(z, t) == pytest.approx(exact(formula), rel=1e-13, abs=1e-300)


@given(st.lists(logits, min_size=1, max_size=5), st.data())
def test_cross_entropy_is_exact_at_every_logit(z: list[float], draw: st.DataObject) -> None:
    right = draw.draw(st.integers(0, len(z) - 1))

    def formula() -> Any:
        powers = [mpmath.exp(mpmath.mpf(x)) for x in z]
        return -mpmath.log(powers[right] / sum(powers))

    assert cross_entropy_with_logits(z, right) == pytest.approx(exact(formula), rel=1e-12, abs=1e-12)


@given(st.lists(logits, min_size=2, max_size=4), st.data())
def test_a_sure_probability_is_an_index(z: list[float], draw: st.DataObject) -> None:
    right = draw.draw(st.integers(0, len(z) - 1))
    sure = [float(i == right) for i in range(len(z))]
    assert cross_entropy_with_logits(z, sure) == pytest.approx(cross_entropy_with_logits(z, right), rel=1e-12)


@given(st.lists(logits, min_size=2, max_size=2), st.floats(0.0, 1.0))
def test_two_classes_are_one_logit(z: list[float], t: float) -> None:
    two = cross_entropy_with_logits(z, [1.0 - t, t])
    one = binary_cross_entropy_with_logits(z[1] - z[0], t)
    assert two == pytest.approx(one, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("classes", [2, 10, 27])
def test_a_classifier_that_knows_nothing_has_a_loss_of_log_n(classes: int) -> None:
    assert cross_entropy_with_logits([5.0] * classes, 1) == pytest.approx(math.log(classes), rel=1e-14)


@given(st.lists(st.floats(-10.0, 10.0), max_size=5))
def test_penalties_are_their_formulas(p: list[float]) -> None:
    values = list(map(Value, p))
    assert data(l1_penalty(values)) == pytest.approx(sum(map(abs, p)), rel=1e-12)
    assert data(l2_penalty(iter(values))) == pytest.approx(sum(x * x for x in p), rel=1e-12)


# gradients


@given(logits, st.floats(0.0, 1.0))
def test_the_slope_of_binary_cross_entropy_is_the_mistake(z: float, t: float) -> None:
    mistake = exact(lambda: 1 / (1 + mpmath.exp(-mpmath.mpf(z))) - mpmath.mpf(t))
    slope = grad(lambda z: binary_cross_entropy_with_logits(z, t))(z)
    assert slope == pytest.approx(mistake, rel=1e-9, abs=1e-15)


@given(st.lists(logits, min_size=1, max_size=5), st.data())
def test_the_slope_of_cross_entropy_is_the_mistake(z: list[float], draw: st.DataObject) -> None:
    right = draw.draw(st.integers(0, len(z) - 1))
    mistakes = [p - (i == right) for i, p in enumerate(softmax(z))]
    assert grad(lambda z: cross_entropy_with_logits(z, right))(z) == pytest.approx(mistakes, rel=1e-9, abs=1e-12)


def test_slopes_of_the_others() -> None:
    assert grad(lambda y: mean_squared_error(y, [1.0, 5.0]))([3.0, 4.0]) == [2.0, -1.0]
    assert grad(lambda y: hinge(y, [1, -1, 1]))([0.5, 0.5, 2.0]) == pytest.approx([-1 / 3, 1 / 3, 0.0])
    assert grad(l1_penalty)([-3.0, 0.0, 2.0]) == [-1.0, 0.0, 1.0]
    assert grad(l2_penalty)([-3.0, 0.0, 2.0]) == [-6.0, 0.0, 4.0]


@pytest.mark.parametrize("z", [-1000.0, 1000.0])
@pytest.mark.parametrize("t", [0, 1])
def test_nothing_overflows_far_out(z: float, t: int) -> None:
    wrong = (z > 0) != (t == 1)
    for loss, x in [
        (binary_cross_entropy_with_logits, z),
        (cross_entropy_with_logits, [0.0, z]),
        (lambda x, t: hinge(x, 2 * t - 1) - 1.0 * wrong, z),
    ]:
        assert data(loss(x, t)) == (1000.0 if wrong else 0.0)
        slopes = grad(lambda x, loss=loss: loss(x, t))(x)
        assert all(map(math.isfinite, slopes if isinstance(slopes, list) else [slopes]))


# samples, lists and single values


@given(samples)
def test_a_loss_of_several_samples_is_the_mean(both: list[tuple[float, float]]) -> None:
    zs, ts = map(list, zip(*both))
    for loss in (mean_squared_error, binary_cross_entropy_with_logits):
        each = [data(loss(z, t)) for z, t in both]
        assert data(loss(zs, ts)) == pytest.approx(math.fsum(each) / len(each), rel=1e-12)


def test_cross_entropy_of_several_samples_is_the_mean() -> None:
    zs = [[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]]
    each = [cross_entropy_with_logits(zs[0], 2), cross_entropy_with_logits(zs[1], 0)]
    assert cross_entropy_with_logits(zs, [2, 0]) == pytest.approx(sum(each) / 2)
    assert cross_entropy_with_logits(zs, [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]) == pytest.approx(sum(each) / 2)


def test_outputs_of_several_numbers_are_compared_number_by_number() -> None:
    assert mean_squared_error([[1.0, 2.0], [3.0, 4.0]], [[1.0, 0.0], [3.0, 0.0]]) == 5.0


def test_arrays_are_targets_too() -> None:
    numpy = pytest.importorskip("numpy")
    outputs = [Value(0.5), Value(-0.5)]
    assert hinge(outputs, numpy.array([1, -1])).data == hinge(outputs, [1, -1]).data == 0.5
    assert cross_entropy_with_logits([outputs] * 2, numpy.array([1, 0])).data > 0


def test_each_gives_one_value_that_reaches_the_parameters() -> None:
    one, three = (MLP(2, [outputs], initialiser=lambda *_: 0.1) for outputs in (1, 3))
    for model, loss in [
        (one, mean_squared_error([one([1.0, 2.0])], [1.0])),
        (one, hinge([one([1.0, 2.0])], [1])),
        (one, binary_cross_entropy_with_logits([one([1.0, 2.0])], [1])),
        (three, cross_entropy_with_logits([three([1.0, 2.0])], [1])),
        (one, l1_penalty(one.parameters())),
        (one, l2_penalty(one.parameters())),
    ]:
        assert isinstance(loss, Value)
        model.zero_grad()
        loss.backward()
        assert any(p.grad for p in model.parameters())


# scopes

LOSSES = [
    (mean_squared_error, 1, [1.0, 0.5], "mean squared error"),
    (hinge, 1, [1, -1], "hinge"),
    (binary_cross_entropy_with_logits, 1, [1, 0], "binary cross entropy"),
    (cross_entropy_with_logits, 3, [2, 0], "cross entropy"),
]


@pytest.mark.parametrize(("loss", "width", "targets", "name"), LOSSES)
def test_a_loss_names_itself_and_its_parts(loss: Any, width: int, targets: list[Any], name: str) -> None:
    model = MLP(2, [width])
    outputs = [model([1.0, 2.0]), model([3.0, 4.0])]
    with scope("training"):
        whole = loss(outputs, targets)
    scopes = {node.origin.scope[:2] for node in topological_order(whole) if node.operation is not None}
    assert scopes == {("MLP", "layer 1"), ("training", name)}
    part = "sample" if width > 1 else "output"
    inner = {node.origin.scope[2:] for node in topological_order(whole) if node.origin.scope[:1] == ("training",)}
    assert inner == {(), (f"{part} 1",), (f"{part} 2",)}
    single = topological_order(loss(outputs[:1], targets[:1]))
    assert {node.origin.scope[1:] for node in single if node.origin.scope[:1] == (name,)} == {()}


@pytest.mark.parametrize(("loss", "width", "targets", "name"), LOSSES)
@pytest.mark.parametrize("samples", [20, 100])
def test_the_loss_of_a_batch_is_drawn_as_one_box(
    loss: Any, width: int, targets: list[Any], name: str, samples: int
) -> None:
    model = MLP(2, [16, 16, width])
    whole = loss([model([i / 10, 1.0]) for i in range(samples)], targets * (samples // 2))
    for depth, parts in ((0, ["MLP"]), ("layer", ["layer 1", "layer 2", "layer 3"])):
        folded = [box.title for box in whole.draw(depth).diagram.boxes if box.kind == "folded"]
        assert sorted(folded) == sorted([*parts, name])


@pytest.mark.parametrize(("penalty", "name"), [(l1_penalty, "l1 penalty"), (l2_penalty, "l2 penalty")])
def test_a_penalty_names_itself(penalty: Any, name: str) -> None:
    whole = penalty(MLP(2, [2]).parameters())
    assert {node.origin.scope for node in topological_order(whole) if node.operation is not None} == {(name,)}


# errors


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mean_squared_error([1.0, 2.0], [1.0]), "mean_squared_error: 2 outputs and 1 target came; give one"),
        (lambda: mean_squared_error([], []), "mean_squared_error: 0 outputs and 0 targets came"),
        (lambda: hinge([1.0], [0]), "hinge: a target is -1 or 1, but 0 came"),
        (lambda: hinge([], []), "hinge: 0 outputs and 0 targets came"),
        (lambda: binary_cross_entropy_with_logits([1.0], [-1]), "a target lies from 0 to 1, but -1 came"),
        (lambda: cross_entropy_with_logits([1.0, 2.0], 2), "a target is an int from 0 to 1, but 2 came"),
        (lambda: cross_entropy_with_logits([1.0, 2.0], -1), "a target is an int from 0 to 1, but -1 came"),
        (lambda: cross_entropy_with_logits([1.0, 2.0], 1.0), "a target is an int from 0 to 1, but 1.0 came"),
        (lambda: cross_entropy_with_logits([[1.0, 2.0]], [0, 1]), "1 sample of logits came; give one target for each"),
        (lambda: cross_entropy_with_logits([[1.0, 2.0]], 0), "1 sample of logits came; give one target for each"),
        (lambda: cross_entropy_with_logits([1.0, 2.0], [1.0]), "2 logits but 1 probabilities came; give as many"),
        (lambda: cross_entropy_with_logits([1.0, 2.0], [0.5, 0.6]), "are not ≥ 0 with a sum of 1"),
        (lambda: cross_entropy_with_logits([1.0, 2.0], [1.5, -0.5]), "are not ≥ 0 with a sum of 1"),
        (lambda: cross_entropy_with_logits([], 0), "cross_entropy_with_logits: no logits came"),
        (
            lambda: cross_entropy_with_logits([[1.0], [2.0]], [0, 1]),
            "a target is an int from 0 to 0, but 1 came, and each sample has a single logit: use binary_cross_entropy",
        ),
        (
            lambda: cross_entropy_with_logits([1.0, 2.0, 3.0], [1, 0, 1]),
            r"probabilities \[1, 0, 1\] are not ≥ 0 with a sum of 1. If they are the classes of 3 samples, each has a "
            "single logit: use binary_cross_entropy_with_logits, or a model with as many outputs as classes",
        ),
    ],
)
def test_errors_say_what_came(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
