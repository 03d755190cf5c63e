"""What every part of a network can do: find its parameters, name them, give them away and take them back."""

from collections.abc import Iterator, Mapping
from itertools import chain
from math import prod
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from autograd import Value
from autograd.context import CONTEXT
from autograd.transforms.tree import Nested, mapped, named_leaves
from nn.parameters.atomic import set_all
from nn.parameters.gradients import clear_gradients
from nn.parameters.named import in_named_scope, name_parts
from nn.parameters.replaced import check_attribute, check_attributes, values_in
from nn.parameters.state import Mismatch, Rename, Unmatched, change, tensor
from nn.shapes import shape_of, written

PARAMETERS_ARE = "Parameters are the Values, and the modules, that it holds as attributes: self.w = Value(0.0)."


class Module:
    """Anything with parameters: its own attributes that are Values, lists of Values, or modules again.

    A subclass sets them in `__init__` and says in `__call__` what it computes. In pictures each part stands in a
    scope of the attribute's name: what `self.hidden = Layer(2, 4)` computes, in `hidden`. (A part that is appended
    to a list afterwards has no name; call it in a scope: `with scope("first"): x = self.parts[0](x)`.)
    """

    training = True  # what `train` and `eval` switch, for parts that behave differently while learning
    names_parts = True  # False in a class that calls its parts in scopes of its own
    buffer_names: tuple[str, ...] = ()  # the attributes whose Values are saved, but not learned

    def __setattr__(self, name: str, value: Any) -> None:
        check_attribute(self, name, value)
        super().__setattr__(name, value)
        if self.names_parts:
            name_parts(value, name, Module)

    if not TYPE_CHECKING:  # each subclass has inputs of its own

        def __call__(self, *inputs: Any, **options: Any) -> Any:
            name = type(self).__name__
            repair = "rename its forward to __call__" if hasattr(self, "forward") else f"write {name}.__call__(self, x)"
            raise TypeError(f"{name}: what a module computes is said by its method __call__, and it has none; {repair}")

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__call__" in vars(cls):
            setattr(cls, "__call__", in_named_scope(vars(cls)["__call__"]))  # noqa: B010  (mypy knows no __call__)

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
                for inner, values in part.buffers():
                    yield f"{place}.{inner}", values

    def saved(self) -> Iterator[tuple[str, Nested]]:
        """All that makes the model what it is: its parameters, then its buffers."""
        self.check()
        yield from self.tensors()
        yield from self.buffers()

    def parameters(self) -> list[Value]:
        """Every parameter once, in the order of the attributes."""
        self.check()
        return list(dict.fromkeys(chain.from_iterable(values_in(values) for _, values in self.tensors())))

    def named_parameters(self) -> list[tuple[str, Value]]:
        """Every parameter with its name, such as `layers.0.weight[2][0]`."""
        return [named for name, values in self.tensors() for named in named_leaves(values, name)]

    @property
    def parameter_count(self) -> int:
        """How many numbers are learned."""
        return len(self.parameters())

    def zero_grad(self) -> None:
        """Set every gradient to 0, because `backward` adds to what is there."""
        clear_gradients(self.parameters())

    def state_dict(self) -> dict[str, Nested]:
        """The numbers of the parameters and buffers, as nested lists under PyTorch's names.

        PyTorch takes them as tensors: `{name: torch.tensor(numbers) for name, numbers in model.state_dict().items()}`.
        """
        return {name: mapped(lambda p: p.data, values) for name, values in self.saved()}

    @overload
    def load_state_dict(
        self, state: Mapping[str, Any], *, strict: Literal[True] = True, rename: Rename | None = None
    ) -> None: ...
    @overload
    def load_state_dict(
        self, state: Mapping[str, Any], *, strict: Literal[False], rename: Rename | None = None
    ) -> Unmatched: ...

    def load_state_dict(
        self, state: Mapping[str, Any], *, strict: bool = True, rename: Rename | None = None
    ) -> Unmatched | None:
        """Take over the numbers of a `state_dict`: all of them, or none and a ValueError that says why.

        state    numbers in lists or arrays, by name
        strict   False: take over what both have, and give `(missing_keys, unexpected_keys)`: the names that only the
                 model has, whose numbers stay as they are, and those that only the state has
        rename   what the names of the state are called in the model: `{"0": "layers.0"}` makes `layers.0.weight` of
                 `0.weight`; or a function of the name
        """
        if not isinstance(state, Mapping):
            raise TypeError(
                f"load_state_dict: a {type(state).__name__} came in place of a dict of numbers by name, as "
                "state_dict() gives it; a file is read with nn.load(model, path)"
            )
        try:
            given = {name: tensor(name, numbers) for name, numbers in state.items()}
            found, unmatched = change(dict(self.saved()), given, strict, rename)
        except (Mismatch, TypeError) as error:
            kind = ValueError if isinstance(error, Mismatch) else TypeError
            raise kind(f"load_state_dict: {error}") from None
        set_all(found)
        return None if strict else unmatched

    def check(self) -> None:
        """A TypeError, if somewhere in the model the result of an operation has taken the place of a parameter."""
        for module in self.modules():
            check_attributes(module)

    def modules(self) -> Iterator["Module"]:
        """This module and every one inside it."""
        yield self
        for attribute in vars(self).values():
            for _, part in parts_in(attribute, ""):
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
        for inner, values in thing.tensors():
            yield f"{name}.{inner}", values
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
            if not isinstance(part, Value):
                yield from parts_in(part, f"{name}.{key}")


def shapes(tensors: Mapping[str, Nested]) -> dict[str, tuple[int, ...] | None]:
    """The shape of each tensor."""
    return {name: shape_of(tensor) for name, tensor in tensors.items()}


def place(module: Module) -> str:
    """Where an error has happened: the scopes, or the name of a module that stands in none."""
    return ", ".join(CONTEXT.get().scope) or type(module).__name__
