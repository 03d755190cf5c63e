"""Find the names in the code of a function: globals, attributes, modules that it imports."""

from dataclasses import dataclass
from dis import get_instructions
from functools import lru_cache
from types import CodeType

GLOBALS = {"LOAD_GLOBAL", "LOAD_NAME", "STORE_GLOBAL", "DELETE_GLOBAL"}
ATTRIBUTES = {"LOAD_ATTR", "LOAD_METHOD", "STORE_ATTR", "DELETE_ATTR", "LOAD_SUPER_ATTR", "IMPORT_FROM"}
FORMATTED = "<formatted>"  # stands for whatever an f-string calls, or a text with %


@dataclass(frozen=True)
class Names:
    """The names in a code, with those of the functions inside it.

    chains   a name with the attribute that is taken of it at once: ("numpy", "random")
    """

    globals: frozenset[str]
    attributes: frozenset[str]
    imports: frozenset[str]
    chains: frozenset[tuple[str, str]]


@lru_cache(maxsize=4096)
def names_in(code: CodeType) -> Names:
    """Return the names that a code can reach something by."""
    found: tuple[set[str], set[str], set[str], set[tuple[str, str]]] = set(), set(), set(), set()
    spaces, attributes, imports, chains = found
    before = None
    for step in get_instructions(code):
        if step.opname in GLOBALS:
            spaces.add(step.argval)
        elif step.opname in ATTRIBUTES:
            attributes.add(step.argval)
            if before is not None and before.opname.startswith(("LOAD", "IMPORT")):
                chains.add((str(before.argval), step.argval))
        elif step.opname == "IMPORT_NAME":
            imports.add(step.argval)
        elif step.opname.startswith("FORMAT_") or (step.opname == "BINARY_OP" and step.argrepr.startswith("%")):
            attributes.add(FORMATTED)
        elif step.opname == "MATCH_CLASS":
            attributes.add("__match_args__")
        before = step
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            inside = names_in(constant)
            spaces |= inside.globals
            attributes |= inside.attributes
            imports |= inside.imports
            chains |= inside.chains
    return Names(*map(frozenset, (spaces, attributes, imports, chains)))  # type: ignore[arg-type]
