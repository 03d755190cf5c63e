"""`fit(compile=True)`: the steps of a training as tensor programs, on arrays that hold the parameters between them."""

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
from nn.training.metrics import Judge, accuracy, is_right_class
from nn.training.optimisers import Optimizer
from nn.training.prediction import Model


class Task(Protocol):
    """A training without compile: what is the same in every step of it, and the steps."""

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
    def judge(self) -> Judge | None: ...
    def measured(self, batch: Dataset, history: History) -> tuple[Step, Value | None]: ...
    def move(self) -> None: ...


class CompiledTask:
    """The same steps, compiled; a step that a program cannot do is done without."""

    def __init__(self, task: Task, backend: str) -> None:
        self.task = task
        fast = autograd.compile(partial(loss_and_outputs, task.model, task.loss, task.penalty), backend=backend)
        self.training = fast.training(task.optimizer, task.clip)
        self.fits = True  # whether the function can be compiled
        self.by_program = False  # whether the step that is going on is done by a program

    def prepared(self) -> AbstractContextManager[object]:
        """Around the training: the arrays are filled, and in the end given back, however it ends."""
        arrays: AbstractContextManager[object] = self.training
        return arrays

    def give_back(self) -> None:
        """Bring model and optimiser up to date: they can be looked at, and changed."""
        self.training.write()

    def measured(self, batch: Dataset, history: History) -> tuple[Step, Value | None]:
        """One batch forward and backward: what there is to tell of it. The gradients wait."""
        result: Any = None
        problem: Exception | None = None
        if self.fits:
            try:
                result = self.training.computed(batch.inputs, batch.targets)
            except Exception as error:  # if it is one of the function itself, it will come again
                problem = error
        self.by_program = result is not None and (bool(history.steps) or self.training.norm > 0.0)
        if not self.by_program:
            return self.without_program(batch, history, problem)
        loss, outputs = result
        right = accuracy(self.seen(outputs), batch.targets, self.task.judge) if self.task.judge else None
        norm = self.training.norm
        self.training.cut()
        return Step(len(history), loss, right, norm, self.task.optimizer.rate), None

    def without_program(self, batch: Dataset, history: History, problem: Exception | None) -> tuple[Step, Value | None]:
        """The same without compile; if there was a problem, from now on."""
        self.give_back()
        if problem:
            self.fits = False
        step = self.task.measured(batch, history)
        if problem:
            warn(f"fit: the training goes on without compile. {problem}", stacklevel=3)
        return step

    def seen(self, outputs: Sequence[Any]) -> Sequence[Any]:
        """The outputs as a judge expects them."""
        return outputs if self.task.judge is is_right_class else mapped(Value, outputs)

    def move(self) -> None:
        """One step of the optimiser."""
        if self.by_program:
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
    """What a step computes."""
    outputs = vmap(model)(inputs)
    result = loss(outputs, targets)
    return (result + penalty(model) if penalty else result), outputs


def obstacle(optimizer: Optimizer, recorder: object) -> str:
    """Why a training cannot be compiled, as far as that can be told beforehand; "" if it can."""
    if recorder is not None:
        return "a recorder keeps every scalar of a step, and compile has none"
    if type(optimizer).step is not Optimizer.step:
        return f"{type(optimizer).__name__} has a step of its own; compile needs a rule for one parameter, `moved`"
    return ""
