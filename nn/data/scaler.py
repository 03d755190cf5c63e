"""Inputs and targets on one scale, whatever their units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from nn.data.dataset import Dataset, require_dataset
from nn.validation import require

DataT = TypeVar("DataT", bound=Dataset)


@dataclass(frozen=True)
class StandardScaler:
    """A linear scale on which every input, and a numeric target, has mean 0 and standard deviation 1.

    means, deviations               of each input: its mean and its standard deviation
    target_mean, target_deviation   the same of the target

    Take it from the training data only, `standard = StandardScaler.of(train)`, and put all data on it with
    `standard(train)` and `standard(test)`, because a training must not see anything of the test data. A target that is
    one of named classes (`data.classes`) stays as it is. scikit-learn has a class of the same name.

    >>> from nn import Dataset, StandardScaler
    >>> data = Dataset([[10.0], [30.0]], [100.0, 300.0])
    >>> standard = StandardScaler.of(data)
    >>> list(standard(data))
    [([-1.0], -1.0), ([1.0], 1.0)]
    >>> standard.original(-1.0)
    100.0
    """

    means: list[float]
    deviations: list[float]
    target_mean: float
    target_deviation: float

    @classmethod
    def of(cls, data: Dataset) -> "StandardScaler":
        """Return the scale of a data set; a constant column keeps its unit."""
        require_dataset("StandardScaler.of", data)
        means, deviations = zip(*(mean_and_deviation(column) for column in zip(*data.checked().inputs)))
        return cls(list(means), list(deviations), *((0.0, 1.0) if data.classes else mean_and_deviation(data.targets)))

    def __call__(self, data: DataT) -> DataT:
        """Return the data set on this scale."""
        require_dataset("StandardScaler", data)
        targets = [y if data.classes else (y - self.target_mean) / self.target_deviation for y in data.targets]
        return replace(data, inputs=[self.inputs(row) for row in data.inputs], targets=targets)

    def inputs(self, row: Sequence[float]) -> list[float]:
        """Return one row of inputs on this scale; raise a ValueError if it has more or fewer columns."""
        require(
            len(row) == len(self.means),
            f"StandardScaler: a row of {len(row)} inputs came, but the scale is that of {len(self.means)}; "
            "take it from data with the same columns",
        )
        return [(x - mean) / deviation for x, mean, deviation in zip(row, self.means, self.deviations)]

    def original(self, target: float) -> float:
        """Return a target, or a prediction of it, in its own unit."""
        return self.target_mean + self.target_deviation * target


def mean_and_deviation(numbers: Sequence[float]) -> tuple[float, float]:
    """Return the mean and the standard deviation (over n), or 1 in place of a deviation of 0."""
    mean = math.fsum(numbers) / len(numbers)
    return mean, math.sqrt(math.fsum((x - mean) ** 2 for x in numbers) / len(numbers)) or 1.0
