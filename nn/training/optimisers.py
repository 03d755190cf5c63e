"""How parameters move: each optimiser says where one number goes, given its gradient and what it remembers.

x is the parameter, g its gradient, `rate` the learning rate of this step. The rules are those of
`torch.optim`, step by step.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any, ClassVar

from autograd import Value
from autograd.backward import real
from autograd.number import number
from nn.parameters.atomic import set_all
from nn.parameters.gradients import are_untouched, clear_gradients, described, gradient
from nn.training.history import History
from nn.training.nonfinite import NonFiniteError
from nn.training.schedules import Schedule, constant, require_schedule, shown
from nn.validation import in_full_words, is_not_negative, require, require_real, require_values, require_whole

State = tuple[float, ...]

AS_IT_WAS = "give what state_dict() gave"
SMALLER = "Lower the learning rate, or clip the gradient with clip_grad_norm."


class Optimizer:
    """Moves parameters so that the loss falls: `zero_grad()`, `loss.backward()`, `step()`.

    parameters      what it moves: leaf Values, such as model.parameters()
    learning_rate   how far a step goes
    weight_decay    pulls every parameter towards 0: this much of it is added to its gradient
    schedule        the learning rate of step n is learning_rate · schedule(n)
    """

    initial_state: ClassVar[State] = ()  # what is remembered of a parameter before its first step

    @in_full_words
    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: float,
        *,
        weight_decay: float = 0.0,
        schedule: Schedule = constant,
    ) -> None:
        name = type(self).__name__
        self.parameters = require_values(name, parameters)  # one that is used twice still moves once
        require(bool(self.parameters), f"{name}: no parameters came; give model.parameters()")
        for p in self.parameters:
            require(p.operation is None, f"{name}: {p!r} is not a leaf, so it cannot move; give model.parameters()")
        require_schedule(f"{name}: schedule", schedule)
        self.learning_rate = self.checked("learning_rate", learning_rate, 0.01)
        self.weight_decay = self.checked("weight_decay", weight_decay, 0.01)
        self.schedule = schedule
        self.steps = 0
        self.state = [self.initial_state] * len(self.parameters)

    def checked(self, setting: str, x: Any, example: float) -> float:
        """x as a float; an error, unless it is a number that is not negative."""
        name = f"{type(self).__name__}: {setting}"
        return require_real(name, x, f"give at least 0, such as {setting}={example}", is_not_negative, "is negative")

    def share(self, setting: str, x: Any, example: str) -> float:
        """x as a float; an error, unless it is a number from 0 to below 1."""
        problem = f"lies outside 0 ≤ {setting} < 1"
        return require_real(
            f"{type(self).__name__}: {setting}", x, f"give {example}", lambda x: 0.0 <= x < 1.0, problem
        )

    def update(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        """Where a parameter goes, and what is remembered of it.

        x        where it is
        g        its gradient
        state   what was remembered of it
        rate     the learning rate of this step
        """
        raise NotImplementedError(f"{type(self).__name__} does not say how a parameter moves")

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        name, repair = f"{type(self).__name__}: schedule({self.steps})", "a schedule gives a factor of at least 0"
        factor = require_real(name, self.schedule(self.steps), repair, is_not_negative, "is negative")
        return self.checked("learning_rate", self.learning_rate, 0.01) * factor

    def step(self) -> None:
        """Move every parameter that has a gradient: all of them, or none and an error that says why."""
        name, count = type(self).__name__, len(self.parameters)
        require(
            len(self.state) == count,
            f"{name}: there were {len(self.state)} parameters, and now there are {count}; make a new optimiser",
        )
        require_numbers(self.parameters)
        if are_untouched(self.parameters):
            raise RuntimeError(
                f"{name}: none of its parameters ({count}) has a gradient, so there is nothing to step along. Call "
                "loss.backward() first, after zero_grad(). If you have, then the loss is not made of these "
                f"parameters: give the optimiser those of the model that is trained, {name}(model.parameters(), …)"
            )
        rate = self.rate
        after = [self.after(p, state, rate) for p, state in zip(self.parameters, self.state)]
        data, state = map(list, zip(*after))
        set_all((self.parameters, "data", data), ([self], "state", [state]), ([self], "steps", [self.steps + 1]))

    def after(self, p: Value, state: State, rate: float) -> tuple[float, State]:
        """Where a step takes a parameter, and what is remembered of it; an error, unless these are finite numbers."""
        x, g = real(p), gradient(p)
        if g is None:
            return x, state
        if not isfinite(g):
            problem = f"{type(self).__name__}: the gradient of {described(p)} is {g}"
            raise NonFiniteError(f"{problem}. Nothing has moved. loss.explain() shows where that began.", p, History())
        try:
            after, kept = self.update(x, g, state, rate)
        except ZeroDivisionError as error:
            raise self.refusal(p, rate, "divide by 0", "Keep the divisor away from 0: epsilon=1e-8.") from error
        except ArithmeticError as error:
            raise self.refusal(p, rate, f"fail: {error}", SMALLER) from error
        if not are_finite([after, *kept]):
            raise self.refusal(p, rate, f"lead to {after!r}, and leave {list(kept)} in its state", SMALLER)
        return number(after), kept

    def refusal(self, p: Value, rate: float, would: str, repair: str) -> NonFiniteError:
        """The error for a step that would not take a parameter to a finite number."""
        step = f"a step from {p.data!r} with the gradient {p.grad!r} and the rate {rate!r}"
        message = f"{type(self).__name__}: for {described(p)}, {step} would {would}. Nothing has moved. {repair}"
        return NonFiniteError(message, p, History())

    def zero_grad(self) -> None:
        """Set every gradient to 0, because `backward` adds to what is there."""
        clear_gradients(self.parameters)

    def state_dict(self) -> dict[str, Any]:
        """What it has counted and remembered: with the parameters, enough to go on as if never interrupted."""
        return {"steps": self.steps, "state": list(self.state)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a `state_dict` of the same kind of optimiser over the same number of parameters."""
        name = type(self).__name__
        if not isinstance(state, Mapping):
            raise TypeError(f"{name}: the state is a {type(state).__name__}; {AS_IT_WAS}")
        for key in self.state_dict():
            require(key in state, f"{name}: the state has no {key!r}; give what state_dict() of such an optimiser gave")
        steps, rows = require_whole(f"{name}: the state's steps", state["steps"], AS_IT_WAS), list(state["state"])
        fits = len(rows) == len(self.state) and all(len(row) == len(self.initial_state) for row in rows)
        require(fits, f"{name}: the state is that of another optimiser, or of other parameters")
        kinds = [require_whole if isinstance(x, int) else require_real for x in self.initial_state]
        what = f"{name}: a number in the state"
        rows = [tuple(kind(what, x, AS_IT_WAS) for kind, x in zip(kinds, row)) for row in rows]
        set_all(([self], "steps", [steps]), ([self], "state", [rows]))

    def __repr__(self) -> str:
        settings = {name: x for name, x in vars(self).items() if name not in ("parameters", "steps", "state")}
        options = [f"{name}={shown(x)}" for name, x in settings.items()]
        count = len(self.parameters)
        size = f"{count} parameter{'s' * (count != 1)}"
        return f"{type(self).__name__}({', '.join([*options, size])})"


