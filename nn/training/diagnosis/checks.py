"""All checks of a training that has ended: what each asks for, and which ones settle the others."""

from collections.abc import Callable
from typing import NamedTuple

from nn.training.diagnosis import symptoms
from nn.training.diagnosis.evidence import Evidence
from nn.training.diagnosis.of_curve import no_better, overfitting, too_high, too_low
from nn.training.diagnosis.of_task import inputs_alike, large_inputs, left_out, shrunk, unreached
from nn.training.diagnosis.of_units import alike, dead, linear, saturated, squeezed, vanishing
from nn.training.diagnosis.remark import Diagnosis, Remark, Skipped

POOR = 0.35  # of the loss of the best constant is left: most checks are for trainings that went badly
HARMED = 0.1  # of it is left: where there is less, nothing can be wrong


class Check(NamedTuple):
    """One question put to a training."""

    symptom: str
    look: Callable[[Evidence], Remark | None]
    left: float = POOR  # asked where so much, or more, of the loss of the best constant is left
    asks_for: str = ""  # "units": the model is looked into; "validation"; "module"
    unless: tuple[str, ...] = ()  # not asked where one of these remarks was made, which would explain it


# fmt: off
CHECKS = (
    Check(symptoms.INPUTS_ALIKE, inputs_alike, 0.0),
    Check(symptoms.ALIKE,        alike,        HARMED, "module"),
    Check(symptoms.SQUEEZED,     squeezed,     HARMED, "units"),
    Check(symptoms.LINEAR,       linear,       HARMED, "units"),
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
    """All that the checks have to say."""
    remarks: list[Remark] = []
    skipped: list[Skipped] = []
    left = evidence.left
    needless = dict.fromkeys(check.symptom for check in CHECKS if left is not None and left < check.left)
    for check in CHECKS:
        explained = {remark.symptom for remark in remarks} & set(check.unless)
        if check.symptom in needless or explained:
            continue
        if left is None and check.left:
            skipped.append(Skipped(check.symptom, "the loss is not above 0, so what is left of it says nothing"))
        elif reason := evidence.lacks(check.asks_for):
            skipped.append(Skipped(check.symptom, reason))
        elif remark := check.look(evidence):
            remarks.append(remark)
    if needless:
        reference = "the first loss" if evidence.constant is None else "that of the best constant output"
        well = f"the loss of {evidence.recent:.4g} is only {left:.1%} of {reference}"
        skipped.append(Skipped(", ".join(needless), well))
    return Diagnosis(tuple(remarks), tuple(skipped))
