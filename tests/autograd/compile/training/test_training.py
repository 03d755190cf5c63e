"""After many compiled steps the parameters are those of eager training."""

import copy
import pickle
import random

import pytest

import autograd
import nn
from autograd import Value
from autograd.compile.guards.watch import CompileError
from nn.training import optimizers, schedules

np = pytest.importorskip("numpy")

OPTIMIZERS = [
    lambda p: optimizers.SGD(p, 0.05),
    lambda p: optimizers.SGD(p, 0.05, momentum=0.9, weight_decay=0.01),
    lambda p: optimizers.SGD(p, 0.05, momentum=0.9, nesterov=True, schedule=schedules.linear(100)),
    lambda p: optimizers.RMSprop(p, 0.01, momentum=0.5),
    lambda p: optimizers.Adam(p, 0.01, betas=(0.85, 0.99), schedule=schedules.linear(200)),
    lambda p: optimizers.AdamW(p, 0.01, schedule=schedules.cosine(100)),
]


def problem():
    """A model of ten parameters, one of them unused, and a loss."""
    generator = random.Random(0)
    parameters = [Value(generator.uniform(-1, 1)) for _ in range(10)]

    def loss(xs, y):
        hidden = [(parameters[3 * i] * xs[0] + parameters[3 * i + 1] * xs[1]).tanh() for i in range(3)]
        return (sum(parameters[3 * i + 2] * h for i, h in enumerate(hidden)) - y) ** 2

    batches = [([generator.gauss(0, 1), generator.gauss(0, 1)], generator.gauss(0, 1)) for _ in range(100)]
    return parameters, loss, batches


def eagerly(make, clip=None):
    parameters, loss, batches = problem()
    optimizer = make(parameters)
    losses = []
    for batch in batches:
        optimizer.zero_grad()
        result = loss(*batch)
        result.backward()
        if clip is not None:
            nn.clip_grad_norm(parameters, clip)
        optimizer.step()
        losses.append(result.data)
    return [p.data for p in parameters], losses, optimizer.state_dict()


@pytest.mark.parametrize("make", OPTIMIZERS)
@pytest.mark.parametrize("clip", [None, 0.1])
def test_a_hundred_steps(make, clip):
    assert_as_eager(make, clip, "numpy")


@pytest.mark.parametrize("make", OPTIMIZERS)
@pytest.mark.parametrize("block", [3, 10, 4096])
def test_a_hundred_steps_block_by_block(make, block, monkeypatch):
    backend = pytest.importorskip("autograd.compile.backends.numba")
    monkeypatch.setattr(backend, "BLOCK", block)  # the last one is smaller, full, or all there is
    assert_as_eager(make, None, "numba")


class Keeping(optimizers.SGD):
    """Remembers where it moved to, where it came from and where it was before, and the last slope."""

    initial_state = (0.0, 0.0, 0.0, 0.0)

    def update(self, x, g, state, rate):
        there, here, before, slope = state
        new = x - rate * (g + 0.5 * slope + 0.01 * there + 0.02 * here + 0.03 * before)
        return new, (new, x, here, g)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_an_optimiser_may_remember_what_it_was_given_and_what_it_gives(backend):
    pytest.importorskip(backend)
    assert_as_eager(lambda p: Keeping(p, 0.05), None, backend)


def assert_as_eager(make, clip, backend):
    expected, expected_losses, state = eagerly(make, clip)
    parameters, loss, batches = problem()
    optimizer = make(parameters)
    with autograd.compile(loss, backend=backend).training(optimizer, clip) as step:
        losses = [step(*batch) for batch in batches]
    assert [p.data for p in parameters] == pytest.approx(expected, rel=1e-10, abs=1e-10)
    assert losses == pytest.approx(expected_losses, rel=1e-10, abs=1e-10)
    found = optimizer.state_dict()
    assert found["steps"] == state["steps"]
    for a, b in zip(found["state"], state["state"]):
        assert a == pytest.approx(b, rel=1e-9, abs=1e-12)


