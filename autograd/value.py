"""A number that remembers how it was made: the node of a computation graph."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from autograd.arithmetic import Arithmetic
from autograd.backward import backward, checked_data
from autograd.context import CONSTANT, CONTEXT, NodeInfo, calling_line, text
from autograd.graph import UNSET, Node, is_set, topological_order
from autograd.number import number, stands_for_numbers
from autograd.operation import Operation, Reading
from autograd.operations import add, mul, sub

if TYPE_CHECKING:  # otherwise loaded when they are first used, because computing does not need pictures
    from autograd.draw import Picture, Tree
    from autograd.draw.engines import Engine
    from autograd.draw.folding import Depth
    from autograd.explain import Steps


def infix(operation: Operation) -> "Callable[[Value, Any], Value]":
    """Return the method for an operator that is defined for all numbers, with a shortcut for two Values."""
    forward = operation.forward

    def method(self: "Value", other: Any) -> "Value":
        if type(other) is not Value:
            if type(other) is not float and type(other) is not int:
                return general(self, other)
            other = Value.lift(other)
        here = CONTEXT.get()
        if not here.recording or here.with_lines:
            return record(operation, (self, other), forward(self.data, other.data))
        node = new(Value)  # `record`, written out, because this is the commonest case
        node.data = forward(self.data, other.data)
        node.grad = UNSET
        node.operation = operation
        node.inputs = (self, other)
        node.info = here
        return node

    general: Callable[[Value, Any], Value] = getattr(Arithmetic, f"__{operation.name}__")
    return method


class Value(Arithmetic):
    """A number in a computation: `data`, and after `backward()` its gradient `grad`.

    data   one real number, kept as a float; anything else raises a TypeError
    label  the name that pictures and errors call it by

    >>> from autograd import Value
    >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
    >>> y = a * b + a
    >>> y.backward()
    >>> a.grad, b.grad
    (-2.0, 2.0)
    """

    __slots__ = ("data", "grad", "operation", "inputs", "info")
    rank = 1

    data: float  # the number
    grad: float  # ∂(output)/∂(this number), set by output.backward()
    operation: Operation | None  # what made it; None for a leaf
    inputs: tuple["Value", ...]  # what it was made from, in order: x * x holds x twice
    info: NodeInfo  # its label and scope, and whether it is a constant

    def __init__(self, data: float, label: str = "") -> None:
        here = CONTEXT.get()
        self.data = number(data)
        self.grad = UNSET
        self.operation = None
        self.inputs = ()
        self.info = here
        if label:
            self.label = label

    @classmethod
    def lift(cls, x: Any) -> "Value":
        """Return x itself if it is a Value, otherwise a constant node for a plain number in an expression."""
        if isinstance(x, Value):
            return x
        node = Value(x)
        node.info = CONSTANT
        return node

    @classmethod
    def apply(cls, operation: Operation, inputs: tuple["Value", ...]) -> "Value":
        """Compute an operation and return a node that remembers it and its inputs."""
        numbers = [x.data for x in inputs]
        if operation.restricted or len(inputs) != operation.arity:
            return record(operation, inputs, operation.compute(*numbers, labels=[x.label for x in inputs]))
        try:
            data = operation.forward(*numbers)
        except (ArithmeticError, ValueError):  # `compute` raises an error that explains it
            data = operation.compute(*numbers, labels=[x.label for x in inputs])
        return record(operation, inputs, data)

    __add__ = infix(add)
    __sub__ = infix(sub)
    __mul__ = infix(mul)

    def backward(self) -> None:
        """Set `grad` in every node that this one was made from, by the chain rule, from here back to the leaves.

        Each call adds to the `grad` of a leaf, so set that to 0 between training steps (`zero_grad`). The nodes in
        between hold the gradient of the last call only. After an error, or Ctrl-C, the leaves hold what they held
        before the call.

        A gradient belongs to the numbers of one forward pass: if `data` has been changed since then, a RuntimeError is
        raised. Call `recompute` first.
        """
        backward(self)

    def recompute(self) -> "Value":
        """Run the forward pass again from the leaves, whose `data` may have been changed, and return self.

        If an operation is not defined for the new numbers, raise a `DomainError` and change nothing.
        """
        numbers: dict[Value, float] = {}
        for node in topological_order(self):
            if node.operation is None:
                numbers[node] = checked_data(node)
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
        """Return a leaf with the same number: no gradient flows from it to this node."""
        return Value(self.data, self.label)

    @property
    def label(self) -> str:
        """The name of the node, shown in pictures and errors; "" if it has none. Anything but text is a TypeError."""
        return self.info.label

    @label.setter
    def label(self, label: str) -> None:
        self.info = self.info._replace(label=text(label, "a label"))

    # fmt: off
    def __lt__(self, other: Any) -> bool: return self.data <  data_of(other)
    def __le__(self, other: Any) -> bool: return self.data <= data_of(other)
    def __gt__(self, other: Any) -> bool: return self.data >  data_of(other)
    def __ge__(self, other: Any) -> bool: return self.data >= data_of(other)
    # fmt: on

    __hash__ = object.__hash__  # two nodes with equal numbers are still two nodes

    def __eq__(self, other: object) -> bool:
        """Return whether other is this very node; a number raises a TypeError, because `data` is to be compared."""
        if self is not other and not isinstance(other, Reading) and stands_for_numbers(other):
            raise TypeError(f"a Value is a node, not a number; to compare numbers write v.data == {other!r}")
        return self is other

    def __repr__(self) -> str:
        grad = f", grad={self.grad!r}" if is_set(self.grad) else ""
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self.data!r}{grad}{label})"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    if not TYPE_CHECKING:  # type checkers would take it to mean that every name exists

        def __getattr__(self, name: str) -> Any:
            from autograd.support.other_names import not_of_value

            raise AttributeError(not_of_value(type(self), name), name=name, obj=self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        for node in topological_order(self):
            if id(node) not in memo:
                memo[id(node)] = copy = new(type(node))
                copy.data, copy.grad, copy.operation, copy.info = node.data, node.grad, node.operation, node.info
                copy.inputs = tuple([memo[id(x)] for x in node.inputs])
                if type(node) is not Value:
                    copy_own_attributes(node, copy, memo)
        return memo[id(self)]

    def draw(
        self: Node,
        depth: "Depth | None" = None,
        *,
        engine: "Engine | None" = None,
        heat: bool = False,
        limit: int = 150,
    ) -> "Picture":
        """Return a picture of the computation; `autograd.draw.draw` explains the arguments."""
        from autograd.draw import draw

        return draw(self, depth, engine=engine, heat=heat, limit=limit)

    def tree(self: Node, lines: int = 60, levels: int = 20) -> "Tree":
        """Return the computation as text; `autograd.draw.tree` explains the arguments."""
        from autograd.draw import tree

        return tree(self, lines, levels)

    def explain(
        self: Node,
        learning_rate: float | None = None,
        parameters: Iterable[Node] | None = None,
        *,
        title: str = "",
    ) -> "Steps":
        """Return the forward and backward pass step by step; `autograd.explain.explain` explains the arguments."""
        from autograd.explain import explain

        return explain(self, learning_rate, parameters, title=title)

    def _repr_html_(self: Node) -> str | None:
        """Return the picture that a notebook shows; None for a leaf or a large graph, which it shows as text."""
        from autograd.draw.picture import small_picture

        return small_picture(self)

    @property
    def _prev(self) -> tuple["Value", ...]:
        """The `inputs`, under the name that well-known lectures on backpropagation use."""
        return self.inputs

    @property
    def _op(self) -> str:
        """The name of the operation, or "" for a leaf, for the code of those lectures."""
        return self.operation.name if self.operation else ""


def copy_own_attributes(node: Value, copy: Value, memo: dict[int, Any]) -> None:
    """Copy the attributes that a subclass of Value adds to those of every Value."""
    state: Any = node.__getstate__()
    dictionary, slots = state if isinstance(state, tuple) else (state, {})
    for name, attribute in {**(dictionary or {}), **slots}.items():
        if name not in Value.__slots__:
            setattr(copy, name, deepcopy(attribute, memo))


new = object.__new__


def record(operation: Operation, inputs: tuple["Value", ...], data: float) -> "Value":
    """Return a new node: the operation, what it was applied to, and the number that came out."""
    node = new(Value)
    node.data = data
    node.grad = UNSET
    node.operation = operation
    node.inputs = inputs
    node.info = here = CONTEXT.get()
    if not here.recording:
        node.operation, node.inputs = None, ()
    elif here.with_lines:
        node.info = here._replace(line=calling_line())
    return node


def data_of(x: Any) -> float:
    """Return the number of a node, or the plain number itself."""
    return x.data if isinstance(x, Value) else number(x)
