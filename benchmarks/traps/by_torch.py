"""PyTorch, by `torch.compile` with the backend "aot_eager".

That backend has all that decides about these traps, tracing, guards and the graph of the gradients, and leaves out the
default one's translation to C++, which takes seconds for each function.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from benchmarks.traps.framework import TORCH, Framework, Function

with warnings.catch_warnings(action="ignore"):  # PyTorch warns of its own parts
    import torch._dynamo  # which torch.compile would import at its first call


def compiled(function: Function, static: tuple[str, ...] = ()) -> Function:
    """Return the compiled function; which arguments are static is found out by the compiler."""
    fast: Function = torch.compile(function, backend="aot_eager")
    return fast


def assign(number: Any, x: float) -> None:
    """Fill a tensor with a number."""
    with torch.no_grad():
        number.fill_(x)


def grad(function: Function) -> Function:
    """Return the derivative with respect to the first argument, which may be differentiated once more."""

    def derivative(x: Any, *others: Any) -> Any:
        leaf = x if x.requires_grad else x.detach().requires_grad_()
        return torch.autograd.grad(function(leaf, *others), leaf, create_graph=True)[0]

    return derivative


@contextmanager
def used() -> Iterator[None]:
    """Forget all that was compiled before, and keep quiet."""
    torch._dynamo.reset()
    logger = logging.getLogger("torch")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logger.setLevel(before)


framework = Framework(
    TORCH,
    packages=("torch",),
    compiled=compiled,
    number=lambda x: torch.tensor(float(x), dtype=torch.float64),
    plain=float,
    parameter=lambda x: torch.tensor(float(x), dtype=torch.float64, requires_grad=True),
    assign=assign,
    grad=grad,
    used=used,
)
