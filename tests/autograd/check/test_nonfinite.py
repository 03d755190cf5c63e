"""What is infinite or nan is named: the input that was given, or the node that made it."""

from math import inf, nan

import pytest

from autograd import Value, check_gradients, exp, sqrt, unary, where
from autograd.operation import Scalar


@pytest.mark.parametrize("x", [inf, -inf, nan])
def test_a_point_that_is_not_finite_is_refused_by_name(x: float) -> None:
    with pytest.raises(ValueError, match=rf"^check_gradients: x\['w'\]\[1\] is {x}, .*; give a finite number$"):
        check_gradients(lambda x: x["w"][0], {"w": [1.0, x]})
    w = Value(x, "weight")
    with pytest.raises(ValueError, match=f"weight is {x}"):
        check_gradients(lambda: w * 2.0, parameters=[w])


def test_the_root_that_makes_nan_is_named() -> None:
    report = check_gradients(lambda x, y: sqrt(x * x + y * y) ** 2, 0.0, 0.0)
    assert not report
    assert report.notes[1] == (
        "nan comes from sqrt at a = 0.0: its slope with respect to a is inf, the gradient that arrives there is 0, "
        "and their product is nan. Keep away from this point."
    )
    assert len(report.notes) == 2


def test_the_node_that_overflows_is_named_with_the_labels_of_its_inputs() -> None:
    def f(x: Scalar) -> Scalar:
        inner = x * 100.0
        if isinstance(inner, Value):
            inner.label = "inner"
        return [exp(inner) + x, exp(inner) * 2.0]

    report = check_gradients(f, 10.0)
    assert not report
    assert report.notes[1:] == ["exp gives inf at a = 1000.0 ('inner'). Keep away from this point."]


def test_a_number_of_the_function_that_is_not_finite_is_named() -> None:
    assert "A number that the function uses is inf." in str(check_gradients(lambda x: x * inf, 2.0))


def test_a_gradient_that_overflows_is_named() -> None:
    steep = unary("steep", "steep({})", lambda a: a, lambda a, y: (1e200,))
    report = check_gradients(lambda x: steep(steep(x)), 2.0)
    assert "An infinite gradient comes from steep at a = 2.0" in str(report)


def test_an_infinite_slope_that_is_right_is_no_culprit() -> None:
    assert check_gradients(sqrt, 0.0).notes == ["Every derivative is right."]


def not_taken(x: Scalar) -> Scalar:
    """A choice whose other side has no slope at 0: nothing flows there, so nobody asks for it."""
    dividing = unary("dividing", "{} * 1.0", lambda a: a, lambda a, y: (1.0 / a,))
    return where(0.0, dividing(x), 5.0)


def test_a_node_that_nothing_flows_to_is_not_blamed_and_not_in_the_way() -> None:
    tripled = unary("tripled", "3.0 * {}", lambda a: 3.0 * a, lambda a, y: (2.0,))
    report = check_gradients(lambda x: not_taken(x) + tripled(x), 0.0)
    assert report.notes[1:] == ["The row tripled at a = 0.0: its partial by a says 2, but the slope is 3."]
    report = check_gradients(lambda x: where(0.0, sqrt(x), 5.0) + not_taken(x) + sqrt(x) * x, 0.0)
    assert report.notes[1].startswith("nan comes from sqrt at a = 0.0: its slope with respect to a is inf")
