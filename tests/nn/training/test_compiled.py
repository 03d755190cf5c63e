"""`fit(compile=True)` does what `fit` does: the same history, the same parameters, the same errors."""

import contextlib
import re
import signal
import threading
from collections.abc import Callable
from math import tanh
from random import Random
from typing import Any

import pytest

from autograd import DomainError, Value, compile
from autograd.explain import Recorder
from autograd.transforms.tree import mapped
from nn import (
    MLP,
    SGD,
    Adam,
    AdamW,
    Dataset,
    History,
    Module,
    NonFiniteError,
    RMSprop,
    binary_cross_entropy_with_logits,
    cross_entropy_with_logits,
    fit,
    hinge,
    l2_penalty,
    mean_squared_error,
    per_sample,
    schedules,
    two_moons,
)

pytest.importorskip("numpy")

MOONS = two_moons(30, random=Random(0))
SIGNS = Dataset(MOONS.inputs, [2 * t - 1 for t in MOONS.targets])
OPTIMIZERS: list[Any] = [
    lambda p: SGD(p, 0.1),
    lambda p: SGD(p, 0.1, momentum=0.9, schedule=schedules.linear(100)),
    lambda p: SGD(p, 0.1, momentum=0.9, nesterov=True, weight_decay=1e-3),
    lambda p: RMSprop(p, 0.01),
    lambda p: Adam(p, 0.02, schedule=schedules.warm_up(10)),
    lambda p: AdamW(p, 0.02, schedule=schedules.cosine(80)),
]


def trained(compile: bool | str, make: Any = OPTIMIZERS[0], loss: Any = hinge, data: Dataset = SIGNS, **options: Any):
    """Model, optimiser and history of a short training."""
    model = MLP(2, [6, 2 if loss is cross_entropy_with_logits else 1], "relu", random=Random(1))
    optimizer = make(model.parameters())
    options = {"steps": 100, "batch_size": 8} | options
    history = fit(model, loss, data, optimizer=optimizer, progress=False, compile=compile, **options)
    return model, optimizer, history


def assert_same(found: Any, expected: Any) -> None:
    """Equal up to rounding: histories, parameters, gradients, and what the optimiser remembers."""
    for a, b in zip(found[2].steps, expected[2].steps, strict=True):
        assert list(map(float, filter(None, a))) == pytest.approx(list(filter(None, b)), rel=1e-10, abs=1e-10)
    for seen, other in zip(found[2].evaluations, expected[2].evaluations, strict=True):
        assert seen == pytest.approx(other, rel=1e-10, abs=1e-10)
    mine, theirs = found[0].parameters(), expected[0].parameters()
    assert [p.data for p in mine] == pytest.approx([p.data for p in theirs], rel=1e-10, abs=1e-10)
    assert [p.grad for p in mine] == pytest.approx([p.grad for p in theirs], rel=1e-10, abs=1e-10)
    a, b = found[1].state_dict(), expected[1].state_dict()
    assert a["steps"] == b["steps"]
    for row, other in zip(a["state"], b["state"], strict=True):
        assert row == pytest.approx(other, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("clip", [None, 0.5])
@pytest.mark.parametrize("make", OPTIMIZERS)
def test_a_hundred_steps(make: Any, clip: float | None, backend: str) -> None:
    pytest.importorskip(backend)
    assert_same(trained(backend, make, clip=clip), trained(False, make, clip=clip))


@pytest.mark.parametrize(
    ("loss", "data"),
    [
        (cross_entropy_with_logits, MOONS),
        (binary_cross_entropy_with_logits, MOONS),
        (mean_squared_error, MOONS),
        (per_sample(lambda y, t: (y - t) ** 4), MOONS),
    ],
)
def test_losses(loss: Any, data: Dataset) -> None:
    penalty = {"penalty": lambda model: 1e-3 * l2_penalty(model.parameters())}
    assert_same(trained(True, loss=loss, data=data, **penalty), trained(False, loss=loss, data=data, **penalty))


def test_validation_and_a_judge_of_ones_own() -> None:
    options: dict[str, Any] = {"validation": SIGNS, "metric": lambda y, t: y.data * t > 0.5}
    assert_same(trained(True, **options), trained(False, **options))


def test_on_step_sees_the_model_and_may_change_it() -> None:
    def run(compile: bool) -> tuple[Any, list[Any]]:
        seen: list[Any] = []
        model = MLP(2, [3, 1], random=Random(1))
        optimizer = SGD(model.parameters(), 0.1, momentum=0.9)

        def look(step: Any) -> None:
            p = model.parameters()[0]
            seen.append((p.data, p.grad, optimizer.steps))
            if step.step == 3:
                p.data, p.grad = 0.25, 0.5
                optimizer.learning_rate, optimizer.momentum = 0.05, 0.5

        history = fit(model, hinge, SIGNS, steps=8, optimizer=optimizer, on_step=look, progress=False, compile=compile)
        return (model, optimizer, history), seen

    (found, saw), (expected, eager_saw) = run(True), run(False)
    assert_same(found, expected)
    assert [x for row in saw for x in row] == pytest.approx([x for row in eager_saw for x in row], rel=1e-12)


def test_ctrl_c_leaves_the_last_whole_step() -> None:
    def interrupt(step: Any) -> None:
        if step.step == 5:
            signal.raise_signal(signal.SIGINT)

    found, expected = trained(True, OPTIMIZERS[4], on_step=interrupt), trained(False, OPTIMIZERS[4], on_step=interrupt)
    assert found[2].interrupted
    assert found[1].steps == 5
    assert_same(found, expected)


def moved(steps: int, press: Callable[[], None]) -> tuple[Any, ...]:
    """Two parameters and their optimiser after some steps, in the last of which Ctrl-C is pressed amid the move."""
    p = [Value(1.0), Value(2.0)]
    optimizer = Adam(p, 0.1)
    with contextlib.suppress(KeyboardInterrupt), compile(lambda: p[0] * p[1]).training(optimizer) as step:
        for _ in range(steps - 1):
            step()
        run = step.update.run

        def interrupted() -> None:
            press()
            run()

        step.update.run = interrupted
        step()
        step.update.run = run
        step()
    return [x.data for x in p], optimizer.state_dict()


def test_an_interrupt_waits_for_the_end_of_a_move() -> None:
    handler = signal.getsignal(signal.SIGINT)
    for steps in (2, 3):
        pressed = moved(steps, lambda: signal.raise_signal(signal.SIGINT))
        assert pressed == moved(steps - 1, lambda: None), "that step was done, the one after it was not"
    assert signal.getsignal(signal.SIGINT) is handler


def test_an_interrupt_between_two_moves_is_heard_at_once() -> None:
    p = Value(1.0)
    optimizer = Adam([p], 0.1)
    with pytest.raises(KeyboardInterrupt), compile(lambda: p * p).training(optimizer) as step:
        step()
        signal.raise_signal(signal.SIGINT)
        step()
    assert optimizer.steps == 1


def test_a_training_in_another_thread_leaves_the_signals_alone() -> None:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(moved(3, lambda: None)))
    thread.start()
    thread.join()
    assert found == [moved(3, lambda: None)]


