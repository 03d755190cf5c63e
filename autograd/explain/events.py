"""The events of a pass, one small one after another: numbers are computed, then gradients are passed on."""

from collections.abc import Callable, Collection, Iterator, Sequence
from math import nan
from typing import NamedTuple

from autograd.domain import DomainError
from autograd.explain.snapshot import Entry

FORWARD = "forward"  # a number is computed
SEED = "seed"  # the gradient of the output with respect to itself is set to 1
BACKWARD = "backward"  # a gradient is passed on along one edge, and added
OVERWRITE = "overwrite"  # the same with = instead of += (a mistake)
KEEP = "keep"  # the gradient that a leaf held before the pass is added
ZERO = "zero"  # a gradient is set back to 0
UPDATE = "update"  # a step of gradient descent
MOVE = "move"  # a step of another optimiser

# Why nothing flows along an edge:
NOT_TAKEN = "not taken"  # the operation selected another of its inputs, or none
NOT_REACHED = "not reached"  # no gradient has reached the node that would pass it on


class Event(NamedTuple):
    """One number changes: the data of a node (forward, update) or its gradient (the other phases)."""

    phase: str
    node: int  # whose number changes
    before: float
    after: float
    source: int = -1  # backward: the node that passes its gradient on …
    position: int = -1  # … to its input at this position …
    slope: float = 0.0  # … times this slope; update: the learning rate
    upstream: float = 0.0  # the gradient passed on; keep: the gradient held before; update: the gradient followed
    closed: str = ""  # backward: why nothing flows along the edge, or "" if something does

    @property
    def part(self) -> float:
        """What flows along the edge: slope · upstream, or 0 along a closed edge, even if upstream is infinite."""
        return 0.0 if self.closed else self.slope * self.upstream

    @property
    def kind(self) -> str:
        """The key of the phrase that describes the event: the phase, or that of an edge along which nothing flows."""
        return f"{self.phase} nothing" if self.closed else self.phase


class Ledger:
    """The gradients of one pass, kept outside the graph, so that explaining it does not change it."""

    def __init__(self, entries: Sequence[Entry], data: Sequence[float]) -> None:
        self.entries = entries
        self.data = data
        self.grads = [0.0] * len(entries)
        self.reached = {len(entries) - 1}  # the nodes that a gradient has reached, at first only the output
        self._slopes: dict[int, tuple[float, ...]] = {}

    @property
    def root(self) -> int:
        """The index of the output, which is the last in topological order."""
        return len(self.entries) - 1

    def backward_order(self) -> Iterator[int]:
        """Return the nodes made by operations, the output first, each before its inputs."""
        return (node for node in reversed(range(len(self.entries))) if self.entries[node].operation)

    def leaves(self) -> Iterator[int]:
        """Return the nodes that no operation made."""
        return (node for node, entry in enumerate(self.entries) if not entry.operation)

    def positions(self, node: int) -> range:
        """Return the positions of a node's inputs."""
        return range(len(self.entries[node].inputs))

    def slopes(self, node: int) -> tuple[float, ...]:
        """Return the derivatives of a node with respect to its inputs.

        If it has none, raise a DomainError if a gradient has reached the node; otherwise return nan.
        """
        if node not in self._slopes:
            find = slopes_at if node in self.reached else slopes_or_nan
            self._slopes[node] = find(node, self.entries, self.data)
        return self._slopes[node]

    def seed(self) -> Event:
        """Set the gradient of the output with respect to itself to 1."""
        return self._set(Event(SEED, self.root, self.grads[self.root], 1.0))

    def push(self, source: int, position: int) -> Event:
        """Add slope · upstream to the gradient of the input at this position: the chain rule along one edge."""
        return self._pass(BACKWARD, source, position)

    def overwrite(self, source: int, position: int) -> Event:
        """Do the same with = instead of +=, so that what the input's gradient held is lost."""
        return self._pass(OVERWRITE, source, position)

    def keep(self, leaf: int, held: float) -> Event:
        """Add what the leaf's gradient held before this pass."""
        return self._set(Event(KEEP, leaf, self.grads[leaf], self.grads[leaf] + held, upstream=held))

    def zero(self, node: int) -> Event:
        """Set the gradient back to 0."""
        return self._set(Event(ZERO, node, self.grads[node], 0.0))

    def _pass(self, phase: str, source: int, position: int) -> Event:
        node = self.entries[source].inputs[position]
        before, slope = self.grads[node], self.slopes(source)[position]
        event = Event(
            phase, node, before, before, source, position, slope, self.grads[source], self._closed(source, slope)
        )
        if not event.closed:
            self.reached.add(node)
        held = 0.0 if phase == OVERWRITE else before
        return self._set(event._replace(after=held if event.closed else held + event.part))

    def _closed(self, source: int, slope: float) -> str:
        """Return why nothing flows from a node along an edge of this slope, or "", as the engine decides it."""
        if source not in self.reached:
            return NOT_REACHED
        operation = self.entries[source].operation
        return "" if operation is None or operation.passes(slope) else NOT_TAKEN

    def _set(self, event: Event) -> Event:
        self.grads[event.node] = event.after
        return event


def slopes_at(node: int, entries: Sequence[Entry], data: Sequence[float]) -> tuple[float, ...]:
    """Return the derivatives of a node with respect to its inputs, where the nodes hold this data; () for a leaf."""
    operation = entries[node].operation
    if operation is None:
        return ()
    return operation.slopes(*[data[x] for x in entries[node].inputs], data[node])


def slopes_or_nan(node: int, entries: Sequence[Entry], data: Sequence[float]) -> tuple[float, ...]:
    """Return the same, but nan if the operation has no slope, which does not matter if no gradient arrives."""
    try:
        return slopes_at(node, entries, data)
    except DomainError:
        return (nan,) * len(entries[node].inputs)


Backward = Callable[[Ledger], Iterator[Event]]


def forward(ledger: Ledger) -> Iterator[Event]:
    """Yield an event for every number, inputs before what is made of them."""
    for node, x in enumerate(ledger.data):
        yield Event(FORWARD, node, x, x)


def backward(ledger: Ledger) -> Iterator[Event]:
    """Yield the events of the right backward pass: a node passes its gradient on when it is complete."""
    yield ledger.seed()
    for node in ledger.backward_order():
        for position in ledger.positions(node):
            yield ledger.push(node, position)


def kept(ledger: Ledger, held: Sequence[float]) -> Iterator[Event]:
    """Yield the events that add what the leaves held from earlier passes to their gradients."""
    for node in ledger.leaves():
        if held[node]:
            yield ledger.keep(node, held[node])


def update(ledger: Ledger, parameters: Collection[int], learning_rate: float) -> Iterator[Event]:
    """Yield the events of one step of gradient descent."""
    for node in parameters:
        x, slope = ledger.data[node], ledger.grads[node]
        yield Event(UPDATE, node, x, x - learning_rate * slope, upstream=slope, slope=learning_rate)
