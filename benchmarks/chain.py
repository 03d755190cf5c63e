"""A chain of 100,000 operations, × and + in turn: forward and backward.

A recursive sort of the nodes overflows Python's stack here. So that micrograd can be measured at all, it
is given a thread with the room and a recursion limit to match.
"""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from benchmarks.timing import Step

LENGTH = 100_000
STACK = 1 << 29  # bytes

T = TypeVar("T")


def chain(number: type) -> Step:
    """Builds a chain of this `Value` and runs backward; each call gives the last node."""
    return partial(forward_and_backward, number)


def forward_and_backward(number: type) -> Any:
    """x → 0.5 x + 0.1, again and again, and the way back."""
    x, half, tenth = number(1.0), number(0.5), number(0.1)
    for _ in range(LENGTH // 2):
        x = x * half + tenth
    x.backward()
    return x


def overflows(step: Step) -> bool:
    """Whether a step fails at Python's own recursion limit."""
    try:
        step()
    except RecursionError:
        return True
    return False


def in_deep_stack(work: Callable[[], T]) -> T:
    """What the work gives, run where recursion may go as deep as the chain is long."""
    limit, size = sys.getrecursionlimit(), threading.stack_size(STACK)
    sys.setrecursionlimit(10 * LENGTH)
    try:
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(work).result()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
