"""What every part of a network can do: find its parameters, name them, give them away and take them back."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any, Self

from autograd import Value
from autograd.number import number
from autograd.origin import HERE
from autograd.structure import Nested, leaves, mapped
from nn.gradients import clear_gradients
from nn.tensor import disagreement, plain, shape_of, written


class Module:
    """Anything with parameters: its own attributes that are Values, lists of Values, or modules again.

    A subclass sets them in `__init__` and says in `__call__` what it computes. To see its parts apart
    in a picture, call each one in a scope: `with scope("first"): x = self.first(x)`.
    """

    training = True  # what `train` and `eval` switch, for parts that behave differently while learning
    buffer_names: tuple[str, ...] = ()  # the attributes whose Values are saved, but not learned

    def tensors(self) -> Iterator[tuple[str, Nested]]:
        """Each group of parameters under PyTorch's name for it: `("layers.0.weight", [[w, w], …])`."""
        for name, attribute in vars(self).items():
            if name not in self.buffer_names:
                yield from tensors_in(attribute, name)

    def buffers(self) -> Iterator[tuple[str, Nested]]:
        """Each group of Values that are saved but not learned: `("norm.running_mean", [m, m, …])`."""
        for name, attribute in vars(self).items():
            if name in self.buffer_names:
                yield name, attribute
            for place, part in parts_in(attribute, name):
                for inner, tensor in part.buffers():
                    yield f"{place}.{inner}", tensor

    def saved(self) -> Iterator[tuple[str, Nested]]:
        """All that makes the model what it is: its parameters, then its buffers."""
        yield from self.tensors()
        yield from self.buffers()

    def parameters(self) -> list[Value]:
        """Every parameter once, in the order of the attributes."""
        return list(dict.fromkeys(p for _, tensor in self.tensors() for p in leaves(tensor)))

    def named_parameters(self) -> list[tuple[str, Value]]:
        """Every parameter with its name, such as `layers.0.weight[2][0]`."""
        return [
            (name + "".join(f"[{i}]" for i in place), p)
            for name, tensor in self.tensors()
            for place, p in zip(product(*map(range, shape_of(tensor) or ())), leaves(tensor))
        ]

    @property
    def parameter_count(self) -> int:
        """How many numbers are learned."""
        return len(self.parameters())

    def zero_grad(self) -> None:
        """Set every gradient to 0, because `backward` adds to what is there."""
        clear_gradients(self.parameters())

    def state_dict(self) -> dict[str, Nested]:
        """The numbers of the parameters and buffers, as nested lists under PyTorch's names."""
        return {name: mapped(lambda p: p.data, tensor) for name, tensor in self.saved()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take over the numbers of a `state_dict`: all of them, or none and a ValueError that says why."""
        own = dict(self.saved())
        given = {name: plain(tensor) for name, tensor in state.items()}
        problem = disagreement(shapes(own), shapes(given))
        if problem:
            raise ValueError(
                f"load_state_dict: {problem}. The {type(self).__name__} is as it was; "
                "build it with the sizes of the one that was saved."
            )
        numbers = [[number(x) for x in leaves(given[name])] for name in own]
        for tensor, data in zip(own.values(), numbers):
            for p, x in zip(leaves(tensor), data):
                p.data = x

    def modules(self) -> Iterator["Module"]:
        """This module and every one inside it."""
        yield self
        for _, part in parts_in(vars(self), ""):
            yield from part.modules()

    def train(self, mode: bool = True) -> Self:
        """Tell every part that it is learning (or, `mode=False`, that it is being used); gives self."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Tell every part that it is being used and no longer learns; gives self."""
        return self.train(False)

    def formula(self) -> str:
        """What it computes, in one line, if it can say so."""
        return ""

    def __repr__(self) -> str:
        count = self.parameter_count
        title = f"{type(self).__name__}: {self.formula()}".rstrip(": ")
        rows = [(name, written(shape), str(prod(shape or ()))) for name, shape in shapes(dict(self.tensors())).items()]
        rows += [(name, written(shape), "not learned") for name, shape in shapes(dict(self.buffers())).items()]
        widths = [max(map(len, column)) for column in zip(*rows)]
        table = [f"\n  {name:{widths[0]}}  {shape:{widths[1]}}  {n:>{widths[2]}}" for name, shape, n in rows]
        return f"{title}   ({count} parameter{'s' * (count != 1)})" + "".join(table)


def tensors_in(thing: Any, name: str) -> Iterator[tuple[str, Nested]]:
    """The named tensors of an attribute: itself if it is one, or those of the modules and lists it holds."""
    if isinstance(thing, Module):
        for inner, tensor in thing.tensors():
            yield f"{name}.{inner}", tensor
    elif is_tensor(thing):
        yield name, thing
    elif isinstance(thing, list | tuple | dict):
        for key, part in thing.items() if isinstance(thing, dict) else enumerate(thing):
            yield from tensors_in(part, f"{name}.{key}")


def is_tensor(thing: Any) -> bool:
    """Whether it is a leaf Value, or lists of these with a shape."""
    if isinstance(thing, list | tuple):
        return bool(thing) and all(map(is_tensor, thing)) and shape_of(thing) is not None
    return isinstance(thing, Value) and thing.operation is None


def parts_in(thing: Any, name: str) -> Iterator[tuple[str, Module]]:
    """The modules among an attribute and the lists and dicts it holds, by name."""
    if isinstance(thing, Module):
        yield name, thing
    elif isinstance(thing, list | tuple | dict):
        for key, part in thing.items() if isinstance(thing, dict) else enumerate(thing):
            yield from parts_in(part, f"{name}.{key}")


def shapes(tensors: Mapping[str, Nested]) -> dict[str, tuple[int, ...] | None]:
    """The shape of each tensor."""
    return {name: shape_of(tensor) for name, tensor in tensors.items()}


def place(module: Module) -> str:
    """Where an error has happened: the scopes, or the name of a module that stands in none."""
    return ", ".join(HERE.get().scope) or type(module).__name__
