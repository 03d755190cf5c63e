"""Whatever is interrupted is whole or has not happened: optimisers, gradients, states."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograd import Value
from nn import SGD, Adam, AdamW, Module, Optimizer, RMSprop, clip_grad_norm, clip_grad_value, schedules
from nn.parameters.atomic import set_all, set_in_one_call
from tests.interrupts import is_interrupted


class Stubborn:
    """Something whose number may not be negative."""

    def __init__(self, x: float) -> None:
        self._x = x

    @property
    def x(self) -> float:
        return self._x

    @x.setter
    def x(self, x: float) -> None:
        self._x = x
        if x < 0:
            raise ValueError("negative")


def test_all_attributes_are_set_or_none() -> None:
    objects = [Stubborn(1.0), Stubborn(2.0), Stubborn(3.0)]
    set_all((objects, "x", [10.0, 20.0, 30.0]))
    assert [thing.x for thing in objects] == [10.0, 20.0, 30.0]
    with pytest.raises(ValueError, match="negative"):
        set_all((objects, "x", [1.0, -2.0, 3.0]))
    assert [thing.x for thing in objects] == [10.0, 20.0, 30.0]
    with pytest.raises(AttributeError):
        set_all((objects[:1], "x", [1.0]), (objects[1:], "y", [1.0, 1.0]))
    assert [thing.x for thing in objects] == [10.0, 20.0, 30.0]


# Ctrl-C before every single instruction

Thing = tuple[Optimizer, Module]


def made(kind: Callable[[Any], Optimizer]) -> Thing:
    """An optimiser that has moved its three parameters already, and has new gradients."""
    model: Any = Module()
    model.w = [Value(1.0), Value(-2.0), Value(0.5)]
    optimizer = kind(model.parameters())
    for gradients in ((1.0, 0.0, -3.0), (0.5, 2.0, -1.0)):
        if gradients[0] == 0.5:
            optimizer.step()
        for p, g in zip(optimizer.parameters, gradients):
            p.grad = g
    return optimizer, model


def state_of(thing: Thing) -> str:
    """All that could change."""
    optimizer, _ = thing
    return repr(([(p.data, p.grad, type(p.grad)) for p in optimizer.parameters], optimizer.state_dict()))


def states(kind: Callable[[Any], Optimizer], action: Callable[[Thing], object]) -> Iterator[str]:
    """What is there when Ctrl-C has come before the first instruction of an action, before the second, and so on."""
    at = 1
    while True:
        thing = made(kind)
        went_on = is_interrupted(lambda thing=thing: action(thing), at, instructions=True)  # type: ignore[misc]
        yield state_of(thing)
        if not went_on:
            return
        at += 1


STATE = {"steps": 7, "state": [(0.5,), (0.25,), (0.125,)]}
OPTIMISERS = [
    lambda p: SGD(p, 0.1, momentum=0.9, schedule=schedules.cosine(9)),
    lambda p: RMSprop(p, 0.1),
    lambda p: Adam(p, 0.1, weight_decay=0.1),
    lambda p: AdamW(p, 0.1),
]
ACTIONS = [
    lambda thing: thing[0].zero_grad(),
    lambda thing: thing[1].zero_grad(),
    lambda thing: thing[0].load_state_dict(STATE),
    lambda thing: clip_grad_norm(thing[0].parameters, 0.1),
    lambda thing: clip_grad_value(thing[0].parameters, 0.1),
]


@pytest.mark.parametrize(
    ("kind", "action"),
    [*((kind, lambda thing: thing[0].step()) for kind in OPTIMISERS), *((OPTIMISERS[0], action) for action in ACTIONS)],
)
def test_a_change_is_whole_or_has_not_happened(kind: Any, action: Any) -> None:
    before, after = made(kind), made(kind)
    action(after)
    seen = list(states(kind, action))
    assert len(seen) > 100, "it was interrupted at many places"
    assert seen[0] == state_of(before)
    assert seen[-1] == state_of(after)
    assert set(seen) == {state_of(before), state_of(after)}


def test_half_a_step_is_noticed() -> None:
    class Sloppy(SGD):
        def step(self) -> None:
            for p in self.parameters:
                p.data -= 0.1 * p.grad

    assert len(set(states(lambda p: Sloppy(p, 0.1), lambda thing: thing[0].step()))) == 4


def test_setting_itself_has_no_middle() -> None:
    """Not even without the undoing, which a second Ctrl-C could stop."""
    seen = set()
    for at in range(1, 60):
        values = [Value(1.0), Value(2.0)]
        is_interrupted(lambda values=values: set_in_one_call([(values, "data", [3.0, 4.0])]), at)  # type: ignore[misc]
        seen.add(tuple(v.data for v in values))
    assert seen == {(1.0, 2.0), (3.0, 4.0)}
