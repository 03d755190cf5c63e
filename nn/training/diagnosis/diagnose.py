"""Why a model does not learn, found out by trying: expectations are tested, suspected causes repaired and run again."""

from collections.abc import Callable, Iterator
from typing import Any

from nn.data.dataset import Dataset
from nn.training.diagnosis import symptoms
from nn.training.diagnosis.checks import POOR
from nn.training.diagnosis.constant import best_constant
from nn.training.diagnosis.copies import random_state_restored
from nn.training.diagnosis.remark import Diagnosis, Remark, Skipped
from nn.training.diagnosis.repairs import repairs_for
from nn.training.diagnosis.trial import Trial, module_in
from nn.training.fit import evaluate, require_learnable
from nn.training.optimizers import Adam, Optimizer
from nn.training.prediction import predict
from nn.validation import require_steps

FEW_SAMPLES = 4  # how many have to be learned by heart
STEPS = 300  # how many steps the model has for it
# The loss, divided by that of the best constant:
MEMORISED = 0.2  # at most, if samples were learned by heart
TOO_LARGE = 5.0  # before the first step; with outputs as spread as the targets, 2 is expected, and 5 is rare
# The loss after a repair, divided by that without it, at most:
CONFIRMED = 0.75  # if `fit` saw the cause
GUESSED = 0.5  # if it did not
ENOUGH = 20  # so many samples, and a repair must also help on a half that is not trained on: it may only fit the noise


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
    """Return why the model does not learn from the data: a remark for each cause that a repair has confirmed.

    model        the model as it is before the training; only copies of it are trained
    data         what it should learn from
    loss         loss(outputs, targets) of a batch, as for `fit`
    optimizer    the one that is to train it; without it, `Adam(model.parameters(), 0.01)`
    steps        how long each trial is: there are a few of them, and a dozen if much is wrong
    batch_size, penalty, compile   as for `fit`

    It looks at the loss before the first step, whether a sample changes the outputs of others, whether four samples can
    be learned by heart, and what `fit` says after a training. Then it repairs what is suspected and runs the training
    again: only if that makes the loss much smaller is it called the cause; where there are enough samples, also the
    loss on half of them, which the training does not see. It also lists what was tried in vain, and passes on what
    `fit` says where no repair is known.

    A ValueError says what cannot be learned from, and a TypeError if the model is not a `Module` or made of one.

    >>> from random import Random
    >>> from nn import SGD, Dataset, Neuron, diagnose, mean_squared_error
    >>> data = Dataset([[-1.0], [0.0], [1.0]], [-1.0, 1.0, 3.0])
    >>> model = Neuron(1, "linear", random=Random(0))
    >>> diagnose(model, data, mean_squared_error, optimizer=SGD(model.parameters(), 0.0001), steps=20).symptoms
    ['learning rate too low']
    """
    data = require_learnable(data, "diagnose(model, data, loss)")
    require_steps("diagnose", steps)
    optimizer = optimizer or Adam(module_in(model).parameters(), 0.01)
    trial = Trial(model, loss, data, optimizer, penalty, steps, batch_size, compile)
    remarks = list(expectations(trial))
    causes, skipped = confirmed(trial)
    return Diagnosis((*causes, *remarks), tuple(skipped))


def expectations(trial: Trial) -> Iterator[Remark]:
    """Yield a remark for whatever should hold for every model and does not hold for this one."""
    yield from first_loss(trial.copy())
    yield from dependent_samples(trial)
    yield from memorising(trial)


def first_loss(trial: Trial) -> Iterator[Remark]:
    """Expect the loss before the first step to be about that of a constant output."""
    with random_state_restored():
        first, _ = evaluate(trial.model, trial.loss, trial.data)
        constant = constant_loss(trial)
    if constant is not None and first > TOO_LARGE * constant:
        yield Remark(
            symptoms.FIRST_LOSS,
            f"Before the first step the loss is {first:.4g}, and {constant:.4g} would be expected of a model that "
            "knows nothing yet: its outputs are too large.",
            'Try smaller weights to begin with, such as initializer="xavier_uniform".',
        )


def constant_loss(trial: Trial) -> float | None:
    """Return the loss of the best constant output, or None if it is not known."""
    return best_constant(trial.loss, predict(trial.model, trial.data.inputs[:1])[0], trial.data.targets)


def dependent_samples(trial: Trial) -> Iterator[Remark]:
    """Expect that the output for one sample does not depend on the samples before it."""
    inputs = trial.data.inputs
    with random_state_restored():
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


def memorising(trial: Trial) -> Iterator[Remark]:
    """Expect that a few samples can be learned by heart."""
    targets = [repr(target) for target in trial.data.targets]
    indices = sorted({targets.index(target) for target in targets})[:FEW_SAMPLES]  # different targets, if there are
    indices += [i for i in range(len(targets)) if i not in indices][: FEW_SAMPLES - len(indices)]
    copy = trial.copy()
    few = Trial(
        copy.model, copy.loss, copy.data.at(indices), Adam(copy.module.parameters(), 0.02), None, STEPS, None, False
    )
    loss, _ = few.result()
    constant = constant_loss(few)
    if constant and loss > MEMORISED * constant:
        yield Remark(
            symptoms.NOT_BY_HEART,
            f"Not even {len(indices)} samples can be learned by heart: after {STEPS} steps of Adam their loss is "
            f"{loss:.4g}, and that of a constant output {constant:.4g}.",
            "So the fault is in the model, its first weights, the loss or the inputs, and not in the amount of data.",
        )


def confirmed(trial: Trial) -> tuple[list[Remark], list[Skipped]]:
    """Return the first cause whose repair makes the loss much smaller, or else what was tried in vain.

    Without such a cause, return what `fit` has seen and no repair is known for, such as inputs that are all alike.
    """
    before, diagnosis = trial.result()
    with random_state_restored():
        constant = constant_loss(trial.copy())
    if constant is not None and before < POOR * constant and not diagnosis:
        return [], [Skipped("repairs", f"the loss falls to {before:.4g}, and a constant output has {constant:.4g}")]
    tried: dict[str, str] = {}
    repaired_symptoms = set()
    for symptom, repair in repairs_for(diagnosis.symptoms):
        if repair.description in tried or (repaired := repair.change(trial.copy())) is None:
            continue
        repaired_symptoms.add(symptom)
        after, _ = repaired.result()
        tried[repair.description] = f"{after:.4g}"
        share = CONFIRMED if symptom in diagnosis.symptoms else GUESSED
        if after < share * before and helps_elsewhere(trial, repaired, share):
            seen = next((remark.seen for remark in diagnosis if remark.symptom == symptom), "")
            return [
                Remark(
                    symptom,
                    f"Confirmed: {symptom}. With {repair.description} the loss falls to {after:.4g} in {trial.steps} "
                    f"steps, and without to {before:.4g}.",
                    seen,
                )
            ], []
    listed = ", ".join(f"{loss} with {what}" for what, loss in tried.items())
    unrepaired = [remark for remark in diagnosis if remark.symptom not in repaired_symptoms]
    return unrepaired, [
        Skipped("a cause", f"no repair that was tried makes the loss of {before:.4g} much smaller: {listed}")
    ]


def helps_elsewhere(trial: Trial, repaired: Trial, share: float) -> bool:
    """Return whether a repair makes the loss much smaller on samples that were not trained on, if there are enough."""
    return len(trial.data) < ENOUGH or repaired.on_unseen_half() < share * trial.on_unseen_half()
