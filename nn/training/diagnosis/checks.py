"""All checks of a training that has ended: what each needs to know, and which others make it needless."""

from collections.abc import Callable
from typing import NamedTuple

from nn.training.diagnosis import symptoms
from nn.training.diagnosis.evidence import Evidence
from nn.training.diagnosis.of_curve import no_better, overfitting, too_high, too_low
from nn.training.diagnosis.of_task import inputs_alike, large_inputs, left_out, shrunk, unreached
from nn.training.diagnosis.of_units import alike, dead, linear, saturated, squeezed, vanishing
from nn.training.diagnosis.remark import Diagnosis, Remark, Skipped

# The share of the loss of the best constant that has to be left for a check to be made:
POOR = 0.35  # most checks are for trainings that went badly
IMPERFECT = 0.1  # where less is left, hardly anything can be wrong


class Check(NamedTuple):
    """One question about a training."""

    symptom: str
    examine: Callable[[Evidence], Remark | None]
    least_ratio: float = POOR  # made if so much of the loss of the best constant is left, or more
    needs: str = ""  # "units", "module", "validation" or "constant": what has to be known of the training
    unless: tuple[str, ...] = ()  # not made after a remark on one of these symptoms, which would explain it


# fmt: off
CHECKS = (
    Check(symptoms.INPUTS_ALIKE, inputs_alike, 0.0),
    Check(symptoms.ALIKE,        alike,        IMPERFECT, "module"),
    Check(symptoms.SQUEEZED,     squeezed,     IMPERFECT, "units"),
    Check(symptoms.LINEAR,       linear,       IMPERFECT, "units"),
    Check(symptoms.SCALE,        large_inputs, POOR, "module"),
    Check(symptoms.PENALTY,      shrunk,       POOR, "module", (symptoms.INPUTS_ALIKE,)),
    Check(symptoms.FROZEN,       left_out,     POOR, "module", (symptoms.ALIKE,)),
    Check(symptoms.RATE_HIGH,    too_high,     POOR, "module",
          (symptoms.INPUTS_ALIKE, symptoms.ALIKE, symptoms.LINEAR, symptoms.SCALE, symptoms.PENALTY)),
    Check(symptoms.DEAD,         dead,         POOR, "units", (symptoms.ALIKE,)),
    Check(symptoms.SATURATED,    saturated,    POOR, "units", (symptoms.ALIKE,)),
    Check(symptoms.VANISHING,    vanishing,    POOR, "units", (symptoms.ALIKE, symptoms.DEAD, symptoms.PENALTY)),
    Check(symptoms.FROZEN,       unreached,    POOR, "module",
          (symptoms.FROZEN, symptoms.ALIKE, symptoms.DEAD, symptoms.SATURATED, symptoms.VANISHING)),
    Check(symptoms.RATE_LOW,     too_low,      POOR, "module",
          (symptoms.ALIKE, symptoms.DEAD, symptoms.SATURATED, symptoms.VANISHING, symptoms.FROZEN)),
    Check(symptoms.OVERFITTING,  overfitting,  0.0, "validation"),
    Check(symptoms.NO_BETTER,    no_better,    POOR, "constant"),
)
# fmt: on


def diagnosis_of(evidence: Evidence) -> Diagnosis:
    """Return the remarks of all checks, and the checks that could not be made."""
    remarks: list[Remark] = []
    skipped: list[Skipped] = []
    ratio = evidence.loss_ratio
    needless = dict.fromkeys(check.symptom for check in CHECKS if ratio is not None and ratio < check.least_ratio)
    for check in CHECKS:
        explained = {remark.symptom for remark in remarks} & set(check.unless)
        if check.symptom in needless or explained:
            continue
        if ratio is None and check.least_ratio:
            skipped.append(Skipped(check.symptom, "the loss is not above 0, so what is left of it says nothing"))
        elif reason := evidence.why_missing(check.needs):
            skipped.append(Skipped(check.symptom, reason))
        elif remark := check.examine(evidence):
            remarks.append(remark)
    if needless:
        reference = "the first loss" if evidence.constant_loss is None else "that of the best constant output"
        well = f"the loss of {evidence.recent_loss:.4g} is only {ratio:.1%} of {reference}"
        skipped.append(Skipped(", ".join(needless), well))
    return Diagnosis(tuple(remarks), tuple(skipped))
