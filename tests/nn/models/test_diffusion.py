"""Diffusion: the way into the noise, and the way back, which for some data is known in numbers."""

from functools import partial
from math import cos, pi, sin, sqrt
from random import Random
from statistics import fmean, pvariance
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, check_gradients, mean, topological_order, vmap
from nn import Adam, Dataset, Diffusion, NoisePredictor, cosine_betas, fit, linear_betas
from nn.models.diffusion import time_embedding
from tests.examples import examples

numbers = st.floats(-3.0, 3.0)
betas = st.lists(st.floats(0.001, 0.9), min_size=1, max_size=12)


def near(expected: Any, tolerance: float = 1e-12) -> Any:
    return pytest.approx(expected, rel=tolerance, abs=tolerance)


def predictor(inputs: int = 2, seed: int = 0) -> NoisePredictor:
    return NoisePredictor(inputs, [5], embedding=4, random=Random(seed))


# how much noise


def test_the_schedule_of_the_paper() -> None:
    schedule = linear_betas(1000)
    assert (len(schedule), schedule[0], schedule[-1]) == (1000, near(0.0001), near(0.02))
    assert schedule[500] - schedule[499] == near((0.02 - 0.0001) / 999)


def test_shorter_lines_lose_about_as_much_of_the_signal() -> None:
    left = [Diffusion(linear_betas(steps)).alpha_bars[-1] for steps in (1000, 100, 50)]
    assert all(1e-6 < x < 1e-4 for x in left)


@given(st.integers(1, 200))
def test_a_cosine_schedule_is_a_cosine(steps: int) -> None:
    kept = Diffusion(cosine_betas(steps)).alpha_bars
    wave = [cos((t / steps + 0.008) / 1.008 * pi / 2) ** 2 for t in range(steps + 1)]
    assert kept[:-1] == near([w / wave[0] for w in wave[:-1]], 1e-9)
    assert kept[-1] == near(kept[-2] * 0.001, 1e-9)  # the last β would be 1, and is held below
    assert cosine_betas(steps, 0.5) == [min(beta, 0.5) for beta in cosine_betas(steps)]


# into the noise


@given(betas, numbers, st.data())
def test_all_steps_at_once_are_the_steps_one_by_one(betas: list[float], x: float, draw: st.DataObject) -> None:
    diffusion = Diffusion(betas)
    t = draw.draw(st.integers(1, len(betas)))

    def walked(x: float, *noises: float) -> float:
        for step, noise in enumerate(noises, start=1):
            (x,) = diffusion.stepped([x], step, [noise])
        return x

    mean = walked(x, *[0.0] * t)
    responses = [walked(0.0, *[float(step == hit) for step in range(t)]) for hit in range(t)]
    assert diffusion.noised([x], t, [0.0]) == near([mean], 1e-9)
    assert diffusion.noised([0.0], t, [1.0])[0] ** 2 == near(sum(r * r for r in responses), 1e-9)


def test_walks_and_jumps_end_in_the_same_cloud() -> None:
    diffusion, random = Diffusion(cosine_betas(8)), Random(0)
    walks = [[2.0] for _ in range(4000)]
    for t in range(1, 6):
        walks = [diffusion.stepped(x, t, [random.gauss()]) for x in walks]
    jumps = [diffusion.noised([2.0], 5, [random.gauss()]) for _ in range(4000)]
    for cloud in (walks, jumps):
        assert fmean(x for (x,) in cloud) == pytest.approx(2.0 * sqrt(diffusion.alpha_bars[5]), abs=0.05)
        assert pvariance([x for (x,) in cloud]) == pytest.approx(1.0 - diffusion.alpha_bars[5], rel=0.1)


@given(betas, st.data())
def test_a_variance_of_one_is_preserved(betas: list[float], draw: st.DataObject) -> None:
    diffusion = Diffusion(betas)
    t = draw.draw(st.integers(1, len(betas)))
    for way in (diffusion.stepped, diffusion.noised):
        of_signal, of_noise = way([1.0], t, [0.0])[0], way([0.0], t, [1.0])[0]
        assert of_signal**2 + of_noise**2 == near(1.0)


