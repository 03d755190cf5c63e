"""How wrong the outputs are, as one number: the mean over the samples, and penalties on large weights.

Each loss takes outputs and targets, both as lists or as single values. Classifiers give *logits*, numbers
of any size that sigmoid or softmax would make probabilities: the losses do that themselves, without
overflow. A classifier of n classes that knows nothing has a cross-entropy of log n.

Each computes in a scope of its own name, a batch part by part, so that a picture folds it into one box.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import index
from typing import Any

from autograd import Value, dot, exp, expm1, mean, relu, scope, softplus, sum, take, xlogy
from autograd import abs as magnitude
from autograd.arithmetic import fits
from autograd.context import each_in_scope
from autograd.functions.families import shift
from autograd.functions.softmax import log_of_sum
from autograd.operation import Reading, Scalar, count
from autograd.transforms.tree import Nested
from nn.pairs import Pair, in_order, is_list, pairs
from nn.shapes import plain, shape_of, written
from nn.validation import require

ONE_LOGIT = "use binary_cross_entropy_with_logits, or a model with as many outputs as classes"


def mean_squared_error(outputs: Nested, targets: Nested) -> Scalar:
    """The mean of (output − target)²."""
    both = pairs(outputs, targets, "mean_squared_error")
    return mean_of("mean squared error", "output", lambda y, t: (y - t) ** 2, both)


def hinge(outputs: Nested, targets: Nested) -> Scalar:
    """The mean of max(0, 1 − target · output), targets −1 or 1: 0 beyond a margin (Cortes and Vapnik, 1995)."""
    both = pairs(outputs, targets, "hinge")
    for _, t in both:
        require(
            is_unknown(t) or 1 <= t * t <= 1,
            f"hinge: a target is -1 or 1, but {t!r} came; of 0 and 1 they are made by "
            "data.relabelled(lambda t: 2 * t - 1)",
        )
    return mean_of("hinge", "output", lambda y, t: relu(1.0 - t * y), both)


def binary_cross_entropy_with_logits(outputs: Nested, targets: Nested) -> Scalar:
    """The mean of −t · log σ(z) − (1 − t) · log(1 − σ(z)), targets t from 0 to 1; log σ(z) is −softplus(−z)."""
    both = pairs(outputs, targets, "binary_cross_entropy_with_logits")
    for _, t in both:
        in_range = is_unknown(t) or 0 <= t <= 1
        require(
            in_range,
            f"binary_cross_entropy_with_logits: a target lies from 0 to 1, but {t!r} came; give 0 and 1 for the two "
            "classes, or a probability; for more classes, use cross_entropy_with_logits",
        )
    return mean_of("binary cross entropy", "output", lambda z, t: t * softplus(-z) + (1.0 - t) * softplus(z), both)


def cross_entropy_with_logits(outputs: Nested, targets: Nested) -> Scalar:
    """The mean of −Σ t · log softmax(z), over samples of a logit for each class.

    outputs: the logits of one sample, or a list of these. A target is the index of the right class, or
    a probability for each class.
    """
    name = "cross_entropy_with_logits"
    outputs, targets = in_order(plain(outputs), name, "logits"), in_order(plain(targets), name, "targets")
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
    return mean_of("cross entropy", "sample", surprise, list(zip(outputs, map(plain, targets))))


def surprise(logits: list[Scalar], target: Any) -> Scalar:
    """−log of the probability of the right class; where the target is itself uncertain, what to expect of it.

    The largest logit is taken out of all of them and never put back, so that no digit is lost, however large they are.
    """
    top = shift(len(logits))(*logits)
    below = [z - top for z in logits]
    log_sum = log_of_sum([exp(z) for z in below])
    if not is_list(target):
        return log_sum - take(below, class_index(target, len(logits)))
    require(
        len(target) == len(logits),
        f"cross_entropy_with_logits: {len(logits)} logits but {len(target)} probabilities came; give as many of each",
    )
    for t in target:
        if not fits(t):
            raise TypeError(f"cross_entropy_with_logits: among the probabilities is {t!r}, which is not a number")
    if not any(map(is_unknown, target)):
        are_classes = all(isinstance(t, int) for t in target)
        require(
            are_probabilities(target),
            f"cross_entropy_with_logits: the probabilities {target!r} are not ≥ 0 with a sum of 1"
            + are_classes * f". If they are the classes of {len(target)} samples, each has a single logit: {ONE_LOGIT}",
        )
    return sum(target) * log_sum - dot(target, below)


def is_unknown(target: Any) -> bool:
    """Whether a target has no number to be looked at; that of a Value is, and a compiled function looks each time."""
    return isinstance(target, Reading) and not isinstance(target, Value)


def are_probabilities(numbers: Sequence[Scalar]) -> bool:
    """Whether they are ≥ 0 and their sum is 1, up to rounding."""
    return all(p >= 0 for p in numbers) and -1e-6 < sum(numbers) - 1 < 1e-6


def class_index(target: Any, classes: int) -> Any:
    """The target, if it is the index of a class; that of a compiled function stays a Value."""
    is_value = isinstance(target, Reading)
    known = (is_value or hasattr(target, "__index__")) and 0 <= (target if is_value else index(target)) < classes
    require(
        known,
        f"cross_entropy_with_logits: a target is an int from 0 to {classes - 1}, but {target!r} came"
        + (f", and each sample has a single logit: {ONE_LOGIT}" if classes == 1 else f"; {repair_of(target)}"),
    )
    return target if is_value else index(target)


def repair_of(target: Any) -> str:
    """What to do about a target that is not the index of a class."""
    if not hasattr(target, "__index__"):
        return "make ints of floats with data.relabelled(int); a file's, with from_csv(…, categories=[its column])"
    return "number the classes from 0, data.relabelled(lambda t: t - 1), or give the model an output for each class"


def kl_divergence(log_probabilities: Nested, targets: Nested) -> Scalar:
    """The mean of Σ t · (log t − log q): how far the distribution q is from the target t, both over the same classes.

    log_probabilities   log q for each class, of one sample or a list of these; from logits z, it is z − logsumexp(z)
    targets             t for each class

    That is torch.nn.KLDivLoss(reduction="batchmean") (Kullback and Leibler, 1951). It is 0 only where q is t.
    """
    both = rows(log_probabilities, targets, "kl_divergence", "log-probabilities", "targets")
    for logs, target in both:
        if not any(isinstance(x, Reading) for x in logs):
            require(
                are_probabilities(list(map(exp, logs))),
                f"kl_divergence: {logs!r} are not logarithms of probabilities; from logits z, give z - logsumexp(z)",
            )
        if not any(map(is_unknown, target)):
            require(
                are_probabilities(target),
                f"kl_divergence: the targets {target!r} are not probabilities, ≥ 0 with a sum of 1",
            )
    return mean_of("kl divergence", "sample", relative_entropy, both)


def relative_entropy(logs: list[Scalar], target: list[Scalar]) -> Scalar:
    """Σ t · (log t − log q), where 0 · log 0 is 0."""
    return sum(xlogy(t, t) for t in target) - dot(target, logs)


def gaussian_kl_divergence(means: Nested, log_variances: Nested) -> Scalar:
    """The mean of ½ Σ (μ² + σ² − 1 − log σ²): how far independent normal distributions are from standard ones.

    means           μ of each number, of one sample or a list of these
    log_variances   log σ² of each number

    It is 0 only where every μ is 0 and every σ is 1 (Kingma and Welling, 2014, appendix B).
    """
    both = rows(means, log_variances, "gaussian_kl_divergence", "means", "log-variances")
    return mean_of("gaussian kl divergence", "sample", from_standard, both)


def from_standard(means: list[Scalar], log_variances: list[Scalar]) -> Scalar:
    """½ Σ (μ² + σ² − 1 − log σ²)."""
    return 0.5 * (dot(means, means) + sum(expm1(v) - v for v in log_variances))


def rows(first: Nested, second: Nested, name: str, one: str, other: str) -> list[tuple[list[Any], list[Any]]]:
    """Each row beside the other of its sample; where there are only numbers, they are the row of a single sample."""
    first, second = plain(first), plain(second)
    shape = shape_of(first) or ()
    require(
        shape_of(second) == shape and len(shape) in (1, 2) and 0 not in shape,
        f"{name}: the {one} are {written(shape_of(first))}, the {other} {written(shape_of(second))}; "
        "give as many of each, for one sample a list, for several a list of lists of the same length",
    )
    return list(zip(first, second)) if len(shape) == 2 else [(first, second)]


def l1_penalty(parameters: Iterable[Scalar]) -> Scalar:
    """Σ |p|: added to a loss, it pulls weights to exactly 0 (lasso: Tibshirani, 1996)."""
    with scope("l1 penalty"):
        return sum(magnitude(p) for p in parameters)


def l2_penalty(parameters: Iterable[Scalar]) -> Scalar:
    """Σ p²: added to a loss, it keeps weights small (ridge, weight decay: Hoerl and Kennard, 1970)."""
    parameters = list(parameters)
    with scope("l2 penalty"):
        return dot(parameters, parameters)


def mean_of(name: str, part: str, loss: Callable[[Any, Any], Scalar], both: list[Pair]) -> Scalar:
    """The mean loss of outputs beside targets, in a scope of this name; in it each of several parts has its own."""
    with scope(name):
        if len(both) == 1:
            return mean([loss(*both[0])])
        return mean(each_in_scope(part, [partial(loss, *pair) for pair in both]))
