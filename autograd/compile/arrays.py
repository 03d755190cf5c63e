"""Compute value and gradient without a `Value`: in plain numbers, or in arrays for arguments that are arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from autograd.compile.guards.watch import Chance, Repetition
from autograd.compile.tracing.arguments import Arguments, refilled
from autograd.compile.tracing.graph import Floats
from autograd.compile.tracing.trace import run_in
from autograd.transforms import reverse_mode
from autograd.transforms.tree import Nested
from autograd.value import Value


class Compiled(Protocol):
    """The interface of a compiled function."""

    @property
    def function(self) -> Callable[..., Nested]: ...
    @property
    def turn(self) -> Any: ...
    def evaluate(self, arguments: Arguments, chance: Chance) -> Any: ...


def value_and_grad(compiled: Compiled, args: tuple[Nested, ...]) -> tuple[float, Nested]:
    """Return the value of a compiled function at these arguments, and its gradient with respect to them."""
    arguments, chance = Arguments(args, {}, vary=True), Chance()
    with compiled.turn:
        variant = compiled.evaluate(arguments, chance)
        if variant is not None and variant.structure is None and variant.run.backward(variant.outputs.tolist(), [1.0]):
            return float(variant.run.numbers[variant.outputs[0]]), shaped(args, variant.run.gradients)
    return eagerly(compiled.function, arguments, chance)


def eagerly(function: Callable[..., Nested], arguments: Arguments, chance: Chance) -> tuple[float, Nested]:
    """Return the same without a program, and raise the errors that eager computation raises."""

    def flat(numbers: list[Any]) -> Nested:
        return function(*arguments.rebuilt(iter(numbers))[0])

    value, slopes = run_in(Repetition(chance), True, lambda: reverse_mode.value_and_grad(flat)(arguments.numbers))
    return plain(value), shaped(arguments.args, np.array([plain(slope) for slope in slopes]))


def plain(x: Any) -> float:
    """Return the number of a Value that something from outside had a part in."""
    return float(x.data if isinstance(x, Value) else x)


def shaped(args: tuple[Nested, ...], numbers: Floats) -> Nested:
    """Return a flat list of numbers in the structure of the arguments; for a single argument, in its structure."""
    end = 0

    def following(count: int) -> Floats:
        nonlocal end
        end += count
        return numbers[end - count : end]

    parts = refilled(args, lambda _: float(following(1)[0]), lambda x: following(x.size).reshape(x.shape).copy())
    return parts[0] if len(parts) == 1 else parts
