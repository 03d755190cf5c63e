"""What a diagnosis starts from: over how many steps the last loss is taken."""

import pytest

from autograd import Value
from nn import SGD, Dataset, mean_squared_error
from nn.training.diagnosis.evidence import Evidence


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
    found = Evidence(
        model=lambda row: row[0],
        loss=mean_squared_error,
        data=Dataset([[1.0]] * samples, [1.0] * samples),
        optimizer=SGD([Value(1.0)], 0.1),
        penalty=None,
        example=None,
        before=[],
        losses=losses,
        norms=[],
        rates=[],
        validation=[],
        batch_size=batch_size,
        compiled=False,
    )
    assert found.window == window
    assert found.recent_loss == sum(losses[-window:]) / window
    assert found.first_loss == losses[0]
