"""The loss of a model that gives the same output for every input: a model that learns has to do better."""

from collections.abc import Iterator, Sequence
from math import inf, isfinite, log
from typing import Any

from autograd import Value, no_grad
from autograd.number import is_number, sum_in_order
from autograd.transforms.tree import mapped
from autograd.value import data_of
from nn.shapes import is_scalar

LARGE_LOGIT = 20.0  # the logit of a class that is certain


def best_constant(loss: Any, example: Any, targets: Sequence[Any]) -> float | None:
    """Return the smallest loss of the constant outputs that usual losses ask for, or None if no such output fits.

    loss      loss(outputs, targets) of a batch
    example   an output of the model, whose shape is taken
    targets   the targets of all samples
    """
    found = inf
    with no_grad():
        for output in constants(example, targets):
            try:
                number = data_of(loss([mapped(Value, output)] * len(targets), targets))
            except (TypeError, ValueError, ArithmeticError, AttributeError, IndexError):
                continue  # the loss is not made for such outputs
            if isinstance(number, float) and isfinite(number):
                found = min(found, number)
    return found if isfinite(found) else None


def constants(example: Any, targets: Sequence[Any]) -> Iterator[Any]:
    """Yield outputs that suit the targets: their mean, and its logits."""
    if is_scalar(example) and all(map(is_number, targets)):
        yield from single(list(map(float, targets)))
    elif isinstance(example, list | tuple) and all(map(is_scalar, example)):
        yield from several(len(example), targets)


def single(targets: Sequence[float]) -> Iterator[float]:
    """Yield single outputs for all targets: their mean, 0, 1, −1, and, if they are shares, the logit of the mean."""
    mean = sum_in_order(targets) / len(targets)
    yield from (mean, 0.0, 1.0, -1.0)
    if min(targets) >= 0.0 and max(targets) <= 1.0:
        yield logit(mean)


def several(width: int, targets: Sequence[Any]) -> Iterator[list[float]]:
    """Yield lists of outputs for all targets: the means, and the logits of the shares of the classes."""
    if all(isinstance(target, int) for target in targets):
        shares = [sum(target == i for target in targets) / len(targets) for i in range(width)]
        yield list(map(logarithm, shares))
        yield [logit(share) for share in shares]
    elif all(isinstance(target, list | tuple) and len(target) == width for target in targets):
        means = [sum_in_order(column) / len(targets) for column in zip(*targets)]
        yield means
        if all(0.0 <= mean <= 1.0 for mean in means):
            yield list(map(logarithm, means)) if abs(sum_in_order(means) - 1.0) < 1e-6 else list(map(logit, means))


def logit(share: float) -> float:
    """Return log(share / (1 − share)), or a large number where that is infinite."""
    return logarithm(share) - logarithm(1.0 - share)


def logarithm(share: float) -> float:
    """Return log(share), but at least that of an almost impossible class."""
    return log(share) if share > 0.0 else -LARGE_LOGIT
