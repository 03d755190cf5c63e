"""What every part of a network can do: list, name, save and load its parameters."""

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
from nn.parameters.state import Mismatch, Rename, Unmatched, matched, tensor
from nn.pytorch_names import not_of_a_module
from nn.shapes import shape_of, written

PARAMETERS_ARE = "Parameters are the Values, and the modules, that it holds as attributes: self.w = Value(0.0)."


class Module:
    """The base class of all networks and their parts: an object whose attributes hold its parameters.

    The parameters are the leaf Values among its attributes, also in lists and dicts, and those of the modules there.
    A subclass sets them in `__init__` and computes in `__call__`. In pictures, each part stands in a scope named after
    its attribute: what `self.hidden = Layer(2, 4)` computes stands in `hidden`. (A part that is appended to a list
    later has no name; call it in a scope of your own: `with scope("first"): x = self.parts[0](x)`.)

    >>> from autograd import Value
    >>> from nn import Module
    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope, self.offset = Value(2.0), Value(1.0)
    ...
    ...     def __call__(self, x):
    ...         return self.slope * x + self.offset
    >>> line = Line()
    >>> line(3.0).data
    7.0
    >>> line.named_parameters()
    [('slope', Value(data=2.0)), ('offset', Value(data=1.0))]
    """

    training = True  # set by `train` and `eval`, for parts that behave differently while the model learns
    names_parts = True  # False in a class that calls its parts in scopes of its own
    buffer_names: tuple[str, ...] = ()  # the attributes whose Values are saved but not learned

    if not TYPE_CHECKING:  # type checkers would take it to mean that every name exists

        def __getattr__(self, name: str) -> Any:
            raise AttributeError(not_of_a_module(type(self), name), name=name, obj=self)

    def __setattr__(self, name: str, value: Any) -> None:
        check_attribute(self, name, value)
        for _, part in parts_in(value, name):
            for _ in modules_in(part, (self,)):  # raises an error if the part contains this module
                pass
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
        """Yield each group of parameters with its PyTorch name: `("layers.0.weight", [[w, w], …])`."""
        for name, attribute in vars(self).items():
            if name not in self.buffer_names:
                yield from tensors_in(attribute, name)

    def buffers(self) -> Iterator[tuple[str, Nested]]:
        """Yield each group of Values that are saved but not learned: `("norm.running_mean", [m, m, …])`."""
        for name, attribute in vars(self).items():
            if name in self.buffer_names:
                yield name, attribute
            for prefix, part in parts_in(attribute, name):
                for inner, values in part.buffers():
                    yield f"{prefix}.{inner}", values

    def saved(self) -> Iterator[tuple[str, Nested]]:
        """Yield everything that is saved: the parameters, then the buffers."""
        self.check()
        yield from self.tensors()
        yield from self.buffers()

    def parameters(self) -> list[Value]:
        """Return a list that holds every parameter once, in the order of the attributes."""
        self.check()
        return list(dict.fromkeys(chain.from_iterable(values_in(values) for _, values in self.tensors())))

    def named_parameters(self) -> list[tuple[str, Value]]:
        """Return every parameter once, by its first name, such as `layers.0.weight[2][0]`."""
        self.check()
        names: dict[Value, str] = {}
        for name, values in self.tensors():
            for inner, p in named_leaves(values, name):
                names.setdefault(p, inner)
        return [(name, p) for p, name in names.items()]

    @property
    def parameter_count(self) -> int:
        """How many numbers are learned."""
        return len(self.parameters())

    def zero_grad(self) -> None:
        """Set every gradient to 0, because `backward` adds to the gradients that are there."""
        clear_gradients(self.parameters())

    def state_dict(self) -> dict[str, Nested]:
        """Return the numbers of the parameters and buffers, as nested lists under PyTorch's names.

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
        """Take over the numbers of a `state_dict`: either all of them, or none and a ValueError that says why.

        state    numbers in lists or arrays, by name
        strict   True: model and state must have the same names. False: take over what both have, and return
                 `(missing_keys, unexpected_keys)`: the names that only the model has, whose numbers stay as they are,
                 and the names that only the state has
        rename   what the names of the state are called in the model: a dict, in which `{"0": "layers.0"}` turns
                 `0.weight` into `layers.0.weight`, or a function of the name
        """
        if not isinstance(state, Mapping):
            raise TypeError(
                f"load_state_dict: a {type(state).__name__} came in place of a dict of numbers by name, as "
                "state_dict() gives it; a file is read with nn.load(model, path)"
            )
        try:
            given = {name: tensor(name, numbers) for name, numbers in state.items()}
            found, unmatched = matched(dict(self.saved()), given, strict, rename)
        except (Mismatch, TypeError) as error:
            kind = ValueError if isinstance(error, Mismatch) else TypeError
            raise kind(f"load_state_dict: {error}") from None
        set_all(found)
        return None if strict else unmatched

    def check(self) -> None:
        """Raise a TypeError if the result of an operation has replaced a parameter anywhere in the model."""
        for module in self.modules():
            check_attributes(module)

    def modules(self) -> Iterator["Module"]:
        """Yield this module and every module inside it; a ValueError says if one of them contains itself."""
        yield from modules_in(self, ())

    def train(self, mode: bool = True) -> Self:
        """Tell every part that the model is learning (or, with `mode=False`, that it is being used); return self."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Tell every part that the model is being used and no longer learns; return self."""
        return self.train(False)

    def formula(self) -> str:
        """Return what the module computes, in one line, or an empty text."""
        return ""

    def __repr__(self) -> str:
        title = f"{type(self).__name__}: {self.formula()}".rstrip(": ")
        rows = [(name, written(shape), str(prod(shape or ()))) for name, shape in shapes(dict(self.tensors())).items()]
        rows += [(name, written(shape), "not learned") for name, shape in shapes(dict(self.buffers())).items()]
        widths = [max(map(len, column)) for column in zip(*rows)]
        table = [f"\n  {name:{widths[0]}}  {shape:{widths[1]}}  {n:>{widths[2]}}" for name, shape, n in rows]
        n = self.parameter_count
        return f"{title}   ({n} parameter{'' if n == 1 else 's'})" + "".join(table)


