"""The engine beside JAX: random shared graphs, their values, gradients and second derivatives."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

import autograd as ag
from autograd import grad, hvp, jacobian, jvp, vjp
from autograd.check.strategies import Expression, expressions
from autograd.operations import TABLE, power
from tests.examples import examples

np = pytest.importorskip("numpy")
jax = pytest.importorskip("jax")
jnp = jax.numpy
pytestmark = pytest.mark.parity

RENAMED = {"div": "divide", "mul": "multiply", "neg": "negative", "sub": "subtract", "atan": "arctan"}
NAMES: dict[str, Any] = {
    **{row.name: getattr(jnp, RENAMED.get(row.name, row.name), None) for row in TABLE},
    "greater": lambda a, b: jnp.where(a > b, 1.0, 0.0),
    "where": lambda a, b, c: jnp.where(a != 0, b, c),
    "clamp_min": lambda a, b: jnp.where(a >= b, a, b),
    "clamp_max": lambda a, b: jnp.where(a <= b, a, b),
    "divide_no_nan": lambda a, b: jnp.where(b == 0, 0.0, a / jnp.where(b == 0, 1.0, b)),
    "sech": lambda a: 1.0 / jnp.cosh(a),
    "gaussian": lambda a: jnp.exp(-a * a),
    "step": lambda a: jnp.where(a > 0, 1.0, 0.0),
    "relu": jax.nn.relu,
    "sigmoid": jax.nn.sigmoid,
    "softplus": jax.nn.softplus,
    "erf": jax.scipy.special.erf,
    "erfc": jax.scipy.special.erfc,
    "xlogy": jax.scipy.special.xlogy,
    "max": lambda *x: jnp.max(jnp.stack(x)),
}
SMOOTH = [ag.exp, ag.sin, ag.cos, ag.tanh, ag.sigmoid, ag.atan, power(2), TABLE[0], TABLE[2], TABLE[3]]


@pytest.fixture(autouse=True, scope="module")
def in_double_precision() -> Iterator[None]:
    """JAX computes in single precision unless told otherwise."""
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def places(expression: Expression) -> tuple[int, ...]:
    """The places of the inputs, in the form that JAX's `argnums` takes."""
    return tuple(range(len(expression.point)))


@examples(40)
@given(expressions(largest=5.0))
def test_random_shared_graphs(expression: Expression) -> None:
    number, slopes = ag.value_and_grad(expression)(*expression.point)
    by_jax = jax.value_and_grad(lambda *x: jnp.asarray(expression(*x, names=NAMES), float), argnums=places(expression))
    expected, expected_slopes = by_jax(*map(float, expression.point))
    size = max(1.0, abs(number), *map(abs, slopes))
    assert number == pytest.approx(float(expected), rel=1e-12, abs=1e-12)
    assert list(slopes) == pytest.approx([float(x) for x in expected_slopes], rel=1e-12, abs=1e-12 * size)


@examples(10)
@given(expressions(steps=4, operations=SMOOTH, largest=4.0))
def test_forward_mode_and_second_derivatives(expression: Expression) -> None:
    point, along = tuple(map(float, expression.point)), (1.0, -0.5, 2.0)

    def f(*x: Any) -> Any:
        return jnp.asarray(expression(*x, names=NAMES), float)

    assert jvp(expression, point, along)[1] == pytest.approx(float(jax.jvp(f, point, along)[1]), rel=1e-12, abs=1e-12)
    expected = jax.jvp(jax.grad(f, argnums=places(expression)), point, along)[1]
    assert list(hvp(expression, point, along)) == pytest.approx([float(x) for x in expected], rel=1e-10, abs=1e-10)


def test_the_classical_example_of_perturbation_confusion() -> None:
    f = lambda d: lambda x: x * d(lambda y: x + y)(1.0)  # noqa: E731
    assert grad(f(grad))(1.0) == float(jax.grad(f(jax.grad))(1.0)) == 1.0


@examples(10)
@given(expressions(steps=4, operations=SMOOTH, largest=4.0))
def test_vjp_and_argnums(expression: Expression) -> None:
    point = tuple(map(float, expression.point))

    def f(*x: Any) -> Any:
        return jnp.asarray(expression(*x, names=NAMES), float)

    expected = [float(x) for x in jax.vjp(f, *point)[1](jnp.asarray(0.5))]
    assert list(vjp(expression, point, 0.5)[1]) == pytest.approx(expected, rel=1e-12, abs=1e-12)
    for argnums in (-1, (2, 0)):
        expected = jax.tree.leaves(jax.grad(f, argnums)(*point))
        found = grad(expression, argnums)(*point)
        found = [found] if isinstance(argnums, int) else list(found)
        assert found == pytest.approx([float(x) for x in expected], rel=1e-12, abs=1e-12)


def test_a_jacobian_of_arrays_has_the_shape_that_jax_gives() -> None:
    x, s = np.arange(6.0).reshape(2, 3), 3.0
    for f, argnums in ((lambda x, s: x @ x.T, 0), (lambda x, s: (x * x).T, 0), (lambda x, s: x[0], (1, 0))):
        expected = jax.tree.leaves(jax.jacobian(f, argnums)(x, s))
        for mode in ("reverse", "forward"):
            found = jacobian(f, mode, argnums)(x, s)
            parts = [found] if isinstance(argnums, int) else found
            assert [part.tolist() for part in parts] == [part.tolist() for part in expected]
