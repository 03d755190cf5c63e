"""Is the gradient right? The tables, the verdicts, and above all: that what is wrong is found."""

import math
from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd as ag
from autograd import (
    POSITIVE,
    DomainError,
    Value,
    check_gradients,
    check_operation,
    cos,
    exp,
    log,
    logsumexp,
    maximum,
    relu,
    sin,
    softmax,
    sqrt,
    tanh,
    unary,
)
from autograd.check import Report
from autograd.check.strategies import Expression, expressions
from autograd.graph import Unset
from autograd.operation import Operation, Scalar
from tests.examples import examples


def wrong_by(factor: float, row: Operation) -> Operation:
    """The same row with all partials multiplied."""
    return replace(row, partials=lambda *point: tuple(factor * slope for slope in row.partials(*point)))


def verdicts(report: Report) -> list[str]:
    """The last column."""
    return [row[-1] for row in report.rows]


# ── what is right ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_of_two_inputs() -> None:
    report = check_gradients(lambda x, y: x * y + sin(x), 2.0, -0.5)
    assert report
    assert report.ok
    assert str(report).splitlines() == [
        "Gradient of <lambda>",
        "",
        *str(report).splitlines()[2:5],
        "Every derivative is right.",
    ]
    assert [row[0] for row in report.rows] == ["x", "y"]
    assert report.rows[1][1:3] == ("2", "2")
    assert verdicts(report) == ["right", "right"]


@examples(30)
@given(expressions(steps=6))
def test_random_expressions_pass_in_both_modes(expression: Expression) -> None:
    check_gradients(expression, *expression.point, mode="both").raise_if_wrong()


@examples(10)
@given(expressions(steps=4))
def test_random_expressions_pass_in_the_second_order(expression: Expression) -> None:
    """Where a second kink lies within a step of the differences, they can only say that they do not know."""
    report = check_gradients(expression, *expression.point, mode="both", order=2)
    assert not [row for row in report.rows if row[-1].startswith("wrong")], report


@pytest.mark.parametrize("scheme", ["ridders", "five-point", "central"])
@pytest.mark.parametrize("mode", ["reverse", "forward", "both"])
def test_every_scheme_and_mode(scheme: str, mode: str) -> None:
    assert check_gradients(lambda x: tanh(x) * exp(x), 0.7, scheme=scheme, mode=mode)  # type: ignore[arg-type]


def test_both_modes_have_a_column_each() -> None:
    report = check_gradients(lambda x: x * x, 3.0, mode="both")
    assert report.header == ("by", "reverse mode", "forward mode", "differences", "relative error", "verdict")
    assert report.rows[0][1:4] == ("6", "6", "6")


def test_the_second_order_has_a_row_for_each_pair() -> None:
    report = check_gradients(lambda x, y: x * x * y, 2.0, 3.0, order=2, mode="both")
    assert [row[0] for row in report.rows] == ["∂²/∂x∂x", "∂²/∂y∂x", "∂²/∂x∂y", "∂²/∂y∂y"]
    assert [row[1] for row in report.rows] == ["6", "4", "4", "0"]
    assert report.title == "Second derivatives of <lambda>"
    assert report


def test_nested_inputs_and_outputs_have_paths() -> None:
    report = check_gradients(lambda p, x: [p["w"][0] * x, x + p["b"]], {"w": [2.0], "b": 1.0}, 3.0)
    assert [row[0] for row in report.rows] == [
        f"∂y[{j}]/∂{by}" for by in ("p['w'][0]", "p['b']", "x") for j in range(2)
    ]
    assert report


def test_inputs_are_named_as_well_as_can_be() -> None:
    assert check_gradients(ag.power(2), 3.0).rows[0][0] == "a"
    assert [row[0] for row in check_gradients(max_of, 3.0, 1.0).rows] == ["input 1", "input 2"]
    assert check_gradients(Nameless(), 1.0).title == "Gradient of Nameless"


def max_of(*values: Scalar) -> Scalar:
    """A function that does not name its arguments."""
    return maximum(*values)


