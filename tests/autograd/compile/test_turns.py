"""Threads, Ctrl-C, and functions that compile themselves: what is around a trace stays as it was."""

import gc
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

import autograd
from autograd import Value
from autograd import value as engine
from autograd.compile.cache import MOST_STRUCTURES
from autograd.context import CONTEXT

pytest.importorskip("numpy")


def together(*jobs: Callable[[], None]) -> None:
    """Run jobs in threads of their own, and raise the first error."""
    errors: list[BaseException] = []

    def run(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def watched() -> dict[str, Any]:
    """Return what a trace replaces for its time."""
    return {**vars(Value), "record": engine.record}


def test_threads_that_call_one_function() -> None:
    w = Value(2.0)
    fast = autograd.compile(lambda x: (x * w + 1.0) * x)

    def call(start: int) -> None:
        for i in range(200):
            x = Value(start + i / 200)
            y = fast(x)
            y.backward()
            assert (y.data, x.grad) == ((x.data * 2.0 + 1.0) * x.data, pytest.approx(4.0 * x.data + 1.0))

    together(*(lambda start=start: call(start) for start in range(4)))


def test_threads_that_trace_while_others_train() -> None:
    before = watched()

    def trace() -> None:
        for n in range(1, 15):
            fast = autograd.compile(lambda x, n=n: sum((x * x * float(i) for i in range(n)), x))
            assert fast(Value(2.0)).data == 2.0 + 4.0 * sum(range(n))

    def train() -> None:
        for _ in range(200):
            a = Value(3.0)
            (a * a + a.detach() * 2.0).backward()
            assert a.grad == 6.0
            a.data = 1.0
            assert a > 0.5
            assert repr(a)

    together(trace, train, trace, train)
    assert watched() == before


class Stopped(BaseException):
    """Like Ctrl-C."""


def stopped_at(step: int, f: Callable[[], object]) -> bool:
    """Return whether a function was stopped at this line of those it runs through."""
    left = step

    def stop(*what: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            raise Stopped
        return stop

    before = sys.gettrace()
    sys.settrace(stop)
    try:
        f()
    except Stopped:
        pass
    finally:
        sys.settrace(before)
    return left <= 0  # also where the error was raised in a generator that is closed, which says nothing


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_trace_that_is_stopped_anywhere_leaves_values_as_they_were() -> None:
    before, w, step = watched(), Value(2.0), 1
    context = CONTEXT.get()
    while stopped_at(step, lambda: autograd.compile(lambda x: x * w + 1.0)(Value(1.0))):
        assert watched() == before, f"stopped at step {step}"
        assert CONTEXT.get() is context, f"stopped at step {step}"
        assert gc.isenabled(), f"stopped at step {step}"
        step += 7
    assert step > 500


def test_a_method_that_compiles_itself_is_traced_once() -> None:
    class Model:
        def __init__(self) -> None:
            self.w = Value(2.0)
            self.fast = autograd.compile(self.loss)

        def loss(self, x: Any) -> Any:
            return self.w * x

    model = Model()
    model.fast(Value(1.0))
    first = model.fast.latest
    assert [model.fast(Value(x)).data for x in (2.0, 3.0)] == [4.0, 6.0]
    assert model.fast.latest is first


class Line:
    """A model whose method is compiled in its class."""

    def __init__(self, w: float) -> None:
        self.w = Value(w)

    @autograd.compile
    def at(self, x: Any) -> Any:
        """Return w · x."""
        return self.w * x


def test_a_method_is_compiled_in_its_class_for_each_object() -> None:
    steep, flat = Line(3.0), Line(0.5)
    assert [line.at(2.0).data for line in (steep, flat, steep)] == [6.0, 1.0, 6.0]
    x = Value(2.0)
    steep.at(x).backward()
    assert (x.grad, steep.w.grad, flat.w.grad) == (3.0, 2.0, 0.0)
    steep.w = Value(4.0)
    assert [Line.at(line, 2.0).data for line in (steep, flat)] == [8.0, 1.0]
    assert steep.at.explain().startswith("at: ")


def test_programs_that_were_not_used_for_long_are_dropped() -> None:
    fast = autograd.compile(lambda xs: sum(xs))
    for n in range(1, 2 * MOST_STRUCTURES):
        assert fast([Value(1.0)] + [1.0] * n).data == n + 1.0
    assert len(fast.cache.variants) <= MOST_STRUCTURES + 1