def test_an_interrupted_training_keeps_its_steps():
    parameters, loss, batches = problem()
    before = [p.data for p in parameters]
    optimizer = optimizers.SGD(parameters, 0.1)
    with pytest.raises(KeyboardInterrupt), autograd.compile(loss).training(optimizer) as step:
        step(*batches[0])
        raise KeyboardInterrupt
    after = [p.data for p in parameters]
    assert after != before
    assert optimizer.steps == 1


def one_step(loss, optimizer, batch):
    """The same step without compile."""
    optimizer.zero_grad()
    loss(*batch).backward()
    optimizer.step()


def assert_close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("name", ["data", "grad"])
def test_who_looks_at_a_parameter_sees_the_last_step(name):
    (ours, loss, batches), (theirs, same_loss, _) = problem(), problem()
    optimizer, other = optimizers.Adam(ours, 0.05), optimizers.Adam(theirs, 0.05)
    with autograd.compile(loss).training(optimizer) as step:
        for i, batch in enumerate(batches * 2):
            step(*batch)
            one_step(same_loss, other, batch)
            if i % 2:
                assert_close([getattr(p, name) for p in ours], [getattr(p, name) for p in theirs])
                assert_close(optimizer.state, other.state)  # it is brought back with them
    assert_close([p.data for p in ours], [p.data for p in theirs])


def test_what_is_changed_on_the_way_the_next_step_begins_with():
    (ours, loss, batches), (theirs, same_loss, _) = problem(), problem()
    optimizer, other = optimizers.SGD(ours, 0.01, momentum=0.9), optimizers.SGD(theirs, 0.01, momentum=0.9)
    with autograd.compile(loss).training(optimizer) as step:
        for batch in batches * 2:
            ours[3].data *= 0.5
            theirs[3].data *= 0.5
            step(*batch)
            one_step(same_loss, other, batch)
    assert_close([p.data for p in ours], [p.data for p in theirs])


def test_the_function_itself_can_be_called_on_the_way():
    parameters, loss, batches = problem()
    with autograd.compile(loss).training(optimizers.SGD(parameters, 0.1)) as step:
        step(*batches[0])
        expected = loss(*batches[1]).data
        assert step(*batches[1]) == pytest.approx(expected, rel=1e-12)


def test_two_trainings_of_the_same_parameters_take_turns():
    (ours, loss, batches), (theirs, same_loss, _) = problem(), problem()
    chosen, others = [[kind(p, 0.02) for kind in (optimizers.SGD, optimizers.Adam)] for p in (ours, theirs)]
    fast = autograd.compile(loss)
    with fast.training(chosen[0]) as one, fast.training(chosen[1]) as two:
        for batch in batches * 2:
            for step, other in zip((one, two), others):
                step(*batch)
                one_step(same_loss, other, batch)
    assert_close([p.data for p in ours], [p.data for p in theirs])


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_copy_made_on_the_way_is_a_value_like_others(copied):
    parameters, loss, batches = problem()
    with autograd.compile(loss).training(optimizers.SGD(parameters, 0.1)) as step:
        step(*batches[0])
        twin = copied(parameters[0])
        assert type(twin) is Value
        number = twin.data
        assert number == parameters[0].data
        step(*batches[1])
        assert twin.data == number != parameters[0].data


def test_a_parameter_that_is_away_can_be_computed_with():
    parameters, loss, batches = problem()
    with autograd.compile(loss).training(optimizers.SGD(parameters, 0.1)) as step:
        for compute in (lambda p: p + 1.0, lambda p: 1.0 * p, lambda p: p.tanh(), lambda p: parameters[1] - p):
            step(*batches[0])
            y = compute(parameters[0])
            assert type(parameters[0]) is Value
            assert y.data == compute(Value(parameters[0].data)).data
            assert isinstance(y, Value)


def test_a_training_may_begin_within_another_one():
    (ours, loss, batches), (theirs, same_loss, _) = problem(), problem()
    fast, other = autograd.compile(loss), optimizers.SGD(theirs, 0.02)
    with fast.training(optimizers.SGD(ours, 0.02)) as one:
        one(*batches[0])
        with fast.training(optimizers.SGD(ours, 0.02)) as two:
            two(*batches[1])
        one(*batches[2])
    for batch in batches[:3]:
        one_step(same_loss, other, batch)
    assert_close([p.data for p in ours], [p.data for p in theirs])
    assert {type(p) for p in ours} == {Value}


