"""What an operation is: how it is applied, what it refuses and in which words, and that one row declares one."""

import math

import pytest

import autograd as ag
from autograd import (
    ANY,
    NONZERO,
    POSITIVE,
    DomainError,
    Interval,
    Symbol,
    Value,
    binary,
    check_gradients,
    check_operation,
    grad,
    hessian,
    jvp,
    unary,
)
from autograd.operation import Operation, Reading, count, letter
from autograd.operations import add, div, mul, power, sin, tanh


def test_numbers_compute() -> None:
    assert mul(2.0, 3.0) == 6.0
    assert mul(2, 3) == 6
    assert tanh(0.0) == 0.0


def test_a_number_meets_a_value() -> None:
    made = mul(2.0, Value(3.0))
    assert made.data == 6.0
    assert made.inputs[0].info.constant


def test_a_value_meets_a_symbol_nowhere_in_silence() -> None:
    assert str(mul(2.0, Symbol("a"))) == "2.0 * a"


def test_the_wrong_number_of_inputs_is_refused() -> None:
    with pytest.raises(TypeError, match="mul takes 2 inputs, but 1 came"):
        mul(1.0)
    with pytest.raises(TypeError, match="sin takes 1 input, but 2 came"):
        sin(Value(1.0), Value(2.0))


def test_outside_the_domain_the_words_name_operation_input_domain_and_label() -> None:
    with pytest.raises(DomainError) as error:
        ag.log(Value(-1.5, "rate"))
    assert str(error.value) == (
        "log: log(a) needs a > 0, but here a = -1.5 ('rate'). "
        "Change the input, or bring it into the domain first (clip, abs, softplus, …)."
    )


def test_the_words_name_the_input_that_is_outside() -> None:
    with pytest.raises(DomainError, match=r"div: a / b needs b ≠ 0, but here a = 1.0, b = 0.0 \('count'\)\."):
        Value(1.0) / Value(0.0, "count")
    with pytest.raises(DomainError, match=r"pow: a \*\* b needs a ≥ 0, but here a = -2.0, b = 0.5"):
        Value(-2.0) ** Value(0.5)


def test_a_domain_error_is_a_value_error() -> None:
    assert issubclass(DomainError, ValueError)


def test_on_plain_numbers_the_domain_is_the_same() -> None:
    with pytest.raises(DomainError, match=r"div: a / b needs b ≠ 0, but here a = 1.0, b = 0.0\."):
        div(1.0, 0.0)


def test_a_forward_that_fails_is_told_in_the_same_words() -> None:
    careless = unary("careless", "careless({})", math.log, lambda a, y: (1.0 / a,))
    for negative in (-1.0, Value(-1.0)):
        with pytest.raises(DomainError, match=r"careless: careless\(a\) needs a result that is a number, but here a ="):
            careless(negative)
    divided = unary("divided", "1 / {}", lambda a: 1.0 / a, lambda a, y: (-y / a,))
    with pytest.raises(DomainError, match="needs a result that is a number"):
        divided(Value(0.0))


@pytest.mark.parametrize("differentiate", [lambda f: grad(f)(0.0), lambda f: jvp(f, [0.0], [1.0])])
def test_a_slope_that_does_not_exist_is_told_with_the_repair(differentiate: object) -> None:
    steep = unary("steep", "steep({})", math.fabs, lambda a, y: (1.0 / a,))
    with pytest.raises(DomainError, match=r"steep: there is no slope at a = 0.0.*reciprocal\(…\)"):
        differentiate(steep)  # type: ignore[operator]


def test_a_reading_must_say_how_it_is_applied() -> None:
    class Silent(Reading):
        rank = 7

    with pytest.raises(NotImplementedError, match="Silent does not say how mul is applied to it"):
        mul(Silent(), Silent())


def test_too_many_places_in_the_notation_are_refused_with_the_repair() -> None:
    with pytest.raises(ValueError, match="square: the notation .* for 1 input; .* number the places"):
        unary("square", "{} * {}", lambda a: a * a, lambda a, y: (2.0 * a,))
    assert str(unary("square", "{0} * {0}", lambda a: a * a, lambda a, y: (2.0 * a,))(Symbol("x"))) == "x * x"


def test_a_row_shows_itself() -> None:
    assert repr(div) == "<operation div: a / b>"
    assert (div.arity, div.restricted, add.restricted) == (2, True, False)


def test_letters_and_counts() -> None:
    assert [letter(place) for place in (0, 1, 23, 24, 30)] == ["a", "b", "x", "x24", "x30"]
    assert (count(1, "input"), count(2, "input"), count(0, "input")) == ("1 input", "2 inputs", "0 inputs")
    assert count(12_000, "node") == "12,000 nodes"


# A learner declares an operation in one row, and at once has all of it.


def softsign() -> Operation:
    """A row of a learner: a / (1 + |a|)."""
    return unary("softsign", "softsign({})", lambda a: a / (1 + abs(a)), lambda a, y: ((1.0 - abs(y)) ** 2,))


def harmonic() -> Operation:
    """A row of a learner with two inputs and a domain: the harmonic mean."""
    return binary(
        "harmonic",
        "harmonic({}, {})",
        lambda a, b: 2 * a * b / (a + b),
        lambda a, b, y: (y * b / (a * (a + b)), y * a / (b * (a + b))),
        (POSITIVE, POSITIVE),
    )


