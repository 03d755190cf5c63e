"""Numbers do not depend on the version of Python: since 3.12, its built-in `sum` rounds sums of floats differently."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import autograd
import nn

FOLDERS = [Path(package.__file__).parent for package in (autograd, nn)]
SOURCES = [path for folder in FOLDERS for path in sorted(folder.rglob("*.py")) if "exercises" not in path.parts]

WHOLE_NUMBERS = {  # what the built-in may add: whole numbers are exact in any order
    "sum((multiply(x, y) for x, y in moves), np.zeros_like(result))",
    "sum(column[right] - column[left] - 1 for left, right, _ in directed)",
    "sum(len(each.events) for each in passes)",
    "sum(len(seen) - bisect_right(seen, end) for end in ends)",
    "sum(map(columns, text))",
    "sum(map(metric, outputs, targets))",
    "sum(map(len, sources.values()))",
    "sum(map(len, self.cache.variants.values()))",
    "sum(map(len, variants.values()))",
    "sum(name.startswith(letter) for name in self.captured.values())",
    "sum(node.operation is None and (not node.info.constant) for node in nodes)",
    "sum(not are_adjacent(*pair) for pair in pairs)",
    "sum(p in held for p in parameters)",
    "sum(target == i for target in targets)",
    "sum(unit.flat for unit in self.units.values())",
    "sum(unit.times for unit in self.units.values())",
    "sum(unit.zeros == unit.times for unit in self.units.values())",
    "sum(x == 0 for x in numbers)",
}


def sums(source: str) -> Iterator[str]:
    """The calls of the built-in `sum`, each as it is written; calls of `autograd.sum` are not meant."""
    tree = ast.parse(source)
    if any(isinstance(node, ast.FunctionDef) and node.name == "sum" for node in ast.walk(tree)):
        return
    if any(isinstance(node, ast.ImportFrom) and "sum" in {x.name for x in node.names} for node in ast.walk(tree)):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sum":
            yield ast.unparse(node)


def known() -> set[str]:
    """The list, written as `sums` writes."""
    return {found for written in WHOLE_NUMBERS for found in sums(written)}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-3:]))
def test_the_built_in_sum_adds_whole_numbers_only(path: Path) -> None:
    floats = set(sums(path.read_text(encoding="utf-8"))) - known()
    assert not floats, "for floats use math.fsum or autograd.number.sum_in_order; whole numbers belong in the list"


def test_the_list_names_no_sum_that_is_gone() -> None:
    assert {found for path in SOURCES for found in sums(path.read_text(encoding="utf-8"))} == known()


def test_a_planted_sum_of_floats_is_noticed() -> None:
    assert list(sums("mean = sum(losses) / len(losses)\nx.sum()")) == ["sum(losses)"]
    assert list(sums("from autograd import sum\nmean = sum(losses)")) == []
