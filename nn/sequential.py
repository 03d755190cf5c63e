"""Parts one after the other: what comes out of one goes into the next."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograd import scope
from autograd.operation import Operation
from autograd.transforms.tree import Nested, mapped
from nn.activations import function_of, known, name_of
from nn.module import Module, parts_in, tensors_in
from nn.neuron import Layer
from nn.parameters.named import give_name

Part = Callable[[Any], Any]


class Sequential(Module):
    """The parts one after the other: `Sequential(Layer(2, 16, "linear"), "relu", Layer(16, 1, "linear"))`.

    A part is a module, or a function of all that comes out of the part before it. The name of an activation stands for
    that activation of each number, and so does the activation itself.
    The parameters are called as in torch.nn.Sequential: `0.weight`, `0.bias`, `2.weight`, `2.bias`. A torch.nn.Linear
    is a `Layer` that says "linear": without that word, a layer applies tanh to what it gives.
    """

    names_parts = False

    def __init__(self, *parts: Part | str) -> None:
        self.parts = checked(parts, "Sequential")
        for i, part in enumerate(self.parts, start=1):
            if isinstance(part, Module):
                give_name(part, f"part {i}", "Sequential")

    def __call__(self, inputs: Any) -> Any:
        with scope("Sequential"):
            return through(self.parts, inputs)

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, place: int) -> Part | str:
        return self.parts[place]

    def tensors(self) -> Iterator[tuple[str, Nested]]:
        """The parameters of each part, under its place."""
        for i, part in enumerate(self.parts):
            yield from tensors_in(part, str(i))

    def buffers(self) -> Iterator[tuple[str, Nested]]:
        """The buffers of each part, under its place."""
        for i, part in enumerate(self.parts):
            for place, module in parts_in(part, str(i)):
                yield from ((f"{place}.{name}", values) for name, values in module.buffers())

    def formula(self) -> str:
        return nested(self.parts, activations=True)


def checked(parts: Sequence[Part | str], name: str) -> list[Part | str]:
    """The parts, activations by their names; an error where there are none, or something is not a part.

    name   who asks, for the message
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
    return [part if isinstance(part, Module) else known(part) for part in parts]


def through(parts: Sequence[Part | str], x: Any) -> Any:
    """What comes out of the last part, each in a scope of its own."""
    for i, part in enumerate(parts, start=1):
        with scope(f"part {i}"):
            x = mapped(function_of(part), x) if isinstance(part, str | Operation) else part(x)
    return x


def nested(parts: Sequence[Part | str], activations: bool = False) -> str:
    """The parts as a formula, `Layer(relu(Layer(x)))`; if asked, with a layer's own activation, `tanh(Layer(x))`."""
    formula = "x"
    for part in parts:
        name = part if isinstance(part, str) else getattr(part, "__name__", type(part).__name__)
        formula = f"{name}({formula})"
        if activations and isinstance(part, Layer) and (own := name_of(part.neurons[0].activation)) != "linear":
            formula = f"{own}({formula})"
    return formula
