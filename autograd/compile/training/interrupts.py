"""Ctrl-C during a training: it waits while the parameters are moved, so that a step is whole or has not happened."""

import signal
import threading
from types import FrameType
from typing import Any

Sign = tuple[int, FrameType | None]


class Interrupts:
    """Within `with`, Ctrl-C is heard as before, but for the time between `hold()` and `release()`."""

    def __init__(self) -> None:
        self.before: Any = None
        self.holders = 0
        self.waiting: list[Sign] = []

    def __enter__(self) -> "Interrupts":
        in_main = threading.current_thread() is threading.main_thread()  # no other thread hears of it
        if in_main and callable(signal.getsignal(signal.SIGINT)):  # otherwise it is ignored, or ends the process
            self.before = signal.signal(signal.SIGINT, self.came)
        return self

    def __exit__(self, *error: object) -> None:
        if self.before is not None:
            signal.signal(signal.SIGINT, self.before)

    def came(self, *sign: Any) -> None:
        """Somebody has pressed Ctrl-C."""
        if self.holders:
            self.waiting.append(sign)
        else:
            self.before(*sign)

    def hold(self) -> None:
        """From here on it waits, until as many releases have come."""
        self.holders += 1

    def release(self) -> None:
        """From here on it is heard again, and what has waited now."""
        self.holders -= 1
        if self.waiting and not self.holders:
            self.came(*self.waiting.pop())
