"""Generative adversarial networks: their losses, who is moved by which, the two players in turn, compiled and not."""

import math
from collections.abc import Callable
from itertools import pairwise
from random import Random
from statistics import fmean, pstdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, check_gradients, grad, softplus, topological_order
from autograd.transforms.tree import leaves
from nn import GAN, MLP, SGD, Adam, alternating, discriminator_loss, generator_loss
from tests.examples import examples

logits = st.lists(st.floats(-30.0, 30.0), min_size=1, max_size=5)
REAL = [[1.0, 0.5], [0.8, -0.2], [1.2, 0.1]]


def small(seed: int = 0, noise: int = 2, sample: int = 2) -> GAN:
    random = Random(seed)
    generator, discriminator = MLP(noise, [4, sample], random=random), MLP(sample, [4, 1], random=random)
    return GAN(generator, discriminator, noise, random=random)


def gradients(module: Any) -> list[float]:
    return [p.grad for p in module.parameters()]


def numbers(module: Any) -> list[float]:
    return [p.data for p in module.parameters()]


def zeroed(gan: GAN) -> GAN:
    gan.zero_grad()
    return gan


# the losses


@given(logits, logits)
def test_the_losses_are_their_formulas(real: list[float], fake: list[float]) -> None:
    def surprise(z: float) -> float:
        return math.log1p(math.exp(-z))

    expected = fmean(map(surprise, real)) + fmean(surprise(-z) for z in fake)
    assert discriminator_loss(real, fake) == pytest.approx(expected, rel=1e-12)
    assert generator_loss(fake) == pytest.approx(fmean(map(surprise, fake)), rel=1e-12)


def test_a_discriminator_that_cannot_tell_has_twice_the_loss_of_a_coin() -> None:
    assert discriminator_loss([0.0] * 3, [0.0] * 2) == pytest.approx(2 * math.log(2), rel=1e-15)
    assert generator_loss([0.0] * 2) == pytest.approx(math.log(2), rel=1e-15)


@given(st.integers(1, 5), st.integers(1, 5))
def test_the_best_discriminator_says_how_many_times_more_often_a_sample_is_real(reals: int, fakes: int) -> None:
    """Where p real samples and q fake ones look the same, its best logit is log(p / q): there the slope is 0."""
    best = math.log(reals / fakes)
    elsewhere = [0.0] * 10
    slope = grad(lambda z: discriminator_loss([z] * reals + elsewhere[reals:], [z] * fakes + elsewhere[fakes:]))
    assert slope(best) == pytest.approx(0.0, abs=1e-15)
    assert slope(best + 0.1) > 0 > slope(best - 0.1)


def test_the_generator_learns_most_where_it_fails_most() -> None:
    assert grad(lambda z: generator_loss([z]))(-30.0) == pytest.approx(-1.0, rel=1e-9)
    assert abs(grad(lambda z: -softplus(z))(-30.0)) < 1e-12, "the loss of the first idea, log(1 − D), is flat there"


# who is moved by which


def test_the_loss_of_the_discriminator_does_not_reach_the_generator() -> None:
    gan = zeroed(small())
    gan.discriminator_loss(REAL, gan.noises(3)).backward()
    assert any(gradients(gan.discriminator))
    assert not any(gradients(gan.generator))


def test_the_loss_of_the_generator_reaches_it_through_the_discriminator() -> None:
    gan = zeroed(small())
    gan.generator_loss(gan.noises(3)).backward()
    assert any(gradients(gan.generator))


@examples(10)
@given(st.integers(1, 2), st.integers(1, 3), st.integers())
def test_gradients_are_slopes(noise: int, sample: int, seed: int) -> None:
    gan = small(seed, noise, sample)
    real, noises = [[0.3 * i for i in range(sample)]] * 2, gan.noises(2)
    discriminator, generator = gan.discriminator.parameters(), gan.generator.parameters()
    assert check_gradients(lambda: gan.discriminator_loss(real, noises), parameters=discriminator)
    assert check_gradients(lambda: gan.generator_loss(noises), parameters=generator)


def test_it_is_its_generator_and_names_its_parts() -> None:
    gan = small()
    noise = gan.noises(1)[0]
    assert [y.data for y in gan(noise)] == [y.data for y in gan.generator(noise)]
    assert {name.partition(".")[0] for name in gan.state_dict()} == {"generator", "discriminator"}
    nodes = topological_order(gan.generator_loss([noise]))
    outermost = {node.info.scope[0] for node in nodes if node.operation is not None}
    assert outermost == {"generator", "discriminator", "generator loss"}
    assert gan.formula() == "discriminator(generator(noise)) against discriminator(x)"


def test_noise_is_standard_normal_fresh_and_repeatable() -> None:
    gan, twin = small(5), small(5)
    first = gan.noises(2000)
    assert first == twin.noises(2000)
    assert first != gan.noises(2000)
    drawn = list(leaves(first))
    assert len(drawn) == 4000
    assert fmean(drawn) == pytest.approx(0.0, abs=5 / math.sqrt(4000))
    assert pstdev(drawn) == pytest.approx(1.0, rel=0.06)


# in turn


def trained(compile: bool, steps: int = 12) -> tuple[list[tuple[float, float]], GAN, list[Any]]:
    gan = small(3)
    optimizers = [Adam(gan.discriminator.parameters(), 0.02), Adam(gan.generator.parameters(), 0.01)]
    with alternating(gan, *optimizers, compile=compile) as step:
        losses = [step(REAL) for _ in range(steps)]
    return losses, gan, [optimizer.state_dict() for optimizer in optimizers]


