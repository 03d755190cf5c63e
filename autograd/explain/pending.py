"""Whose turn it is, and who still waits."""

from collections.abc import Sequence
from itertools import groupby

from autograd.explain.events import BACKWARD, OVERWRITE, SEED, Event


class Queue:
    """For every event the nodes whose turn is still to come in the same part of the pass."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._parts: list[tuple[int, ...]] = []  # the turns of each part of the pass
        self._turns: list[tuple[int, int]] = []  # for each event: which part, and which turn in it
        for _, part in groupby(events, key=part_of):
            actors = [actor(event) for event in part]
            turns = [node for node, _ in groupby(actors)]
            self._turns += [(len(self._parts), turn) for turn, (_, run) in enumerate(groupby(actors)) for _ in run]
            self._parts.append(tuple(turns))

    def after(self, number: int) -> list[int]:
        """The nodes that still wait after this event."""
        part, turn = self._turns[number]
        return list(self._parts[part][turn + 1 :])


def part_of(event: Event) -> str:
    """The part of the pass an event belongs to: the seed begins the way back."""
    return BACKWARD if event.phase in (SEED, OVERWRITE) else event.phase


def actor(event: Event) -> int:
    """Whose turn it is: on the way back the node that passes its gradient on, and nobody's at the seed."""
    return event.source if part_of(event) == BACKWARD else event.node
