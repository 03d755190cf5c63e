"""Data sets: points in the plane made from a formula, two real ones, and how to part and shuffle them.

The points are pure Python and come from a `random.Random` of your own; without one, from `Random(0)`,
so that the same call always gives the same points.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from autograd.number import is_number
from autograd.structure import leaves
from nn.tensor import plain, shape_of, written


@dataclass(frozen=True)
class Dataset:
    """Samples: for each one a row of `inputs`, and in `targets` the class (an int) or number that belongs to it."""

    inputs: list[Any]
    targets: list[Any]

    def __post_init__(self) -> None:
        for name in ("inputs", "targets"):
            object.__setattr__(self, name, list(plain(getattr(self, name))))
        if len(self.inputs) != len(self.targets):
            raise ValueError(
                f"a data set needs a target for each row of inputs, "
                f"but {len(self.inputs)} rows and {len(self.targets)} targets came"
            )

    def __len__(self) -> int:
        return len(self.inputs)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """The pairs (row of inputs, target)."""
        return zip(self.inputs, self.targets)

    def __getitem__(self, places: slice) -> "Dataset":
        return Dataset(self.inputs[places], self.targets[places])

    def at(self, places: Sequence[int]) -> "Dataset":
        """The samples at these places, in this order."""
        return Dataset([self.inputs[i] for i in places], [self.targets[i] for i in places])

    def relabelled(self, target_of: Callable[[Any], Any]) -> "Dataset":
        """The same inputs with other targets: `relabelled(lambda label: 2 * label - 1)` makes 0 and 1 to -1 and 1."""
        return Dataset(self.inputs, [target_of(target) for target in self.targets])

    def checked(self) -> "Dataset":
        """The data set itself, if a model can learn from it; a ValueError names the first sample that is at fault."""
        if not self.inputs:
            raise ValueError("the data set is empty; give at least one sample")
        for name, rows in (("inputs", self.inputs), ("targets", self.targets)):
            for i, row in enumerate(rows):
                for x in leaves(row):
                    if not is_number(x) or not math.isfinite(x):
                        raise ValueError(f"{name}[{i}] holds {x!r}; leave the sample out, or put a finite number there")
                if shape_of(row) != shape_of(rows[0]):
                    raise ValueError(
                        f"{name}[{i}] is {written(shape_of(row))}, but {name}[0] is {written(shape_of(rows[0]))}: "
                        "all samples need the same shape"
                    )
        return self

    def __repr__(self) -> str:
        width = f" of {len(self.inputs[0])} inputs" if self.inputs and isinstance(self.inputs[0], list) else ""
        return f"<data set: {len(self)} samples{width}>"


# Points in the plane


def two_moons(samples: int = 100, noise: float = 0.1, random: Random | None = None) -> Dataset:
    """Two half circles, each reaching into the other: class 0 arches up, class 1 hangs down."""

    def point(label: int, along: float) -> tuple[float, float]:
        x, y = math.cos(math.pi * along), math.sin(math.pi * along)
        return (1.0 - x, 0.5 - y) if label else (x, y)

    return scattered(samples, 2, point, noise, random)


def circles(samples: int = 100, noise: float = 0.05, inner: float = 0.5, random: Random | None = None) -> Dataset:
    """A circle of radius 1 (class 0) around one of radius `inner` (class 1)."""

    def point(label: int, along: float) -> tuple[float, float]:
        radius = inner if label else 1.0
        return radius * math.cos(2 * math.pi * along), radius * math.sin(2 * math.pi * along)

    return scattered(samples, 2, point, noise, random)


def spirals(
    samples: int = 150, classes: int = 3, noise: float = 0.03, turns: float = 0.75, random: Random | None = None
) -> Dataset:
    """One arm for each class, all winding out from the middle to radius 1."""

    def point(label: int, along: float) -> tuple[float, float]:
        angle = 2 * math.pi * (turns * along + label / classes)
        return along * math.cos(angle), along * math.sin(angle)

    return scattered(samples, classes, point, noise, random)


def blobs(samples: int = 100, classes: int = 3, spread: float = 0.3, random: Random | None = None) -> Dataset:
    """Round clouds, their centres evenly on the unit circle."""

    def point(label: int, along: float) -> tuple[float, float]:
        angle = 2 * math.pi * label / classes
        return math.cos(angle), math.sin(angle)

    return scattered(samples, classes, point, spread, random)


def xor(samples: int = 4, noise: float = 0.0, random: Random | None = None) -> Dataset:
    """The corners of the unit square; class 1 where exactly one coordinate is 1. Four samples are the truth table."""
    corners = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]
    random = random or Random(0)
    chosen = [corners[i % 4] for i in range(checked_count(samples, 1))]
    inputs = [[x + random.gauss(0.0, noise), y + random.gauss(0.0, noise)] for x, y in chosen]
    return Dataset(inputs, [int(x != y) for x, y in chosen])


def scattered(samples: int, classes: int, point: Any, noise: float, random: Random | None) -> Dataset:
    """The classes in turn, each evenly along its own curve point(label, 0 … 1), with Gaussian noise on both axes."""
    random = random or Random(0)
    inputs, targets = [], []
    for i in range(checked_count(samples, classes)):
        label, rank = i % classes, i // classes
        last = (samples - 1 - label) // classes  # the rank of this class's last sample
        x, y = point(label, rank / last if last else 0.0)
        inputs.append([x + random.gauss(0.0, noise), y + random.gauss(0.0, noise)])
        targets.append(label)
    return Dataset(inputs, targets)


def checked_count(samples: int, classes: int) -> int:
    """The number of samples, if there is at least one for each class."""
    if classes < 1 or samples < classes:
        raise ValueError(f"{samples} samples cannot hold {classes} classes; ask for at least one sample of each class")
    return samples


# Real data


def handwritten_digits() -> Dataset:
    """1,797 handwritten digits: 64 inputs, the pixels of 8 × 8 images from 0 (paper) to 1 (ink); targets 0 … 9.

    Source: Alpaydin and Kaynak, "Optical Recognition of Handwritten Digits", UCI, 1998, as scikit-learn bundles it.
    """
    bundle = bundled("load_digits")
    return Dataset([[pixel / 16.0 for pixel in image] for image in bundle.data.tolist()], bundle.target)


def diabetes() -> Dataset:
    """442 patients: 10 inputs (age, sex, body mass index, blood pressure, six blood values), and the disease's
    progression after one year, from 25 to 346; all in their own units (see `Standard`).

    Source: Efron, Hastie, Johnstone and Tibshirani, "Least Angle Regression", 2004, as scikit-learn bundles it.
    """
    bundle = bundled("load_diabetes", scaled=False)
    return Dataset(bundle.data, bundle.target)


def bundled(name: str, **options: Any) -> Any:
    """One of the data sets that come with scikit-learn: nothing is downloaded."""
    try:
        from sklearn import datasets
    except ImportError as error:
        raise ImportError('these data come with scikit-learn: pip install "glassgrad[data]"') from error
    return getattr(datasets, name)(**options)


# Parting and shuffling


def shuffled(data: Dataset, random: Random) -> Dataset:
    """The same samples in a random order."""
    return data.at(random.sample(range(len(data)), len(data)))


def split(
    data: Dataset, test: float = 0.25, random: Random | None = None, stratified: bool = False
) -> tuple[Dataset, Dataset]:
    """Two data sets (train, test) without a sample in common; `test` is the share that is held out.

    stratified: every class is split in this proportion by itself, so that both parts hold the same mixture.
    """
    if not 0.0 < test < 1.0:
        raise ValueError(f"split: test = {test} is not a share between 0 and 1; 0.25 holds out a quarter")
    random = random or Random(0)
    order = random.sample(range(len(data)), len(data))
    if stratified:
        groups = [[i for i in order if data.targets[i] == label] for label in sorted(set(data.targets))]
    else:
        groups = [order]
    held_out = {i for group in groups for i in group[: round(test * len(group))]}
    if not 0 < len(held_out) < len(data):
        raise ValueError(f"split: a share of {test} of {len(data)} samples leaves one of the two parts empty")
    return data.at([i for i in order if i not in held_out]), data.at([i for i in order if i in held_out])


def batches(data: Dataset, size: int, random: Random | None = None) -> Iterator[Dataset]:
    """Every sample once, `size` at a time (the last batch may be smaller); with `random`, in a new order."""
    if size < 1:
        raise ValueError(f"batches: a batch of {size} samples is not possible; give a size of at least 1")
    order = shuffled(data, random) if random else data
    return (order[start : start + size] for start in range(0, len(data), size))


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
