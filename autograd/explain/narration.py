"""The sentence for each step. The phrases are data, so that the terminal and the page fill in the same ones."""

import re
from collections.abc import Sequence

from autograd.explain.events import (
    BACKWARD,
    FORWARD,
    KEEP,
    MOVE,
    NOT_REACHED,
    NOT_TAKEN,
    OVERWRITE,
    SEED,
    UPDATE,
    ZERO,
    Event,
)
from autograd.explain.number_format import MINUS, written
from autograd.explain.snapshot import Entry
from autograd.explain.templates import forward_formula, slope_formulas
from autograd.operation import letter

Phrase = tuple[tuple[str, str], ...]  # pieces of text, each with the idea that gives it its colour

VALUE, LOCAL, UPSTREAM, GRADIENT, PLAIN = "value", "local", "upstream", "gradient", ""
PLACEHOLDER = re.compile(r"\{(\(?)(\w+)\)?\}")

OWN = (GRADIENT, "{node}.grad")

# fmt: off
PARTS: dict[str, tuple[str, str]] = {  # the parts of a pass: the name of each, and what happens in it
    FORWARD:   ("Forward", "every number is computed from its inputs"),
    SEED:      ("The seed", "the way back begins at the output"),
    BACKWARD:  ("Backward", "how fast does the output change with this number? slope along each arrow that leaves it × "
                            "gradient at its end, added up"),
    OVERWRITE: ("Backward, wrong", "slope along an arrow × gradient at its end takes the place of what was there"),
    KEEP:      ("What leaves held", "a pass adds to the gradients that the leaves hold from earlier passes"),
    ZERO:      ("Back to 0", "what gradients held is forgotten"),
    UPDATE:    ("Update", "each parameter goes a small way against its gradient, so that the output falls"),
    MOVE:      ("Update", "the optimiser moves each parameter, and looks at its gradient for that"),
}
CHAIN_RULE: Phrase = (
    (LOCAL, "∂{source}/∂{node}"), (PLAIN, " · "), (UPSTREAM, "{source}.grad"), (PLAIN, " = "),
    (LOCAL, "{(slope)}"), (PLAIN, " × "), (UPSTREAM, "{(upstream)}"), (PLAIN, " → "), (GRADIENT, "{after}"),
)
PHRASES: dict[str, Phrase] = {
    "given":   ((PLAIN, "{node} = "), (VALUE, "{after}"), (PLAIN, ", given")),
    "number":  ((VALUE, "{after}"), (PLAIN, ", a number in the program")),
    FORWARD:   ((PLAIN, "{node} = {steps} = "), (VALUE, "{after}")),
    SEED:      (OWN, (PLAIN, " = "), (GRADIENT, "1"), (PLAIN, ": {node} changes exactly as much as itself")),
    BACKWARD:  (OWN, (PLAIN, " += "), *CHAIN_RULE),
    OVERWRITE: (OWN, (PLAIN, " = "), *CHAIN_RULE),
    f"{BACKWARD} nothing":  (OWN, (PLAIN, " += 0 → "), (GRADIENT, "{after}")),
    f"{OVERWRITE} nothing": (OWN, (PLAIN, " = "), (GRADIENT, "0")),
    NOT_TAKEN:   ((PLAIN, ": nothing flows to an input that {source} has not selected ("),
                  (LOCAL, "∂{source}/∂{node} = {slope}"), (PLAIN, ")")),
    NOT_REACHED: ((PLAIN, ": nothing has flowed to {source}, so nothing flows on"),),
    KEEP:      (OWN, (PLAIN, " = {before} of this pass + {(upstream)} from before → "), (GRADIENT, "{after}")),
    ZERO:      (OWN, (PLAIN, " = "), (GRADIENT, "0"), (PLAIN, " again")),
    UPDATE:    ((VALUE, "{node}.data"), (PLAIN, f" {MINUS}= learning rate × "), OWN, (PLAIN, " = {slope} × "),
                (GRADIENT, "{(upstream)}"), (PLAIN, " → "), (VALUE, "{after}")),
    MOVE:      ((VALUE, "{node}.data"), (PLAIN, " = {before} → "), (VALUE, "{after}"),
                (PLAIN, ", a step of the optimiser for "), OWN, (PLAIN, " = "), (GRADIENT, "{upstream}")),
    "slope":   ((LOCAL, "∂{source}/∂{node}"), (PLAIN, " = "), (LOCAL, "{slope}")),
    "local":   ((LOCAL, "∂{source}/∂{node}"), (PLAIN, " = {steps} = "), (LOCAL, "{slope}")),
    "place":   ((PLAIN, ", through place {place} of {places}"),),
    "running": ((GRADIENT, "{(before)}"), (PLAIN, " + {(part)} = "), (GRADIENT, "{after}"),
                (PLAIN, ": part {use} of {uses}")),
    "left":    ((PLAIN, "; {before} was left from the pass before"),),
    "lost":    ((GRADIENT, "{before}"), (PLAIN, " is overwritten by "), (GRADIENT, "{after}"),
                (PLAIN, ": part {use} of {uses}")),
}
NUMBERS: dict[str, str] = {
    FORWARD:   "{after}",
    SEED:      "1",
    BACKWARD:  "{before} += {(slope)} × {(upstream)} → {after}",
    OVERWRITE: "{before} replaced by {(slope)} × {(upstream)} → {after}",
    f"{BACKWARD} nothing":  "{before} += 0 → {after}",
    f"{OVERWRITE} nothing": "{before} replaced by 0",
    KEEP:      "{before} + {(upstream)} → {after}",
    ZERO:      "{before} → 0",
    UPDATE:    f"{{before}} {MINUS}= {{slope}} × {{(upstream)}} → {{after}}",
    MOVE:      "{before} → {after}",
}
# fmt: on


