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
from nn.training.diagnosis.copies import chance_as_before, copied, module_of
from nn.training.diagnosis.units import Look, look, root_mean_square
from nn.training.optimisers import Adam, Optimizer, RMSprop
from nn.training.prediction import predict

SAMPLES = 64  # as many are looked at, at most
SHARE = 100  # and no more than one for so many that went through the training
FAST_SHARE = 1000  # where it was compiled, so that a sample cost less
FEW = 8  # but so many in any case
NUMBERS = 1000  # so many outputs, at most, are compared with a constant


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
        """The module that learns, if it can be told."""
        return module_of(self.model)

    @property
    def parameters(self) -> list[Value]:
        """What the module has learned."""
        return self.module.parameters() if self.module else []

    @property
    def tensors(self) -> dict[str, Nested]:
        """The same by name."""
        return dict(self.module.tensors()) if self.module else {}

    @cached_property
    def recent(self) -> float:
        """The mean loss of the last tenth of the steps, or of the last epoch if that is longer; without the penalty."""
        steps = self.window
        return sum_in_order(self.losses[-steps:]) / steps - self.penalised

    @cached_property
    def initial(self) -> float:
        """The loss of the first step."""
        return self.losses[0]

    @cached_property
    def window(self) -> int:
        """How many steps are averaged over."""
        epoch = -(-len(self.data) // self.batch_size)
        full = self.batch_size >= len(self.data)
        return 1 if full else min(len(self.losses), max(epoch, len(self.losses) // 10))

    @cached_property
    def penalised(self) -> float:
        """How much of the loss is the penalty."""
        if self.penalty is None:
            return 0.0
        with no_grad():
            return float(data_of(self.penalty(self.model)))

    @cached_property
    def constant(self) -> float | None:
        """The loss of the best constant output, where it is known."""
        example = self.example
        if example is None and self.module:
            with chance_as_before():
                (example,) = predict(copied(self.model), self.data.inputs[:1])
        width = len(example) if isinstance(example, list | tuple) else 1
        return best_constant(self.loss, example, self.some(max(FEW, NUMBERS // max(1, width))).targets)

    @cached_property
    def left(self) -> float | None:
        """What is left of the loss of the best constant, or where that is not known, of the first loss.

        1 where nothing was learned; None for losses that are not above 0, where it would mean nothing.
        """
        reference = self.initial if self.constant is None else self.constant
        return self.recent / reference if reference > 0.0 and self.recent >= 0.0 else None

    @cached_property
    def moved(self) -> dict[str, float]:
        """How far the numbers of each tensor moved, for the size that they had; without any size, the way itself."""
        start = dict(zip(self.parameters, self.before))
        result = {}
        for name, tensor in self.tensors.items():
            parameters = list(leaves(tensor))
            size = root_mean_square([start[p] for p in parameters])
            way = root_mean_square([p.data - start[p] for p in parameters])
            result[name] = way / size if size else way
        return result

    @cached_property
    def size(self) -> tuple[float, float]:
        """The root mean square of all parameters, before and after."""
        return root_mean_square(self.before), root_mean_square([p.data for p in self.parameters])

    @cached_property
    def strides(self) -> list[float]:
        """For each step how far it moved a parameter, for the size of the parameters."""
        parameters = self.optimizer.parameters
        size = max(self.size) or 1.0
        if isinstance(self.optimizer, Adam | RMSprop):  # these move each parameter by about the rate
            return [rate / size for rate in self.rates]
        longer = 1.0 / (1.0 - min(getattr(self.optimizer, "momentum", 0.0), 0.99))
        return [longer * rate * norm / sqrt(len(parameters)) / size for rate, norm in zip(self.rates, self.norms)]

    @cached_property
    def look(self) -> Look:
        """What the units do."""
        passes = len(self.losses) * min(self.batch_size, len(self.data))
        share = FAST_SHARE if self.compiled else SHARE
        return look(self.model, self.loss, self.some(max(FEW, min(SAMPLES, passes // share))))

    @cached_property
    def first_look(self) -> Look:
        """What the units did before the first step."""
        return look(self.model, self.loss, self.some(FEW), self.before)

    def lacks(self, what: str) -> str:
        """Why a check that asks for this cannot be made; "" if it can."""
        if what == "constant" and self.constant is None:
            return "it is not known which constant output the loss would be smallest for"
        if what == "validation" and not self.validation:
            return "no validation data were given"
        if what in ("units", "module") and self.module is None:
            return "the model is a function and not a Module, so its parameters are not known"
        if what == "units":
            try:
                _ = self.look
            except Exception as error:  # whatever the model or the loss raise for a few samples
                return f"a copy of the model could not be run ({type(error).__name__}: {error})"
        return ""

    def some(self, number: int) -> Dataset:
        """So many samples, at even distances."""
        count = len(self.data)
        return self.data if number >= count else self.data.at([i * count // number for i in range(number)])
