"""An error planted in the steps of a program, or of an optimiser, is caught by the proof."""

from dataclasses import replace

import pytest

import autograd
from autograd import Value, exp, tanh
from nn.training import optimizers
from tests.autograd.compile.proof.planting import (
    assert_caught,
    numbers,
    planted,
    quotients,
    table_of_products,
)

np = pytest.importorskip("numpy")

from autograd.compile.lifting import factor  # noqa: E402
from autograd.compile.lowering import steps  # noqa: E402
from autograd.compile.lowering.scribe import Scribe  # noqa: E402
from autograd.compile.lowering.views import View  # noqa: E402
from autograd.compile.training import update  # noqa: E402


def test_a_slope_of_another_input(monkeypatch):
    planted(monkeypatch, steps, "slopes", lambda slopes, *_: slopes[::-1])
    assert_caught(quotients, numbers(3), numbers(3, seed=1), what="gradient")


def test_a_slope_with_a_wrong_sign(monkeypatch):
    planted(monkeypatch, steps, "slopes", lambda slopes, *_: tuple(-slope for slope in slopes))
    assert_caught(lambda x: exp(x), Value(0.5), what="gradient")


def test_a_scattered_slope_that_is_lost(monkeypatch):
    right = steps.Writer.write

    def wrong(self, do, out, *inputs, **kwargs):
        return out if do == "scatter" else right(self, do, out, *inputs, **kwargs)

    monkeypatch.setattr(steps.Writer, "write", wrong)
    assert_caught(lambda xs: sum(exp(xs[i] * xs[j]) for i, j in ((0, 3), (1, 2), (4, 0))), numbers(5), what="gradient")


def test_a_gradient_that_does_not_begin_at_zero(monkeypatch):
    planted(monkeypatch, steps.Writer, "finished", lambda found, *_: without_fills(found))
    assert_caught(lambda xs: sum(exp(xs[i] * xs[j]) for i, j in ((0, 3), (1, 2), (4, 0))), numbers(5), what="gradient")


def without_fills(found):
    found.backward[:] = [step for step in found.backward if step.do != "fill"]
    return found


def test_a_gradient_that_is_overwritten(monkeypatch):
    right = Scribe.deliver
    monkeypatch.setattr(Scribe, "deliver", lambda self, value, out, adds: right(self, value, out, False))
    assert_caught(lambda x: exp(x) * tanh(x), Value(0.5), what="gradient")


def test_a_matrix_that_is_not_transposed(monkeypatch):
    right = steps.Writer.back_part

    def wrong(self, part, flow):
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(steps, "transposed", lambda view: view)
            right(self, part, flow)

    monkeypatch.setattr(steps.Writer, "back_part", wrong)
    assert_caught(table_of_products, numbers(8, 8), numbers(8, 8, seed=1), what="gradient")


def test_a_square_that_is_differentiated_once(monkeypatch):
    planted(monkeypatch, steps.np, "array_equal", lambda found, *_: False)
    right = steps.Writer.chain

    def wrong(self, operands, slopes, flow):
        right(self, operands[:1], slopes[:1], flow)

    monkeypatch.setattr(steps.Writer, "chain", wrong)
    assert_caught(lambda x: x * x, Value(0.5), what="gradient")


def test_results_that_share_a_room(monkeypatch):
    def wrong(self, shape):
        view = View(self.first, tuple(shape), factor.dense(0, shape).strides)
        self.end = max(self.end, self.first + view.size)
        return view

    monkeypatch.setattr(Scribe, "room", wrong)
    assert_caught(lambda x, y: tanh(exp(x) / y) * tanh(x / y), *numbers(2))


# The rule of an optimiser


def test_a_rule_whose_numbers_are_overwritten(monkeypatch):
    planted(
        monkeypatch, update, "packed", lambda found, written, first: ([moved_to(x, first) for x in found[0]], found[1])
    )
    v, w = Value(1.0), Value(1.0)
    optimizer, other = optimizers.Adam([w], 0.05), optimizers.Adam([v], 0.05)
    with pytest.warns(UserWarning, match="Adam moves its parameters one by one.*error of the compiler"):
        step = autograd.compile(lambda x: (exp(w) - x) ** 2).training(optimizer)
    with step:
        for _ in range(5):
            step(2.0)
    for _ in range(5):
        v.grad = 0.0
        ((exp(v) - 2.0) ** 2).backward()
        other.step()
    assert w.data == pytest.approx(v.data, rel=1e-12)


def moved_to(step, first):
    """The step with its result in the first room, which others have too."""
    return replace(step, out=replace(step.out, offset=first)) if step.out.offset > first else step