class Nameless:
    """A callable whose arguments cannot be asked for."""

    __signature__ = "unknown"

    def __call__(self, x: Scalar) -> Scalar:
        return x * x


def test_values_may_be_given_as_inputs_and_stay_as_they_are() -> None:
    x = Value(2.0, "x")
    assert check_gradients(lambda a: a * a, x)
    assert x.data == 2.0
    assert isinstance(x.grad, Unset)


def test_constant_outputs_are_right() -> None:
    assert check_gradients(lambda x: 5.0, 2.0)
    assert check_gradients(lambda x, y: [x, 2.0], 2.0, 3.0, mode="both")


def test_true_zeros_are_right_although_differences_are_not_quite_zero() -> None:
    report = check_gradients(lambda v: sum(softmax(v)), [0.3, -1.2, 2.5], mode="both")
    assert report, report
    assert check_gradients(lambda x: sin(x) ** 2 + cos(x) ** 2, 0.7)


@pytest.mark.parametrize("x", [1e-300, 1e-30, 1e-6, 1.0, 1e6, 1e30, 1e300])
def test_points_of_every_size(x: float) -> None:
    assert check_gradients(log, x)
    assert check_gradients(lambda a: a * 3.0, x)


def test_cancellation_is_explained_by_roundoff() -> None:
    assert check_gradients(lambda x: (x + 1e9) - 1e9, 1.0)


# ── what is wrong ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("factor", [0.0, 0.999, 1.001, 1.00001, -1.0, 2.0, inf, math.nan])
def test_a_wrong_slope_is_noticed(factor: float) -> None:
    report = check_gradients(lambda x: exp(wrong_by(factor, sin)(x)), 0.7, mode="both")
    assert not report
    assert verdicts(report)[0].startswith("wrong")


def test_zero_where_the_truth_is_a_thousandth_is_noticed() -> None:
    assert not check_gradients(lambda x: wrong_by(0.0, sin)(x * 1e-3) + 10.0, 0.1)
    assert not check_gradients(lambda x: wrong_by(0.0, sin)(x * 1e-3) + 1e6, 0.1)


def test_a_small_error_beside_large_numbers_is_noticed() -> None:
    assert not check_gradients(lambda x, y: 1000.0 * x + wrong_by(1.001, sin)(y) * 1e-3, 1.0, 0.5)


def test_one_wrong_row_among_right_ones_is_named() -> None:
    crooked = wrong_by(1.01, tanh)
    report = check_gradients(lambda x, y: crooked(x * y) + log(y), 0.5, 2.0)
    assert not report
    assert report.notes[0] == "2 of 2 not confirmed."
    assert report.notes[1].startswith("The row tanh at a = 1.0: its partial by a says 0.424174")
    assert report.notes[1].endswith("but the slope is 0.4199743416.")
    assert len(report.notes) == 2


def test_a_row_that_is_wrong_at_two_nodes_is_named_once() -> None:
    crooked = wrong_by(1.01, tanh)
    assert len(check_gradients(lambda x: crooked(crooked(x)) * 2.0, 0.5).notes) == 2


def test_a_wrong_second_derivative_is_noticed_although_the_first_is_right() -> None:
    flat = unary("flat", "flat({})", math.sin, lambda a, y: (cos(a.data if isinstance(a, Value) else a),))
    assert check_gradients(flat, 0.7)
    report = check_gradients(flat, 0.7, order=2)
    assert not report
    assert verdicts(report) == ["wrong"]


def test_modes_that_disagree_are_noticed() -> None:
    def f(x: Scalar) -> Scalar:
        return ag.Dual(x.primal, 1.001 * x.tangent, x.level) if isinstance(x, ag.Dual) else x * 1.0

    assert check_gradients(f, 2.0)
    assert not check_gradients(f, 2.0, mode="forward")
    assert not check_gradients(f, 2.0, mode="both")


# ── kinks and borders ───────────────────────────────────────────────────────────────────────────────────────────


