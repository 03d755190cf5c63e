"""The training loop does what a loop by hand does, tells the truth about it, and ends well however it ends."""

import gc
import math
import signal
import weakref
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import DomainError, Value, log, no_grad, topological_order
from autograd.context import CONTEXT
from autograd.explain import Boundary, Recorder
from autograd.functions.families import largest
from nn import (
    MLP,
    SGD,
    Adam,
    Dataset,
    Module,
    NonFiniteError,
    Step,
    binary_cross_entropy_with_logits,
    cross_entropy_with_logits,
    evaluate,
    fit,
    gradient_norm,
    hinge,
    l2_penalty,
    mean_squared_error,
    per_sample,
    predict,
    schedules,
    two_moons,
    xor,
)
from nn.training.nonfinite import inputs_in_words
from tests.interrupts import is_interrupted

LINE = Dataset([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0])  # y = 2x + 1


class Line(Module):
    """y = a·x + b."""

    def __init__(self, a: float = 0.0, b: float = 0.0) -> None:
        self.a, self.b = Value(a, "a"), Value(b, "b")

    def __call__(self, row: list[float]) -> Value:
        return self.a * row[0] + self.b


def numbers(model: Module) -> list[float]:
    return [p.data for p in model.parameters()]


@pytest.fixture(autouse=True)
def collector_as_before() -> Iterator[None]:
    assert gc.isenabled()
    yield
    assert gc.isenabled()


def test_a_line_is_found() -> None:
    model = Line()
    history = fit(model, mean_squared_error, LINE, steps=400, optimizer=SGD(model.parameters(), 0.1), progress=False)
    assert numbers(model) == pytest.approx([2.0, 1.0], abs=1e-6)
    assert len(history) == len(history.losses) == 400
    assert not history.interrupted


def test_xor_is_learned() -> None:
    model = MLP(2, [4, 1], random=Random(1))
    fit(
        model,
        binary_cross_entropy_with_logits,
        xor(),
        steps=200,
        optimizer=Adam(model.parameters(), 0.1),
        progress=False,
    )
    assert evaluate(model, binary_cross_entropy_with_logits, xor())[1] == 1.0


def test_it_does_what_the_loop_by_hand_does() -> None:
    by_fit, by_hand = MLP(2, [3, 1], random=Random(0)), MLP(2, [3, 1], random=Random(0))
    data = two_moons(10)
    history = fit(
        by_fit,
        binary_cross_entropy_with_logits,
        data,
        steps=5,
        optimizer=SGD(by_fit.parameters(), 0.5, momentum=0.9, schedule=schedules.linear(5)),
        progress=False,
    )
    optimizer = SGD(by_hand.parameters(), 0.5, momentum=0.9, schedule=schedules.linear(5))
    for step in history.steps:
        loss = binary_cross_entropy_with_logits([by_hand(x) for x in data.inputs], data.targets)
        optimizer.zero_grad()
        loss.backward()
        assert step.loss == loss.data
        assert step.gradient_norm == gradient_norm(by_hand.parameters())
        assert step.learning_rate == optimizer.rate
        optimizer.step()
    assert numbers(by_fit) == numbers(by_hand)


def test_a_step_tells_of_the_model_before_it() -> None:
    model, data = MLP(2, [3, 1], random=Random(0)), two_moons(10)
    seen: list[tuple[float, float | None]] = []
    history = fit(
        model,
        binary_cross_entropy_with_logits,
        data,
        steps=4,
        on_step=lambda _: seen.append(evaluate(model, binary_cross_entropy_with_logits, data)),
        progress=False,
    )
    assert seen == [(step.loss, step.accuracy) for step in history.steps]
    assert [step.step for step in history.steps] == [0, 1, 2, 3]
    assert evaluate(model, binary_cross_entropy_with_logits, data)[0] < seen[-1][0]


