"""`check("my engine", Value)`: the engine that a learner builds in lesson 2, beside ours on many small graphs.

It finds the first number that differs in ever smaller graphs, and names and draws it. If the engine does what one of
`autograd.explain.mistakes` does, it names that too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from itertools import chain
from typing import Any

import autograd
from autograd.explain import explain
from autograd.explain.display import html_of, still_of
from autograd.explain.mistakes import MISTAKES, Comparison, compare
from autograd.explain.snapshot import outline
from autograd.graph import Node, topological_order
from exercises.answers import NotYet, called, close, error_shown, function_of, number_of, shown
from exercises.exercise import Exercise, Finding
from exercises.programs import (
    METHODS,
    Program,
    optional_programs,
    performed,
    programs,
    put_in,
    shrunk,
    written,
)

FORWARD = ("recursion without an order", "assignment", "inputs as a set")  # mistakes of a single pass
METHOD_OF = {
    "+": ("__add__", "__radd__"),
    "-": ("__sub__", "__rsub__"),
    "*": ("__mul__", "__rmul__"),
    "**": ("__pow__", ""),
    "/": ("__truediv__", "__rtruediv__"),
    "neg": ("__neg__", ""),
}


@dataclass
class Run:
    """What an engine makes of a program: a value for each line, and their numbers after `backward()`."""

    values: list[Any]
    data: list[float]
    grads: list[float | None]  # None: the engine keeps no gradient there


@dataclass
class Wrong:
    """The first wrong number of a program, or what stopped the engine."""

    program: Program
    kind: str  # "stops", "data" or "grad"
    sentence: str
    run: Run | None = None


def flaw_of_engine(engine: Any) -> Finding | str:
    """Return what is wrong with an engine, on the smallest graph that shows it."""
    if not callable(engine):  # a function that makes values will do too
        raise NotYet(f"your engine should be a class, such as Value without brackets after it, not {shown(engine)}")
    tried = chain(examples(), optional(engine))
    wrong = next((wrong for program in tried if (wrong := wrong_in(engine, program))), None)
    if wrong is None:
        return again(engine)
    kind = wrong.kind

    def is_wrong(program: Program) -> bool:
        found = wrong_in(engine, program)
        return found is not None and found.kind == kind

    smallest = wrong_in(engine, shrunk(wrong.program, is_wrong)) or wrong
    if smallest.run is None:
        return smallest.sentence
    comparison = likely(engine, smallest) if kind == "grad" else None
    return Finding(smallest.sentence + "." + hint(comparison), html=drawn(smallest, comparison))


def hint(comparison: Comparison | None) -> str:
    """Return the likely mistake, in words that follow a sentence."""
    if comparison is None:
        return ""
    return f" The likely mistake: {comparison.mistake.why} ({comparison.mistake.name}, lesson 9)"


def optional(engine: Any) -> Iterator[Program]:
    """Yield programs for those methods that the learner's class has, though it need not."""
    kind = type(called(engine, 3.0))
    for method, found in optional_programs().items():
        if hasattr(kind, method):
            yield from found


@cache
def examples() -> list[Program]:
    """Return the programs that are tried."""
    return programs()


def wrong_in(engine: Any, program: Program) -> Wrong | None:
    """Return what is wrong in a program, or None."""
    try:
        run, ours = made(engine, program), made(autograd.Value, program)
    except NotYet as news:
        return Wrong(program, "stops", str(news))
    for line, (found, right) in enumerate(zip(run.data, ours.data)):
        if not close(found, right):
            words = f"for {put_in(program)}, `data` of {written(program, line)} is {found:g}, it should be {right:g}"
            return Wrong(program, "data", words, run)
    leaves = [line for line, step in enumerate(program) if not step.operation]
    lines: Sequence[int] = range(len(program))
    if all(agree(run.grads[line], ours.grads[line]) for line in leaves):
        lines = [line for line in lines if run.grads[line] != 0.0]  # an engine may clear what is not a leaf
    for line in reversed(lines):
        if not agree(run.grads[line], ours.grads[line]) and (run.grads[line] is not None or line in leaves):
            return Wrong(program, "grad", wrong_grad(program, line, run, ours), run)
    return None


