"""What a neuron does with its weighted sum, by name."""

from collections.abc import Callable

from autograd import gelu, leaky_relu, relu, sigmoid, silu, softplus, tanh
from autograd.operation import Scalar

Activation = Callable[[Scalar], Scalar]


def linear(x: Scalar) -> Scalar:
    """x as it is: for a last layer whose outputs are numbers to predict, or logits."""
    return x


# fmt: off
ACTIVATIONS: dict[str, Activation] = {
    "gelu":       gelu,
    "leaky_relu": leaky_relu,
    "linear":     linear,
    "relu":       relu,
    "sigmoid":    sigmoid,
    "silu":       silu,
    "softplus":   softplus,
    "tanh":       tanh,
}
# fmt: on


def known(activation: str | Activation | None) -> str | Activation:
    """An activation as a module keeps it: by its name where it has one; None means linear."""
    if activation is None:
        return "linear"
    if callable(activation):
        return next((name for name, function in ACTIVATIONS.items() if function is activation), activation)
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        names = ", ".join(ACTIVATIONS)
        raise ValueError(f"no activation is called {activation!r}; known are {names}, or give a function")
    return activation


def function_of(activation: str | Activation) -> Activation:
    """The function that a module's activation stands for."""
    return ACTIVATIONS[activation] if isinstance(activation, str) else activation


def name_of(activation: str | Activation) -> str:
    """How an activation is called in formulas."""
    return activation if isinstance(activation, str) else getattr(activation, "__name__", repr(activation))
