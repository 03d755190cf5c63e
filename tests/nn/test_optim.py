"""Optimisers: their rules by hand, what they promise, state, clipping, errors (PyTorch: in tests/parity)."""

import copy
import pickle
from collections.abc import Callable
from inspect import signature
from math import hypot, inf, isnan, nan
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value
from nn import MLP, SGD, Adam, AdamW, Optimizer, RMSprop, clip_grad_norm, clip_grad_value, gradient_norm, schedules
from nn.optim import is_reached

OPTIMISERS = [
    SGD,
    lambda p, rate, **more: SGD(p, rate, momentum=0.9, **more),
    lambda p, rate, **more: SGD(p, rate, momentum=0.9, nesterov=True, **more),
    RMSprop,
    lambda p, rate, **more: RMSprop(p, rate, momentum=0.5, **more),
    Adam,
    AdamW,
]
numbers = st.floats(-100.0, 100.0)


def with_gradient(x: float, g: float) -> Value:
    p = Value(x)
    p.grad = g
    return p


def path(optimizer: Optimizer, gradients: list[float]) -> list[float]:
    """Where the only parameter goes under these gradients."""
    (p,) = optimizer.parameters
    places = []
    for g in gradients:
        p.grad = g
        optimizer.step()
        places.append(p.data)
    return places


# the rules, worked out by hand


@pytest.mark.parametrize(
    ("build", "places"),
    [
        (lambda p: SGD([p], 0.1), [9.8, 9.7]),
        (lambda p: SGD([p], 0.1, weight_decay=0.5), [9.3, 8.735]),
        (lambda p: SGD([p], 0.1, momentum=0.5), [9.8, 9.6]),  # v = 2, then 0.5 · 2 + 1
        (lambda p: SGD([p], 0.1, momentum=0.5, nesterov=True), [9.7, 9.5]),  # 2 + 0.5 · 2, then 1 + 0.5 · 2
        (lambda p: RMSprop([p], 0.1, smoothing=0.75, epsilon=0.0), [9.8, 9.8 - 0.1]),  # s = 1, then 0.75 + 0.25
        (lambda p: RMSprop([p], 0.1, smoothing=0.75, epsilon=0.0, momentum=0.5), [9.8, 9.6]),
        (lambda p: Adam([p], 0.1, betas=(0.5, 0.0), epsilon=0.0), [9.9, 9.9 - 0.1 * 4 / 3]),  # m = 1, then 1, over 0.75
        (lambda p: AdamW([p], 0.1, betas=(0.0, 0.0), epsilon=0.0, weight_decay=0.5), [9.4, 8.83]),
    ],
)
def test_two_steps_by_hand(build: Callable[[Value], Optimizer], places: list[float]) -> None:
    assert path(build(Value(10.0)), [2.0, 1.0]) == pytest.approx(places, rel=1e-14)


@given(st.floats(0.001, 1000.0), st.sampled_from([-1.0, 1.0]))
def test_the_first_step_of_adam_has_the_length_of_the_rate(size: float, sign: float) -> None:
    assert path(Adam([Value(0.0)], 0.1), [sign * size]) == pytest.approx([-0.1 * sign], rel=1e-4)


@given(st.floats(0.01, 10.0), st.floats(-5.0, 5.0))
def test_adamw_decays_past_the_means(decay: float, x: float) -> None:
    """With no gradient, AdamW shrinks x by a fixed part; Adam takes the decay for a gradient."""
    assert path(AdamW([Value(x)], 0.01, weight_decay=decay), [0.0]) == pytest.approx([x * (1.0 - 0.01 * decay)])


# what every one promises


@pytest.mark.parametrize("build", OPTIMISERS)
@pytest.mark.parametrize("start", [-3.0, 0.5, 4.0])
def test_each_finds_the_lowest_point(build: Any, start: float) -> None:
    p = Value(start)
    optimizer = build([p], 0.1, schedule=schedules.linear(400), weight_decay=0.0)
    for _ in range(400):
        optimizer.zero_grad()
        ((p - 1.0) ** 2).backward()
        optimizer.step()
    assert p.data == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("build", OPTIMISERS)
