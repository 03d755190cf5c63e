"""Autoencoders: what they compute, where their noise comes from, the bound they train on, compiled and not."""

import math
from collections.abc import Callable
from random import Random
from statistics import fmean, pstdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, check_gradients, no_grad, sigmoid, topological_order, vmap
from autograd.transforms.tree import leaves
from nn import (
    MLP,
    Adam,
    Autoencoder,
    Dataset,
    Reconstruction,
    VariationalAutoencoder,
    elbo_terms,
    fit,
    gaussian_kl_divergence,
    load,
    mean_squared_error,
    negative_elbo,
    predict,
    save,
)
from tests.examples import examples

sizes = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 2))  # inputs, hidden, latent
IMAGES = [[0.0, 1.0, 0.5], [1.0, 0.0, 0.25], [0.5, 0.5, 1.0], [1.0, 1.0, 0.0]]


def plain_one(inputs: int = 3, hidden: int = 4, latent: int = 2, seed: int = 0) -> Autoencoder:
    random = Random(seed)
    return Autoencoder(MLP(inputs, [hidden, latent], random=random), MLP(latent, [hidden, inputs], random=random))


def variational(inputs: int = 3, hidden: int = 4, latent: int = 2, seed: int = 0) -> VariationalAutoencoder:
    random = Random(seed)
    encoder, decoder = MLP(inputs, [hidden, 2 * latent], random=random), MLP(latent, [hidden, inputs], random=random)
    return VariationalAutoencoder(encoder, decoder, random=random)


class Noise(Random):
    """Noise that is known beforehand."""

    def __init__(self, numbers: list[float]) -> None:
        self.numbers = iter(numbers)

    def normalvariate(self, mu: float = 0.0, sigma: float = 1.0) -> float:
        return mu + sigma * next(self.numbers)


def numbers(nested: Any) -> list[float]:
    return [x.data for x in leaves(nested)]


# the plain one


@given(sizes, st.integers())
def test_it_decodes_what_it_encodes(size: tuple[int, int, int], seed: int) -> None:
    model = plain_one(*size, seed)
    x = [0.5 - i for i in range(size[0])]
    assert numbers(model(x)) == numbers(model.decoder(model.encoder(x))) == numbers(model.decode(model.encode(x)))
    assert len(numbers(model.encode(x))) == size[2]
    assert len(numbers(model(x))) == size[0]


@examples(10)
@given(sizes, st.integers())
def test_its_gradients_are_slopes(size: tuple[int, int, int], seed: int) -> None:
    model = plain_one(*size, seed)
    x = [0.7 - i for i in range(size[0])]
    assert check_gradients(lambda: mean_squared_error(model(x), x), parameters=model.parameters())


def test_a_linear_one_finds_the_line_that_the_data_lie_on() -> None:
    data = [[t, 2.0 * t, -t] for t in (-1.0, -0.5, 0.25, 1.0)]
    model = Autoencoder(MLP(3, [1], random=Random(1)), MLP(1, [3], random=Random(2)))
    fit(
        model,
        mean_squared_error,
        Dataset(data, data),
        steps=300,
        optimizer=Adam(model.parameters(), 0.05),
        progress=False,
    )
    assert max(abs(a - b) for x in data for a, b in zip(numbers(model(x)), x)) < 1e-3


def test_weights_have_the_names_of_their_parts_and_go_through_a_file(tmp_path: Any) -> None:
    model = variational()
    assert list(model.state_dict())[::2] == [
        f"{part}.layers.{i}.weight" for part in ("encoder", "decoder") for i in (0, 1)
    ]
    save(model, tmp_path / "model.safetensors")
    assert load(variational(seed=1), tmp_path / "model.safetensors").state_dict() == model.state_dict()


def test_formulas() -> None:
    assert plain_one().formula() == "decoder(encoder(x))"
    assert variational().formula() == "decoder(μ + σ · noise), where (μ, log σ²) = encoder(x)"


def test_parts_are_drawn_apart() -> None:
    x = [0.0, 1.0, 0.5]
    nodes = topological_order(negative_elbo([variational()(x)], [x]))
    outermost = {node.info.scope[0] for node in nodes if node.operation is not None}
    assert outermost == {"encoder", "sample", "decoder", "negative ELBO"}


