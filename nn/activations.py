"""The activations by name: the function that a neuron applies to its weighted sum.

>>> from nn import ACTIVATIONS
>>> ACTIVATIONS["relu"](-1.5)
0.0
"""

from collections.abc import Callable

from autograd import gelu, leaky_relu, relu, sigmoid, silu, softplus, tanh
from autograd.operation import Scalar

Activation = Callable[[Scalar], Scalar]


def linear(x: Scalar) -> Scalar:
    """Return x as it is: the activation of a last layer whose outputs are predicted numbers or logits.

    >>> from nn import linear
    >>> linear(-1.5)
    -1.5
    """
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


def activation_named(activation: str | Activation | None) -> str | Activation:
    """Return an activation as a module keeps it: its name if it has one, otherwise the function; None means linear."""
    if activation is None:
        return "linear"
    if callable(activation):
        return next((name for name, function in ACTIVATIONS.items() if function is activation), activation)
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        names = ", ".join(ACTIVATIONS)
        if not isinstance(activation, str):
            raise TypeError(
                f"an activation is a name or a function, but {activation!r} came; known are {names}. If something else "
                "was meant, name it: random=…, initializer=…"
            )
        raise ValueError(f"no activation is called {activation!r}; known are {names}, or give a function")
    return activation


def function_of(activation: str | Activation) -> Activation:
    """Return the function of an activation that a module keeps."""
    return ACTIVATIONS[activation] if isinstance(activation, str) else activation


def name_of(activation: str | Activation) -> str:
    """Return the name of an activation, as formulas show it."""
    return activation if isinstance(activation, str) else getattr(activation, "__name__", repr(activation))
