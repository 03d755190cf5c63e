"""The answer of a function, and whether it is the same at a second call: otherwise the function has no slope."""

from collections.abc import Sequence
from math import isfinite, isnan
from typing import NamedTuple

from autograd.check.extrapolation import FORGIVEN
from autograd.check.point import Point
from autograd.value import Value

SAME = 1e-9  # the difference allowed, relative to the largest derivative, because sums may be added in another order


class Answer(NamedTuple):
    """The outputs of a function at the point where it is checked, and the derivatives that each mode gives."""

    outputs: list[Value]
    claims: dict[str, list[list[float]]]  # for each mode, for each output, the derivative with respect to each variable


def answer(point: Point, mode: str) -> Answer:
    """Return the outputs of the function at the point, and what each mode claims about their derivatives."""
    outputs = point.outputs()
    claims = {}
    if mode != "forward":
        claims["reverse mode"] = point.by_reverse(outputs)
    if mode != "reverse":
        claims["forward mode"] = point.by_forward()
    return Answer(outputs, claims)


def what_changes(first: Answer, point: Point, mode: str, noise: Sequence[float], calls: int) -> str:
    """Return a few words on the first number that changes when the function is called again; "" if none does.

    first   the answer to compare with
    noise   the round-off of each output
    calls   how often the function is called
    """
    return next(filter(None, (changed(first, answer(point, mode), noise) for _ in range(calls))), "")


def claims_of(answer: Answer, variables: int) -> list[list[float]]:
    """Return the claims of all modes for each variable and each output."""
    return [
        [table[j][i] for table in answer.claims.values()] for i in range(variables) for j in range(len(answer.outputs))
    ]


def changed(first: Answer, again: Answer, noise: Sequence[float]) -> str:
    """Return the first number that differs between two calls, as `1.2, then 1.5`; "" if none does."""
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
    """Return whether two numbers differ by more than is allowed; nan equals nan here."""
    if isfinite(a) and isfinite(b):
        return abs(a - b) > allowed
    return a != b and not (isnan(a) and isnan(b))
