"""Differences that change with the step are not evidence, neither for a claim nor against it."""

import math
from dataclasses import replace

import pytest

import autograd as ag
from autograd import Value, check_gradients, exp, sin, softplus, tanh, unary
from autograd.check.examination import smaller_steps
from autograd.operation import Operation, Scalar


def bump(width: float) -> Operation:
    """A row that is flat but for a bump at 1."""
    return unary(
        "bump",
        "bump({})",
        lambda a: math.exp(-(((a - 1.0) / width) ** 2)),
        lambda a, y: (-2.0 * (a - 1.0) / width**2 * y,),
    )


def claiming(factor: float, row: Operation) -> Operation:
    """The same row with all partials multiplied."""
    return replace(row, partials=lambda *point: tuple(factor * slope for slope in row.partials(*point)))


def grade(f: Scalar, x: float, **options: float) -> str:
    """The first word of the verdict."""
    return check_gradients(f, x, **options).rows[0][-1].partition(":")[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [1e-4, 1e-5])
@pytest.mark.parametrize("place", [-1.0, -0.5, 0.3, 1.0])
def test_a_right_slope_beside_a_narrow_bump_is_unknown_and_the_step_named_would_do(width: float, place: float) -> None:
    x = 1.0 + place * width
    row = check_gradients(bump(width), x).rows[0]
    words, step = row[-1].split("step=")
    assert words == "unknown: the differences change with the step, try "
    assert grade(bump(width), x, step=float(step)) == "right"


@pytest.mark.parametrize("factor", [1.001, 0.5, -1.0])
def test_a_wrong_slope_beside_a_narrow_bump_is_wrong(factor: float) -> None:
    assert grade(claiming(factor, bump(1e-4)), 1.0001) == "wrong"


@pytest.mark.parametrize("width", [1e-4, 1e-5, 1e-6])
def test_a_slope_that_misses_the_bump_is_not_called_right(width: float) -> None:
    missed = claiming(0.0, bump(width))
    row = check_gradients(missed, 1.0 + width).rows[0]
    assert row[-1] == "unknown: the differences change with the step, try step=1e-06"


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: exp(1e6 * x), 1e-6),
        (lambda x: tanh(1e8 * x), 1e-9),
        (lambda x: softplus(1e7 * x) / 1e7, 0.0),
        (lambda x: sin(1e6 * x), 0.3),
        (lambda x: 1e-300 * exp(x * 1e300), 1e-300),
        (lambda x: x * 3.0, 5e-324),
        (lambda x: x * 3.0, 1e300),
        (tanh, 1.7e308),
        (lambda x: 1.0 / x, 1e-30),
        (lambda x: 1.0 / x, 1e-100),
        (lambda x: x * x, 1e-30),
        (lambda x: x**3, 0.0),
    ],
)
def test_steep_functions_and_points_of_every_size_are_right(f: Scalar, x: float) -> None:
    assert grade(f, x) == "right"


def test_a_slope_beyond_all_floats_is_infinite() -> None:
    assert grade(lambda x: 1.0 / x, 1e-200) == "right"  # -1e400


def test_rounding_inside_a_forward_is_no_narrow_feature() -> None:
    lossy = unary("lossy", "lossy({})", lambda a: 1.0 - math.cos(a), lambda a, y: (sin(a),))
    for x in (1e-6, 1e-3, 1.0):
        assert grade(lossy, x) == "right"
        assert grade(claiming(1.001, lossy), x) == "wrong"


@pytest.mark.parametrize("distance", [1e-3, 1e-5, 1e-7, 1e-9])
def test_a_kink_near_the_point_is_not_mistaken_for_a_slope(distance: float) -> None:
    for f in (
        lambda x: ag.abs(x - (1.0 + distance)) * exp(x),
        lambda x: ag.maximum(x, 1.0 + distance) * 2.0,  # constant around the point
    ):
        assert grade(f, 1.0) == "right"


