"""What a node costs: bytes while it lives, and what it leaves behind for the cycle collector."""

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

from benchmarks.timing import collector_on


def bytes_of(make: Callable[[], Any]) -> int:
    """The memory that is in use because of what was made."""
    gc.collect()
    tracemalloc.start()
    try:
        made = make()
        gc.collect()
        in_use, _ = tracemalloc.get_traced_memory()
        del made
    finally:
        tracemalloc.stop()
    return in_use


def left_for_the_collector(make: Callable[[], Any]) -> int:
    """How many objects cannot be freed by reference counting once what was made is dropped."""
    gc.collect()
    with collector_on(False):
        make()
        return gc.collect()
