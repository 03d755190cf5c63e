"""What a compiled function has done so far, in a few lines: its programs, what they hold for, why it was traced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.compile.tracing.arguments import Fixed, Key
from autograd.compile.variant import Variant


@dataclass
class Log:
    """How often a function was traced, traced again to be compared, and computed eagerly, with the last reasons."""

    traces: int = 0
    why_traced: str = ""
    eager_calls: int = 0
    why_eager: str = ""
    verifications: int = 0
    changed: str = ""  # the path of something captured that has changed since

    def trace(self, variants: Sequence[Variant]) -> None:
        """Note that the function is traced, because none of these programs, for one structure of arguments, holds."""
        if self.changed:
            reason = f"{self.changed} has changed"
        elif not variants:
            reason = "the structure of the arguments is new"
        elif any(variant.frozen for variant in variants):
            reason = "a number that it asks for is another one"
        else:
            reason = "a comparison comes out in another way"
        self.traces, self.why_traced, self.changed = self.traces + 1, reason, ""

    def eager(self, reason: str) -> None:
        """Note that a call is computed eagerly."""
        self.eager_calls, self.why_eager = self.eager_calls + 1, reason


def report(name: str, log: Log, variants: Mapping[Key, Sequence[Variant]], captured: int) -> str:
    """Return the text of `fast.explain()`.

    name      what the function is called
    log       how often it was traced
    variants  its programs for each structure of arguments
    captured  how many Values it captured
    """
    programs = sum(map(len, variants.values()))
    lines = [f"{name}: {count(programs, 'program')} for {count(len(variants), 'structure')} of arguments"]
    for key, of_key in variants.items():
        lines.append(f"  ({described(key)})")
        lines += (f"    {line}" for line in map(of_program, of_key))
    if captured:
        lines.append(f"captured: {count(captured, 'Value')}, whose numbers are read at each call")
    if log.traces:
        lines.append(f"traced {count(log.traces, 'time')}, the last time because {log.why_traced}")
    if log.verifications:
        lines.append(f"traced again {count(log.verifications, 'time')}, to see that it is still the same function")
    if log.eager_calls:
        lines.append(f"computed eagerly {count(log.eager_calls, 'time')}, the last time because {log.why_eager}")
    return "\n".join(lines)


def of_program(variant: Variant) -> str:
    """Return a line about one program: its size, its cost, its runs, and the guards under which it holds."""
    stats, conditions = variant.stats, []
    if variant.comparisons:
        come_out = "comes out as it did" if variant.comparisons == 1 else "come out as they did"
        conditions.append(f"{count(variant.comparisons, 'comparison')} {come_out}")
    if variant.frozen:
        conditions.append(f"numbers that were asked for are {', '.join(f'{x!r}' for _, x in variant.frozen[:3])}")
        conditions[-1] += ", …" if len(variant.frozen) > 3 else ""
    seconds = f"traced in {1e3 * stats.trace_seconds:.3g} ms, lifted in {1e3 * stats.lift_seconds:.3g} ms"
    holds = f"; holds while {' and '.join(conditions)}" if conditions else ""
    runs = count(variant.clock, "run")
    return f"{count(stats.nodes, 'node')} in {count(stats.instructions, 'instruction')}, {seconds}, {runs}{holds}"


def described(key: Key) -> str:
    """Return a structure of arguments in words: `list of 2 floats, Value`."""
    match key:
        case (("shared" | "vary"), inner):
            return described(inner)
        case ((tuple() as inner), *rest) if rest and all(isinstance(part, int) for part in rest):
            return described(inner)  # with the pattern of Values that were given twice
        case (kind, *parts) if kind is tuple:
            return in_words(parts)
    return in_words([key])


def in_words(parts: Iterable[Any]) -> str:
    """Return the parts of a structure, what stands there several times in a row only once."""
    runs: list[tuple[str, int]] = []
    for word in map(word_for, parts):
        if runs and runs[-1][0] == word:
            runs[-1] = (word, runs[-1][1] + 1)
        else:
            runs.append((word, 1))
    return ", ".join(word if times == 1 else f"{times} × {word}" for word, times in runs)


def word_for(part: Any) -> str:
    """Return one part of a structure in words."""
    match part:
        case type():
            return part.__name__
        case Fixed(thing=thing):
            return f"{thing!r:.20}" if isinstance(thing, str | int | float | bool | None) else type(thing).__name__
        case ("array", shape, *_):
            return f"array {'×'.join(map(str, shape))}"
        case (type() as kind, type() as of, int() as size):
            return f"{kind.__name__} of {size} {of.__name__}s"
        case (type() as kind, *parts) if kind is dict:
            names = [name for name in parts if isinstance(name, str)]
            return f"dict of {', '.join(names)}"
        case (type() as kind, *parts):
            return f"{kind.__name__} of ({in_words(parts)})"
    return "…"


def count(n: int, word: str) -> str:
    """Return `1 program`, `2 programs`."""
    return f"{n:,} {word}{'' if n == 1 else 's'}"
