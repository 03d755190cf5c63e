"""The steps of a pass as frames: plain dicts that say what happens, and what every number is then."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, TextIO, overload

from autograd.explain.display import html_of, saved, still_of
from autograd.explain.events import FORWARD, MOVE, SEED, UPDATE, Event
from autograd.explain.narration import NUMBERS, filled, formula, local, running, sentence, symbols, words
from autograd.explain.page import Pass, page
from autograd.explain.pending import Queue
from autograd.explain.scope_layout import TooLargeToShow
from autograd.explain.snapshot import Entry
from autograd.explain.terminal import lines
from autograd.support.console import say

Frame = dict[str, Any]


class Steps(Sequence[Frame]):
    """The frames of one pass; each is made when it is asked for, so that a long pass takes little memory.

    entries  the nodes of the graph
    data     the number of each node
    events   what happens
    title    the title of the page

    A frame holds
      number     its index in the sequence
      phase      forward, seed, backward, keep (a leaf held a gradient before), update
      node       the index of the node whose number changes; `name` is its name, `operation` the name of what made it
                 (of the node that passes its gradient on, if there is an edge)
      edge       {"from", "to", "place"} if a gradient is passed on, otherwise None; `place` says to which input
      formula    what is computed, in symbols: `tanh(c)`, or the local derivative `1 − d²`
      local      the local derivative worked out, otherwise ""
      numbers    what is computed, in numbers: `0.9964 += 1 × 0.7971 → 1.7935`
      sentence   the whole step in one line
      running    if several gradients meet, the sum so far: `0.9964 + 0.7971 = 1.7935: part 2 of 2`, or for an engine
                 that assigns instead of adding: `2 is overwritten by −6: part 2 of 2`; otherwise ""
      data, grad the numbers and gradients of all nodes after the step, None if not known yet
      queue      the nodes whose turn is still to come
    """

    def __init__(
        self, entries: Sequence[Entry], data: Sequence[float], events: Sequence[Event], title: str = ""
    ) -> None:
        self.entries = tuple(entries)
        self.numbers = tuple(data)
        self.events = tuple(events)
        self.title = title
        self._queue = Queue(self.events)
        self._shares = shares(self.events)

    def __len__(self) -> int:
        return len(self.events)

    @overload
    def __getitem__(self, index: int) -> Frame: ...
    @overload
    def __getitem__(self, index: slice) -> list[Frame]: ...
    def __getitem__(self, index: int | slice) -> Frame | list[Frame]:
        if isinstance(index, slice):
            wanted = range(len(self))[index]
            return [self[i] for i in wanted]
        if not -len(self) <= index < len(self):
            raise IndexError(f"step {index}: there are {len(self)} steps, numbered from 0 to {len(self) - 1}")
        last = index % len(self)
        data, grad = self._blank(), self._blank()
        for event in self.events[: last + 1]:
            settle(event, data, grad)
        return self._frame(last, data, grad)

    def __iter__(self) -> Iterator[Frame]:
        data, grad = self._blank(), self._blank()
        for number, event in enumerate(self.events):
            settle(event, data, grad)
            yield self._frame(number, data, grad)

    def json(self) -> str:
        """Return all frames as JSON."""
        return json.dumps(list(self), ensure_ascii=False)

    def print(self, file: TextIO | None = None, colour: bool | None = None) -> None:
        """Write all steps, and then the leaves with their gradients.

        file    where to; None: the standard output
        colour  whether to use colours; None: if the file is a terminal
        """
        file = sys.stdout if file is None else file
        for line in lines(self.entries, self, file.isatty() if colour is None else colour):
            say(line, file)

    def page(self) -> str:
        """Return the steps as one complete page of HTML; raise TooLargeToShow if a browser could not show it."""
        return page(self.entries, [self.as_pass()], self.title)

    def save(self, path: str | Path) -> Path:
        """Write the page to a .html file, which any browser opens, and return its path."""
        return saved(self.page, path)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> dict[str, str]:
        """Return what a notebook shows: the page, or a picture with all numbers if scripts may not run."""
        last = self[-1]
        try:
            html = html_of(self.page(), still_of(self.entries, self.numbers, last["grad"]))
            return {"text/html": html, "text/plain": repr(self)}
        except TooLargeToShow as error:
            return {"text/plain": f"{self!r}\n{error}"}

    def __repr__(self) -> str:
        return f"<{len(self)} steps, {self.title}: look at them with .print() or .save('steps.html')>"

    def as_pass(self) -> Pass:
        """Return what the page is made of."""
        return Pass(self.title, self.numbers, self.events)

    def words(self, number: int) -> dict[str, str]:
        """Return the words for the phrases of the step of this number."""
        event = self.events[number]
        return words(event, self.entries, self.numbers, *self._shares[number])

    def _blank(self) -> list[float | None]:
        return [None] * len(self.entries)

    def _frame(self, number: int, data: list[float | None], grad: list[float | None]) -> Frame:
        event, said = self.events[number], self.words(number)
        edge = {"from": event.source, "to": event.node, "place": event.position} if event.source >= 0 else None
        operation = self.entries[event.source if edge else event.node].operation
        return {
            "number": number,
            "phase": event.phase,
            "node": event.node,
            "name": said["node"],
            "edge": edge,
            "operation": operation.name if operation else None,
            "formula": filled(formula(event, self.entries), symbols(event, self.entries)),
            "local": local(event, said),
            "numbers": filled(NUMBERS[event.kind], said),
            "sentence": sentence(event, self.entries, said),
            "running": running(event, said),
            "data": list(data),
            "grad": list(grad),
            "queue": self._queue.after(number),
        }


def settle(event: Event, data: list[float | None], grad: list[float | None]) -> None:
    """Change the data or the gradients as the event says."""
    numbers = data if event.phase in (FORWARD, UPDATE, MOVE) else grad
    numbers[event.node] = event.after


def shares(events: Sequence[Event]) -> list[tuple[int, int]]:
    """Return for every event which part of the node's gradient it brings, and how many parts there are in this pass."""
    seeds = accumulate(event.phase == SEED for event in events)  # an engine may go back more than once
    passed = [(seed, event.node) if event.source >= 0 else None for seed, event in zip(seeds, events)]
    totals, so_far = Counter(passed), Counter[tuple[int, int] | None]()
    found = []
    for part in passed:
        so_far[part] += 1
        found.append((so_far[part], totals[part]) if part is not None else (0, 0))
    return found