def agree(found: float | None, right: float | None) -> bool:
    """Return whether two gradients are equal up to rounding."""
    return found is not None and right is not None and close(found, right)


def wrong_grad(program: Program, line: int, run: Run, ours: Run) -> str:
    """Return `for x = 3, after (x * x).backward(), grad of x is 3, it should be 6; x is used twice`."""
    name, uses = written(program, line), sum(step.uses.count(line) for step in program)
    often = {0: "", 1: ""}.get(uses, f"; {name} is used {'twice' if uses == 2 else f'{uses} times'}")
    return (
        f"for {put_in(program)}, after ({written(program)}).backward(), `grad` of {name} is "
        f"{figure(run.grads[line])}, it should be {figure(ours.grads[line])}{often}"
    )


def figure(x: float | None) -> str:
    """Return a gradient as a sentence shows it."""
    return "missing" if x is None else f"{x:.6g}"


def made(engine: Any, program: Program, leaves: Sequence[Any] = ()) -> Run:
    """Run a program on an engine; raise a NotYet if it stops, or gives no value.

    leaves   values to use again for the numbers that are put in; without them, new ones are made
    """
    values: list[Any] = []
    data: list[float] = []
    old = iter(leaves)
    name = engine.__name__ if issubclass(type(engine), type) else "Value"
    for line, step in enumerate(program):
        what = written(program, line)
        if not step.operation:
            what = f"{name}({step.data})"
            values.append(next(old) if leaves else called(engine, step.data, what=name))
        else:
            try:
                values.append(performed(step, values))
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                raise NotYet(f"{what} stops with {error_shown(error)}{missing(program, line, values)}") from None
        data.append(number_of(read(values[-1], "data", what), f"`data` of {what}"))
    unchanged(program, values, data, written(program))
    passed_back(values[-1], written(program))
    unchanged(program, values, data, f"({written(program)}).backward()")
    grads = [gradient(program, line, value) for line, value in enumerate(values)]
    return Run(values, data, grads)


def unchanged(program: Program, values: list[Any], data: list[float], what: str) -> None:
    """Raise a NotYet if a number is no longer what it was before `what` was computed."""
    for line, (value, before) in enumerate(zip(values, data)):
        name = written(program, line)
        if (after := number_of(read(value, "data", name), f"`data` of {name}")) != before:
            raise NotYet(f"{what} changes `data` of {name} from {before:g} to {after:g}")


def passed_back(output: Any, what: str) -> None:
    """Call `backward()`."""
    called(function_of(read(output, "backward", what), f"`backward` of {what}"), what=f"({what}).backward")


def gradient(program: Program, line: int, value: Any) -> float | None:
    """Return the gradient of a value, or None if an intermediate value has none."""
    try:
        return number_of(read(value, "grad", written(program, line)), f"`grad` of {written(program, line)}")
    except NotYet:
        if program[line].operation:
            return None
        raise


def read(value: Any, attribute: str, what: str) -> Any:
    """Return an attribute of a value; raise a NotYet if there is none."""
    try:
        return getattr(value, attribute)
    except AttributeError:
        raise NotYet(f"{what} should be a value with `{attribute}`, and is {shown(value)} without it") from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise NotYet(f"`{attribute}` of {what} cannot be read: {error_shown(error)}") from None


def missing(program: Program, line: int, values: list[Any]) -> str:
    """Return which method of the class is missing for this operation, if one is."""
    step = program[line]
    if step.operation in METHODS:
        method, value = step.operation, values[step.uses[0]]
    else:
        plain_first = isinstance(step.operands[0], str)
        method, value = METHOD_OF[step.operation][plain_first], values[step.uses[0]]
    if hasattr(type(value), method):
        return ""
    return f": your class has no method `{method}`, which Python calls for {written(program, line)}"


