"""A number that remembers how it was made, and the way back through that memory."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from autograd.arithmetic import Arithmetic
from autograd.domain import DomainError
from autograd.graph import UNSET, is_set, topological_order
from autograd.number import number, stands_for_numbers
from autograd.operation import Operation, Reading
from autograd.operations import add, mul, sub
from autograd.origin import CONSTANT, HERE, Origin, calling_line, text
from autograd.visible import Visible


def infix(operation: Operation) -> "Callable[[Value, Any], Value]":
    """The method behind an operator that is defined for all numbers: two Values take the short way."""
    forward = operation.forward

    def method(self: "Value", other: Any) -> "Value":
        if type(other) is float or type(other) is int:
            other = Value.lift(other)
        if type(other) is not Value:
            return general(self, other)
        here = HERE.get()
        if not here.recording or here.with_lines:
            return record(operation, (self, other), forward(self.data, other.data))
        node = new(Value)  # `record`, written out
        node.data = forward(self.data, other.data)
        node.grad = UNSET
        node.operation = operation
        node.inputs = (self, other)
        node.origin = here
        return node

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
        self.origin = here
        if label:
            self.label = label

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
        if operation.restricted or len(inputs) != operation.arity:
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
        nodes in between hold the gradient of the last call only. The call is whole or has not happened: after an
        error, or Ctrl-C, the leaves hold what they held before.

        A gradient belongs to the numbers of the forward pass. Where `data` has been changed since, there is a
        RuntimeError, because slopes of two moments would be mixed: call `recompute` first.
        """
        if self.operation is None and not self.origin.recording:
            raise RuntimeError(
                "backward: this Value was made inside no_grad, where nothing is remembered, so there is no way back. "
                "Compute it outside, or inside `with recording():`."
            )
        order = topological_order(self)
        before = [(leaf, held(leaf)) for leaf in order if leaf.operation is None]
        try:
            for node in order:
                node.grad = NOTHING
            self.grad = 1.0
            push_back(reversed(order))
            for leaf, grad in before:
                leaf.grad += grad
        except BaseException:
            for node in order:
                node.grad = UNSET
            for leaf, grad in before:
                leaf.grad = grad
            raise

    def recompute(self) -> "Value":
        """Run the forward pass again from the leaves, whose `data` may have been changed; gives self.

        Where an operation is not defined for the new numbers, it raises a `DomainError`, and no number has changed.
        """
        numbers: dict[Value, float] = {}
        for node in topological_order(self):
            if node.operation is None:
                numbers[node] = real(node)
            else:
                labels = [x.label for x in node.inputs]
                numbers[node] = node.operation.compute(*[numbers[x] for x in node.inputs], labels=labels)
        before = [(node, node.data) for node in numbers]
        try:
            for node, data in numbers.items():
                node.data = data
        except BaseException:
            for node, data in before:
                node.data = data
            raise
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
        self.origin = self.origin._replace(label=text(label, "a label"))

    # fmt: off
    def __lt__(self, other: Any) -> bool: return self.data <  data_of(other)
    def __le__(self, other: Any) -> bool: return self.data <= data_of(other)
    def __gt__(self, other: Any) -> bool: return self.data >  data_of(other)
    def __ge__(self, other: Any) -> bool: return self.data >= data_of(other)
    # fmt: on

    __hash__ = object.__hash__  # a node is itself, whatever its number

    def __eq__(self, other: object) -> bool:
        """Whether it is the same node: to compare numbers, compare their `data`."""
        if self is not other and not isinstance(other, Reading) and stands_for_numbers(other):
            raise TypeError(f"a Value is a node, not a number; to compare numbers write v.data == {other!r}")
        return self is other

    def __repr__(self) -> str:
        grad = f", grad={self.grad!r}" if is_set(self.grad) else ""
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self.data!r}{grad}{label})"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        for node in topological_order(self):
            if id(node) not in memo:
                memo[id(node)] = copy = new(type(node))
                copy.data, copy.grad, copy.operation, copy.origin = node.data, node.grad, node.operation, node.origin
                copy.inputs = tuple([memo[id(x)] for x in node.inputs])
                if type(node) is not Value:
                    copy_own_attributes(node, copy, memo)
        return memo[id(self)]

    @property
    def _prev(self) -> tuple["Value", ...]:
        """`inputs`, under the name that well-known lectures on backpropagation give them."""
        return self.inputs

    @property
    def _op(self) -> str:
        """The name of the operation, "" for a leaf: again for the code of those lectures."""
        return self.operation.name if self.operation else ""


