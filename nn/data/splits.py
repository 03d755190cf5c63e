"""One data set made into others: shuffled, split in two, cut into batches."""

from collections.abc import Iterator
from random import Random

from nn.data.dataset import Dataset, require_dataset
from nn.validation import generator, generator_or_first, require_real, require_whole


def shuffled(data: Dataset, random: Random) -> Dataset:
    """The same samples in a random order."""
    require_dataset("shuffled", data)
    return data.at(generator(random).sample(range(len(data)), len(data)))


def split(
    data: Dataset, test: float = 0.25, random: Random | None = None, stratified: bool = False
) -> tuple[Dataset, Dataset]:
    """Two data sets (train, test) without a sample in common; `test` is the share that is held out.

    stratified: every class is split in this proportion by itself, so that both parts hold the same mixture.
    """
    require_dataset("split", data)
    test = require_real(
        "split: test", test, "0.25 holds out a quarter", lambda x: 0.0 < x < 1.0, "is not a share between 0 and 1"
    )
    order = generator_or_first(random).sample(range(len(data)), len(data))
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
    require_dataset("batches", data)
    if require_whole("batches: size", size, "give at least 1") < 1:
        raise ValueError(f"batches: a batch of {size} samples is not possible; give a size of at least 1")
    order = data if random is None else shuffled(data, random)
    return (order[start : start + size] for start in range(0, len(data), size))
