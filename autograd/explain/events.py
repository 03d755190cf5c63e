"""What happens in a pass, one small event after another: numbers computed, then gradients passed on."""

from collections.abc import Callable, Collection, Iterator, Sequence
from math import nan
from typing import NamedTuple

from autograd.domain import DomainError
from autograd.explain.snapshot import Entry

FORWARD = "forward"  # a number is computed
SEED = "seed"  # the gradient of the output with respect to itself is set to 1
BACKWARD = "backward"  # a gradient is passed on along one edge, and added
OVERWRITE = "overwrite"  # the same with = in place of += (a mistake)
KEEP = "keep"  # what a leaf's gradient held before the pass is added
ZERO = "zero"  # a gradient is set back to 0
UPDATE = "update"  # a step of gradient descent
MOVE = "move"  # a step of another optimiser

NOT_TAKEN = "not taken"  # why nothing flows along an edge: the operation selected another of its inputs, or none
NOT_REACHED = "not reached"  # … or nothing has flowed to the node that would pass it on


class Event(NamedTuple):
    """One number changes: the data of a node (forward, update) or its gradient (the other phases)."""

    phase: str
    node: int  # whose number changes
    before: float
    after: float
    source: int = -1  # backward: the node that passes its gradient on …
    place: int = -1  # … to its input in this place …
    slope: float = 0.0  # … times this; update: the learning rate
    upstream: float = 0.0  # the gradient passed on; keep: the gradient held before; update: the gradient followed
    closed: str = ""  # backward: why nothing flows along the edge, or "" where something does

    @property
    def part(self) -> float:
        """What flows along the edge: slope · upstream; nothing along a closed one, even where upstream is infinite."""
        return 0.0 if self.closed else self.slope * self.upstream

    @property
    def kind(self) -> str:
        """Which phrase tells it: that of the phase, or of an edge along which nothing flows."""
        return f"{self.phase} nothing" if self.closed else self.phase


class Ledger:
    """The gradients of one pass, kept beside the graph, so that explaining changes nothing in it."""

    def __init__(self, entries: Sequence[Entry], data: Sequence[float]) -> None:
        self.entries = entries
        self.data = data
        self.grads = [0.0] * len(entries)
        self.reached = {len(entries) - 1}  # the nodes that something has flowed to; it starts at the output
        self._slopes: dict[int, tuple[float, ...]] = {}

    @property
    def root(self) -> int:
        """The output: the last in topological order."""
        return len(self.entries) - 1

    def backward_order(self) -> Iterator[int]:
        """The nodes made by operations, the output first: each before its inputs."""
        return (node for node in reversed(range(len(self.entries))) if self.entries[node].operation)

    def leaves(self) -> Iterator[int]:
        """The nodes that no operation made."""
        return (node for node, entry in enumerate(self.entries) if not entry.operation)

    def places(self, node: int) -> range:
        """The places of a node's inputs."""
        return range(len(self.entries[node].inputs))

    def slopes(self, node: int) -> tuple[float, ...]:
        """The derivatives of a node with respect to its inputs; an error where it is reached and has none."""
        if node not in self._slopes:
            find = slopes_at if node in self.reached else slopes_or_nan
            self._slopes[node] = find(node, self.entries, self.data)
        return self._slopes[node]

    def seed(self) -> Event:
        """The gradient of the output with respect to itself: 1."""
        return self._set(Event(SEED, self.root, self.grads[self.root], 1.0))

    def push(self, source: int, place: int) -> Event:
        """The chain rule along one edge: slope · upstream is added to the input's gradient."""
        return self._pass(BACKWARD, source, place)

    def overwrite(self, source: int, place: int) -> Event:
        """The chain rule with = in place of +=: what the input's gradient held is lost."""
        return self._pass(OVERWRITE, source, place)

    def keep(self, leaf: int, held: float) -> Event:
        """What the leaf's gradient held before this pass is added."""
        return self._set(Event(KEEP, leaf, self.grads[leaf], self.grads[leaf] + held, upstream=held))

    def zero(self, node: int) -> Event:
        """The gradient is set back to 0."""
        return self._set(Event(ZERO, node, self.grads[node], 0.0))

    def _pass(self, phase: str, source: int, place: int) -> Event:
        node = self.entries[source].inputs[place]
        before, slope = self.grads[node], self.slopes(source)[place]
        event = Event(
            phase, node, before, before, source, place, slope, self.grads[source], self._closed(source, slope)
        )
        if not event.closed:
            self.reached.add(node)
        held = 0.0 if phase == OVERWRITE else before
        return self._set(event._replace(after=held if event.closed else held + event.part))

    def _closed(self, source: int, slope: float) -> str:
        """Why nothing flows from a node along an edge of this slope, or "": as `backward` of the engine decides it."""
        if source not in self.reached:
            return NOT_REACHED
        operation = self.entries[source].operation
        return "" if operation is None or operation.passes(slope) else NOT_TAKEN

    def _set(self, event: Event) -> Event:
        self.grads[event.node] = event.after
        return event


def slopes_at(node: int, entries: Sequence[Entry], data: Sequence[float]) -> tuple[float, ...]:
    """The derivatives of a node with respect to its inputs, where the numbers are these; none for a leaf."""
    operation = entries[node].operation
    if operation is None:
        return ()
    return operation.slopes(*[data[x] for x in entries[node].inputs], data[node])


def slopes_or_nan(node: int, entries: Sequence[Entry], data: Sequence[float]) -> tuple[float, ...]:
    """The same, but nan where the operation has no slope: `backward` does not ask for it where nothing arrives."""
    try:
        return slopes_at(node, entries, data)
    except DomainError:
        return (nan,) * len(entries[node].inputs)


Backward = Callable[[Ledger], Iterator[Event]]


def forward(ledger: Ledger) -> Iterator[Event]:
    """Every number, inputs before what is made of them."""
    for node, x in enumerate(ledger.data):
        yield Event(FORWARD, node, x, x)


def backward(ledger: Ledger) -> Iterator[Event]:
    """The right order: a node passes its gradient on when everything made of it has added its part."""
    yield ledger.seed()
    for node in ledger.backward_order():
        for place in ledger.places(node):
            yield ledger.push(node, place)


def kept(ledger: Ledger, held: Sequence[float]) -> Iterator[Event]:
    """What the leaves held from earlier passes is added to their gradients."""
    for node in ledger.leaves():
        if held[node]:
            yield ledger.keep(node, held[node])


def update(ledger: Ledger, parameters: Collection[int], learning_rate: float) -> Iterator[Event]:
    """One step of gradient descent."""
    for node in parameters:
        x, slope = ledger.data[node], ledger.grads[node]
        yield Event(UPDATE, node, x, x - learning_rate * slope, upstream=slope, slope=learning_rate)
