"""Pausing Python's cycle collector while graphs are being built."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Inside, the cycle collector is paused; afterwards it runs again if it did before, whatever happened inside.

    A graph holds no cycles and is freed as soon as it is dropped. To walk it over and over, only to find that
    out, can take longer than to compute it.
    """
    was_on = gc.isenabled()
    try:
        gc.disable()
        yield
    finally:
        if was_on:
            gc.enable()