@given(betas, st.lists(st.tuples(numbers, numbers), min_size=1, max_size=3), st.data())
def test_who_knows_the_noise_knows_the_sample(betas: list[float], pairs: Any, draw: st.DataObject) -> None:
    x, noise = map(list, zip(*pairs))
    diffusion = Diffusion(betas)
    t = draw.draw(st.integers(1, len(betas)))
    x_t = diffusion.noised(x, t, noise)
    assert diffusion.original(x_t, t, noise) == near(x, 1e-12 / diffusion.alpha_bars[t])


# and back: for normal data the best network is a formula


def best(diffusion: Diffusion, centre: float, deviation: float) -> Any:
    """The noise to expect in x after t steps, for data of this mean and deviation."""

    def network(x: Any, t: int) -> list[Any]:
        kept = diffusion.alpha_bars[t]
        variance = kept * deviation**2 + 1.0 - kept
        return [sqrt(1.0 - kept) * (a - sqrt(kept) * centre) / variance for a in x]

    return network


def one_back(diffusion: Diffusion, network: Any, t: int, mean: float, variance: float) -> tuple[float, float]:
    """Mean and variance of x_{t−1}, for x_t of these; a step back is linear, so three points tell."""

    def back(x: float, noise: float) -> float:
        return float(diffusion.previous([x], t, network([x], t), [noise])[0])

    of_x, of_noise = back(mean + 1.0, 0.0) - back(mean, 0.0), back(mean, 1.0) - back(mean, 0.0)
    return back(mean, 0.0), of_x**2 * variance + of_noise**2


def noised(diffusion: Diffusion, t: int, centre: float, deviation: float) -> tuple[float, float]:
    """Mean and variance of x_t, for data of this mean and deviation."""
    kept = diffusion.alpha_bars[t]
    return sqrt(kept) * centre, kept * deviation**2 + 1.0 - kept


@pytest.mark.parametrize(("variance", "centre", "deviation"), [("beta", 0.0, 1.0), ("posterior", 1.5, 0.0)])
@given(betas)
def test_the_way_back_is_exact(variance: str, centre: float, deviation: float, betas: list[float]) -> None:
    diffusion = Diffusion(betas, variance)
    network = best(diffusion, centre, deviation)
    at = noised(diffusion, len(betas), centre, deviation)
    for t in range(len(betas), 1, -1):
        at = one_back(diffusion, network, t, *at)
        assert at == near(noised(diffusion, t - 1, centre, deviation), 1e-9)
    if deviation == 0.0:
        assert one_back(diffusion, network, 1, *at) == near((centre, 0.0), 1e-9)


@given(betas, numbers, st.floats(0.0, 1.0), st.data())
def test_in_between_both_variances_enclose_the_right_one(
    betas: list[float], centre: float, deviation: float, draw: st.DataObject
) -> None:
    t = draw.draw(st.integers(1, len(betas)))
    variances = []
    for kind in ("posterior", "beta"):
        diffusion = Diffusion(betas, kind)
        at = noised(diffusion, t, centre, deviation)
        expected = noised(diffusion, t - 1, centre, deviation)
        mean, variance = one_back(diffusion, best(diffusion, centre, deviation), t, *at)
        assert mean == near(expected[0], 1e-9)
        variances.append(variance)
    assert variances[0] <= expected[1] + 1e-9
    assert t == 1 or expected[1] <= variances[1] + 1e-9


