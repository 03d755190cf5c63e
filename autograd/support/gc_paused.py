"""Python's garbage collector, paused while graphs are being built."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause the collector of reference cycles inside; afterwards it runs again if it did before.

    A graph holds no cycles and is freed as soon as it is dropped. A collector that walks it over and over, only to
    find that out, can take longer than the computation itself.
    """
    was_on = gc.isenabled()
    try:
        gc.disable()
        yield
    finally:
        if was_on:
            gc.enable()
