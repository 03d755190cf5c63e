"""A model of one's own to look at: what is done to the copy, the model does not notice."""

import random as shared
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from typing import Any, TypeVar

from nn.module import Module

T = TypeVar("T")


def module_of(model: Any) -> Module | None:
    """The module that does the work: the model, or the one whose method it is; None where that cannot be told."""
    if isinstance(model, partial):
        parts = map(module_of, (*model.args, *model.keywords.values(), model.func))
        return next((part for part in parts if part is not None), None)
    model = getattr(model, "__self__", model)
    return model if isinstance(model, Module) else None


def copied(thing: T) -> T:
    """A deep copy, which shares Python's own generator of random numbers and nothing else."""
    return deepcopy(thing, {id(shared): shared})


@contextmanager
def chance_as_before() -> Iterator[None]:
    """Whatever is drawn inside from Python's own generator of random numbers is drawn again afterwards."""
    state = shared.getstate()
    try:
        yield
    finally:
        shared.setstate(state)
