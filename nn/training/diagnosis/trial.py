"""A training on copies, to be repaired and run again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from random import Random
from typing import Any

from nn.data.dataset import Dataset
from nn.module import Module
from nn.training.diagnosis.copies import copy_of, module_of, random_state_restored
from nn.training.diagnosis.remark import Diagnosis, Remark
from nn.training.diagnosis.symptoms import RATE_HIGH
from nn.training.fit import evaluate, fit
from nn.training.nonfinite import NonFiniteError
from nn.training.optimizers import Optimizer


@dataclass(frozen=True)
class Trial:
    """A training that can be run again and again, because it is a copy of the model that learns."""

    model: Callable[[Any], Any]
    loss: Callable[[list[Any], list[Any]], Any]
    data: Dataset
    optimizer: Optimizer
    penalty: Callable[[Any], Any] | None
    steps: int
    batch_size: int | None
    compile: bool | str

    def copy(self) -> "Trial":
        """Return the same trial with a model and an optimiser of its own."""
        model, optimizer = copy_of((self.model, self.optimizer))
        return replace(self, model=model, optimizer=optimizer)

    @property
    def module(self) -> Module:
        """The module that learns."""
        return module_in(self.model)

    def on_unseen_half(self) -> float:
        """Train a copy on half of the data; return its loss on the other half."""
        size = len(self.data)
        order = Random(0).sample(range(size), size)
        return replace(self, data=self.data.at(order[: size // 2])).result(self.data.at(order[size // 2 :]))[0]

    def result(self, judged_on: Dataset | None = None) -> tuple[float, Diagnosis]:
        """Train a copy; return its loss in the end, without the penalty, and the diagnosis of `fit`.

        judged_on   the data for that loss; without it, those of the training
        """
        own = self.copy()
        try:
            with random_state_restored():
                history = fit(
                    own.model,
                    own.loss,
                    own.data,
                    steps=own.steps,
                    batch_size=own.batch_size,
                    optimizer=own.optimizer,
                    penalty=own.penalty,
                    random=Random(0),
                    progress=False,
                    compile=own.compile,
                )
                return evaluate(own.model, own.loss, judged_on or own.data)[0], history.diagnosis
        except NonFiniteError as error:
            return inf, Diagnosis((Remark(RATE_HIGH, str(error), ""),))


def module_in(model: Callable[[Any], Any]) -> Module:
    """Return the module that learns; raise a TypeError if there is none."""
    module = module_of(model)
    if module is None:
        raise TypeError(
            f"diagnose: {model!r} is not a Module, so it cannot be copied, and diagnose only works on copies; "
            "give the Module itself, or one of its methods"
        )
    return module
