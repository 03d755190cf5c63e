"""The steps as one complete HTML file, which needs no network, no kernel and no build step."""

import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from math import isfinite
from string import Template
from typing import Any, NamedTuple

from autograd.domain import Interval
from autograd.draw import palette
from autograd.draw.box_layout import symbol_width
from autograd.draw.text import UNDRAWABLE, drawable
from autograd.explain.events import KEEP, MOVE, UPDATE, Event, slopes_or_nan
from autograd.explain.javascript import LACKING, definitions, rules, writable
from autograd.explain.narration import NUMBERS, PARTS, PHRASES
from autograd.explain.scope_layout import Scope, TooLargeToShow, scopes_of, symbol
from autograd.explain.snapshot import Entry, one_line
from autograd.explain.templates import forward_formula, slope_formulas
from autograd.operation import Operation

SCRIPTS = ("sentences", "passes", "geometry", "edge_routing", "picture", "leaves", "drag", "quiz", "page")
MOST_NODES = 5_000
MOST_EVENTS = 200_000

# The colours of the pictures, and lighter ones of the same hue for a dark page.
# fmt: off
COLOURS = {
    "value":    (palette.VALUE,    "#79b8ff"),
    "local":    (palette.LOCAL,    "#4fd1a5"),
    "upstream": (palette.UPSTREAM, "#e0a3dc"),
    "gradient": (palette.GRADIENT, "#ffa366"),
    "ink":      (palette.INK,      "#e6e9ee"),
    "muted":    (palette.MUTED,    "#9aa4b0"),
    "edge":     (palette.LINE,     "#6b7682"),
    "shade":    (palette.SHADE,    "#262c35"),
    "frame":    (palette.FRAME,    "#3a424d"),
    "paper":    (palette.PAPER,    "#14181e"),
    "seen":     ("#f3f8fd",        "#172230"),
    "finished": ("#fdf4ec",        "#2b2119"),
    "glow":     ("#fff3c4",        "#3d3714"),
    "focus":    ("#9a6700",        "#e3b341"),
    "wrong":    ("#c4162a",        "#ff7b84"),
    "class-0":  ("#dbe9f8",        "#16324f"),
    "class-1":  ("#f8c9a0",        "#8a4a12"),
}
# fmt: on


class Pass(NamedTuple):
    """One pass through a graph: the numbers of its nodes, and what happens to them."""

    title: str
    data: Sequence[float]
    events: Sequence[Event]


def page(entries: Sequence[Entry], passes: Sequence[Pass], title: str, extra: dict[str, Any] | None = None) -> str:
    """Return the page as text; raise TooLargeToShow if a browser could not show it.

    entries  the nodes of the graph
    passes   what the page can replay
    title    the title of the page
    extra    more data for the page: for training, its rounds and the boundary
    """
    refuse_too_large(entries, passes)
    scopes = scopes_of(entries)
    operations = list(dict.fromkeys(entry.operation for entry in entries if entry.operation))
    refused = [operation.name for operation in operations if not writable(operation)]
    payload = {
        "nodes": nodes(entries, scopes, operations),
        "operations": [described(operation) for operation in operations],
        "scopes": [placed(scope) for scope in scopes],
        "passes": [scripted(entries, each) for each in passes],
        "parts": PARTS,
        "phrases": PHRASES,
        "numbers": NUMBERS,
        "refusal": f"The values cannot be changed here: {', '.join(refused)} cannot be written for JavaScript.",
        **(extra or {}),
    }
    parts = ["training", *SCRIPTS] if "rounds" in payload else SCRIPTS
    code = [arithmetic(operations) if not refused else "const rules = null;", *(source(f"{part}.js") for part in parts)]
    return Template(source("page.html")).substitute(
        title=escape(drawable(title)),
        style=source("page.css").replace("$colours", colours()),
        payload=embedded(payload),
        script="\n".join(code),
    )


def refuse_too_large(entries: Sequence[Entry], passes: Sequence[Pass]) -> None:
    """Raise TooLargeToShow for a page that would freeze a browser."""
    events = sum(len(each.events) for each in passes)
    if len(entries) > MOST_NODES or events > MOST_EVENTS:
        raise TooLargeToShow(
            f"explain: {len(entries):,} nodes and {events:,} steps are too many for a page ({MOST_NODES:,} nodes "
            f"and {MOST_EVENTS:,} steps are the most). Explain one sample in place of a batch, write a neuron as "
            "dot(weights, inputs, bias), or record fewer training steps. Iterating over the steps, and steps.print(), "
            "work at any size."
        )


