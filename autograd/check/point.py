"""The point at which a function is checked: its variables by name, and its derivatives with respect to them."""

import inspect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from math import inf, isfinite, isnan
from typing import Any

from autograd.domain import DomainError
from autograd.graph import topological_order
from autograd.operation import Operation, count, letter
from autograd.transforms.forward_mode import jvp
from autograd.transforms.signatures import Function
from autograd.transforms.tree import Nested, leaves, mapped, named_leaves
from autograd.transforms.validation import check_function
from autograd.value import Value, data_of


class Point:
    """Arguments of a function, and parameters that it captures, as leaves that can be changed one by one."""

    def __init__(
        self, f: Function, inputs: tuple[Nested, ...], parameters: Iterable[Any] | Mapping[str, Value]
    ) -> None:
        check_function("check_gradients", f)
        if inputs and takes_nothing(f):
            raise TypeError(
                f"check_gradients: the function takes no arguments, but {count(len(inputs), 'input')} came; Values "
                "that it uses without taking them come as parameters=[…]"
            )
        self.f = f
        self.inputs = mapped(lambda x: Value(data_of(x)), inputs)
        self.captured = named(parameters)
        own = zip(argument_names(f, len(inputs)), self.inputs)
        self.variables = dict(leaf for name, part in own for leaf in named_leaves(part, name)) | self.captured
        if not self.variables:
            raise ValueError("check_gradients: there is nothing to check; give inputs, or parameters=[…]")
        for name, variable in self.variables.items():
            if not isfinite(variable.data):
                raise ValueError(
                    f"check_gradients: {name} is {variable.data}, and there is no step away from it; "
                    "give a finite number"
                )

    def outputs(self) -> list[Value]:
        """Return the outputs of f at the point."""
        return [Value.lift(y) for y in leaves(self.f(*self.inputs))]

    def by_reverse(self, outputs: Sequence[Value]) -> list[list[float]]:
        """Return a row for each output: its slopes with respect to each variable, by `backward`."""
        table = []
        variables = list(self.variables.values())
        for y in outputs:
            with gradients_kept(y, *variables):
                for variable in variables:
                    variable.grad = 0.0
                y.backward()
                table.append([variable.grad for variable in variables])
        return table

    def by_forward(self) -> list[list[float]]:
        """Return a row for each output: its slopes with respect to each variable, by `jvp`."""
        numbers = mapped(data_of, self.inputs)
        columns = []
        for variable in self.variables.values():
            direction = mapped(partial(one_where, variable), self.inputs)
            columns.append([data_of(slope) for slope in leaves(jvp(self.f, numbers, direction)[1])])
        return [list(row) for row in zip(*columns)]

    def along(self, name: str, outputs: int) -> "Line":
        """Return the outputs as a function of the variable of this name.

        outputs   how many there are
        """
        return Line(self, name, self.variables[name], outputs)


class Line:
    """The outputs of a function of one variable, while all other variables keep their numbers."""

    def __init__(self, point: Point, name: str, variable: Value, outputs: int) -> None:
        self.point = point
        self.name = name
        self.variable = variable
        self.here = variable.data
        self.size = outputs  # how many there are
        self.nearest = inf  # the smallest step that was taken

    def __call__(self, x: float) -> list[float] | None:
        """Return the outputs at x: inf if they overflow, None if the function is not defined at x, or gives nan."""
        self.nearest = min(self.nearest, abs(x - self.here))
        try:
            self.variable.data = x
            outputs = [data_of(y) for y in leaves(self.point.f(*self.point.inputs))]
            if len(outputs) != self.size:
                raise ValueError(f"the function gives {count(self.size, 'output')} here, and {len(outputs)} there")
        except DomainError:
            return None
        except OverflowError:
            return [inf] * self.size
        except Exception as error:
            error.add_note(
                f"check_gradients: this happened at {self.name} = {x!r}, where a difference is taken for the "
                f"slope at {self.here!r}. If the function is not defined there, let it raise a DomainError, or give a "
                "smaller step=…"
            )
            raise
        finally:
            self.variable.data = self.here
        return None if any(map(isnan, outputs)) else outputs


def one_where(variable: Value, x: Value) -> float:
    """Return 1 if x is the variable, otherwise 0."""
    return float(x is variable)


@contextmanager
def gradients_kept(*roots: Value) -> Iterator[None]:
    """Restore the gradients of all nodes of a graph at the end of a `with` block, in which `backward` may be called."""
    before = [(node, node.grad) for node in topological_order(*roots)]
    try:
        yield
    finally:
        for node, gradient in before:
            node.grad = gradient


def named(parameters: Iterable[Any] | Mapping[str, Value]) -> dict[str, Value]:
    """Return parameters by name: the one given with it, or its label; one without a name of its own is numbered."""
    pairs = list(parameters.items() if isinstance(parameters, Mapping) else map(name_and_value, parameters))
    uses = Counter(name for name, _ in pairs)
    return {name if name and uses[name] == 1 else f"parameters[{i}]": value for i, (name, value) in enumerate(pairs)}


def name_and_value(entry: Any) -> tuple[str, Value]:
    """Return a pair (name, Value) as it is, and a Value as a pair with its label."""
    return entry if isinstance(entry, tuple) else (entry.label, entry)


def argument_names(f: Function, size: int) -> list[str]:
    """Return names for the arguments of f, as many as the size: those of its signature as far as it has them."""
    if isinstance(inspect.unwrap(f), Operation):
        return [letter(i) for i in range(size)]
    try:
        names = [name for name, p in inspect.signature(f).parameters.items() if p.kind is not p.VAR_POSITIONAL]
    except (TypeError, ValueError):  # some builtins have no signature
        names = []
    return [*names[:size], *(f"input {i + 1}" for i in range(len(names), size))]


def takes_nothing(f: Function) -> bool:
    """Return whether the signature of f has no arguments."""
    try:
        return not inspect.signature(f).parameters
    except (TypeError, ValueError):  # some builtins have no signature
        return False
