"""Two networks against each other: a generator makes samples from noise, a discriminator tells them from real ones.

Goodfellow and others, "Generative adversarial nets", 2014.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import Any

import autograd
from autograd import Value, mean, scope, softplus, vmap
from autograd.operation import Scalar
from autograd.transforms.tree import leaves, mapped
from nn.init import SHARED
from nn.module import Module, tensors_in
from nn.neuron import Inputs, require_size
from nn.training.optimizers import Optimizer
from nn.training.prediction import Model
from nn.validation import backend_named, require
from nn.validation import generator as source


def discriminator_loss(real: Sequence[Scalar], fake: Sequence[Scalar]) -> Scalar:
    """Return the mean of −log D(x) over real samples plus that of −log(1 − D(x)) over fake ones.

    real, fake   the discriminator's logits for real and for fake samples; a ValueError says if there are none

    >>> from math import isclose, log
    >>> from nn import discriminator_loss
    >>> isclose(discriminator_loss([0.0, 0.0], [0.0]), 2 * log(2))
    True
    """
    require(
        len(real) > 0 < len(fake),
        f"discriminator_loss: {len(real)} real and {len(fake)} fake logits came; give some of each",
    )
    with scope("discriminator loss"):
        return mean(softplus(-z) for z in real) + mean(softplus(z) for z in fake)


def generator_loss(fake: Sequence[Scalar]) -> Scalar:
    """Return the mean of −log D(x) over fake samples, which is small where they are taken for real.

    fake   the discriminator's logits for fake samples; a ValueError says if there are none

    Its slope is steep where the discriminator is sure that they are fake; that of log(1 − D(x)) would vanish there.

    >>> from nn import generator_loss
    >>> generator_loss([-5.0]) > generator_loss([5.0])
    True
    """
    require(len(fake) > 0, "generator_loss: no logits came; give those of fake samples")
    with scope("generator loss"):
        return mean(softplus(-z) for z in fake)


class GAN(Module):
    """A generator, from noise to a sample, and a discriminator, from a sample to a logit (positive for a real one).

    generator       a module with `noise` inputs
    discriminator   a module with one output
    noise           how many numbers, each standard normal, a sample is made from
    random          the generator of random numbers that draws them; by default the one that `random.seed` seeds

    A call takes noise and returns a sample.

    >>> from random import Random
    >>> from nn import GAN, MLP
    >>> random = Random(0)
    >>> gan = GAN(MLP(1, [2], random=random), MLP(2, [1], random=random), noise=1, random=random)
    >>> (noise,) = gan.noises(1)
    >>> len(gan(noise))
    2
    """

    names_parts = False

    def __init__(self, generator: Model, discriminator: Model, noise: int, *, random: Random = SHARED) -> None:
        self.generator, self.discriminator = generator, discriminator
        self.noise = require_size(noise, "noise")
        self.random = source(random)

    def __call__(self, noise: Inputs) -> Any:
        with scope("generator"):
            return self.generator(noise)

    def logit(self, sample: Inputs) -> Scalar:
        """Return the discriminator's logit for a sample."""
        with scope("discriminator"):
            return self.discriminator(sample)

    def noises(self, count: int) -> list[list[float]]:
        """Return fresh noise for so many samples, [count][noise]."""
        return [[self.random.normalvariate() for _ in range(self.noise)] for _ in range(count)]

    def discriminator_loss(self, real: Sequence[Any], noises: Sequence[Any]) -> Scalar:
        """Return the `discriminator_loss` of real samples and of fakes from noise; the generator gets no gradient."""
        fakes = mapped(Value.detach, vmap(self)(noises))
        return discriminator_loss(vmap(self.logit)(real), vmap(self.logit)(fakes))

    def generator_loss(self, noises: Sequence[Any]) -> Scalar:
        """Return the `generator_loss` of the samples that the generator makes from noise."""
        return generator_loss(vmap(self.logit)(vmap(self)(noises)))

    def formula(self) -> str:
        return "discriminator(generator(noise)) against discriminator(x)"


Step = Callable[[Sequence[Any]], tuple[float, float]]
PlayerStep = Callable[..., float]


@contextmanager
def alternating(
    gan: GAN, discriminator_optimizer: Optimizer, generator_optimizer: Optimizer, *, compile: bool | str = False
) -> Iterator[Step]:
    """Let the two players learn in turn: `with alternating(gan, …) as step:`, and in it `step(real)` for each batch.

    gan                       the players
    discriminator_optimizer   moves parameters of the discriminator, and no others; otherwise a ValueError is raised
    generator_optimizer       moves parameters of the generator, and no others
    compile                   True: both losses run as tensor programs (`autograd.compile`), equal up to rounding; or
                              the name of a backend

    A step takes real samples. It moves the discriminator once and then the generator once, each against fresh noise,
    and returns both losses, each as it was before its own move.

    >>> from random import Random
    >>> from nn import GAN, MLP, SGD, alternating
    >>> random = Random(0)
    >>> gan = GAN(MLP(1, [2], random=random), MLP(2, [1], random=random), noise=1, random=random)
    >>> optimizers = SGD(gan.discriminator.parameters(), 0.1), SGD(gan.generator.parameters(), 0.1)
    >>> with alternating(gan, *optimizers) as step:
    ...     losses = [step([[1.0, 1.0], [0.9, 1.1]]) for _ in range(2)]
    >>> len(losses[0])
    2
    """
    for player, optimizer in (("discriminator", discriminator_optimizer), ("generator", generator_optimizer)):
        own = {p for _, tensor in tensors_in(vars(gan)[player], player) for p in leaves(tensor)}
        require(
            own.issuperset(optimizer.parameters),
            f"alternating: {player}_optimizer moves parameters that are not those of the {player}; "
            f"write Adam(gan.{player}.parameters(), 0.001), for example",
        )
    with (
        player_step(gan.discriminator_loss, discriminator_optimizer, compile) as discriminate,
        player_step(gan.generator_loss, generator_optimizer, compile) as generate,
    ):
        yield lambda real: (discriminate(real, gan.noises(len(real))), generate(gan.noises(len(real))))


@contextmanager
def player_step(loss: Callable[..., Scalar], optimizer: Optimizer, compile: bool | str) -> Iterator[PlayerStep]:
    """Provide a step of one player: a function from the arguments of its loss to the loss before the step."""
    if not compile:
        yield partial(take_step, loss, optimizer)
        return
    compiled = autograd.compile(loss, backend=backend_named(compile))
    with compiled.training(optimizer) as step:
        yield lambda *inputs: float(step(*inputs))


def take_step(loss: Callable[..., Scalar], optimizer: Optimizer, *inputs: Any) -> float:
    """Take a step of one player without compiling, and return the loss before it."""
    value = loss(*inputs)
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return float(value.data)
