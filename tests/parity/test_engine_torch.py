"""The engine beside PyTorch: random shared graphs, every row at random and at known points, composites, kinks."""

import math
from collections.abc import Callable, Mapping
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd as ag
from autograd import Value, grad, hessian
from autograd.check.strategies import Expression, expressions, points_of, spelled
from autograd.functions.families import largest
from autograd.graph import topological_order
from autograd.operation import Operation
from autograd.operations import TABLE, clamp_max, clamp_min, greater, pow, power, xlogy
from tests.examples import examples

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

NAMES: Mapping[str, Any] = {
    **{row.name: getattr(torch, row.name) for row in TABLE if hasattr(torch, row.name)},
    "greater": lambda a, b: (a > b).double(),
    "step": lambda a: (a > 0).double(),
    "where": lambda a, b, c: torch.where(a != 0, b, c),
    "clamp_min": torch.clamp,  # clamp_min itself passes only half at a tie
    "clamp_max": lambda a, b: torch.clamp(a, max=b),
    "divide_no_nan": lambda a, b: torch.where(b == 0, 0.0, a / torch.where(b == 0, 1.0, b)),
    "sech": lambda a: 1.0 / torch.cosh(a),
    "gaussian": lambda a: torch.exp(-a * a),
    "softplus": lambda a: torch.logaddexp(a, torch.zeros_like(a)),
    "max": lambda *x: torch.amax(torch.stack(x), 0),
}


def tensors(point: tuple[float, ...]) -> list[Any]:
    """The numbers as leaves of PyTorch."""
    return [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in point]


def slopes_by_torch(y: Any, leaves: list[Any]) -> list[float]:
    """The derivatives of a tensor with respect to its leaves; 0 where there is no way back."""
    if not y.requires_grad:
        return [0.0] * len(leaves)
    found = torch.autograd.grad(y, leaves, allow_unused=True)
    return [0.0 if slope is None else slope.item() for slope in found]


def longest_way(y: Value) -> float:
    """Σ |slope · slope · …| over all ways back, at least 1: what relative errors of single slopes can add up to."""
    flow = {y: 1.0}
    for node in reversed(topological_order(y)):
        if node.operation is not None and node in flow:
            slopes = node.operation.slopes(*[x.data for x in node.inputs], node.data)
            for x, slope in zip(node.inputs, slopes):
                flow[x] = flow.get(x, 0.0) + abs(slope) * flow[node]
    return max(1.0, *(flow[node] * max(1.0, abs(node.data)) for node in flow))


@given(expressions())
def test_random_shared_graphs(expression: Expression) -> None:
    values, leaves = list(map(Value, expression.point)), tensors(expression.point)
    y, expected = expression(*values), expression(*leaves, names=NAMES)
    y.backward()
    allowed = 1e-12 * longest_way(y)
    assert y.data == pytest.approx(expected.item(), rel=1e-12, abs=allowed)
    assert [v.grad for v in values] == pytest.approx(slopes_by_torch(expected, leaves), rel=1e-12, abs=allowed)


SMOOTH = [ag.exp, ag.sin, ag.cos, ag.tanh, ag.sigmoid, ag.atan, power(2), TABLE[0], TABLE[2], TABLE[3]]


@examples(25)
@given(expressions(steps=6, operations=SMOOTH, largest=4.0))
def test_second_derivatives_of_random_shared_graphs(expression: Expression) -> None:
    found = hessian(expression)(*expression.point)
    point = tuple(torch.tensor(x, dtype=torch.float64) for x in expression.point)
    expected = torch.autograd.functional.hessian(lambda *x: expression(*x, names=NAMES), point)
    for row, wanted in zip(found, expected):
        assert list(row) == pytest.approx([x.item() for x in wanted], rel=1e-10, abs=1e-10)


