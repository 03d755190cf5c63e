"""Optimisers: how parameters move. Each has a rule for one number, given its gradient and the state kept for it.

x is the parameter, g its gradient, `rate` the learning rate of this step. The rules are those of `torch.optim`, step by
step.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf, isfinite
from typing import Any, ClassVar

from autograd import Value
from autograd.backward import checked_data
from autograd.number import number
from autograd.operation import count
from nn.parameters.atomic import set_all
from nn.parameters.gradients import are_untouched, clear_gradients, described, gradient
from nn.training.history import History
from nn.training.nonfinite import NonFiniteError
from nn.training.schedules import Schedule, constant, require_schedule, shown
from nn.validation import in_full_words, is_not_negative, require, require_real, require_values, require_whole

State = tuple[float, ...]

FROM_STATE_DICT = "give what state_dict() gave"
SMALLER_STEPS = "Lower the learning rate, or clip the gradient with clip_grad_norm."


class Optimizer:
    """The base class of optimisers, which move parameters so that the loss falls.

    parameters      what it moves: leaf Values, such as model.parameters()
    learning_rate   how far a step goes
    weight_decay    pulls every parameter towards 0: this much of it is added to its gradient
    schedule        the learning rate of step n is learning_rate · schedule(n)

    A training step calls `zero_grad()`, `loss.backward()` and `step()`. A subclass sets `initial_state` and defines
    `update`. Options are checked when the optimiser is made; a TypeError or ValueError says what is wrong.

    >>> from autograd import Value
    >>> from nn import Optimizer
    >>> class SignDescent(Optimizer):
    ...     def update(self, x, g, state, rate):
    ...         return x - rate * (1.0 if g > 0 else -1.0), state
    >>> x = Value(3.0)
    >>> optimizer = SignDescent([x], learning_rate=0.5)
    >>> (x * x).backward()
    >>> optimizer.step()
    >>> x.data
    2.5
    """

    initial_state: ClassVar[State] = ()  # the state of a parameter before its first step

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
        self.parameters = require_values(name, parameters)  # each of them once, even if it is given twice
        require(bool(self.parameters), f"{name}: no parameters came; give model.parameters()")
        for p in self.parameters:
            require(p.operation is None, f"{name}: {p!r} is not a leaf, so it cannot move; give model.parameters()")
        require_schedule(f"{name}: schedule", schedule)
        self.learning_rate = self.require_setting("learning_rate", learning_rate, 0.01)
        self.weight_decay = self.require_setting("weight_decay", weight_decay, 0.01)
        self.schedule = schedule
        self.steps = 0
        self.state = [self.initial_state] * len(self.parameters)

    def require_setting(self, setting: str, x: Any, example: float) -> float:
        """Return a setting as a float; raise an error unless it is a number of at least 0."""
        name = f"{type(self).__name__}: {setting}"
        return require_real(name, x, f"give at least 0, such as {setting}={example}", is_not_negative, "is negative")

    def require_share(self, setting: str, x: Any, example: str) -> float:
        """Return a setting as a float; raise an error unless it is a number from 0 to below 1."""
        problem = f"lies outside 0 ≤ {setting} < 1"
        return require_real(
            f"{type(self).__name__}: {setting}", x, f"give {example}", lambda x: 0.0 <= x < 1.0, problem
        )

    def update(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        """Return the new number of a parameter, and its new state.

        x       the number of the parameter
        g       its gradient
        state   what was kept for it
        rate    the learning rate of this step
        """
        raise NotImplementedError(f"{type(self).__name__} does not say how a parameter moves")

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        rate, factor = self.learning_rate, self.schedule(self.steps)
        if type(rate) is type(factor) is float and 0.0 <= rate < inf and 0.0 <= factor < inf:
            return rate * factor  # as nearly always: a compiled step has no time to make up messages
        name, repair = f"{type(self).__name__}: schedule({self.steps})", "a schedule gives a factor of at least 0"
        factor = require_real(name, factor, repair, is_not_negative, "is negative")
        return self.require_setting("learning_rate", rate, 0.01) * factor

    def step(self) -> None:
        """Move every parameter that has a gradient: all of them, or none and an error that says why.

        A RuntimeError says if none has a gradient, a NonFiniteError if a gradient or a new number is inf or nan.
        """
        name, size = type(self).__name__, len(self.parameters)
        require(
            len(self.state) == size,
            f"{name}: there were {len(self.state)} parameters, and now there are {size}; make a new optimiser",
        )
        require_numbers(self.parameters)
        if are_untouched(self.parameters):
            raise RuntimeError(
                f"{name}: none of its parameters ({size}) has a gradient, so there is nothing to step along. Call "
                "loss.backward() first, after zero_grad(). If you have, then the loss is not made of these "
                f"parameters: give the optimiser those of the model that is trained, {name}(model.parameters(), …)"
            )
        rate = self.rate
        updates = [self.updated(p, state, rate) for p, state in zip(self.parameters, self.state)]
        data, state = map(list, zip(*updates))
        set_all((self.parameters, "data", data), ([self], "state", [state]), ([self], "steps", [self.steps + 1]))

    def updated(self, p: Value, state: State, rate: float) -> tuple[float, State]:
        """Return the new number and state of a parameter; raise an error unless they are finite numbers."""
        x, g = checked_data(p), gradient(p)
        if g is None:
            return x, state
        if not isfinite(g):
            problem = f"{type(self).__name__}: the gradient of {described(p)} is {g}"
            raise NonFiniteError(f"{problem}. Nothing has moved. loss.explain() shows where that began.", p, History())
        try:
            new_x, new_state = self.update(x, g, state, rate)
        except ZeroDivisionError as error:
            raise self.step_error(p, rate, "divide by 0", "Keep the divisor away from 0: epsilon=1e-8.") from error
        except ArithmeticError as error:
            raise self.step_error(p, rate, f"fail: {error}", SMALLER_STEPS) from error
        if len(new_state) != len(self.initial_state):
            raise ValueError(
                f"{type(self).__name__}: update gave a state of {count(len(new_state), 'number')}, but initial_state "
                f"has {len(self.initial_state)}; write both with as many"
            )
        if not are_finite([new_x, *new_state]):
            raise self.step_error(
                p, rate, f"lead to {new_x!r}, and leave {list(new_state)} in its state", SMALLER_STEPS
            )
        return number(new_x), new_state

    def step_error(self, p: Value, rate: float, would: str, repair: str) -> NonFiniteError:
        """Return the error for a step that would not lead to a finite number."""
        step = f"a step from {p.data!r} with the gradient {p.grad!r} and the rate {rate!r}"
        message = f"{type(self).__name__}: for {described(p)}, {step} would {would}. Nothing has moved. {repair}"
        return NonFiniteError(message, p, History())

    def zero_grad(self) -> None:
        """Set every gradient to 0, because `backward` adds to the gradients that are there."""
        clear_gradients(self.parameters)

    def state_dict(self) -> dict[str, Any]:
        """Return its steps and states: together with the parameters, enough to go on as if never interrupted."""
        return {"steps": self.steps, "state": list(self.state)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from the `state_dict` of an optimiser of the same kind over the same number of parameters.

        A TypeError or ValueError says if the state is another one; the optimiser then stays as it was.
        """
        name = type(self).__name__
        if not isinstance(state, Mapping):
            raise TypeError(f"{name}: the state is a {type(state).__name__}; {FROM_STATE_DICT}")
        for key in self.state_dict():
            require(key in state, f"{name}: the state has no {key!r}; give what state_dict() of such an optimiser gave")
        steps, rows = require_whole(f"{name}: the state's steps", state["steps"], FROM_STATE_DICT), list(state["state"])
        fits = len(rows) == len(self.state) and all(len(row) == len(self.initial_state) for row in rows)
        require(fits, f"{name}: the state is that of another optimiser, or of other parameters")
        kinds = [require_whole if isinstance(x, int) else require_real for x in self.initial_state]
        what = f"{name}: a number in the state"
        rows = [tuple(kind(what, x, FROM_STATE_DICT) for kind, x in zip(kinds, row)) for row in rows]
        set_all(([self], "steps", [steps]), ([self], "state", [rows]))

    def __repr__(self) -> str:
        settings = {name: x for name, x in vars(self).items() if name not in ("parameters", "steps", "state")}
        options = [f"{name}={shown(x)}" for name, x in settings.items()]
        return f"{type(self).__name__}({', '.join([*options, count(len(self.parameters), 'parameter')])})"