def test_each_trains_a_network(build: Any) -> None:
    model = MLP(2, [3, 1], random=Random(0))
    optimizer = build(model.parameters(), 0.01)
    losses = []
    for _ in range(30):
        optimizer.zero_grad()
        loss = (model([1.0, -1.0]) - 2.0) ** 2 + (model([-1.0, 1.0]) + 2.0) ** 2
        loss.backward()
        optimizer.step()
        losses.append(loss.data)
    assert losses[-1] < 0.5 * losses[0]


@pytest.mark.parametrize("build", OPTIMISERS)
@given(gradients=st.lists(numbers, min_size=1, max_size=5), others=st.lists(numbers, min_size=5, max_size=5))
def test_parameters_move_independently(build: Any, gradients: list[float], others: list[float]) -> None:
    alone = path(build([Value(1.0)], 0.1), gradients)
    p, other = Value(1.0), Value(2.0)
    together = build([p, other], 0.1)
    for g, h, place in zip(gradients, others, alone):
        p.grad, other.grad = g, h
        together.step()
        assert p.data == place


@pytest.mark.parametrize("build", OPTIMISERS)
def test_a_parameter_that_no_backward_pass_has_reached_stays(build: Any) -> None:
    still, moving = Value(1.0), with_gradient(1.0, 1.0)
    optimizer = build([still, moving], 0.1, weight_decay=0.1)
    optimizer.step()
    assert still.data == 1.0
    assert not is_reached(still)
    assert moving.data != 1.0


def test_a_parameter_that_is_given_twice_moves_once() -> None:
    p = with_gradient(1.0, 1.0)
    SGD([p, p], 0.1).step()
    assert p.data == pytest.approx(0.9)


def test_zero_grad_sets_every_gradient_to_zero() -> None:
    p = with_gradient(1.0, 1.0)
    SGD(iter([p]), 0.1).zero_grad()
    assert p.grad == 0.0
    assert is_reached(p)


def test_a_rule_of_ones_own_is_one_method() -> None:
    class SignDescent(Optimizer):
        def moved(self, x: float, g: float, memory: Any, rate: float) -> tuple[float, Any]:
            return x - rate * ((g > 0) - (g < 0)), memory

    assert path(SignDescent([Value(1.0)], 0.5), [7.0, -0.1]) == [0.5, 1.0]
    with pytest.raises(NotImplementedError, match="Optimizer does not say how a parameter moves"):
        path(Optimizer([Value(1.0)], 0.5), [7.0])


# the learning rate


def test_a_schedule_is_times_the_learning_rate() -> None:
    optimizer = SGD([Value(0.0)], 0.5, schedule=schedules.linear(4))
    rates = []
    for _ in range(5):
        rates.append(optimizer.rate)
        path(optimizer, [1.0])
    assert rates == [0.5, 0.375, 0.25, 0.125, 0.0]
    assert optimizer.parameters[0].data == -sum(rates)


def test_the_learning_rate_can_be_changed_on_the_way() -> None:
    optimizer = SGD([Value(0.0)], 0.5)
    optimizer.learning_rate = 0.25
    assert path(optimizer, [1.0]) == [-0.25]


# state


@pytest.mark.parametrize("build", OPTIMISERS)
@given(gradients=st.lists(numbers, min_size=2, max_size=8), stop=st.integers(0, 7))
def test_going_on_from_a_state_is_as_never_stopped(build: Any, gradients: list[float], stop: int) -> None:
    whole = build([Value(1.0)], 0.1, schedule=schedules.cosine(10))
    expected = path(whole, gradients)
    first = build([Value(1.0)], 0.1, schedule=schedules.cosine(10))
    places = path(first, gradients[:stop])
    second = build([Value(first.parameters[0].data)], 0.1, schedule=schedules.cosine(10))
    second.load_state_dict(copy.deepcopy(first.state_dict()))
    assert places + path(second, gradients[stop:]) == expected
    assert second.state_dict() == whole.state_dict()


def test_a_state_does_not_change_with_the_optimiser() -> None:
    optimizer = Adam([Value(1.0)], 0.1)
    state = optimizer.state_dict()
    path(optimizer, [1.0])
    assert state == {"steps": 0, "memory": [(0, 0.0, 0.0)]}