def filled(template: str, words: dict[str, str]) -> str:
    """Return the template with its placeholders filled; for {(a)}, anything but a single word is put in brackets."""

    def word(match: re.Match[str]) -> str:
        text = words[match[2]]
        return f"({text})" if match[1] and (text.startswith(MINUS) or " " in text) else text

    return PLACEHOLDER.sub(word, template)


def said(phrase: Phrase, words: dict[str, str]) -> str:
    """Return a phrase, filled with the words, as one text."""
    return "".join(filled(text, words) for _, text in phrase)


def formula(event: Event, entries: Sequence[Entry]) -> str:
    """Return the formula, with placeholders, of what an event computes: the operation, or a derivative; "" if none."""
    if event.phase in (BACKWARD, OVERWRITE):
        operation = entries[event.source].operation
        return slope_formulas(operation)[event.position] if operation else ""
    operation = entries[event.node].operation
    return forward_formula(operation) if operation and event.phase == FORWARD else ""


def symbols(event: Event, entries: Sequence[Entry]) -> dict[str, str]:
    """Return the names for the placeholders of the formula."""
    node = event.source if event.source >= 0 else event.node
    inputs = entries[node].inputs
    return {letter(i): entries[x].name for i, x in enumerate(inputs)} | {"y": entries[node].name}


def figures(event: Event, entries: Sequence[Entry], data: Sequence[float]) -> dict[str, str]:
    """Return the numbers for the placeholders of the formula."""
    node = event.source if event.source >= 0 else event.node
    inputs = entries[node].inputs
    return {letter(i): written(data[x]) for i, x in enumerate(inputs)} | {"y": written(data[node])}


def words(event: Event, entries: Sequence[Entry], data: Sequence[float], use: int, uses: int) -> dict[str, str]:
    """Return the words for all placeholders of phrases.

    use, uses   which part of the node's gradient the event brings, counted from 1, and how many parts there are
    """
    outcome = written(event.slope if event.source >= 0 else event.after)
    template = formula(event, entries)
    steps = [filled(template, symbols(event, entries)), filled(template, figures(event, entries, data))]
    return {
        "node": entries[event.node].name,
        "source": entries[event.source].name if event.source >= 0 else "",
        "before": written(event.before),
        "after": written(event.after),
        "slope": written(event.slope),
        "upstream": written(event.upstream),
        "part": written(event.part),
        "steps": " = ".join(step for step in dict.fromkeys(steps) if step != outcome),
        "place": str(event.position + 1),
        "places": str(len(entries[event.source].inputs)) if event.source >= 0 else "",
        "use": str(use),
        "uses": str(uses),
    }


def sentence(event: Event, entries: Sequence[Entry], words: dict[str, str]) -> str:
    """Return the step in one sentence: `e.grad += ∂d/∂e · d.grad = 1 × 0.7971 → 1.7935`."""
    text = said(PHRASES[phrase_of(event, entries)], words) + (
        said(PHRASES[event.closed], words) if event.closed else ""
    )
    return text + said(PHRASES["place"], words) if twice(event, entries) else text


def phrase_of(event: Event, entries: Sequence[Entry]) -> str:
    """Return the key of the phrase that describes the event."""
    if event.phase == FORWARD and entries[event.node].operation is None:
        return "number" if entries[event.node].constant else "given"
    return event.kind


def twice(event: Event, entries: Sequence[Entry]) -> bool:
    """Return whether the node is more than one input of the source, as in x * x."""
    return event.source >= 0 and entries[event.source].inputs.count(event.node) > 1


def local(event: Event, words: dict[str, str]) -> str:
    """Return the derivative along the edge, worked out: `∂o/∂n = 1 − o² = 1 − 0.7071² = 0.5`."""
    if event.source < 0:
        return ""
    return (
        said(PHRASES["local"], words) if words["steps"] else f"∂{words['source']}/∂{words['node']} = {words['slope']}"
    )


def running(event: Event, words: dict[str, str]) -> str:
    """Return how the part of a gradient is added to those before it: `0.9964 + 0.7971 = 1.7935: part 2 of 2`."""
    left = words["use"] == "1" and event.before != 0.0
    if event.source < 0 or not (left or words["uses"] != "1"):
        return ""
    if event.phase == OVERWRITE:
        return said(PHRASES["lost"], words)
    return said(PHRASES["running"], words) + (said(PHRASES["left"], words) if left else "")
