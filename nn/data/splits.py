"""One data set made into others: shuffled, split in two, cut into batches."""

from collections.abc import Iterator
from random import Random

from nn.data.dataset import Dataset, require_dataset
from nn.validation import generator, generator_or_first, require_real, require_whole


def shuffled(data: Dataset, random: Random) -> Dataset:
    """Return the same samples in a random order.

    data     the samples
    random   the generator that decides the order

    >>> from random import Random
    >>> from nn import Dataset, shuffled
    >>> sorted(shuffled(Dataset([[1.0], [2.0], [3.0]], [1, 2, 3]), Random(0)).targets)
    [1, 2, 3]
    """
    require_dataset("shuffled", data)
    return data.at(generator(random).sample(range(len(data)), len(data)))


def split(
    data: Dataset, test: float = 0.25, random: Random | None = None, stratified: bool = False
) -> tuple[Dataset, Dataset]:
    """Return two data sets (train, test) without a sample in common.

    data         the samples
    test         the share that is held out, above 0 and below 1; a ValueError says if one of the parts is empty
    random       the generator that chooses the samples; without it, `Random(0)`
    stratified   True: every class is split in this proportion, so that both parts hold the same mixture

    >>> from nn import split, two_moons
    >>> train, test = split(two_moons(100), test=0.2, stratified=True)
    >>> len(train), len(test), sum(test.targets)
    (80, 20, 10)
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
    """Return an iterator over the samples, `size` at a time, each as a data set; the last one may be smaller.

    data     the samples
    size     how many samples a batch has, at least 1
    random   the generator that decides the order; without it, the samples stay in order

    >>> from nn import batches, xor
    >>> [len(batch) for batch in batches(xor(), 3)]
    [3, 1]
    """
    require_dataset("batches", data)
    if require_whole("batches: size", size, "give at least 1") < 1:
        raise ValueError(f"batches: a batch of {size} samples is not possible; give a size of at least 1")
    order = data if random is None else shuffled(data, random)
    return (order[start : start + size] for start in range(0, len(data), size))
