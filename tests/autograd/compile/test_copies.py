"""Copies, pickles and the repr of compiled functions; they have the name, docstring and signature of their function."""

import copy
import inspect
import pickle
from functools import partial
from typing import Any

import pytest

import autograd
from autograd import Value
from nn import Module

pytest.importorskip("numpy")


class Line(Module):
    """A model that compiles its method when it is made."""

    def __init__(self, w: float) -> None:
        self.w = Value(w)
        self.fast = autograd.compile(self.at, check="always")

    def at(self, x: Any) -> Any:
        """Return w · x."""
        return self.w * x


@autograd.compile
def twice(x: Any) -> Any:
    """Return 2x."""
    return 2.0 * x


def half(x: Any, by: float = 2.0) -> Any:
    """Return x / 2."""
    return x / by


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copy_of_a_model_has_a_compiled_method_of_its_own(copied: Any) -> None:
    model = Line(2.0)
    assert model.fast(3.0).data == 6.0
    other = copied(model)
    other.w.data = 5.0
    assert (model.fast(3.0).data, other.fast(3.0).data) == (6.0, 15.0)
    assert other.fast.function.__self__ is other
    assert (other.fast.check, other.fast.dtype, other.fast.backend) == ("always", "float64", model.fast.backend)
    x = Value(3.0)
    other.fast(x).backward()
    assert (x.grad, other.w.grad, model.w.grad) == (5.0, 3.0, 0.0)


def test_a_copy_of_a_compiled_function_begins_without_programs() -> None:
    fast = autograd.compile(half, dtype="float32")
    fast(Value(3.0))
    for other in (copy.copy(fast), copy.deepcopy(fast), pickle.loads(pickle.dumps(fast))):
        assert repr(other) == "<compiled half: 0 programs, numpy, float32>"
        assert other(Value(3.0)).data == 1.5
    assert repr(fast) == "<compiled half: 1 program, numpy, float32>"


def test_what_is_compiled_where_it_is_defined_is_pickled_by_its_name() -> None:
    assert pickle.loads(pickle.dumps(twice)) is twice
    assert copy.deepcopy(twice) is twice


def test_it_is_called_and_documented_like_its_function() -> None:
    fast = autograd.compile(half)
    assert (fast.__name__, fast.__doc__, fast.__module__) == ("half", "Return x / 2.", __name__)
    assert list(inspect.signature(fast).parameters) == ["x", "by"]
    assert repr(autograd.compile(Line(2.0))) == "<compiled Line: 0 programs, numpy, float64>"
    assert repr(autograd.compile(partial(half, by=4.0))).startswith("<compiled partial: ")
