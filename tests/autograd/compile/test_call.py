"""Derivatives of second order through a compiled function, when something has changed since it was called."""

import numpy as np
import pytest

from autograd import CompileError, Value, compile, grad, sqrt


def second_derivative(f, change, *arguments):
    """Return f″(3), where `change()` is called between each call of f and its derivative."""

    def changed_after(x):
        y = f(x, *arguments)
        change()
        return y

    return grad(grad(changed_after))(3.0)


def test_a_captured_number_that_has_changed_is_named():
    factor = [3.0]
    cube = compile(lambda x: x**3 * factor[0])
    assert second_derivative(cube, lambda: None) == 54.0
    with pytest.raises(CompileError, match=r"factor.*has changed since <lambda> was called.*Repair"):
        second_derivative(cube, lambda: factor.__setitem__(0, 2.0))


def test_a_captured_number_that_is_as_it_was_again_is_no_change():
    factor = [3.0]
    cube = compile(lambda x: x**3 * factor[0])

    def there_and_back():
        factor[0] = 2.0
        cube(1.0)
        factor[0] = 3.0

    assert second_derivative(cube, there_and_back) == 54.0


@pytest.mark.parametrize("kind", [list, np.array, lambda xs: {"only": xs}], ids=["list", "array", "dict"])
def test_an_argument_that_holds_other_numbers_by_now_counts_as_it_was(kind):
    factors = kind([3.0])
    entries = factors if not isinstance(factors, dict) else factors["only"]
    cube = compile(lambda x, given: x**3 * (given["only"] if isinstance(given, dict) else given)[0])
    assert second_derivative(cube, lambda: entries.__setitem__(0, 2.0), factors) == 54.0


def test_a_value_that_took_the_place_of_another_one_does_not_count():
    first, second = Value(3.0), Value(2.0)
    factors = [first]
    cube = compile(lambda x, given: x**3 * given[0])
    y = second_derivative(cube, lambda: factors.__setitem__(0, second), factors)
    assert y.data == 54.0
    y.backward()
    assert (first.grad, second.grad) == (18.0, 0.0)


def test_an_argument_of_another_structure_is_refused():
    factors = [3.0]
    cube = compile(lambda x, given: x**3 * sum(given))
    with pytest.raises(CompileError, match="got another structure.*Repair: give a copy"):
        second_derivative(cube, lambda: factors.append(1.0), factors)


def test_whole_numbers_stay_whole():
    cube = compile(lambda x, given: sum(x * i for i in range(given[0])) * x)
    assert second_derivative(cube, lambda: None, [3]) == 6.0


def test_eager_is_not_asked_for_what_is_infinite_when_what_the_function_sees_has_changed():
    factor = [0.0]
    root = compile(lambda x: sqrt(x * factor[0]))
    assert root(Value(1.0)).data == 0.0
    y = root(Value(1.0))
    factor[0] = 4.0
    with pytest.raises(CompileError, match="factor.*has changed since <lambda> was called"):
        y.backward()
