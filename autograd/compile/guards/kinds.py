"""What is known of the kinds of things that a function can see: what cannot change, and what may hide something."""

import operator
import types
from collections import OrderedDict, defaultdict, deque, namedtuple

from autograd.compile.guards.names import FORMATTED
from autograd.compile.guards.watch import CompileError

OURS = ("autograd", "nn")
PURE = {
    *("math", "cmath", "operator", "itertools", "functools", "collections", "collections.abc", "dataclasses"),
    *("typing", "types", "copy", "numbers", "enum", "statistics", "abc", "contextlib", "string", "fractions"),
    *("bisect", "heapq"),
}  # modules whose functions depend on nothing but their arguments
HIDDEN = {  # functions of Python that see, or change, what cannot be watched
    *("open", "input", "exec", "eval", "compile", "globals", "locals", "__import__", "breakpoint", "id", "memoryview"),
}
DYNAMIC = {"getattr", "setattr", "delattr", "hasattr", "vars", "dir", "__dict__", "__getattribute__", "attrgetter"}
DYNAMIC |= {"methodcaller"}  # with these, code reaches attributes whose names stand in no code
SPELLED, SPELLERS = {"__repr__", "__str__", "__format__"}, {"repr", "str", "print", "format", FORMATTED}
CONTAINERS = (list, tuple, set, frozenset, dict, deque, OrderedDict, defaultdict)
UNCHANGING = (
    *(types.WrapperDescriptorType, types.MethodDescriptorType, types.ClassMethodDescriptorType),
    *(types.GetSetDescriptorType, types.MemberDescriptorType, types.GenericAlias, types.UnionType),
    *(operator.itemgetter, type(vars(namedtuple("Pair", "left"))["left"])),  # the attributes of a named tuple
)
DESCRIBING = {  # attributes of classes that no computation reads
    *("__dict__", "__weakref__", "__doc__", "__module__", "__annotations__", "__qualname__", "__slots__"),
    *("__match_args__", "__dataclass_fields__", "__dataclass_params__", "__firstlineno__", "__static_attributes__"),
    *("__abstractmethods__", "_abc_impl", "__parameters__", "__orig_bases__", "__annotate_func__", "__annotate__"),
}

IMPORTED_WITH = {  # attributes of modules that Python sets
    *("__name__", "__doc__", "__package__", "__loader__", "__spec__", "__path__", "__file__", "__cached__"),
    *("__builtins__", "__annotations__"),
}


def is_ours(module: str) -> bool:
    """Return whether a module belongs to this project, whose functions depend on their arguments only."""
    return module.partition(".")[0] in OURS


def is_written_in_python(kind: type) -> bool:
    """Return whether a class was made by a `class` statement."""
    return bool(kind.__flags__ & 1 << 9)  # Py_TPFLAGS_HEAPTYPE


def refusal(path: str, why: str, repair: str = "give what it depends on as an argument") -> CompileError:
    """Return the error that says what cannot be followed."""
    return CompileError(f"{path}: {why}, so a compiled function could miss a change. Repair: {repair}.")
