"""What the losses of a training show: steps that are too large or too small, and overfitting."""

from statistics import median

from autograd.number import sum_in_order
from nn.training.diagnosis import symptoms
from nn.training.diagnosis.evidence import Evidence
from nn.training.diagnosis.remark import Remark

HIGH_JUMP = 5.0  # times the first loss
LONG_STEP = 0.12  # in units of the size of a parameter
SHORT_DISTANCE = 0.5  # of all steps together, in the same units
SMALL_GRADIENT = 0.05  # of the first gradient: below it, the training is about to end by itself
NO_BETTER = 0.97  # of the loss of a constant
RISE = 1.25  # the validation loss, at least, divided by its minimum
LARGE_RISE = 2.0  # the same, if it is not worse than that of a constant
WORSE = 1.1  # times the loss of a constant
GAP = 0.5  # the training loss, at most, divided by the validation loss
SMALL_GAP = 0.75  # the same, if the validation loss is worse than that of a constant


def too_high(evidence: Evidence) -> Remark | None:
    """Remark that the steps are long compared with the parameters, or that the loss jumps."""
    top, length = max(evidence.losses), median(evidence.step_lengths)
    jumps = top > HIGH_JUMP * max(evidence.first_loss, evidence.constant_loss or 0.0)
    if length > LONG_STEP:
        seen = f"A step moves a parameter by about {length:.2g} times the size of the parameters"
        seen += f", and the loss, {evidence.first_loss:.4g} at first, was {top:.4g} at its highest." if jumps else "."
    elif jumps:
        seen = f"The loss jumped: it was {evidence.first_loss:.4g} at first and {top:.4g} in step "
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
    """Remark that the parameters hardly moved, although the gradient is about as large as it was."""
    total, moved = sum_in_order(evidence.step_lengths), max(evidence.distances.values())
    steps = max(1, len(evidence.norms) // 10)
    first, last = (sum_in_order(norms) / steps for norms in (evidence.norms[:steps], evidence.norms[-steps:]))
    if total > SHORT_DISTANCE or moved > SHORT_DISTANCE or last < SMALL_GRADIENT * first:
        return None
    rate = max(evidence.rates)
    return Remark(
        symptoms.RATE_LOW,
        f"The loss falls too slowly, from {evidence.first_loss:.4g} to {evidence.recent_loss:.4g}: in "
        f"{len(evidence.losses)} steps no tensor of parameters moved by more than {moved:.1%} of its size, while the "
        f"gradient is still {last:.2g} long ({first:.2g} at first).",
        f"Try a learning rate of {10 * rate:g} or {100 * rate:g} in place of {rate:g}, or more steps.",
    )


def no_better(evidence: Evidence) -> Remark | None:
    """Remark that the same output for every input would do as well."""
    if evidence.constant_loss is None or evidence.recent_loss < NO_BETTER * evidence.constant_loss:
        return None
    return Remark(
        symptoms.NO_BETTER,
        f"The model does not learn from its inputs: its loss is {evidence.recent_loss:.4g}, and that of the best "
        f"constant output is {evidence.constant_loss:.4g}.",
        "See whether it can learn four samples by heart: nn.diagnose(model, data, loss) tries that and more.",
    )


def overfitting(evidence: Evidence) -> Remark | None:
    """Remark that the training loss went on falling while the validation loss rose."""
    best, last = min(evidence.validation), evidence.validation[-1]
    useless = evidence.constant_loss is not None and last > WORSE * evidence.constant_loss
    gap = evidence.recent_loss < (GAP if not useless else SMALL_GAP) * last
    if not gap or last < RISE * best or not (useless or last > LARGE_RISE * best):
        return None
    return Remark(
        symptoms.OVERFITTING,
        f"The training loss fell to {evidence.recent_loss:.4g}, but the validation loss rose again from {best:.4g} to "
        f"{last:.4g}: the samples are learned by heart.",
        "Try fewer steps, more samples, a smaller network, or weight_decay; look at history.plot().",
    )