class Partly(Module):
    """One parameter that learns, one that the loss does not reach, and a number that nobody moves."""

    def __init__(self) -> None:
        self.slope, self.unused = Value(0.5), Value(1.0)
        self.frozen = [Value(2.0)]

    def __call__(self, row: list[float]) -> Any:
        return self.slope * row[0] + self.frozen[0]


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_parameters_that_are_not_reached_and_values_that_are_not_moved(make: Any) -> None:
    def run(compile: bool) -> list[float]:
        model = Partly()
        moved = [model.slope, model.unused]
        line = Dataset([[0.0], [1.0], [2.0]], [1.0, 2.5, 4.5])

        def thaw(step: Any) -> None:
            model.frozen[0].data += 0.01

        fit(
            model,
            mean_squared_error,
            line,
            steps=20,
            optimizer=make(moved),
            on_step=thaw,
            progress=False,
            compile=compile,
        )
        return [x for p in (*moved, *model.frozen) for x in (p.data, p.grad)]

    assert run(True) == pytest.approx(run(False), rel=1e-10)


def test_arguments_that_are_values_or_parameters() -> None:
    def run(compiled: bool) -> list[float]:
        w, v = Value(0.5), Value(0.25)
        optimizer = SGD([w], 0.1)
        function = lambda a, b: (a * w - b) ** 2  # noqa: E731
        if compiled:
            with compile(function).training(optimizer) as step:
                losses = [step(w, v) for _ in range(5)]
        else:
            losses = []
            for _ in range(5):
                optimizer.zero_grad()
                loss = function(w, v)
                loss.backward()
                optimizer.step()
                losses.append(loss.data)
        return [*losses, w.data, w.grad, v.data, v.grad]

    assert run(True) == pytest.approx(run(False), rel=1e-12)


class Reads(Module):
    """A model that cannot be compiled: it takes its number out of the computation."""

    def __init__(self) -> None:
        self.w = Value(0.5)

    def __call__(self, row: list[float]) -> Any:
        return self.w * row[0] * tanh(self.w.data)


def test_what_cannot_be_compiled_is_said_and_trained_eagerly() -> None:
    line = Dataset([[0.5], [1.0]], [1.0, 2.0])

    def run(compile: bool) -> tuple[Any, ...]:
        model = Reads()
        optimizer = SGD(model.parameters(), 0.1)
        history = fit(model, mean_squared_error, line, steps=5, optimizer=optimizer, progress=False, compile=compile)
        return model, optimizer, history

    with pytest.warns(UserWarning, match=r"goes on without compile.*test_compiled.py:\d+: `data` is read") as warned:
        found = run(True)
    assert_same(found, run(False))
    assert warned[0].filename == __file__