@given(st.integers(1, 12), st.integers(1, 15), st.integers(1, 3))
def test_every_epoch_sees_every_sample_once(samples: int, batch_size: int, epochs: int) -> None:
    seen: list[float] = []

    def loss(outputs: list[Value], targets: list[float]) -> Any:
        seen.extend(targets)
        return mean_squared_error(outputs, targets)

    data = Dataset([[float(i)] for i in range(samples)], [float(i) for i in range(samples)])
    model = Line()
    history = fit(
        model, loss, data, epochs=epochs, batch_size=batch_size, optimizer=SGD(model.parameters(), 1e-4), progress=False
    )
    assert len(history) == epochs * math.ceil(samples / batch_size)
    assert all(sorted(seen[i * samples : (i + 1) * samples]) == data.targets for i in range(epochs))


def test_batches_are_decided_by_the_seed() -> None:
    def losses(random: Random | None) -> list[float]:
        model = MLP(2, [2, 1], random=Random(0))
        return fit(
            model, binary_cross_entropy_with_logits, two_moons(20), steps=6, batch_size=4, random=random, progress=False
        ).losses

    assert losses(None) == losses(Random(0)) != losses(Random(1))


def test_the_penalty_is_added_and_not_evaluated() -> None:
    model = Line(3.0, 0.0)
    history = fit(
        model,
        mean_squared_error,
        LINE,
        steps=1,
        penalty=lambda m: 10.0 * l2_penalty(m.parameters()),
        validation=LINE,
        progress=False,
    )
    bare = evaluate(Line(3.0, 0.0), mean_squared_error, LINE)[0]
    assert history.losses == [bare + 90.0]
    assert history.evaluations[0].loss == bare


def test_clipping_shortens_the_step_and_not_what_is_told() -> None:
    model = Line()
    history = fit(
        model, mean_squared_error, LINE, steps=1, clip=0.1, optimizer=SGD(model.parameters(), 1.0), progress=False
    )
    assert history.gradient_norms[0] > 10
    assert math.hypot(*numbers(model)) == pytest.approx(0.1, rel=1e-5)


def test_a_loss_of_one_sample_becomes_one_of_a_batch() -> None:
    square = per_sample(lambda output, target: (output - target) ** 2)
    whole = square([Value(1.0), Value(5.0)], [0.0, 2.0])
    assert whole.data == 5.0
    assert {x.info.scope for x in topological_order(whole) if x.operation} == {
        ("loss",),
        ("loss", "sample 1"),
        ("loss", "sample 2"),
    }
    model = Line()
    fit(model, square, LINE, steps=400, optimizer=SGD(model.parameters(), 0.1), progress=False)
    assert numbers(model) == pytest.approx([2.0, 1.0], abs=1e-6)


@pytest.mark.parametrize(
    ("loss", "data", "width", "classified"),
    [
        (hinge, two_moons(20).relabelled(lambda label: 2 * label - 1), 1, True),
        (binary_cross_entropy_with_logits, two_moons(20), 1, True),
        (cross_entropy_with_logits, two_moons(20), 2, True),
        (cross_entropy_with_logits, two_moons(20).relabelled(lambda label: [1.0 - label, float(label)]), 2, True),
        (mean_squared_error, Dataset([[0.0, 1.0], [1.0, 0.5]], [0.3, 12.0]), 1, False),
        (mean_squared_error, Dataset([[0.0, 1.0], [1.0, 0.5]], [3, 12]), 1, False),
        (mean_squared_error, Dataset([[0.0, 1.0], [1.0, 0.5]], [[3.0, 1.0], [2.0, 2.0]]), 2, False),
    ],
)
def test_accuracy_is_told_where_targets_are_classes(loss: Any, data: Dataset, width: int, classified: bool) -> None:
    history = fit(MLP(2, [2, width], random=Random(0)), loss, data, steps=2, progress=False)
    assert len(history.accuracies) == (2 if classified else 0)
    assert all(0.0 <= share <= 1.0 for share in history.accuracies)


