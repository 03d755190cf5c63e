"""A training that can be run, and made faulty."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import nn
from nn.training.history import History


def nothing(model: nn.Module) -> None:
    """Leave the model as it is."""


def all_parameters(model: nn.Module) -> list[Any]:
    """What usually moves."""
    return model.parameters()


@dataclass(frozen=True)
class Setting:
    """How to train: everything that a fault can spoil."""

    data: Callable[[Random], nn.Dataset]
    model: Callable[[Random], Any]
    loss: Any
    rate: float
    steps: int
    batch_size: int | None = None
    optimizer: Any = nn.Adam
    validation: Callable[[Random], nn.Dataset] | None = None  # without it, more of the same data
    prepare: Callable[[nn.Module], None] = nothing  # what is done to the model before
    learned: Callable[[nn.Module], list[Any]] = all_parameters
    penalty: Any = None
    compile: bool = True

    def run(self, seed: int) -> tuple[History, nn.Module, nn.Dataset]:
        """Train once; gives what `fit` gives, the model and the data."""
        random, data, model = self.begun(seed)
        history = nn.fit(
            model,
            self.loss,
            data,
            steps=self.steps,
            batch_size=self.batch_size,
            optimizer=self.optimizer(self.learned(model), self.rate),
            validation=(self.validation or self.data)(random)[:60],
            penalty=self.penalty,
            random=random,
            progress=False,
            compile=self.compile,
        )
        return history, model, data

    def diagnosed(self, seed: int) -> nn.Diagnosis:
        """What `nn.diagnose` says of the same model and data, with trials as long as the training."""
        _, data, model = self.begun(seed)
        return nn.diagnose(
            model,
            data,
            self.loss,
            optimizer=self.optimizer(self.learned(model), self.rate),
            steps=self.steps,
            batch_size=self.batch_size,
            penalty=self.penalty,
            compile=self.compile,
        )

    def begun(self, seed: int) -> tuple[Random, nn.Dataset, Any]:
        """The random numbers, and the data and the model that come first from them."""
        random = Random(seed)
        data = self.data(random)
        model = self.model(random)
        self.prepare(model)
        return random, data, model
