"""What happens in a pass, one small event after another: numbers computed, then gradients passed on."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from autograd.explain.outline import Entry

FORWARD = "forward"  # a number is computed
SEED = "seed"  # the output's gradient by itself is set to 1
BACKWARD = "backward"  # a gradient is passed on along one edge, and added
OVERWRITE = "overwrite"  # the same with = in place of += (a mistake)
KEEP = "keep"  # what a leaf's gradient held before the pass is added
ZERO = "zero"  # a gradient is set back to 0
UPDATE = "update"  # a step of gradient descent
MOVE = "move"  # a step of another optimiser


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


class Ledger:
    """The gradients of one pass, kept beside the graph, so that explaining changes nothing in it."""

    def __init__(self, entries: Sequence[Entry], data: Sequence[float]) -> None:
        self.entries = entries
        self.data = data
        self.grads = [0.0] * len(entries)
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
        """The derivatives of a node by its inputs."""
        if node not in self._slopes:
            self._slopes[node] = slopes_at(node, self.entries, self.data)
        return self._slopes[node]

    def seed(self) -> Event:
        """The gradient of the output by itself: 1."""
        return self._set(SEED, self.root, 1.0)

    def push(self, source: int, place: int) -> Event:
        """The chain rule along one edge: slope · upstream is added to the input's gradient."""
        node = self.entries[source].inputs[place]
        slope, upstream = self.slopes(source)[place], self.grads[source]
        return self._set(BACKWARD, node, self.grads[node] + slope * upstream, source, place, slope, upstream)

    def overwrite(self, source: int, place: int) -> Event:
        """The chain rule with = in place of +=: what the input's gradient held is lost."""
        node = self.entries[source].inputs[place]
        slope, upstream = self.slopes(source)[place], self.grads[source]
        return self._set(OVERWRITE, node, 0.0 + slope * upstream, source, place, slope, upstream)

    def keep(self, leaf: int, held: float) -> Event:
        """What the leaf's gradient held before this pass is added."""
        return self._set(KEEP, leaf, self.grads[leaf] + held, upstream=held)

    def zero(self, node: int) -> Event:
        """The gradient is set back to 0."""
        return self._set(ZERO, node, 0.0)

    def _set(
        self,
        phase: str,
        node: int,
        after: float,
        source: int = -1,
        place: int = -1,
        slope: float = 0.0,
        upstream: float = 0.0,
    ) -> Event:
        before, self.grads[node] = self.grads[node], after
        return Event(phase, node, before, after, source, place, slope, upstream)


def slopes_at(node: int, entries: Sequence[Entry], data: Sequence[float]) -> tuple[float, ...]:
    """The derivatives of a node by its inputs, where the numbers are these; none for a leaf."""
    operation = entries[node].operation
    if operation is None:
        return ()
    return operation.slopes(*[data[x] for x in entries[node].inputs], data[node])


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