NEAR_ONE = (ag.acos, ag.acosh, ag.asin, ag.atanh)  # whose slopes lose digits near 1 in PyTorch, and not here


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_row_at_random_points(row: Operation) -> None:
    @examples(25)
    @given(points_of(row, away_from_kinks=True).filter(lambda point: row is not xlogy or 0.0 not in point))
    def agrees(point: tuple[float, ...]) -> None:
        if row is pow and point[0] == 0.0 and point[1] <= 0.0:
            return  # nothing is claimed there
        values, leaves = list(map(Value, point)), tensors(point)
        y, expected = row(*values), spelled(row, leaves, NAMES)
        y.backward()
        exact = 1e-9 if row in NEAR_ONE else 1e-12
        assert y.data == pytest.approx(expected.item(), rel=exact, abs=1e-15)
        assert [v.grad for v in values] == pytest.approx(slopes_by_torch(expected, leaves), rel=exact, abs=1e-15)

    agrees()


EVERYWHERE = (ag.relu, ag.abs, ag.sign, ag.tanh, ag.sigmoid, ag.exp, ag.atan)
EDGES = [
    *[(row, (x,)) for row in EVERYWHERE for x in (0.0, -0.0, 1.0, -1.0, inf, -inf)],
    *[(row, (x,)) for row in (ag.sin, ag.cos, ag.tan, ag.expm1, ag.erf) for x in (0.0, -0.0, 1.0, -1.0)],
    *[(row, (x,)) for row in (ag.sqrt, ag.log1p) for x in (0.0, 1.0, inf)],
    *[(ag.log, (x,)) for x in (1.0, inf)],
    *[(ag.reciprocal, (x,)) for x in (0.0, -0.0, 1.0, -1.0, inf, -inf)],
    *[(row, point) for row in (ag.maximum, ag.minimum) for point in ((1.0, 1.0), (0.0, -0.0), (2.0, 1.0), (-inf, 1.0))],
    *[(pow, point) for point in ((2.0, 0.0), (1.0, 5.0), (0.0, 2.0), (0.0, 1.0), (0.0, 0.5), (1.0, -1.0))],
    *[(power(n), (x,)) for n in (0, 1, 2, 3) for x in (0.0, -0.0, 1.0, -1.0)],
    *[(power(0.5), (0.0,)), (power(1.5), (0.0,)), (power(-1), (-1.0,)), (power(2), (-inf,))],
    *[(row, (x,)) for row in (ag.asin, ag.acos) for x in (0.0, 1.0, -1.0)],
    *[(row, (x,)) for row in (ag.sinh, ag.cosh, ag.asinh, ag.erfc) for x in (0.0, -0.0, 1.0, -1.0, inf, -inf)],
    *[(ag.acosh, (x,)) for x in (1.0, 2.0, inf)],
    *[(ag.atan2, point) for point in ((0.0, 0.0), (0.0, -1.0), (-0.0, -1.0), (1.0, 0.0), (0.0, 1.0))],
    *[(row, point) for row in (clamp_min, clamp_max) for point in ((1.0, 1.0), (2.0, 1.0), (0.5, 1.0))],
    *[(ag.where, point) for point in ((0.0, 1.0, 2.0), (1.0, 1.0, 2.0), (-1.0, inf, 2.0))],
    *[(largest(3), point) for point in ((1.0, 1.0, 0.0), (1.0, 1.0, 1.0), (3.0, 1.0, 2.0))],
]  # fmt: skip


@pytest.mark.parametrize(("row", "point"), EDGES, ids=str)
def test_conventions_at_known_points(row: Operation, point: tuple[float, ...]) -> None:
    values, leaves = list(map(Value, point)), tensors(point)
    y, expected = row(*values), spelled(row, leaves, NAMES)
    y.backward()
    assert y.data == pytest.approx(expected.item(), rel=1e-15)
    assert [v.grad for v in values] == pytest.approx(slopes_by_torch(expected, leaves), rel=1e-15)