# the noise in the middle


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3)), min_size=1, max_size=3))
def test_a_code_is_mean_plus_deviation_times_noise(rows: list[tuple[float, float, float]]) -> None:
    means, log_variances, noise = (list(column) for column in zip(*rows))
    model = VariationalAutoencoder(MLP(1, [2]), MLP(1, [1]), random=Noise(noise))
    mu, v = list(map(Value, means)), list(map(Value, log_variances))
    code = model.sample(mu, v)
    expected = [m + math.exp(v / 2) * e for m, v, e in rows]
    assert numbers(code) == pytest.approx(expected, rel=1e-13, abs=1e-13)
    sum(code).backward()
    assert [m.grad for m in mu] == [1.0] * len(rows)
    assert [x.grad for x in v] == pytest.approx([math.exp(v / 2) * e / 2 for _, v, e in rows], rel=1e-12, abs=1e-13)


def test_the_encoder_gives_the_means_first() -> None:
    model = variational(latent=2)
    means, log_variances = model.encode(IMAGES[0])
    assert numbers([*means, *log_variances]) == numbers(model.encoder(IMAGES[0]))
    assert numbers(model(IMAGES[0])[1:]) == numbers([means, log_variances])


def test_codes_are_spread_as_the_encoder_says() -> None:
    model = VariationalAutoencoder(MLP(1, [2]), MLP(1, [1]), random=Random(0))
    with no_grad():
        codes = [model.sample([Value(3.0)], [Value(2.0 * math.log(0.5))])[0].data for _ in range(10_000)]
    assert fmean(codes) == pytest.approx(3.0, abs=5 * 0.5 / 100)
    assert pstdev(codes) == pytest.approx(0.5, rel=0.05)


def test_noise_is_new_at_each_call_and_comes_from_the_generator() -> None:
    first, second, other = (variational(seed=0) for _ in range(3))
    other.random = Random(99)
    x = IMAGES[0]
    assert numbers(first(x).logits) == numbers(second(x).logits) != numbers(other(x).logits)
    assert numbers(first(x).logits) != numbers(first(x).logits)
    assert first(x).means != first(x).logits


@examples(10)
@given(sizes, st.integers(0, 10**6))
def test_gradients_flow_past_the_noise(size: tuple[int, int, int], seed: int) -> None:
    model = variational(*size, seed)
    x = [0.2 + 0.3 * i for i in range(size[0])]

    def loss() -> Value:
        model.random = Random(seed)  # the same noise each time
        return negative_elbo([model(x)], [x])

    assert check_gradients(loss, parameters=model.parameters())


# the bound


@given(sizes, st.integers(), st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3))
def test_the_terms_are_their_formulas(size: tuple[int, int, int], seed: int, pixels: list[float]) -> None:
    output, x = variational(*size, seed)(pixels[: size[0]]), pixels[: size[0]]
    loss, divergence = elbo_terms([output], [x])
    shares = [sigmoid(z.data) for z in output.logits]
    expected = -sum(t * math.log(p) + (1 - t) * math.log1p(-p) for t, p in zip(x, shares))
    assert loss.data == pytest.approx(expected, rel=1e-9)
    assert divergence.data == gaussian_kl_divergence(output.means, output.log_variances).data
    assert negative_elbo([output], [x]).data == loss.data + divergence.data


def test_the_terms_of_several_samples_are_means() -> None:
    outputs = [variational()(x) for x in IMAGES]
    single = [[term.data for term in elbo_terms([output], [x])] for output, x in zip(outputs, IMAGES)]
    together = [term.data for term in elbo_terms(outputs, IMAGES)]
    assert together == pytest.approx([fmean(column) for column in zip(*single)], rel=1e-14)


