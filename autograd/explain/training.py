"""Whole training steps of a small network, kept so that a page can replay them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import exp
from pathlib import Path
from typing import Any

from autograd.context import no_grad
from autograd.explain.display import html_of, saved, still_of
from autograd.explain.events import MOVE, UPDATE, Event, Ledger, backward, forward
from autograd.explain.page import Pass, page
from autograd.explain.snapshot import Entry, outline, renamed
from autograd.explain.steps import Steps
from autograd.graph import Node, topological_order

MARGIN = 0.1  # around the points, as a share of their spread
Point = Sequence[float]


@dataclass(frozen=True)
class Boundary:
    """The answers of a model in the plane around some points, whose labels are > 0 or not, as its answers are."""

    answer: Callable[[list[float]], Any]  # from [x, y] to a number or a Value
    points: Sequence[Point]
    labels: Sequence[float]
    size: int = 24  # cells in each direction

    def limits(self) -> tuple[float, float, float, float]:
        """Return the left, right, bottom and top end of the part of the plane that is shown."""
        found: list[float] = []
        for numbers in zip(*self.points):
            margin = MARGIN * (max(numbers) - min(numbers)) or 1.0
            found += [min(numbers) - margin, max(numbers) + margin]
        left, right, bottom, top = found
        return left, right, bottom, top

    def map(self) -> list[int]:
        """Return the present answers: for each cell, row by row from the top, from 0 (surely not) to 100 (surely)."""
        left, right, bottom, top = self.limits()
        centres = [(cell + 0.5) / self.size for cell in range(self.size)]
        with no_grad():
            return [
                share(self.answer([left + x * (right - left), top - y * (top - bottom)]))
                for y in centres
                for x in centres
            ]

    def where(self, inputs: Sequence[Point]) -> list[int]:
        """Return the indices of these points."""
        wanted = {tuple(point) for point in inputs}
        return [i for i, point in enumerate(self.points) if tuple(point) in wanted]


def share(answer: Any) -> int:
    """Return an answer as a percentage, by the logistic function: 50 for 0."""
    x = float(getattr(answer, "data", answer))
    return round(100 / (1 + exp(-max(-50.0, min(50.0, x)))))


class Recorder:
    """Keeps training steps (forward, loss, backward, update), so that a page can replay them.

    every     1 keeps every training step, 10 every tenth; a number below 1 raises a ValueError
    boundary  what the page shows of the model's answers in the plane

    recorder = Recorder(every=10)
    for x, target in samples:
        loss = (model(x) - target) ** 2
        optimizer.zero_grad()
        loss.backward()
        with recorder.step(loss, model.parameters()):
            optimizer.step()
    recorder.save("training.html")
    """

    def __init__(self, every: int = 1, boundary: Boundary | None = None) -> None:
        if every < 1:
            raise ValueError(f"Recorder: every = {every} keeps nothing; 1 keeps every training step")
        self.every = every
        self.boundary = boundary
        self.entries: tuple[Entry, ...] = ()
        self.kept: list[_Round] = []
        self._count = 0

    @contextmanager
    def step(
        self, loss: Node, parameters: Sequence[Node], inputs: Sequence[Point] = (), learning_rate: float | None = None
    ) -> Iterator[None]:
        """Record a training step; the optimiser's step belongs inside the `with` block.

        loss           the loss of this step, after `backward`
        parameters     what the optimiser changes
        inputs         the samples of this step, which get a ring in the picture of the boundary
        learning_rate  that of plain gradient descent, by which the update is then explained

        A graph of another shape than that of the first step raises a ValueError.
        """
        number, self._count = self._count, self._count + 1
        if number % self.every:
            yield
            return
        order = topological_order(loss)
        entries = self._entries_of(order)
        ledger = Ledger(entries, [node.data for node in order])
        events = [*forward(ledger), *backward(ledger)]
        ringed = self.boundary.where(inputs) if self.boundary else []
        picture = self.boundary.map() if self.boundary else []
        yield
        moving = {id(node) for node in parameters}
        after = {i: node.data for i, node in enumerate(order) if id(node) in moving}
        events += moves(ledger, after, learning_rate)
        self.kept.append(_Round(Pass(f"training step {number + 1}", ledger.data, events), picture, ringed))

    def steps(self, number: int) -> Steps:
        """Return the frames of one of the kept training steps, numbered from 0."""
        title, data, events = self.kept[number].passed
        return Steps(renamed(self.entries, data), data, events, title)

    def page(self) -> str:
        """Return the page that replays the training; raise a ValueError if no step has been kept."""
        if not self.kept:
            raise ValueError("Recorder: no training step has been kept; put `with recorder.step(…)` around the update")
        rounds = [{"map": each.map, "sample": each.ringed} for each in self.kept]
        extra: dict[str, Any] = {"rounds": rounds}
        if self.boundary:
            points = [list(map(float, point)) for point in self.boundary.points]
            labels = [float(label) for label in self.boundary.labels]
            shown = {"size": self.boundary.size, "points": points, "labels": labels, "limits": self.boundary.limits()}
            extra["boundary"] = shown
        return page(self.entries, [each.passed for each in self.kept], "Training, step by step", extra)

    def save(self, path: str | Path) -> Path:
        """Write the page to a .html file, which any browser opens, and return its path."""
        return saved(self.page, path)

    def _repr_html_(self) -> str | None:
        """Return what a notebook shows; None if no step has been kept."""
        if not self.kept:
            return None
        last = self.steps(-1)
        return html_of(self.page(), still_of(self.entries, last.numbers, last[-1]["grad"]))

    def _entries_of(self, order: list[Node]) -> tuple[Entry, ...]:
        entries = outline(order)
        if not self.entries:
            self.entries = entries
        if [(entry.operation, entry.inputs) for entry in entries] != [(e.operation, e.inputs) for e in self.entries]:
            raise ValueError(
                f"Recorder: the graph of this training step ({len(entries):,} nodes) is not that of the first one "
                f"({len(self.entries):,} nodes); record steps of the same shape, such as batches of one size"
            )
        return self.entries


@dataclass(frozen=True)
class _Round:
    """A kept training step, and the boundary as it was before the update."""

    passed: Pass
    map: list[int] = field(default_factory=list)
    ringed: list[int] = field(default_factory=list)


def moves(ledger: Ledger, after: dict[int, float], learning_rate: float | None) -> list[Event]:
    """Return the events that changed the parameters: of gradient descent if the learning rate explains them exactly."""
    found = []
    for node, x in after.items():
        before, slope = ledger.data[node], ledger.grads[node]
        if learning_rate is not None and x == before - learning_rate * slope:
            found.append(Event(UPDATE, node, before, x, slope=learning_rate, upstream=slope))
        else:
            found.append(Event(MOVE, node, before, x, upstream=slope))
    return found
