"""The best constant output has the loss that the textbooks say."""

from math import log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import (
    MLP,
    Dataset,
    binary_cross_entropy_with_logits,
    cross_entropy_with_logits,
    fit,
    hinge,
    mean_squared_error,
)
from nn.training.diagnosis.constant import best_constant

numbers = st.lists(st.floats(-100, 100), min_size=1, max_size=8)


@given(numbers)
def test_of_squares_it_is_the_variance(targets: list[float]) -> None:
    mean = sum(targets) / len(targets)
    variance = sum((t - mean) ** 2 for t in targets) / len(targets)
    assert best_constant(mean_squared_error, 0.0, targets) == pytest.approx(variance, rel=1e-9, abs=1e-9)


@given(st.integers(1, 20), st.integers(1, 20))
def test_of_two_classes_it_is_the_entropy_of_their_shares(zeros: int, ones: int) -> None:
    p = ones / (zeros + ones)
    entropy = -p * log(p) - (1 - p) * log(1 - p)
    targets = [0] * zeros + [1] * ones
    assert best_constant(binary_cross_entropy_with_logits, 0.0, targets) == pytest.approx(entropy)
    assert best_constant(cross_entropy_with_logits, [0.0, 0.0], targets) == pytest.approx(entropy)


def test_of_27_equally_frequent_classes_it_is_log_27() -> None:
    assert best_constant(cross_entropy_with_logits, [0.0] * 27, list(range(27))) == pytest.approx(log(27))


def test_of_a_hinge_it_is_twice_the_smaller_share() -> None:
    assert best_constant(hinge, 0.0, [1, 1, 1, -1]) == pytest.approx(0.5)


def test_of_lists_it_is_the_mean_of_each_number() -> None:
    targets = [[0.0, 10.0], [2.0, 10.0]]
    assert best_constant(mean_squared_error, [0.0, 0.0], targets) == pytest.approx(0.5)


def test_where_a_loss_takes_no_constant_nothing_is_claimed() -> None:
    assert best_constant(mean_squared_error, [[0.0]], [[[1.0]]]) is None
    assert best_constant(lambda outputs, targets: outputs[0].missing, 0.0, [1.0]) is None


def test_no_constant_does_better() -> None:
    """A model that can only learn a constant, because its inputs are 0, ends there."""
    data = Dataset([[0.0]] * 5, [0, 0, 1, 1, 1])
    history = fit(MLP(1, [1], random=Random(0)), binary_cross_entropy_with_logits, data, steps=300, progress=False)
    found = best_constant(binary_cross_entropy_with_logits, 0.0, data.targets)
    assert found is not None
    assert found <= history.losses[-1] <= found * 1.01


@pytest.mark.parametrize("best", [0.0, 1.0, -1.0])
def test_losses_that_are_least_at_a_sign_or_at_0_find_it(best: float) -> None:
    def loss(outputs: list[float], targets: list[float]) -> float:
        return sum(abs(output - best) for output in outputs)

    assert best_constant(loss, 0.5, [5.0, 7.0]) == 0.0
