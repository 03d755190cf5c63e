"""Where inf or nan came from: the first node of a computation that went wrong, in words."""

from collections.abc import Iterable
from math import isfinite, isnan

from autograd.graph import Node
from nn.training.history import History

ADVICE = "Lower the learning rate, clip the gradient (clip=1.0), or bring the inputs to a scale around 1."


class NonFiniteError(ArithmeticError):
    """The loss, its gradient or a parameter would have become inf or nan; the model is as it was before that step.

    message   what went wrong
    node      the first node that went wrong
    history   the steps before

    >>> from autograd import Value
    >>> from nn import SGD, NonFiniteError
    >>> x = Value(1.0)
    >>> x.grad = float("nan")
    >>> try:
    ...     SGD([x], 0.1).step()
    ... except NonFiniteError as error:
    ...     print(error.node is x, x.data)
    True 1.0
    """

    def __init__(self, message: str, node: Node, history: History) -> None:
        super().__init__(message)
        self.node = node
        self.history = history


def loss_error(order: Iterable[Node], history: History) -> NonFiniteError:
    """Return the error for a loss that is not finite. order: the nodes of its graph, inputs first."""
    *_, loss = nodes = list(order)
    first = next(node for node in nodes if not isfinite(node.data))
    message = f"step {len(history)}: the loss is {loss.data}. The first to be so is {described(first)}. {ADVICE}"
    return NonFiniteError(message, first, history)


def gradient_error(order: Iterable[Node], history: History) -> NonFiniteError:
    """Return the error for a gradient that is not finite although the loss is. order: as backward visits the nodes."""
    first = next(node for node in order if not isfinite(node.grad))
    message = (
        f"step {len(history)}: the loss is finite, but its gradient is not. The first on the way back to get "
        f"{first.grad} is {described(first)}. {ADVICE}"
    )
    return NonFiniteError(message, first, history)


def described(node: Node) -> str:
    """Return a node in words: what it is, where it was made, and which numbers it was made from."""
    label = f" {node.label!r}" if node.label else ""
    scope = f" in {' / '.join(node.info.scope)}" if node.info.scope else ""
    line = f" ({node.info.line})" if node.info.line else ""
    if node.operation is None:
        return f"the {'constant' if node.info.constant else 'leaf'} {node.data!r}{label}{scope}{line}"
    return f"{node.operation.name}{label}{scope}{line}, which gives {node.data!r} for {inputs_in_words(node)}"


def inputs_in_words(node: Node) -> str:
    """Return the inputs of a node in words: one by one if they are few, otherwise their range."""
    inputs = node.inputs
    if len(inputs) > 4:
        numbers = [x.data for x in inputs if not isnan(x.data)]
        missing = len(inputs) - len(numbers)
        range_of_them = f" from {min(numbers)!r} to {max(numbers)!r}" if numbers else ""
        return f"{len(inputs)} inputs{range_of_them}" + (f", {missing} of them nan" if missing else "")
    return " and ".join(f"{x.data!r}" + (f" ({x.label!r})" if x.label else "") for x in inputs)
