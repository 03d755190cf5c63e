"""Why a model does not learn, found out by trying: expectations are tested, suspected causes repaired and run again."""

from collections.abc import Callable, Iterator
from typing import Any

from nn.data.dataset import Dataset
from nn.training.diagnosis import symptoms
from nn.training.diagnosis.checks import POOR
from nn.training.diagnosis.constant import best_constant
from nn.training.diagnosis.copies import chance_as_before
from nn.training.diagnosis.remark import Diagnosis, Remark, Skipped
from nn.training.diagnosis.repairs import repairs_for
from nn.training.diagnosis.trial import Trial, module_in
from nn.training.fit import evaluate, require_learnable
from nn.training.optimisers import Adam, Optimizer
from nn.training.prediction import predict
from nn.validation import require

BATCH = 4  # samples to be learned by heart
STEPS = 300
BY_HEART = 0.2  # of the loss of the best constant, at most, is left of a batch that was
TOO_LARGE = 3.0  # times the loss of the best constant, before the first step
CONFIRMED = 0.75  # of the loss is left, at most, after the repair of something that was seen
GUESSED = 0.5  # and after that of something that was not


def diagnose(
    model: Callable[[Any], Any],
    data: Dataset,
    loss: Callable[[list[Any], list[Any]], Any],
    *,
    optimizer: Optimizer | None = None,
    steps: int = 200,
    batch_size: int | None = None,
    penalty: Callable[[Any], Any] | None = None,
    compile: bool | str = False,
) -> Diagnosis:
    """Why the model does not learn from the data: a remark for each cause that a repair has confirmed.

    model        as it is before the training; only copies of it are trained, and it stays as it is
    data         what it should learn from
    loss         loss(outputs, targets) of a batch, as for `fit`
    optimizer    the one that is to train it; without it, `Adam(model.parameters(), 0.01)`
    steps        how long each trial is: there are a few of them, and a dozen where much is wrong
    batch_size, penalty, compile   as for `fit`

    Looked at are the loss before the first step, whether a sample changes the outputs of others, whether four samples
    can be learned by heart, and what `fit` says after a training. What is suspected is repaired and run again: only
    where that makes the loss much smaller is it called the cause. What was tried in vain is told as well.
    """
    data = require_learnable(data, "diagnose(model, data, loss)")
    require(steps >= 1, f"diagnose: {steps} steps are not a training; give at least 1")
    optimizer = optimizer or Adam(module_in(model).parameters(), 0.01)
    trial = Trial(model, loss, data, optimizer, penalty, steps, batch_size, compile)
    remarks = list(expectations(trial))
    causes, skipped = confirmed(trial)
    return Diagnosis((*causes, *remarks), tuple(skipped))


def expectations(trial: Trial) -> Iterator[Remark]:
    """What should hold of every model, and does not hold of this one."""
    yield from beginning(trial.copy())
    yield from mixed(trial)
    yield from by_heart(trial)


def beginning(trial: Trial) -> Iterator[Remark]:
    """The loss before the first step should be about that of a constant output."""
    with chance_as_before():
        first, _ = evaluate(trial.model, trial.loss, trial.data)
        constant = constant_of(trial)
    if constant is not None and first > TOO_LARGE * constant:
        yield Remark(
            symptoms.FIRST_LOSS,
            f"Before the first step the loss is {first:.4g}, and {constant:.4g} would be expected of a model that "
            "knows nothing yet: its outputs are too large.",
            'Try smaller weights to begin with, such as initialiser="xavier_uniform".',
        )


def constant_of(trial: Trial) -> float | None:
    """The loss of the best constant output."""
    return best_constant(trial.loss, predict(trial.model, trial.data.inputs[:1])[0], trial.data.targets)


def mixed(trial: Trial) -> Iterator[Remark]:
    """What a model gives for one sample should not depend on the samples that came before."""
    inputs = trial.data.inputs
    with chance_as_before():
        alone, after = (
            predict(trial.copy().model, inputs[:1]),
            predict(trial.copy().model, inputs[1:4] + inputs[:1]),
        )
    if repr(alone[0]) != repr(after[-1]):
        yield Remark(
            symptoms.MIXED,
            f"The output for the first sample depends on the samples before it: {alone[0]!r:.60} alone, "
            f"{after[-1]!r:.60} after {len(after) - 1} others.",
            "Look for what the model keeps from one call to the next, such as a state that is not begun anew.",
        )


def by_heart(trial: Trial) -> Iterator[Remark]:
    """A few samples can be learned by heart."""
    targets = [repr(target) for target in trial.data.targets]
    places = sorted({targets.index(target) for target in targets})[:BATCH]  # different targets, if there are
    places += [i for i in range(len(targets)) if i not in places][: BATCH - len(places)]
    own = trial.copy()
    few = Trial(own.model, own.loss, own.data.at(places), Adam(own.module.parameters(), 0.02), None, STEPS, None, False)
    left, _ = few.result()
    constant = constant_of(few)
    if constant and left > BY_HEART * constant:
        yield Remark(
            symptoms.NOT_BY_HEART,
            f"Not even {len(places)} samples can be learned by heart: after {STEPS} steps of Adam their loss is "
            f"{left:.4g}, and that of a constant output {constant:.4g}.",
            "So the fault is in the model, its first weights, the loss or the inputs, and not in the amount of data.",
        )


def confirmed(trial: Trial) -> tuple[list[Remark], list[Skipped]]:
    """The first cause whose repair makes the loss much smaller; and what was tried in vain."""
    before, said = trial.result()
    with chance_as_before():
        constant = constant_of(trial.copy())
    if constant is not None and before < POOR * constant and not said:
        return [], [Skipped("repairs", f"the loss falls to {before:.4g}, and a constant output has {constant:.4g}")]
    tried: dict[str, str] = {}
    for symptom, repair in repairs_for(said.symptoms):
        if repair.does in tried or (mended := repair.change(trial.copy())) is None:
            continue
        after, _ = mended.result()
        tried[repair.does] = f"{after:.4g}"
        if after < (CONFIRMED if symptom in said.symptoms else GUESSED) * before:
            seen = next((remark.seen for remark in said if remark.symptom == symptom), "")
            return [
                Remark(
                    symptom,
                    f"Confirmed: {symptom}. With {repair.does} the loss falls to {after:.4g} in {trial.steps} steps, "
                    f"and without to {before:.4g}.",
                    seen,
                )
            ], []
    listed = ", ".join(f"{loss} with {what}" for what, loss in tried.items())
    return [], [Skipped("a cause", f"no repair that was tried makes the loss of {before:.4g} much smaller: {listed}")]