class SGD(Optimizer):
    """Stochastic gradient descent: x ← x − rate · g, as torch.optim.SGD.

    momentum   how much of the last step is kept: g is replaced by v ← momentum · v + g (Polyak, 1964)
    nesterov   True: looks ahead along it, g + momentum · v (Nesterov, 1983; Sutskever and others, 2013)
    parameters, learning_rate, weight_decay, schedule   as for `Optimizer`

    >>> from autograd import Value
    >>> from nn import SGD
    >>> x = Value(3.0)
    >>> (x * x).backward()
    >>> SGD([x], learning_rate=0.25).step()
    >>> x.data
    1.5
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
        self.momentum = self.require_setting("momentum", momentum, 0.9)
        require(momentum > 0 or not nesterov, "SGD: nesterov looks ahead along the momentum; give momentum=0.9, say")
        require(isinstance(nesterov, bool), f"SGD: nesterov = {nesterov!r} is neither True nor False")
        self.nesterov = nesterov

    def update(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        (v,) = state
        g = g + self.weight_decay * x
        v = self.momentum * v + g
        return x - rate * (g + self.momentum * v if self.nesterov else v), (v,)


class RMSprop(Optimizer):
    """Each parameter at a pace of its own: g is divided by the root of its mean square, as torch.optim.RMSprop.

    smoothing   how slowly the mean square s forgets: s ← smoothing · s + (1 − smoothing) · g²
    epsilon     keeps the divisor away from 0
    momentum    as for `SGD`
    parameters, learning_rate, weight_decay, schedule   as for `Optimizer`

    Source: Hinton, "Neural networks for machine learning", lecture 6, 2012.

    >>> from autograd import Value
    >>> from nn import RMSprop
    >>> x = Value(3.0)
    >>> (x * x).backward()
    >>> RMSprop([x], learning_rate=0.1).step()
    >>> round(x.data, 6)
    2.0
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
        self.smoothing = self.require_share("smoothing", smoothing, "smoothing=0.99")
        self.epsilon = self.require_setting("epsilon", epsilon, 1e-8)
        self.momentum = self.require_setting("momentum", momentum, 0.9)

    def update(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        s, v = state
        g = g + self.weight_decay * x
        s = self.smoothing * s + (1.0 - self.smoothing) * g * g
        v = self.momentum * v + g / (s**0.5 + self.epsilon)
        return x - rate * v, (s, v)


class Adam(Optimizer):
    """Momentum, and a pace of its own for each parameter: x ← x − rate · m̂ / (√v̂ + epsilon), as torch.optim.Adam.

    After n steps, m̂ = m / (1 − β₁ⁿ) and v̂ = v / (1 − β₂ⁿ), because the running means m of g and v of g² start at 0.

    betas     the decay rates β₁ and β₂ of the two running means
    epsilon   keeps the divisor away from 0
    parameters, learning_rate, weight_decay, schedule   as for `Optimizer`

    Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015.

    >>> from autograd import Value
    >>> from nn import Adam
    >>> x = Value(3.0)
    >>> (x * x).backward()
    >>> Adam([x], learning_rate=0.5).step()
    >>> round(x.data, 6)
    2.5
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
        beta1, beta2 = (self.require_share(f"betas[{i}]", beta, "betas=(0.9, 0.999)") for i, beta in enumerate(betas))
        self.betas = beta1, beta2
        self.epsilon = self.require_setting("epsilon", epsilon, 1e-8)

    def update(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        return self.adam_update(x, g + self.weight_decay * x, state, rate)

    def adam_update(self, x: float, g: float, state: State, rate: float) -> tuple[float, State]:
        """Return the new number and state of a parameter, whatever the weight decay has added to g."""
        n, m, v = state
        beta1, beta2 = self.betas
        n = n + 1
        m = beta1 * m + (1.0 - beta1) * g
        v = beta2 * v + (1.0 - beta2) * g * g
        # the means started at 0, so after n steps they are still too small by these factors
        unbiased_m = m / (1.0 - beta1**n)
        unbiased_v = v / (1.0 - beta2**n)
        return x - rate * unbiased_m / (unbiased_v**0.5 + self.epsilon), (n, m, v)


class AdamW(Adam):
    """Adam with a weight decay that shrinks the parameter itself and stays out of the means, as torch.optim.AdamW.

    weight_decay   the share of itself that a parameter loses at each step, times the rate
    parameters, learning_rate, betas, epsilon, schedule   as for `Adam`

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019.

    >>> from autograd import Value
    >>> from nn import AdamW
    >>> x = Value(3.0)
    >>> (x * x).backward()
    >>> AdamW([x], learning_rate=0.5, weight_decay=0.1).step()
    >>> round(x.data, 6)
    2.35
    """

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
        return self.adam_update(x - rate * self.weight_decay * x, g, state, rate)


def require_numbers(parameters: Iterable[Value]) -> None:
    """Raise a TypeError unless the data of every parameter is a number."""
    for p in parameters:
        checked_data(p)


def are_finite(numbers: Sequence[float]) -> bool:
    """Return whether numbers are finite; raise a TypeError if one of them is not a number."""
    try:
        return all(map(isfinite, numbers))
    except TypeError:
        raise TypeError(f"update gave {numbers!r}; a rule makes plain numbers of plain numbers") from None