class Weight(Value):
    """A Value with something more to it."""

    __slots__ = ("decays",)


def test_values_of_a_class_of_ones_own():
    weight, bias = Weight(2.0), Value(1.0)
    weight.decays = True
    with autograd.compile(lambda: (weight - bias) ** 2).training(optimizers.SGD([weight, bias], 0.25)) as step:
        step()
        assert weight.decays
        assert weight.data == 1.5
        assert type(weight) is Weight
        step()
    assert (type(weight), type(bias)) == (Weight, Value)


def test_it_is_no_other_class_when_the_training_is_over():
    parameters, loss, batches = problem()
    with autograd.compile(loss).training(optimizers.SGD(parameters, 0.1)) as step:
        step(*batches[0])
    assert {type(p) for p in parameters} == {Value}


def test_a_step_that_eager_must_do():
    def make():
        x = Value(800.0)
        return x, lambda: (x.exp() + 1.0) ** -1 * 0.0 + x * x

    x, loss = make()
    optimizer = optimizers.SGD([x], 0.1)
    with pytest.raises(nn.NonFiniteError) as ours, autograd.compile(loss).training(optimizer) as step:
        step()
    y, loss = make()
    optimizer = optimizers.SGD([y], 0.1)
    loss().backward()
    with pytest.raises(nn.NonFiniteError, match="the gradient of a parameter is nan") as theirs:
        optimizer.step()
    assert str(ours.value) == str(theirs.value)
    assert x.data == y.data == 800.0


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize(
    ("slope", "rate", "epsilon", "words"),
    [(0.0, 0.1, 0.0, "divide by 0"), (1e3, 1e308, 1e-8, "lead to -inf"), (1e200, 0.1, 1e-8, "leave .* inf.* state")],
)
def test_a_step_is_whole_or_has_not_happened(backend, slope, rate, epsilon, words):
    pytest.importorskip(backend)

    def make():
        p = [Value(1.0), Value(2.0)]
        return p, optimizers.Adam(p, rate, epsilon=epsilon), lambda: p[0] * 3.0 + p[1] * slope

    ours, optimizer, loss = make()
    fast = autograd.compile(loss, backend=backend)
    with pytest.raises(nn.NonFiniteError, match=words) as caught, fast.training(optimizer) as step:
        step()
    theirs, other, loss = make()
    loss().backward()
    with pytest.raises(nn.NonFiniteError) as expected:
        other.step()
    assert str(caught.value) == str(expected.value)
    assert [p.data for p in ours] == [1.0, 2.0]
    assert [p.grad for p in ours] == [p.grad for p in theirs]
    assert optimizer.state_dict() == other.state_dict()
    assert optimizer.steps == 0


def test_the_optimiser_of_another_model_is_said():
    p, other = Value(1.0), Value(2.0)
    for function, arguments in ((lambda: p * p, ()), (lambda x: x * x, (p,))):
        training = autograd.compile(function).training(optimizers.SGD([other], 0.1))
        with pytest.raises(CompileError, match="made of none of the parameters that the optimiser"), training as step:
            step(*arguments)
    assert (p.data, other.data) == (1.0, 2.0)


scale = 1.0


def test_what_the_function_sees_is_looked_at_in_each_step():
    global scale
    p = Value(1.0)
    optimizer = optimizers.SGD([p], 0.5)
    try:
        with autograd.compile(lambda: scale * p).training(optimizer) as step:
            assert step() == 1.0
            scale = 4.0
            assert step() == 4.0 * 0.5
    finally:
        scale = 1.0
    assert p.data == 0.5 - 0.5 * 4.0


def test_another_parameter_in_a_list_is_seen_when_the_training_reads_again():
    weights = [Value(1.0), Value(2.0)]
    optimizer = optimizers.SGD(weights, 0.0)
    with autograd.compile(lambda: weights[0] + weights[1]).training(optimizer) as step:
        assert step() == 3.0
        weights[1] = Value(10.0)
        step.read()
        assert step() == 11.0
    weights[0] = Value(20.0)
    with autograd.compile(lambda: weights[0] + weights[1]).training(optimizers.SGD(weights, 0.0)) as step:
        assert step() == 30.0