def modules_in(module: Module, outer: tuple[Module, ...]) -> Iterator[Module]:
    """Yield a module and every module inside it. outer: the modules that it is inside of."""
    if any(module is each for each in outer):
        names = " → ".join(type(each).__name__ for each in (*outer, module))
        raise ValueError(
            f"{type(module).__name__} contains itself: {names}. To let a part know the model around it, keep a "
            "weakref.ref(…) of the model, which is not searched for parameters."
        )
    yield module
    for attribute in vars(module).values():
        for _, part in parts_in(attribute, ""):
            yield from modules_in(part, (*outer, module))


def tensors_in(thing: Any, name: str) -> Iterator[tuple[str, Nested]]:
    """Yield the tensors of an attribute by name: itself if it is one, or those of the modules and lists in it."""
    if isinstance(thing, Module):
        for inner, values in thing.tensors():
            yield f"{name}.{inner}", values
    elif is_tensor(thing):
        yield name, thing
    elif isinstance(thing, list | tuple | dict):
        for key, part in thing.items() if isinstance(thing, dict) else enumerate(thing):
            yield from tensors_in(part, f"{name}.{key}")


def is_tensor(thing: Any) -> bool:
    """Return whether a thing is a leaf Value, or nested lists of leaf Values that have a shape."""
    if isinstance(thing, list | tuple):
        return bool(thing) and all(map(is_tensor, thing)) and shape_of(thing) is not None
    return isinstance(thing, Value) and thing.operation is None


def parts_in(thing: Any, name: str) -> Iterator[tuple[str, Module]]:
    """Yield the modules in an attribute by name, also those in the lists and dicts that it holds."""
    if isinstance(thing, Module):
        yield name, thing
    elif isinstance(thing, list | tuple | dict):
        for key, part in thing.items() if isinstance(thing, dict) else enumerate(thing):
            if not isinstance(part, Value):
                yield from parts_in(part, f"{name}.{key}")


def shapes(tensors: Mapping[str, Nested]) -> dict[str, tuple[int, ...] | None]:
    """Return the shape of each tensor by name."""
    return {name: shape_of(tensor) for name, tensor in tensors.items()}


def location(module: Module) -> str:
    """Return where an error has happened: the scopes, or the class of a module that stands in no scope."""
    return ", ".join(CONTEXT.get().scope) or type(module).__name__
