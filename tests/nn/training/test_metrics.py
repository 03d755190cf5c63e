"""Which class an output stands for, and whether that is the right one."""

import math
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value
from nn import MLP
from nn.training.metrics import accuracy, is_right_class, metric_for, predicted_class

# fmt: off
RIGHT = [
    (0.1,               1,          True),
    (-0.1,              1,          False),
    (-0.1,              0,          True),
    (-0.1,              -1,         True),
    (0.1,               1.0,        True),
    (0.0,               0,          True),
    ([2.0],             1,          True),
    ([1.0, 3.0, 2.0],   1,          True),
    ([1.0, 3.0, 2.0],   2,          False),
    ([1.0, 3.0, 2.0],   [0, 1, 0],  True),
    ([1.0, 3.0, 2.0],   [0.6, 0.2, 0.2], False),
]
KINDS = [  # an output, targets, and whether these are classes
    (0.1,        [0, 1],            True),
    (0.1,        [True, False],     True),
    (0.1,        [-1, 1],           True),
    (0.1,        [-1.0, 1.0],       True),
    (0.1,        [0.0, 1.0],        False),
    (0.1,        [0, 1, 2],         False),
    (0.1,        [0.5, 1.5],        False),
    ([0.1, 0.2], [0, 1],            True),
    ([0.1, 0.2], [0, 2],            False),
    ([0.1, 0.2], [0.0, 1.0],        False),
    ([0.1, 0.2], [[0, 1], [1, 0]],  True),
    ([0.1, 0.2], [[0.3, 0.7]],      True),
    ([0.1, 0.2], [[3.0, 4.0]],      False),
    ([0.1, 0.2], [[0, 1, 0]],       False),
    ([0.1, 0.2], [[1e308, 1e308]],  False),
    ([[0.1, 0.2], [0.3, 0.4]], [[0, 1], [1, 0]], False),
]
# fmt: on


@pytest.mark.parametrize(("output", "target", "right"), RIGHT)
def test_an_output_is_right_or_wrong(output: Any, target: Any, right: bool) -> None:
    assert is_right_class(output, target) is right


@pytest.mark.parametrize(("output", "targets", "classes"), KINDS)
def test_targets_are_classes_or_amounts(output: Any, targets: list[Any], classes: bool) -> None:
    assert metric_for(output, targets) is (is_right_class if classes else None)


def test_nodes_are_read_like_numbers() -> None:
    assert predicted_class([Value(1.0), Value(2.0)]) == 1
    assert predicted_class(Value(-1.0)) == 0


@given(st.lists(st.tuples(st.floats(-5, 5), st.integers(0, 1)), min_size=1))
def test_accuracy_is_the_share_that_is_right(samples: list[tuple[float, int]]) -> None:
    outputs, targets = zip(*samples)
    right = sum((output > 0) == bool(target) for output, target in samples)
    assert accuracy(outputs, targets) == right / len(samples)
    assert accuracy(outputs, targets, lambda output, target: True) == 1.0


# nan, and what does not fit

numbers = st.floats(-5, 5) | st.just(math.nan)


@given(st.lists(numbers, min_size=1, max_size=4), st.integers(0, 3), st.randoms(use_true_random=False))
def test_nan_is_never_right_and_the_order_of_outputs_never_matters(
    output: list[float], target: int, random: Random
) -> None:
    target %= max(len(output), 2)
    order = random.sample(range(len(output)), len(output))
    shuffled, moved = [output[i] for i in order], order.index(target) if len(output) > 1 else target
    if any(map(math.isnan, output)):
        assert not is_right_class(output, target)
        assert not is_right_class(shuffled, moved)
        for numbers in (output, shuffled):
            with pytest.raises(ValueError, match=r"predicted_class: of the outputs \[.*nan.*\] none is the largest"):
                predicted_class(numbers)
    elif len(set(output)) == len(output):
        assert is_right_class(output, target) is is_right_class(shuffled, moved)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: accuracy([1, 1, 1], [1]), "accuracy: 3 outputs and 1 target came; give one target for each output"),
        (lambda: accuracy([], []), "accuracy: 0 outputs and 0 targets came"),
        (lambda: accuracy({0: 1.0}, {1: 1}), "accuracy: a dict with the keys 0 came in place of a list of outputs"),  # type: ignore[arg-type]
        (lambda: accuracy([1.0], {1}), "accuracy: a set came in place of a list of targets, and says nothing of their"),  # type: ignore[arg-type]
        (lambda: is_right_class({"a": 1.0}, 1), "predicted_class: a dict with the keys 'a' came in place of a list of"),
        (lambda: predicted_class([]), "predicted_class: no outputs came; give at least one"),
        (
            lambda: is_right_class(0.5, 0.5),
            "is_right_class: a target is a class from 0 to 1, but 0.5 came; give",
        ),
        (lambda: is_right_class([1.0, 2.0], math.nan), "a target is a class from 0 to 1, but nan came"),
        (lambda: is_right_class([1.0, 2.0], -1), "a target is a class from 0 to 1, but -1 came"),
        (lambda: is_right_class([1.0, 2.0], 2), "a target is a class from 0 to 1, but 2 came"),
        (lambda: is_right_class([1.0, 2.0, 3.0], [0.5, 0.5]), "is_right_class: 3 outputs and 2 shares came"),
    ],
)
def test_a_metric_names_what_does_not_fit(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_a_model_in_place_of_its_outputs_is_refused() -> None:
    with pytest.raises(TypeError, match=r"accuracy: outputs came as one MLP; write accuracy\(\[model\(x\) for x in X"):
        accuracy(MLP(1, [1]), [0])  # type: ignore[arg-type]