def test_compiled_is_eager() -> None:
    pytest.importorskip("numpy")
    eager, compiled = trained(compile=False), trained(compile=True)
    assert list(leaves(compiled[0])) == pytest.approx(list(leaves(eager[0])), rel=1e-11)
    assert numbers(compiled[1]) == pytest.approx(numbers(eager[1]), rel=1e-9, abs=1e-11)
    assert list(leaves(compiled[2])) == pytest.approx(list(leaves(eager[2])), rel=1e-8, abs=1e-11)


@pytest.mark.parametrize("name", ["discriminator", "generator"])
def test_one_loss_compiled_is_eager(name: str) -> None:
    pytest.importorskip("numpy")
    gan = small(1)
    inputs = (REAL, gan.noises(3)) if name == "discriminator" else (gan.noises(3),)
    loss = gan.discriminator_loss if name == "discriminator" else gan.generator_loss
    results = []
    for function in (loss, autograd.compile(loss)):
        value = function(*inputs)
        zeroed(gan)
        value.backward()
        results.append([value.data, *gradients(gan)])
    assert results[1] == pytest.approx(results[0], rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("compile", [False, True])
def test_the_discriminator_moves_first_and_the_generator_meets_the_moved_one(compile: bool) -> None:
    if compile:
        pytest.importorskip("numpy")
    gan, twin = small(2), small(2)
    with alternating(
        gan, SGD(gan.discriminator.parameters(), 0.5), SGD(gan.generator.parameters(), 0.3), compile=compile
    ) as step:
        losses = step(REAL)
    first = zeroed(twin).discriminator_loss(REAL, twin.noises(3))
    first.backward()
    for p in twin.discriminator.parameters():
        p.data -= 0.5 * p.grad
    second = zeroed(twin).generator_loss(twin.noises(3))
    second.backward()
    for p in twin.generator.parameters():
        p.data -= 0.3 * p.grad
    assert losses == pytest.approx((first.data, second.data), rel=1e-12)
    assert numbers(gan) == pytest.approx(numbers(twin), rel=1e-12)


def test_between_two_steps_the_parameters_can_be_looked_at() -> None:
    pytest.importorskip("numpy")
    gan = small(4)
    with alternating(
        gan, Adam(gan.discriminator.parameters(), 0.01), Adam(gan.generator.parameters(), 0.01), compile=True
    ) as step:
        seen = [numbers(gan)]
        for _ in range(2):
            step(REAL)
            seen.append(numbers(gan))
    assert all(a != b for before, after in pairwise(seen) for a, b in zip(before, after))
    assert numbers(gan) == seen[-1]


def test_it_learns_where_the_samples_are() -> None:
    pytest.importorskip("numpy")
    random = Random(0)
    gan = GAN(MLP(1, [8, 1], random=random), MLP(1, [8, 1], random=random), 1, random=random)
    before = fmean(gan(noise).data for noise in gan.noises(200))
    optimizers = [Adam(part.parameters(), 0.01, betas=(0.5, 0.999)) for part in (gan.discriminator, gan.generator)]
    with alternating(gan, *optimizers, compile=True) as step:
        for _ in range(500):
            step([[random.gauss(3.0, 0.5)] for _ in range(16)])
    after = fmean(gan(noise).data for noise in gan.noises(200))
    assert abs(before - 3.0) > 1.5
    assert abs(after - 3.0) < 0.5


# errors


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: discriminator_loss([], [1.0]), "discriminator_loss: 0 real and 1 fake logits came"),
        (lambda: discriminator_loss([1.0], []), "discriminator_loss: 1 real and 0 fake logits came"),
        (lambda: generator_loss([]), "generator_loss: no logits came"),
        (lambda: GAN(MLP(1, [1]), MLP(1, [1]), 0), "noise = 0"),
        (lambda: small()([1.0]), "generator, MLP, layer 1: 2 inputs expected, but 1 came"),
        (lambda: small().discriminator_loss([[1.0]], [[0.0, 0.0]]), "discriminator, MLP, layer 1: 2 inputs expected"),
    ],
)
def test_errors_say_what_came(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_each_optimiser_moves_its_own_player() -> None:
    gan = small()
    all_, own = Adam(gan.parameters(), 0.01), Adam(gan.generator.parameters(), 0.01)
    with (
        pytest.raises(ValueError, match=r"discriminator_optimizer .* write Adam\(gan.discriminator.parameters\(\)"),
        alternating(gan, all_, own),
    ):
        pass
    with (
        pytest.raises(ValueError, match="generator_optimizer moves parameters that are not those of the generator"),
        alternating(gan, Adam(gan.discriminator.parameters(), 0.01), all_),
    ):
        pass


def test_a_seed_is_no_generator() -> None:
    with pytest.raises(TypeError, match=r"random=random.Random\(1\)"):
        GAN(MLP(1, [1]), MLP(1, [1]), 1, random=1)  # type: ignore[arg-type]


def test_a_planted_swap_would_be_noticed() -> None:
    """The formulas tell the two losses apart, and the sign of each of their parts."""
    real, fake = [2.0, 1.0], [-1.0, 0.5]
    losses = {
        discriminator_loss(real, fake),
        discriminator_loss(fake, real),
        generator_loss(fake),
        generator_loss(real),
    }
    assert len(losses) == 4
    assert isinstance(generator_loss([Value(1.0)]), Value)
