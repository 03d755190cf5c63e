"""The rule of an optimiser, on all parameters at once.

It is not written here again: it is applied to `Vector`s, and so writes down its own steps.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Protocol
from warnings import warn

import numpy as np

from autograd.compile.guards.watch import CompileError
from autograd.compile.lowering.scribe import Scribe, Steps, Vector
from autograd.compile.lowering.views import aligned, dense
from autograd.compile.proof.equal import is_rule
from autograd.compile.training.rooms import packed
from autograd.operations import identity
from autograd.value import Value

CHANGING = ("parameters", "state", "steps", "learning_rate", "schedule")  # what does not count as a setting


class Optimizer(Protocol):
    """The interface of an optimiser: the rule for one number, the step count and the states."""

    parameters: list[Value]
    state: list[tuple[float, ...]]
    initial_state: tuple[float, ...]
    steps: int

    @property
    def rate(self) -> float: ...

    def update(self, x: Any, g: Any, state: Any, rate: Any) -> tuple[Any, Any]: ...
    def step(self) -> None: ...


class Update:
    """The rule of an optimiser on all parameters at once.

    What it remembers of a parameter is a block; a whole number that is remembered (a count) is the same for all.
    order      which parameter of the optimiser stands at each place of the blocks
    settings   the numbers and switches that the rule depends on; the learning rate is asked for at each step
    """

    def __init__(self, optimizer: Optimizer, backend: Any, dtype: str) -> None:
        size, initial_state = len(optimizer.parameters), optimizer.initial_state
        counts = [isinstance(kind, int) for kind in initial_state]
        sizes = [size, *(1 if counted else size for counted in counts), size, 1]
        offsets = np.cumsum([0, *map(aligned, sizes)]).tolist()
        views = [dense(at, (length,)) for at, length in zip(offsets, sizes)]
        steps = Steps(0)
        scribe = Scribe(steps.forward, offsets[-1], finite=True)
        block = backend.BLOCK or size
        for begin in range(0, size, block):  # block by block, so that intermediate results stay in the nearest cache
            part = slice(begin, min(begin + block, size))
            written = len(steps.forward)
            x, *state, g, rate = (Vector(view.part(part) if view.size > 1 else view, scribe) for view in views)
            with scribe.scratch():
                new_x, new_state = optimizer.update(x, g, tuple(state), rate)
                homes, news = [x, *state], [new_x, *new_state]
                given = [vector.view for vector in (*homes, g, rate)]  # what is remembered of these is copied in time
                news = [scribe.applied(identity, [new]) if new.view in given else new for new in news]
                for home, new, counted in zip(homes, news, [False, *counts]):
                    if not counted or part.stop == size:
                        scribe.place(new, home.view)
            steps.forward[written:], end = packed(steps.forward[written:], offsets[-1])
            steps.memory = max(steps.memory, end)
        self.proved = is_rule(steps, optimizer, views)
        if not self.proved:
            warn(
                f"{type(optimizer).__name__} moves its parameters one by one: its steps are not its rule, which is an "
                "error of the compiler. Please report the optimiser.",
                stacklevel=3,
            )
        all_, self.run, _ = backend.bound(steps, dtype)
        self.x, *self.state, self.g, self.rate = (all_[view.offset :][: view.size] for view in views)
        self.moving = all_[: offsets[-3]]  # all that moves
        self.before = self.moving.copy()
        self.optimizer, self.counts = optimizer, counts
        self.parameters = list(optimizer.parameters)
        self.lists = self.optimizers_lists()
        self.order = list(range(size))
        self.settings = attrgetter("initial_state", *(name for name in vars(optimizer) if name not in CHANGING))
        self.written_down = self.settings(optimizer)

    def is_current(self) -> bool:
        """Return whether the settings are those with which the rule was written down."""
        return bool(self.settings(self.optimizer) == self.written_down)

    def has_its_parameters(self) -> bool:
        """Return whether the optimiser still moves the same parameters."""
        return self.optimizer.parameters == self.parameters

    def has_its_lists(self) -> bool:
        """Return whether the optimiser still has the same lists of parameters and states, of the same lengths."""
        parameters, state, *sizes = self.optimizers_lists()
        return parameters is self.lists[0] and state is self.lists[1] and sizes == [*self.lists[2:]]

    def optimizers_lists(self) -> tuple[Any, ...]:
        """Return the lists of the optimiser, and their lengths."""
        parameters, state = self.optimizer.parameters, self.optimizer.state
        return parameters, state, len(parameters), len(state)

    def read(self) -> None:
        """Take over parameters and state from the optimiser."""
        parameters, state = self.parameters, self.optimizer.state
        if len(state) != len(parameters):
            self.optimizer.step()  # says what is wrong
        self.lists = self.optimizers_lists()
        self.x[:] = [parameters[i].data for i in self.order]
        for block, numbers, counted in zip(self.state, zip(*state), self.counts):
            if counted and len(set(numbers)) > 1:
                raise CompileError(
                    "the optimiser has moved its parameters different numbers of times; take a fresh one"
                )
            block[:] = numbers[0] if counted else [numbers[i] for i in self.order]

    def write(self) -> None:
        """Give parameters and state back; a state that somebody has set meanwhile stays."""
        size = len(self.order)
        columns = [[int(b[0])] * size if counted else b.tolist() for b, counted in zip(self.state, self.counts)]
        rows = list(zip(*columns)) if columns else [()] * size
        state: list[tuple[float, ...]] = [()] * size
        for i, number, row in zip(self.order, self.x.tolist(), rows):
            self.parameters[i].data = number
            state[i] = row
        if self.has_its_lists():
            self.optimizer.state = state
            self.lists = self.optimizers_lists()

    def write_gradients(self) -> None:
        """Copy the gradients back to the parameters."""
        for i, slope in zip(self.order, self.g.tolist()):
            self.parameters[i].grad = slope

    def arrange(self, first: Sequence[int]) -> None:
        """Put these parameters first, in this order."""
        old = {i: place for place, i in enumerate(self.order)}
        self.order = list(dict.fromkeys([*first, *self.order]))
        places = [old[i] for i in self.order]
        for block in (self.x, self.g, *self.state):
            if len(block) == len(places):
                block[:] = block[places]

    def move(self) -> bool:
        """Take one step; return whether it led to finite numbers. If not, nothing has changed."""
        if not self.proved:
            return False
        self.rate[0] = self.optimizer.rate
        self.before[:] = self.moving
        self.run()
        # the product is fast, and may overflow
        if not np.isfinite(np.vdot(self.moving, self.moving)) and not np.isfinite(self.moving).all():
            self.moving[:] = self.before
            return False
        self.optimizer.steps += 1
        return True
