"""What a framework makes of a trap: it gives what eager gives, it refuses, or it is wrong."""

import math
from typing import Any, NamedTuple

from benchmarks.traps.framework import Framework, Function, unchanged
from benchmarks.traps.table import Trap

AS_EAGER, REFUSED, WRONG, LEFT_OUT = "as eager", "refused", "wrong", "–"


class Outcome(NamedTuple):
    """One of the words above; what was observed, what eager observes, and the error, if there was one."""

    word: str
    found: list[Any]
    expected: list[Any]
    error: Exception | None = None


def outcome(trap: Trap, framework: Framework) -> Outcome:
    """Return what a framework makes of a trap.

    An error of the eager run is raised: then the case is at fault.
    """
    if framework.name in trap.left_out:
        return Outcome(LEFT_OUT, [], [])
    expected, error = observations(trap, framework, unchanged)
    if error:
        raise error
    found, error = observations(trap, framework, framework.compiled)
    if not agree(found, expected[: len(found)] if error else expected):
        return Outcome(WRONG, found, expected, error)
    if error is None:
        return Outcome(AS_EAGER, found, expected)
    return Outcome(REFUSED if isinstance(error, framework.refusals) else WRONG, found, expected, error)


def observations(trap: Trap, framework: Framework, compiled: Function) -> tuple[list[Any], Exception | None]:
    """Return what a case observes, and the error that ended it."""
    found: list[Any] = []
    with framework.used():
        try:
            for seen in trap.case(compiled, framework):
                found.append(framework.observed(seen))
        except Exception as error:
            return found, error
    return found, None


def agree(found: Any, expected: Any) -> bool:
    """Return whether two observations are the same: numbers to 1e-9, with their sign, and nan is nan."""
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(agree(x, y) for x, y in zip(found, expected))
        )
    if isinstance(expected, str) or expected is None:
        return bool(found == expected)
    if not isinstance(found, bool | int | float):
        return False
    if math.isnan(expected):
        return math.isnan(found)
    return math.copysign(1.0, found) == math.copysign(1.0, expected) and math.isclose(found, expected, rel_tol=1e-9)
