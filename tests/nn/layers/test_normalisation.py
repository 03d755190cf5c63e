"""LayerNorm, RMSNorm and BatchNorm: what they do to numbers, gradients, running statistics, eager = compiled."""

import copy
import math
import re
import statistics
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import autograd
import nn
from autograd import Value, check_gradients, dot, jvp, no_grad, vmap
from autograd.compile.guards.watch import CompileError
from autograd.transforms.tree import leaves, mapped
from nn import Adam, BatchNorm, Layer, LayerNorm, Module, RMSNorm, track, with_statistics
from tests.examples import examples
from tests.interrupts import interrupted_at_every_line

numbers = st.floats(-10.0, 10.0).map(lambda x: round(x, 3))
vectors = st.integers(1, 5).flatmap(lambda n: st.lists(numbers, min_size=n, max_size=n))


@st.composite
def matrices(draw: Any) -> list[list[float]]:
    """A batch of at least 2 samples whose features vary, so that a variance means something."""
    samples, size = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    column = st.lists(st.integers(-40, 40).map(lambda n: n / 4), min_size=samples, max_size=samples, unique=True)
    return [list(row) for row in zip(*draw(st.lists(column, min_size=size, max_size=size)))]


few = examples(10)
some = examples(30)


def learned(norm: Any, seed: int = 0) -> Any:
    """The same norm with weights and biases as if it had learned something."""
    random = Random(seed)
    for p in norm.parameters():
        p.data = random.uniform(-2.0, 2.0)
    return norm


def data(nested: Any) -> Any:
    return mapped(lambda x: x.data, nested)


def spread(x: list[float]) -> float:
    return max(x) - min(x)


def weighed(outputs: Any) -> Value:
    """One number that depends on every output in its own way."""
    ys = list(leaves(outputs))
    return dot([math.sin(1.0 + i) for i in range(len(ys))], ys)


# one sample


@some
@given(vectors)
def test_layer_norm_gives_mean_0_and_variance_1(x: list[float]) -> None:
    assume(spread(x) > 0.1)
    y = data(LayerNorm(len(x), epsilon=0.0)(x))
    assert statistics.fmean(y) == pytest.approx(0.0, abs=1e-12)
    assert statistics.pvariance(y) == pytest.approx(1.0)


@some
@given(vectors, st.floats(0.1, 10.0), numbers)
def test_layer_norm_does_not_see_shift_and_scale(x: list[float], scale: float, shift: float) -> None:
    assume(spread(x) > 0.1)
    norm = learned(LayerNorm(len(x), epsilon=0.0))
    assert data(norm([scale * each + shift for each in x])) == pytest.approx(data(norm(x)), abs=1e-9)


@some
@given(vectors)
def test_rms_norm_gives_mean_square_1(x: list[float]) -> None:
    assume(max(map(abs, x)) > 0.1)
    assert statistics.fmean(y * y for y in data(RMSNorm(len(x))(x))) == pytest.approx(1.0)


@some
@given(vectors, st.floats(0.1, 10.0))
def test_rms_norm_sees_a_shift_but_no_scale(x: list[float], scale: float) -> None:
    assume(max(map(abs, x)) > 0.1)
    norm = learned(RMSNorm(len(x)))
    assert data(norm([scale * each for each in x])) == pytest.approx(data(norm(x)))
    if len(x) > 1:
        assert data(norm([1.0, *[0.0] * (len(x) - 1)])) != pytest.approx(data(norm([2.0, *[1.0] * (len(x) - 1)])))


