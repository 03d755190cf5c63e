"""What the losses of a training tell: steps that are too large or too small, and what was learned by heart."""

from statistics import median

from autograd.number import sum_in_order
from nn.training.diagnosis import symptoms
from nn.training.diagnosis.evidence import Evidence
from nn.training.diagnosis.remark import Remark

HIGH_JUMP = 5.0  # times the first loss
LONG_STRIDE = 0.12  # of the size of a parameter, in one step
SHORT_WAY = 0.5  # of the size of a parameter, in all steps
STILL = 0.05  # of the first gradient is left
AS_GOOD_AS = 0.97  # of the loss of a constant
ABOVE_BEST = 1.25  # how far the validation loss has to rise again
TWICE = 2.0  # or how far, where it is still better than that of a constant
WORSE = 1.1  # times the loss of a constant
GAP = 0.5  # the training loss, at most, for the validation loss
SMALL_GAP = 0.75  # and where the validation loss is worse than that of a constant


def too_high(evidence: Evidence) -> Remark | None:
    """The steps are longer than the parameters are large, or the loss jumps."""
    top, stride = max(evidence.losses), median(evidence.strides)
    jumps = top > HIGH_JUMP * max(evidence.initial, evidence.constant or 0.0)
    if stride > LONG_STRIDE:
        seen = f"A step moves a parameter by about {stride:.2g} times the size of the parameters"
        seen += f", and the loss, {evidence.initial:.4g} at first, was {top:.4g} at its highest." if jumps else "."
    elif jumps:
        seen = f"The loss jumped: it was {evidence.initial:.4g} at first and {top:.4g} in step "
        seen += f"{evidence.losses.index(top)}."
    else:
        return None
    rate = max(evidence.rates)
    return Remark(
        symptoms.RATE_HIGH,
        f"{seen} The learning rate of {rate:g} is too high.",
        f"Try {rate / 10:g} or {rate / 100:g}, and look at history.plot().",
    )


def too_low(evidence: Evidence) -> Remark | None:
    """The parameters hardly moved, although the gradient is no smaller than it was."""
    way, moved = sum_in_order(evidence.strides), max(evidence.moved.values())
    steps = max(1, len(evidence.norms) // 10)
    first, last = (sum_in_order(norms) / steps for norms in (evidence.norms[:steps], evidence.norms[-steps:]))
    if way > SHORT_WAY or moved > SHORT_WAY or last < STILL * first:
        return None
    rate = max(evidence.rates)
    return Remark(
        symptoms.RATE_LOW,
        f"The loss falls too slowly, from {evidence.initial:.4g} to {evidence.recent:.4g}: in {len(evidence.losses)} "
        f"steps no tensor of parameters moved by more than {moved:.1%} of its size, while the gradient is still "
        f"{last:.2g} long ({first:.2g} at first).",
        f"Try a learning rate of {10 * rate:g} or {100 * rate:g} in place of {rate:g}, or more steps.",
    )


def no_better(evidence: Evidence) -> Remark | None:
    """Saying the same for every input would do as well."""
    if evidence.constant is None or evidence.recent < AS_GOOD_AS * evidence.constant:
        return None
    return Remark(
        symptoms.NO_BETTER,
        f"The model does not learn from its inputs: its loss is {evidence.recent:.4g}, and that of the best constant "
        f"output is {evidence.constant:.4g}.",
        "See whether it can learn four samples by heart: nn.diagnose(model, data, loss) tries that and more.",
    )


def overfitting(evidence: Evidence) -> Remark | None:
    """The training loss went on falling while the validation loss rose."""
    best, last = min(evidence.validation), evidence.validation[-1]
    useless = evidence.constant is not None and last > WORSE * evidence.constant
    gap = evidence.recent < (GAP if not useless else SMALL_GAP) * last
    if not gap or last < ABOVE_BEST * best or not (useless or last > TWICE * best):
        return None
    return Remark(
        symptoms.OVERFITTING,
        f"The training loss fell to {evidence.recent:.4g}, but the validation loss rose again from {best:.4g} to "
        f"{last:.4g}: the samples are learned by heart.",
        "Try fewer steps, more samples, a smaller network, or weight_decay; look at history.plot().",
    )
