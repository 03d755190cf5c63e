"""Diffusion: noise is mixed into data step by step, and a network learns to take it out again.

Ho, Jain and Abbeel, "Denoising Diffusion Probabilistic Models", 2020; the numbers of the formulas are theirs, and so
are the letters: x₀ is a sample of the data, x_t the same after t of T steps, ε noise, each of whose numbers is
standard normal;

    x_t = √(1 − β_t) · x_{t−1} + √β_t · ε        α_t = 1 − β_t        ᾱ_t = α₁ · α₂ · … · α_t

A sample is a list of numbers. Steps are counted from 1 to T, as in the paper.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate, pairwise
from math import pi
from operator import mul
from random import Random
from typing import Any

import autograd
from autograd import cos, no_grad, sample, scope, sin, sqrt, take, vmap
from autograd.operation import Scalar, count
from autograd.transforms.tree import mapped
from autograd.value import data_of
from nn.activations import Activation
from nn.init import SHARED, Initialiser
from nn.losses import mean_squared_error
from nn.module import Module
from nn.neuron import MLP, Inputs, nodes, require_widths
from nn.validation import backend_named, generator, is_index, require

Numbers = Sequence[Scalar]
Network = Callable[[Any, Any], Numbers]  # from x_t and t to a prediction of the noise in x_t, as many numbers
VARIANCES = ("beta", "posterior")


def linear_betas(steps: int) -> list[float]:
    """Return β₁ … β_T along a line: for 1000 steps from 0.0001 to 0.02, as in the paper; for fewer, larger ones.

    A ValueError says if there are fewer than 21 steps, because the last β would be 1 or more.

    >>> from nn import linear_betas
    >>> betas = linear_betas(1000)
    >>> len(betas), betas[0], betas[-1]
    (1000, 0.0001, 0.02)
    """
    require(steps > 20, f"linear_betas: the last of {count(steps, 'step')} would be all noise; give 21 or more")
    first, last = 0.1 / steps, 20.0 / steps
    return [first + (last - first) * i / (steps - 1) for i in range(steps)]


def cosine_betas(steps: int, largest: float = 0.999) -> list[float]:
    """Return β₁ … β_T for which ᾱ_t falls as the square of a cosine, gently at both ends.

    steps     T, how many there are
    largest   no β is above it, because a step back multiplies the error of the network by 1 / √(1 − β)

    A ValueError says if steps or largest are out of range. Source: Nichol and Dhariwal, "Improved denoising diffusion
    probabilistic models", 2021.

    >>> from nn import cosine_betas
    >>> betas = cosine_betas(50)
    >>> len(betas), betas == sorted(betas), betas[-1]
    (50, True, 0.999)
    """
    require(steps > 0, f"cosine_betas: {count(steps, 'step')} came; give at least 1")
    require(0 < largest < 1, f"cosine_betas: largest = {largest} is not a share; give one above 0 and below 1")
    wave = [cos((t / steps + 0.008) / 1.008 * pi / 2) ** 2 for t in range(steps + 1)]
    return [min(1.0 - after / before, largest) for before, after in pairwise(wave)]


class Diffusion:
    """The steps from data to noise, and back again with a network that predicts the noise.

    betas      β₁ … β_T: the share of the variance that each step replaces by noise, above 0 and below 1
    variance   σ_t², the variance of the noise that a step back adds: "beta" is β_t, right where the data are standard
               normal; "posterior" is β_t · (1 − ᾱ_{t−1}) / (1 − ᾱ_t), right where they are a single point (section
               3.2). The last step back adds none

    A ValueError names a β or variance that does not fit.

    >>> from nn import Diffusion
    >>> diffusion = Diffusion([0.36, 0.36])
    >>> [round(x, 6) for x in diffusion.stepped([1.0], 1, noise=[0.5])]  # √0.64 · 1.0 + √0.36 · 0.5
    [1.1]
    """

    def __init__(self, betas: Sequence[float], variance: str = "beta") -> None:
        require(len(betas) > 0, "Diffusion: no betas came; give one for each step, such as cosine_betas(50)")
        for t, beta in enumerate(betas, start=1):
            require(
                0 < beta < 1, f"Diffusion: beta = {beta!r} of step {t} is not a share; give one above 0 and below 1"
            )
        require(variance in VARIANCES, f"Diffusion: no variance is called {variance!r}; known are {VARIANCES}")
        self.steps = len(betas)
        # each list begins with a step 0, so that its indices are those of the formulas
        self.betas = [0.0, *betas]
        self.alphas = [1.0 - beta for beta in self.betas]
        self.alpha_bars = list(accumulate(self.alphas, mul))
        self.variances = [0.0, 0.0, *self.betas[2:]]
        if variance == "posterior":
            ratios = [(1.0 - before) / (1.0 - after) for before, after in pairwise(self.alpha_bars)]
            self.variances = [0.0, *map(mul, ratios, betas)]

    def stepped(self, x: Numbers, t: Any, noise: Numbers) -> list[Scalar]:
        """Return x_t from x_{t−1}: √(1 − β_t) · x + √β_t · noise. Formula 2."""
        (beta,) = self.of_step(t, self.betas)
        return combination(sqrt(1.0 - beta), x, sqrt(beta), noise)

    def noised(self, x: Numbers, t: Any, noise: Numbers) -> list[Scalar]:
        """Return x_t from x₀, all t steps at once: √ᾱ_t · x + √(1 − ᾱ_t) · noise. Formula 4."""
        (alpha_bar,) = self.of_step(t, self.alpha_bars)
        return combination(sqrt(alpha_bar), x, sqrt(1.0 - alpha_bar), noise)

    def original(self, x: Numbers, t: Any, noise: Numbers) -> list[Scalar]:
        """Return x₀ from x_t and the noise in it: (x − √(1 − ᾱ_t) · noise) / √ᾱ_t. Formula 15."""
        (alpha_bar,) = self.of_step(t, self.alpha_bars)
        return combination(1.0 / sqrt(alpha_bar), x, -sqrt((1.0 - alpha_bar) / alpha_bar), noise)

    def previous(self, x: Numbers, t: Any, seen: Numbers, noise: Numbers) -> list[Scalar]:
        """Return x_{t−1} from x_t: (x − β_t / √(1 − ᾱ_t) · seen) / √α_t + σ_t · noise. Formula 11.

        x       x_t
        t       the step
        seen    the noise that the network sees in x
        noise   fresh noise
        """
        beta, alpha, alpha_bar, variance = self.of_step(t, self.betas, self.alphas, self.alpha_bars, self.variances)
        mean = combination(1.0 / sqrt(alpha), x, -beta / sqrt((1.0 - alpha_bar) * alpha), seen)
        return combination(1.0, mean, sqrt(variance), noise)

    def loss(self, network: Network, x: Numbers, t: Any, noise: Numbers) -> Scalar:
        """Return the mean of (noise − seen)², where `seen` is what the network sees in x_t. Formula 14.

        network   predicts the noise in x_t, given x_t and t
        x         x₀
        t         how many steps of noise to add
        noise     the noise
        """
        return mean_squared_error(network(self.noised(x, t, noise), t), noise)

    def drawn_loss(self, network: Network, x: Numbers, random: Random) -> Scalar:
        """Return the loss for a step and noise drawn anew at each call, compiled or not. Algorithm 1.

        network   predicts the noise in x_t, given x_t and t
        x         x₀
        random    the generator that draws
        """
        t = sample(partial(generator(random).randint, 1, self.steps))
        return self.loss(network, x, t, [sample(random.normalvariate) for _ in x])

    def sampling(
        self, network: Network, x: Sequence[Sequence[float]], random: Random, compile: bool | str = False
    ) -> Iterator[list[list[float]]]:
        """Yield samples on their way out of the noise: x_T, then all of them after each step, down to x₀. Algorithm 2.

        network   predicts the noise in x_t, given x_t and t
        x         the samples x_T, each a list of standard normal numbers
        random    the generator of the noise that the steps add
        compile   True: the steps run as tensor programs (`autograd.compile`), equal up to rounding; or a backend's name
        """
        step_back = vmap(lambda x, t, noise: self.previous(x, t, network(x, t), noise))
        if compile:
            step_back = autograd.compile(step_back, backend=backend_named(compile))
        draw = generator(random).normalvariate
        samples = [list(each) for each in x]
        yield samples
        for t in range(self.steps, 0, -1):
            noise = [[draw() for _ in each] for each in samples]
            with no_grad():
                samples = mapped(data_of, step_back(samples, [t] * len(samples), noise))
            yield samples

    def of_step(self, t: Any, *lists: list[float]) -> list[Any]:
        """Return the numbers of step t from each list."""
        require(
            is_index(t, 1, self.steps),
            f"Diffusion: t is {t!r}, but the steps are numbered from 1 to {self.steps}; give one of them",
        )
        return [take(numbers, t) for numbers in lists]


def combination(a: Scalar, x: Numbers, b: Scalar, y: Numbers) -> list[Scalar]:
    """Return a · x + b · y, number by number."""
    require(len(x) == len(y), f"Diffusion: {count(len(x), 'number')} in x, but {len(y)} of noise; give as many of each")
    return [a * p + b * q for p, q in zip(x, y)]


def time_embedding(t: Any, size: int) -> list[Scalar]:
    """Return a step as `size` numbers from −1 to 1: sines and cosines with wavelengths from 6 to at most 60,000 steps.

    They are sin(ω t), cos(ω t) for ω = 10000^(−2i / size), i = 0, 1, …, as the positions in Vaswani and others, 2017.
    """
    require(size > 0 and size % 2 == 0, f"time_embedding: {size} numbers are not pairs of a sine and a cosine; give 16")
    angles = [t * 10_000.0 ** (-2 * i / size) for i in range(size // 2)]
    return [wave(angle) for angle in angles for wave in (sin, cos)]


class NoisePredictor(Module):
    """A network that predicts the noise in x after t steps: a multi-layer perceptron that sees x and an embedding of t.

    inputs       how many numbers a sample has
    widths       how many neurons each hidden layer has
    activation   of the hidden layers, as for `MLP`
    embedding    how many numbers describe the step, an even number
    random, initializer   as for `Layer`

    A call takes x and t and returns as many numbers as x has.

    >>> from random import Random
    >>> from nn import NoisePredictor
    >>> predictor = NoisePredictor(2, [8], random=Random(0))
    >>> len(predictor([0.5, -0.5], 3))
    2
    """

    names_parts = False

    def __init__(
        self,
        inputs: int,
        widths: Sequence[int],
        activation: str | Activation | None = "silu",
        *,
        embedding: int = 16,
        random: Random = SHARED,
        initializer: str | Initialiser = "xavier_uniform",
    ) -> None:
        self.inputs, self.embedding = inputs, embedding
        widths = require_widths(widths, "NoisePredictor", f"NoisePredictor({inputs}, [64, 64])") if widths else []
        sizes = inputs + embedding, [*widths, inputs]
        self.network = MLP(*sizes, activation, random=random, initializer=initializer)

    def __call__(self, x: Inputs, t: Any) -> list[Scalar]:
        x = nodes(x, self, self.inputs)
        with scope("time embedding"):
            embedded = time_embedding(t, self.embedding)
        noise = self.network([*x, *embedded])
        return noise if self.inputs > 1 else [noise]

    def formula(self) -> str:
        return f"x, embedded t: {self.network.formula()}"