def test_a_judge_of_ones_own_decides_what_is_right() -> None:
    history = fit(
        Line(2.0, 1.3), mean_squared_error, LINE, steps=1, metric=lambda y, t: abs(y.data - t) < 0.5, progress=False
    )
    assert history.accuracies == [1.0]


def test_validation_data_are_looked_at_and_not_learned_from() -> None:
    seen = MLP(2, [3, 1], random=Random(0))
    history = fit(
        seen, binary_cross_entropy_with_logits, two_moons(12), epochs=30, batch_size=4, validation=xor(), progress=False
    )
    assert [e.step for e in history.evaluations] == [*range(0, 90, 5), 90]
    assert history.evaluations[-1][1:] == evaluate(seen, binary_cross_entropy_with_logits, xor())
    unseen = MLP(2, [3, 1], random=Random(0))
    fit(unseen, binary_cross_entropy_with_logits, two_moons(12), epochs=30, batch_size=4, progress=False)
    assert numbers(seen) == numbers(unseen)


def test_a_model_is_evaluated_as_it_is_used() -> None:
    class Nosy(Line):
        modes: list[bool]

        def __call__(self, row: list[float]) -> Value:
            self.modes.append(self.training)
            return super().__call__(row)

    model = Nosy()
    model.modes = []
    assert all(output.operation is None for output in predict(model, LINE.inputs))
    assert model.modes == [False] * 4
    assert model.training
    with pytest.raises(TypeError):
        predict(model, [None])
    assert model.training


# Ending early


def test_a_domain_error_says_whether_it_was_a_step_or_the_validation() -> None:
    def loss(outputs: list[Any], targets: list[float]) -> Any:
        return mean_squared_error(outputs, targets) + 0.0 * log(2.0 - targets[0])

    def trained(validation: Dataset, data: Dataset = LINE) -> list[str]:
        model = Line()
        with pytest.raises(DomainError) as e:
            fit(model, loss, data, steps=2, validation=validation, progress=False)
        return e.value.__notes__

    bad = Dataset([[1.0]], [3.0])
    assert trained(bad, Dataset([[1.0]], [1.0])) == [
        "That was while the model was evaluated on the validation data, after 0 steps."
    ]
    assert trained(Dataset([[1.0]], [1.0]), bad) == [
        "That was in step 0 of the training; the model is as it was before this step."
    ]


def test_ctrl_c_keeps_the_history_and_the_model() -> None:
    model = Line()

    def press(step: Step) -> None:
        if step.step == 7:
            signal.raise_signal(signal.SIGINT)

    history = fit(
        model,
        mean_squared_error,
        LINE,
        steps=100,
        on_step=press,
        optimizer=SGD(model.parameters(), 0.01),
        progress=False,
    )
    assert history.interrupted
    assert len(history) == 7  # the eighth step was seen, and not taken any more
    again = Line()
    fit(again, mean_squared_error, LINE, steps=7, optimizer=SGD(again.parameters(), 0.01), progress=False)
    assert numbers(model) == numbers(again)


def test_ctrl_c_in_the_middle_of_a_forward_pass() -> None:
    class Pressing(Line):
        calls = 0

        def __call__(self, row: list[float]) -> Value:
            self.calls += 1
            if self.calls == 20:
                signal.raise_signal(signal.SIGINT)
            assert not gc.isenabled()
            return super().__call__(row)

    history = fit(Pressing(), mean_squared_error, LINE, steps=100, progress=False)
    assert history.interrupted
    assert len(history) == 4  # of 4 samples each, after one call to see what an output is


