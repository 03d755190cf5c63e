"""A number that remembers how it was made, and the way back through that memory."""

from collections.abc import Callable, Iterable
from numbers import Real
from typing import Any

from autograd.arithmetic import Arithmetic
from autograd.domain import DomainError
from autograd.graph import UNSET, Unset, topological_order
from autograd.number import number
from autograd.operation import Operation
from autograd.operations import add, mul, sub
from autograd.origin import CONSTANT, HERE, Origin, calling_line
from autograd.visible import Visible


new = object.__new__


def record(operation: Operation, inputs: tuple["Value", ...], data: float) -> "Value":
    """A new node: what was done, to what, and what came out."""
    node = new(Value)
    node.data = data
    node.grad = UNSET
    node.operation = operation
    node.inputs = inputs
    node.origin = here = HERE.get()
    if not here.recording:
        node.operation, node.inputs = None, ()
    elif here.with_lines:
        node.origin = here._replace(line=calling_line())
    return node


def push_back(nodes: Iterable["Value"]) -> None:
    """The chain rule: each node passes its gradient to its inputs, times the slope by that input."""
    for node in nodes:
        if node.operation is None:
            continue
        inputs, upstream = node.inputs, node.grad
        try:
            if len(inputs) == 1:  # the loop below, unrolled for the most common cases
                (a,) = inputs
                (by_a,) = node.operation.partials(a.data, node.data)
                a.grad += by_a * upstream
            elif len(inputs) == 2:
                a, b = inputs
                by_a, by_b = node.operation.partials(a.data, b.data, node.data)
                a.grad += by_a * upstream
                b.grad += by_b * upstream
            else:
                slopes = node.operation.partials(*[x.data for x in inputs], node.data)
                for x, slope in zip(inputs, slopes):
                    x.grad += slope * upstream
        except (ZeroDivisionError, DomainError) as error:
            raise node.operation.no_slope([x.data for x in inputs]) from error


def infix(operation: Operation) -> "Callable[[Value, Any], Value]":
    """The method behind an operator that is defined for all numbers: two Values take the short way."""
    forward = operation.forward

    def method(self: "Value", other: Any) -> "Value":
        if type(other) is float or type(other) is int:
            other = Value.lift(other)
        if type(other) is Value:
            return record(operation, (self, other), forward(self.data, other.data))
        return general(self, other)

    general: Callable[[Value, Any], Value] = getattr(Arithmetic, f"__{operation.name}__")
    return method


class Value(Visible, Arithmetic):
    """A number in a computation: `data`, and after `backward()` its gradient `grad`."""

    __slots__ = ("data", "grad", "operation", "inputs", "origin")
    rank = 1

    data: float  # the number
    grad: float  # ∂(output)/∂(this number), filled by output.backward()
    operation: Operation | None  # what made it; None for a leaf
    inputs: tuple["Value", ...]  # what it was made from, in order: x * x holds x twice
    origin: Origin  # its label and scope, and whether it is a constant

    def __init__(self, data: float, label: str = "") -> None:
        here = HERE.get()
        self.data = number(data)
        self.grad = UNSET
        self.operation = None
        self.inputs = ()
        self.origin = here._replace(label=label) if label else here

    @classmethod
    def lift(cls, x: Any) -> "Value":
        """A plain number in an expression becomes a constant node."""
        if isinstance(x, Value):
            return x
        node = Value(x)
        node.origin = CONSTANT
        return node

    @classmethod
    def apply(cls, operation: Operation, inputs: tuple["Value", ...]) -> "Value":
        """Compute, and remember the operation and its inputs."""
        numbers = [x.data for x in inputs]
        if operation.restricted or len(inputs) != len(operation.domains):
            return record(operation, inputs, operation.compute(*numbers, labels=[x.label for x in inputs]))
        try:
            data = operation.forward(*numbers)
        except (ZeroDivisionError, ValueError):  # `compute` says it in words
            data = operation.compute(*numbers, labels=[x.label for x in inputs])
        return record(operation, inputs, data)

    __add__ = infix(add)
    __sub__ = infix(sub)
    __mul__ = infix(mul)

    def backward(self) -> None:
        """Fill `grad` of every node this one was made from: the chain rule, from here back to the leaves.

        A leaf's `grad` is added to, once for each call: set it to 0 between steps (`zero_grad`). The
        nodes in between hold the gradient of the last call only.
        """
        order = topological_order(self)
        before = [(leaf, leaf.grad) for leaf in order if leaf.operation is None]
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        try:
            push_back(reversed(order))
        except BaseException:  # an undefined slope, or Ctrl-C: what the leaves held before is not lost
            for leaf, grad in before:
                leaf.grad = grad
            raise
        for leaf, grad in before:
            leaf.grad += grad

    def recompute(self) -> "Value":
        """Run the forward pass again from the leaves, whose `data` may have been changed; gives self."""
        for node in topological_order(self):
            if node.operation is not None:
                inputs = node.inputs
                node.data = node.operation.compute(*[x.data for x in inputs], labels=[x.label for x in inputs])
        return self

    def detach(self) -> "Value":
        """A leaf of the same number: what is made of it does not lead back here."""
        return Value(self.data, self.label)

    @property
    def label(self) -> str:
        """The name a person gave it, shown in pictures and errors."""
        return self.origin.label

    @label.setter
    def label(self, label: str) -> None:
        self.origin = self.origin._replace(label=label)

    # fmt: off
    def __lt__(self, other: Any) -> bool: return self.data <  data_of(other)
    def __le__(self, other: Any) -> bool: return self.data <= data_of(other)
    def __gt__(self, other: Any) -> bool: return self.data >  data_of(other)
    def __ge__(self, other: Any) -> bool: return self.data >= data_of(other)
    # fmt: on

    __hash__ = object.__hash__  # a node is itself, whatever its number

    def __eq__(self, other: object) -> bool:
        """Whether it is the same node: to compare numbers, compare their `data`."""
        if isinstance(other, Real):
            raise TypeError(f"a Value is a node, not a number; to compare numbers write v.data == {other!r}")
        return self is other

    def __repr__(self) -> str:
        grad = "" if isinstance(self.grad, Unset) else f", grad={self.grad!r}"
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self.data!r}{grad}{label})"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        for node in topological_order(self):
            if id(node) not in memo:
                memo[id(node)] = copy = new(Value)
                copy.data, copy.grad, copy.operation, copy.origin = node.data, node.grad, node.operation, node.origin
                copy.inputs = tuple([memo[id(x)] for x in node.inputs])
        return memo[id(self)]


def data_of(x: Any) -> float:
    """The number of a node, or a plain number."""
    return x.data if isinstance(x, Value) else number(x)