def test_at_a_declared_kink_both_slopes_are_shown_and_what_lies_between_is_right() -> None:
    report = check_gradients(relu, 0.0)
    assert report
    assert report.rows == [("a", "0", "left 0, right 1", "0.0e+00", "right: between the slopes of a kink")]
    half = replace(relu, partials=lambda a, y: (0.5,))
    assert check_gradients(half, 0.0)


@pytest.mark.parametrize("claim", [-0.001, 1.001, 5.0, math.nan])
def test_at_a_declared_kink_what_does_not_lie_between_is_wrong(claim: float) -> None:
    report = check_gradients(replace(relu, partials=lambda a, y: (claim,)), 0.0)
    assert not report
    assert verdicts(report) == ["wrong: not between the slopes of a kink"]


def test_a_kink_in_the_middle_of_a_function() -> None:
    report = check_gradients(lambda x, y: exp(abs(x - y) * 2.0) + x, 1.5, 1.5)
    assert report
    assert [row[2] for row in report.rows] == ["left -1, right 3", "left -2, right 2"]


def test_a_kink_that_is_not_declared_is_wrong() -> None:
    secret = replace(relu, kink=None)
    report = check_gradients(secret, 0.0)
    assert not report
    assert verdicts(report) == ["wrong: a kink that no operation declares"]
    assert check_gradients(secret, 1e-7)


def test_a_branch_of_the_program_is_a_kink_that_is_not_declared() -> None:
    report = check_gradients(lambda x: x if x > 1.0 else 2.0 * x - 1.0, 1.0)
    assert verdicts(report) == ["wrong: a kink that no operation declares"]


@pytest.mark.parametrize("x", [1e-3, 1e-7, 1e-9, -1e-9])
def test_near_a_kink_one_side_decides(x: float) -> None:
    assert check_gradients(relu, x)
    assert not check_gradients(wrong_by(1.001, relu), abs(x))


def test_a_tie_that_is_no_kink_is_judged_strictly() -> None:
    assert check_gradients(lambda x: maximum(x, x), 2.0)
    assert check_gradients(logsumexp, [1.0, 1.0], order=2)


def test_on_a_border_one_side_decides() -> None:
    own = unary("own", "own({})", lambda a: math.exp(a), lambda a, y: (y,), ag.NONNEGATIVE)
    for x in (0.0, 1e-14, 1e-5):
        assert check_gradients(own, x)
        assert not check_gradients(wrong_by(1.001, own), x)


def test_an_infinite_slope_is_right_where_it_is_infinite() -> None:
    assert check_gradients(sqrt, 0.0)
    assert not check_gradients(wrong_by(-1.0, sqrt), 0.0)
    assert not check_gradients(wrong_by(inf, sqrt), 1.0)


def test_what_settles_too_slowly_is_unknown() -> None:
    report = check_gradients(lambda x: x**1.5, 0.0)
    assert not report
    assert verdicts(report)[0].startswith("unknown: the differences are only certain to ±")


def test_where_no_step_can_be_taken_nothing_is_known() -> None:
    lonely = unary("lonely", "lonely({})", lambda a: a, lambda a, y: (1.0,), ag.Interval(1.0, 1.0))
    assert verdicts(check_gradients(lonely, 1.0)) == ["unknown: no differences could be taken"]
    assert verdicts(check_gradients(exp, 1000.0)) == ["unknown: no differences could be taken"]


def test_outside_the_domain_there_is_the_usual_error() -> None:
    with pytest.raises(DomainError, match="log"):
        check_gradients(log, -1.0)


# ── parameters ──────────────────────────────────────────────────────────────────────────────────────────────────


def loss_of(w: Value, b: Value) -> Scalar:
    return (tanh(w * 0.5 + b) - 1.0) ** 2


