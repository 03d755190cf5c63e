"""A pause of Python's garbage collector while graphs are being built."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause the garbage collector inside a `with` block or a decorated function; resume it if it ran before.

    A graph has no reference cycles, so it is freed without the collector as soon as it is dropped. Searching it for
    cycles over and over can take longer than the computation itself.
    """
    was_on = gc.isenabled()
    try:
        try:
            gc.disable()
            yield
        finally:
            if was_on:
                gc.enable()
    finally:
        if was_on:
            gc.enable()  # once more, if Ctrl-C came just before