def test_a_step_of_the_optimiser_is_whole_or_not_at_all() -> None:
    class Pressing(Adam):
        def update(self, x: float, g: float, state: Any, rate: float) -> Any:
            if self.steps == 3 and x is self.parameters[1].data:  # a has moved, b has not
                raise KeyboardInterrupt
            return super().update(x, g, state, rate)

    model, before = Line(), []
    optimizer = Pressing(model.parameters(), 0.1)
    history = fit(
        model,
        mean_squared_error,
        LINE,
        steps=9,
        optimizer=optimizer,
        on_step=lambda _: before.append(numbers(model)),
        progress=False,
    )
    assert history.interrupted
    assert optimizer.steps == 3
    assert [memory[0] for memory in optimizer.state] == [3, 3]
    assert numbers(model) == before[-1] != before[-2]


def test_an_error_in_the_model_gives_the_collector_back() -> None:
    def broken(row: list[float]) -> Value:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        fit(broken, mean_squared_error, LINE, steps=1, optimizer=SGD([Value(0.0)], 0.1), progress=False)


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        fit(Line(), mean_squared_error, LINE, steps=2, progress=False)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_circles_that_a_model_leaves_behind_are_collected_on_the_way() -> None:
    class Circle:
        def __init__(self) -> None:
            self.me = self

    alive: weakref.WeakSet[Circle] = weakref.WeakSet()
    most = 0

    class Wasteful(Line):
        def __call__(self, row: list[float]) -> Value:
            for _ in range(500):
                alive.add(Circle())
            return super().__call__(row)

    def count(_: Step) -> None:
        nonlocal most
        most = max(most, len(alive))

    fit(Wasteful(), mean_squared_error, LINE, steps=60, on_step=count, progress=False)
    assert most < 60 * 4 * 500 / 3


# What goes wrong


def test_the_first_node_that_is_not_finite_is_named() -> None:
    class Exploding(Line):
        def __call__(self, row: list[float]) -> Value:
            big = (self.a * row[0]) + 800.0
            big.label = "big"
            return big.exp() * 2.0

    model = Exploding(1.0)
    with pytest.raises(NonFiniteError) as error:
        fit(model, mean_squared_error, LINE, steps=9, progress=False)
    assert str(error.value) == (
        "step 0: the loss is inf. The first to be so is exp, which gives inf for 800.0 ('big'). "
        "Lower the learning rate, clip the gradient (clip=1.0), or bring the inputs to a scale around 1."
    )
    assert error.value.node.operation is not None
    assert error.value.node.operation.name == "exp"
    assert numbers(model) == [1.0, 0.0]


def test_a_diverging_training_stops_with_its_history() -> None:
    model = Line()
    with pytest.raises(
        NonFiniteError, match=r"step \d+: the loss is inf. The first to be so is power\(2\) in mean squared error / "
    ) as error:
        fit(model, mean_squared_error, LINE, steps=10_000, optimizer=SGD(model.parameters(), 10.0), progress=False)
    assert 10 < len(error.value.history) < 1000
    assert all(map(math.isfinite, error.value.history.losses))
    assert all(map(math.isfinite, numbers(model)))


def test_a_gradient_that_is_not_finite_does_not_reach_the_model() -> None:
    class Steep(Line):
        def __call__(self, row: list[float]) -> Value:
            root = (self.a * row[0]).sqrt()
            root.label = "root"
            return root

    model = Steep(0.0)
    with pytest.raises(
        NonFiniteError, match=r"the loss is finite, but its gradient is not. The first on the way back"
    ) as error:
        fit(model, mean_squared_error, LINE, steps=9, progress=False)
    assert not math.isfinite(error.value.node.grad)
    assert numbers(model) == [0.0, 0.0]


def test_an_operation_outside_its_domain_is_told_with_the_step() -> None:
    class Logarithmic(Line):
        def __call__(self, row: list[float]) -> Value:
            return super().__call__(row).log()

    model = Logarithmic(0.0, 1.0)
    with pytest.raises(DomainError, match="log: ") as error:
        fit(model, per_sample(lambda y, _: y), LINE, steps=9, optimizer=SGD(model.parameters(), 0.6), progress=False)
    assert error.value.__notes__ == ["That was in step 1 of the training; the model is as it was before this step."]


