"""Losses: how wrong the outputs are, as one number, the mean over the samples; and penalties on large weights.

Each loss takes outputs and targets, both as lists or as single values. Classifiers give *logits*, numbers of any size
that sigmoid or softmax would turn into probabilities. The losses do that themselves, without overflow. A classifier of
n classes that knows nothing has a cross-entropy of log n.

Each loss computes in a scope of its own name and each sample in a scope inside it, so that a picture can fold them.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from numbers import Real
from operator import index
from typing import Any

from autograd import Value, dot, exp, expm1, mean, relu, scope, softplus, sum, take, xlogy
from autograd import abs as absolute
from autograd.context import each_in_scope
from autograd.functions.families import shift
from autograd.functions.softmax import log_of_sum
from autograd.operation import Reading, Scalar, count
from autograd.transforms.tree import Nested
from nn.pairs import Pair, is_list, pairs, require_ordered
from nn.shapes import as_lists, is_scalar, shape_of, written
from nn.validation import is_index, require

ONE_LOGIT = "use binary_cross_entropy_with_logits, or a model with as many outputs as classes"


def mean_squared_error(outputs: Nested, targets: Nested) -> Scalar:
    """Return the mean of (output − target)², as torch.nn.MSELoss does.

    outputs   numbers or Values in lists of any shape, or a single one
    targets   the numbers that they should be, in the same shape; a ValueError gives both shapes if they differ

    >>> from nn import mean_squared_error
    >>> mean_squared_error([1.0, 2.0], [1.0, 4.0])
    2.0
    """
    both = pairs(outputs, targets, "mean_squared_error")
    return mean_loss("mean squared error", "output", lambda y, t: (y - t) ** 2, both)


def hinge(outputs: Nested, targets: Nested) -> Scalar:
    """Return the mean of max(0, 1 − target · output), which is 0 beyond a margin (Cortes and Vapnik, 1995).

    outputs   one number for each sample
    targets   −1 or 1 for each sample; a ValueError names any other

    >>> from nn import hinge
    >>> hinge([2.0, 0.5], [1, -1])
    0.75
    """
    both = pairs(outputs, targets, "hinge")
    for _, t in both:
        require(
            is_unknown(t) or 1 <= t * t <= 1,
            f"hinge: a target is -1 or 1, but {t!r} came; of 0 and 1 they are made by "
            "data.relabelled(lambda t: 2 * t - 1)",
        )
    return mean_loss("hinge", "output", lambda y, t: relu(1.0 - t * y), both)


def binary_cross_entropy_with_logits(outputs: Nested, targets: Nested) -> Scalar:
    """Return the mean of −t · log σ(z) − (1 − t) · log(1 − σ(z)), as torch.nn.BCEWithLogitsLoss does.

    outputs   a logit z for each sample
    targets   the class, 0 or 1, or a probability t from 0 to 1 for each sample; a ValueError names any other

    >>> from math import isclose, log
    >>> from nn import binary_cross_entropy_with_logits
    >>> isclose(binary_cross_entropy_with_logits([0.0, 0.0], [0, 1]), log(2))
    True
    """
    both = pairs(outputs, targets, "binary_cross_entropy_with_logits")
    for _, t in both:
        require(
            is_unknown(t) or 0 <= t <= 1,
            f"binary_cross_entropy_with_logits: a target lies from 0 to 1, but {t!r} came; give 0 and 1 for the two "
            "classes, or a probability; for more classes, use cross_entropy_with_logits",
        )
    return mean_loss("binary cross entropy", "output", lambda z, t: t * softplus(-z) + (1.0 - t) * softplus(z), both)


def cross_entropy_with_logits(outputs: Nested, targets: Nested) -> Scalar:
    """Return the mean of −Σ t · log softmax(z), as torch.nn.CrossEntropyLoss does.

    outputs   [samples][classes], a logit z for each class; or those of one sample, [classes]
    targets   for each sample the index of its class, or a probability t for each class; a ValueError names any other

    >>> from math import isclose, log
    >>> from nn import cross_entropy_with_logits
    >>> isclose(cross_entropy_with_logits([[0.0, 0.0, 0.0], [5.0, 5.0, 5.0]], [2, 0]), log(3))
    True
    """
    name = "cross_entropy_with_logits"
    outputs, targets = (
        require_ordered(as_lists(outputs), name, "logits"),
        require_ordered(as_lists(targets), name, "targets"),
    )
    require(is_list(outputs), f"{name}: a single logit came; {ONE_LOGIT}")
    require(len(outputs) > 0, f"{name}: no logits came; give one for each class")
    shape = shape_of(outputs)
    require(
        shape is not None and len(shape) <= 2,
        f"{name}: the logits are {written(shape)}; give a list of samples, each a list with a logit for each class",
    )
    if shape == (len(outputs),):
        outputs, targets = [outputs], [targets]
    require(
        is_list(targets) and len(targets) == len(outputs),
        f"{name}: {count(len(outputs), 'sample')} of logits came; give one target for each",
    )
    return mean_loss("cross entropy", "sample", sample_cross_entropy, list(zip(outputs, map(as_lists, targets))))


def sample_cross_entropy(logits: list[Scalar], target: Any) -> Scalar:
    """Return −Σ t · log softmax(z) for one sample: of the right class −log of its probability.

    The largest logit is subtracted from all of them, so that nothing overflows and no digit is lost.
    """
    largest = shift(len(logits))(*logits)
    shifted = [z - largest for z in logits]
    log_sum = log_of_sum([exp(z) for z in shifted])
    if not is_list(target):
        return log_sum - take(shifted, class_index(target, len(logits)))
    require(
        len(target) == len(logits),
        f"cross_entropy_with_logits: {len(logits)} logits but {len(target)} probabilities came; give as many of each",
    )
    for t in target:
        if not is_scalar(t):
            raise TypeError(f"cross_entropy_with_logits: among the probabilities is {t!r}, which is not a number")
    if not any(map(is_unknown, target)):
        are_classes = all(isinstance(t, int) for t in target)
        require(
            are_probabilities(target),
            f"cross_entropy_with_logits: the probabilities {target!r} are not ≥ 0 with a sum of 1"
            + are_classes * f". If they are the classes of {len(target)} samples, each has a single logit: {ONE_LOGIT}",
        )
    return sum(target) * log_sum - dot(target, shifted)


def is_unknown(target: Any) -> bool:
    """Return whether a target has no number yet; a Value has one, which a compiled function checks at each call."""
    return isinstance(target, Reading) and not isinstance(target, Value | Real)


def are_probabilities(numbers: Sequence[Scalar]) -> bool:
    """Return whether the numbers are ≥ 0 and their sum is 1, up to rounding."""
    return all(p >= 0 for p in numbers) and -1e-6 < sum(numbers) - 1 < 1e-6


def are_log_probabilities(numbers: Sequence[Scalar]) -> bool:
    """Return whether the numbers are logarithms of probabilities whose sum is 1, up to rounding."""
    return bool(-1e-6 < sum(map(exp, numbers)) - 1 < 1e-6)


def class_index(target: Any, classes: int) -> Any:
    """Return the index of a class as an int, or as it is if it is a Value; raise a ValueError unless it is one."""
    require(
        is_index(target, 0, classes - 1),
        f"cross_entropy_with_logits: a target is an int from 0 to {classes - 1}, but {target!r} came"
        + (f", and each sample has a single logit: {ONE_LOGIT}" if classes == 1 else f"; {advice(target)}"),
    )
    return target if isinstance(target, Reading) else index(target)


def advice(target: Any) -> str:
    """Return what to do about a target that is not the index of a class."""
    if not hasattr(target, "__index__"):
        return "make ints of floats with data.relabelled(int); a file's, with from_csv(…, categories=[its column])"
    return "number the classes from 0, data.relabelled(lambda t: t - 1), or give the model an output for each class"


def kl_divergence(log_probabilities: Nested, targets: Nested) -> Scalar:
    """Return the mean of Σ t · (log t − log q): how far the distribution q is from the target t.

    log_probabilities   log q for each class, of one sample or a list of these; for logits z, it is z − logsumexp(z)
    targets             t for each class, in the same shape

    It is 0 only where q is t. A ValueError names what is not a distribution. This is
    torch.nn.KLDivLoss(reduction="batchmean") (Kullback and Leibler, 1951).

    >>> from math import isclose, log
    >>> from nn import kl_divergence
    >>> isclose(kl_divergence([log(0.5), log(0.5)], [1.0, 0.0]), log(2))
    True
    """
    both = matching_rows(log_probabilities, targets, "kl_divergence", "log-probabilities", "targets")
    for logs, target in both:
        if not any(map(is_unknown, logs)):
            require(
                are_log_probabilities(logs),
                f"kl_divergence: {logs!r} are not logarithms of probabilities; from logits z, give z - logsumexp(z)",
            )
        if not any(map(is_unknown, target)):
            require(
                are_probabilities(target),
                f"kl_divergence: the targets {target!r} are not probabilities, ≥ 0 with a sum of 1",
            )
    return mean_loss("kl divergence", "sample", sample_kl_divergence, both)


def sample_kl_divergence(logs: list[Scalar], target: list[Scalar]) -> Scalar:
    """Return Σ t · (log t − log q), where 0 · log 0 is 0."""
    return sum(xlogy(t, t) for t in target) - dot(target, logs)


def gaussian_kl_divergence(means: Nested, log_variances: Nested) -> Scalar:
    """Return the mean of ½ Σ (μ² + σ² − 1 − log σ²): how far independent normal distributions are from standard ones.

    means           μ of each number, of one sample or a list of these
    log_variances   log σ² of each number, in the same shape; a ValueError gives both shapes if they differ

    It is 0 only where every μ is 0 and every σ is 1 (Kingma and Welling, 2014, appendix B).

    >>> from nn import gaussian_kl_divergence
    >>> gaussian_kl_divergence([1.0, 2.0], [0.0, 0.0])
    2.5
    """
    both = matching_rows(means, log_variances, "gaussian_kl_divergence", "means", "log-variances")
    return mean_loss("gaussian kl divergence", "sample", sample_gaussian_kl_divergence, both)


def sample_gaussian_kl_divergence(means: list[Scalar], log_variances: list[Scalar]) -> Scalar:
    """Return ½ Σ (μ² + σ² − 1 − log σ²)."""
    return 0.5 * (dot(means, means) + sum(expm1(v) - v for v in log_variances))


def matching_rows(first: Nested, second: Nested, name: str, one: str, other: str) -> list[tuple[list[Any], list[Any]]]:
    """Return each row of the first beside that of the second; plain numbers are the row of a single sample.

    name         the name of the caller; a ValueError gives both shapes if they differ
    one, other   what the message calls the first, and the second
    """
    first, second = as_lists(first), as_lists(second)
    shape = shape_of(first) or ()
    require(
        shape_of(second) == shape and len(shape) in (1, 2) and 0 not in shape,
        f"{name}: the {one} are {written(shape_of(first))}, the {other} {written(shape_of(second))}; "
        "give as many of each, for one sample a list, for several a list of lists of the same length",
    )
    return list(zip(first, second)) if len(shape) == 2 else [(first, second)]


def l1_penalty(parameters: Iterable[Scalar]) -> Scalar:
    """Return Σ |p|; added to a loss, it pulls weights to exactly 0 (lasso: Tibshirani, 1996).

    >>> from nn import l1_penalty
    >>> l1_penalty([3.0, -4.0])
    7.0
    """
    with scope("l1 penalty"):
        return sum(absolute(p) for p in parameters)


def l2_penalty(parameters: Iterable[Scalar]) -> Scalar:
    """Return Σ p²; added to a loss, it keeps weights small (ridge, weight decay: Hoerl and Kennard, 1970).

    >>> from nn import l2_penalty
    >>> l2_penalty([3.0, -4.0])
    25.0
    """
    parameters = list(parameters)
    with scope("l2 penalty"):
        return dot(parameters, parameters)


def mean_loss(name: str, part: str, loss: Callable[[Any, Any], Scalar], both: list[Pair]) -> Scalar:
    """Return the mean loss of pairs, computed in a scope.

    name   of the scope around everything
    part   of the scope around each pair, if there are several
    loss   a function of an output and its target
    both   the pairs of output and target
    """
    with scope(name):
        if len(both) == 1:
            return mean([loss(*both[0])])
        return mean(each_in_scope(part, [partial(loss, *pair) for pair in both]))
