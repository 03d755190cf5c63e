"""Optimisers: their rules by hand, what they promise, state, clipping, errors (PyTorch: in tests/parity)."""

import copy
import pickle
from collections.abc import Callable
from inspect import signature
from math import inf, isfinite, nan
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value
from autograd.graph import UNSET
from nn import MLP, SGD, Adam, AdamW, NonFiniteError, Optimizer, RMSprop, schedules
from nn.parameters.gradients import gradient

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
    assert gradient(still) is None
    assert moving.data != 1.0


def test_a_parameter_that_is_given_twice_moves_once() -> None:
    p = with_gradient(1.0, 1.0)
    SGD([p, p], 0.1).step()
    assert p.data == pytest.approx(0.9)


def test_zero_grad_sets_every_gradient_to_zero() -> None:
    p = with_gradient(1.0, 1.0)
    SGD(iter([p]), 0.1).zero_grad()
    assert p.grad == 0.0
    assert gradient(p) == 0.0


def test_a_rule_of_ones_own_is_one_method() -> None:
    class SignDescent(Optimizer):
        def update(self, x: float, g: float, state: Any, rate: float) -> tuple[float, Any]:
            return x - rate * ((g > 0) - (g < 0)), state

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
    assert state == {"steps": 0, "state": [(0, 0.0, 0.0)]}


@pytest.mark.parametrize("other", [SGD([Value(1.0)], 0.1), Adam([Value(1.0), Value(2.0)], 0.1)])
def test_the_state_of_another_is_refused(other: Optimizer) -> None:
    optimizer = Adam([Value(1.0)], 0.1)
    path(optimizer, [1.0])
    before = optimizer.state_dict()
    with pytest.raises(ValueError, match="Adam: the state is that of another optimiser, or of other parameters"):
        optimizer.load_state_dict(other.state_dict())
    assert optimizer.state_dict() == before


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"steps": 1}, "Adam: the state has no 'state'; give what state_dict"),
        ({"state": {}, "param_groups": []}, "Adam: the state has no 'steps'"),
        ({"steps": -1, "state": [(0, 0.0, 0.0)]}, "Adam: the state's steps = -1 is negative"),
        ({"steps": 1.5, "state": [(0, 0.0, 0.0)]}, "Adam: the state's steps = 1.5 is not a whole number"),
        ({"steps": 1, "state": [(0, nan, 0.0)]}, "Adam: a number in the state = nan is not a finite number"),
        (
            {"steps": 1, "state": [(0.5, 0.0, 0.0)]},
            "Adam: a number in the state = 0.5 is not a whole number; give what",
        ),
        ({"steps": 1, "state": [(0, "0", 0.0)]}, "Adam: a number in the state = '0' is of type str, not a number"),
    ],
)
def test_a_state_that_no_optimiser_gave_is_refused(state: Any, words: str) -> None:
    optimizer = Adam([Value(1.0)], 0.1)
    before = optimizer.state_dict()
    with pytest.raises((TypeError, ValueError), match=words):
        optimizer.load_state_dict(state)
    assert optimizer.state_dict() == before


# a step is whole or has not happened


def state_of(optimizer: Optimizer) -> Any:
    """All that a step could change, and the gradients."""
    parameters = [(p.data, None if p.grad is None else float(p.grad), type(p.grad)) for p in optimizer.parameters]
    return repr((parameters, optimizer.state_dict()))  # in repr, nan is nan


class Unlucky(Optimizer):
    """A rule that fails at the second parameter, in a way that is asked for."""

    def __init__(self, parameters: Any, result: Any) -> None:
        self.result = result
        if isinstance(result, tuple):
            self.initial_state = (0.0,) * len(result[1])  # type: ignore[misc]  # as long as the state that it gives
        super().__init__(parameters, 0.1)

    def update(self, x: float, g: float, state: Any, rate: float) -> tuple[float, Any]:
        if x == 1.0:
            return x - rate * g, state
        if isinstance(self.result, BaseException):
            raise self.result
        return self.result


