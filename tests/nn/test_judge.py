"""Which class an output stands for, and whether that is the right one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value
from nn.judge import accuracy, is_right_class, judge_for, predicted_class

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
]
# fmt: on


@pytest.mark.parametrize(("output", "target", "right"), RIGHT)
def test_an_output_is_right_or_wrong(output: Any, target: Any, right: bool) -> None:
    assert is_right_class(output, target) is right


@pytest.mark.parametrize(("output", "targets", "classes"), KINDS)
def test_targets_are_classes_or_amounts(output: Any, targets: list[Any], classes: bool) -> None:
    assert judge_for(output, targets) is (is_right_class if classes else None)


def test_nodes_are_read_like_numbers() -> None:
    assert predicted_class([Value(1.0), Value(2.0)]) == 1
    assert predicted_class(Value(-1.0)) == 0


@given(st.lists(st.tuples(st.floats(-5, 5), st.integers(0, 1)), min_size=1))
def test_accuracy_is_the_share_that_is_right(samples: list[tuple[float, int]]) -> None:
    outputs, targets = zip(*samples)
    right = sum((output > 0) == bool(target) for output, target in samples)
    assert accuracy(outputs, targets) == right / len(samples)
    assert accuracy(outputs, targets, lambda output, target: True) == 1.0