def normal(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


GRID = [i / 10 for i in range(-80, 81)]  # beyond 8 the normal density is nothing


@examples(25)
@given(st.integers(0, 10**6), st.lists(st.sampled_from([0.0, 1.0]), min_size=2, max_size=2))
def test_the_bound_holds(seed: int, x: list[float]) -> None:
    """−ELBO, in expectation, is never below −log p(x), which with one latent number can be integrated."""
    model = variational(inputs=2, hidden=2, latent=1, seed=seed)

    def surprise(z: float) -> float:
        return sum(
            math.log1p(math.exp(-y)) if t else math.log1p(math.exp(y)) for y, t in zip(numbers(model.decode([z])), x)
        )

    with no_grad():
        means, log_variances = model.encode(x)
        mu, deviation = means[0].data, math.exp(log_variances[0].data / 2)
        evidence = sum(normal(z) * math.exp(-surprise(z)) for z in GRID) / 10
        expected = sum(normal(e) * surprise(mu + deviation * e) for e in GRID) / 10
        bound = expected + gaussian_kl_divergence(means, log_variances).data
    assert bound >= -math.log(evidence) - 1e-9


def test_the_bound_is_reached_where_the_code_says_nothing() -> None:
    """A decoder that does not listen, an encoder that says nothing: then −ELBO is −log p(x)."""
    model = variational(inputs=2, hidden=2, latent=1)
    for p in model.parameters():
        p.data = 0.0
    model.decoder.layers[1].neurons[0].bias.data = 1.5
    evidence = sigmoid(1.5) * 0.5
    assert negative_elbo([model([1.0, 0.0])], [[1.0, 0.0]]).data == pytest.approx(-math.log(evidence), rel=1e-14)


# compiled


def test_compiled_is_eager() -> None:
    numpy = pytest.importorskip("numpy")
    eager, compiled = variational(seed=3), variational(seed=3)
    plain = negative_elbo([eager(x) for x in IMAGES], IMAGES)
    fast = autograd.compile(lambda images: negative_elbo(vmap(compiled)(images), images))(IMAGES)
    plain.backward()
    fast.backward()
    assert fast.data == pytest.approx(plain.data, rel=1e-13)
    found, expected = ([p.grad for p in model.parameters()] for model in (compiled, eager))
    assert numpy.allclose(found, expected, rtol=1e-12, atol=1e-14)


def test_a_program_draws_its_noise_anew() -> None:
    pytest.importorskip("numpy")
    model = variational(seed=1)
    fast = autograd.compile(lambda x: model(x).logits[0])
    twin = variational(seed=1)
    found = [fast(IMAGES[0]).data for _ in range(5)]
    assert found == pytest.approx([twin(IMAGES[0]).logits[0].data for _ in range(5)], rel=1e-13)
    assert len(set(found)) == 5
    assert sum(map(len, fast.cache.variants.values())) == 1, "and is not traced again for it"


@pytest.mark.parametrize("kind", ["plain", "variational"])
def test_fit_does_the_same_compiled(kind: str) -> None:
    pytest.importorskip("numpy")
    histories, ends = [], []
    for compile in (False, True):
        model: Autoencoder = plain_one() if kind == "plain" else variational()
        loss: Callable[..., Value] = mean_squared_error if kind == "plain" else negative_elbo
        optimizer = Adam(model.parameters(), 0.01)
        options = {"steps": 20, "batch_size": 3, "optimizer": optimizer, "progress": False, "compile": compile}
        histories.append(fit(model, loss, Dataset(IMAGES, IMAGES), **options).losses)
        ends.append([p.data for p in model.parameters()])
    assert histories[1] == pytest.approx(histories[0], rel=1e-10)
    assert ends[1] == pytest.approx(ends[0], rel=1e-9, abs=1e-11)


def test_in_use_it_gives_its_parts_too() -> None:
    (output,) = predict(variational(), IMAGES[:1])
    assert isinstance(output, Reconstruction)
    assert [len(part) for part in output] == [3, 2, 2]


# errors


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: VariationalAutoencoder(MLP(3, [3]), MLP(1, [3]))([0.0, 0.0, 0.0]),
            "the encoder gives 3 numbers, but it has to give a mean and a log-variance for each number of the code; "
            "give it 4 outputs for a code of 2",
        ),
        (
            lambda: VariationalAutoencoder(MLP(3, [1]), MLP(1, [3]))([0.0, 0.0, 0.0]),
            "the encoder gives 1 number, .* give it 2 outputs for a code of 1",
        ),
        (
            lambda: Autoencoder(MLP(3, [2]), MLP(1, [3]))([0.0, 0.0, 0.0]),
            "decoder, MLP, layer 1: 1 input expected, but 2 came",
        ),
        (lambda: elbo_terms([], []), "elbo_terms: 0 outputs and 0 targets came"),
        (lambda: negative_elbo([variational()(IMAGES[0])], IMAGES), "elbo_terms: 1 output and 4 targets came"),
        (lambda: negative_elbo([variational()(IMAGES[0])], [[0.5]]), "elbo_terms: 1 pixel came for 3 logits"),
        (
            lambda: negative_elbo([variational()(IMAGES[0])], [[0.5, 2.0, 0.0]]),
            "a pixel lies from 0 to 1, but 2.0 came",
        ),
    ],
)
def test_errors_say_what_came(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_a_seed_is_no_generator() -> None:
    with pytest.raises(TypeError, match=r"random=random.Random\(1\)"):
        VariationalAutoencoder(MLP(1, [2]), MLP(1, [1]), random=1)  # type: ignore[arg-type]