FAILURES = [
    (lambda p: Unlucky(p, TypeError("the rule is broken")), TypeError, "the rule is broken"),
    (lambda p: Unlucky(p, KeyboardInterrupt("now")), KeyboardInterrupt, "now"),
    (lambda p: Unlucky(p, OverflowError("too large")), NonFiniteError, "would fail: too large. Nothing has moved"),
    (lambda p: Unlucky(p, (inf, ())), NonFiniteError, "would lead to inf, and leave .*. Nothing has moved"),
    (lambda p: Unlucky(p, (1.0, (nan,))), NonFiniteError, r"would lead to 1.0, and leave \[nan\] in its state"),
    (
        lambda p: Unlucky(p, (Value(1.0), ())),
        TypeError,
        r"update gave \[Value\(data=1.0\)\]; a rule makes plain",
    ),
    (lambda p: Unlucky(p, (1j, ())), TypeError, r"update gave \[1j\]; a rule makes plain numbers"),
    (lambda p: Unlucky(p, 1.0), TypeError, "cannot unpack"),
    (lambda p: Adam(p, 0.1, epsilon=0.0), NonFiniteError, r"the parameter 'w', .* would divide by 0.*: epsilon=1e-8\."),
    (lambda p: AdamW(p, 0.1, epsilon=0.0), NonFiniteError, "AdamW: for the parameter 'w', a step from 2.0 with the"),
    (
        lambda p: RMSprop(p, 0.1, epsilon=0.0),
        NonFiniteError,
        "with the gradient 0.0 and the rate 0.1 would divide by 0",
    ),
]


@pytest.mark.parametrize(("build", "kind", "words"), FAILURES)
def test_a_step_is_whole_or_has_not_happened(build: Any, kind: type[BaseException], words: str) -> None:
    optimizer = build([with_gradient(1.0, 1.0), with_gradient(2.0, 0.0), with_gradient(3.0, 1.0)])
    optimizer.parameters[1].label = "w"
    before = state_of(optimizer)
    with pytest.raises(kind, match=words) as caught:
        optimizer.step()
    assert state_of(optimizer) == before
    if isinstance(caught.value, NonFiniteError):
        assert caught.value.node is optimizer.parameters[1]


@pytest.mark.parametrize("build", OPTIMISERS)
@given(
    gradients=st.lists(st.floats(), min_size=1, max_size=4),
    rate=st.floats(0.0, allow_infinity=False),
    decay=st.floats(0.0, allow_infinity=False),
)
def test_every_number_stays_finite_or_the_step_is_refused(
    build: Any, gradients: list[float], rate: float, decay: float
) -> None:
    optimizer = build([with_gradient(1.0, g) for g in gradients], rate, weight_decay=decay)
    before = state_of(optimizer)
    try:
        optimizer.step()
    except NonFiniteError:
        assert state_of(optimizer) == before
    else:
        assert all(isfinite(p.data) for p in optimizer.parameters)
        assert all(isfinite(x) for memory in optimizer.state for x in memory)
        assert optimizer.steps == 1


@pytest.mark.parametrize("g", [nan, inf, -inf])
def test_a_gradient_that_is_not_finite_does_not_reach_the_parameters(g: float) -> None:
    optimizer = SGD([with_gradient(1.0, 1.0), with_gradient(2.0, g)], 0.1)
    optimizer.parameters[1].label = "w"
    with pytest.raises(NonFiniteError, match=f"SGD: the gradient of the parameter 'w' is {g}. Nothing has moved. loss"):
        optimizer.step()
    assert [p.data for p in optimizer.parameters] == [1.0, 2.0]


