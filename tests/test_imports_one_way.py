"""Imports point one way: no circles, none hidden in a function, and nothing but Graphviz from outside."""

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

import autograd
import nn

PACKAGES = {"autograd": Path(autograd.__file__).parent, "nn": Path(nn.__file__).parent}


def module_name(path: Path, package: str, folder: Path) -> str:
    """`autograd.draw.svg` for autograd/draw/svg.py, `autograd.draw` for its __init__.py."""
    parts = path.relative_to(folder).with_suffix("").parts
    return ".".join((package, *parts)).removesuffix(".__init__")


SOURCES = {
    module_name(path, package, folder): path.read_text(encoding="utf-8")
    for package, folder in PACKAGES.items()
    for path in sorted(folder.rglob("*.py"))
}


def imported(statement: ast.stmt, modules: frozenset[str]) -> Iterator[str]:
    """The modules an import statement names: `from a import b` is a.b where that is a module, otherwise a."""
    if isinstance(statement, ast.Import):
        yield from (alias.name for alias in statement.names)
    elif isinstance(statement, ast.ImportFrom):
        assert statement.level == 0, "imports are written in full, from the package on"
        for alias in statement.names:
            inner = f"{statement.module}.{alias.name}"
            yield inner if inner in modules else str(statement.module)


def all_imports(source: str, modules: frozenset[str]) -> set[str]:
    """Every module that a source imports anywhere, for types only or inside a function too."""
    return {
        name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt) for name in imported(node, modules)
    }


def imports_in_functions(source: str, modules: frozenset[str]) -> set[str]:
    """The modules that a source imports inside a function."""
    functions = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return {name for function in functions for name in all_imports(ast.unparse(function), modules)}


def imports_for_types(source: str, modules: frozenset[str]) -> set[str]:
    """The modules that a source imports for its annotations only."""
    branches = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.If)]
    typing = [node for node in branches if "TYPE_CHECKING" in ast.unparse(node.test)]
    return {name for branch in typing for name in all_imports(ast.unparse(branch), modules)}


def circle(sources: dict[str, str]) -> list[str]:
    """The modules of a circle of imports, or nothing."""
    modules = frozenset(sources)
    graph = {name: all_imports(source, modules) & modules - {name} for name, source in sources.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def top_level(module: str) -> str:
    """The package a module belongs to."""
    return module.partition(".")[0]


def is_third_party(module: str) -> bool:
    """Whether a module is neither ours nor Python's own."""
    return top_level(module) not in {*sys.stdlib_module_names, *PACKAGES}


def test_imports_make_no_circle() -> None:
    assert circle(SOURCES) == []


def test_the_engine_does_not_know_the_networks() -> None:
    engine = {name: source for name, source in SOURCES.items() if top_level(name) == "autograd"}
    knows = {
        name
        for name, source in engine.items()
        for seen in all_imports(source, frozenset(SOURCES))
        if top_level(seen) == "nn"
    }
    assert knows == set()


@cache
def needed(name: str) -> set[str]:
    """What a module imports as soon as it is imported itself."""
    modules = frozenset(SOURCES)
    optional = imports_in_functions(SOURCES[name], modules) | imports_for_types(SOURCES[name], modules)
    return all_imports(SOURCES[name], modules) - optional


def is_lifting(module: str) -> bool:
    """Whether a module is an inner part of `autograd.compile`, which needs NumPy and is loaded when asked for."""
    return module.startswith("autograd.compile.")


def is_shown(module: str) -> bool:
    """Whether a module belongs to pictures, steps or an error message, which a Value loads when it needs them."""
    return module.startswith(("autograd.draw", "autograd.explain", "autograd.support.other_names"))


@pytest.mark.parametrize("name", SOURCES)
def test_a_function_imports_only_what_may_be_missing(name: str) -> None:
    inside = imports_in_functions(SOURCES[name], frozenset(SOURCES))
    missing = {module for module in inside if is_lifting(module)} if name.startswith("autograd.compile") else set()
    if name == "autograd.value":  # its methods draw, tree and explain, and names that it does not have
        missing = {module for module in inside if is_shown(module)}
    assert {module for module in inside if not is_third_party(module)} - missing == set()


def needed_in_all(name: str) -> set[str]:
    """Our modules that are loaded with a module: those that it imports at once, those that these import, and so on."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module in SOURCES and module not in found:
            found.add(module)
            waiting += needed(module)
    return found


ENGINE = {name for name in SOURCES if name.startswith("autograd.") and name.count(".") == 1} - {
    name for name in SOURCES if any(other.startswith(f"{name}.") for other in SOURCES)
}


@pytest.mark.parametrize("name", sorted(ENGINE))
def test_the_engine_needs_nothing_from_the_folders_below_it(name: str) -> None:
    assert {module for module in needed(name) if top_level(module) == "autograd"} <= ENGINE


def test_the_engine_is_small_enough_to_be_read() -> None:
    sources = [SOURCES[name] for name in (*ENGINE, "autograd")]
    assert len(sources) <= 10
    assert sum(map(lines_of_code, sources)) <= 900


def lines_of_code(source: str) -> int:
    """The lines of a source that are neither blank nor part of a comment or docstring."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    first = [node.body[0] for node in ast.walk(ast.parse(source)) if isinstance(node, documented) and node.body]
    docstrings = {
        line
        for node in first
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, int(node.end_lineno or 0) + 1)
    }
    silent = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    spanned = (range(token.start[0], token.end[0] + 1) for token in tokens if token.type not in silent)
    return len(set(chain.from_iterable(spanned)) - docstrings)


def test_lines_of_code_are_counted_without_comments() -> None:
    assert lines_of_code('"""A file."""\n\n# why\nx = 1\n\ndef f():\n    """It."""\n    return (\n        x)\n') == 4


def test_a_value_does_not_load_its_pictures_before_they_are_asked_for() -> None:
    assert {module for module in needed_in_all("autograd.value") if is_shown(module)} == set()
    assert {"autograd.draw.picture", "autograd.explain.steps"} <= needed_in_all("autograd.explain.mistakes")


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_but_graphviz_is_needed(name: str) -> None:
    extras = {"numpy", "numba", "llvmlite"} if is_lifting(name) else set()  # Numba brings llvmlite
    assert {top_level(module) for module in needed(name) if is_third_party(module)} - extras <= {"graphviz"}


@pytest.mark.slow
def test_what_needs_numpy_is_loaded_only_when_it_is_asked_for() -> None:
    with_numpy = {name for name in SOURCES if {"numpy", "numba"} & {top_level(module) for module in needed(name)}}
    for _ in SOURCES:  # and whatever imports such a module at once, and so on
        with_numpy |= {name for name in SOURCES if needed(name) & with_numpy}
    assert {name for name in with_numpy if not is_lifting(name)} == set()


def test_a_planted_circle_is_noticed() -> None:
    planted = {"a": "import b", "b": "def f():\n    from c import g", "c": "if TYPE_CHECKING:\n    import a"}
    assert set(circle(planted)) == {"a", "b", "c"}
    assert circle({**planted, "c": "import math"}) == []


def test_a_planted_import_in_a_function_is_noticed() -> None:
    planted = "import math\nclass A:\n    def f(self):\n        if self:\n            from a import b"
    assert imports_in_functions(planted, frozenset({"a.b"})) == {"a.b"}
