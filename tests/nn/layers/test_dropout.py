"""Dropout: the masks and their statistics, eval, gradients, eager = compiled."""

import math
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
from autograd import Value, vmap
from autograd.transforms.tree import leaves, mapped
from nn import Dropout, Layer, Module, Residual
from nn.shapes import shape_of

SHAPES: list[Any] = [Value(3.0), [1.0, -2.0, 3.0], [[1.0, 2.0], [3.0, 4.0]], [[[1.0]], [[2.0]]]]


def data(nested: Any) -> Any:
    return mapped(lambda x: x.data, nested)


@given(st.floats(0.0, 0.99), st.integers(), st.sampled_from(SHAPES))
def test_each_number_is_left_out_or_made_larger(p: float, seed: int, x: Any) -> None:
    y = Dropout(p, random=Random(seed))(x)
    assert shape_of(y) == shape_of(x)
    for before, after in zip(leaves(x), leaves(y)):
        number = float(getattr(before, "data", before))
        assert float(getattr(after, "data", after)) in (0.0, number * (1.0 / (1.0 - p)))


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_the_share_of_zeros_is_p_and_the_mean_is_kept(p: float) -> None:
    """Within 4 standard deviations of a binomial distribution."""
    n = 4000
    y = data(Dropout(p, random=Random(1))([1.0] * n))
    deviation = math.sqrt(p * (1 - p) / n)
    assert abs(y.count(0.0) / n - p) < 4 * deviation
    assert abs(sum(y) / n - 1.0) < 4 * deviation / (1 - p)


def test_one_number_does_not_tell_about_the_next() -> None:
    n = 4000
    y = data(Dropout(0.5, random=Random(2))([1.0] * n))
    both = sum(a == b == 0.0 for a, b in pairwise(y))
    assert abs(both / n - 0.25) < 4 * math.sqrt(0.25 * 0.75 / n)


def test_each_call_draws_anew_and_the_same_generator_draws_the_same() -> None:
    dropout, again = Dropout(0.5, random=Random(3)), Dropout(0.5, random=Random(3))
    x = [1.0] * 20
    first, second = data(dropout(x)), data(dropout(x))
    assert first != second
    assert [first, second] == [data(again(x)), data(again(x))]


@pytest.mark.parametrize("x", SHAPES)
def test_eval_and_p_0_leave_everything_and_draw_nothing(x: Any) -> None:
    random = Random(4)
    before = random.getstate()
    assert Dropout(0.9, random=random).eval()(x) is x
    assert Dropout(0.0, random=random)(x) is x
    assert random.getstate() == before


def test_the_gradient_is_the_mask() -> None:
    xs = [Value(float(i)) for i in range(1, 9)]
    ys = Dropout(0.4, random=Random(5))(xs)
    autograd.sum(ys).backward()
    assert [x.grad for x in xs] == [y.data / x.data for x, y in zip(xs, ys)]
    assert {x.grad for x in xs} == {0.0, 1 / 0.6}


@pytest.mark.parametrize("p", [-0.1, 1.0, 1.5, math.nan])
def test_a_p_that_is_no_chance_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match=f"Dropout: p = {p} (lies outside 0 ≤ p < 1|is not a finite number); give"):
        Dropout(p)


def test_a_seed_in_place_of_a_generator_is_refused() -> None:
    with pytest.raises(TypeError, match="write random=random.Random"):
        Dropout(0.5, random=0)  # type: ignore[arg-type]


def test_arrays_are_taken() -> None:
    numpy = pytest.importorskip("numpy")
    assert shape_of(Dropout(0.5, random=Random(0))(numpy.ones((2, 3)))) == (2, 3)


# as a program


class Net(Module):
    """2 → 6 tanh, some left out, → 1."""

    def __init__(self) -> None:
        random = Random(0)
        self.first, self.last = Layer(2, 6, random=random), Layer(6, 1, None, random=random)
        self.dropout = Dropout(0.3, random=Random(1))

    def __call__(self, x: Any) -> Any:
        (y,) = self.last(self.dropout(self.first(x)))
        return y


def test_a_program_draws_anew_at_each_call_what_eager_would() -> None:
    pytest.importorskip("numpy")
    eager, other = Dropout(0.5, random=Random(7)), Dropout(0.5, random=Random(7))
    fast = autograd.compile(lambda x: other(x))
    calls = [data(fast([1.0] * 12)) for _ in range(4)]
    assert calls == [data(eager([1.0] * 12)) for _ in range(4)]
    assert len(set(map(tuple, calls))) == 4
    assert len(next(iter(fast.cache.variants.values()))) == 1, "no new program for a new mask"


def test_a_program_draws_anew_for_each_sample() -> None:
    pytest.importorskip("numpy")
    eager, other = Dropout(0.5, random=Random(8)), Dropout(0.5, random=Random(8))
    fast = autograd.compile(lambda xs: vmap(other)(xs))
    batch = [[1.0] * 8] * 5
    assert data(fast(batch)) == data([eager(x) for x in batch])
    assert len(set(map(tuple, data(fast(batch))))) > 1


def test_the_statistics_of_a_program() -> None:
    pytest.importorskip("numpy")
    n, p = 200, 0.25
    dropout = Dropout(p, random=Random(9))
    fast = autograd.compile(lambda x: dropout(x))
    y = [number for _ in range(20) for number in data(fast([1.0] * n))]
    assert set(y) == {0.0, 1.0 / (1.0 - p)}
    assert abs(y.count(0.0) / len(y) - p) < 4 * math.sqrt(p * (1 - p) / len(y))


def test_eval_of_a_program() -> None:
    pytest.importorskip("numpy")
    dropout = Dropout(0.5, random=Random(0))
    fast = autograd.compile(lambda x: [2.0 * y for y in dropout(x)])
    x = [Value(1.0) for _ in range(9)]
    assert 0.0 in data(fast(x))
    dropout.eval()
    assert data(fast(x)) == [2.0] * 9
    dropout.train()
    assert 0.0 in data(fast(x))


def test_a_training_is_the_same_compiled() -> None:
    pytest.importorskip("numpy")
    moons, nets = nn.two_moons(20, random=Random(0)), [Net(), Net()]
    histories = [
        nn.fit(
            net,
            nn.binary_cross_entropy_with_logits,
            moons,
            steps=12,
            batch_size=8,
            optimizer=nn.Adam(net.parameters(), 0.05),
            validation=moons,
            progress=False,
            compile=compile,
        )
        for net, compile in zip(nets, (True, False))
    ]
    assert histories[0].losses == pytest.approx(histories[1].losses, rel=1e-10)
    found, expected = ([p.data for p in net.parameters()] for net in nets)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


# what it says of itself


def test_formula() -> None:
    assert repr(Dropout(0.2)) == "Dropout: 0 with chance 0.2, otherwise x / 0.8   (0 parameters)"
    assert Residual(Dropout(0.2), Layer(2, 2)).formula() == "x + Layer(Dropout(x))"


def test_a_p_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(TypeError, match="Dropout: p = '0.5' is of type str, not a number; give the chance"):
        Dropout("0.5")  # type: ignore[arg-type]