def test_where_a_node_was_made_is_said() -> None:
    model = MLP(1, [2, 1], random=Random(0))
    model.layers[0].neurons[1].weight[0].data = math.nan
    with pytest.raises(
        NonFiniteError, match=r"The first to be so is the leaf nan 'w1' in MLP / layer 1 / neuron 2\. Lower"
    ):
        fit(model, mean_squared_error, LINE, steps=1, progress=False)


def test_many_inputs_are_told_by_their_range() -> None:
    model = MLP(3, [1], random=Random(0))
    for p in model.parameters():
        p.data = 1e308
    with pytest.raises(
        NonFiniteError, match=r"dot\(3\) in MLP / layer 1 / neuron 1, which gives inf for 7 inputs from 1.0 to 1e\+308"
    ):
        fit(model, mean_squared_error, Dataset([[1.0, 2.0, 3.0]], [0.0]), steps=1, progress=False)


class Nothing(Module):
    def __call__(self, row: list[float]) -> Value:
        return Value(row[0])


# fmt: off
REFUSED = [
    ({},                                    TypeError,  r"with either steps=… or epochs=…"),
    ({"steps": 1, "epochs": 1},             TypeError,  r"with either steps=… or epochs=…"),
    ({"steps": 0},                          ValueError, r"0 steps are not a training; ask for at least one"),
    ({"steps": 2.5},                        TypeError,  r"steps = 2.5 is not a whole number; give an int"),
    ({"epochs": 0.5},                       TypeError,  r"epochs = 0.5 is not a whole number; give an int"),
    ({"steps": 1, "batch_size": 1.5},       TypeError,  r"batch_size = 1.5 is not a whole number; give an int"),
    ({"steps": 1, "clip": 0},               ValueError, r"clip = 0 is not a length to cut to; give one above 0"),
    ({"steps": 1, "clip": -1.0},            ValueError, r"clip = -1.0 is not a length to cut to; give one above 0"),
    ({"steps": 1, "clip": math.nan},        ValueError, r"clip = nan is not a finite number; give one above 0"),
    ({"steps": 1, "random": 3, "batch_size": 1}, TypeError, r"random=3 came; write random=random.Random\(3\)"),
    ({"steps": 1, "clip": "1"},             TypeError,  r"fit: clip = '1' is of type str, not a number; give one"),
    ({"steps": 1, "penalty": 3},            TypeError,  r"fit: penalty = 3 is not a function"),
    ({"steps": 1, "on_step": 3},            TypeError,  r"fit: on_step = 3 is not a function"),
    ({"steps": 1, "data": ([[1.0]], [1.0])},     TypeError, r"fit: the data are a tuple; write Dataset\(X, y\), the"),
    ({"steps": 1, "validation": [1.0]},          TypeError, r"fit: the data are a list; write Dataset\(X, y\)"),
    ({"steps": 1, "loss": LINE, "data": mean_squared_error}, TypeError, r"the order is fit\(model, loss, data"),
    ({"steps": 1, "loss": lambda y, t: (y - t) ** 2}, TypeError, r"loss takes one sample, .*; write per_sample\(loss"),
    ({"steps": 1, "loss": lambda ys, ts: ys + "1"},   TypeError, r"can only concatenate list"),
    ({"steps": 1, "loss": "mse"},                TypeError, r"fit: loss = 'mse' is not a function; give one of nn"),
    ({"steps": 1, "metric": "accuracy"},          TypeError, r"fit: metric = 'accuracy' is not a function; give"),
    ({"steps": 1, "optimizer": "adam"},          TypeError, r"'adam' is not an optimiser; write optimizer=Adam\("),
    ({"steps": 1, "optimizer": Adam},            TypeError, r"optimizer = <class .*> is not an optimiser; write"),
    ({"steps": 1, "model": Nothing()},           ValueError, r"fit: the Nothing has no parameters to train"),
    ({"steps": 1, "optimizer": Adam(Line().parameters(), 0.01)}, ValueError, r"moves another model: write Adam\(model"),
    ({"steps": 1, "loss": lambda ys, ts: mean_squared_error([y.detach() for y in ys], ts)}, ValueError, "were cut off"),
    ({"steps": 1, "loss": lambda ys, ts: Value(ys[0].data)},     ValueError, "made of no parameter that the opt"),
    ({"epochs": 0},                         ValueError, r"0 steps are not a training"),
    ({"steps": 1, "batch_size": 0},         ValueError, r"give a batch_size of at least 1"),
    ({"steps": 1, "data": Dataset([], [])}, ValueError, r"the data set is empty"),
    ({"steps": 1, "data": Dataset([[1.0], [2.0, 3.0]], [0, 1])}, ValueError, r"all samples need the same shape"),
    ({"steps": 1, "data": Dataset([[math.nan]], [0])},           ValueError, r"inputs\[0\]\[0\] is nan"),
    ({"steps": 1, "validation": Dataset([[math.inf]], [0])},     ValueError, r"inputs\[0\]\[0\] is inf"),
    ({"steps": 1, "validation": Dataset([], [])},                ValueError, r"the data set is empty"),
    ({"steps": 1, "model": lambda row: Value(1.0)},          TypeError,  r"is not a Module; say what moves"),
    ({"steps": 1, "loss": lambda outputs, targets: 1.0},     TypeError,  r"the loss has to be one Value, but 1.0 came"),
    ({"steps": 1, "loss": lambda outputs, targets: [1.0]},   TypeError,  r"but \[1.0\] came; return one, add them up"),
    ({"steps": 1, "loss": lambda output, target: output.relu()}, TypeError, r"the loss takes one sample, but .* batch"),
    ({"steps": 1, "metric": nn.accuracy},                    ValueError, r"accuracy takes lists; leave it out, or"),
]
# fmt: on


