"""Step 1: call the function once, with a fresh leaf for each number of its arguments; keep what it recorded."""

from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from autograd.compile.batches.choice import choice
from autograd.compile.guards.patches import watched
from autograd.compile.guards.watch import Chance, CompileError, Draw, Guard, Repetition, Tracing, stopped
from autograd.compile.lifting.rows import exponent_of, family_of
from autograd.compile.tracing.arguments import Arguments, is_array
from autograd.compile.tracing.graph import Graph, ancestry, flat_graph
from autograd.compile.tracing.plain import Plain, node_of
from autograd.context import CONTEXT
from autograd.number import is_number
from autograd.operation import Operation
from autograd.operations import TABLE
from autograd.support.gc_paused import gc_paused
from autograd.transforms.tree import Nested, leaves, mapped
from autograd.value import Value

T = TypeVar("T")


@dataclass
class Trace:
    """What a function recorded.

    graph      from the leaves to the outputs, to both sides of each guard, and to what could raise an error
    result     what the function returned
    outputs    the Values in it
    inputs     the leaves that stood for the arguments, then those that are drawn anew at each call
    plain      those of them that stood for plain numbers
    recorded   the other nodes of the graph, in the order in which they were made
    straight   whether all of them lead to the outputs
    run        what the origins of the recorded nodes name as their trace
    as_plain   for each output that is a plain number int or float; None for the Values
    containers the lists and dicts of the result, as the function gave them
    outline    the structure of a result in which one list stands twice, otherwise None
    """

    graph: Graph
    result: Nested
    outputs: list[Value]
    inputs: list[Value]
    plain: set[Value]
    recorded: list[Value]
    straight: bool
    guards: list[Guard]
    draws: list[Draw]
    run: Tracing
    as_plain: list[type[float] | None]
    containers: list[Any]
    outline: Nested

    def differentiable(self) -> list[Value]:
        """The recorded nodes through which gradients flow back from the outputs; of plain numbers eager makes none."""
        plain = set(self.plain)
        if plain:
            for node in self.recorded:
                if plain.issuperset(node.inputs):
                    plain.add(node)
        moving = [node for node in self.recorded if node.operation is not stopped and node not in plain]
        return moving if self.straight and len(moving) == len(self.recorded) else ancestry(self.outputs, moving)


def traced(
    function: Callable[..., Nested], arguments: Arguments, chance: Chance, outer: Tracing | None = None
) -> Trace:
    """Return the trace of a function at these arguments; for one sample, inside the trace of the enclosing function."""
    trace = Tracing(chance, inner=outer is not None)

    def observed() -> tuple[list[Value], Nested, Nested]:
        labels = ["" if value is None else value.label for value in arguments.values]
        inputs = [Value(x, label) for x, label in zip(arguments.numbers, labels)]
        trace.plain = {node for node, moves in zip(inputs, arguments.moving) if not moves}
        args, kwargs = arguments.rebuilt(iter(inputs))
        before = shape((args, kwargs))
        with watched(trace):
            result = function(*args, **kwargs)
        if trace.failed:
            raise CompileError(trace.failed)
        if shape((args, kwargs)) != before:
            raise CompileError(
                f"{getattr(function, '__qualname__', function)} changes its arguments, which a program would not do at "
                "later calls. Repair: work on a copy, and return what is new."
            )
        return inputs, (args, kwargs), result

    inputs, given, result = run_in(trace, recording=True, work=observed)
    containers = list(containers_in(result))
    of_arguments = set(map(id, containers_in(given)))
    if any(id(held) in of_arguments for held in containers):
        raise CompileError(
            f"{getattr(function, '__qualname__', type(function).__name__)} gives a list that it was given, of which a "
            "program would give a copy. Repair: return a new one, such as list(xs)."
        )
    twice = len(set(map(id, containers))) < len(containers)
    outline = mapped_once(lambda _: None, result, {}) if twice else None
    numbers = made_of_plain(trace)
    plain = [kind_of(x, numbers) for x in leaves(result) if type(x) is Plain or isinstance(x, Value)]
    result = mapped(node_of, result)
    for x in leaves(result):
        if not isinstance(x, Value) and not is_number(x):
            raise CompileError(
                f"a compiled function gives numbers (in lists, tuples or dicts), but this one gave {x!r}"
            )
    outputs = [x for x in leaves(result) if isinstance(x, Value)]
    sides = [side for guard in trace.guards for side in (guard.left, guard.right)]
    inputs += [node for node, _ in trace.draws]
    recorded = [node for node in trace.nodes if node.info.trace is trace]
    failing = set(filter(may_fail, set(map(attrgetter("operation"), recorded))))
    unused = [node for node in recorded if node.operation in failing] if failing else []
    needed = ancestry([*outputs, *sides, *unused], recorded)
    graph = flat_graph([*outputs, *sides], inputs, trace, needed)
    origins = dict(zip(map(id, graph.origins), graph.origins)).values()
    if any(origin.trace is trace and not origin.recording for origin in origins):
        raise CompileError(
            "no_grad is used while the function is traced; write v.detach() where no gradient is to flow"
        )
    draws = [draw for _, draw in trace.draws]
    found = Trace(
        graph,
        result,
        outputs,
        inputs,
        trace.plain,
        needed,
        not sides and not unused,
        trace.guards,
        draws,
        trace,
        plain,
        containers,
        outline,
    )
    trace.nodes, trace.guards, trace.draws = [], [], []  # nodes refer to their trace, so this breaks a reference cycle
    trace.plain, trace.made = set(), set()
    return found


