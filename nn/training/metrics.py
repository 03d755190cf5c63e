"""Metrics: which outputs of a classifier are right, and how many of them."""

from collections.abc import Callable, Sequence
from math import fsum, isnan
from typing import Any

from autograd.operation import count
from autograd.value import data_of
from nn.pairs import is_list, require_ordered
from nn.shapes import as_lists
from nn.validation import require

Metric = Callable[[Any, Any], bool]  # from an output and its target to whether the output is right


def predicted_class(output: Any) -> int:
    """Return the index of the largest of several outputs; for a single output, 1 if it is positive and otherwise 0.

    A ValueError says if an output is nan, because then none is the largest.

    >>> from nn import predicted_class
    >>> predicted_class([0.1, 2.0, -1.0]), predicted_class(-0.5)
    (1, 0)
    """
    numbers = plain_numbers(output)
    if any(map(isnan, numbers)):
        raise ValueError(
            f"predicted_class: of the outputs {numbers!r} none is the largest, because of nan; "
            "look for the first nan in the computation"
        )
    return chosen_class(numbers)


def is_right_class(output: Any, target: Any) -> bool:
    """Return whether the predicted class is the target; it never is if an output is nan.

    output   a number for each class, or a single one, which is positive for class 1
    target   the class, an int (for a single output, -1 is another name for 0), or a share for each class; a ValueError
             says if it is not one of the classes

    >>> from nn import is_right_class
    >>> is_right_class([0.1, 2.0, -1.0], 1)
    True
    """
    numbers = plain_numbers(output)
    wanted = target_class(target, len(numbers))
    return not any(map(isnan, numbers)) and chosen_class(numbers) == wanted


def chosen_class(numbers: list[float]) -> int:
    """Return the index of the largest number; for a single number, whether it is positive."""
    return numbers.index(max(numbers)) if len(numbers) > 1 else int(numbers[0] > 0)


def target_class(target: Any, classes: int) -> int:
    """Return the class that a target names or gives the largest share; raise a ValueError if there is none."""
    target = as_lists(target)
    if is_list(target):
        if len(target) != classes:
            raise ValueError(
                f"is_right_class: {count(classes, 'output')} and {count(len(target), 'share')} came; "
                "give a share for each output, or the class as an int"
            )
        return predicted_class(target)
    lowest, highest = (0, classes - 1) if classes > 1 else (-1, 1)
    if data_of(target) not in range(lowest, highest + 1):
        raise ValueError(f"is_right_class: a target is a class from 0 to {highest}, but {target!r} came; give an int")
    return max(int(data_of(target)), 0)


def plain_numbers(output: Any) -> list[float]:
    """Return the outputs for one sample as plain numbers."""
    output = require_ordered(as_lists(output), "predicted_class", "outputs")
    numbers = [data_of(x) for x in output] if is_list(output) else [data_of(output)]
    require(len(numbers) > 0, "predicted_class: no outputs came; give at least one")
    return numbers


def accuracy(outputs: Sequence[Any], targets: Sequence[Any], metric: Metric = is_right_class) -> float:
    """Return the share of the outputs that are right, from 0 to 1.

    outputs   what the model returned for each sample
    targets   what it should have returned; a ValueError says if there are more or fewer
    metric    metric(output, target) says whether an output is right

    >>> from nn import accuracy
    >>> accuracy([1.5, -0.5, 0.3, -2.0], [1, 0, 0, 0])
    0.75
    """
    if callable(outputs):
        raise TypeError(
            f"accuracy: outputs came as one {type(outputs).__name__}; write accuracy([model(x) for x in X], y), "
            "or evaluate(model, loss, data), which gives the loss and the accuracy"
        )
    outputs, targets = (
        require_ordered(as_lists(x), "accuracy", what) for x, what in ((outputs, "outputs"), (targets, "targets"))
    )
    require(
        len(outputs) == len(targets) > 0,
        f"accuracy: {count(len(outputs), 'output')} and {count(len(targets), 'target')} came; "
        "give one target for each output",
    )
    return sum(map(metric, outputs, targets)) / len(outputs)


def metric_for(output: Any, targets: Sequence[Any]) -> Metric | None:
    """Return the metric for outputs like this one: `is_right_class`, or None if the targets are not classes.

    It is None too where an output is rows, such as logits for each step of a sequence: its target is a list of classes.
    """
    if is_list(output) and any(map(is_list, output)):
        return None
    classes = len(output) if is_list(output) else 1
    return is_right_class if all(is_class(target, classes) for target in targets) else None


def is_class(target: Any, classes: int) -> bool:
    """Return whether a target names one of the classes: an int, ±1 for a single output, or a list of shares."""
    if is_list(target):
        return len(target) == classes > 1 and all(0 <= share < 2 for share in target) and abs(fsum(target) - 1) < 1e-6
    if classes == 1:
        return target in (-1, 1) or (target == 0 and isinstance(target, int))
    return isinstance(target, int) and 0 <= target < classes