functional: Any = torch.nn.functional


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (ag.leaky_relu, lambda x: functional.leaky_relu(x, 0.01)),
        (ag.silu, functional.silu),
        (ag.gelu, functional.gelu),
        (ag.softplus, lambda x: torch.logaddexp(x, torch.zeros_like(x))),
        (ag.sigmoid, torch.sigmoid),
        (lambda x: ag.clip(x, -1.5, 2.5), lambda x: torch.clamp(x, -1.5, 2.5)),
        (lambda x: ag.clip(x, None, 0.0), lambda x: torch.clamp(x, max=0.0)),
        (ag.elu, functional.elu),
        (lambda x: ag.elu(x, 0.3), lambda x: functional.elu(x, 0.3)),
        (ag.logsigmoid, functional.logsigmoid),
    ],
    ids=["leaky_relu", "silu", "gelu", "softplus", "sigmoid", "clip", "clip above", "elu", "elu 0.3", "logsigmoid"],
)
@pytest.mark.parametrize("x", [-1000.0, -3.7, -1.5, -1e-3, 0.0, 1e-3, 0.5, 2.0, 2.5, 30.0, 1000.0])
def test_composites(ours: Callable[..., Any], theirs: Callable[..., Any], x: float) -> None:
    value, (leaf,) = Value(x), tensors((x,))
    y, expected = ours(value), theirs(leaf)
    y.backward()
    assert y.data == pytest.approx(expected.item(), rel=1e-12, abs=1e-300)
    assert value.grad == pytest.approx(slopes_by_torch(expected, [leaf])[0], rel=1e-12, abs=1e-15)


@given(st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=6))
def test_logsumexp_and_softmax(xs: list[float]) -> None:
    values, leaf = list(map(Value, xs)), torch.tensor(xs, dtype=torch.float64, requires_grad=True)
    ag.logsumexp(values).backward()
    torch.logsumexp(leaf, 0).backward()
    assert [v.grad for v in values] == pytest.approx(leaf.grad.tolist(), rel=1e-12, abs=1e-14)
    assert ag.softmax(xs) == pytest.approx(torch.softmax(leaf, 0).tolist(), rel=1e-12, abs=1e-300)


sizable = st.floats(-50.0, 50.0).filter(lambda x: x == 0.0 or abs(x) > 1e-6)  # PyTorch squares, and underflows


@given(st.lists(sizable, min_size=2, max_size=6) | st.just([2.0, 2.0, 2.0]) | st.just([0.0, 0.0]))
def test_lengths_and_deviations_of_lists(xs: list[float]) -> None:
    for ours, theirs in (
        (ag.norm, torch.linalg.norm),
        (ag.std, torch.std),
        (lambda xs: ag.std(xs, correction=0), lambda xs: torch.std(xs, correction=0)),
        (ag.var, torch.var),
        (lambda xs: ag.mean(ag.cumsum(xs)), lambda xs: torch.cumsum(xs, 0).mean()),
        (lambda xs: ag.cumprod(xs)[-1], lambda xs: torch.cumprod(xs, 0)[-1]),
    ):
        values, leaf = list(map(Value, xs)), torch.tensor(xs, dtype=torch.float64, requires_grad=True)
        y, expected = ours(values), theirs(leaf)
        y.backward()
        expected.backward()
        allowed = 1e-12 * (1.0 + abs(y.data))
        assert y.data == pytest.approx(expected.item(), rel=1e-12, abs=1e-12)
        if theirs is not torch.std or y.data > 1e-6:  # beside 0 the deviations are rounding
            assert [v.grad for v in values] == pytest.approx(leaf.grad.tolist(), rel=1e-9, abs=allowed)


def test_ties_of_three_share_the_slope_as_in_amax() -> None:
    assert grad(lambda v: largest(3)(*v))([2.0, 2.0, 2.0]) == [1 / 3] * 3


def test_greater_is_zero_at_a_tie() -> None:
    assert [greater(1.0, x) for x in (0.0, 1.0, 2.0)] == [1.0, 0.0, 0.0]


def test_a_small_error_would_be_noticed() -> None:
    leaf = tensors((0.5,))
    y = NAMES["sin"](leaf[0])
    assert 1.000001 * math.cos(0.5) != pytest.approx(slopes_by_torch(y, leaf)[0], rel=1e-12)