@pytest.mark.parametrize("variance", ["beta", "posterior"])
def test_samples_of_a_normal_distribution_come_out_of_noise(variance: str) -> None:
    diffusion, random = Diffusion(cosine_betas(25), variance), Random(0)
    network = best(diffusion, 2.0, 0.5)
    expected = 0.0, 1.0
    for t in range(25, 0, -1):
        expected = one_back(diffusion, network, t, *expected)
    noise = [[random.gauss()] for _ in range(1000)]
    *_, samples = diffusion.sampling(network, noise, random)
    assert fmean(x for (x,) in samples) == pytest.approx(expected[0], abs=0.05)
    assert pvariance([x for (x,) in samples]) == pytest.approx(expected[1], rel=0.15)
    assert expected == pytest.approx((2.0, 0.25), abs=0.06)  # what 25 steps are short of endlessly many


@given(st.integers(0, 1000))
def test_sampling_shows_every_step(seed: int) -> None:
    diffusion, network, random = Diffusion(cosine_betas(3)), predictor(seed=seed), Random(seed)
    start = [[random.gauss(), random.gauss()] for _ in range(2)]
    path = list(diffusion.sampling(network, start, Random(1)))
    assert len(path) == 4
    assert path[0] == start
    draw = Random(1).normalvariate
    x = start
    for t, found in zip((3, 2, 1), path[1:]):
        noises = [[draw(), draw()] for _ in x]
        x = [[y.data for y in diffusion.previous(a, t, network(a, t), noise)] for a, noise in zip(x, noises)]
        assert found == x
        assert all(type(number) is float for row in found for number in row)


def test_the_last_step_back_adds_no_noise() -> None:
    for variance in ("beta", "posterior"):
        diffusion = Diffusion([0.1, 0.2], variance)
        assert diffusion.previous([1.0], 1, [0.5], [0.0]) == diffusion.previous([1.0], 1, [0.5], [9.0])
        assert diffusion.previous([1.0], 2, [0.5], [0.0]) != diffusion.previous([1.0], 2, [0.5], [9.0])


# what is learned


@given(st.integers(1, 3), st.integers(1, 5), st.integers(0, 1000))
@examples(10)
def test_gradients_of_the_loss(inputs: int, t: int, seed: int) -> None:
    random = Random(seed)
    diffusion, network = Diffusion(cosine_betas(5)), NoisePredictor(inputs, [3], embedding=2, random=random)
    x, noise = ([random.gauss() for _ in range(inputs)] for _ in range(2))
    assert check_gradients(lambda x: diffusion.loss(network, x, t, noise), x, parameters=network.parameters())


def test_who_sees_no_noise_is_off_by_all_of_it() -> None:
    loss = Diffusion([0.1]).loss(lambda x, t: [0.0, 0.0], [1.0, 2.0], 1, [3.0, 4.0])
    assert loss == 12.5


def test_the_best_network_has_the_smallest_loss() -> None:
    diffusion, random = Diffusion(cosine_betas(10)), Random(0)
    known = best(diffusion, 1.0, 0.5)
    others = [known, lambda x, t: [1.1 * e for e in known(x, t)], lambda x, t: [e + 0.1 for e in known(x, t)]]
    draws = [([random.gauss(1.0, 0.5)], random.randint(1, 10), [random.gauss()]) for _ in range(4000)]
    losses = [fmean(diffusion.loss(network, *draw) for draw in draws) for network in others]
    assert losses[0] == min(losses)


@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 8))
def test_an_embedding_is_points_on_circles(s: int, t: int, pairs: int) -> None:
    a, b = time_embedding(s, 2 * pairs), time_embedding(t, 2 * pairs)
    assert sum(x * x for x in a) == near(pairs)
    # how alike two of them are depends on how far apart they are, and on nothing else
    turns = [10_000 ** (-i / pairs) * (s - t) for i in range(pairs)]
    assert sum(x * y for x, y in zip(a, b)) == near(sum(map(cos, turns)), 1e-9)
    assert a[:2] == [sin(s), cos(s)]


def test_every_step_has_an_embedding_of_its_own() -> None:
    rows = [time_embedding(t, 8) for t in range(1, 201)]
    assert min(max(abs(x - y) for x, y in zip(a, b)) for i, a in enumerate(rows) for b in rows[:i]) > 0.05