# what is said


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: SGD([], 0.1), r"SGD: no parameters came; give model.parameters\(\)"),
        (lambda: Adam([Value(1.0) + 1.0], 0.1), "is not a leaf, so it cannot move; give model.parameters"),
        (lambda: Adam([1.0], 0.1), r"Adam: 1.0 is not a Value; give model.parameters\(\)"),  # type: ignore[list-item]
        (lambda: Adam([[Value(1.0)]], 0.1), r"Adam: \[Value\(data=1.0\)\] is not a Value"),  # type: ignore[list-item]
        (lambda: SGD(MLP(1, [1]), 0.1), r"SGD: its parameters came as one MLP; give model.parameters\(\)"),  # type: ignore[arg-type]
        (lambda: SGD(MLP(1, [1]).parameters, 0.1), r"as one method; give model.parameters\(\)"),  # type: ignore[arg-type]
        (lambda: SGD(Value(1.0), 0.1), r"SGD: its parameters came as one Value; give a list, SGD\(\[w\], …\)"),  # type: ignore[arg-type]
        (lambda: SGD([Value(1.0)], nesterov=True), "SGD: nesterov looks ahead along the momentum; give momentum=0.9"),
        (lambda: RMSprop([Value(1.0)], smoothing=1.0), "RMSprop: smoothing = 1.0 lies outside 0 ≤ smoothing < 1; give"),
        (lambda: Adam([Value(1.0)], betas=(0.9, 1.0)), r"Adam: betas\[1\] = 1.0 lies outside 0 ≤ betas\[1\] < 1"),
        (
            lambda: Adam([Value(1.0)], betas=(nan, 0.9)),
            r"Adam: betas\[0\] = nan is not a finite number; give betas=\(0.9",
        ),
        (
            lambda: Adam([Value(1.0)], betas=(0.9, 0.99, 0.9)),
            r"Adam: betas = \(.*\) are not two numbers; give betas=\(0.9",
        ),  # type: ignore[arg-type]
        (lambda: Adam([Value(1.0)], betas=0.9), r"Adam: betas = 0.9 are not two numbers"),  # type: ignore[arg-type]
        (
            lambda: SGD([Value(1.0)], schedule=0.5),
            r"SGD: schedule = 0.5 is not a function .* such as schedules.cosine\(1000",
        ),  # type: ignore[arg-type]
        (
            lambda: SGD([Value(1.0)], schedule=schedules.cosine),
            "SGD: schedule = cosine is not a function from the step",
        ),  # type: ignore[arg-type]
    ],
)
def test_errors_say_what_came(build: Callable[[], Any], words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        build()


NOT_NEGATIVE = [
    *((kind, setting) for kind in (SGD, RMSprop, Adam, AdamW) for setting in ("learning_rate", "weight_decay")),
    *((kind, "momentum") for kind in (SGD, RMSprop)),
    *((kind, "epsilon") for kind in (RMSprop, Adam, AdamW)),
]


@pytest.mark.parametrize(("kind", "setting"), NOT_NEGATIVE)
@pytest.mark.parametrize(
    ("x", "problem"),
    [
        (-0.1, "-0.1 is negative"),
        (nan, "nan is not a finite number"),
        (inf, "inf is not a finite number"),
        (Value(0.1), r"Value\(data=0.1\) is of type Value, not a number"),
        ("0.1", "'0.1' is of type str, not a number"),
        (None, "None is of type NoneType, not a number"),
        (1j, "1j is of type complex, not a number"),
    ],
)
def test_a_setting_is_a_number_that_is_not_negative(kind: Any, setting: str, x: Any, problem: str) -> None:
    words = f"{kind.__name__}: {setting} = {problem}; give at least 0, such as {setting}="
    with pytest.raises((TypeError, ValueError), match=words):
        kind([Value(1.0)], **{setting: x})


@pytest.mark.parametrize("factor", [nan, inf, -1.0, None, schedules.linear(3)])
def test_a_schedule_that_gives_no_factor_is_said_before_anything_moves(factor: Any) -> None:
    optimizer = SGD([with_gradient(1.0, 1.0)], 0.1, schedule=lambda step: factor)
    before = state_of(optimizer)
    with pytest.raises(
        (TypeError, ValueError), match=r"SGD: schedule\(0\) = .*; a schedule gives a factor of at least 0"
    ):
        optimizer.step()
    assert state_of(optimizer) == before


def test_a_rate_that_is_set_later_is_checked_too() -> None:
    optimizer = SGD([with_gradient(1.0, 1.0)], 0.1)
    optimizer.learning_rate = nan
    with pytest.raises(ValueError, match="SGD: learning_rate = nan is not a finite number"):
        optimizer.step()
    assert optimizer.parameters[0].data == 1.0


def test_parameters_that_come_later_are_said() -> None:
    optimizer = SGD([with_gradient(1.0, 1.0)], 0.1)
    optimizer.parameters.append(with_gradient(2.0, 1.0))
    with pytest.raises(ValueError, match="SGD: there were 1 parameters, and now there are 2; make a new optimiser"):
        optimizer.step()


@pytest.mark.parametrize(
    ("data", "grad", "words"),
    [
        (Value(1.0), 1.0, r"the data of 'w' is one real number, but Value\(data=1.0\)"),
        (1.0, Value(1.0), r"the gradient of 'w' is one real number, but .* came; set it to 0.0"),
        (1.0, "1", "the gradient of 'w' is one real number, but '1'"),
        (1.0, 1j, "the gradient of 'w' is one real number, but 1j"),
        (1.0, [1.0], r"the gradient of 'w' is one real number, but \[1.0\]"),
    ],
)
def test_what_is_not_a_number_is_refused_by_name(data: Any, grad: Any, words: str) -> None:
    first, w = with_gradient(1.0, 1.0), Value(1.0, "w")
    w.data, w.grad = data, grad
    optimizer = SGD([first, w], 0.1)
    with pytest.raises(TypeError, match=words):
        optimizer.step()
    assert first.data == 1.0
    assert optimizer.steps == 0


def test_repr_names_the_settings() -> None:
    model = MLP(2, [4, 1], random=Random(0))
    assert repr(Adam(model.parameters(), 0.01, schedule=schedules.cosine(100))) == (
        "Adam(learning_rate=0.01, weight_decay=0.0, schedule=cosine(steps=100, end=0.0), betas=(0.9, 0.999), "
        "epsilon=1e-08, 17 parameters)"
    )
    assert repr(SGD([Value(1.0)], 1)) == (
        "SGD(learning_rate=1.0, weight_decay=0.0, schedule=constant, momentum=0.0, nesterov=False, 1 parameter)"
    )


# a step without a gradient


FORGOTTEN = r"SGD: none of its parameters \(1\) has a gradient, .* Call loss.backward\(\) first, after zero_grad"


@pytest.mark.parametrize("grad", [UNSET, None])
def test_a_step_before_any_backward_is_said(grad: Any) -> None:
    p = Value(1.0)
    p.grad = grad
    with pytest.raises(RuntimeError, match=FORGOTTEN):
        SGD([p], 0.1).step()


def test_a_step_between_zero_grad_and_backward_is_said() -> None:
    w = Value(1.0)
    optimizer = SGD([w], 0.1, momentum=0.9)
    (w * w).backward()
    optimizer.step()
    optimizer.zero_grad()
    before = state_of(optimizer)
    with pytest.raises(RuntimeError, match=FORGOTTEN):
        optimizer.step()
    assert state_of(optimizer) == before


def test_the_optimiser_of_another_model_is_said() -> None:
    old, new = MLP(1, [1], random=Random(0)), MLP(1, [1], random=Random(0))
    optimizer = Adam(old.parameters(), 0.1)
    for clear in (optimizer.zero_grad, new.zero_grad):
        clear()
        new([1.0]).backward()
        with pytest.raises(RuntimeError, match=r"the loss is not made of these parameters: .* Adam\(model.parameters"):
            optimizer.step()


def test_zero_grad_of_the_model_counts_too() -> None:
    model = MLP(1, [1], random=Random(0))
    optimizer = Adam(model.parameters(), 0.1)
    model([1.0]).backward()
    optimizer.step()
    model.zero_grad()
    with pytest.raises(RuntimeError, match="Adam: none of its parameters"):
        optimizer.step()


def test_no_false_alarm_where_some_parameters_rest() -> None:
    moving, frozen = Value(1.0), Value(2.0)
    optimizer = SGD([frozen, moving], 0.1)
    for _ in range(2):
        optimizer.zero_grad()
        (moving * frozen.data).backward()
        optimizer.step()
    assert frozen.data == 2.0
    assert moving.data == pytest.approx(0.6)


def test_no_false_alarm_where_gradients_accumulate() -> None:
    w = Value(1.0)
    optimizer = SGD([w], 0.1)
    optimizer.zero_grad()
    for _ in range(3):
        (w * 1.0).backward()
    optimizer.step()
    assert w.data == pytest.approx(0.7)


def test_no_false_alarm_where_two_players_take_turns() -> None:
    x, y = Value(1.0), Value(1.0)
    first, second = SGD([x], 0.1), SGD([y], 0.1)
    for _ in range(3):
        for optimizer, sign in ((first, 1.0), (second, -1.0)):
            optimizer.zero_grad()
            (x * y * sign).backward()
            optimizer.step()
    assert x.data < 1.0 < y.data


@pytest.mark.parametrize("g", [0.0, 1.0])
def test_no_false_alarm_where_a_gradient_is_zero_or_set_by_hand(g: float) -> None:
    w, unused = Value(1.0), Value(1.0)
    optimizer = SGD([w, unused], 0.1)
    optimizer.zero_grad()
    (w * 0.0).backward()
    optimizer.step()
    w.grad = g
    optimizer.step()
    assert w.data == 1.0 - 0.1 * g


def test_after_zero_grad_a_parameter_that_is_not_reached_decays_as_if_its_gradient_were_zero() -> None:
    w, unused = Value(1.0), Value(1.0)
    optimizer = SGD([w, unused], 0.1, weight_decay=0.5)
    optimizer.zero_grad()
    w.backward()
    optimizer.step()
    assert unused.data == pytest.approx(0.95)
    unused.grad = None  # type: ignore[assignment]
    optimizer.step()
    assert unused.data == pytest.approx(0.95), "None is not set, so it stays"


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


def test_a_state_of_another_length_than_the_first_is_refused() -> None:
    class Forgetful(Optimizer):
        def update(self, x: float, g: float, state: Any, rate: float) -> tuple[float, Any]:
            return x - rate * g, (g,)

    p = Value(1.0)
    (p * p).backward()
    with pytest.raises(ValueError, match="Forgetful: update gave a state of 1 number, but initial_state has 0; write"):
        Forgetful([p], 0.1).step()
    assert p.data == 1.0
