"""Ctrl-C at every place: an action is done again and again, and interrupted one line later each time."""

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from autograd.support.gc_paused import gc_paused


def interrupted_at_every_line(action: Callable[[], object]) -> Iterator[None]:
    """Do something, with Ctrl-C before its first line, then before its second, until it comes through; a pause each."""
    at = 1
    while is_interrupted(action, at):
        yield
        at += 1
    assert at > 20, "it was interrupted at many places"
    yield


def is_interrupted(action: Callable[[], object], at: int, instructions: bool = False) -> bool:
    """Do something, with Ctrl-C before line number `at`, in whatever file that is; whether it came to that.

    instructions   count the instructions of the lines as well
    """
    count, came = 0, False

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count, came
        frame.f_trace_opcodes = instructions
        if event in ("line", "opcode"):
            count += 1
            if count == at:
                came = True
                raise KeyboardInterrupt
        return trace

    before, hook = sys.gettrace(), sys.unraisablehook
    with gc_paused():  # so that what the collector calls is not interrupted
        try:
            sys.unraisablehook = lambda _: None  # where a generator is closed, Python ignores an error
            sys.settrace(trace)
            action()
            sys.settrace(before)
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(before)
            sys.unraisablehook = hook
    return came