def test_captured_parameters_are_checked_and_left_as_they_were() -> None:
    w, b = Value(0.3, "w"), Value(-0.2)
    w.grad = 7.0
    report = check_gradients(lambda: loss_of(w, b), parameters=[w, b])
    assert report
    assert [row[0] for row in report.rows] == ["w", "parameters[1]"]
    assert (w.data, w.grad, b.data) == (0.3, 7.0, -0.2)
    assert isinstance(b.grad, Unset)


def test_parameters_by_name() -> None:
    w, b = Value(0.3), Value(-0.2)
    by_pairs = check_gradients(lambda: loss_of(w, b), parameters=[("layer.w", w), ("layer.b", b)])
    by_dict = check_gradients(lambda: loss_of(w, b), parameters={"layer.w": w, "layer.b": b})
    assert [row[0] for row in by_pairs.rows] == [row[0] for row in by_dict.rows] == ["layer.w", "layer.b"]


def test_labels_that_are_used_twice_do_not_name_a_parameter() -> None:
    w, v, b = Value(0.3, "w"), Value(0.4, "w"), Value(0.5, "b")
    report = check_gradients(lambda: w * v + b, parameters=[w, v, b])
    assert [row[0] for row in report.rows] == ["parameters[0]", "parameters[1]", "b"]


def test_parameters_beside_inputs() -> None:
    w = Value(2.0, "w")
    report = check_gradients(lambda x: wrong_by(1.001, sin)(w) * x, 3.0, parameters=[w])
    assert verdicts(report) == ["right", "wrong"]


def test_parameters_are_put_back_whatever_happens() -> None:
    w = Value(2.0, "w")
    calls = []

    def fails() -> Scalar:
        calls.append(w.data)
        if w.data != 2.0:
            raise RuntimeError("on purpose")
        return w * w

    with pytest.raises(RuntimeError, match="on purpose"):
        check_gradients(fails, parameters=[w])
    assert calls[-1] != 2.0
    assert w.data == 2.0
    assert isinstance(w.grad, Unset)


