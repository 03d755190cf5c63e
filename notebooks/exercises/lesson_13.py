"""Optimisers: where plain descent breaks in a turned valley, a rule of one's own, and where momentum breaks."""

from collections.abc import Callable
from math import hypot, inf
from random import Random
from typing import Any

from autograd import Value
from exercises.answers import NotYet, called, close, error_shown, number_of
from exercises.exercise import Exercise
from nn.training.nonfinite import NonFiniteError
from nn.training.optimizers import SGD, Optimizer

Loss = Callable[..., Any]
MARGIN = 0.01


def turned_valley(x: Any, y: Any) -> Any:
    """Return the loss of the first exercise."""
    return 3.0 * x * x + 4.0 * x * y + 6.0 * y * y


def bowl(x: Any) -> Any:
    """Return a parabola of curvature 4."""
    return 2.0 * x * x


def distance(loss: Loss, start: tuple[float, ...], rate: float, momentum: float, steps: int = 1500) -> float:
    """Return how far from 0 descent ends."""
    parameters = [Value(x) for x in start]
    optimizer = SGD(parameters, rate, momentum=momentum)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(*parameters).backward()
        try:
            optimizer.step()
        except NonFiniteError:
            return inf
        if (away := hypot(*(p.data for p in parameters))) > 1e6:
            return away
    return away


def wrong_limit(rate: Any, loss: Loss, start: tuple[float, ...], momentum: float) -> str:
    """Return what is wrong with the learning rate above which descent does not arrive; "" if nothing is."""
    rate = number_of(rate, "the learning rate")
    if rate <= 0:
        return f"a learning rate is above 0, and yours is {rate:g}"
    if distance(loss, start, (1 + MARGIN) * rate, momentum) < 2 * hypot(*start):
        return f"with {(1 + MARGIN) * rate:.4g}, a little more than {rate:.4g}, it still does not go astray"
    if distance(loss, start, (1 - MARGIN) * rate, momentum) > hypot(*start) / 2:
        return f"with {(1 - MARGIN) * rate:.4g}, a little less than {rate:.4g}, it already goes astray"
    return ""


def wrong_rule(rule: Any) -> str:
    """Return what is wrong with an AdaGrad; "" if nothing is."""
    if not (issubclass(type(rule), type) and issubclass(rule, Optimizer)):
        return "a class was asked for that begins with `class AdaGrad(nn.Optimizer):`; give the class itself"
    return wrong_steps(rule, 0.1, [1.0, -2.0]) or wrong_steps(rule, 0.75, [3.0, 0.5, -1.5])


def wrong_steps(rule: type[Optimizer], rate: float, start: list[float]) -> str:
    """Return what is wrong with the steps of an AdaGrad that begins there; "" if nothing is."""
    random = Random(13)
    parameters = [Value(x) for x in start]
    expected, squares = list(start), [0.0] * len(start)
    optimizer = called(rule, list(parameters), rate, what="AdaGrad")
    for step in range(1, 6):
        for i, p in enumerate(parameters):
            gradient = p.grad = random.gauss(0.0, 100.0**i)
            squares[i] += gradient * gradient
            expected[i] -= rate * gradient / (squares[i] ** 0.5 + 1e-8)
        try:
            optimizer.step()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return f"in step {step} it stops with {error_shown(error)}"
        for p, x in zip(parameters, expected):
            after = f"after {step} step{'s' * (step > 1)}, the last with a gradient of {p.grad:.3g}, the parameter"
            found = number_of(p.data, after)
            if not close(found, x):
                raise NotYet(f"{after} should be at {x:.4f}, but yours is at {found:.4f}")
    return ""


EXERCISES = {
    1: Exercise(
        lambda rate: wrong_limit(rate, turned_valley, (1.0, 0.5), momentum=0.0),
        """
from math import sqrt
from autograd import hessian

(a, b), (_, c) = hessian(lambda x, y: 3 * x * x + 4 * x * y + 6 * y * y)(0.0, 0.0)
answer = 2 / ((a + c) / 2 + sqrt(((a - c) / 2) ** 2 + b * b))
""",
        (
            "answer = 2 / 12",
            "answer = 1 / 14",
            "answer = 2 / 16",
            "answer = 14",
            "answer = 'two by the curvature'",
            "answer = 1e-300",
        ),
        (
            "import numpy as np\nanswer = 2 / np.linalg.eigvalsh([[6, 4], [4, 12]])[-1]",
            "answer = 1 / 7",
            "import numpy as np\nanswer = np.array([0.1429])",
        ),
    ),
    2: Exercise(
        wrong_rule,
        """
import nn

class AdaGrad(nn.Optimizer):
    initial_state = (0.0,)

    def update(self, x, g, state, rate):
        (s,) = state
        s = s + g * g
        return x - rate * g / (s**0.5 + 1e-8), (s,)

answer = AdaGrad
""",
        (
            "from nn import RMSprop as answer",
            "from nn import SGD as answer",
            """
import nn

class answer(nn.Optimizer):
    initial_state = (0.0,)

    def update(self, x, g, state, rate):
        s = state[0] + g * g
        return x - rate * g / (s + 1e-8), (s,)
""",
            """
import nn

class answer(nn.Optimizer):
    initial_state = (0.0,)

    def update(self, x, g, state, rate):
        s = state[0] + g * g
        return x - rate * g / (s**0.5 + 1e-8)
""",
            """
import nn

class answer(nn.Optimizer):
    def update(self, x, g, state, rate):
        s = state[0] + g * g
        return x - rate * g / (s**0.5 + 1e-8), (s,)
""",
            "answer = lambda x, g, state, rate: x - rate * g",
            """
import nn

class answer(nn.Optimizer):
    initial_state = (0.0,)

    def update(self, x, g, state, rate):
        s = state[0] + g * g
        return x + rate * g / (s**0.5 + 1e-8), (s,)
""",
        ),
        (
            """
import numpy as np
import nn

class answer(nn.Optimizer):
    initial_state = (0.0,)

    def update(self, x, g, state, rate):
        total = state[0] + np.square(g)
        return x - rate * g / (np.sqrt(total) + 1e-8), (total,)
""",
            """
from math import hypot
import nn

class answer(nn.Optimizer):
    initial_state = (0.0,)

    def update(self, x, g, state, rate):
        root = hypot(state[0], g)
        return x - rate / (root + 1e-8) * g, (root,)
""",
        ),
    ),
    3: Exercise(
        lambda rate: wrong_limit(rate, bowl, (1.0,), momentum=0.9),
        "answer = 2 * (1 + 0.9) / 4",
        (
            "answer = 0.5",
            "answer = 0.05",
            "answer = 5.0",
            "answer = 0.9",
            "answer = 1.0",
            "answer = 1e300",
            "answer = float('nan')",
        ),
        ("answer = 0.95", "import numpy as np\nanswer = np.float32(0.948)"),
    ),
}