def test_the_network_sees_the_step() -> None:
    network = predictor()
    assert [y.data for y in network([0.5, 0.5], 1)] != [y.data for y in network([0.5, 0.5], 2)]


# compiled


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_the_compiled_loss_is_the_same(backend: str) -> None:
    pytest.importorskip("numpy")
    pytest.importorskip(backend)
    diffusion, network, random = Diffusion(cosine_betas(6)), predictor(), Random(0)

    def loss(xs: Any, ts: Any, noises: Any) -> Any:
        return mean(vmap(partial(diffusion.loss, network))(xs, ts, noises))

    fast = autograd.compile(loss, backend=backend)
    for _ in range(3):
        xs, noises = ([[random.gauss(), random.gauss()] for _ in range(4)] for _ in range(2))
        ts = [random.randint(1, 6) for _ in range(4)]
        results = []
        for function in (loss, fast):
            network.zero_grad()
            value = function(xs, ts, noises)
            value.backward()
            results.append((value.data, [p.grad for p in network.parameters()]))
        assert results[1][0] == near(results[0][0])
        assert results[1][1] == near(results[0][1])
    assert len(fast.cache.variants) == 1


def test_step_and_noise_are_drawn_anew_compiled_or_not() -> None:
    pytest.importorskip("numpy")
    diffusion, network = Diffusion(cosine_betas(6)), predictor()
    xs = [[0.5, -1.0], [2.0, 0.0], [1.0, 1.0]]

    def losses(seed: int, compiled: bool) -> list[float]:
        draw = partial(diffusion.drawn_loss, network, random=Random(seed))
        both = lambda xs: vmap(draw)(xs)  # noqa: E731
        function = autograd.compile(both) if compiled else both
        return [y.data for _ in range(4) for y in function(xs)]

    eager, fast = losses(1, compiled=False), losses(1, compiled=True)
    assert fast == near(eager)
    assert len(set(fast)) == 12
    assert losses(2, compiled=True) != fast


def test_steps_are_drawn_from_the_first_to_the_last() -> None:
    diffusion, random, seen = Diffusion([0.1, 0.2, 0.3]), Random(0), []
    for _ in range(100):
        diffusion.drawn_loss(lambda x, t: seen.append(t.data) or [Value(0.0)], [1.0], random)
    assert set(seen) == {1, 2, 3}


@pytest.mark.parametrize("compile", [False, True])
def test_a_training_lowers_the_loss(compile: bool) -> None:
    if compile:
        pytest.importorskip("numpy")
    diffusion, network, random = Diffusion(cosine_betas(5)), predictor(), Random(0)
    points = [[2.0, -1.0]] * 8
    history = fit(
        partial(diffusion.drawn_loss, network, random=random),
        lambda losses, _: mean(losses),
        Dataset(points, points),
        steps=60,
        optimizer=Adam(network.parameters(), 0.05),
        progress=False,
        compile=compile,
    )
    assert fmean(history.losses[-10:]) < 0.6 * fmean(history.losses[:10])
    assert compile is False or [history.losses[0], history.losses[-1]] == near(trained_eagerly(), 1e-9)


def trained_eagerly() -> list[float]:
    """The first and the last loss of the same training, each step by hand."""
    diffusion, network, random = Diffusion(cosine_betas(5)), predictor(), Random(0)
    optimizer, losses = Adam(network.parameters(), 0.05), []
    diffusion.drawn_loss(network, [2.0, -1.0], random)  # `fit` looks at one output before it begins
    for _ in range(60):
        optimizer.zero_grad()
        loss = mean(diffusion.drawn_loss(network, [2.0, -1.0], random) for _ in range(8))
        loss.backward()
        optimizer.step()
        losses.append(loss.data)
    return [losses[0], losses[-1]]


