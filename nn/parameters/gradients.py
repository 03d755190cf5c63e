"""The gradients of parameters: read, cleared, measured and clipped."""

from collections.abc import Iterable
from math import hypot

from autograd import Value
from autograd.backward import gradient_before
from autograd.graph import is_set
from nn.parameters.atomic import set_all
from nn.validation import is_positive, require_real, require_values


class Cleared(float):
    """The gradient after `zero_grad`: 0.0, and still to be told from a gradient that is 0."""


CLEARED = Cleared()


def gradient(p: Value) -> float | None:
    """Return the gradient of a parameter, or None if it has none; raise a TypeError if it is not a number."""
    g = p.grad
    if type(g) is float:
        return g
    if not is_set(g):
        return None
    return gradient_before(p)


def gradients(parameters: Iterable[Value]) -> dict[Value, float]:
    """Return the gradients of the parameters that have one."""
    return {p: g for p in parameters if (g := gradient(p)) is not None}


def are_untouched(parameters: Iterable[Value]) -> bool:
    """Return whether no parameter has received a gradient since the last `zero_grad`."""
    return all(isinstance(p.grad, Cleared) or gradient(p) is None for p in parameters)


def clear_gradients(parameters: Iterable[Value]) -> None:
    """Set every gradient to 0, because `backward` adds to the gradients that are there."""
    parameters = list(parameters)
    set_all((parameters, "grad", [CLEARED] * len(parameters)))


def gradient_norm(parameters: Iterable[Value]) -> float:
    """Return the length of the gradient over all parameters: the root of the sum of the squares.

    >>> from autograd import Value
    >>> from nn import gradient_norm
    >>> x, y = Value(1.0), Value(1.0)
    >>> (3 * x + 4 * y).backward()
    >>> gradient_norm([x, y])
    5.0
    """
    return hypot(*gradients(require_values("gradient_norm", parameters)).values())


def clip_grad_norm(parameters: Iterable[Value], max_norm: float) -> float:
    """Shorten the gradient if it is too long; return the length that it had, as torch.nn.utils.clip_grad_norm_ does.

    parameters   the parameters, whose gradients together make up the gradient
    max_norm     the length to which a longer gradient is shortened; a ValueError says if it is not above 0

    Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013.

    >>> from autograd import Value
    >>> from nn import clip_grad_norm, gradient_norm
    >>> x, y = Value(1.0), Value(1.0)
    >>> (3 * x + 4 * y).backward()
    >>> clip_grad_norm([x, y], 1.0)
    5.0
    >>> abs(gradient_norm([x, y]) - 1.0) < 1e-6
    True
    """
    problem = "is not a length to shorten to"
    bound = require_real("clip_grad_norm: max_norm", max_norm, "give one above 0, such as 1.0", is_positive, problem)
    found = gradients(require_values("clip_grad_norm", parameters))
    norm = hypot(*found.values())
    factor = bound / (norm + 1e-6)  # as in PyTorch, so that nothing is divided by 0
    if not factor >= 1.0:  # below 1, or nan, which is passed on to the gradients
        set_gradients(found, {p: g * factor for p, g in found.items()})
    return norm


def clip_grad_value(parameters: Iterable[Value], limit: float) -> float:
    """Bring every gradient into a range, and return the length that the gradient had before.

    parameters   the parameters whose gradients are changed
    limit        the range is from −limit to limit; a ValueError says if it is not above 0

    This is torch.nn.utils.clip_grad_value_, which returns nothing.

    >>> from autograd import Value
    >>> from nn import clip_grad_value
    >>> x, y = Value(1.0), Value(1.0)
    >>> (3 * x + 4 * y).backward()
    >>> clip_grad_value([x, y], 3.5)
    5.0
    >>> x.grad, y.grad
    (3.0, 3.5)
    """
    problem = "leaves no gradient"
    bound = require_real("clip_grad_value: limit", limit, "give one above 0, such as 1.0", is_positive, problem)
    found = gradients(require_values("clip_grad_value", parameters))
    set_gradients(found, {p: min(max(g, -bound), bound) for p, g in found.items()})
    return hypot(*found.values())


def set_gradients(before: dict[Value, float], after: dict[Value, float]) -> None:
    """Set the gradients that differ from those before, all of them or none."""
    changing = [p for p, g in after.items() if g != before[p]]
    set_all((changing, "grad", [after[p] for p in changing]))


def described(p: Value) -> str:
    """Return the words for a parameter in an error."""
    return f"the parameter {p.label!r}" if p.label else "a parameter"
