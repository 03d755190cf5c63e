"""How Sphinx builds the documentation: `make docs`."""

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import autograd
import nn
from autograd.compile import compile
from autograd.draw import draw
from docs.docstrings import restructured

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parent

project = "glassgrad"
author = copyright = "The glassgrad authors"
version = release = autograd.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
root_doc = "index"
html_theme = "furo"
html_title = "glassgrad"
myst_heading_anchors = 3
autodoc_default_options = {"members": True, "member-order": "bysource", "special-members": "__call__"}
autodoc_preserve_defaults = True
autodoc_typehints = "none"  # they are for type checkers; the docstrings say it in words
python_maximum_signature_line_length = 88
nitpicky = True
nitpick_ignore_regex = [("py:class", r"(?!(autograd|nn)\b).*")]  # base classes that are not ours

vars(autograd).update(compile=compile, draw=draw)  # the functions, not the packages that can be called like them
PUBLIC = {f"{package.__name__}.{name}" for package in (autograd, nn) for name in package.__all__}
LINK = re.compile(r"\]\((\.\./[^)#]+)\)")


def with_fields(app: "Sphinx", what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Turn a docstring into reStructuredText."""
    if lines[:1] == [object.__call__.__doc__]:  # what Python says of a method without a docstring
        lines.clear()
    lines[:] = restructured(list(lines), arguments_of(thing), PUBLIC - {name})


def arguments_of(thing: Any) -> list[str]:
    """Return the names of the arguments of a function or class; none where it cannot be called."""
    try:
        return list(inspect.signature(thing).parameters)
    except (TypeError, ValueError):
        return []


def with_downloads(app: "Sphinx", document: str, source: list[str]) -> None:
    """Turn each link to a file outside of the documentation into a download, since only this folder is published."""
    here = (DOCS / document).parent

    def outside(link: "re.Match[str]") -> str:
        path = here / link[1]
        if DOCS in path.resolve().parents:
            return link[0]
        return f"](path:{link[1]}{'/__init__.py' if path.is_dir() else ''})"

    source[0] = LINK.sub(outside, source[0])


def setup(app: "Sphinx") -> None:
    """Register what this file adds to Sphinx."""
    app.connect("autodoc-process-docstring", with_fields)
    app.connect("source-read", with_downloads)
