"""Attributes of modules, objects and classes: only those are looked at whose names stand in code that is reached."""

import functools
import sys
import types
from collections import deque
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from autograd.compile.guards.kinds import (
    DESCRIBING,
    DYNAMIC,
    IMPORTED_WITH,
    OURS,
    PURE,
    SPELLED,
    SPELLERS,
    is_ours,
    is_written_in_python,
    refusal,
)
from autograd.compile.guards.memory import ABSENT, Memory, same
from autograd.value import Value

WATCHED = {"lift", "apply", "detach", "data", "grad", "label", "backward", "recompute"}  # a trace sets them for a time


class Attributes:
    """Notes attributes in a memory; what they hold waits to be looked at."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.named: set[str] = set()
        self.late: dict[str, list[Callable[[], None]]] = {}  # attributes to look at as soon as some code names them
        self.everything = False  # whether all attributes may be reached, by names that stand in no code
        self.classes: set[tuple[int, bool]] = set()
        self.known: list[type] = []
        self.waiting: deque[tuple[Any, str]] = deque()

    def push(self, x: Any, path: str) -> None:
        """Add this to what waits to be looked at."""
        self.waiting.append((x, path))

    # Kinds

    def name(self, names: Iterable[str]) -> None:
        """Note that some code names these attributes."""
        for name in set(names) - self.named:
            self.named.add(name)
            for look in self.late.pop(name, ()):
                look()
        if not self.everything and self.named & DYNAMIC:
            self.everything = True
            late, self.late = self.late, {}
            for look in chain.from_iterable(late.values()):
                look()

    def when_named(self, name: str, look: Callable[[], None], of_module: bool = False) -> None:
        """Look at an attribute now, or as soon as it is named.

        of_module   whether it belongs to a module; in classes, Python itself calls what has a name like __add__
        """
        implicit = name.startswith("__") and name.endswith("__") and not of_module
        if name in SPELLED:
            implicit = bool(self.named & SPELLERS)
        if self.everything or implicit or name in self.named:
            look()
        else:
            self.late.setdefault(name, []).append(look)

    def module(self, module: types.ModuleType, path: str) -> None:
        """Look at the named attributes of a module."""
        name = module.__name__
        root = name.partition(".")[0]
        if root in ("builtins", "random"):
            return  # a random number is drawn under observation
        if root in OURS or name in PURE or root == "numpy":
            for attribute in [name for name in vars(module) if name not in IMPORTED_WITH]:
                self.when_named(attribute, functools.partial(self.known_entry, module, attribute), of_module=True)
            return
        if root in sys.stdlib_module_names:
            raise refusal(path, f"the module {name} may depend on more than the arguments")
        space = vars(module)
        for attribute in [name for name in space if name not in IMPORTED_WITH]:
            look = functools.partial(self.entry, space, attribute, f"{path}.{attribute}")
            self.when_named(attribute, look, of_module=True)

    def known_entry(self, module: types.ModuleType, name: str) -> None:
        """An attribute of a module that depends on nothing, unless somebody has put a function there."""
        path = f"{module.__name__}.{name}"
        thing = self.memory.entry(vars(module), name, path)
        if isinstance(thing, types.FunctionType):
            home = str(thing.__globals__.get("__name__", "")).partition(".")[0]
            if home not in (*OURS, "numpy") and home not in sys.stdlib_module_names - {"__main__"}:
                self.push(thing, path)

    def methods_of_values(self) -> None:
        """The named attributes of `Value`, which somebody may have replaced or added; what a trace watches is left."""
        for base in Value.__mro__[:-1]:
            for name in vars(base).keys() - WATCHED:
                if not name.startswith("__"):
                    self.when_named(name, functools.partial(self.of_class, base, vars(base), name))

    def entry(self, space: dict[str, Any], name: str, path: str) -> None:
        """Look at an attribute of a module or an object."""
        self.push(self.memory.entry(space, name, path), path)

    def kind(self, kind: type, makes: bool) -> None:
        """Look at the attributes of a class and of those it inherits from.

        makes   whether the code can name the class itself, and so make objects of it
        """
        if (id(kind), makes) in self.classes or (id(kind), True) in self.classes:
            return
        self.classes.add((id(kind), makes))
        self.known.append(kind)  # so that its identity is not given to another one
        if type(kind) is not type:
            self.kind(type(kind), makes=True)
        for base in kind.__mro__:
            module = base.__module__
            if is_ours(module) or (module.partition(".")[0] in sys.stdlib_module_names and module != "__main__"):
                continue
            if not is_written_in_python(base) or module.partition(".")[0] == "numpy":
                continue
            space, bases, names = vars(base), base.__bases__, vars(base).keys() - DESCRIBING
            self.memory.check(base.__name__, functools.partial(is_as_built, base, bases, names))
            if {"__getattr__", "__getattribute__"} & names:
                self.name(["__getattribute__"])
            for name in names:
                if makes or name not in ("__init__", "__new__", "__post_init__"):
                    self.when_named(name, functools.partial(self.of_class, base, space, name))

    def of_class(self, base: type, space: Any, name: str) -> None:
        """Look at an attribute of a class."""
        path = f"{base.__name__}.{name}"
        self.memory.fact(space.get, name, path)
        self.push(space[name], path)

    def instance(self, x: Any, path: str) -> None:
        """Look at the attributes of an object; the base classes in `nn` read whatever they find."""
        kind = type(x)
        self.memory.fact(type, x, path)
        self.kind(kind, makes=False)
        space = getattr(x, "__dict__", None)
        if isinstance(space, dict):
            if any(is_ours(base.__module__) for base in kind.__mro__):
                self.memory.all_attributes(space, path)
                for name, part in space.items():
                    self.push(part, f"{path}.{name}")
            else:
                self.memory.keys(space, path)
                for name in list(space):
                    self.when_named(name, functools.partial(self.entry, space, name, f"{path}.{name}"))
        for base in kind.__mro__:
            for name, member in vars(base).items():
                if isinstance(member, types.MemberDescriptorType):
                    self.when_named(name, functools.partial(self.slot, x, member, f"{path}.{name}"))

    def slot(self, x: Any, member: Any, path: str) -> None:
        """Look at an attribute that is kept in a slot."""
        before = held(x, member)
        self.memory.check(path, lambda: same(held(x, member), before))
        self.push(before, path)


def is_as_built(kind: type, bases: tuple[type, ...], names: Iterable[str]) -> bool:
    """Return whether a class has the bases and the names that it had."""
    return kind.__bases__ == bases and vars(kind).keys() - DESCRIBING == names


def held(x: Any, member: Any) -> Any:
    """Return what a slot holds."""
    try:
        return member.__get__(x)
    except AttributeError:
        return ABSENT
