"""NumPy arrays as arguments and outputs of what is differentiated: as nested lists, and in arrays again."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, grad, hessian, hvp, jacobian, jvp, tanh, value_and_grad, vjp
from autograd.transforms.variables import described, is_variable
from tests.examples import examples

np = pytest.importorskip("numpy")
numbers = st.floats(-3.0, 3.0)
rows = [st.lists(numbers, min_size=width, max_size=width) for width in (1, 2, 3)]
tables = st.sampled_from(rows).flatmap(lambda row: st.lists(row, min_size=1, max_size=3))


def energy(table: Any) -> Any:
    """A number made from a table, by its elements."""
    return autograd.sum(tanh(x) * x + x**3 for row in table for x in row)


def images(table: Any) -> Any:
    """A list of numbers made from a table, by its elements."""
    return [autograd.sum(tanh(x) * x for x in row) for row in table]


def in_an_array(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """f, giving an array."""
    return lambda x: np.array(f(x), object)


@examples(25)
@given(tables)
def test_arrays_are_differentiated_as_lists_are(table: Any) -> None:
    """Same numbers, to the last bit, in arrays of the shape of the input."""
    x = np.array(table)
    for derivative in (grad, hessian):
        found = derivative(energy)(x)
        assert found.dtype == float
        assert found.shape == x.shape * (1 if derivative is grad else 2)
        assert found.tolist() == derivative(energy)(table)
    assert jacobian(in_an_array(images))(x).tolist() == jacobian(images)(table)
    assert jacobian(in_an_array(images), "forward")(x).tolist() == jacobian(images, "forward")(table)
    for tangents in (np.cos(x), np.cos(x).tolist()):  # either is understood beside an array
        assert repr(jvp(energy, [x], [tangents])) == repr(jvp(energy, [table], [np.cos(x).tolist()]))
        assert hvp(energy, [x], [tangents]).tolist() == hvp(energy, [table], [np.cos(x).tolist()])
    weights = np.ones(len(table))
    value, slopes = vjp(in_an_array(images), [x], weights)
    assert (value.tolist(), slopes.tolist()) == vjp(images, [table], weights.tolist())


def test_the_gradient_has_the_shape_of_the_array() -> None:
    assert grad(lambda v: sum(x * x for x in v))(np.array([1.0, 2.0])).tolist() == [2.0, 4.0]
    assert grad(lambda x: x[0][1] * x[1, 0])(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist() == [[0.0, 3.0], [2.0, 0.0]]
    assert grad(lambda x: x[0] * x[1])(np.array([3, 4])).tolist() == [4.0, 3.0]  # ints where nothing is a float
    single = grad(lambda x: x * x)(np.array(3.0))
    assert (type(single), single.shape, single.tolist()) == (np.ndarray, (), 6.0)
    mixed = grad(lambda p, n: p["w"][0] * p["b"] ** n)({"w": np.array([2.0, 1.0]), "b": 3.0}, 2)
    assert (mixed[0]["w"].tolist(), mixed[0]["b"], mixed[1]) == ([9.0, 0.0], 12.0, None)


def test_the_function_sees_an_array_of_values() -> None:
    a = np.array([[1.0, 2.0], [3.0, 4.0]])
    for f, expected in {
        lambda x: (x * x).sum(): 2 * a,
        lambda x: (2 * x - 1 / x + x**2).mean(): (2 + 1 / a**2 + 2 * a) / 4,
        lambda x: (x @ a).sum(): np.tile(a.sum(1), (2, 1)),
        lambda x: np.exp(x).T.sum(): np.exp(a),
        lambda x: x.dot([1.0, -1.0])[1]: np.array([[0.0, 0.0], [1.0, -1.0]]),
        lambda x: np.maximum(x, 2.5).sum(): np.array([[0.0, 0.0], [1.0, 1.0]]),
    }.items():
        assert grad(f)(a) == pytest.approx(expected, rel=1e-15)


def test_the_argument_itself_is_not_touched() -> None:
    x = np.array([1.0, 2.0])

    def f(v: Any) -> Any:
        v *= 3.0
        return v.sum()

    assert grad(f)(x).tolist() == [3.0, 3.0]
    assert x.tolist() == [1.0, 2.0]


def test_a_jacobian_of_arrays_has_the_shape_of_the_output_and_then_of_the_input() -> None:
    x = np.arange(6.0).reshape(2, 3)
    found = jacobian(lambda x: (x * x).T)(x)
    assert found.shape == (3, 2, 2, 3)
    assert all(found[i, j, k, m] == 2 * x[j, i] * (j == k and i == m) for i, j, k, m in np.ndindex(found.shape))
    assert np.array_equal(jacobian(lambda x: (x * x).T, "forward")(x), found)
    by_array, by_number = jacobian(lambda v, s: np.array([x * s for x in v]))(np.array([1.0, 2.0]), 3.0)
    assert (by_array.tolist(), by_number.tolist()) == ([[3.0, 0.0], [0.0, 3.0]], [1.0, 2.0])
    assert jacobian(lambda p: np.array([p[0], p[0] * p[1]]))([2.0, 3.0])[1].tolist() == [0.0, 2.0]
    assert jacobian(lambda x: x[:0])(np.array([1.0, 2.0])).shape == (0, 2)


def test_values_in_an_array_stay_in_the_graph() -> None:
    w = Value(3.0)
    slopes = grad(lambda x: w * x[0] * x[1])(np.array([2.0, 5.0]))
    assert slopes.dtype == object
    slopes[0].backward()
    assert w.grad == 5.0
    given = np.array([Value(2.0), 5.0], object)
    assert [slope.data for slope in grad(lambda x: x[0] * x[1])(given)] == [5.0, 2.0]


def test_what_numpy_wraps_once_more_is_still_one_number() -> None:
    """An array of shape () around a Value must not count as a plain number, whose slope is 0."""
    wrapped = lambda x: np.array(x[0] * x[1], object)  # noqa: E731
    assert value_and_grad(wrapped)(np.array([2.0, 3.0]))[0] == 6.0
    assert grad(wrapped)([2.0, 3.0]) == [3.0, 2.0]
    assert jvp(wrapped, [[2.0, 3.0]], [[1.0, 0.0]])[1].tolist() == 3.0
    assert jacobian(wrapped)([2.0, 3.0])[0].tolist() == 3.0


NOT_NUMBERS = [np.array([True, False]), np.array([1j]), np.array(["a"]), np.array([None, 1.0]), np.zeros((0, 2))]


@pytest.mark.parametrize("strange", NOT_NUMBERS, ids=described)
def test_an_array_that_holds_no_numbers_is_passed_on_or_refused(strange: Any) -> None:
    assert grad(lambda x, given: x * x if given is strange else None)(3.0, strange) == (6.0, None)
    with pytest.raises(TypeError, match=r"grad: argument 0 is an array of shape .* and holds no number"):
        grad(lambda x: x[0], 0)(strange)


def test_a_matrix_is_refused_because_its_product_is_another_one() -> None:
    with pytest.raises(TypeError, match=r"\(a matrix\) hold no number"):
        grad(lambda x: x[0, 0])(np.array([[1.0]]).view(np.matrix))


def test_counts_and_indices_in_arrays_are_passed_on() -> None:
    index = np.array([1, 0])
    assert grad(lambda x, i: x[i][0])(np.array([1.0, 2.0]), index)[0].tolist() == [0.0, 1.0]
    inputs, tangents = {"x": np.array([1.0, 2.0]), "i": index}, {"x": [1.0, 0.0], "i": None}
    value, slope = jvp(lambda p: p["x"][p["i"]], [inputs], [tangents])
    assert (value.tolist(), slope.tolist()) == ([2.0, 1.0], [0.0, 1.0])


def test_tangents_have_the_shape_of_the_array() -> None:
    x = np.ones((2, 2))
    with pytest.raises(ValueError, match=r"jvp: inputs\[0\] is an array of shape \(2, 2\) .* an array of shape \(2,\)"):
        jvp(energy, [x], [np.ones(2)])
    with pytest.raises(ValueError, match=r"vjp: the output is an array of shape \(2, 2\) .* an array of shape \(4,\)"):
        vjp(lambda x: x * x, [x], np.ones(4))


def test_scalars_of_numpy_are_numbers() -> None:
    assert type(grad(lambda x: x * x)(np.float32(3.0))) is float
    assert grad(lambda x, n: x * n)(np.float64(3.0), np.int64(2)) == (2.0, None)
    assert not is_variable(np.bool_(True))
    assert described(np.bool_(True)) == "a bool"


def test_numpy_is_not_loaded_before_an_array_comes() -> None:
    program = "import sys, autograd; autograd.grad(lambda v: v[0] * v[1])([2.0, 3.0]); sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
