"""The progress of a training, shown as a bar on a terminal, as a few plain lines elsewhere, or not at all."""

import shutil
import sys
import time
from collections.abc import Callable
from typing import Any, Self

from nn.training.history import Step

LINES = 10  # about how many are printed if there is no terminal


class Progress:
    """Shows nothing; its subclasses show something at each of `total` steps. Use it in a `with` block."""

    def __init__(self, total: int) -> None:
        self.total = total

    def show(self, step: Step) -> None:
        """Show one step."""

    def close(self) -> None:
        """End the display."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Lines(Progress):
    """About ten lines on the standard output, evenly spread over the steps, and one for the last step."""

    def show(self, step: Step) -> None:
        if step.step % max(1, self.total // LINES) == 0 or step.step == self.total - 1:
            print(f"step {step.step:{len(str(self.total))}}   {summary(step)}", flush=True)


class Bar(Progress):
    """A bar that grows on one line of the standard error, drawn at most ten times a second."""

    def __init__(self, total: int) -> None:
        super().__init__(total)
        self.drawn = -1.0

    def show(self, step: Step) -> None:
        done = step.step + 1
        if time.monotonic() - self.drawn < 0.1 and done < self.total:
            return
        self.drawn = time.monotonic()
        columns = shutil.get_terminal_size().columns
        text = f" {done}/{self.total}  {summary(step)}"
        width = min(30, max(0, columns - len(text) - 3))
        filled = round(width * done / self.total)
        line = f"│{'█' * filled}{'░' * (width - filled)}│{text}"
        print("\r" + line[: columns - 1].ljust(columns - 1), end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        if self.drawn >= 0:
            print(file=sys.stderr)


class Tqdm(Progress):
    """The bar of tqdm, which also shows the time that is left."""

    def __init__(self, total: int, tqdm: Callable[..., Any]) -> None:
        super().__init__(total)
        self.bar = tqdm(total=total, unit=" steps", ncols=shutil.get_terminal_size().columns, file=sys.stderr)

    def show(self, step: Step) -> None:
        self.bar.set_postfix_str(summary(step), refresh=False)
        self.bar.update()

    def close(self) -> None:
        self.bar.close()


def progress_for(total: int, wanted: bool) -> Progress:
    """Return the display that fits where the program runs. total: the number of steps; wanted: False for none."""
    if not wanted:
        return Progress(total)
    if not sys.stderr.isatty():
        return Lines(total)
    try:
        from tqdm import tqdm
    except ImportError:
        return Bar(total)
    return Tqdm(total, tqdm)


def summary(step: Step) -> str:
    """Return a step in a few words: `loss 0.6931   accuracy 51.0 %`."""
    accuracy = "" if step.accuracy is None else f"   accuracy {step.accuracy:6.1%}".replace("%", " %")
    return f"loss {step.loss:.4f}{accuracy}"
