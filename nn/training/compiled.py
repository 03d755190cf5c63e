"""`fit(compile=True)`: the steps of a training as tensor programs, with the parameters in arrays between the steps."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Protocol
from warnings import warn

import autograd
from autograd import Value, vmap
from autograd.transforms.tree import mapped
from nn.data import Dataset
from nn.training.history import History, Step
from nn.training.metrics import Metric, accuracy, is_right_class
from nn.training.optimizers import Optimizer
from nn.training.prediction import Model


class Task(Protocol):
    """A training without compile: what is the same in every step, and the steps."""

    @property
    def model(self) -> Model: ...
    @property
    def loss(self) -> Callable[[list[Any], list[Any]], Any]: ...
    @property
    def optimizer(self) -> Optimizer: ...
    @property
    def clip(self) -> float | None: ...
    @property
    def penalty(self) -> Callable[[Any], Value] | None: ...
    @property
    def metric(self) -> Metric | None: ...
    def forward_backward(self, batch: Dataset, history: History) -> tuple[Step, Value | None]: ...
    def move(self) -> None: ...


class CompiledTask:
    """The same steps, compiled; a step for which there is no program is taken without compile."""

    def __init__(self, task: Task, backend: str) -> None:
        self.task = task
        fast = autograd.compile(partial(loss_and_outputs, task.model, task.loss, task.penalty), backend=backend)
        self.training = fast.training(task.optimizer, task.clip)
        self.can_compile = True  # until a step shows that it cannot
        self.program_ran = False  # whether a program computes the current step

    def prepared(self) -> AbstractContextManager[object]:
        """Return a context manager that fills the arrays, and writes them back however the training ends."""
        arrays: AbstractContextManager[object] = self.training
        return arrays

    def write_back(self) -> None:
        """Bring model and optimiser up to date, so that they can be looked at and changed."""
        self.training.write()

    def forward_backward(self, batch: Dataset, history: History) -> tuple[Step, Value | None]:
        """Compute the loss of a batch and its gradients; return the step to be noted, and the loss if it is a Value."""
        result: Any = None
        problem: Exception | None = None
        if self.can_compile:
            try:
                result = self.training.computed(batch.inputs, batch.targets)
            except Exception as error:  # if the function itself raised it, it will do so again in `eager_step`
                problem = error
        self.program_ran = result is not None and (bool(history.steps) or self.training.norm > 0.0)
        if not self.program_ran:
            return self.eager_step(batch, history, problem)
        loss, outputs = result
        right = accuracy(self.as_values(outputs), batch.targets, self.task.metric) if self.task.metric else None
        norm = self.training.norm
        self.training.cut()
        return Step(len(history), loss, right, norm, self.task.optimizer.rate), None

    def eager_step(self, batch: Dataset, history: History, problem: Exception | None) -> tuple[Step, Value | None]:
        """Do the same without compile; if there was a problem, from now on."""
        self.write_back()
        if problem:
            self.can_compile = False
        step = self.task.forward_backward(batch, history)
        if problem:
            warn(f"fit: the training goes on without compile. {problem}", stacklevel=5)
        return step

    def as_values(self, outputs: Sequence[Any]) -> Sequence[Any]:
        """Return the outputs as a metric expects them: as Values, unless it is one of ours, which takes numbers."""
        return outputs if self.task.metric is is_right_class else mapped(Value, outputs)

    def move(self) -> None:
        """Take a step of the optimiser."""
        if self.program_ran:
            self.training.move()
        else:
            self.task.move()


def loss_and_outputs(
    model: Model,
    loss: Callable[[list[Any], list[Any]], Any],
    penalty: Callable[[Any], Value] | None,
    inputs: list[Any],
    targets: list[Any],
) -> tuple[Any, list[Any]]:
    """Return the loss of a batch and its outputs: the function that is compiled."""
    outputs = vmap(model)(inputs)
    result = loss(outputs, targets)
    return (result + penalty(model) if penalty else result), outputs


def obstacle(optimizer: Optimizer, recorder: object) -> str:
    """Return why a training cannot be compiled, as far as that is known beforehand; "" if it can."""
    if recorder is not None:
        return "a recorder keeps every scalar of a step, and compile has none"
    if type(optimizer).step is not Optimizer.step:
        return f"{type(optimizer).__name__} has a step of its own; compile needs a rule for one parameter, `update`"
    return ""