def again(engine: Any) -> Finding | str:
    """Return what is wrong, or worth knowing, when an engine that is right on each graph passes back a second time."""
    program = next(p for p in examples() if written(p) == "(x * y) + x")
    leaves = [line for line, step in enumerate(program) if not step.operation]
    right = made(autograd.Value, program)

    def second(same_graph: bool, zeroed: bool) -> list[float | None]:
        first = made(engine, program)
        for line in leaves if zeroed else ():
            forget(first.values[line], written(program, line))
        if not same_graph:
            run = made(engine, program, [first.values[line] for line in leaves])
            return [run.grads[line] for line in leaves]
        passed_back(first.values[-1], written(program))
        return [gradient(program, line, first.values[line]) for line in leaves]

    anew = second(same_graph=False, zeroed=True)
    for line, found in zip(leaves, anew):
        if not agree(found, right.grads[line]):
            words = (
                f"one backward() is right. But when {put_in(program)} are used again in a second {written(program)}, "
                f"with `grad` set to 0 before, `grad` of {written(program, line)} is {figure(found)} after the second "
                f"backward(), it should be {figure(right.grads[line])}: what does the first one leave behind?"
            )
            twice = [None if x is None else x / 2 for x in anew]
            if not all(map(agree, twice, [right.grads[line] for line in leaves])):
                return words
            comparison = compare(named_graph(program)[-1], "no zero_grad")
            return Finding(words + hint(comparison), html=comparison._repr_mimebundle_()["text/html"])
    remarks = []
    if not all(map(agree, second(same_graph=False, zeroed=False), [right.grads[line] for line in leaves])):
        remarks.append("backward() adds to what `grad` holds, so set it to 0 before each step (no zero_grad, lesson 4)")
    if not all(map(agree, second(same_graph=True, zeroed=True), [right.grads[line] for line in leaves])):
        remarks.append(
            "a second backward() over the same graph starts from what the numbers in between still hold, so build the "
            "graph anew for each step (interior gradients kept, lesson 9)"
        )
    agrees = f"Every number agrees with ours on {len(examples())} graphs."
    return Finding("", "\n".join((agrees, *(f"Worth knowing: {remark}." for remark in remarks))))


def forget(value: Any, what: str) -> None:
    """Set a gradient to 0, as a step of training does."""
    try:
        value.grad = 0.0
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise NotYet(f"`grad` of {what} cannot be set to 0: {error_shown(error)}") from None


def likely(engine: Any, wrong: Wrong) -> Comparison | None:
    """Return the mistake that explains the numbers of the smallest graph, and most of those on the other graphs."""
    fitting = {mistake: agreement(engine, mistake) for mistake in FORWARD if explains(mistake, wrong)}
    best = max(fitting, key=lambda mistake: fitting[mistake], default=None)
    if best is None or fitting[best] < 0.5:
        return None
    return compare(named_graph(wrong.program)[-1], best)


def agreement(engine: Any, mistake: str) -> float:
    """Return the share of the wrong graphs whose numbers a mistake explains."""
    found = [wrong for program in examples() if (wrong := wrong_in(engine, program))]
    return sum(wrong.kind == "grad" and explains(mistake, wrong) for wrong in found) / len(found)


def explains(mistake: str, wrong: Wrong) -> bool:
    """Return whether an engine with this mistake gives the leaves the gradients that were found."""
    assert wrong.run is not None
    nodes = named_graph(wrong.program)
    grads = compare(nodes[-1], replace(MISTAKES[mistake])).wrong[-1]["grad"]
    predicted = dict(zip(map(id, topological_order(nodes[-1])), grads))
    return all(
        agree(found, predicted[id(node)])
        for step, node, found in zip(wrong.program, nodes, wrong.run.grads)
        if not step.operation
    )


def named_graph(program: Program) -> list[autograd.Value]:
    """Return the nodes of the program on our engine, with their names."""
    values: list[Any] = []
    for line, step in enumerate(program):
        values.append(
            performed(step, values) if step.operation else autograd.Value(step.data, label=written(program, line))
        )
    return values