def test_compiled_sampling_is_the_same() -> None:
    pytest.importorskip("numpy")
    diffusion, network = Diffusion(cosine_betas(6), "posterior"), predictor()
    start = [[0.5, -1.0], [2.0, 0.0], [1.0, 1.0]]
    ways = [list(diffusion.sampling(network, start, Random(1), compile=compile)) for compile in (False, True)]
    for eager, fast in zip(*ways, strict=True):
        assert [x for row in fast for x in row] == near([x for row in eager for x in row])


# what they say of themselves


def test_a_predictor_says_what_it_is() -> None:
    network = NoisePredictor(2, [8], embedding=4, random=Random(0))
    assert network.formula() == "x, embedded t: 6 → 8 silu → 2 linear"
    assert list(network.state_dict()) == [f"network.layers.{i}.{kind}" for i in (0, 1) for kind in ("weight", "bias")]
    assert {node.info.scope[0] for node in topological_order(*network([0.1, 0.2], Value(3.0))) if node.info.scope} == {
        "MLP",
        "time embedding",
    }


def test_the_noise_in_one_number_is_a_list_too() -> None:
    assert len(predictor(inputs=1)([0.5], 1)) == 1


TWO = Diffusion([0.1, 0.2])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Diffusion([]), "no betas came; give one for each step"),
        (lambda: Diffusion([0.1, 1.0]), "beta = 1.0 of step 2 is not a share; give one above 0 and below 1"),
        (lambda: Diffusion([0.0]), "beta = 0.0 of step 1 is not a share"),
        (lambda: Diffusion([0.1], "gamma"), "no variance is called 'gamma'; known are"),
        (lambda: linear_betas(20), "the last of 20 steps would be all noise; give 21 or more"),
        (lambda: cosine_betas(0), "0 steps came; give at least 1"),
        (lambda: cosine_betas(5, 1.0), "largest = 1.0 is not a share; give one above 0 and below 1"),
        (lambda: TWO.noised([1.0], 0, [1.0]), "t is 0, but the steps are numbered from 1 to 2; give one of them"),
        (lambda: TWO.noised([1.0], 3, [1.0]), "t is 3, but the steps are numbered from 1 to 2"),
        (lambda: TWO.stepped([1.0], -1, [1.0]), "t is -1, but the steps are numbered"),
        (lambda: TWO.previous([1.0], 1.0, [1.0], [1.0]), r"t is 1\.0, but the steps are numbered"),
        (lambda: TWO.noised([1.0, 2.0], 1, [1.0]), "2 numbers in x, but 1 of noise; give as many of each"),
        (lambda: TWO.previous([1.0], 1, [1.0, 2.0], [1.0]), "1 number in x, but 2 of noise"),
        (lambda: TWO.loss(lambda x, t: [0.0], [1.0, 2.0], 1, [1.0, 2.0]), "1 output and 2 targets came"),
        (lambda: predictor()([1.0], 1), "NoisePredictor: 2 inputs expected, but 1 came"),
        (lambda: time_embedding(1, 3), "3 numbers are not pairs of a sine and a cosine"),
        (lambda: NoisePredictor(2, [4], "sulu"), "no activation is called 'sulu'"),
    ],
)
def test_errors_say_what_to_do(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_a_step_that_is_not_there_is_refused_by_a_program_too() -> None:
    pytest.importorskip("numpy")
    fast = autograd.compile(lambda x, t: TWO.noised(x, t, [1.0]))
    assert fast([Value(1.0)], 2)[0].data == near(TWO.noised([1.0], 2, [1.0])[0])
    for t in (0, 3):
        with pytest.raises(ValueError, match="steps are numbered from 1 to 2"):
            fast([Value(1.0)], t)


def test_a_seed_is_not_a_generator() -> None:
    with pytest.raises(TypeError, match=r"write random=random\.Random\(3\)"):
        TWO.drawn_loss(predictor(), [1.0, 2.0], 3)  # type: ignore[arg-type]
