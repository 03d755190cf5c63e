"""Inputs and targets on one scale, whatever their units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nn.data.dataset import Dataset


@dataclass(frozen=True)
class Standard:
    """A linear scale on which every input, and a numeric target, has mean 0 and standard deviation 1.

    Take it from the training part only, `standard = Standard.of(train)`, and put every part on it with
    `standard(train)`, `standard(test)`: whatever the test part tells must not have been seen in training.
    """

    means: list[float]
    deviations: list[float]
    target_mean: float
    target_deviation: float

    @classmethod
    def of(cls, data: Dataset) -> "Standard":
        """The scale of one data set; a constant column keeps its unit."""
        means, deviations = zip(*(mean_and_deviation(column) for column in zip(*data.inputs)))
        return cls(list(means), list(deviations), *mean_and_deviation(data.targets))

    def __call__(self, data: Dataset) -> Dataset:
        """The data set on this scale."""
        scales = list(zip(self.means, self.deviations))
        inputs = [[(x - mean) / deviation for x, (mean, deviation) in zip(row, scales)] for row in data.inputs]
        return Dataset(inputs, [(y - self.target_mean) / self.target_deviation for y in data.targets])

    def original(self, target: float) -> float:
        """A target, or a prediction of it, back in its own unit."""
        return self.target_mean + self.target_deviation * target


def mean_and_deviation(numbers: Sequence[float]) -> tuple[float, float]:
    """The mean and the standard deviation (over n); 1 in place of a deviation of 0."""
    mean = math.fsum(numbers) / len(numbers)
    return mean, math.sqrt(math.fsum((x - mean) ** 2 for x in numbers) / len(numbers)) or 1.0
