"""The nodes that are still waiting for their turn."""

from collections.abc import Sequence
from itertools import groupby

from autograd.explain.events import BACKWARD, OVERWRITE, SEED, Event


class Queue:
    """The nodes that wait after each event: those whose turn comes later in the same part of the pass."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._parts: list[tuple[int, ...]] = []  # for each part of the pass: the nodes in the order of their turns
        self._turns: list[tuple[int, int]] = []  # for each event: the index of its part, and of its turn in that
        for _, part in groupby(events, key=part_of):
            actors = [actor(event) for event in part]
            turns = [node for node, _ in groupby(actors)]
            self._turns += [(len(self._parts), turn) for turn, (_, run) in enumerate(groupby(actors)) for _ in run]
            self._parts.append(tuple(turns))

    def after(self, number: int) -> list[int]:
        """Return the nodes that still wait after the event of this number."""
        part, turn = self._turns[number]
        return list(self._parts[part][turn + 1 :])


def part_of(event: Event) -> str:
    """Return the part of the pass that an event belongs to; the seed belongs to the backward pass."""
    return BACKWARD if event.phase in (SEED, OVERWRITE) else event.phase


def actor(event: Event) -> int:
    """Return the node whose turn it is: in a backward pass the one that passes its gradient on, and -1 at the seed."""
    return event.source if part_of(event) == BACKWARD else event.node