def drawn(wrong: Wrong, comparison: Comparison | None) -> str:
    """Return a page with the learner's numbers beside the right ones, and the passes step by step."""
    assert wrong.run is not None
    nodes = named_graph(wrong.program)
    nodes[-1].backward()
    order: list[Node] = [*topological_order(nodes[-1])]
    entries = outline(order)
    data, grads = [node.data for node in order], [node.grad for node in order]
    yours, yours_grad = {id(n): x for n, x in zip(nodes, wrong.run.data)}, dict(zip(map(id, nodes), wrong.run.grads))
    marked = []
    for node, entry in zip(order, entries):
        found, grad = yours.get(id(node), node.data), yours_grad.get(id(node), node.grad)
        is_right = close(found, node.data) and (wrong.kind == "data" or grad is None or close(grad, node.grad))
        marked.append(entry if is_right else entry._replace(label=f"{entry.label} ✗".strip()))
    pictures = {
        "your engine": still_of(
            marked,
            [yours.get(id(node), node.data) for node in order],
            [yours_grad.get(id(node), node.grad) for node in order],
        ),
        "as it should be": still_of(entries, data, grads),
    }
    figures = "".join(
        f'<figure style="margin: 0 2em 1em 0"><figcaption>{escape(title)}</figcaption>{picture}</figure>'
        for title, picture in pictures.items()
    )
    still = f'<div style="display: flex; flex-wrap: wrap">{figures}</div>'
    page = comparison.page() if comparison else explain(nodes[-1]).page()
    return f"{still}{html_of(page, '')}"


SOLUTION = '''\
import math

class Value:
    """A number that remembers what it was made from, and its slope with respect to each of these."""

    def __init__(self, data, inputs=(), slopes=()):
        self.data, self.inputs, self.slopes = data, inputs, slopes
        self.grad = 0.0

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = as_value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def exp(self):
        y = math.exp(self.data)
        return Value(y, (self,), (y,))

    def tanh(self):
        y = math.tanh(self.data)
        return Value(y, (self,), (1.0 - y * y,))

    def __sub__(self, other):
        return self + -1.0 * other

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        self.grad = 1.0
        for node in reversed(history(self, [])):
            for x, slope in zip(node.inputs, node.slopes):
                x.grad += slope * node.grad

def as_value(x):
    return x if isinstance(x, Value) else Value(x)

def history(node, found):
    if node not in found:
        for x in node.inputs:
            history(x, found)
        found.append(node)
    return found

answer = Value
'''

ADDED = "x.grad += slope * node.grad"
WALK = "for node in reversed(history(self, [])):"


def changed(*changes: tuple[str, str]) -> str:
    """Return the solution with some words replaced."""
    source = SOLUTION
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    return source


EXERCISE = Exercise(
    flaw_of_engine,
    SOLUTION,
    mistakes=(
        changed((ADDED, "x.grad = slope * node.grad")),
        changed((ADDED, "x.grad += slope")),
        changed((WALK, "for node in history(self, []):")),
        changed((WALK, "for node in reversed([*history(self, [])[:-2], self]):")),
        changed(("zip(node.inputs, node.slopes)", "dict(zip(node.inputs, node.slopes)).items()")),
        changed(
            (WALK, "for node in [self]:"),
            (ADDED, "x.grad += slope * node.grad\n                x.spread()"),
            (
                "    def backward",
                "    def spread(self):\n"
                "        for x, slope in zip(self.inputs, self.slopes):\n"
                "            x.grad += slope * self.grad\n"
                "            x.spread()\n\n"
                "    def backward",
            ),
        ),
        changed(("(other.data, self.data)", "(self.data, other.data)")),
        changed(("(n * self.data ** (n - 1),)", "(n * self.data**n,)")),
        changed(("(1.0 - y * y,)", "(1.0 - y,)")),
        changed(("self + -1.0 * other", "-1.0 * self + other")),
        changed(("    __radd__, __rmul__ = __add__, __mul__\n", "")),
        changed(("        self.grad = 1.0\n", "")),
        "answer = float",
        "from autograd import Value\nanswer = Value(2.0)",
    ),
    variants=(
        "from autograd import Value as answer",
        changed((WALK, "for node in sorted(history(self, []), key=lambda v: -len(history(v, []))):")),
        changed(
            (
                WALK,
                "order = history(self, [])\n        for node in order[:-1]:\n"
                "            node.grad = 0.0\n        for node in reversed(order):",
            )
        ),
        changed(
            (
                "return self + -1.0 * other",
                "return Value(self.data - other, (self,), (1.0,)) "
                "if not isinstance(other, Value) else Value(self.data - other.data, (self, other), (1.0, -1.0))",
            )
        ),
    ),
)
