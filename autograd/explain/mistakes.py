"""Classic wrong engines, to learn from: each is the right backward pass with one mistake.

`compare(output, "assignment")` runs one beside the right pass and names the first node that differs. The graph itself
does not change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from math import isclose, isnan
from pathlib import Path
from typing import Any, TextIO

from autograd.explain import Steps
from autograd.explain.display import html_of, saved, still_of
from autograd.explain.events import Backward, Event, Ledger, backward, forward
from autograd.explain.number_format import written_or_dash
from autograd.explain.page import page
from autograd.explain.snapshot import outline
from autograd.explain.terminal import table
from autograd.graph import Node, topological_order
from autograd.support.console import say


@dataclass(frozen=True)
class Mistake:
    """A wrong engine, with what is wrong with it and how to repair it."""

    name: str
    engine: Backward
    why: str
    repair: str


def recursion_without_order(ledger: Ledger) -> Iterator[Event]:
    """Pass the gradient of a node on as soon as a part of it arrives, and again when the next part arrives."""

    refuse_endless(ledger)

    def visit(node: int) -> Iterator[Event]:
        for position, x in enumerate(ledger.entries[node].inputs):
            yield ledger.push(node, position)
            yield from visit(x)

    yield ledger.seed()
    yield from visit(ledger.root)


def assignment(ledger: Ledger) -> Iterator[Event]:
    """Use `=` instead of `+=`, so that only the last of several paths counts."""
    yield ledger.seed()
    for node in ledger.backward_order():
        for position in ledger.positions(node):
            yield ledger.overwrite(node, position)


def inputs_as_a_set(ledger: Ledger) -> Iterator[Event]:
    """Let x * x remember x only once, so that one of its two gradients is lost."""
    yield ledger.seed()
    for node in ledger.backward_order():
        inputs = ledger.entries[node].inputs
        for position in ledger.positions(node):
            if inputs.index(inputs[position]) == position:
                yield ledger.push(node, position)


def no_zero_grad(ledger: Ledger) -> Iterator[Event]:
    """Go back twice, as in two training steps without zero_grad: the leaves keep the gradients of the first."""
    yield from backward(ledger)
    for node in ledger.backward_order():
        yield ledger.zero(node)
    yield from backward(ledger)


def interior_kept(ledger: Ledger) -> Iterator[Event]:
    """Go back twice and set only the leaves to 0, so that the nodes in between still hold their first gradients."""
    yield from backward(ledger)
    for node in ledger.leaves():
        yield ledger.zero(node)
    yield from backward(ledger)


# fmt: off
MISTAKES: dict[str, Mistake] = {
    mistake.name: mistake
    for mistake in (
        Mistake("recursion without an order", recursion_without_order,
                "a node passes its gradient on before all of it has arrived, and the first part again with the next",
                "visit the nodes in reverse topological order, each once"),
        Mistake("assignment", assignment,
                "a node used twice gets a gradient from each use, and = keeps only the last of them",
                "add: x.grad += slope * upstream"),
        Mistake("inputs as a set", inputs_as_a_set,
                "in x * x the node x is an input twice, and a set holds it once",
                "keep the inputs in a tuple"),
        Mistake("no zero_grad", no_zero_grad,
                "backward adds to what a leaf's grad holds, and that was still the gradient of the step before",
                "call zero_grad before each backward"),
        Mistake("interior gradients kept", interior_kept,
                "in the second pass the nodes in between start from the gradients of the first and pass those on again",
                "set every gradient of the graph to 0 before a pass, and add only into the leaves"),
    )
}
# fmt: on


MOST_VISITS = 20_000
DEEPEST = 300


@dataclass(frozen=True)
class Comparison:
    """The right pass and a wrong one through the same graph."""

    mistake: Mistake
    right: Steps
    wrong: Steps
    differing: tuple[str, ...]  # the names of the nodes whose gradients differ, in the order of the backward pass

    @property
    def first(self) -> str | None:
        """The name of the first node of the backward pass whose gradient is wrong, or None if there is none."""
        return self.differing[0] if self.differing else None

    def __str__(self) -> str:
        if self.first is None:
            return f"{self.mistake.name}: every gradient is right on this graph. Try one that uses a result twice."
        name, why, repair = self.mistake.name, self.mistake.why, self.mistake.repair
        return f"{name}: wrong from {self.first} on, because {why}. Repair: {repair}."

    def print(self, file: TextIO | None = None) -> None:
        """Write the gradients side by side, and what went wrong, to a file or the standard output."""
        rows = [(name, *map(written_or_dash, grads)) for name, *grads in self._gradients()]
        marks = ["wrong" if name in self.differing else "" for name, *_ in rows]
        for line, mark in zip(table(("name", "right", self.mistake.name), rows), ["", *marks]):
            say(f"{line}  {mark}".rstrip(), file)
        say(self, file)

    def page(self) -> str:
        """Return one complete page with both passes, on which the engine can be chosen and wrong nodes are marked."""
        passes = [self.right.as_pass(), self.wrong.as_pass()]
        return page(self.right.entries, passes, f"The mistake: {self.mistake.name}", {"note": str(self)})

    def save(self, path: str | Path) -> Path:
        """Write the page to a .html file, which any browser opens, and return its path."""
        return saved(self.page, path)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> dict[str, str]:
        """Return what a notebook shows."""
        still = still_of(self.right.entries, self.right.numbers, self.right[-1]["grad"])
        return {"text/html": html_of(self.page(), f"{still}<p>{escape(str(self))}</p>"), "text/plain": str(self)}

    def _gradients(self) -> Iterator[tuple[str, float | None, float | None]]:
        right, wrong = self.right[-1]["grad"], self.wrong[-1]["grad"]
        return zip((entry.name for entry in self.right.entries), right, wrong)


def compare(output: Node, mistake: str | Mistake) -> Comparison:
    """Return the right backward pass from a node beside one with a mistake.

    output   the node
    mistake  a name in `MISTAKES`, or a `Mistake` of your own; an unknown name raises a ValueError

    >>> from autograd import Value
    >>> from autograd.explain.mistakes import compare
    >>> a = Value(3.0, "a")
    >>> compare(a * a, "inputs as a set").first
    'a'
    """
    mistake = named(mistake)
    order = topological_order(output)
    entries, data = outline(order), [node.data for node in order]

    def steps(engine: Backward, title: str) -> Steps:
        ledger = Ledger(entries, data)
        return Steps(entries, data, [*forward(ledger), *engine(ledger)], title)

    right, wrong = steps(backward, "right"), steps(mistake.engine, mistake.name)
    pairs = zip(entries, right[-1]["grad"], wrong[-1]["grad"])
    differing = tuple(entry.name for entry, a, b in pairs if not entry.constant and not same(a, b))
    return Comparison(mistake, right, wrong, differing[::-1])


def named(mistake: str | Mistake) -> Mistake:
    """Return the mistake of this name; raise a ValueError if there is none."""
    if isinstance(mistake, Mistake):
        return mistake
    if not isinstance(mistake, str) or mistake not in MISTAKES:
        raise ValueError(f"mistake {mistake!r} is not known; there are {', '.join(map(repr, MISTAKES))}")
    return MISTAKES[mistake]


def same(a: float | None, b: float | None) -> bool:
    """Return whether two gradients are equal up to rounding, because adding in another order changes last digits."""
    if a is None or b is None:
        return a is b
    return isclose(a, b, rel_tol=1e-9) or (isnan(a) and isnan(b))


def refuse_endless(ledger: Ledger) -> None:
    """Raise a ValueError if recursion without an order would take too long.

    It visits a node once for every path to it, and the number of paths can double at each node.
    """
    visits, depths = [1] * len(ledger.entries), [1] * len(ledger.entries)
    for node, entry in enumerate(ledger.entries):
        for x in entry.inputs:
            visits[node] += visits[x]
            depths[node] = max(depths[node], depths[x] + 1)
    if visits[-1] > MOST_VISITS or depths[-1] > DEEPEST:
        raise ValueError(
            f"recursion without an order would visit {visits[-1]:,} nodes, {depths[-1]:,} deep, where the right pass "
            f"visits {len(ledger.entries):,}; compare on a graph of up to {MOST_VISITS:,} visits, {DEEPEST} deep"
        )