def test_outside_a_training_another_parameter_in_a_list_is_seen_at_once():
    weights = [Value(1.0), Value(2.0)]
    fast = autograd.compile(lambda: weights[0] * weights[1])
    assert fast().data == 2.0
    weights[1] = Value(10.0)
    assert fast().data == 10.0


@pytest.mark.parametrize("clip", [None, 0.01])
def test_who_looks_between_the_gradient_and_the_move(clip):
    (ours, loss, batches), (theirs, same_loss, _) = problem(), problem()
    optimizer, other = optimizers.SGD(ours, 0.1), optimizers.SGD(theirs, 0.1)
    with autograd.compile(loss).training(optimizer, clip) as step:
        for batch in batches:
            step.computed(*batch)
            step.cut()
            other.zero_grad()
            same_loss(*batch).backward()
            if clip:
                nn.clip_grad_norm(theirs, clip)
            assert_close([p.grad for p in ours], [p.grad for p in theirs])
            ours[1].grad *= 3.0
            theirs[1].grad *= 3.0
            step.move()
            other.step()
    assert_close([p.data for p in ours], [p.data for p in theirs])


def test_a_step_done_eagerly_is_clipped_too(monkeypatch):
    (ours, loss, batches), (theirs, same_loss, _) = problem(), problem()
    other = optimizers.SGD(theirs, 0.1)
    with autograd.compile(loss).training(optimizers.SGD(ours, 0.1), 0.01) as step:
        monkeypatch.setattr(step, "by_program", lambda arguments, chance: None)
        for batch in batches:
            step(*batch)
            other.zero_grad()
            same_loss(*batch).backward()
            nn.clip_grad_norm(theirs, 0.01)
            other.step()
    assert_close([p.data for p in ours], [p.data for p in theirs])


def two_points(model, xs, ts):
    return nn.mean_squared_error([model(x) for x in xs], ts)


def trained(change, written=False, compiled=True):
    """The losses of six steps of Adam, where the optimiser is changed before the fourth, and the parameters."""
    model = nn.Neuron(2, "tanh", random=random.Random(0))
    optimizer, batch = nn.Adam(model.parameters(), 0.1), ([[1.0, 2.0], [0.5, -1.0]], [1.0, -1.0])
    losses = []
    if not compiled:
        for i in range(6):
            if i == 3:
                change(optimizer)
            optimizer.zero_grad()
            loss = two_points(model, *batch)
            loss.backward()
            optimizer.step()
            losses.append(loss.data)
    else:
        fast = autograd.compile(lambda xs, ts: two_points(model, xs, ts))
        with fast.training(optimizer) as step:
            for i in range(6):
                if i == 3 and written:
                    step.write()
                if i == 3:
                    change(optimizer)
                losses.append(step(*batch))
    return losses + [p.data for p in model.parameters()]


def forget(optimizer):
    """What it remembers is set back."""
    optimizer.state = [optimizer.initial_state] * len(optimizer.parameters)


def move_fewer(optimizer):
    """The last parameter stands still from here on."""
    del optimizer.parameters[-1], optimizer.state[-1]


def move_more(optimizer):
    """A parameter is added, and what is to be remembered of it is forgotten."""
    optimizer.parameters.append(Value(1.0))


def test_a_state_that_is_set_between_steps_is_taken_over():
    assert trained(forget) == pytest.approx(trained(forget, compiled=False), rel=1e-12)
    assert trained(forget) != pytest.approx(trained(lambda optimizer: None), rel=1e-3)


def test_parameters_that_are_changed_between_steps_are_taken_over_or_refused():
    assert trained(move_fewer, written=True) == pytest.approx(trained(move_fewer, compiled=False), rel=1e-12)
    with pytest.raises(CompileError, match=r"call step.write\(\) before"):
        trained(move_fewer)
    with pytest.raises(ValueError, match="there were 3 parameters, and now there are 4"):
        trained(move_more, written=True)
