"""A recorded computation as a graph: what every node has, and the order in which to visit them."""

from collections.abc import Sequence
from itertools import filterfalse
from typing import Any, Protocol, TypeVar

from autograd.operation import Operation
from autograd.origin import Origin


class Unset(float):
    """The gradient before any backward pass: counts as 0.0, and is drawn as –."""


UNSET = Unset()


class Node(Protocol):
    """What pictures, steps and checks need to know of a `Value`, without knowing `Value`."""

    data: float
    grad: float
    operation: Operation | None
    origin: Origin

    @property
    def inputs(self) -> Sequence["Node"]: ...

    @property
    def label(self) -> str: ...


N = TypeVar("N", bound=Any)


def topological_order(*roots: N) -> list[N]:
    """Every node the roots were made from, each once, inputs before what was made of them.

    Backward walks it in reverse: a node's gradient is complete before it is passed on. Without
    recursion, so that a chain of a million operations is no deeper than one of two.
    """
    order: list[N] = []
    seen: set[N] = set()
    stack: list[Any] = list(reversed(roots))
    while stack:
        node = stack.pop()
        if node is None:  # a mark: all inputs of the node below it have been visited
            order.append(stack.pop())
        elif node not in seen:
            seen.add(node)
            if node.inputs:
                stack += (node, None)
                stack.extend(filterfalse(seen.__contains__, reversed(node.inputs)))
            else:
                order.append(node)
    return order
