"""Losses: their definitions, their behaviour far out, their gradients, their errors."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, grad, logsumexp, scope, softmax, topological_order
from nn import (
    MLP,
    binary_cross_entropy_with_logits,
    cross_entropy_with_logits,
    gaussian_kl_divergence,
    hinge,
    kl_divergence,
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


steps = st.integers(-12 * 1024, 12 * 1024).map(lambda k: k / 1024)  # so that differences of logits are not rounded


@given(st.sampled_from([0.0, -4096.0, 2.0**40, 1e16]), st.lists(steps, min_size=2, max_size=6), st.data())
def test_cross_entropy_keeps_every_digit_wherever_the_logits_lie(
    base: float, z: list[float], draw: st.DataObject
) -> None:
    z = [base + x for x in z]
    right = draw.draw(st.integers(0, len(z) - 1))
    weights = draw.draw(st.lists(st.integers(1, 5), min_size=len(z), max_size=len(z)))
    shares_of = [w / sum(weights) for w in weights]
    with mpmath.workdps(100):
        exactly = [mpmath.mpf(x) for x in z]
        surprises = [mpmath.log(sum(mpmath.exp(x - y) for x in exactly)) for y in exactly]
        loss = cross_entropy_with_logits(z, right)
        assert abs(loss - surprises[right]) <= 1e-15 * surprises[right]
        loss = cross_entropy_with_logits(z, shares_of)
        expected = sum(mpmath.mpf(t) * s for t, s in zip(shares_of, surprises))
        assert abs(loss - expected) <= 2e-15 * expected


@pytest.mark.parametrize("z", [[50.0, 0.0], [700.0, 0.0, -3.0]])
def test_a_sure_classifier_still_has_a_loss(z: list[float]) -> None:
    expected = exact(lambda: mpmath.log(sum(mpmath.exp(mpmath.mpf(x - z[0])) for x in z)))
    assert cross_entropy_with_logits(z, 0) == pytest.approx(expected, rel=1e-12, abs=0.0)
    assert binary_cross_entropy_with_logits(z[0], 1) == pytest.approx(math.exp(-z[0]), rel=1e-12, abs=0.0)


def test_a_logit_of_minus_infinity_is_a_class_that_is_ruled_out() -> None:
    assert cross_entropy_with_logits([0.0, 0.0, -math.inf], 0) == pytest.approx(math.log(2.0), rel=1e-15)
    assert cross_entropy_with_logits([0.0, -math.inf], 1) == math.inf


def test_a_compiled_cross_entropy_is_the_same_up_to_rounding() -> None:
    pytest.importorskip("numpy")
    fast = autograd.compile(cross_entropy_with_logits)
    for first in (0.0, 12.0, 35.0, 700.0, 1e16):
        rows, targets = [[first, 0.0, -3.0], [1.0, first, 0.5]], [0, 1]
        eager = data(cross_entropy_with_logits(rows, targets))
        assert data(fast(rows, targets)) == pytest.approx(eager, rel=1e-12, abs=1e-15)


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


# divergences

weights = st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.01, 1.0)), min_size=1, max_size=5)


def shares(numbers: list[float]) -> list[float]:
    """Numbers divided by their sum."""
    return [x / math.fsum(numbers) for x in numbers]


@given(weights.filter(lambda both: any(t for t, _ in both)))
def test_kl_divergence_is_its_formula(both: list[tuple[float, float]]) -> None:
    target, q = (shares(list(column)) for column in zip(*both))

    def formula() -> Any:
        return sum(mpmath.mpf(t) * (mpmath.log(t) - mpmath.mpf(math.log(p))) for t, p in zip(target, q) if t)

    assert kl_divergence([math.log(p) for p in q], target) == pytest.approx(exact(formula), rel=1e-9, abs=1e-13)


@given(st.lists(logits, min_size=1, max_size=5), st.data())
def test_kl_divergence_is_cross_entropy_without_the_targets_own_entropy(z: list[float], draw: st.DataObject) -> None:
    target = shares([draw.draw(st.floats(0.01, 1.0)) for _ in z])
    log_probabilities = [x - logsumexp(z) for x in z]
    entropy = -math.fsum(t * math.log(t) for t in target)
    expected = cross_entropy_with_logits(z, target) - entropy
    assert kl_divergence(log_probabilities, target) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(weights)
def test_a_divergence_is_zero_from_itself_and_never_below(both: list[tuple[float, float]]) -> None:
    q, target = shares([p for _, p in both]), shares([t + 0.01 for t, _ in both])
    assert kl_divergence([math.log(p) for p in q], q) == pytest.approx(0.0, abs=1e-14)
    assert kl_divergence([math.log(p) for p in q], target) >= -1e-14


@given(st.lists(st.tuples(st.floats(-100.0, 100.0), st.floats(-20.0, 20.0)), min_size=1, max_size=4))
def test_the_gaussian_divergence_is_its_formula(both: list[tuple[float, float]]) -> None:
    def formula() -> Any:
        return sum(mpmath.mpf(m) ** 2 + mpmath.exp(v) - 1 - mpmath.mpf(v) for m, v in both) / 2

    means, log_variances = map(list, zip(*both))
    assert gaussian_kl_divergence(means, log_variances) == pytest.approx(exact(formula), rel=1e-11, abs=1e-14)


@pytest.mark.parametrize(("mean", "variance"), [(0.0, 1.0), (1.5, 1.0), (0.0, 0.04), (-2.0, 3.0)])
def test_the_gaussian_divergence_is_the_integral_that_it_stands_for(mean: float, variance: float) -> None:
    def integrand(x: Any) -> Any:
        own, standard = (mpmath.npdf(x, *two) for two in ((mean, mpmath.sqrt(variance)), (0, 1)))
        return own * (mpmath.log(own) - mpmath.log(standard))

    reach = 12 * math.sqrt(variance)
    integral = mpmath.quad(integrand, [mean - reach, mean, mean + reach])
    assert gaussian_kl_divergence([mean], [math.log(variance)]) == pytest.approx(float(integral), rel=1e-9, abs=1e-12)


def test_divergences_of_several_samples_are_means() -> None:
    logs, targets = [[math.log(0.5)] * 2, [math.log(0.25), math.log(0.75)]], [[1.0, 0.0], [0.5, 0.5]]
    for divergence, first, second in [(kl_divergence, logs, targets), (gaussian_kl_divergence, logs, targets)]:
        each = [data(divergence(a, b)) for a, b in zip(first, second)]
        assert data(divergence(first, second)) == pytest.approx(sum(each) / 2, rel=1e-14)


def test_slopes_of_divergences() -> None:
    logs, target = [math.log(0.25), math.log(0.75)], [1.0, 0.0]
    assert grad(lambda q: kl_divergence(q, target))(logs) == [-1.0, 0.0]
    assert grad(lambda t: kl_divergence(logs, t))([0.5, 0.5]) == pytest.approx(
        [math.log(0.5) + 1.0 - x for x in logs], rel=1e-14
    )
    assert grad(lambda m: gaussian_kl_divergence(m, [0.0, 1.0]))([2.0, -3.0]) == [2.0, -3.0]
    assert grad(lambda v: gaussian_kl_divergence([2.0, -3.0], v))([0.0, math.log(3.0)]) == pytest.approx([0.0, 1.0])


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
    one, three = (MLP(2, [outputs], initializer=lambda *_: 0.1) for outputs in (1, 3))
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
    scopes = {node.info.scope[:2] for node in topological_order(whole) if node.operation is not None}
    assert scopes == {("MLP", "layer 1"), ("training", name)}
    part = "sample" if width > 1 else "output"
    inner = {node.info.scope[2:] for node in topological_order(whole) if node.info.scope[:1] == ("training",)}
    assert inner == {(), (f"{part} 1",), (f"{part} 2",)}
    single = topological_order(loss(outputs[:1], targets[:1]))
    assert {node.info.scope[1:] for node in single if node.info.scope[:1] == (name,)} == {()}


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


def test_a_divergence_names_itself() -> None:
    for divergence, name in [(kl_divergence, "kl divergence"), (gaussian_kl_divergence, "gaussian kl divergence")]:
        rows = [[Value(math.log(0.5)), Value(math.log(0.5))]] * 2
        nodes = topological_order(divergence(rows, [[0.5, 0.5]] * 2))
        scopes = {node.info.scope for node in nodes if node.operation is not None}
        assert scopes == {(name,), (name, "sample 1"), (name, "sample 2")}


@pytest.mark.parametrize(("penalty", "name"), [(l1_penalty, "l1 penalty"), (l2_penalty, "l2 penalty")])
def test_a_penalty_names_itself(penalty: Any, name: str) -> None:
    whole = penalty(MLP(2, [2]).parameters())
    assert {node.info.scope for node in topological_order(whole) if node.operation is not None} == {(name,)}


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
        (lambda: cross_entropy_with_logits(1.0, 0), "cross_entropy_with_logits: a single logit came; use binary_cross"),
        (lambda: cross_entropy_with_logits([[[1.0]]], [[0]]), "the logits are 1 × 1 × 1; give a list of samples"),
        (lambda: cross_entropy_with_logits({0: 1.0}, 0), "a dict with the keys 0 came in place of a list of logits"),
        (lambda: cross_entropy_with_logits([[1.0, 2.0]], {0}), "a set came in place of a list of targets"),
        (
            lambda: mean_squared_error([[1.0, 2.0, 3.0]] * 2, [[1.0, 2.0]] * 3),
            "mean_squared_error: the outputs are 2 × 3, the targets 3 × 2; give one target for each output, in lists",
        ),
        (
            lambda: hinge({"a": 1.0}, {"b": 1}),
            "hinge: the outputs are a dict with the keys 'a', the targets a dict",
        ),
        (
            lambda: binary_cross_entropy_with_logits([0.0], {1}),
            "binary_cross_entropy_with_logits: the outputs are 1, the targets a set",
        ),
        (
            lambda: kl_divergence([0.5, 0.5], [0.5, 0.5]),
            r"kl_divergence: \[0.5, 0.5\] are not logarithms of probabilities; from logits z, give z - logsumexp\(z\)",
        ),
        (
            lambda: kl_divergence([Value(0.5), Value(0.5)], [0.5, 0.5]),
            r"kl_divergence: \[Value\(data=0.5\), Value\(data=0.5\)\] are not logarithms of probabilities",
        ),
        (lambda: kl_divergence([0.0], [0.5]), r"kl_divergence: the targets \[0.5\] are not probabilities"),
        (lambda: kl_divergence([math.log(0.5)] * 2, [2.0, -1.0]), "are not probabilities, ≥ 0 with a sum of 1"),
        (
            lambda: kl_divergence([0.0, 0.0], [1.0]),
            "kl_divergence: the log-probabilities are 2, the targets 1; give as many of each, for one sample a list",
        ),
        (lambda: kl_divergence([[0.0], [0.0]], [1.0, 1.0]), "the log-probabilities are 2 × 1, the targets 2"),
        (lambda: kl_divergence(0.0, 1.0), "the log-probabilities are a number, the targets a number"),
        (lambda: gaussian_kl_divergence([], []), "gaussian_kl_divergence: the means are 0, the log-variances 0"),
        (lambda: gaussian_kl_divergence([[0.0], [0.0, 1.0]], [[0.0]] * 2), "the means are rows of different lengths"),
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


def test_targets_that_are_not_classes_hear_how_they_become_some() -> None:
    with pytest.raises(ValueError, match=r"but 1.0 came; make ints of floats with data.relabelled\(int\)"):
        cross_entropy_with_logits([1.0, 2.0], 1.0)
    with pytest.raises(ValueError, match=r"but 2 came; number the classes from 0, data.relabelled\(lambda t: t - 1\)"):
        cross_entropy_with_logits([1.0, 2.0], 2)
    with pytest.raises(ValueError, match=r"made by data.relabelled\(lambda t: 2 \* t - 1\)"):
        hinge([1.0], [0])
    with pytest.raises(ValueError, match="but 2 came; give 0 and 1 for the two classes"):
        binary_cross_entropy_with_logits([1.0], [2])


@pytest.mark.parametrize("odd", ["1", None, [1.0]])
def test_a_probability_that_is_not_a_number_is_refused(odd: Any) -> None:
    with pytest.raises(TypeError, match="cross_entropy_with_logits: among the probabilities is .*, which is not a num"):
        cross_entropy_with_logits([[Value(1.0), Value(2.0)]], [[0.0, odd]])


def test_every_sample_has_a_logit_for_each_class() -> None:
    with pytest.raises(ValueError, match="cross_entropy_with_logits: the logits are rows of different lengths; give a"):
        cross_entropy_with_logits([[1.0, 2.0], [1.0, 2.0, 3.0]], [0, 1])