def containers_in(structure: Any) -> Iterator[Any]:
    """Yield the lists and dicts in a structure."""
    if isinstance(structure, list | dict):
        yield structure
    if isinstance(structure, list | tuple | dict):
        for part in structure.values() if isinstance(structure, dict) else structure:
            yield from containers_in(part)


def mapped_once(f: Callable[[Any], Any], structure: Nested, made: dict[int, Any]) -> Nested:
    """Return the structure with f applied to each leaf; a list that stands in it twice does so in the result, too."""
    if isinstance(structure, dict):
        return made.setdefault(id(structure), {key: mapped_once(f, part, made) for key, part in structure.items()})
    if isinstance(structure, list | tuple):
        parts = [mapped_once(f, part, made) for part in structure]
        if isinstance(structure, list):
            return made.setdefault(id(structure), type(structure)(parts))
        return type(structure)(*parts) if hasattr(structure, "_fields") else type(structure)(parts)
    return f(structure)


def filled(structure: Nested, outline: Nested, results: Iterator[Any]) -> Nested:
    """Return the structure with the next result for each None, and lists shared as in the outline, if there is one."""
    entries = (next(results) if x is None else x for x in leaves(structure))
    return mapped_once(lambda _: next(entries), structure if outline is None else outline, {})


def made_of_plain(trace: Tracing) -> set[Value]:
    """The recorded nodes that eager has as plain numbers: derivatives at plain numbers, through nothing but these."""
    found: set[Value] = set()
    for node in trace.nodes if trace.plain else ():
        if node not in trace.made and all(x in trace.plain or x in found or x.info.constant for x in node.inputs):
            found.add(node)
    return found


def kind_of(x: Any, numbers: set[Value]) -> type[float] | None:
    """Return what a result is for eager: a whole number, a float, or, for None, a Value."""
    if type(x) is Plain:
        return int if isinstance(x, int) else float
    return float if x in numbers else None


def shape(x: Any) -> Any:
    """Return the identities of the things that a structure holds."""
    if isinstance(x, dict):
        return id(x), *x, *map(shape, x.values())
    if isinstance(x, list | tuple):
        return id(x) if isinstance(x, list) else 0, *map(shape, x)
    return [id(part) for part in x.ravel().tolist()] if is_array(x) else id(x)


@cache
def may_fail(row: Operation | None) -> bool:
    """Return whether an operation can refuse its inputs: it is computed even if no result needs it, as eager does."""
    if row is None:
        return False
    harmless = row in TABLE or exponent_of(row) is not None or family_of(row) not in (None, choice)
    return row.restricted or not harmless


def repeated(
    function: Callable[..., Nested], arguments: Arguments, chance: Chance, recording: bool | None = None
) -> Nested:
    """Return the result of the function itself, with the random numbers of a call that have been drawn already.

    recording   whether operations are recorded; without it, they are if they would be outside
    """
    recording = CONTEXT.get().recording if recording is None else recording
    return run_in(Repetition(chance), recording, lambda: arguments.given_to(function))


def run_in(run: Repetition, recording: bool, work: Callable[[], T]) -> T:
    """Return what some work gives; the nodes that it makes know that they belong to this run.

    It has a copy of Python's context to itself, which is left whatever happens, even by Ctrl-C at any line.
    """

    def inside() -> T:
        CONTEXT.set(CONTEXT.get()._replace(trace=run, recording=recording))
        return work()

    with gc_paused():
        return copy_context().run(inside)
