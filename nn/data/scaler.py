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

    A target that is one of named classes (`data.classes`) stays as it is.

    Take it from the training part only, `standard = StandardScaler.of(train)`, and put every part on it with
    `standard(train)`, `standard(test)`: whatever the test part tells must not have been seen in training.
    """

    means: list[float]
    deviations: list[float]
    target_mean: float
    target_deviation: float

    @classmethod
    def of(cls, data: Dataset) -> "StandardScaler":
        """The scale of one data set; a constant column keeps its unit."""
        require_dataset("StandardScaler.of", data)
        means, deviations = zip(*(mean_and_deviation(column) for column in zip(*data.checked().inputs)))
        return cls(list(means), list(deviations), *((0.0, 1.0) if data.classes else mean_and_deviation(data.targets)))

    def __call__(self, data: DataT) -> DataT:
        """The data set on this scale."""
        require_dataset("StandardScaler", data)
        targets = [y if data.classes else (y - self.target_mean) / self.target_deviation for y in data.targets]
        return replace(data, inputs=[self.inputs(row) for row in data.inputs], targets=targets)

    def inputs(self, row: Sequence[float]) -> list[float]:
        """One row of inputs on this scale."""
        require(
            len(row) == len(self.means),
            f"StandardScaler: a row of {len(row)} inputs came, but the scale is that of {len(self.means)}; "
            "take it from data with the same columns",
        )
        return [(x - mean) / deviation for x, mean, deviation in zip(row, self.means, self.deviations)]

    def original(self, target: float) -> float:
        """A target, or a prediction of it, back in its own unit."""
        return self.target_mean + self.target_deviation * target


def mean_and_deviation(numbers: Sequence[float]) -> tuple[float, float]:
    """The mean and the standard deviation (over n); 1 in place of a deviation of 0."""
    mean = math.fsum(numbers) / len(numbers)
    return mean, math.sqrt(math.fsum((x - mean) ** 2 for x in numbers) / len(numbers)) or 1.0