@pytest.mark.parametrize(("changes", "kind", "words"), REFUSED)
def test_what_cannot_be_trained_is_refused_before_anything_moves(
    changes: dict[str, Any], kind: type[Exception], words: str
) -> None:
    model = Line(1.0, 2.0)
    arguments = {"model": model, "loss": mean_squared_error, "data": LINE, "progress": False} | changes
    with pytest.raises(kind, match=words):
        fit(**arguments)
    assert numbers(model) == [1.0, 2.0]


def test_a_parameter_that_has_become_a_node_is_noticed() -> None:
    model = Line(1.0, 2.0)
    a = model.a
    optimizer = SGD(model.parameters(), 0.1)
    a.data -= 0.1 * a  # type: ignore[assignment]  # .grad is forgotten: this makes a node of a number
    words = r"the data of 'a' is one real number, but Value\(.*\) .* came; a step is p.data -= rate \* p.grad"
    with pytest.raises(TypeError, match=words):
        fit(model, mean_squared_error, LINE, steps=1, optimizer=optimizer, progress=False)
    with pytest.raises(TypeError, match=words):
        optimizer.step()
    assert model.b.data == 2.0


def test_nothing_can_be_evaluated_on_no_data() -> None:
    with pytest.raises(ValueError, match="the data set is empty; give at least one sample"):
        evaluate(Line(), mean_squared_error, Dataset([], []))
    with pytest.raises(TypeError, match=r"evaluate: the data are a list; write Dataset\(X, y\)"):
        evaluate(Line(), mean_squared_error, [1.0])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"evaluate: .* a function; the order is evaluate\(model, loss, data\)"):
        evaluate(Line(), LINE, mean_squared_error)  # type: ignore[arg-type]


def test_a_generator_is_not_taken_for_its_absence() -> None:
    class Falsy(Random):
        def __len__(self) -> int:
            return 0

    def losses(random: Random) -> list[float]:
        return fit(Line(), mean_squared_error, LINE, steps=3, batch_size=1, random=random, progress=False).losses

    assert losses(Falsy(5)) == losses(Random(5)) != losses(Random(0))


