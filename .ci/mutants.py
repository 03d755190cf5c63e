"""Plant small errors in autograd and nn, one at a time, and see whether the tests beside them notice: `make mutants`.

Cosmic Ray changes the code (an operator, a comparison, a number, a truth value, a loop). A sample of all places is
tried, always the same for one seed, in copies of the checkout. An error that no test notices is printed as a diff: it
changes nothing that can be seen, or a test is missing.

    python .ci/mutants.py [--number 300] [--seed 0] [--at-least 95] [folder or file …]
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import MutationSpec, WorkResult

PROJECT = Path(__file__).parent.parent
PROCESSES = 2
SECONDS = 300.0  # a test run that takes longer goes round in circles, and has noticed the error
SLIPS = {  # what somebody might write by mistake; a comparison of floats by `is` would only be a cheap success
    *(f"core/ReplaceComparisonOperator_{slip}" for slip in ("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is")),
    *(f"core/ReplaceComparisonOperator_{slip}" for slip in ("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt")),
    *(f"core/ReplaceBinaryOperator_{slip}" for slip in ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "Mod_FloorDiv")),
    *(f"core/ReplaceBinaryOperator_{slip}" for slip in ("FloorDiv_Div", "Pow_Mul", "BitOr_BitAnd", "BitAnd_BitOr")),
    *(f"core/ReplaceUnaryOperator_{slip}" for slip in ("USub_UAdd", "Delete_Not", "Delete_USub")),
    *("core/AddNot", "core/ReplaceTrueWithFalse", "core/ReplaceFalseWithTrue", "core/NumberReplacer"),
    *("core/ReplaceAndWithOr", "core/ReplaceOrWithAnd", "core/ReplaceBreakWithContinue", "core/ZeroIterationForLoop"),
}
LEFT_OUT = ("autograd/compile/", "nn/cli/", "nn/plot/")  # rebuilt at the moment; and what is judged by eye


def tracked(*patterns: str) -> list[str]:
    """Return the names of the files of the project that git knows, relative to its folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.split("\0") if name]


def mutated_files(chosen: list[str]) -> list[Path]:
    """Return the files of both packages that lie in one of the chosen folders, relative to the project."""
    names = [name for name in tracked("*.py") if name.startswith(("autograd/", "nn/"))]
    return [Path(name) for name in names if name.startswith(tuple(chosen)) and not name.startswith(LEFT_OUT)]


def tests_of(path: Path) -> list[str]:
    """Return the tests that mirror a file: first those of its own name, then those of its folder."""
    folder = Path("tests") / path.parent
    own = folder / f"test_{path.stem}.py"
    beside = sorted(folder.glob("test_*.py"))
    return [str(test) for test in dict.fromkeys([*([own] if own.exists() else []), *beside])]


def worth_planting(mutation: MutationSpec, tree: ast.Module) -> bool:
    """Return whether a mutation changes what is computed; the `*` of a signature, for example, is not a product."""
    line = mutation.start_pos[0]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    in_a_signature = any(node.lineno <= line < node.body[0].lineno for node in functions)
    if line in lines_left_out(tree) or (in_a_signature and "BinaryOperator" in mutation.operator_name):
        return False
    for part in (part for node in ast.walk(tree) for part in annotations(node)):
        begin, end = (part.lineno, part.col_offset), (int(part.end_lineno or 0), int(part.end_col_offset or 0))
        if begin <= mutation.start_pos <= end:
            return False
    return True


def lines_left_out(tree: ast.Module) -> set[int]:
    """Return the lines of error messages, of decorators, such as the size of a cache, and of settings.

    A setting is a number that has a line of its own at the top of a file, `LIMIT = 150`; 149 would do as well.
    """
    raised = [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    settings = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)]
    decorators = [each for node in ast.walk(tree) for each in getattr(node, "decorator_list", ())]
    parts: list[ast.stmt | ast.expr] = [*raised, *settings, *decorators]
    return {line for part in parts for line in range(part.lineno, int(part.end_lineno or 0) + 1)}


def annotations(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the annotations that a node of a syntax tree has itself."""
    for name in ("annotation", "returns"):
        if isinstance(part := getattr(node, name, None), ast.expr):
            yield part
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.BitOr):
        yield node.value  # a name for a type: Number = float | Value


def sample(paths: list[Path], number: int, seed: int) -> list[MutationSpec]:
    """Return mutations drawn at random, in the order of the files."""
    os.chdir(PROJECT)
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    with tempfile.TemporaryDirectory() as folder:
        work = WorkDB(Path(folder) / "work.sqlite", WorkDB.Mode.create)
        init(paths, work, {})
        planned = (item.mutations[0] for item in work.work_items)
        mutations = sorted((each for each in planned if each.operator_name in SLIPS), key=str)
        work.close()
    Random(seed).shuffle(mutations)
    chosen: list[MutationSpec] = []
    lines: set[tuple[Path, int]] = set()
    for mutation in mutations:
        line = (mutation.module_path, mutation.start_pos[0])  # one for a line: − and × in place of + tell the same
        if line not in lines and worth_planting(mutation, trees[mutation.module_path]):
            lines.add(line)
            chosen.append(mutation)
    return sorted(chosen[:number], key=lambda each: (str(each.module_path), each.start_pos))


def work_in_a_copy() -> None:
    """Let this process work in a copy of the checkout of its own, which it may change."""
    copy = Path(tempfile.mkdtemp(prefix="mutants-")) / "project"
    for name in tracked():
        if (PROJECT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, copy / name)
    os.chdir(copy)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(copy), str(copy / "notebooks")])


def tried(mutation: MutationSpec) -> tuple[MutationSpec, WorkResult]:
    """Plant one error and run the tests of its file."""
    tests = " ".join(tests_of(mutation.module_path))
    command = f"{sys.executable} -m pytest -x -q -p no:cacheprovider {tests}"
    return mutation, mutate_and_test([mutation], command, SECONDS)


def require_tests(mutations: list[MutationSpec]) -> None:
    """Leave with an error if the tests cannot even be imported: otherwise every error would seem to be noticed."""
    tests = sorted({test for mutation in mutations for test in tests_of(mutation.module_path)})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *tests]
    path = os.pathsep.join([str(PROJECT), str(PROJECT / "notebooks")])
    collected = subprocess.run(
        command, cwd=PROJECT, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    if collected.returncode:
        sys.exit(f"{collected.stdout}{collected.stderr}\nthe tests cannot be collected: install the extra 'mutants'")


def main() -> int:
    """Plant the errors; the exit code is 1 where too many of them are not noticed."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--number", type=int, default=300)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--at-least", type=float, default=95.0, help="how many of 100 must be noticed")
    options.add_argument("chosen", nargs="*", default=["autograd/", "nn/"])
    given = options.parse_args()
    mutations = sample(mutated_files(given.chosen), given.number, given.seed)
    require_tests(mutations)
    noticed = 0
    with ProcessPoolExecutor(PROCESSES, initializer=work_in_a_copy) as pool:
        for mutation, result in pool.map(tried, mutations):
            noticed += result.is_killed
            where = f"{mutation.module_path}:{mutation.start_pos[0]}  {mutation.operator_name}"
            print(f"{'noticed' if result.is_killed else 'SURVIVED'}  {where}", flush=True)
            if not result.is_killed:
                print(result.diff, flush=True)
    share = 100.0 * noticed / max(1, len(mutations))
    print(f"{noticed} of {len(mutations)} errors were noticed ({share:.1f} %; {given.at_least:g} % are asked for)")
    return 0 if mutations and share >= given.at_least else 1


if __name__ == "__main__":
    sys.exit(main())