class SGD(Optimizer):
    """Stochastic gradient descent: x ← x − rate · g.

    momentum   goes on in the direction of before: g is replaced by v ← momentum · v + g (Polyak, 1964)
    nesterov   looks ahead along it: g + momentum · v (Nesterov, 1983; Sutskever et al., 2013)
    """

    initial_state = (0.0,)

    @in_full_words
    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: float = 0.001,
        *,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
        schedule: Schedule = constant,
    ) -> None:
        super().__init__(parameters, learning_rate, weight_decay=weight_decay, schedule=schedule)
        self.momentum = self.checked("momentum", momentum, 0.9)
        require(momentum > 0 or not nesterov, "SGD: nesterov looks ahead along the momentum; give momentum=0.9, say")
        require(isinstance(nesterov, bool), f"SGD: nesterov = {nesterov!r} is neither True nor False")
        self.nesterov = nesterov

    def update(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        (v,) = state
        g = g + self.weight_decay * x
        v = self.momentum * v + g
        return x - rate * (g + self.momentum * v if self.nesterov else v), (v,)


class RMSprop(Optimizer):
    """Each parameter at a pace of its own: g is divided by the root of its mean square (Hinton, 2012).

    smoothing   how slowly the mean square s forgets: s ← smoothing · s + (1 − smoothing) · g²
    epsilon     keeps the division away from 0
    momentum    as for SGD
    """

    initial_state = (0.0, 0.0)

    @in_full_words
    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: float = 0.01,
        *,
        smoothing: float = 0.99,
        epsilon: float = 1e-8,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        schedule: Schedule = constant,
    ) -> None:
        super().__init__(parameters, learning_rate, weight_decay=weight_decay, schedule=schedule)
        self.smoothing = self.share("smoothing", smoothing, "smoothing=0.99")
        self.epsilon = self.checked("epsilon", epsilon, 1e-8)
        self.momentum = self.checked("momentum", momentum, 0.9)

    def update(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        s, v = state
        g = g + self.weight_decay * x
        s = self.smoothing * s + (1.0 - self.smoothing) * g * g
        v = self.momentum * v + g / (s**0.5 + self.epsilon)
        return x - rate * v, (s, v)


class Adam(Optimizer):
    """Momentum and a pace of its own for each parameter: x ← x − rate · m / √s (Kingma and Ba, 2015).

    betas     how slowly the means forget: m of the gradient g, s of its square g²
    epsilon   keeps the division away from 0
    """

    initial_state = (0, 0.0, 0.0)

    @in_full_words
    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: float = 0.001,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
        schedule: Schedule = constant,
    ) -> None:
        super().__init__(parameters, learning_rate, weight_decay=weight_decay, schedule=schedule)
        if not isinstance(betas, tuple | list) or len(betas) != 2:
            raise TypeError(f"{type(self).__name__}: betas = {betas!r} are not two numbers; give betas=(0.9, 0.999)")
        beta1, beta2 = (self.share(f"betas[{i}]", beta, "betas=(0.9, 0.999)") for i, beta in enumerate(betas))
        self.betas = beta1, beta2
        self.epsilon = self.checked("epsilon", epsilon, 1e-8)

    def update(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        return self.adapted(x, g + self.weight_decay * x, state, rate)

    def adapted(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        """The rule of Adam, whatever became of the weight decay."""
        n, m, s = state
        beta1, beta2 = self.betas
        n = n + 1
        m = beta1 * m + (1.0 - beta1) * g
        s = beta2 * s + (1.0 - beta2) * g * g
        # the means started at 0, so after n steps they are too small by these factors
        unbiased_m = m / (1.0 - beta1**n)
        unbiased_s = s / (1.0 - beta2**n)
        return x - rate * unbiased_m / (unbiased_s**0.5 + self.epsilon), (n, m, s)


class AdamW(Adam):
    """Adam whose weight decay shrinks the parameter itself, past the means (Loshchilov and Hutter, 2019)."""

    @in_full_words
    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: float = 0.001,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
        weight_decay: float = 0.01,
        schedule: Schedule = constant,
    ) -> None:
        super().__init__(
            parameters, learning_rate, betas=betas, epsilon=epsilon, weight_decay=weight_decay, schedule=schedule
        )

    def update(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        return self.adapted(x - rate * self.weight_decay * x, g, state, rate)


def require_numbers(parameters: Iterable[Value]) -> None:
    """A TypeError, unless the data of every parameter is a number."""
    for p in parameters:
        real(p)


def are_finite(numbers: Sequence[float]) -> bool:
    """Whether numbers are finite; a TypeError, if one of them is something else."""
    try:
        return all(map(isfinite, numbers))
    except TypeError:
        raise TypeError(f"update gave {numbers!r}; a rule makes plain numbers of plain numbers") from None