@pytest.mark.parametrize("options", [{"order": 2}, {"mode": "forward"}, {"mode": "both"}])
def test_what_does_not_reach_captured_parameters_is_refused(options: dict[str, object]) -> None:
    w = Value(1.0)
    with pytest.raises(ValueError, match="write f so that it takes them as arguments"):
        check_gradients(lambda: w * w, parameters=[w], **options)  # type: ignore[arg-type]


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"order": 3}, "check_gradients: order 3 is not known; choose 1 or 2"),
        ({"mode": "up"}, "check_gradients: mode 'up' is not known; choose 'reverse' or 'forward' or 'both'"),
        ({"scheme": "x"}, "scheme 'x' is not known; choose 'central' or 'five-point' or 'ridders'"),
    ],
)
def test_unknown_options_are_refused(options: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_gradients(sin, 1.0, **options)  # type: ignore[arg-type]


def test_nothing_to_check_is_refused() -> None:
    with pytest.raises(ValueError, match=r"there is nothing to check; give inputs, or parameters=\[…\]"):
        check_gradients(lambda: 1.0)


def test_a_report_raises_only_if_something_is_wrong() -> None:
    check_gradients(sin, 1.0).raise_if_wrong()
    with pytest.raises(AssertionError, match=r"Gradient of sin\n\nby .*\na .*wrong"):
        check_gradients(wrong_by(1.001, sin), 1.0).raise_if_wrong()


def test_a_report_in_a_notebook_is_a_table_with_wrong_rows_marked() -> None:
    html = Report("<T>", ("by", "verdict"), [("<x>", "right"), ("y", "wrong")], [True, False], ["a & b"])._repr_html_()
    assert "<b>&lt;T&gt;</b>" in html
    assert "<td style='text-align:left'>&lt;x&gt;</td>" in html
    assert html.count("color:#b3261e") == 1
    assert "<p>a &amp; b</p>" in html


# ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────

cube = unary("cube", "{} ** 3", lambda a: a**3, lambda a, y: (3.0 * a**2,))


def broken_laws(row: Operation) -> dict[str, str]:
    """What check_operation says against a row."""
    report = check_operation(row, examples=30)
    return {name: said for (name, said), right in zip(report.rows, report.right) if not right}


def test_a_right_row_keeps_every_law() -> None:
    report = check_operation(cube, examples=30)
    assert report
    assert report.title == "Operation cube: a ** 3"
    assert all(said == "holds" for _, said in report.rows)
    assert report.notes == ["Every law holds."]


@pytest.mark.parametrize(
    ("row", "law", "words"),
    [
        (
            replace(cube, partials=lambda a, y: (3.003 * a**2,)),
            "the partials are its slopes",
            "at a = 1.0: by a it says 3.003, but the slope is 3",
        ),
        (
            replace(cube, notation="{} ** 2"),
            "the notation computes the same as forward",
            "is 0.010000000000000002, but forward gives 0.0010000000000000002",
        ),
        (
            unary("ln", "log({})", math.log, lambda a, y: (1.0 / a,)),
            "it is defined on its domain",
            "at a = 0.0: DomainError: ln: log(a) needs a result that is a number",
        ),
        (
            unary("si", "sin({})", math.sin, lambda a, y: (math.cos(a),)),
            "the partials can be differentiated again",
            "TypeError: a Value cannot be taken as a float, because its gradient would be lost",
        ),
        (
            replace(ag.abs, kink=None),
            "the kinks are declared",
            "at a = 0.0: the slope jumps (left -1, right 1), but `kink` is not zero",
        ),
    ],
    ids=["slope", "notation", "domain", "again", "kink"],
)
def test_a_wrong_row_breaks_its_law(row: Operation, law: str, words: str) -> None:
    said = broken_laws(row)
    assert law in said
    assert words in said[law]


def test_a_wrong_second_partial_is_named_by_its_letters() -> None:
    crooked = wrong_by(1.001, cos)  # computes the cosine, and has a wrong slope itself
    wrong = unary("si", "sin({})", math.sin, lambda a, y: (crooked(a),))
    assert "∂²/∂a∂a it says" in broken_laws(wrong)["the partials can be differentiated again"]


def test_a_domain_that_is_not_kept_is_noticed() -> None:
    class Lenient(Operation):
        __slots__ = ()

        def compute(self, *numbers: float, labels: object = ()) -> float:
            return self.forward(*numbers)

    lenient = Lenient("lenient", "lenient({})", abs, lambda a, y: (1.0,), (POSITIVE,))
    assert "there is no DomainError, but" in broken_laws(lenient)["it refuses a outside its domain"]


def test_partials_that_fail_inside_the_domain_are_noticed() -> None:
    fails = unary("fails", "fails({})", lambda a: a, lambda a, y: (ag.reciprocal(a) * a / a,))
    assert "DomainError: fails: there is no slope at a = 0.0" in broken_laws(fails)["the partials are its slopes"]


def test_modes_that_disagree_break_a_law(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograd.check.row.jvp", lambda f, inputs, tangents: (0.0, 1.001))
    said = broken_laws(unary("same", "{}", lambda a: a, lambda a, y: (1.0,)))
    assert list(said) == ["forward mode gives the same as reverse mode"]
    assert "by a reverse mode says 1, forward mode 1.001" in said["forward mode gives the same as reverse mode"]


@examples(20)
@given(st.floats(0.5, 2.0).filter(lambda factor: abs(factor - 1.0) > 1e-4))
def test_any_wrong_factor_is_noticed(factor: float) -> None:
    assert not check_gradients(lambda x: wrong_by(factor, exp)(x) + 100.0, 0.3)


def test_what_is_not_a_function_of_the_inputs_is_refused() -> None:
    w = Value(2.0, "w")
    with pytest.raises(TypeError, match=r"check_gradients takes a function, but a number came; give the function f"):
        check_gradients(w * w, w)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"takes no arguments, but 1 input came; Values .* come as parameters=\[…\]"):
        check_gradients(lambda: w * w, w)
    assert check_gradients(lambda: w * w, parameters=[w]).ok
