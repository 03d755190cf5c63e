"""Parts one after the other: the output of each is the input of the next."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograd import scope
from autograd.operation import Operation
from autograd.transforms.tree import Nested, mapped
from nn.activations import activation_named, function_of, name_of
from nn.module import Module, parts_in, tensors_in
from nn.neuron import Layer
from nn.parameters.named import give_name

Part = Callable[[Any], Any]


class Sequential(Module):
    """Parts one after the other, as in torch.nn.Sequential: the output of each is the input of the next.

    A part is a module, a function of everything that the part before it returns, or an activation (by name or as a
    function), which is applied to each number. The parameters are called `0.weight`, `0.bias`, `2.weight`, `2.bias`.
    A torch.nn.Linear is a `Layer` with "linear"; without that word, a layer applies tanh to its outputs.

    A TypeError or ValueError says which part is wrong, or that there are none.

    >>> from random import Random
    >>> from nn import Layer, Sequential
    >>> random = Random(0)
    >>> model = Sequential(Layer(2, 16, "linear", random=random), "relu", Layer(16, 1, "linear", random=random))
    >>> len(model([1.0, 2.0]))
    1
    >>> print(model.formula())
    Layer(relu(Layer(x)))
    """

    names_parts = False

    def __init__(self, *parts: Part | str) -> None:
        self.parts = checked_parts(parts, "Sequential")
        for i, part in enumerate(self.parts, start=1):
            if isinstance(part, Module):
                give_name(part, f"part {i}", "Sequential")

    def __call__(self, inputs: Any) -> Any:
        with scope("Sequential"):
            return apply_in_order(self.parts, inputs)

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, index: int) -> Part | str:
        return self.parts[index]

    def tensors(self) -> Iterator[tuple[str, Nested]]:
        """Yield the parameters of each part, with its index before their names."""
        for i, part in enumerate(self.parts):
            yield from tensors_in(part, str(i))

    def buffers(self) -> Iterator[tuple[str, Nested]]:
        """Yield the buffers of each part, with its index before their names."""
        for i, part in enumerate(self.parts):
            for prefix, module in parts_in(part, str(i)):
                yield from ((f"{prefix}.{name}", values) for name, values in module.buffers())

    def formula(self) -> str:
        return composition(self.parts, activations=True)


def checked_parts(parts: Sequence[Part | str], name: str) -> list[Part | str]:
    """Return the parts, activations by their names; raise an error where there are none or one of them is not a part.

    name   the class that the parts are for, for the message
    """
    if not parts:
        raise ValueError(f"{name}: no parts came; give at least one, such as {name}(Layer(8, 8))")
    for part in parts:
        if isinstance(part, type):
            raise TypeError(f"{name}: the class {part.__name__} came as a part; make one of it: {part.__name__}(…)")
        if not isinstance(part, str) and not callable(part):
            raise TypeError(
                f"{name}: a {type(part).__name__} came as a part; give modules, functions and names of activations, "
                f"one after the other, such as {name}(Layer(8, 8), 'relu')"
            )
    return [part if isinstance(part, Module) else activation_named(part) for part in parts]


def apply_in_order(parts: Sequence[Part | str], x: Any) -> Any:
    """Return what the last part makes of x after all the others, each computing in a scope of its own."""
    for i, part in enumerate(parts, start=1):
        with scope(f"part {i}"):
            x = mapped(function_of(part), x) if isinstance(part, str | Operation) else part(x)
    return x


def composition(parts: Sequence[Part | str], activations: bool = False) -> str:
    """Return the parts as a formula: `Layer(relu(Layer(x)))`.

    activations   whether the activations of the layers are shown too: `tanh(Layer(x))`
    """
    formula = "x"
    for part in parts:
        name = part if isinstance(part, str) else getattr(part, "__name__", type(part).__name__)
        formula = f"{name}({formula})"
        if activations and isinstance(part, Layer) and (own := name_of(part.neurons[0].activation)) != "linear":
            formula = f"{own}({formula})"
    return formula
