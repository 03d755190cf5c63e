"""The training loop: outputs, loss, gradients, step; and what there is to know while it runs."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from itertools import islice
from math import ceil, isfinite
from random import Random
from reprlib import repr as shortened
from typing import Any
from warnings import warn

from autograd import DomainError, Value, enable_grad, no_grad, topological_order
from autograd.context import in_own_context
from autograd.explain import Recorder
from autograd.support.console import say
from autograd.support.gc_paused import gc_paused
from autograd.value import data_of
from nn.data import Dataset, batches
from nn.data.dataset import require_dataset
from nn.losses import mean_loss
from nn.module import PARAMETERS_ARE, Module
from nn.parameters.gradients import clip_grad_norm, gradient_norm
from nn.training.compiled import CompiledTask, obstacle
from nn.training.diagnosis.checks import diagnosis_of
from nn.training.diagnosis.copies import module_of
from nn.training.diagnosis.evidence import Evidence
from nn.training.history import Evaluation, History, Step
from nn.training.metrics import Metric, accuracy, metric_for
from nn.training.nonfinite import NonFiniteError, gradient_error, loss_error
from nn.training.optimizers import Adam, Optimizer, require_numbers
from nn.training.prediction import Model, predict
from nn.training.progress import progress_for
from nn.validation import (
    backend_named,
    generator_or_first,
    is_positive,
    require,
    require_function,
    require_real,
    require_steps,
)

Loss = Callable[[list[Any], list[Any]], Any]  # from the outputs and the targets of a batch to a Value
Penalty = Callable[[Any], Value]  # from the model to a Value that is added to the loss

EXAMPLE = "Adam(model.parameters(), 0.01)"
STEP_FAILED = "That was in step {} of the training; the model is as it was before this step."
EVALUATION_FAILED = "That was while the model was evaluated on the validation data, after {} steps."
MOST_EVALUATIONS = 20  # on the validation data during a training, besides the one at its end
UNREACHED = (
    "fit: the loss is made of no parameter that the optimiser moves, so it would never change. Either the optimiser "
    "moves another model: write Adam(model.parameters(), 0.01) with the one that is trained; or the outputs were cut "
    "off from it, by .data, detach() or no_grad(): leave that out"
)


@in_own_context
def fit(
    model: Model,
    loss: Loss,
    data: Dataset,
    *,
    steps: int | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    optimizer: Optimizer | None = None,
    clip: float | None = None,
    penalty: Penalty | None = None,
    metric: Metric | None = None,
    validation: Dataset | None = None,
    random: Random | None = None,
    on_step: Callable[[Step], object] | None = None,
    recorder: Recorder | None = None,
    progress: bool = True,
    compile: bool | str = False,
) -> History:
    """Train the model on the data and return the history of the training.

    model        a module, or a function of one row of inputs, whose parameters the optimiser moves
    loss         loss(outputs, targets) of a batch: one of `nn.losses`, or your own; `per_sample(loss)` makes one from
                 the loss of one output and its target
    data         what to learn from
    steps        how many steps to take; give either this or `epochs`
    epochs       how many times to go through the data
    batch_size   how many samples a step looks at, shuffled anew each epoch; without it, all of them
    optimizer    moves the parameters; without it, `Adam(model.parameters(), 0.01)`
    clip         the length to which a longer gradient is shortened
    penalty      penalty(model) is added to the loss: `lambda model: 1e-4 * l2_penalty(model.parameters())`
    metric       metric(output, target) says whether an output is right; without it, `is_right_class` does, if the
                 targets are classes
    validation   data to evaluate the model on now and then, without training on them
    random       shuffles the batches; without it, `Random(0)`
    on_step      called with each `Step`, while the model still is as that step saw it
    recorder     keeps whole training steps of a small model, to be replayed on a page: `Recorder(every=10)`
    progress     True: shows a bar on a terminal, a few lines elsewhere, and in the end what is wrong with the learning,
                 if anything is; False: prints nothing (`history.diagnosis` has the remarks in any case)
    compile      True: the steps run as tensor programs (`autograd.compile`), much faster and equal up to rounding; or
                 the name of a backend, such as "numba"

    Ctrl-C ends the training; the history says so, and the model is as the last whole step left it. A ValueError says
    what cannot be learned from, and a NonFiniteError is raised before inf or nan reach the model.

    >>> from random import Random
    >>> from nn import MLP, binary_cross_entropy_with_logits, fit, xor
    >>> model = MLP(2, [4, 1], random=Random(0))
    >>> history = fit(model, binary_cross_entropy_with_logits, xor(), steps=10, progress=False)
    >>> len(history), history.losses[-1] < history.losses[0]
    (10, True)
    """
    data = require_learnable(data, "fit(model, loss, data)")
    validation = require_learnable(validation, "fit(…, validation=data)") if validation is not None else None
    require_function("fit: loss", loss, "give one of nn.losses, such as nn.mean_squared_error")
    require_function("fit: metric", metric or bool, "give a function of an output and its target, or leave it out")
    require(metric is not accuracy, "fit: metric = accuracy takes lists; leave it out, or give nn.is_right_class")
    require_function("fit: penalty", penalty or bool, "give a function of the model, or leave it out")
    require_function("fit: on_step", on_step or bool, "give a function of the step, or leave it out")
    if clip is not None:
        clip = require_real(
            "fit: clip", clip, "give one above 0, such as clip=1.0", is_positive, "is not a length to cut to"
        )
    total = number_of_steps(steps, epochs, len(data), batch_size)
    interval = max(steps_of_epoch(len(data), batch_size), ceil(total / MOST_EVALUATIONS))
    optimizer = Adam(parameters_of(model), 0.01) if optimizer is None else optimizer
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"fit: optimizer = {optimizer!r} is not an optimiser; write optimizer={EXAMPLE}")
    require_numbers(optimizer.parameters)
    example = None if metric else predict(model, data.inputs[:1])[0]
    require_loss_of_a_batch(loss, example, data.targets[0])
    task = _Task(model, loss, optimizer, clip, penalty, metric or metric_for(example, data.targets))
    trainer = compiled_task(task, recorder, compile) if compile else task
    history = History()
    module = module_of(model)
    before = [p.data for p in module.parameters()] if module else []
    steps_before = optimizer.steps
    with progress_for(total, progress) as bar:
        try:
            with trainer.prepared():
                for batch in islice(endless_batches(data, batch_size, generator_or_first(random)), total):
                    if validation and len(history) % interval == 0:
                        trainer.write_back()
                        history.evaluations.append(task.evaluation(validation, len(history)))
                    with gc_paused(), enable_grad(), noting(STEP_FAILED, len(history)):
                        step, loss_value = trainer.forward_backward(batch, history)
                    history.steps.append(step)
                    bar.show(step)
                    if on_step:
                        trainer.write_back()
                        on_step(step)
                    with (
                        recorder.step(loss_value, optimizer.parameters, batch.inputs, optimizer.rate)
                        if recorder and loss_value is not None
                        else nullcontext()
                    ):
                        trainer.move()
                    del loss_value  # frees the graph before the next one is built
            if validation:
                history.evaluations.append(task.evaluation(validation, len(history)))
        except KeyboardInterrupt:
            history.interrupted = True
            del history.steps[optimizer.steps - steps_before :]  # a step that was noted, and not taken any more
        except NonFiniteError as error:
            error.history = history
            raise
    with suppress(KeyboardInterrupt):  # if Ctrl-C is pressed once more, there is no diagnosis
        history.diagnosis = diagnosis_of(evidence(task, data, example, before, history, batch_size, compile))
    if progress and history.diagnosis:
        for remark in history.diagnosis:
            say(remark)
    return history


@contextmanager
def noting(words: str, step: int) -> Iterator[None]:
    """Add a note to a DomainError that is raised inside. step: its number, which the words are about."""
    try:
        yield
    except DomainError as error:
        error.add_note(words.format(step))
        raise


@dataclass(frozen=True)
class _Task:
    """What is the same in every step of a training, and the steps."""

    model: Model
    loss: Loss
    optimizer: Optimizer
    clip: float | None
    penalty: Penalty | None
    metric: Metric | None

    def forward_backward(self, batch: Dataset, history: History) -> tuple[Step, Value | None]:
        """Compute the loss of a batch and its gradients; return the step to be noted, and the loss."""
        outputs = [self.model(x) for x in batch.inputs]
        try:
            loss = self.loss(outputs, batch.targets)
        except (AttributeError, TypeError):
            refuse_loss_of_a_sample(self.loss, outputs[0], batch.targets[0])
            raise
        if self.penalty:
            loss = loss + self.penalty(self.model)
        if not isinstance(loss, Value):
            repair = (
                "add them up, as in autograd.mean(losses)" if isinstance(loss, list | tuple) else "no float() or .data"
            )
            raise TypeError(f"fit: the loss has to be one Value, but {shortened(loss)} came; return one, {repair}")
        if not history.steps and set(self.optimizer.parameters).isdisjoint(topological_order(loss)):
            raise ValueError(UNREACHED)
        if not isfinite(loss.data):
            raise loss_error(topological_order(loss), history)
        self.optimizer.zero_grad()
        loss.backward()
        if not all(isfinite(p.grad) for p in self.optimizer.parameters):
            raise gradient_error(reversed(topological_order(loss)), history)
        norm = gradient_norm(self.optimizer.parameters)
        if self.clip is not None:
            clip_grad_norm(self.optimizer.parameters, self.clip)
        right = accuracy(outputs, batch.targets, self.metric) if self.metric else None
        return Step(len(history), loss.data, right, norm, self.optimizer.rate), loss

    def move(self) -> None:
        """Take a step of the optimiser."""
        move(self.optimizer)

    def prepared(self) -> AbstractContextManager[None]:
        """Return a context manager for the whole training; here there is nothing to prepare."""
        return nullcontext()

    def write_back(self) -> None:
        """Bring model and optimiser up to date; here they always are."""

    def evaluation(self, data: Dataset, step: int) -> Evaluation:
        """Return how well the model does on other data, without the penalty."""
        with noting(EVALUATION_FAILED, step):
            return Evaluation(step, *evaluate(self.model, self.loss, data, self.metric))


def evidence(
    task: _Task,
    data: Dataset,
    example: Any,
    before: list[float],
    history: History,
    batch_size: int | None,
    compile: bool | str,
) -> Evidence:
    """Return what the diagnosis of a training starts from."""
    return Evidence(
        model=task.model,
        loss=task.loss,
        data=data,
        optimizer=task.optimizer,
        penalty=task.penalty,
        example=example,
        before=before,
        losses=history.losses,
        norms=history.gradient_norms,
        rates=history.learning_rates,
        validation=[evaluation.loss for evaluation in history.evaluations],
        batch_size=batch_size or len(data),
        compiled=bool(compile),
    )


def compiled_task(task: _Task, recorder: Recorder | None, backend: bool | str) -> _Task | CompiledTask:
    """Return the task as tensor programs if that is possible; otherwise warn, and return the task itself."""
    if problem := obstacle(task.optimizer, recorder):
        warn(f"fit: the training goes on without compile: {problem}", stacklevel=4)
        return task
    try:
        return CompiledTask(task, backend_named(backend))
    except TypeError as error:  # the rule of the optimiser works only on numbers
        name = type(task.optimizer).__name__
        warn(f"fit: the training goes on without compile: {name}.update is not a formula ({error})", stacklevel=4)
        return task


def evaluate(model: Model, loss: Loss, data: Dataset, metric: Metric | None = None) -> tuple[float, float | None]:
    """Return the loss and the accuracy of a model on data, as `fit` computes them.

    model   a module, or a function of one row of inputs; it is in `eval` mode meanwhile
    loss    loss(outputs, targets) of a batch, as for `fit`
    data    the samples; a ValueError says if there are none, or one of them is not made of finite numbers
    metric  metric(output, target) says whether an output is right; without it, `is_right_class` does

    The accuracy is None if there is no `metric` and the targets are not classes.

    >>> from nn import Dataset, evaluate, mean_squared_error
    >>> evaluate(lambda row: row[0], mean_squared_error, Dataset([[1.0], [2.0]], [1.0, 4.0]))
    (2.0, None)
    """
    data = require_learnable(data, "evaluate(model, loss, data)")
    outputs = predict(model, data.inputs)
    metric = metric or metric_for(outputs[0], data.targets)
    with no_grad():
        number = data_of(loss(outputs, data.targets))
    return number, accuracy(outputs, data.targets, metric) if metric else None


def per_sample(loss: Callable[[Any, Any], Any]) -> Loss:
    """Return the loss of a batch that is the mean of a loss of one output and its target.

    >>> from nn import per_sample
    >>> loss = per_sample(lambda output, target: abs(output - target))
    >>> loss([1.0, 2.0], [0.0, 5.0])
    2.0
    """
    return lambda outputs, targets: mean_loss("loss", "sample", loss, list(zip(outputs, targets)))


def move(optimizer: Optimizer) -> None:
    """Take a step of the optimiser: whole, or not at all if it is interrupted."""
    before, state = [p.data for p in optimizer.parameters], optimizer.state_dict()
    try:
        optimizer.step()
    except BaseException:
        for p, data in zip(optimizer.parameters, before):
            p.data = data
        optimizer.load_state_dict(state)
        raise


def endless_batches(data: Dataset, batch_size: int | None, random: Random) -> Iterator[Dataset]:
    """Yield batches without end: epoch after epoch, each in a new order; without a size, all the data each time."""
    while True:
        yield from [data] if batch_size is None else batches(data, batch_size, random)


def number_of_steps(steps: int | None, epochs: int | None, samples: int, batch_size: int | None) -> int:
    """Return how many steps are asked for by `steps` or `epochs`; raise an error unless it is one of them."""
    if (steps is None) == (epochs is None):
        raise TypeError("fit: say how long to train, with either steps=… or epochs=…")
    for name, number in (("steps", steps), ("epochs", epochs), ("batch_size", batch_size)):
        if number is not None and not hasattr(number, "__index__"):
            raise TypeError(f"fit: {name} = {number!r} is not a whole number; give an int")
    asked = steps if steps is not None else (epochs or 0) * steps_of_epoch(samples, batch_size)
    require_steps("fit", asked)
    return asked


def steps_of_epoch(samples: int, batch_size: int | None) -> int:
    """Return how many steps go once through the data."""
    if batch_size is not None and batch_size < 1:
        raise ValueError(f"fit: a batch of {batch_size} samples is not possible; give a batch_size of at least 1")
    return ceil(samples / (batch_size or samples))


def require_learnable(data: Dataset, call: str) -> Dataset:
    """Return the data; raise an error unless they are a data set that a model can learn from.

    call   a right call of the function that asks, for the message: "fit(model, loss, data)"
    """
    return require_dataset(call.partition("(")[0], data, call).checked()


def require_loss_of_a_batch(loss: Callable[[Any, Any], Any], example: Any, target: Any) -> None:
    """Raise a TypeError if the loss takes a single sample, before a whole batch is computed.

    It can be told beforehand only if an output is a list of lists.
    """
    if not isinstance(example, list | tuple) or not all(isinstance(row, list | tuple) for row in example):
        return
    with no_grad():
        try:
            loss([example], [target])
        except (TypeError, ValueError):
            refuse_loss_of_a_sample(loss, example, target)


def refuse_loss_of_a_sample(loss: Callable[[Any, Any], Any], output: Any, target: Any) -> None:
    """Raise a TypeError if a loss that failed for a batch can be computed for one sample."""
    try:
        with no_grad():
            loss(output, target)
    except Exception:  # the loss is wrong in another way, and its own error will say so
        return
    raise TypeError(
        "fit: the loss takes one sample, but it is called with a batch of them, a list of outputs and a list of "
        "targets; write per_sample(loss)"
    ) from None


def parameters_of(model: Model) -> list[Value]:
    """Return the parameters to train where there is no optimiser; raise a TypeError if the model is not a Module."""
    if not isinstance(model, Module):
        raise TypeError(f"fit: {model!r} is not a Module; say what moves with optimizer=Adam([…], 0.01), for example")
    parameters = model.parameters()
    require(len(parameters) > 0, f"fit: the {type(model).__name__} has no parameters to train. {PARAMETERS_ARE}")
    return parameters