def copy_own_attributes(node: Value, copy: Value, memo: dict[int, Any]) -> None:
    """What a class made from Value keeps besides what every Value has."""
    state: Any = node.__getstate__()
    dictionary, slots = state if isinstance(state, tuple) else (state, {})
    for name, attribute in {**(dictionary or {}), **slots}.items():
        if name not in Value.__slots__:
            setattr(copy, name, deepcopy(attribute, memo))


new = object.__new__
NOTHING = float("0")  # a zero of its own, told from others by identity: no gradient has arrived here


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
    """The chain rule: each node passes its gradient to its inputs, times the slope with respect to that input."""
    for node in nodes:
        operation = node.operation
        if operation is None:
            continue
        inputs, upstream = node.inputs, node.grad
        if upstream is NOTHING:  # everything made of it has selected something else
            node.grad = 0.0
            continue
        try:
            if len(inputs) == 2 and not operation.selects:  # the loops below, written out for the most common case
                a, b = inputs
                a_data, b_data, y_data = a.data, b.data, node.data
                if operation.forward(a_data, b_data) != y_data:
                    refuse_change(node, operation)
                by_a, by_b = operation.partials(a_data, b_data, y_data)
                a.grad += by_a * upstream
                b.grad += by_b * upstream
                continue
            numbers = [x.data for x in inputs]
            if operation.forward(*numbers) != node.data:
                refuse_change(node, operation)
            slopes = operation.partials(*numbers, node.data)
            if operation.selects:
                for x, slope in zip(inputs, slopes, strict=True):
                    if slope:  # to what was not selected nothing flows, not even 0 · inf
                        x.grad += slope * upstream
            else:
                for x, slope in zip(inputs, slopes, strict=True):
                    x.grad += slope * upstream
        except (ArithmeticError, TypeError, ValueError):
            refuse_change(node, operation)
            operation.slopes(*inputs, node)  # says in words what is wrong with them
            raise


def refuse_change(node: Value, operation: Operation) -> None:
    """A RuntimeError if the numbers of a node and its inputs do not belong together."""
    numbers = [real(x) for x in node.inputs]
    try:
        now: float | str = operation.compute(*numbers)
    except DomainError:
        now = "no number"
    if now == node.data or (now != now and node.data != node.data):
        return
    if type(node.data) is not float:
        raise RuntimeError(
            f"backward: {operation.name} gave {node.data!r} ({type(node.data).__name__}), because the data of a leaf "
            "was not a float then. It is one now: run the forward pass again, or call recompute() on the result."
        )
    given = ", ".join(f"{x.data!r} ({x.label})" if x.label else f"{x.data!r}" for x in node.inputs)
    raise RuntimeError(
        f"backward: data has been changed since the forward pass, where {operation.name} gave {node.data!r}: of its "
        f"inputs, which are {given} now, it gives {now}. Gradients of two moments would be mixed: run the forward pass "
        "again, or call recompute() on the result first."
    )


def held(leaf: Value) -> float:
    """What a leaf's gradient was before; None, a habit from PyTorch, counts as not set."""
    real(leaf)
    if type(leaf.grad) is float or not is_set(leaf.grad):
        return leaf.grad or 0.0
    return number(leaf.grad, f"the gradient{named(leaf)} is one real number", "set it to 0.0")


def real(node: Value) -> float:
    """The number of a node; a TypeError if somebody has put something else there."""
    if type(node.data) is not float:
        repair = "a step is p.data -= rate * p.grad, and a number is taken from a Value with .data"
        node.data = number(node.data, f"the data{named(node)} is one real number", repair)
    return node.data


def named(node: Value) -> str:
    """The label of a node in the words of an error."""
    return f" of {node.label!r}" if node.label else f" of a {'node' if node.operation else 'leaf'}"


def data_of(x: Any) -> float:
    """The number of a node, or a plain number."""
    return x.data if isinstance(x, Value) else number(x)
