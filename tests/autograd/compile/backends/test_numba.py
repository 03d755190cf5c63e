"""What is particular to the Numba backend: it says when it compiles, and its loops add from left to right."""

from math import inf, nan
from random import Random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

pytest.importorskip("numba")

from importlib import import_module

import autograd
from autograd.compile.backends.numba.interpreter import announcement
from autograd.compile.lowering.scribe import Step, Steps
from autograd.compile.lowering.views import View, dense, transposed
from autograd.operations import add, div, identity, maximum, mul, relu, sqrt, sub
from tests.examples import examples

backend = import_module("autograd.compile.backends.numba")
SIZES = st.sampled_from([1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 27, 33])
NUMBERS = Random(1)


def test_numba_that_may_not_compile_is_refused(monkeypatch):
    monkeypatch.setattr("numba.config.DISABLE_JIT", 1)
    with pytest.raises(ValueError, match='NUMBA_DISABLE_JIT forbids that; unset it, or choose backend="numpy"'):
        autograd.compile(lambda x: x, backend="numba")


def test_it_says_that_it_compiles_once(tmp_path):
    assert "compiles its interpreter of tensor programs, once" in announcement(tmp_path, "run_abc")
    (tmp_path / "interpreter.run_abc-1.py311.nbi").touch()
    assert announcement(tmp_path, "run_abc") == ""
    assert announcement(tmp_path, "run_def") != ""


def filled(*steps: Step, size: int, dtype: str = "float64") -> tuple[list[float], np.ndarray]:
    """A memory with numbers, before and after these steps."""
    memory, run, _ = backend.bound(Steps(0, size, list(steps)), dtype)
    memory[:size] = [NUMBERS.gauss(0.0, 1.0) for _ in range(size)]
    before = memory[:size].tolist() if dtype == "float64" else list(memory[:size])
    run()
    return before, memory[:size]


@st.composite
def laid_out(draw, offset, shape):
    """A view of this shape: as it is read, or the other way round, or with gaps; and where it ends."""
    way = draw(st.sampled_from(["dense", "transposed", "gaps"]))
    if way == "transposed" and len(shape) >= 2:
        view = transposed(dense(offset, (*shape[:-2], shape[-1], shape[-2])))
        return view, offset + view.size
    gap = 1 + (way == "gaps")
    view = dense(offset, shape)
    return View(offset, view.shape, tuple(gap * s for s in view.strides)), offset + gap * view.size


@st.composite
def products(draw):
    """A step that multiplies two matrices, or several pairs of them, and how much memory it needs."""
    m, n, k = draw(SIZES), draw(SIZES), draw(SIZES)
    batch = draw(st.sampled_from([(), (), (3,)]))
    out, end = draw(laid_out(0, (*batch, m, n)))
    p, end = draw(laid_out(end, (*batch, m, k)))
    q, end = draw(laid_out(end, (*batch, k, n)))
    return Step("matmul", out, (p, q), adds=draw(st.booleans())), end


@examples(30)  # each is compiled
@given(products(), st.sampled_from(["float64", "float64", "float32"]))
def test_products_are_added_from_left_to_right(step_and_size, dtype):
    step, size = step_and_size
    before, after = filled(step, size=size, dtype=dtype)
    p, q = step.inputs
    expected = np.array(before)
    for *batch, i, j in np.ndindex(step.out.shape):
        total = expected[place(step.out, *batch, i, j)] if step.adds else after.dtype.type(0.0)
        for k in range(p.shape[-1]):
            total += before[place(p, *batch, i, k)] * before[place(q, *batch, k, j)]
        expected[place(step.out, *batch, i, j)] = total
    assert after.tolist() == expected.tolist()


@examples(100)
@given(st.lists(SIZES.filter(lambda n: n < 20), min_size=1, max_size=3), st.integers(0, 2), st.booleans(), st.data())
def test_sums_and_maxima(shape, axes, adds, data):
    kept = tuple(shape[: max(0, len(shape) - axes)]) or (1,)
    shape = (*kept, *shape[len(kept) :])
    out, end = data.draw(laid_out(0, kept))
    source, end = data.draw(laid_out(end, tuple(shape)))
    for do, join, start in (("sum", lambda a, b: a + b, 0.0), ("max", max, -inf)):
        before, after = filled(Step(do, out, (source,), adds=adds and do == "sum"), size=end)
        expected = list(before)
        for index in np.ndindex(kept):
            total = before[place(out, *index)] if adds and do == "sum" else start
            for rest in np.ndindex(shape[len(kept) :]):
                total = join(total, before[place(source, *index, *rest)])
            expected[place(out, *index)] = total
        assert after.tolist() == expected


@examples(200)
@given(
    st.sampled_from([add, sub, mul, div, sqrt, relu, maximum, identity]),
    st.lists(SIZES, min_size=1, max_size=2),
    st.tuples(*2 * [st.sampled_from(["block", "row", "column", "number", "constant"])]),
    st.data(),
)
@example(add, [16], ("number", "constant"), None)
def test_element_by_element(operation, shape, ways, data):
    out, end = data.draw(laid_out(0, tuple(shape))) if data else (dense(0, tuple(shape)), 2 * shape[0])
    inputs = []
    for way in ways[: operation.arity]:
        if way == "constant":
            inputs.append(2.5)
            continue
        view = dense(end, tuple(shape))
        if data and way == "block":
            view, _ = data.draw(laid_out(end, tuple(shape)))
        elif way == "row":
            view = View(end, view.shape, (0,) * (len(shape) - 1) + (1,))
        elif way == "column":
            view = View(end, view.shape, (1,) + (0,) * (len(shape) - 1))
        elif way == "number":
            view = View(end, view.shape, (0,) * len(shape))
        inputs.append(view)
        end += 2 * view.size
    before, after = filled(Step("apply", out, tuple(inputs), operation), size=end)
    expected = list(before)
    for index in np.ndindex(tuple(shape)):
        point = [x if isinstance(x, float) else before[place(x, *index)] for x in inputs]
        negative = operation is sqrt and point[0] < 0
        expected[place(out, *index)] = nan if negative else operation.compute(*point)
    np.testing.assert_array_equal(after, expected)


@pytest.mark.parametrize("size", [1, 15, 16, 17, 40])
@pytest.mark.parametrize("bad", [inf, -inf, nan])
def test_what_is_not_finite_is_found(size, bad):
    for at in range(size):
        memory, run, _ = backend.bound(Steps(0, size + 2, [Step("check", dense(1, (size,)), ())]), "float64")
        memory[:] = 1e308
        memory[0] = memory[size + 1] = nan  # these two are not asked about
        run()
        memory[1 + at] = bad
        with pytest.raises(ArithmeticError):
            run()


def place(view: View, *index: int) -> int:
    """Where an element lies."""
    return view.offset + sum(i * s for i, s in zip(index, view.strides, strict=True))
