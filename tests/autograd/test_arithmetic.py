"""Operators between every kind of number and a `Value`, and what is refused so that no gradient is lost."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from autograd import TABLE, Dual, Symbol, Value

REFUSED = (
    r"cannot be taken as .*, because its gradient would be lost.*autograd.exp\(v\), not math.exp\(v\).*write v.data"
)


@pytest.mark.parametrize(
    "number",
    [3, 3.0, True, np.float64(3.0), np.float32(3.0), np.int64(3), np.array(3.0)],
    ids=lambda number: type(number).__name__,
)
def test_a_number_on_either_side_gives_a_value(number: float) -> None:
    x, plain = 2.0, float(number)
    for made, expected in [
        (Value(x) + number, x + plain),
        (number + Value(x), plain + x),
        (Value(x) - number, x - plain),
        (number - Value(x), plain - x),
        (Value(x) * number, x * plain),
        (number * Value(x), plain * x),
        (Value(x) / number, x / plain),
        (number / Value(x), plain / x),
        (Value(x) ** number, x**plain),
        (number ** Value(x), plain**x),
    ]:
        assert isinstance(made, Value)
        assert made.data == expected


@pytest.mark.parametrize("number", [np.float64(3.0), np.float32(0.5), np.int32(2)])
def test_numpy_numbers_are_differentiated_through(number: float) -> None:
    x = Value(2.0)
    (number * x * number).backward()
    assert x.grad == float(number) ** 2
    assert type(x.grad) is float


def test_augmented_assignment_makes_new_nodes() -> None:
    a = Value(2.0)
    b = a
    b += 3.0
    b *= 2.0
    b -= 1.0
    b /= 3.0
    assert (a.data, b.data) == (2.0, 3.0)
    b.backward()
    assert a.grad == 2.0 / 3.0


@pytest.mark.parametrize("other", ["2", None, [1.0], 1j, np.array([1j, 2.0])], ids=lambda other: type(other).__name__)
def test_what_is_not_a_number_is_refused(other: object) -> None:
    for operate in (
        lambda: Value(1.0) + other,
        lambda: other - Value(1.0),
        lambda: Value(1.0) - other,
        lambda: Value(1.0) * other,
        lambda: other * Value(1.0),
        lambda: Value(1.0) / other,
        lambda: other / Value(1.0),
        lambda: Value(1.0) ** other,
        lambda: other ** Value(1.0),
        lambda: other + Value(1.0),
    ):
        with pytest.raises(TypeError):
            operate()


@pytest.mark.parametrize("lose", [float, int, math.exp, math.sqrt, math.floor, np.float64])
def test_what_would_drop_the_gradient_is_refused_with_the_repair(lose: object) -> None:
    with pytest.raises(TypeError, match=REFUSED if lose is not math.floor else "Value"):
        lose(Value(1.0))  # type: ignore[operator]


def test_a_branch_on_a_value_is_refused_with_the_repair() -> None:
    with pytest.raises(
        TypeError, match=r"a Value cannot be taken as a truth value.*To branch on it, compare it: v > 0"
    ):
        bool(Value(1.0))
    with pytest.raises(TypeError, match="truth value"):
        assert Value(0.0)


ELEMENTWISE = {"exp": np.exp, "sub": np.subtract, "mul": np.multiply, "atan2": np.arctan2, "maximum": np.maximum}


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_function_of_numpy_is_the_row_that_means_the_same(name: str) -> None:
    row = next(row for row in TABLE if row.name == name)
    v, others = Value(2.0), [3.0] * (row.arity - 1)
    y = ELEMENTWISE[name](v, *others)
    assert isinstance(y, Value)
    assert y.operation is row
    assert y.data == row(2.0, *others)


@pytest.mark.parametrize("array", [np.array([1.0, -3.0]), np.array([[1.0], [2.0]]), np.array([1, 2])])
def test_an_array_and_a_value_meet_element_by_element(array: np.ndarray) -> None:
    v = Value(2.0)
    for product in (array * v, v * array):
        assert product.shape == array.shape
        assert all(isinstance(node, Value) for node in product.ravel())
        assert [node.data for node in product.ravel()] == (2.0 * array).ravel().tolist()
    summed = sum((array * v).ravel().tolist())
    summed.backward()
    assert v.grad == array.sum()


@pytest.mark.parametrize(
    "lose",
    [np.exp2, np.floor, lambda v: np.add.reduce(v), lambda v: np.exp(v, dtype=float), lambda v: np.equal(v, 1.0)],
)
def test_numpy_does_not_drop_the_gradient_in_silence(lose: Callable[[Value], object]) -> None:
    with pytest.raises(TypeError, match=r"gradient would be lost. Write the function of autograd, applied to each"):
        lose(Value(1.0))


def test_duals_and_symbols_refuse_in_their_own_name() -> None:
    with pytest.raises(TypeError, match="a Dual cannot be taken as a float"):
        float(Dual(1.0, 1.0, 1))
    with pytest.raises(TypeError, match="a Symbol cannot be taken as an int"):
        int(Symbol("a"))


def test_methods_are_the_rows() -> None:
    x = Value(0.5)
    for made, expected in [
        (x.relu(), 0.5),
        (x.sqrt(), math.sqrt(0.5)),
        (x.exp(), math.exp(0.5)),
        (x.log(), math.log(0.5)),
        (x.sin(), math.sin(0.5)),
        (x.cos(), math.cos(0.5)),
        (x.tanh(), math.tanh(0.5)),
        (x.sigmoid(), 1.0 / (1.0 + math.exp(-0.5))),
        (abs(-x), 0.5),
    ]:
        assert made.data == pytest.approx(expected, rel=1e-15)
        assert made.inputs
