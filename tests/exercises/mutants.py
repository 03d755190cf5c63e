"""Changes a program in one place at a time, as a slip of its writer would: a sign, a bound, a line left out."""

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

PATIENCE = 20_000  # turns of loops; a mutant that needs more is taken to run for ever


class Endless(BaseException):
    """A mutant's loops do not end; no `except Exception` stops it."""


class Mutant(NamedTuple):
    """A program that differs from another in one place, and what was changed."""

    change: str
    source: str


SWAPS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
}
TURNS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
NAMES = {"min": "max", "max": "min", "sum": "max", "any": "all", "all": "any", "exp": "log", "floor": "ceil"}


def mutants(source: str) -> list[Mutant]:
    """All of them, each once, in the order of the program."""
    tree = ast.parse(source)
    found = {}
    for place, node in enumerate(ast.walk(tree)):
        for instead in alternatives(node, tree):
            changed = replaced(tree, place, instead)
            text = ast.unparse(changed)
            if text not in found and text != ast.unparse(tree):
                found[text] = f"{ast.unparse(node)} → {ast.unparse(instead)}"
    return [Mutant(change, text) for text, change in found.items()]


def replaced(tree: ast.Module, place: int, instead: ast.AST) -> ast.Module:
    """The tree with something else at a place, counted as `ast.walk` goes."""
    changed = copy.deepcopy(tree)
    target = list(ast.walk(changed))[place]

    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return instead if node is target else self.generic_visit(node)

    return ast.fix_missing_locations(Swap().visit(changed))


def alternatives(node: ast.AST, tree: ast.Module) -> Iterator[ast.AST]:
    """What could stand in the place of a node by mistake."""
    for kind, others in ALTERNATIVES.items():
        if isinstance(node, kind):
            yield from others(node)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from (ast.Name(other, ast.Load()) for other in companions(node, tree))


def other_constants(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(other) for other in (value + 1, value - 1, -value) if other != value)
    elif isinstance(value, float):
        yield from (ast.Constant(other) for other in (value + 1, value * 1.1, -value) if other != value)


def other_operators(node: ast.BinOp) -> Iterator[ast.AST]:
    for operator in SWAPS.get(type(node.op), ()):
        yield ast.BinOp(node.left, operator(), node.right)
    if not isinstance(node.op, ast.Add | ast.Mult):
        yield ast.BinOp(node.right, node.op, node.left)
    yield node.left
    yield node.right


def other_updates(node: ast.AugAssign) -> Iterator[ast.AST]:
    for operator in SWAPS.get(type(node.op), ()):
        yield ast.AugAssign(node.target, operator(), node.value)
    yield ast.Assign([node.target], node.value)


def without_sign(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


def other_comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    for place, operator in enumerate(node.ops):
        for turned in TURNS.get(type(operator), ()):
            yield ast.Compare(node.left, [*node.ops[:place], turned(), *node.ops[place + 1 :]], node.comparators)


def other_conditions(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
    yield from node.values


def other_arms(node: ast.IfExp) -> Iterator[ast.AST]:
    yield node.body
    yield node.orelse
    yield ast.IfExp(node.test, node.orelse, node.body)


def other_branches(node: ast.If) -> Iterator[ast.AST]:
    for always in (True, False):
        yield ast.If(ast.Constant(always), node.body, node.orelse)


def other_calls(node: ast.Call) -> Iterator[ast.AST]:
    if len(node.args) == 2 and not any(isinstance(arg, ast.Starred) for arg in node.args):
        yield ast.Call(node.func, node.args[::-1], node.keywords)
    if isinstance(node.func, ast.Name) and node.func.id in NAMES:
        yield ast.Call(ast.Name(NAMES[node.func.id], ast.Load()), node.args, node.keywords)
    for place in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, node.keywords[:place] + node.keywords[place + 1 :])
    if len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred | ast.GeneratorExp):
        yield node.args[0]


def other_loops(node: ast.comprehension) -> Iterator[ast.AST]:
    if node.ifs:
        yield ast.comprehension(node.target, node.iter, [], node.is_async)


def left_out(node: ast.stmt) -> Iterator[ast.AST]:
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if not isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef) and not is_docstring:
        yield ast.Pass()


def other_pairs(node: ast.Tuple) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load) and len(node.elts) == 2:
        yield ast.Tuple(node.elts[::-1], ast.Load())


ALTERNATIVES: dict[type[ast.AST], Callable[[Any], Iterator[ast.AST]]] = {
    ast.Constant: other_constants,
    ast.BinOp: other_operators,
    ast.AugAssign: other_updates,
    ast.UnaryOp: without_sign,
    ast.Compare: other_comparisons,
    ast.BoolOp: other_conditions,
    ast.IfExp: other_arms,
    ast.If: other_branches,
    ast.Call: other_calls,
    ast.comprehension: other_loops,
    ast.Tuple: other_pairs,
    ast.stmt: left_out,
}


def companions(name: ast.Name, tree: ast.Module) -> list[str]:
    """The other arguments of a function in which a name is one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.Lambda) and any(each is name for each in ast.walk(node)):
            arguments = [argument.arg for argument in node.args.args]
            if name.id in arguments:
                return [each for each in arguments if each not in (name.id, "self")]
    return []


def answer_of(source: str) -> Any:
    """What a program sets `answer` to; its loops stop with `Endless`."""
    turns = 0

    def tick() -> None:
        nonlocal turns
        turns += 1
        if turns > PATIENCE:
            raise Endless

    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.While | ast.For):
            node.body.insert(0, ast.parse("_tick()").body[0])
    names: dict[str, Any] = {"_tick": tick}
    exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec"), names)
    return names["answer"]
