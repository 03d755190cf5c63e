"""Ctrl-C during a training: it waits while the parameters are moved, so that a step is whole or has not happened."""

import signal
import threading
from types import FrameType
from typing import Any

Sign = tuple[int, FrameType | None]


class Interrupts:
    """Inside a `with` block, Ctrl-C works as before, except that it waits between `hold()` and `release()`."""

    def __init__(self) -> None:
        self.before: Any = None
        self.holders = 0
        self.waiting: list[Sign] = []

    def __enter__(self) -> "Interrupts":
        in_main = threading.current_thread() is threading.main_thread()  # only the main thread receives signals
        if in_main and callable(signal.getsignal(signal.SIGINT)):  # otherwise it is ignored, or ends the process
            self.before = signal.signal(signal.SIGINT, self.came)
        return self

    def __exit__(self, *error: object) -> None:
        if self.before is not None:
            signal.signal(signal.SIGINT, self.before)

    def came(self, *sign: Any) -> None:
        """Keep Ctrl-C waiting while it is held back; otherwise pass it to the handler from before."""
        if self.holders:
            self.waiting.append(sign)
        else:
            self.before(*sign)

    def hold(self) -> None:
        """Make Ctrl-C wait until `release` has been called as often as `hold`."""
        self.holders += 1

    def release(self) -> None:
        """Let Ctrl-C through again, also one that has waited."""
        self.holders -= 1
        if self.waiting and not self.holders:
            self.came(*self.waiting.pop())
