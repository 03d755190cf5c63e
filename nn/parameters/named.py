"""The attribute that holds a part of a model is a scope: the part computes in it, and its parameters stand in it."""

from collections.abc import Callable, Iterable
from functools import wraps
from itertools import chain
from typing import Any

from autograd import Value, scope
from autograd.context import CONTEXT
from nn.parameters.replaced import values_in

NAME = "scope_name"  # the attribute in which a part keeps the name that it was given


def in_named_scope(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same `__call__`, in the scope of the module's name where it has one and does not stand in it already."""

    @wraps(call)
    def called(self: Any, *inputs: Any, **options: Any) -> Any:
        name = vars(self).get(NAME)
        if name is None or CONTEXT.get().scope[-1:] == (name,):
            return call(self, *inputs, **options)
        with scope(name):
            return call(self, *inputs, **options)

    return called


def name_parts(attribute: Any, name: str, kind: type) -> None:
    """Name the parts that an attribute holds: itself `hidden`; those in a list `layers 1`, `layers 2`, …

    attribute   what it holds
    name        what it is called
    kind        the class of all parts
    """
    if isinstance(attribute, kind):
        give_name(attribute, name)
    elif isinstance(attribute, list | tuple | dict):
        items = attribute.items() if isinstance(attribute, dict) else enumerate(attribute, start=1)
        for key, part in items:
            if not isinstance(part, Value):
                name_parts(part, f"{name} {key}", kind)


def give_name(part: Any, name: str, *outside: str) -> None:
    """Name a part, unless it has a name already.

    outside   scopes in which it will stand, besides that of its name
    """
    if NAME not in vars(part):
        setattr(part, NAME, name)
        move(chain.from_iterable(values_in(v) for _, v in chain(part.tensors(), part.buffers())), (*outside, name))


def move(values: Iterable[Value], names: tuple[str, ...]) -> None:
    """Let Values stand in scopes inside of where we are, as if they had been made there."""
    here = CONTEXT.get().scope
    for value in values:
        made = value.info.scope
        depth = len(here) if made[: len(here)] == here else 0
        if names[-1] not in (*here[-1:], *made[depth : depth + 1]):  # somebody has written this scope by hand
            value.info = value.info._replace(scope=(*made[:depth], *names, *made[depth:]))