def test_a_new_row_is_differentiated_in_every_way() -> None:
    own = softsign()
    x = Value(3.0)
    (own(x) * 2.0).backward()
    assert x.grad == 2.0 / 16.0
    assert grad(own)(3.0) == 1.0 / 16.0
    assert jvp(own, [3.0], [1.0]) == (0.75, 1.0 / 16.0)
    assert grad(grad(own))(3.0) == pytest.approx(-2.0 / 64.0, rel=1e-15)
    assert hessian(lambda a: own(a) * a)(3.0) == pytest.approx(2.0 / 16.0 - 3.0 * 2.0 / 64.0, rel=1e-15)


def test_a_new_row_is_written_down() -> None:
    assert str(softsign()(Symbol("x") + 1.0)) == "softsign(x + 1.0)"
    (slope,) = softsign().partials(Symbol("a"), Symbol("y"))
    assert str(slope) == "(1.0 - abs(y)) ** 2"


def test_a_new_row_is_drawn() -> None:
    y = softsign()(Value(3.0, "speed"))
    y.backward()
    assert "softsign" in y.draw().source
    assert "softsign" in str(y.tree())


@pytest.mark.parametrize("row", [softsign, harmonic])
def test_a_new_row_is_property_tested(row: object) -> None:
    own = row()  # type: ignore[operator]
    report = check_operation(own, examples=30)
    assert report, report
    assert check_gradients(own, *[0.5] * own.arity, mode="both", order=2)


def test_a_new_row_has_its_domain_at_once() -> None:
    with pytest.raises(DomainError, match=r"harmonic: harmonic\(a, b\) needs b > 0, but here a = 1.0, b = -1.0"):
        harmonic()(Value(1.0), -1.0)


def test_a_domain_may_leave_out_points() -> None:
    odd = unary("odd", "odd({})", lambda a: 1 / a, lambda a, y: (-y * y,), Interval(-3.0, 3.0, without=(0.0, 1.0)))
    with pytest.raises(DomainError, match="needs a ≥ -3, a ≤ 3, a ≠ 0, a ≠ 1, but here a = 1.0"):
        odd(Value(1.0))
    assert odd(Value(2.0)).data == 0.5


def test_the_same_family_member_is_one_operation() -> None:
    assert power(2.0) is power(2.0)
    assert power(3).domains == power(5).domains
    assert power(-1).domains == (NONZERO,)
    assert power(-0.5).domains == (POSITIVE,)


def test_a_broken_notation_names_the_row() -> None:
    with pytest.raises(ValueError, match=r"odd: the notation 'odd\{' must have"):
        unary("odd", "odd{", lambda a: a, lambda a, y: (1.0,))


def test_a_domain_is_an_interval() -> None:
    with pytest.raises(TypeError, match=r"half: a domain is an Interval, such as Interval\(0, 1\)"):
        unary("half", "half({})", lambda a: a / 2, lambda a, y: (0.5,), domain=(0, 1))  # type: ignore[arg-type]


def test_partials_without_the_output_are_refused_when_the_row_is_made() -> None:
    with pytest.raises(
        TypeError, match="half: partials is called with the 1 input and then the output: write lambda a, y"
    ):
        unary("half", "half({})", lambda a: a / 2, lambda a: (0.5,))  # type: ignore[arg-type, misc]


ONE_SLOPE_TOO_FEW = Operation("area", "area({}, {})", lambda a, b: a * b, lambda a, b, y: (b,), (ANY, ANY))
NO_COMMA = Operation("half", "half({})", lambda a: a / 2, lambda a, y: 0.5, (ANY,))  # type: ignore[arg-type, return-value]
THREE = Operation("three", "t({}, {}, {})", lambda a, b, c: a + b + c, lambda a, b, c, y: (1.0, 1.0), (ANY, ANY, ANY))


@pytest.mark.parametrize("row", [ONE_SLOPE_TOO_FEW, NO_COMMA, THREE], ids=lambda row: row.name)
def test_a_missing_slope_is_an_error_in_every_mode(row: Operation) -> None:
    point = [2.0, 3.0, 4.0][: row.arity]
    words = f"{row.name}: its partials gave .* there must be a tuple of {row.arity}, a slope for each input"
    with pytest.raises(TypeError, match=words):
        row(*map(Value, point)).backward()
    with pytest.raises(TypeError, match=words):
        grad(row)(*point)
    with pytest.raises(TypeError, match=words):
        jvp(row, point, [1.0] * row.arity)


@pytest.mark.parametrize("row", [ag.exp, ag.log, ag.maximum], ids=lambda row: row.name)
@pytest.mark.parametrize("strange", ["a", None, [1.0, 2.0]])
def test_what_is_no_number_is_named(row: Operation, strange: object) -> None:
    with pytest.raises(
        TypeError, match=rf"{row.name} is applied to numbers and Values, but .* \({type(strange).__name__}\)"
    ):
        row(*[strange, 1.0][: row.arity])


def test_a_result_that_is_too_large_names_the_row_and_the_repair() -> None:
    cube = unary("cube", "cube({})", lambda a: a**3, lambda a, y: (3.0 * a * a,))
    for x in (1e200, Value(1e200)):
        with pytest.raises(OverflowError, match=r"cube: the result at a = 1e\+200 is too large for a float; let"):
            cube(x)
