"""The outputs of a model that is used and not trained."""

from collections.abc import Callable, Iterable
from typing import Any

from autograd import no_grad
from autograd.support.gc_paused import gc_paused
from nn.module import Module
from nn.pairs import require_ordered

Model = Callable[[Any], Any]  # from one row of inputs to one output, or a list of outputs


def predict(model: Model, inputs: Iterable[Any]) -> list[Any]:
    """Return the output for each row of inputs; nothing is recorded, and every part is in `eval` mode meanwhile.

    model    a module or a function, from one row of inputs to its output
    inputs   the rows, in a list or anything else that has an order

    >>> from nn import predict
    >>> predict(lambda row: 2.0 * row[0], [[1.0], [2.0]])
    [2.0, 4.0]
    """
    rows = require_ordered(inputs, "predict", "rows of inputs")
    parts: list[Module] = list(model.modules()) if isinstance(model, Module) else []
    modes = [part.training for part in parts]
    try:
        for part in parts:
            part.training = False
        with no_grad(), gc_paused():
            return [model(row) for row in rows]
    finally:
        for part, training in zip(parts, modes):
            part.training = training