def source(name: str) -> str:
    """Return a source file of the page."""
    return files(__package__).joinpath("web", name).read_text(encoding="utf-8")


def arithmetic(operations: Sequence[Operation]) -> str:
    """Return the JavaScript that computes the operations, with the mathematical functions that JavaScript lacks."""
    written = definitions(operations)
    lacking = source("mathematics.js") if any(f"{name}(" in written for name in LACKING) else ""
    return "\n".join([lacking, written, f"const rules = [{', '.join(map(rules, operations))}];"])


def embedded(payload: Any) -> str:
    """Return data as JSON for a script element; no label in it can end the element, or the encoding of the file."""
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return (
        UNDRAWABLE.sub("\ufffd", text).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    )


def colours() -> str:
    """Return the colours as variables of the style sheet."""
    lines = [f"  --{name}: light-dark({light}, {dark});" for name, (light, dark) in COLOURS.items()]
    return "\n".join([":root {", *lines, "}"])


def nodes(entries: Sequence[Entry], scopes: Sequence[Scope], operations: list[Operation]) -> list[dict[str, Any]]:
    """Return what the page needs to know about each node."""
    homes = {item.number: number for number, scope in enumerate(scopes) for item in scope.items if item.kind == "node"}
    row = {operation: number for number, operation in enumerate(operations)}
    return [
        {
            "name": entry.name,
            "label": one_line(entry.label) or entry.name,
            "operation": row[entry.operation] if entry.operation else -1,
            "symbol": symbol(entry),
            "symbolWidth": symbol_width(symbol(entry)),
            "inputs": entry.inputs,
            "scope": homes[node],
            "constant": entry.constant,
            "numbered": entry.constant and not entry.label,
            "line": entry.line,
        }
        for node, entry in enumerate(entries)
    ]


def described(operation: Operation) -> dict[str, Any]:
    """Return what the page needs to know about an operation."""
    return {
        "name": operation.name,
        "formula": forward_formula(operation),
        "slopes": slope_formulas(operation),
        "selects": operation.selects,
        "domains": [bounds(domain) for domain in operation.domains],
    }


def bounds(domain: Interval) -> dict[str, Any]:
    """Return a domain as an object of JSON."""
    return {
        "low": jsonable(domain.low),
        "high": jsonable(domain.high),
        "lowClosed": domain.low_closed,
        "highClosed": domain.high_closed,
        "without": domain.without,
        "condition": domain.condition("its input"),
    }


def placed(scope: Scope) -> dict[str, Any]:
    """Return the layout of a scope as an object of JSON."""
    assert scope.layout is not None
    return {
        "name": scope.name,
        "parent": scope.parent,
        "items": scope.items,
        "links": [(link.source, link.target, position) for link, position in zip(scope.links, scope.positions)],
        "boxes": [rounded(box) for box in scope.layout.boxes],
        "arrows": [
            {"curve": [rounded(point) for point in route.curve], "label": rounded(route.label) if route.label else None}
            for route in scope.layout.arrows
        ],
        "size": rounded(scope.layout.size),
    }


def rounded(numbers: Sequence[float]) -> list[float]:
    """Return numbers of pixels, rounded to a tenth."""
    return [round(x, 1) for x in numbers]


def scripted(entries: Sequence[Entry], each: Pass) -> dict[str, Any]:
    """Return a pass as an object of JSON: numbers, slopes and the order of events, from which the page computes it."""
    return {
        "title": each.title,
        "data": [jsonable(x) for x in each.data],
        "slopes": [[jsonable(x) for x in slopes_or_nan(node, entries, each.data)] for node in range(len(entries))],
        "events": [(*event[:2], event.source, event.position, jsonable(figure(event))) for event in each.events],
    }


def figure(event: Event) -> float:
    """Return the number of an event that cannot be computed from nodes and slopes; 0 if there is none."""
    return {KEEP: event.upstream, UPDATE: event.slope, MOVE: event.after}.get(event.phase, 0.0)


def jsonable(x: float) -> float | str:
    """Return a number, or the name of one that JSON does not have, such as "NaN"."""
    x = float(x)
    return x if isfinite(x) else {"inf": "Infinity", "-inf": "-Infinity"}.get(str(x), "NaN")
