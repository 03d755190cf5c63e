"""What happens while the point of a check is moved: borders, errors, outputs that come and go."""

import traceback

import pytest

from autograd import DomainError, Value, check_gradients, exp, sqrt
from autograd.operation import Scalar


def notes_of(f: Scalar, x: float, kind: type[Exception]) -> tuple[Exception, str]:
    """The error that a check raises, and what was noted on it."""
    with pytest.raises(kind) as caught:
        check_gradients(f, x)
    return caught.value, " ".join(getattr(caught.value, "__notes__", []))


def test_an_error_at_a_step_keeps_its_traceback_and_says_where_it_happened() -> None:
    def careful(x: Value) -> Scalar:
        if x.data < 0.0:
            raise ValueError("x must not be negative")
        return sqrt(x)

    error, notes = notes_of(careful, 0.001, ValueError)
    assert str(error) == "x must not be negative"
    assert "careful" in "".join(traceback.format_tb(error.__traceback__))
    assert notes.startswith("check_gradients: this happened at x = -0.014")
    assert "the slope at 0.001" in notes
    assert "let it raise a DomainError, or give a smaller step=…" in notes


def test_an_error_at_the_point_itself_is_as_it_was() -> None:
    def fails(x: Scalar) -> Scalar:
        raise ValueError("on purpose")

    error, notes = notes_of(fails, 1.0, ValueError)
    assert str(error) == "on purpose"
    assert not notes


def test_a_step_that_leaves_the_domain_is_no_error() -> None:
    def careful(x: Scalar) -> Scalar:
        if isinstance(x, Value) and x.data < 0.0:
            raise DomainError("x must not be negative")
        return exp(x)

    for x in (0.0, 1e-3):
        assert check_gradients(careful, x)


def test_a_step_that_overflows_is_no_border() -> None:
    assert check_gradients(exp, 709.7)
    assert check_gradients(lambda x: exp(1e4 * x), 0.05)


def test_outputs_that_come_and_go_are_refused() -> None:
    error, notes = notes_of(lambda x: [x] * (2 if x.data > 1.0 else 1), 1.0, ValueError)
    assert str(error) == "the function gives 1 output here, and 2 there"
    assert "at x = 1.015625" in notes


@pytest.mark.parametrize("options", [{"step": 0.0}, {"step": -1.0}, {"step": float("nan")}, {"tolerance": 0.0}])
def test_a_step_and_a_tolerance_are_positive(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"check_gradients: (step|tolerance) is .*, but it must be a positive number"):
        check_gradients(exp, 1.0, **options)  # type: ignore[arg-type]


def test_a_step_too_small_to_move_the_point_tells_nothing() -> None:
    assert check_gradients(exp, 1.0, step=1e-20).rows[0][-1] == "unknown: no differences could be taken"
