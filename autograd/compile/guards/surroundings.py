"""What a function sees besides its arguments, found from its code: only what the code it reaches can name.

The kinds that can be compared are listed in `Surroundings.look` and `kinds.py`; they are compared at each call. Any
other kind that can change is refused, and so is a module whose functions may depend on more than their arguments:
unknown is never taken for constant. The numbers of `Value`s are not compared: a program reads them anew at each call.
"""

import builtins
import functools
import sys
import types
from array import array
from collections import defaultdict
from collections.abc import Callable
from enum import Enum
from operator import attrgetter, is_
from random import Random
from typing import Any

from autograd.compile.guards.attributes import Attributes
from autograd.compile.guards.kinds import (
    CONTAINERS,
    DESCRIBING,
    HIDDEN,
    OURS,
    PURE,
    UNCHANGING,
    is_ours,
    is_written_in_python,
    refusal,
)
from autograd.compile.guards.memory import ABSENT, PLAIN, same
from autograd.compile.guards.names import names_in
from autograd.operation import Operation, Reading
from autograd.operations import TABLE
from autograd.value import Value

PARTS = tuple(map(attrgetter, ("__code__", "__defaults__", "__kwdefaults__")))  # what may be set in a function


class Wrapper:
    """A callable that is watched as the function it wraps, and not by itself."""

    function: Callable[..., Any]


