"""An error for a parameter that is replaced by a result or a number, which would be neither learned nor saved."""

from collections.abc import Hashable
from typing import Any
from weakref import WeakKeyDictionary

from autograd import Value
from autograd.number import is_number
from autograd.transforms.tree import leaves

HELD: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # the attributes in which each module has had parameters


def check_attribute(module: Any, name: str, value: Any) -> None:
    """Raise a TypeError if a result or numbers are about to replace the parameters that an attribute holds."""
    values = values_in(value)
    came = first_result(values) if values else first_number(value)
    if (
        came is not None
        and name not in module.buffer_names
        and any(map(is_parameter, values_in(vars(module).get(name))))
    ):
        raise error(module, name, came)
    if name not in module.buffer_names and hides_parameters(value):
        raise TypeError(
            f"{type(module).__name__}.{name} holds Values in a {type(value).__name__}, where they would not be found, "
            "learned or saved. Put them in a list."
        )


def hides_parameters(value: Any) -> bool:
    """Return whether an attribute is a set, or an array of NumPy, that holds parameters."""
    is_objects = str(getattr(value, "dtype", "")) == "object" and hasattr(value, "ravel")
    parts = value.ravel().tolist() if is_objects else value if isinstance(value, set | frozenset) else ()
    return any(isinstance(part, Value) and is_parameter(part) for part in parts)


def check_attributes(module: Any) -> None:
    """Raise a TypeError if a result stands beside a parameter, or where a parameter was at an earlier call."""
    held = HELD.setdefault(module, set()) if isinstance(module, Hashable) else set()
    for name, attribute in vars(module).items():
        values = [] if name in module.buffer_names else values_in(attribute)
        result = first_result(values)
        if any(map(is_parameter, values)):
            held.add(name)
        if result is not None and name in held:
            raise error(module, name, result)


def values_in(attribute: Any) -> list[Value]:
    """Return the Values of an attribute, also those in lists and dicts."""
    if isinstance(attribute, Value):
        return [attribute]
    if not isinstance(attribute, list | tuple | dict):
        return []
    found: list[Value] = []
    for part in attribute.values() if isinstance(attribute, dict) else attribute:
        if isinstance(part, Value):
            found.append(part)
        else:
            found += values_in(part)
    return found


def first_result(values: list[Value]) -> Value | None:
    """Return the first Value that an operation has made, or None."""
    for x in values:
        if x.operation is not None:
            return x
    return None


def first_number(attribute: Any) -> Any:
    """Return the first plain number of an attribute, also in lists and dicts, or None."""
    return next((x for x in leaves(attribute) if is_number(x)), None)


def is_parameter(value: Value) -> bool:
    """Return whether a Value was made from a number; a result inside `no_grad`, which is a leaf too, was not."""
    return value.operation is None and value.info.recording


def error(module: Any, name: str, came: Any) -> TypeError:
    """Return the error for a parameter that was replaced. came: the result or number that replaces it."""
    operation = came.operation if isinstance(came, Value) else None
    what, kept = (f"a result of {operation.name}", "result") if operation else (f"the number {came!r}", "number")
    return TypeError(
        f"{type(module).__name__}.{name} holds a parameter, but {what} came in its place, which would "
        "not be learned or saved. To change a parameter, change its number: p.data -= rate * p.grad. To keep a "
        f"{kept}, give it a name of its own."
    )