def test_training_records_even_inside_no_grad() -> None:
    model = Line()
    with no_grad():
        fit(model, mean_squared_error, LINE, steps=400, optimizer=SGD(model.parameters(), 0.1), progress=False)
    assert numbers(model) == pytest.approx([2.0, 1.0], abs=1e-6)


def test_whole_training_steps_are_kept_for_a_page() -> None:
    recorder, model = Recorder(every=3), Line()
    seen: list[list[float]] = []
    fit(
        model,
        mean_squared_error,
        LINE,
        steps=7,
        optimizer=SGD(model.parameters(), 0.01),
        recorder=recorder,
        on_step=lambda _: seen.append(numbers(model)),
        progress=False,
    )
    assert [each.passed.title for each in recorder.kept] == ["training step 1", "training step 4", "training step 7"]
    steps = recorder.steps(1)
    places = [next(i for i, entry in enumerate(steps.entries) if entry.name == name) for name in ("a", "b")]
    first_update = next(frame["number"] for frame in steps if frame["phase"] in ("update", "move"))
    assert [steps[first_update - 1]["data"][place] for place in places] == seen[3]
    assert [steps[-1]["data"][place] for place in places] == seen[4]
    assert "<!DOCTYPE html>" in recorder.page()
    assert steps[-1]["sentence"].startswith("b.data −= learning rate × b.grad = 0.01 × ")


def test_a_step_with_momentum_is_told_as_the_optimisers() -> None:
    recorder, model = Recorder(), Line()
    momentum = SGD(model.parameters(), 0.01, momentum=0.9)
    fit(model, mean_squared_error, LINE, steps=2, optimizer=momentum, recorder=recorder, progress=False)
    assert [recorder.steps(n)[-1]["phase"] for n in range(2)] == ["update", "move"]  # at first there is no momentum yet


def test_the_decision_boundary_is_kept_with_them() -> None:
    model = MLP(2, [2, 1], random=Random(0))
    data = xor()
    recorder = Recorder(boundary=Boundary(model, data.inputs, data.targets, size=6))
    fit(model, binary_cross_entropy_with_logits, data, steps=4, batch_size=1, recorder=recorder, progress=False)
    assert [len(each.map) for each in recorder.kept] == [36] * 4
    assert sorted(place for each in recorder.kept for place in each.ringed) == [0, 1, 2, 3]


def test_a_loss_of_one_sample_is_refused_before_a_batch_is_computed() -> None:
    class Places(Module):
        calls = 0

        def __init__(self) -> None:
            self.w = Value(0.5)

        def __call__(self, tokens: list[int]) -> list[list[Value]]:
            self.calls += 1
            return [[self.w * token, self.w] for token in tokens]

    model, data = Places(), Dataset([[0, 1, 1]] * 6, [[1, 1, 0]] * 6)
    with pytest.raises(TypeError, match=r"write per_sample\(loss\)"):
        fit(model, cross_entropy_with_logits, data, steps=2, progress=False)
    assert model.calls == 1
    fit(model, per_sample(cross_entropy_with_logits), data, steps=2, progress=False)


def test_a_nan_among_many_inputs_is_counted() -> None:
    numbers = [Value(1.0), Value(2.0), Value(float("nan")), Value(3.0), Value(4.0)]
    assert inputs_in_words(largest(5)(*numbers)) == "5 inputs from 1.0 to 4.0, 1 of them nan"


@pytest.mark.slow
def test_wherever_ctrl_c_comes_the_context_is_as_it_was() -> None:
    before = CONTEXT.get()
    model = MLP(2, [2, 1], random=Random(0))

    def train() -> None:
        loss = binary_cross_entropy_with_logits
        fit(model, loss, xor(), steps=2, validation=xor(), progress=False)

    at = 1
    while is_interrupted(train, at):
        assert CONTEXT.get() is before, f"Ctrl-C before line {at}"
        at += 331
    assert at > 5_000
