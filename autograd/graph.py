"""A recorded computation as a graph: what every node has, and the order in which to visit the nodes."""

from collections.abc import Sequence
from itertools import filterfalse
from typing import Any, Protocol, TypeVar

from autograd.context import NodeInfo
from autograd.operation import Operation


class Unset(float):
    """The gradient before any backward pass: it counts as 0.0, and pictures show it as –."""


UNSET = Unset()


def is_set(grad: float | None) -> bool:
    """Return whether a gradient has been set; None, which PyTorch users write, counts as not set."""
    return grad is not None and not isinstance(grad, Unset)


class Node(Protocol):
    """The attributes of a `Value` that pictures, steps and checks read."""

    data: float
    grad: float
    operation: Operation | None
    info: NodeInfo

    @property
    def inputs(self) -> Sequence["Node"]: ...

    @property
    def label(self) -> str: ...


N = TypeVar("N", bound=Any)


def topological_order(*roots: N) -> list[N]:
    """Return every node that the roots were made from, each once, inputs before what was made of them.

    `backward` goes through it in reverse, so that a node's gradient is complete before it is passed on. There is no
    recursion, so a chain of a million operations is possible.

    >>> from autograd import Value, topological_order
    >>> x = Value(3.0)
    >>> [node.data for node in topological_order(x * x + x)]
    [3.0, 9.0, 12.0]
    """
    order: list[N] = []
    seen: set[N] = set()
    stack: list[Any] = list(reversed(roots))
    while stack:
        node = stack.pop()
        if node is None:  # a mark: the next node on the stack comes now, because all its inputs have been visited
            order.append(stack.pop())
        elif node not in seen:
            seen.add(node)
            inputs = node.inputs
            if not inputs:
                order.append(node)
            elif len(inputs) == 1:  # what stands below, written out for the commonest cases
                stack += (node, None, inputs[0])
            elif len(inputs) == 2:
                a, b = inputs
                stack += (node, None, a) if b in seen else (node, None, b, a)
            else:
                stack += (node, None)
                stack.extend(filterfalse(seen.__contains__, reversed(inputs)))
    return order