@pytest.mark.parametrize("offset", [1e4, 1e8])
def test_a_large_offset_hides_little(offset: float) -> None:
    assert grade(lambda x: exp(x) + offset, 0.3) == "right"
    assert grade(lambda x: claiming(1.001, exp)(x) + offset, 0.3) == "wrong"


@pytest.mark.parametrize("scale", [1e-100, 1e-12, 1e12, 1e100])
def test_the_scale_of_a_function_hides_nothing(scale: float) -> None:
    assert grade(lambda x: tanh(x) * scale, 0.3) == "right"
    assert grade(lambda x: claiming(1.00001, tanh)(x) * scale, 0.3) == "wrong"


def test_smaller_steps_are_written_shortly_and_move_the_point() -> None:
    steps = smaller_steps(2.0, 1e-4)
    assert steps[:2] == [1e-5, 1e-6]
    assert all(2.0 + step / 64.0 != 2.0 for step in steps)
    assert 1e-33 in smaller_steps(1e-30, 1e-4)


# ── what differences cannot tell ────────────────────────────────────────────────────────────────────────────────

# the slope is 1e-20, beside numbers of the size of 1
faint = unary("faint", "faint({})", lambda a: 0.7 + 1e-20 * a, lambda a, y: (1e-20,))


@pytest.mark.parametrize("factor", [1.0, 0.5, -3.0])
def test_what_lies_below_the_roundoff_cannot_be_told(factor: float) -> None:
    report = check_gradients(lambda x: claiming(factor, faint)(x) + sin(x) - sin(x), 1.3)
    assert report.rows[0][-1].startswith("cannot tell here: both lie below the round-off, ")
    assert report.ok
    assert list(report.right) == [False]
    assert list(report.untold) == [True]
    assert "Every derivative is right." not in str(report)
    assert report.notes == [
        "Nothing is wrong, but for 1 of 1 the check cannot tell: claim and differences both lie below the round-off."
    ]


def test_what_cannot_be_told_is_counted_beside_what_is_wrong() -> None:
    crooked = claiming(1.001, tanh)
    report = check_gradients(lambda x, y, z: faint(x) + crooked(y) + z, 1.3, 0.4, 0.2)
    assert not report
    assert report.notes[0] == "1 of 3 not confirmed."
    assert report.notes[1].startswith("For 1 of 3 the check cannot tell")
    assert report.failed == [report.rows[1]]


def test_a_slope_well_above_the_roundoff_is_told() -> None:
    steady = unary("steady", "steady({})", lambda a: 0.7 + 1e-9 * a, lambda a, y: (1e-9,))
    assert grade(steady, 1.3) == "right"
    assert grade(claiming(1.1, steady), 1.3) == "wrong"


def test_a_slope_that_is_seen_only_roughly_says_so() -> None:
    verdict = check_gradients(lambda x: claiming(1.0 + 1e-5, exp)(x) + 1e9, 0.3).rows[0][-1]
    assert verdict.startswith("right: within the round-off, ±")


def test_zero_where_nothing_moves_is_right() -> None:
    assert grade(lambda x: ag.relu(x) + 0.7, -1.3) == "right"
    assert grade(lambda x: Value(5.0), -1.3) == "right"


@pytest.mark.parametrize(("height", "x"), [(1.0, 1.0), (-3.0, -20.0), (1e-6, 1.0), (1.0, 1e6)])
def test_a_function_that_jumps_has_no_slope_there(height: float, x: float) -> None:
    def stairs(a: Scalar) -> Scalar:
        return 2.0 * a if a < x else 2.0 * a + height

    assert check_gradients(stairs, x).rows[0][-1] == "wrong: a jump that no operation declares"
    assert grade(stairs, x + 0.25) == grade(stairs, x - 0.25) == "right"


@pytest.mark.parametrize("f", [lambda a: a * a * a, lambda a: 0.0 * a + 1.0, lambda a: a + 1e6, ag.expm1, ag.step])
def test_no_jump_is_seen_where_there_is_none_or_where_it_is_declared(f: Scalar) -> None:
    assert grade(f, 0.0) == "right"