class Surroundings(Attributes):
    """What a function saw at one moment; `also` adds what it was given."""

    def __init__(self, *roots: Any) -> None:
        super().__init__()
        self.seen: dict[int, Any] = {}  # by identity; they are kept, so that it is not given to something else
        self.values: dict[int, Value] = {}  # the Values that are captured
        self.methods_of_values()
        self.also(*roots)

    def also(self, *roots: Any) -> None:
        """Look at these too."""
        self.waiting += ((root, getattr(root, "__qualname__", type(root).__name__)) for root in roots)
        while self.waiting:
            self.look(*self.waiting.popleft())

    def changed(self, values_too: bool = True) -> str:
        """Return what is not as it was, or ""; lists of nothing but Values are looked at only if asked for."""
        return self.memory.changed(values_too)

    def look(self, x: Any, path: str) -> None:
        """Note what a thing is, and what it leads to."""
        kind = type(x)
        if kind in PLAIN or x is ABSENT or id(x) in self.seen:
            return
        self.seen[id(x)] = x
        if isinstance(x, Wrapper):
            self.push(x.function, path)
        elif isinstance(x, Value):
            self.value(x, path)
        elif isinstance(x, Operation):
            if not is_ours(getattr(x.forward, "__module__", "")) and not any(map(is_, TABLE, (x,) * len(TABLE))):
                self.push(x.forward, f"{path}.forward")
                self.push(x.partials, f"{path}.partials")
        elif isinstance(x, types.FunctionType):
            self.function(x, path)
        elif isinstance(x, types.MethodType):
            self.push(x.__func__, path)
            self.push(x.__self__, f"{path}.__self__")
        elif isinstance(x, types.BuiltinFunctionType | types.MethodWrapperType):
            self.builtin(x, path)
        elif isinstance(x, functools.partial):
            self.partial(x, path)
        elif isinstance(x, type):
            self.kind(x, makes=True)
            for name, member in getattr(x, "__members__", {}).items() if issubclass(x, Enum) else ():
                self.push(member, f"{path}.{name}")
        elif isinstance(x, Enum):
            self.instance(x, path)
            self.entry(vars(x), "_value_", f"{path}.value")
        elif isinstance(x, types.ModuleType):
            self.module(x, path)
        elif isinstance(x, property):
            for part in (x.fget, x.fset, x.fdel):
                self.push(part, path)
        elif isinstance(x, staticmethod | classmethod):
            self.push(x.__func__, path)
        elif isinstance(x, functools.cached_property):
            self.push(x.func, path)
        elif isinstance(x, types.MappingProxyType):
            before = dict(x)
            self.memory.check(path, lambda: list(x) == list(before) and all(map(same, x.values(), before.values())))
            for key, part in before.items():
                self.push(part, f"{path}[{key!r}]")
        elif isinstance(x, CONTAINERS):
            self.container(x, path)
            if isinstance(x, defaultdict):
                self.memory.fact(attrgetter("default_factory"), x, path)
                self.push(x.default_factory, f"{path}.default_factory")
            if kind not in CONTAINERS:
                self.instance(x, path)
        elif isinstance(x, array | bytearray):
            content = bytes(x)
            self.memory.check(path, lambda: bytes(x) == content)
        elif not isinstance(x, UNCHANGING) and not isinstance(x, Reading | Random) and kind is not object:
            self.other(x, path)

    def other(self, x: Any, path: str) -> None:
        """Look at an object of a class that is not one of Python's own; refuse what cannot be compared."""
        kind = type(x)
        module = kind.__module__.partition(".")[0]
        if module == "numpy":
            self.of_numpy(x, path)
        elif kind is types.SimpleNamespace or (is_written_in_python(kind) and module not in sys.stdlib_module_names):
            self.instance(x, path)
        elif isinstance(x, functools._lru_cache_wrapper) and is_ours(x.__module__ or ""):
            return
        elif isinstance(x, functools._lru_cache_wrapper):
            raise refusal(path, "the results that functools.cache keeps cannot be watched", "call the function itself")
        elif module == "contextlib" or kind.__module__ in ("typing", "dataclasses", "enum", "abc"):
            return
        else:
            what = f"an object of the type {kind.__module__}.{kind.__qualname__} cannot be watched"
            if hasattr(x, "__next__"):
                raise refusal(path, what, "give a list of what it yields")
            raise refusal(path, what)

    def value(self, x: Value, path: str) -> None:
        """A captured number; a class made from Value may add attributes, but must compute as Value does."""
        kind = type(x)
        own = [base for base in kind.__mro__ if not is_ours(base.__module__) and base is not object]
        changed = [name for base in own for name in vars(base).keys() - DESCRIBING if hasattr(Value, name)]
        if changed and not getattr(kind, "stands_for_value", False):
            raise refusal(path, f"the class {kind.__name__} computes in another way ({changed[0]})", "use a Value")
        self.values[id(x)] = x
        if own:
            self.instance(x, path)

    def function(self, f: types.FunctionType, path: str) -> None:
        """Look at a function's code, closure, defaults and named globals; of our own functions, at the closure only."""
        module = str(f.__globals__.get("__name__", ""))  # `functools.wraps` gives a function the name of another
        for name, cell in zip(f.__code__.co_freevars, f.__closure__ or ()):
            self.push(self.memory.cell(cell, f"{path}: {name}"), f"{path}: {name}")
        known = is_ours(module) or module in PURE
        defaults, keywords, own = f.__defaults__, f.__kwdefaults__, vars(f)
        for part in (*(defaults or ()), *(keywords or {}).values()):
            self.push(part, path)
        if known:
            return
        for ask in PARTS:
            self.memory.fact(ask, f, path)
        if keywords:
            self.memory.sequence(keywords, path)
        self.memory.sequence(own, path)
        for part in own.values():
            self.push(part, path)
        found, space = names_in(f.__code__), f.__globals__
        for name in found.globals:
            meant = self.memory.entry(space, name, name)
            if meant is ABSENT:
                meant = self.memory.entry(vars(builtins), name, name)
            self.push(meant, name)
        for name in found.imports:
            self.push(sys.modules.get(name, ABSENT), name)
        for name, attribute in found.chains:
            if attribute == "random" and getattr(space.get(name), "__name__", "") in ("numpy", "torch", "jax"):
                raise refusal(
                    f"{name}.random", "it draws numbers that cannot be watched", "write autograd.sample(draw)"
                )
        self.name(found.attributes | found.globals)

    def builtin(self, x: Any, path: str) -> None:
        """A function of Python's own modules that depends on its arguments only; or a method of an object."""
        owner = x.__self__
        if owner is not None and not isinstance(owner, types.ModuleType):
            self.push(owner, path)
            return
        module = x.__module__ or "builtins"
        if module == "builtins" and x.__name__ in HIDDEN:
            raise refusal(path, f"{x.__name__}() sees what cannot be watched")
        root = module.partition(".")[0].lstrip("_")
        if module.lstrip("_") not in PURE | {"builtins"} and root not in ("numpy", *OURS):
            raise refusal(path, f"{module}.{x.__name__} may depend on more than its arguments")

    def partial(self, x: Any, path: str) -> None:
        """Look at the function of a partial, and at the arguments that it holds."""
        f, args = x.func, x.args
        self.memory.check(path, lambda: x.func is f and x.args is args)
        self.memory.sequence(x.keywords, path)
        for part in (f, *args, *x.keywords.values()):
            self.push(part, path)

    def container(self, x: Any, path: str) -> None:
        """Look at the contents of a container, in their order."""
        if isinstance(x, list) and x and all(issubclass(kind, Value) for kind in set(map(type, x))):
            self.memory.list_of_values(x, path)
            for i, value in enumerate(x):
                if type(value) is Value:
                    self.values[id(value)] = value
                else:
                    self.value(value, f"{path}[{i}]")
            return
        if not isinstance(x, tuple | frozenset):
            self.memory.sequence(x, path)
        if isinstance(x, dict):
            for key, part in x.items():
                self.push(key, path)
                self.push(part, f"{path}[{key!r}]")
        elif not PLAIN.issuperset(map(type, x)):
            for i, part in enumerate(x):
                self.push(part, f"{path}[{i}]")

    def of_numpy(self, x: Any, path: str) -> None:
        """An array is compared by its bytes; a type or function does not change; a generator is asked in `sample`."""
        import numpy as np

        if isinstance(x, np.ndarray):
            if x.dtype.hasobject:
                raise refusal(path, "an array of objects cannot be watched", "use a list")
            shape, kind, content = x.shape, x.dtype, x.tobytes()
            self.memory.check(path, lambda: x.shape == shape and x.dtype == kind and x.tobytes() == content)
        elif not isinstance(
            x, np.generic | np.dtype | np.ufunc | np.random.Generator | np.random.RandomState | type(np.dot)
        ):
            raise refusal(path, f"a numpy.{type(x).__name__} cannot be watched")
