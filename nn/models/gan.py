"""Two networks against each other: a generator makes samples out of noise, a discriminator tells them from real ones.

Goodfellow et al., "Generative adversarial nets", 2014.
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
from nn.training.optimisers import Optimizer
from nn.training.prediction import Model
from nn.validation import generator as source
from nn.validation import require


def discriminator_loss(real: Sequence[Scalar], fake: Sequence[Scalar]) -> Scalar:
    """The mean of −log D(x) over real samples, plus that of −log(1 − D(x)) over fake ones; given the logits of D."""
    require(
        len(real) > 0 < len(fake),
        f"discriminator_loss: {len(real)} real and {len(fake)} fake logits came; give some of each",
    )
    with scope("discriminator loss"):
        return mean(softplus(-z) for z in real) + mean(softplus(z) for z in fake)


def generator_loss(fake: Sequence[Scalar]) -> Scalar:
    """The mean of −log D(x) over fake samples, given the logits of D: small where they are taken for real.

    Its slope is steep where the discriminator is sure of itself; that of log(1 − D(x)) would vanish there.
    """
    require(len(fake) > 0, "generator_loss: no logits came; give those of fake samples")
    with scope("generator loss"):
        return mean(softplus(-z) for z in fake)


class GAN(Module):
    """A generator, from noise to a sample, and a discriminator, from a sample to a logit: positive for a real one.

    noise    how many numbers, each from the standard normal distribution, a sample is made of
    random   draws them
    """

    names_parts = False

    def __init__(self, generator: Model, discriminator: Model, noise: int, *, random: Random = SHARED) -> None:
        self.generator, self.discriminator = generator, discriminator
        self.noise = require_size(noise, "noise")
        self.random = source(random)

    def __call__(self, noise: Inputs) -> Any:
        with scope("generator"):
            return self.generator(noise)

    def judged(self, sample: Inputs) -> Scalar:
        """The discriminator's logit for a sample."""
        with scope("discriminator"):
            return self.discriminator(sample)

    def noises(self, count: int) -> list[list[float]]:
        """Fresh noise for so many samples."""
        return [[self.random.normalvariate() for _ in range(self.noise)] for _ in range(count)]

    def discriminator_loss(self, real: Sequence[Any], noises: Sequence[Any]) -> Scalar:
        """How badly the discriminator tells real samples from those made of noise; nothing flows to the generator."""
        fakes = mapped(Value.detach, vmap(self)(noises))
        return discriminator_loss(vmap(self.judged)(real), vmap(self.judged)(fakes))

    def generator_loss(self, noises: Sequence[Any]) -> Scalar:
        """How little the discriminator takes for real what the generator makes of noise."""
        return generator_loss(vmap(self.judged)(vmap(self)(noises)))

    def formula(self) -> str:
        return "discriminator(generator(noise)) against discriminator(x)"


Step = Callable[[Sequence[Any]], tuple[float, float]]
Move = Callable[..., float]


@contextmanager
def alternating(
    gan: GAN, discriminator_optimizer: Optimizer, generator_optimizer: Optimizer, *, compile: bool | str = False
) -> Iterator[Step]:
    """The players in turn: `with alternating(gan, …) as step:` and then `step(real)` for each batch of real samples.

    A step moves the discriminator once and then the generator once, each against fresh noise. It gives both losses,
    each as it was before its own move. An optimiser holds parameters of its player only.

    compile   True: both losses run as tensor programs (`autograd.compile`), equal up to rounding; or a backend's name
    """
    for player, optimizer in (("discriminator", discriminator_optimizer), ("generator", generator_optimizer)):
        own = {p for _, tensor in tensors_in(vars(gan)[player], player) for p in leaves(tensor)}
        require(
            own.issuperset(optimizer.parameters),
            f"alternating: {player}_optimizer moves parameters that are not those of the {player}; "
            f"write Adam(gan.{player}.parameters(), 0.001), for example",
        )
    with (
        mover(gan.discriminator_loss, discriminator_optimizer, compile) as discriminate,
        mover(gan.generator_loss, generator_optimizer, compile) as generate,
    ):
        yield lambda real: (discriminate(real, gan.noises(len(real))), generate(gan.noises(len(real))))


@contextmanager
def mover(loss: Callable[..., Scalar], optimizer: Optimizer, compile: bool | str) -> Iterator[Move]:
    """A step of one player: from the arguments of its loss to the loss before the step."""
    if not compile:
        yield partial(moved, loss, optimizer)
        return
    fast = autograd.compile(loss, backend="numpy" if compile is True else compile)
    with fast.training(optimizer) as step:
        yield lambda *inputs: float(step(*inputs))


def moved(loss: Callable[..., Scalar], optimizer: Optimizer, *inputs: Any) -> float:
    """The same without compile."""
    value = loss(*inputs)
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return float(value.data)
