"""Networks that say much in few numbers: what the encoder writes down is all that the decoder gets to read."""

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from autograd import exp, mean, sample, scope, softplus, sum, vmap
from autograd.number import is_number
from autograd.operation import Reading, Scalar, count
from nn.init import SHARED
from nn.losses import gaussian_kl_divergence
from nn.module import Module
from nn.neuron import Inputs
from nn.shapes import as_lists
from nn.training.prediction import Model
from nn.validation import generator, require


class Autoencoder(Module):
    """decoder(encoder(x)): x again, as well as a code of few numbers can say it (Hinton and Salakhutdinov, 2006).

    `Autoencoder(MLP(64, [32, 2]), MLP(2, [32, 64]))` squeezes 64 numbers into 2; any other modules that fit will do.
    """

    names_parts = False

    def __init__(self, encoder: Model, decoder: Model) -> None:
        self.encoder, self.decoder = encoder, decoder

    def __call__(self, inputs: Inputs) -> Any:
        return self.decode(self.encode(inputs))

    def encode(self, inputs: Inputs) -> Any:
        """The code of a sample."""
        with scope("encoder"):
            return self.encoder(inputs)

    def decode(self, code: Inputs) -> Any:
        """The sample that a code stands for."""
        with scope("decoder"):
            return self.decoder(code)

    def formula(self) -> str:
        return "decoder(encoder(x))"


class Reconstruction(NamedTuple):
    """What a variational autoencoder gives for a sample: logits of its pixels, and where their code was drawn from."""

    logits: list[Scalar]
    means: list[Scalar]
    log_variances: list[Scalar]


class VariationalAutoencoder(Autoencoder):
    """An autoencoder whose code is drawn from a normal distribution told by the encoder (Kingma and Welling, 2014).

    The encoder gives two numbers for each number of the code: first all means, then the logarithms of all variances.
    """

    def __init__(self, encoder: Model, decoder: Model, *, random: Random = SHARED) -> None:
        super().__init__(encoder, decoder)
        self.random = generator(random)

    def __call__(self, inputs: Inputs) -> Reconstruction:
        means, log_variances = self.encode(inputs)
        return Reconstruction(listed(self.decode(self.sample(means, log_variances))), means, log_variances)

    def encode(self, inputs: Inputs) -> tuple[list[Scalar], list[Scalar]]:
        """The means of the codes that a sample may have, and the logarithms of their variances."""
        numbers = listed(super().encode(inputs))
        half, rest = divmod(len(numbers), 2)
        require(
            rest == 0,
            f"VariationalAutoencoder: the encoder gives {count(len(numbers), 'number')}, but it has to give a mean and "
            f"a log-variance for each number of the code; give it {2 * half + 2} outputs for a code of {half + 1}",
        )
        return numbers[:half], numbers[half:]

    def sample(self, means: list[Scalar], log_variances: list[Scalar]) -> list[Scalar]:
        """A code: mean + deviation · noise, the noise drawn anew each time. Slopes reach mean and deviation past it."""
        with scope("sample"):
            return [m + exp(0.5 * v) * sample(self.random.normalvariate) for m, v in zip(means, log_variances)]

    def formula(self) -> str:
        return "decoder(μ + σ · noise), where (μ, log σ²) = encoder(x)"


def elbo_terms(outputs: Sequence[Reconstruction], targets: Sequence[Any]) -> tuple[Scalar, Scalar]:
    """The two terms whose sum is −ELBO, the evidence lower bound (Kingma and Welling, 2014), means over the samples.

    The first is the loss of the reconstruction, −log p(x|z) sum over pixels x from 0 to 1; the second how far the
    distribution of the codes z is from the standard normal one.
    """
    targets = as_lists(targets)
    require(
        len(outputs) == len(targets) > 0,
        f"elbo_terms: {count(len(outputs), 'output')} and {count(len(targets), 'target')} came; give one for each",
    )
    for output, target in zip(outputs, targets):
        logits, pixels = len(output.logits), len(target)
        require(logits == pixels, f"elbo_terms: {count(pixels, 'pixel')} came for {count(logits, 'logit')}")
        for x in target:
            in_range = isinstance(x, Reading) or 0 <= x <= 1
            require(in_range, f"elbo_terms: a pixel lies from 0 to 1, but {x!r} came; divide by the largest")
    with scope("negative ELBO"):
        losses, divergences = zip(*vmap(terms)(outputs, targets))
        return mean(losses), mean(divergences)


def negative_elbo(outputs: Sequence[Reconstruction], targets: Sequence[Any]) -> Scalar:
    """The loss of a variational autoencoder: `fit(model, negative_elbo, Dataset(images, images), …)`."""
    loss, divergence = elbo_terms(outputs, targets)
    with scope("negative ELBO"):
        return loss + divergence


def terms(output: Reconstruction, target: list[Any]) -> tuple[Scalar, Scalar]:
    """Both terms for one sample; −x · log σ(z) − (1 − x) · log(1 − σ(z)) is softplus(z) − x · z."""
    loss = sum(softplus(z) - x * z for x, z in zip(target, output.logits))
    return loss, gaussian_kl_divergence(output.means, output.log_variances)


def listed(outputs: Any) -> list[Scalar]:
    """The outputs of a module, also where it has only one."""
    return [outputs] if is_number(outputs) or isinstance(outputs, Reading) else outputs