def test_a_recorder_is_kept_without_compile() -> None:
    recorder = Recorder(every=2)
    with pytest.warns(UserWarning, match="a recorder keeps every scalar"):
        trained(True, recorder=recorder, steps=3)
    assert len(recorder.kept) == 2


class OneStep(SGD):
    """An optimiser that moves all parameters at once in a way of its own."""

    def step(self) -> None:
        for p in self.parameters:
            p.data -= 0.1 * p.grad


def test_an_optimizer_with_a_step_of_its_own() -> None:
    with pytest.warns(UserWarning, match="OneStep has a step of its own"):
        found = trained(True, OneStep, steps=5)
    assert_same(found, trained(False, OneStep, steps=5))


class Branching(SGD):
    """An optimiser with a rule that looks at the number."""

    def update(self, x: Any, g: Any, state: Any, rate: Any) -> Any:
        return (x - rate if g > 0 else x + rate), state


def test_an_optimizer_whose_rule_cannot_be_written_down() -> None:
    with pytest.warns(UserWarning, match="Branching"):
        found = trained(True, Branching, steps=5)
    assert_same(found, trained(False, Branching, steps=5))


@pytest.mark.parametrize("rate", [1e200, 1e308])
def test_a_loss_that_is_not_finite_is_the_same_error(rate: float) -> None:
    messages = []
    for compiled in (True, False):
        with pytest.raises(NonFiniteError) as caught:
            trained(compiled, lambda p: SGD(p, rate), mean_squared_error, MOONS)
        assert isinstance(caught.value.history, History)
        messages.append(re.sub(r"[\d.]+e\+", "", str(caught.value)))  # the last digits may differ
    assert messages[0] == messages[1]


class Logarithm(Module):
    def __init__(self) -> None:
        self.w = Value(1.0)

    def __call__(self, row: list[float]) -> Any:
        return (self.w * row[0]).log()


def test_a_domain_error_is_the_same() -> None:
    errors = []
    for compiled in (True, False):
        model = Logarithm()
        with pytest.raises(DomainError) as caught:
            fit(
                model,
                mean_squared_error,
                Dataset([[1.0], [2.0]], [-30.0, -30.0]),
                steps=20,
                optimizer=SGD(model.parameters(), 0.1),
                progress=False,
                compile=compiled,
            )
        errors.append((str(caught.value), caught.value.__notes__, model.w.data))
    assert errors[0] == errors[1]


def test_a_loss_that_reaches_no_parameter_is_the_same_error() -> None:
    other = MLP(2, [1])
    with pytest.raises(ValueError, match="made of no parameter"):
        fit(MLP(2, [1]), hinge, SIGNS, steps=3, optimizer=SGD(other.parameters(), 0.1), progress=False, compile=True)


def test_a_target_out_of_range_is_the_same_error() -> None:
    data = Dataset(MOONS.inputs, [0, 1] * 14 + [0, 2])
    for compiled in (True, False):
        with pytest.raises(ValueError, match="a target is an int from 0 to 1, but 2 came"):
            trained(compiled, loss=cross_entropy_with_logits, data=data, metric=lambda y, t: True)


@pytest.mark.parametrize(
    ("loss", "outputs", "right", "wrong", "words"),
    [
        (hinge, [0.5, -0.3], [1.0, -1.0], [1.0, 0.0], "hinge: a target is -1 or 1"),
        (binary_cross_entropy_with_logits, [0.5, -0.3], [1.0, 0.2], [1.0, 1.5], "a target lies from 0 to 1"),
        (cross_entropy_with_logits, [[0.5, -0.3]], [[0.4, 0.6]], [[0.4, 0.4]], "are not ≥ 0 with a sum of 1"),
        (cross_entropy_with_logits, [[0.5, -0.3]], [1], [2], "a target is an int from 0 to 1"),
    ],
)
def test_wrong_targets_are_noticed_by_a_program_too(
    loss: Any, outputs: Any, right: Any, wrong: Any, words: str
) -> None:
    logits = mapped(Value, outputs)
    fast = compile(lambda targets: loss(logits, targets))
    for good in (right, right[::-1]):
        assert fast(good).data == pytest.approx(loss(logits, good).data, rel=1e-12)
        with pytest.raises(ValueError, match=words):
            fast(wrong)
    assert [len(variants) for variants in fast.cache.variants.values() if variants] == [1], (
        "right targets take one way, whatever they are"
    )


def test_the_last_digit_of_a_cross_entropy_is_not_taken_for_chance() -> None:
    random = Random(0)
    for _ in range(20):  # while it is traced it adds the powers otherwise, which in some of these is another last digit
        scale, logits = Value(1.0), [random.uniform(-1.0, 1.0) for _ in range(3)]

        def loss(x: list[Any], scale: Value = scale) -> Any:
            return cross_entropy_with_logits([scale * a for a in x], 1)

        assert compile(loss)(logits).data == pytest.approx(loss(logits).data, rel=1e-14)
