"""The scopes of a model's parts: a part computes in a scope named after the attribute that holds it.

Its parameters stand in that scope too.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from itertools import chain
from typing import Any

from autograd import Value, scope
from autograd.context import CONTEXT
from nn.parameters.replaced import values_in

NAME = "scope_name"  # the attribute in which a part keeps the name that it was given


def in_named_scope(call: Callable[..., Any]) -> Callable[..., Any]:
    """Return the same `__call__`, run in the scope of the module's name, if it has one and is not in it already."""

    @wraps(call)
    def called(self: Any, *inputs: Any, **options: Any) -> Any:
        name = vars(self).get(NAME)
        if name is None or CONTEXT.get().scope[-1:] == (name,):
            return call(self, *inputs, **options)
        with scope(name):
            return call(self, *inputs, **options)

    return called


def name_parts(attribute: Any, name: str, kind: type) -> None:
    """Name the parts that an attribute holds: `hidden` itself, or `layers 1`, `layers 2`, … in a list.

    attribute   the value of the attribute
    name        the name of the attribute
    kind        the class of all parts
    """
    if isinstance(attribute, kind):
        give_name(attribute, name)
    elif isinstance(attribute, list | tuple | dict):
        items = attribute.items() if isinstance(attribute, dict) else enumerate(attribute, start=1)
        for key, part in items:
            if not isinstance(part, Value):
                name_parts(part, f"{name} {key}", kind)


def give_name(part: Any, name: str, *outer: str) -> None:
    """Name a part, unless it has a name already.

    outer   the scopes in which it will stand, around the scope of its name
    """
    if NAME not in vars(part):
        setattr(part, NAME, name)
        put_in_scopes(
            chain.from_iterable(values_in(v) for _, v in chain(part.tensors(), part.buffers())), (*outer, name)
        )


def put_in_scopes(values: Iterable[Value], names: tuple[str, ...]) -> None:
    """Put Values into scopes inside the current ones, as if they had been made there."""
    current = CONTEXT.get().scope
    for value in values:
        own = value.info.scope
        depth = len(current) if own[: len(current)] == current else 0
        if names[-1] not in (*current[-1:], *own[depth : depth + 1]):  # the user opened this scope already
            value.info = value.info._replace(scope=(*own[:depth], *names, *own[depth:]))
