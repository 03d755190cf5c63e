"""What a function is recognised by when it is traced again: its outputs at a random point, and its branches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd.compile.guards.watch import same_draw
from autograd.compile.proof.equal import Specification
from autograd.compile.tracing.trace import Trace


@dataclass
class Fingerprint:
    """What two traces of one function have in common, and traces of different functions almost surely have not.

    outputs   their values and tangents, of the guards' sides too, at a random point of the finite field
    captured  the Values that were read, in order
    result    the structure of the result, with the kinds of its numbers
    """

    outputs: bytes
    captured: list[int]
    result: str
    compared: list[Any]
    outcomes: list[bool]
    draws: list[Any]

    @classmethod
    def of(cls, trace: Trace, specification: Specification, structure: Any) -> Fingerprint:
        """Return the fingerprint of a trace."""
        return cls(
            specification.outputs.tobytes(),
            list(map(id, trace.graph.captured)),
            f"{structure!r} {trace.as_plain}",
            [guard.compare for guard in trace.guards],
            [guard.outcome for guard in trace.guards],
            trace.draws,
        )

    def goes_another_way(self, other: Fingerprint) -> bool:
        """Return whether the first thing that differs is how a comparison came out."""
        pairs = zip(self.compared, other.compared, self.outcomes, other.outcomes)
        first = next(((a, b) for a, b, x, y in pairs if a is not b or x != y), None)
        return first is not None and first[0] is first[1]

    def is_of_the_same_function(self, other: Fingerprint) -> bool:
        """Return whether nothing differs."""
        return (
            (self.outputs, self.captured, self.result) == (other.outputs, other.captured, other.result)
            and (self.compared, self.outcomes) == (other.compared, other.outcomes)
            and len(self.draws) == len(other.draws)
            and all(map(same_draw, self.draws, other.draws))
        )
