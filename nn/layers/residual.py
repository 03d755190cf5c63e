"""A residual connection: what goes in is added to what comes out, so that a part has to learn only the difference."""

from typing import Any

from autograd import scope
from autograd.transforms.tree import Nested
from nn.module import Module
from nn.sequential import Part, apply_in_order, checked_parts, composition
from nn.shapes import as_lists, shape_of, written
from nn.validation import require


class Residual(Module):
    """x + f(x), where f is the given parts one after the other: `Residual(LayerNorm(8), Layer(8, 8))`.

    A part is a module, a function without parameters, or the name of an activation. x is a vector, an image, a sequence
    or a batch, of numbers in lists of any shape, and f has to keep that shape; a ValueError gives both shapes if it
    does not. The parameters are called `parts.0.weight`, ….

    Sources: He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2016; with the normalisation first,
    as in the example, Xiong and others, "On Layer Normalization in the Transformer Architecture", 2020.

    >>> from nn import Residual
    >>> Residual("relu")([1.0, -2.0])
    [2.0, -2.0]
    """

    names_parts = False

    def __init__(self, *parts: Part | str) -> None:
        self.parts = checked_parts(parts, "Residual")

    def __call__(self, inputs: Nested) -> Any:
        x = as_lists(inputs)
        with scope("Residual"):
            y = apply_in_order(self.parts, x)
            before, after = shape_of(x), shape_of(y)
            require(
                before == after is not None,
                f"Residual: {self.formula()} needs an f that keeps the shape, but x is {written(before)} and f(x) is "
                f"{written(after)}. Give the last part as many outputs as the first has inputs.",
            )
            return sums(x, y)

    def formula(self) -> str:
        return f"x + {composition(self.parts)}"


def sums(x: Nested, y: Nested) -> Nested:
    """Return the sums of numbers in lists of the same shape."""
    return [sums(*pair) for pair in zip(x, y)] if isinstance(x, list | tuple) else x + y
