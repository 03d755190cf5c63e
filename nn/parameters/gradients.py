"""The gradients of parameters: read, cleared, measured and clipped."""

from collections.abc import Iterable
from math import hypot

from autograd import Value
from autograd.backward import held
from autograd.graph import is_set
from nn.parameters.atomic import set_all
from nn.validation import is_positive, require_real, require_values


class Cleared(float):
    """The gradient after `zero_grad`: 0.0, until a backward pass adds to it."""


CLEARED = Cleared()


def gradient(p: Value) -> float | None:
    """The gradient of a parameter, None where it has none; a TypeError, if it is not a number."""
    g = p.grad
    if type(g) is float:
        return g
    if not is_set(g):
        return None
    return held(p)


def gradients(parameters: Iterable[Value]) -> dict[Value, float]:
    """The gradients of those parameters that have one."""
    return {p: g for p in parameters if (g := gradient(p)) is not None}


def are_waiting(parameters: Iterable[Value]) -> bool:
    """Whether none of the parameters has received a gradient since it was cleared, if it ever did."""
    return all(isinstance(p.grad, Cleared) or gradient(p) is None for p in parameters)


def clear_gradients(parameters: Iterable[Value]) -> None:
    """Set every gradient to 0, because `backward` adds to what is there."""
    parameters = list(parameters)
    set_all((parameters, "grad", [CLEARED] * len(parameters)))


def gradient_norm(parameters: Iterable[Value]) -> float:
    """The length of the gradient, over all parameters together."""
    return hypot(*gradients(require_values("gradient_norm", parameters)).values())


def clip_grad_norm(parameters: Iterable[Value], max_norm: float) -> float:
    """Shorten the gradient, if it is too long; gives the length it had (Pascanu et al., 2013).

    parameters   those whose gradients make up the gradient
    max_norm     the length to which a longer gradient is cut
    """
    problem = "is not a length to shorten to"
    longest = require_real("clip_grad_norm: max_norm", max_norm, "give one above 0, such as 1.0", is_positive, problem)
    found = gradients(require_values("clip_grad_norm", parameters))
    norm = hypot(*found.values())
    factor = longest / (norm + 1e-6)  # as in PyTorch, so that nothing is divided by 0
    if not factor >= 1.0:  # shorter, or not a number: that is passed on
        change(found, {p: g * factor for p, g in found.items()})
    return norm


def clip_grad_value(parameters: Iterable[Value], limit: float) -> float:
    """Bring every gradient into a range; gives the length that they had together.

    parameters   those whose gradients are brought there
    limit        the range is from −limit to limit
    """
    problem = "leaves no gradient"
    most = require_real("clip_grad_value: limit", limit, "give one above 0, such as 1.0", is_positive, problem)
    found = gradients(require_values("clip_grad_value", parameters))
    change(found, {p: min(max(g, -most), most) for p, g in found.items()})
    return hypot(*found.values())


def change(before: dict[Value, float], after: dict[Value, float]) -> None:
    """Set those gradients that change, all at once."""
    changing = [p for p, g in after.items() if g != before[p]]
    set_all((changing, "grad", [after[p] for p in changing]))


def named(p: Value) -> str:
    """A parameter in an error."""
    return f"the parameter {p.label!r}" if p.label else "a parameter"
