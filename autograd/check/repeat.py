"""What a function answers, and whether it answers the same when it is called again: otherwise it has no slope."""

from collections.abc import Sequence
from math import isfinite, isnan
from typing import NamedTuple

from autograd.check.extrapolation import FORGIVEN
from autograd.check.point import Point
from autograd.value import Value

SAME = 1e-9  # relative to the largest derivative: adding in another order is not random


class Answer(NamedTuple):
    """What a function gave at the point where it is checked."""

    outputs: list[Value]
    claims: dict[str, list[list[float]]]  # for each mode, for each output, the derivative with respect to each variable


def answer(point: Point, mode: str) -> Answer:
    """What the function gives, and what each mode claims about it."""
    outputs = point.outputs()
    claims = {}
    if mode != "forward":
        claims["reverse mode"] = point.by_reverse(outputs)
    if mode != "reverse":
        claims["forward mode"] = point.by_forward()
    return Answer(outputs, claims)


def what_changes(first: Answer, point: Point, mode: str, noise: Sequence[float], calls: int) -> str:
    """Words for what is another number when the function is called again, so many times; empty if nothing is."""
    return next(filter(None, (changed(first, answer(point, mode), noise) for _ in range(calls))), "")


def claims_of(answer: Answer, variables: int) -> list[list[float]]:
    """What the modes claim, for each variable, for each output."""
    return [
        [table[j][i] for table in answer.claims.values()] for i in range(variables) for j in range(len(answer.outputs))
    ]


def changed(first: Answer, again: Answer, noise: Sequence[float]) -> str:
    """The first number that is another one at the second call, as `1.2, then 1.5`; nothing if all are the same."""
    if len(first.outputs) != len(again.outputs):
        return f"{len(first.outputs)} outputs, then {len(again.outputs)}"
    for y, y_again, allowed in zip(first.outputs, again.outputs, noise):
        if apart(y.data, y_again.data, FORGIVEN * allowed):
            return f"{y.data!r}, then {y_again.data!r}"
    for mode, table in first.claims.items():
        for slopes, slopes_again in zip(table, again.claims[mode]):
            allowed = SAME * max((abs(slope) for slope in slopes if isfinite(slope)), default=0.0)
            for slope, slope_again in zip(slopes, slopes_again):
                if apart(slope, slope_again, allowed):
                    return f"the slope {slope!r}, then {slope_again!r}"
    return ""


def apart(a: float, b: float, allowed: float) -> bool:
    """Whether two numbers differ by more than is allowed; nan is the same as nan."""
    if isfinite(a) and isfinite(b):
        return abs(a - b) > allowed
    return a != b and not (isnan(a) and isnan(b))