@pytest.mark.parametrize("other", [SGD([Value(1.0)], 0.1), Adam([Value(1.0), Value(2.0)], 0.1)])
def test_the_state_of_another_is_refused(other: Optimizer) -> None:
    optimizer = Adam([Value(1.0)], 0.1)
    path(optimizer, [1.0])
    before = optimizer.state_dict()
    with pytest.raises(ValueError, match="Adam: the state is that of another optimiser, or of other parameters"):
        optimizer.load_state_dict(other.state_dict())
    assert optimizer.state_dict() == before


# clipping


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


def test_clipping_leaves_what_was_not_reached() -> None:
    p, q = Value(1.0), with_gradient(1.0, 3.0)
    assert clip_grad_norm([p, q], 1.0) == 3.0
    assert clip_grad_value([p, q], 0.5) == pytest.approx(1.0)
    assert not is_reached(p)


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


# errors


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: SGD([], 0.1), r"SGD: no parameters came; give model.parameters\(\)"),
        (lambda: Adam([Value(1.0) + 1.0], 0.1), "is no leaf, so it cannot move; give model"),
        (lambda: Adam([1.0], 0.1), "Adam: 1.0 is no leaf"),  # type: ignore[list-item]
        (lambda: SGD([Value(1.0)], -0.1), "SGD: learning_rate = -0.1 is negative; it would climb, not descend"),
        (lambda: AdamW([Value(1.0)], weight_decay=-1.0), "AdamW: weight_decay = -1.0 is negative"),
        (lambda: SGD([Value(1.0)], momentum=-0.9), "SGD: momentum = -0.9 is negative"),
        (lambda: SGD([Value(1.0)], nesterov=True), "SGD: nesterov looks ahead along the momentum; give momentum=0.9"),
        (lambda: RMSprop([Value(1.0)], smoothing=1.0), "RMSprop: smoothing = 1.0 lies outside 0 ≤ smoothing < 1"),
        (lambda: RMSprop([Value(1.0)], momentum=-1.0), "RMSprop: momentum = -1.0 is negative"),
        (lambda: clip_grad_norm([Value(1.0)], 0.0), "clip_grad_norm: max_norm = 0.0 is no length to shorten to; give"),
        (lambda: clip_grad_norm([Value(1.0)], -1.0), "clip_grad_norm: max_norm = -1.0 is no length to shorten to"),
        (lambda: clip_grad_value([Value(1.0)], -1.0), "clip_grad_value: limit = -1.0 leaves no gradient; give one"),
        (lambda: Adam([Value(1.0)], betas=(0.9, 1.0)), r"Adam: betas = \(0.9, 1.0\) lie outside 0 ≤ beta < 1"),
    ],
)
def test_errors_say_what_came(build: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        build()


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda p: SGD(p, lr=0.1), r"SGD: lr is called learning_rate here; write SGD\(…, learning_rate=0.1\)"),
        (lambda p: AdamW(p, lr=0.1), r"AdamW: lr is called learning_rate here; write AdamW\(…, learning_rate=0.1\)"),
        (lambda p: Adam(p, 0.1, eps=1e-9), r"Adam: eps is called epsilon here; write Adam\(…, epsilon=1e-09\)"),
        (lambda p: RMSprop(p, 0.1, alpha=0.9), r"RMSprop: alpha is called smoothing here"),
        (lambda p: SGD(p, speed=0.1), r"unexpected keyword argument 'speed'"),
    ],
)
def test_short_names_are_told_in_full(build: Callable[[Any], Any], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        build([Value(1.0)])


def test_the_options_stay_visible() -> None:
    assert list(signature(SGD).parameters) == [
        *("parameters", "learning_rate", "momentum", "nesterov", "weight_decay", "schedule")
    ]


@pytest.mark.parametrize("build", OPTIMISERS)
def test_model_and_optimiser_are_pickled_together(build: Any) -> None:
    model = MLP(1, [1], random=Random(0))
    optimizer = build(model.parameters(), 0.1, schedule=schedules.warm_up(2, schedules.cosine(9)))
    for p in model.parameters():
        p.grad = 1.0
    optimizer.step()
    model_2, optimizer_2 = pickle.loads(pickle.dumps((model, optimizer)))
    optimizer.step()
    optimizer_2.step()
    assert model_2.state_dict() == model.state_dict()
    assert optimizer_2.rate == optimizer.rate
