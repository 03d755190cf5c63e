"""Which outputs of a classifier are right, and how many of them."""

from collections.abc import Callable, Sequence
from math import fsum
from typing import Any

from autograd.value import data_of

Judge = Callable[[Any, Any], bool]  # whether an output is right, given the output and the target


def predicted_class(output: Any) -> int:
    """The place of the largest of several outputs; for a single one, 1 where it is positive and otherwise 0."""
    numbers = [data_of(x) for x in output] if isinstance(output, list | tuple) else [data_of(output)]
    return int(numbers[0] > 0) if len(numbers) == 1 else numbers.index(max(numbers))


def is_right_class(output: Any, target: Any) -> bool:
    """Whether the class that is predicted is the target: an int, or shares of the classes; -1 is another name for 0."""
    if isinstance(target, list | tuple):
        return predicted_class(output) == predicted_class(target)
    return predicted_class(output) == max(int(target), 0)


def accuracy(outputs: Sequence[Any], targets: Sequence[Any], judge: Judge = is_right_class) -> float:
    """The share of the outputs that are right."""
    return sum(map(judge, outputs, targets)) / len(outputs)


def judge_for(output: Any, targets: Sequence[Any]) -> Judge | None:
    """What decides whether outputs like this one are right; None where the targets are no classes but amounts."""
    classes = len(output) if isinstance(output, list | tuple) else 1
    return is_right_class if all(is_class(target, classes) for target in targets) else None


def is_class(target: Any, classes: int) -> bool:
    """Whether a target names one of the classes: an int, ±1 for a single output, or a list of shares."""
    if isinstance(target, list | tuple):
        return len(target) == classes > 1 and 0 <= min(target) <= max(target) < 2 and abs(fsum(target) - 1) < 1e-6
    if classes == 1:
        return target in (-1, 1) or (target == 0 and isinstance(target, int))
    return isinstance(target, int) and 0 <= target < classes
