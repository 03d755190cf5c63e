"""What is known of a training at its end: its losses, how far its parameters moved, and what its units do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any

from autograd import Value, no_grad
from autograd.number import sum_in_order
from autograd.transforms.tree import Nested, leaves
from autograd.value import data_of
from nn.data.dataset import Dataset
from nn.module import Module
from nn.training.diagnosis.constant import best_constant
from nn.training.diagnosis.copies import copy_of, module_of, random_state_restored
from nn.training.diagnosis.units import Observation, observe, root_mean_square
from nn.training.optimizers import Adam, Optimizer, RMSprop
from nn.training.prediction import predict

# How many samples are sent through the model after a training:
FEWEST_SAMPLES = 8
MOST_SAMPLES = 64
SHARE = 100  # one for every hundred that went through the training
COMPILED_SHARE = 1000  # one for every thousand if it was compiled, because they took less time
MOST_NUMBERS = 1000  # how many numbers of outputs are compared with a constant


@dataclass
class Evidence:
    """A training that has ended."""

    model: Callable[[Any], Any]
    loss: Callable[[Any, Any], Any]
    data: Dataset
    optimizer: Optimizer
    penalty: Callable[[Any], Any] | None
    example: Any  # an output of the model, or None
    before: Sequence[float]  # the parameters of the module before the first step
    losses: Sequence[float]
    norms: Sequence[float]
    rates: Sequence[float]
    validation: Sequence[float]
    batch_size: int
    compiled: bool

    @cached_property
    def module(self) -> Module | None:
        """The module that learns, or None if the model is a function from which it cannot be told."""
        return module_of(self.model)

    @property
    def parameters(self) -> list[Value]:
        """The parameters of the module."""
        return self.module.parameters() if self.module else []

    @property
    def tensors(self) -> dict[str, Nested]:
        """The parameters of the module by name, as nested lists."""
        return dict(self.module.tensors()) if self.module else {}

    @cached_property
    def recent_loss(self) -> float:
        """The mean loss of the last tenth of the steps, or of the last epoch if that is longer; without the penalty."""
        steps = self.window
        return sum_in_order(self.losses[-steps:]) / steps - self.penalty_loss

    @cached_property
    def first_loss(self) -> float:
        """The loss of the first step."""
        return self.losses[0]

    @cached_property
    def window(self) -> int:
        """How many of the last steps `recent_loss` averages over."""
        epoch = -(-len(self.data) // self.batch_size)
        full = self.batch_size >= len(self.data)
        return 1 if full else min(len(self.losses), max(epoch, len(self.losses) // 10))

    @cached_property
    def penalty_loss(self) -> float:
        """How much of the loss is the penalty."""
        if self.penalty is None:
            return 0.0
        with no_grad():
            return float(data_of(self.penalty(self.model)))

    @cached_property
    def constant_loss(self) -> float | None:
        """The loss of the best constant output, or None if it is not known."""
        example = self.example
        if example is None and self.module:
            with random_state_restored():
                (example,) = predict(copy_of(self.model), self.data.inputs[:1])
        width = len(example) if isinstance(example, list | tuple) else 1
        return best_constant(
            self.loss, example, self.subset(max(FEWEST_SAMPLES, MOST_NUMBERS // max(1, width))).targets
        )

    @cached_property
    def loss_ratio(self) -> float | None:
        """The share that is left of the loss of the best constant, or if that is not known, of the first loss.

        It is 1 if nothing was learned, and None for losses that are not above 0, because a ratio would mean nothing.
        """
        reference = self.first_loss if self.constant_loss is None else self.constant_loss
        return self.recent_loss / reference if reference > 0.0 and self.recent_loss >= 0.0 else None

    @cached_property
    def distances(self) -> dict[str, float]:
        """How far the numbers of each tensor moved, in units of their size; if they were all 0, the distance itself."""
        start = dict(zip(self.parameters, self.before))
        result = {}
        for name, tensor in self.tensors.items():
            parameters = list(leaves(tensor))
            size = root_mean_square([start[p] for p in parameters])
            distance = root_mean_square([p.data - start[p] for p in parameters])
            result[name] = distance / size if size else distance
        return result

    @cached_property
    def sizes(self) -> tuple[float, float]:
        """The root mean square of all parameters before the training, and after it."""
        return root_mean_square(self.before), root_mean_square([p.data for p in self.parameters])

    @cached_property
    def step_lengths(self) -> list[float]:
        """How far each step moved a parameter, in units of the size of the parameters."""
        parameters = self.optimizer.parameters
        size = max(self.sizes) or 1.0
        if isinstance(self.optimizer, Adam | RMSprop):  # these move each parameter by about the rate
            return [rate / size for rate in self.rates]
        factor = 1.0 / (1.0 - min(getattr(self.optimizer, "momentum", 0.0), 0.99))
        return [factor * rate * norm / sqrt(len(parameters)) / size for rate, norm in zip(self.rates, self.norms)]

    @cached_property
    def observation(self) -> Observation:
        """What was seen of a copy of the model as it is."""
        passes = len(self.losses) * min(self.batch_size, len(self.data))
        share = COMPILED_SHARE if self.compiled else SHARE
        return observe(self.model, self.loss, self.subset(max(FEWEST_SAMPLES, min(MOST_SAMPLES, passes // share))))

    @cached_property
    def first_observation(self) -> Observation:
        """What was seen of a copy of the model as it was before the first step."""
        return observe(self.model, self.loss, self.subset(FEWEST_SAMPLES), self.before)

    def why_missing(self, what: str) -> str:
        """Return why a check that asks for this cannot be made; "" if it can."""
        if what == "constant" and self.constant_loss is None:
            return "it is not known which constant output the loss would be smallest for"
        if what == "validation" and not self.validation:
            return "no validation data were given"
        if what in ("units", "module") and self.module is None:
            return "the model is a function and not a Module, so its parameters are not known"
        if what == "units":
            try:
                _ = self.observation
            except Exception as error:  # whatever the model or the loss raise for a few samples
                return f"a copy of the model could not be run ({type(error).__name__}: {error})"
        return ""

    def subset(self, number: int) -> Dataset:
        """Return so many samples, evenly spread over the data."""
        count = len(self.data)
        return self.data if number >= count else self.data.at([i * count // number for i in range(number)])