@some
@given(vectors)
def test_on_centred_numbers_layer_norm_is_rms_norm(x: list[float]) -> None:
    assume(spread(x) > 0.1)
    middle = statistics.fmean(x)
    centred = [each - middle for each in x]
    expected = data(RMSNorm(len(x), epsilon=1e-5)(centred))
    assert data(LayerNorm(len(x))(x)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("kind", [LayerNorm, RMSNorm, BatchNorm])
def test_weight_and_bias_come_last(kind: Any) -> None:
    plain, norm = kind(3), kind(3)
    for name, tensor in norm.tensors():
        for p, x in zip(tensor, (2.0, -1.0, 0.5) if name == "weight" else (10.0, 20.0, 30.0)):
            p.data = x
    rows = [[1.0, 2.0, 4.0], [0.0, 5.0, -1.0]]
    before, after = (data(f(rows) if kind is BatchNorm else [f(x) for x in rows]) for f in (plain, norm))
    shift = (0.0, 0.0, 0.0) if kind is RMSNorm else (10.0, 20.0, 30.0)
    expected = [[w * y + b for w, y, b in zip((2.0, -1.0, 0.5), row, shift)] for row in before]
    assert after == [pytest.approx(row) for row in expected]


@pytest.mark.parametrize("kind", [LayerNorm, RMSNorm])
def test_equal_numbers_do_not_blow_up(kind: Any) -> None:
    norm = kind(3)
    xs = [Value(0.0)] * 3
    sum(norm(xs)).backward()
    assert data(norm([0.0] * 3)) == [0.0] * 3
    assert all(math.isfinite(x.grad) for x in xs)


@pytest.mark.parametrize("kind", [LayerNorm, RMSNorm])
@few
@given(vectors)
def test_gradients_of_a_sample(kind: Any, x: list[float]) -> None:
    assume(spread(x) > 0.1)
    norm = learned(kind(len(x)))

    def output(x: list[Value]) -> Value:
        return weighed(norm(x))

    assert check_gradients(output, x, mode="both")
    assert check_gradients(lambda: output([Value(each) for each in x]), parameters=norm.parameters())


@pytest.mark.parametrize("kind", [LayerNorm, RMSNorm])
def test_vectors_of_every_kind_are_taken(kind: Any) -> None:
    numpy = pytest.importorskip("numpy")
    norm, expected = kind(3), data(kind(3)([1.0, 2.0, 4.0]))
    for x in ((1, 2, 4), [Value(1.0), 2.0, 4], numpy.array([1.0, 2.0, 4.0])):
        assert data(norm(x)) == expected


@pytest.mark.parametrize("kind", [LayerNorm, RMSNorm])
@pytest.mark.parametrize(
    ("x", "words"),
    [
        ([1.0, 2.0], "3 inputs expected, but 2 came. It computes weight · .* or build it with inputs=2"),
        ([[1.0, 2.0, 3.0]], "a vector of 3 numbers expected, but a list of lists came; normalise row by row"),
    ],
)
def test_what_is_no_vector_is_refused(kind: Any, x: Any, words: str) -> None:
    with pytest.raises(ValueError, match=f"{kind.__name__}: {words}"):
        kind(3)(x)


@pytest.mark.parametrize("kind", [LayerNorm, RMSNorm, BatchNorm])
def test_no_numbers_cannot_be_normalised(kind: Any) -> None:
    with pytest.raises(ValueError, match="inputs = 0"):
        kind(0)


# a batch, while learning


@some
@given(matrices())
def test_batch_norm_gives_each_feature_mean_0_and_variance_1(batch: list[list[float]]) -> None:
    for column in zip(*data(BatchNorm(len(batch[0]), epsilon=0.0)(batch))):
        assert statistics.fmean(column) == pytest.approx(0.0, abs=1e-12)
        assert statistics.pvariance(column) == pytest.approx(1.0)


@some
@given(matrices())
def test_batch_norm_is_layer_norm_of_the_columns(batch: list[list[float]]) -> None:
    """Both do the same, one along a sample and one across the samples."""
    columns = [data(LayerNorm(len(batch))(list(column))) for column in zip(*batch)]
    for column, expected in zip(zip(*data(BatchNorm(len(batch[0]))(batch))), columns):
        assert column == pytest.approx(expected, abs=1e-12)


@few
@given(matrices(), st.booleans())
def test_gradients_of_a_batch(batch: list[list[float]], training: bool) -> None:
    norm = learned(BatchNorm(len(batch[0])))
    norm(batch)
    norm.train(training)

    def output(batch: list[list[Value]]) -> Value:
        return weighed(norm(batch))

    assert check_gradients(output, batch, mode="both")
    assert check_gradients(lambda: output(mapped(Value, batch)), parameters=norm.parameters())


def test_a_sample_depends_on_its_neighbours_only_while_learning() -> None:
    norm = BatchNorm(1)
    assert data(norm([[1.0], [2.0]])[0]) != pytest.approx(data(norm([[1.0], [3.0]])[0]))
    norm.eval()
    assert data(norm([[1.0], [2.0]])[0]) == data(norm([[1.0], [3.0]])[0]) == data(norm([[1.0]])[0])


# running statistics


@some
@given(matrices(), st.floats(0.0, 1.0))
def test_running_statistics_follow_each_batch(batch: list[list[float]], momentum: float) -> None:
    norm = BatchNorm(len(batch[0]), momentum=momentum)
    norm(batch)
    for i, column in enumerate(zip(*batch)):
        assert norm.running_mean[i].data == pytest.approx(momentum * statistics.fmean(column), abs=1e-12)
        unbiased = statistics.variance(column)
        assert norm.running_var[i].data == pytest.approx((1 - momentum) + momentum * unbiased)
    assert norm.num_batches_tracked.data == 1.0


def test_without_momentum_all_batches_count_alike() -> None:
    norm, batches = BatchNorm(1, momentum=None), [[[1.0], [3.0]], [[5.0], [5.0]], [[0.0], [10.0]]]
    for batch in batches:
        norm(batch)
    assert norm.running_mean[0].data == pytest.approx((2.0 + 5.0 + 5.0) / 3)
    assert norm.running_var[0].data == pytest.approx((2.0 + 0.0 + 50.0) / 3)


def test_eval_uses_the_running_statistics_and_leaves_them() -> None:
    norm = BatchNorm(1, epsilon=0.0).eval()
    norm.running_mean[0].data, norm.running_var[0].data = 3.0, 4.0
    norm.weight[0].data, norm.bias[0].data = 10.0, 1.0
    before = norm.state_dict()
    assert data(norm([[5.0], [3.0]])) == [[11.0], [1.0]]
    assert norm.state_dict() == before


def test_what_is_not_learned_gets_no_gradient() -> None:
    norm = BatchNorm(1).eval()
    weighed(norm([[1.0], [2.0]])).backward()
    for _, tensor in norm.buffers():
        assert [float(b.grad) for b in leaves(tensor)] == [0.0] * len(list(leaves(tensor)))
    assert [name for name, _ in norm.named_parameters()] == ["weight[0]", "bias[0]"]


def test_a_derivative_can_be_taken_forward_and_the_statistics_follow_the_numbers() -> None:
    norm, other = BatchNorm(1), BatchNorm(1)
    jvp(lambda x: norm([[x], [2.0]]), [1.0], [1.0])
    other([[1.0], [2.0]])
    assert norm.state_dict() == other.state_dict()


def test_a_copy_has_statistics_of_its_own() -> None:
    norm = BatchNorm(1)
    twin = copy.deepcopy(norm)
    twin([[1.0], [2.0]])
    assert norm.state_dict() == BatchNorm(1).state_dict() != twin.state_dict()


@pytest.mark.parametrize(
    ("batch", "words"),
    [
        ([1.0, 2.0], "a batch expected, a list of samples of 2 numbers, but a single sample came"),
        ([[1.0, 2.0]], r"1 sample came, of which nothing has a variance.* call model\.eval\(\)"),
        ([], "0 samples came"),
        ([[1.0], [2.0]], "2 inputs expected, but 1 came"),
        ([[[1.0, 2.0]], [[1.0, 2.0]]], "a vector of 2 numbers expected, but a list of lists came"),
    ],
)
def test_what_is_no_batch_is_refused(batch: Any, words: str) -> None:
    norm = BatchNorm(2)
    with pytest.raises(ValueError, match=f"BatchNorm: {words}"):
        norm(batch)
    assert norm.state_dict() == BatchNorm(2).state_dict()


@pytest.mark.parametrize("momentum", [-0.1, 1.1])
def test_a_momentum_that_is_no_share_is_refused(momentum: float) -> None:
    with pytest.raises(ValueError, match=re.escape(f"BatchNorm: momentum = {momentum} is not a share")):
        BatchNorm(2, momentum=momentum)


def test_fit_says_that_it_gives_one_sample_at_a_time() -> None:
    with pytest.raises(ValueError, match="write a training step of your own where fit would"):
        nn.fit(BatchNorm(2), nn.mean_squared_error, nn.Dataset([[1.0, 2.0]], [1.0]), steps=1, progress=False)


# as a program


@pytest.mark.parametrize("kind", [LayerNorm, RMSNorm])
@few
@given(matrices(), st.integers(0, 99))
@example([[-0.25, -0.25], [1.0, 1.0]], 2)  # of the sum only rounding is left
def test_a_sample_compiled(kind: Any, batch: list[list[float]], seed: int) -> None:
    pytest.importorskip("numpy")
    norm = learned(kind(len(batch[0])), seed)
    agree(lambda xs: cubes(vmap(norm)(xs)), norm, batch)


@few
@given(matrices(), st.booleans())
def test_a_batch_compiled(batch: list[list[float]], training: bool) -> None:
    pytest.importorskip("numpy")
    norm = learned(BatchNorm(len(batch[0])))
    norm(batch)
    norm.train(training)
    agree(lambda xs: cubes(with_statistics(norm)(xs)[0]), norm, batch)


def cubes(outputs: Any) -> Value:
    return autograd.sum(y**3 for y in leaves(outputs))  # type: ignore[return-value]


def agree(output: Callable[[Any], Any], norm: Module, batch: list[list[float]]) -> None:
    """The same value and gradients from the program, also for other numbers, for which it is not traced again."""
    fast = autograd.compile(output)
    for rows in (batch, [[0.5 * x + i for i, x in enumerate(row)] for row in reversed(batch)]):
        found = []
        for function in (fast, output):
            norm.zero_grad()
            xs = mapped(Value, rows)
            y = function(xs)
            y.backward()
            found.append([y.data, *(v.grad for v in (*norm.parameters(), *leaves(xs)))])
        assert found[0] == pytest.approx(found[1], rel=1e-12, abs=1e-12)


class Net(Module):
    """2 → 4 tanh, normalised over the batch, → 1."""

    def __init__(self) -> None:
        random = Random(0)
        self.first, self.norm, self.last = Layer(2, 4, random=random), BatchNorm(4), Layer(4, 1, None, random=random)

    def __call__(self, batch: list[list[float]]) -> list[Value]:
        return [y for (y,) in vmap(self.last)(self.norm(vmap(self.first)(batch)))]


MOONS = nn.two_moons(24, random=Random(0))


def trained(compile: bool) -> Net:
    """A net after some steps, the batches of two sizes."""
    net = Net()
    optimizer = Adam(net.parameters(), 0.05)

    def loss(xs: Any, ts: Any) -> Value:
        return nn.binary_cross_entropy_with_logits(net(xs), ts)  # type: ignore[return-value]

    def eager(xs: Any, ts: Any) -> Any:
        net.zero_grad()
        number, found = with_statistics(loss)(xs, ts)
        number.backward()
        optimizer.step()
        return number, found

    random = Random(0)
    batches = [batch for _ in range(4) for batch in nn.batches(MOONS, 10, random)]
    if compile:
        pytest.importorskip("numpy")
        with autograd.compile(with_statistics(loss)).training(optimizer) as step:
            for batch in batches:
                track(step(batch.inputs, batch.targets)[1])
    else:
        for batch in batches:
            track(eager(batch.inputs, batch.targets)[1])
    return net


def test_a_training_step_as_a_program_with_its_running_statistics() -> None:
    found, expected = trained(compile=True), trained(compile=False)
    assert expected.norm.num_batches_tracked.data == 12.0
    for name, tensor in expected.state_dict().items():
        assert list(leaves(found.state_dict()[name])) == pytest.approx(list(leaves(tensor)), rel=1e-9, abs=1e-12)


def test_the_training_really_learns_and_eval_is_as_good() -> None:
    net = trained(compile=False).eval()
    with no_grad():
        loss = nn.binary_cross_entropy_with_logits(net(MOONS.inputs), MOONS.targets)
    assert loss.data < 0.5 < math.log(2.0)


def test_statistics_are_handed_out_instead_of_kept() -> None:
    net = Net()
    before = net.norm.state_dict()
    _, found = with_statistics(net)(MOONS.inputs)
    assert net.norm.state_dict() == before
    track(found)
    other = Net()
    other(MOONS.inputs)
    assert net.state_dict() == other.state_dict()


def test_a_norm_that_is_called_twice_hands_out_both() -> None:
    norm, other = BatchNorm(1), BatchNorm(1)
    batches = [[[1.0], [2.0]], [[5.0], [9.0]]]
    _, found = with_statistics(lambda: [norm(batch) for batch in batches])()
    track(found)
    for batch in batches:
        other(batch)
    assert norm.state_dict() == other.state_dict()


def test_statistics_are_handed_out_only_inside_even_after_an_error() -> None:
    norm = BatchNorm(1)
    with pytest.raises(ValueError, match="BatchNorm"):
        with_statistics(norm)([[1.0, 2.0]])
    norm([[1.0], [2.0]])
    assert norm.num_batches_tracked.data == 1.0


def test_a_program_that_would_forget_the_statistics_is_refused() -> None:
    pytest.importorskip("numpy")
    norm = BatchNorm(1)
    with pytest.raises(CompileError, match=r"BatchNorm: its running statistics could not follow.*with_statistics"):
        autograd.compile(norm)([[1.0], [2.0]])
    assert norm.state_dict() == BatchNorm(1).state_dict()
    assert data(autograd.compile(norm.eval())([[1.0], [2.0]])) == data(norm([[1.0], [2.0]]))


def test_a_program_sees_running_statistics_that_have_moved() -> None:
    pytest.importorskip("numpy")
    norm = BatchNorm(1).eval()
    fast = autograd.compile(norm)
    fast([[1.0], [2.0]])
    norm.running_mean[0].data = 7.0
    assert data(fast([[1.0], [2.0]])) == data(norm([[1.0], [2.0]]))


# what they say of themselves


def test_formulas() -> None:
    assert LayerNorm(2).formula() == "weight · (x − mean) / √(variance + 1e-05) + bias"
    assert RMSNorm(2).formula() == "weight · x / √(mean of x² + 2.22e-16)"
    assert repr(BatchNorm(2)) == (
        "BatchNorm: weight · (x − mean of the batch) / √(variance of the batch + 1e-05) + bias   (4 parameters)\n"
        "  weight               2                   2\n"
        "  bias                 2                   2\n"
        "  running_mean         2         not learned\n"
        "  running_var          2         not learned\n"
        "  num_batches_tracked  a number  not learned"
    )


def test_running_statistics_follow_as_a_whole_or_not_at_all() -> None:
    def norm() -> BatchNorm:
        return BatchNorm(2)

    batch = [(2.0, 3.0), (5.0, 7.0)]
    before, after = norm().state_dict(), norm()
    after.track(batch)
    tracked: list[BatchNorm] = []

    def track() -> None:
        tracked[-1].track(batch)

    tracked.append(norm())
    for _ in interrupted_at_every_line(track):
        assert tracked[-1].state_dict() in (before, after.state_dict())
        tracked.append(norm())


@pytest.mark.parametrize("kind", [LayerNorm, RMSNorm, BatchNorm])
def test_a_short_name_is_answered_with_the_full_one(kind: Any) -> None:
    with pytest.raises(TypeError, match=rf"{kind.__name__}: eps is called epsilon here; write .*epsilon=1e-05"):
        kind(2, eps=1e-5)
