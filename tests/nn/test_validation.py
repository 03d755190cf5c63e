"""A setting of another kind is refused where it is given, with its name, and not in the middle of what comes later."""

from collections.abc import Callable

import pytest

import nn
from autograd import Value, check_gradients

MOONS = nn.two_moons(10)
W = Value(1.0)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nn.LayerNorm(2, epsilon="a"), TypeError, "LayerNorm: epsilon = 'a' is of type str, not a"),
        (lambda: nn.RMSNorm(2, epsilon=-1.0), ValueError, "RMSNorm: epsilon = -1.0 is negative; give a sm"),
        (lambda: nn.BatchNorm(2, epsilon=None), TypeError, "BatchNorm: epsilon = None is of type NoneType"),
        (lambda: nn.BatchNorm(2, momentum="all"), TypeError, "BatchNorm: momentum = 'all' is of type str, no"),
        (
            lambda: nn.SGD([W], 0.1, momentum=0.9, nesterov="no"),
            ValueError,
            "SGD: nesterov = 'no' is neither True nor False",
        ),
        (lambda: nn.SGD([W], 0.1).load_state_dict(None), TypeError, "SGD: the state is a NoneType; give what state_"),
        (lambda: nn.split(MOONS, test="a"), TypeError, "split: test = 'a' is of type str, not a number"),
        (lambda: list(nn.batches(MOONS, 2.5)), TypeError, "batches: size = 2.5 is not a whole number"),
        (lambda: nn.two_moons(2.5), TypeError, "samples = 2.5 is not a whole number; ask for a"),
        (
            lambda: check_gradients(lambda x: x, 1.0, step="a"),
            ValueError,
            "check_gradients: step is 'a', but it must be",
        ),
        (lambda: (2.0 * W).draw(limit="all"), TypeError, "draw: limit = 'all' is not a number of boxes"),
        (lambda: (2.0 * W).explain("my page"), TypeError, "explain: learning_rate = 'my page' is not a nu"),
    ],
)
def test_a_setting_of_another_kind_is_refused_by_its_name(
    call: Callable[[], object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        call()
