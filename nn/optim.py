"""How parameters move: each optimiser says where one number goes, given its gradient and what it remembers.

x is the parameter, g its gradient, `rate` the learning rate of this step. The rules are those of
`torch.optim`, step by step.
"""

from collections.abc import Iterable, Mapping
from math import hypot
from typing import Any, ClassVar

from autograd import Value
from autograd.graph import Unset
from autograd.number import is_number
from nn.full_words import in_full_words
from nn.require import require
from nn.schedules import Schedule, constant

Memory = tuple[float, ...]


class Optimizer:
    """Moves parameters so that the loss falls: `zero_grad()`, `loss.backward()`, `step()`.

    weight_decay   pulls every parameter towards 0: this much of it is added to its gradient
    schedule       the learning rate of step n is learning_rate · schedule(n)
    """

    fresh: ClassVar[Memory] = ()  # what is remembered of a parameter before its first step

    @in_full_words
    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: float,
        *,
        weight_decay: float = 0.0,
        schedule: Schedule = constant,
    ) -> None:
        self.parameters = list(dict.fromkeys(parameters))  # one that is used twice still moves once
        name = type(self).__name__
        require(bool(self.parameters), f"{name}: no parameters came; give model.parameters()")
        for p in self.parameters:
            is_leaf = isinstance(p, Value) and p.operation is None
            require(is_leaf, f"{name}: {p!r} is no leaf, so it cannot move; give model.parameters()")
        require(learning_rate >= 0, f"{name}: learning_rate = {learning_rate} is negative; it would climb, not descend")
        require(weight_decay >= 0, f"{name}: weight_decay = {weight_decay} is negative")
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.schedule = schedule
        self.steps = 0
        self.memory = [self.fresh] * len(self.parameters)

    def moved(self, x: float, g: float, memory: Memory, rate: float) -> tuple[float, Memory]:
        """Where a parameter x of gradient g goes, and what is remembered of it."""
        raise NotImplementedError(f"{type(self).__name__} does not say how a parameter moves")

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        return self.learning_rate * self.schedule(self.steps)

    def step(self) -> None:
        """Move every parameter that a backward pass has reached."""
        require_numbers(self.parameters)
        rate = self.rate
        for i, p in enumerate(self.parameters):
            if is_reached(p):
                p.data, self.memory[i] = self.moved(p.data, p.grad, self.memory[i], rate)
        self.steps += 1

    def zero_grad(self) -> None:
        """Set every gradient to 0, because `backward` adds to what is there."""
        for p in self.parameters:
            p.grad = 0.0

    def state_dict(self) -> dict[str, Any]:
        """What it has counted and remembered: with the parameters, enough to go on as if never interrupted."""
        return {"steps": self.steps, "memory": list(self.memory)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a `state_dict` of the same kind of optimiser over the same number of parameters."""
        memory = [tuple(numbers) for numbers in state["memory"]]
        fits = len(memory) == len(self.memory) and all(len(numbers) == len(self.fresh) for numbers in memory)
        require(fits, f"{type(self).__name__}: the state is that of another optimiser, or of other parameters")
        self.steps, self.memory = state["steps"], memory


class SGD(Optimizer):
    """Stochastic gradient descent: x ← x − rate · g.

    momentum   goes on in the direction of before: g is replaced by v ← momentum · v + g (Polyak, 1964)
    nesterov   looks ahead along it: g + momentum · v (Nesterov, 1983; Sutskever et al., 2013)
    """

    fresh = (0.0,)

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
        require(momentum >= 0, f"SGD: momentum = {momentum} is negative")
        require(momentum > 0 or not nesterov, "SGD: nesterov looks ahead along the momentum; give momentum=0.9, say")
        self.momentum = momentum
        self.nesterov = nesterov

    def moved(self, x: float, g: float, memory: Memory, rate: float) -> tuple[float, Memory]:
        (v,) = memory
        g = g + self.weight_decay * x
        v = self.momentum * v + g
        return x - rate * (g + self.momentum * v if self.nesterov else v), (v,)


class RMSprop(Optimizer):
    """Each parameter at a pace of its own: g is divided by the root of its mean square (Hinton, 2012).

    smoothing   how slowly the mean square s forgets: s ← smoothing · s + (1 − smoothing) · g²
    epsilon     keeps the division away from 0
    momentum    as for SGD
    """

    fresh = (0.0, 0.0)

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
        require(0 <= smoothing < 1, f"RMSprop: smoothing = {smoothing} lies outside 0 ≤ smoothing < 1")
        require(momentum >= 0, f"RMSprop: momentum = {momentum} is negative")
        self.smoothing = smoothing
        self.epsilon = epsilon
        self.momentum = momentum

    def moved(self, x: float, g: float, memory: Memory, rate: float) -> tuple[float, Memory]:
        s, v = memory
        g = g + self.weight_decay * x
        s = self.smoothing * s + (1.0 - self.smoothing) * g * g
        v = self.momentum * v + g / (s**0.5 + self.epsilon)
        return x - rate * v, (s, v)


class Adam(Optimizer):
    """Momentum and a pace of its own for each parameter: x ← x − rate · m / √s (Kingma and Ba, 2015).

    betas     how slowly the means forget: m of the gradient g, s of its square g²
    epsilon   keeps the division away from 0
    """

    fresh = (0, 0.0, 0.0)

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
        name = type(self).__name__
        require(all(0 <= beta < 1 for beta in betas), f"{name}: betas = {betas} lie outside 0 ≤ beta < 1")
        self.betas = betas
        self.epsilon = epsilon

    def moved(self, x: float, g: float, memory: Memory, rate: float) -> tuple[float, Memory]:
        return self.adapted(x, g + self.weight_decay * x, memory, rate)

    def adapted(self, x: float, g: float, memory: Memory, rate: float) -> tuple[float, Memory]:
        """The rule of Adam, whatever became of the weight decay."""
        n, m, s = memory
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

    def moved(self, x: float, g: float, memory: Memory, rate: float) -> tuple[float, Memory]:
        return self.adapted(x - rate * self.weight_decay * x, g, memory, rate)


def require_numbers(parameters: Iterable[Value]) -> None:
    """A TypeError, unless the data of every parameter is a number."""
    for p in parameters:
        if type(p.data) is not float and not is_number(p.data):
            which = f"the parameter {p.label!r}" if p.label else "a parameter"
            raise TypeError(
                f"the data of {which} is {p.data!r}, not a number; "
                "a step is made of numbers: p.data -= rate * p.grad, not rate * p"
            )


def is_reached(p: Value) -> bool:
    """Whether a backward pass has reached it."""
    return not isinstance(p.grad, Unset)


def gradient_norm(parameters: Iterable[Value]) -> float:
    """The length of the gradient, over all parameters together."""
    return hypot(*[p.grad for p in parameters])


def clip_grad_norm(parameters: Iterable[Value], max_norm: float) -> float:
    """Shorten the gradient to length max_norm, if it is longer; gives the length it had (Pascanu et al., 2013)."""
    require(max_norm > 0, f"clip_grad_norm: max_norm = {max_norm} is no length to shorten to; give one above 0")
    reached = list(filter(is_reached, parameters))
    norm = gradient_norm(reached)
    factor = max_norm / (norm + 1e-6)  # as in PyTorch, so that nothing is divided by 0
    if not factor >= 1.0:  # shorter, or not a number: that is passed on
        for p in reached:
            p.grad *= factor
    return norm


def clip_grad_value(parameters: Iterable[Value], limit: float) -> float:
    """Bring every gradient between −limit and limit; gives the length that they had together."""
    require(limit > 0, f"clip_grad_value: limit = {limit} leaves no gradient; give one above 0")
    reached = list(filter(is_reached, parameters))
    norm = gradient_norm(reached)
    for p in reached:
        p.grad = min(max(p.grad, -limit), limit)
    return norm
