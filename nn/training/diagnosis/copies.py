"""Copies of a model, so that whatever is done to a copy leaves the model as it is."""

import random as shared
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from typing import Any, TypeVar

from nn.module import Module

T = TypeVar("T")


def module_of(model: Any) -> Module | None:
    """Return the module that a model is, or whose method it is, or that a partial function holds; otherwise None."""
    if isinstance(model, partial):
        parts = map(module_of, (*model.args, *model.keywords.values(), model.func))
        return next((part for part in parts if part is not None), None)
    model = getattr(model, "__self__", model)
    return model if isinstance(model, Module) else None


def copy_of(thing: T) -> T:
    """Return a deep copy, which shares Python's own generator of random numbers and nothing else."""
    return deepcopy(thing, {id(shared): shared})


@contextmanager
def random_state_restored() -> Iterator[None]:
    """Restore the state of Python's own generator of random numbers at the end of the `with` block."""
    state = shared.getstate()
    try:
        yield
    finally:
        shared.setstate(state)
