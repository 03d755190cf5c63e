"""What a diagnosis starts from: the last loss, and how far a step went."""

from math import sqrt
from typing import Any

import pytest

from autograd import Value
from nn import SGD, Adam, Dataset, Neuron, Optimizer, mean_squared_error
from nn.training.diagnosis.evidence import Evidence
from nn.training.optimizers import State


def evidence(**changed: Any) -> Evidence:
    """A training of a function of one number, changed in some points."""
    facts: dict[str, Any] = {
        "model": lambda row: row[0],
        "loss": mean_squared_error,
        "data": Dataset([[1.0]], [1.0]),
        "optimizer": SGD([Value(1.0)], 0.1),
        "penalty": None,
        "example": None,
        "before": [],
        "losses": [],
        "norms": [],
        "rates": [],
        "validation": [],
        "batch_size": 1,
        "compiled": False,
    }
    return Evidence(**(facts | changed))


@pytest.mark.parametrize(
    ("samples", "batch_size", "steps", "window"),
    [
        (10, 10, 100, 1),  # every step sees all samples, so the last one is enough
        (10, 20, 100, 1),
        (10, 3, 100, 10),  # a tenth of the steps
        (10, 1, 30, 10),  # an epoch
        (10, 1, 4, 4),  # there are no more
    ],
)
def test_the_last_loss_is_the_mean_of_an_epoch_or_of_a_tenth_of_the_steps(
    samples: int, batch_size: int, steps: int, window: int
) -> None:
    losses = [float(steps - i) for i in range(steps)]
    found = evidence(losses=losses, data=Dataset([[1.0]] * samples, [1.0] * samples), batch_size=batch_size)
    assert found.window == window
    assert found.recent_loss == sum(losses[-window:]) / window
    assert found.first_loss == losses[0]


class Descent(Optimizer):
    """Gradient descent without the settings of SGD."""

    def update(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        return x - rate * g, state


def test_steps_are_measured_by_the_size_of_the_parameters() -> None:
    model = Neuron(1, "linear")
    for p in model.parameters():
        p.data = 2.0

    def length(kind: type[Optimizer], **options: float) -> float:
        optimizer = kind(model.parameters(), 0.1, **options)
        (found,) = evidence(
            model=model, optimizer=optimizer, rates=[0.1], norms=[3.0 * sqrt(2.0)], before=[1.0, 1.0]
        ).step_lengths
        return found

    assert length(Descent) == pytest.approx(0.15)
    assert length(SGD) == pytest.approx(0.15)
    assert length(SGD, momentum=0.5) == pytest.approx(0.3)
    assert length(Adam) == pytest.approx(0.05)
