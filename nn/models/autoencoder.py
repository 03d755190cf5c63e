"""Autoencoders, which say much in few numbers: the decoder reads only the short code that the encoder writes."""

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from autograd import exp, mean, sample, scope, softplus, sum, vmap
from autograd.operation import Reading, Scalar, count
from nn.init import SHARED
from nn.losses import gaussian_kl_divergence
from nn.module import Module
from nn.neuron import Inputs
from nn.shapes import as_lists, is_scalar
from nn.training.prediction import Model
from nn.validation import generator, require


class Autoencoder(Module):
    """decoder(encoder(x)): the sample again, as well as a code of few numbers can describe it.

    encoder   a module from a sample to its code
    decoder   a module from a code to a sample

    `Autoencoder(MLP(64, [32, 2]), MLP(2, [32, 64]))` squeezes 64 numbers into 2. Source: Hinton and Salakhutdinov,
    "Reducing the dimensionality of data with neural networks", 2006.

    >>> from random import Random
    >>> from nn import MLP, Autoencoder
    >>> random = Random(0)
    >>> model = Autoencoder(MLP(4, [3, 2], random=random), MLP(2, [3, 4], random=random))
    >>> len(model.encode([0.0, 1.0, 0.0, 1.0])), len(model([0.0, 1.0, 0.0, 1.0]))
    (2, 4)
    """

    names_parts = False

    def __init__(self, encoder: Model, decoder: Model) -> None:
        self.encoder, self.decoder = encoder, decoder

    def __call__(self, inputs: Inputs) -> Any:
        return self.decode(self.encode(inputs))

    def encode(self, inputs: Inputs) -> Any:
        """Return the code of a sample."""
        with scope("encoder"):
            return self.encoder(inputs)

    def decode(self, code: Inputs) -> Any:
        """Return the sample that a code describes."""
        with scope("decoder"):
            return self.decoder(code)

    def formula(self) -> str:
        return "decoder(encoder(x))"


class Reconstruction(NamedTuple):
    """The output of a `VariationalAutoencoder` for a sample: its pixels, and the distribution of its code.

    logits          a logit for each pixel
    means           the mean of each number of the code
    log_variances   the logarithm of the variance of each number of the code

    >>> from nn import Reconstruction
    >>> Reconstruction(logits=[0.5], means=[0.0], log_variances=[0.0]).logits
    [0.5]
    """

    logits: list[Scalar]
    means: list[Scalar]
    log_variances: list[Scalar]


class VariationalAutoencoder(Autoencoder):
    """An autoencoder whose code is drawn from a normal distribution, of which the encoder gives the parameters.

    encoder   a module from a sample to two numbers for each number of the code: first all means, then the logarithms of
              all variances; a ValueError says if their count is odd
    decoder   a module from a code to a logit for each pixel
    random    the generator that draws the codes; by default the one that `random.seed` seeds

    A call takes a sample and returns a `Reconstruction`. Source: Kingma and Welling, "Auto-encoding variational Bayes",
    2014.

    >>> from random import Random
    >>> from nn import MLP, VariationalAutoencoder
    >>> random = Random(0)
    >>> model = VariationalAutoencoder(MLP(6, [4], random=random), MLP(2, [6], random=random), random=random)
    >>> output = model([0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    >>> len(output.logits), len(output.means), len(output.log_variances)
    (6, 2, 2)
    """

    def __init__(self, encoder: Model, decoder: Model, *, random: Random = SHARED) -> None:
        super().__init__(encoder, decoder)
        self.random = generator(random)

    def __call__(self, inputs: Inputs) -> Reconstruction:
        means, log_variances = self.encode(inputs)
        return Reconstruction(as_list(self.decode(self.sample(means, log_variances))), means, log_variances)

    def encode(self, inputs: Inputs) -> tuple[list[Scalar], list[Scalar]]:
        """Return the means of the codes that a sample may have, and the logarithms of their variances."""
        numbers = as_list(super().encode(inputs))
        half, rest = divmod(len(numbers), 2)
        require(
            rest == 0,
            f"VariationalAutoencoder: the encoder gives {count(len(numbers), 'number')}, but it has to give a mean and "
            f"a log-variance for each number of the code; give it {2 * half + 2} outputs for a code of {half + 1}",
        )
        return numbers[:half], numbers[half:]

    def sample(self, means: list[Scalar], log_variances: list[Scalar]) -> list[Scalar]:
        """Return a code, mean + deviation · noise, with fresh noise; the gradient reaches mean and deviation."""
        with scope("sample"):
            return [m + exp(0.5 * v) * sample(self.random.normalvariate) for m, v in zip(means, log_variances)]

    def formula(self) -> str:
        return "decoder(μ + σ · noise), where (μ, log σ²) = encoder(x)"


def elbo_terms(outputs: Sequence[Reconstruction], targets: Sequence[Any]) -> tuple[Scalar, Scalar]:
    """Return the two terms whose sum is −ELBO, the evidence lower bound; each is the mean over the samples.

    outputs   a `Reconstruction` for each sample
    targets   the pixels of each sample, from 0 to 1; a ValueError says if a number or their count does not fit

    The first term is the loss of the reconstruction, −log p(x|z) summed over the pixels x; the second is how far the
    distribution of the codes z is from the standard normal one. Source: Kingma and Welling, "Auto-encoding variational
    Bayes", 2014, formula 3.

    >>> from math import isclose, log
    >>> from nn import Reconstruction, elbo_terms
    >>> loss, divergence = elbo_terms([Reconstruction([0.0, 0.0], means=[0.0], log_variances=[0.0])], [[0.0, 1.0]])
    >>> isclose(loss, 2 * log(2)), divergence
    (True, 0.0)
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
        losses, divergences = zip(*vmap(sample_terms)(outputs, targets))
        return mean(losses), mean(divergences)


def negative_elbo(outputs: Sequence[Reconstruction], targets: Sequence[Any]) -> Scalar:
    """Return −ELBO, the loss of a variational autoencoder: the sum of both `elbo_terms`.

    outputs, targets   as for `elbo_terms`; `fit(model, negative_elbo, Dataset(images, images), …)` gives them

    >>> from math import isclose, log
    >>> from nn import Reconstruction, negative_elbo
    >>> isclose(negative_elbo([Reconstruction([0.0], means=[1.0], log_variances=[0.0])], [[1.0]]), log(2) + 0.5)
    True
    """
    loss, divergence = elbo_terms(outputs, targets)
    with scope("negative ELBO"):
        return loss + divergence


def sample_terms(output: Reconstruction, target: list[Any]) -> tuple[Scalar, Scalar]:
    """Return both terms for one sample; −x · log σ(z) − (1 − x) · log(1 − σ(z)) is softplus(z) − x · z."""
    loss = sum(softplus(z) - x * z for x, z in zip(target, output.logits))
    return loss, gaussian_kl_divergence(output.means, output.log_variances)


def as_list(outputs: Any) -> list[Scalar]:
    """Return the outputs of a module as a list, even if there is only one."""
    return [outputs] if is_scalar(outputs) else outputs
