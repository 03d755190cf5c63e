"""Our docstrings, which are plain text for a terminal, as the reStructuredText that Sphinx reads.

A list of arguments is a line for each: the name, two or more spaces, and what it is; further lines of it are indented.
Names of code stand in backticks, an example begins with `>>>`, and what is indented otherwise stays as it is.
"""

import re
from collections.abc import Collection, Iterator
from itertools import groupby

FIELD = re.compile(r"(?P<names>\*{0,2}\w[\w.]*(?:, \*{0,2}\w[\w.]*)*) {2,}(?P<text>\S.*)")
CODE = re.compile(r"(`[^`]+`)")
PUBLIC = re.compile(r"(?:autograd|nn)\.\w+")
SOURCE = re.compile(r"Sources?: ")


def restructured(lines: Collection[str], arguments: Collection[str] = (), public: Collection[str] = ()) -> list[str]:
    """Return the lines of a docstring as reStructuredText.

    arguments   the names of the arguments of what it describes; other lists become lists of terms
    public      the names that the reference has an entry for, such as `autograd.grad`: code that is one of them is
                a link to it
    """
    found: list[str] = []
    for blank, group in groupby(lines, lambda line: not line.strip()):
        if not blank:
            for part in parts(list(group), arguments, public):
                found += [*part, ""]
    return found


def parts(block: list[str], arguments: Collection[str], public: Collection[str]) -> Iterator[list[str]]:
    """Yield the pieces of a block without blank lines, each of which has to stand on its own."""
    if block[0].lstrip().startswith(">>>"):
        yield block
        return
    indented = block[0].startswith(" ")
    kinds = [kind for kind, _ in tagged(block)]
    if indented and "field" not in kinds:
        yield ["::", "", *(f"   {line}" for line in block)]
        return
    for kind, group in groupby(tagged(block), lambda pair: pair[0]):
        content = [line for _, line in group]
        if kind == "field":
            yield fields(content, arguments, public)
        else:
            yield [marked(line, public) for line in content]


def tagged(block: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each line with what it belongs to: "field" for a list of arguments, otherwise a count of paragraphs."""
    paragraph, column = 0, None
    for line in block:
        indent = len(line) - len(line.lstrip())
        if FIELD.fullmatch(line.strip()):
            column = indent
            yield "field", line
        elif column is not None and indent > column:
            yield "field", line
        else:
            paragraph += column is not None or bool(SOURCE.match(line.lstrip()))
            column = None
            yield f"paragraph {paragraph}", line.strip()


def fields(lines: list[str], arguments: Collection[str], public: Collection[str]) -> list[str]:
    """Return a list of arguments as fields, or a list of other terms as definitions."""
    found: list[tuple[list[str], str]] = []
    for line in lines:
        if field := FIELD.fullmatch(line.strip()):
            found.append((field["names"].split(", "), marked(field["text"], public)))
        else:
            names, text = found.pop()
            found.append((names, f"{text} {marked(line.strip(), public)}"))
    if {name.strip("*") for names, _ in found for name in names} <= set(arguments):
        return [f":param {name.strip('*')}: {text}" for names, text in found for name in names]
    return [line for names, text in found for line in (", ".join(f"``{name}``" for name in names), f"    {text}")]


def marked(text: str, public: Collection[str]) -> str:
    """Return a line with its code marked as code, and without marks that reStructuredText would take for its own."""
    pieces = CODE.split(text)
    for i in range(1, len(pieces), 2):  # the pieces with an odd index are code; a letter beside them needs a separator
        before, after = ("\\ " if letter.isalnum() else "" for letter in (pieces[i - 1][-1:], pieces[i + 1][:1]))
        pieces[i] = before + code(pieces[i][1:-1], public) + after
    pieces[::2] = map(escaped, pieces[::2])
    return "".join(pieces)


def code(text: str, public: Collection[str]) -> str:
    """Return some code, as a link if it is a public name."""
    if PUBLIC.fullmatch(text) and text in public:
        return f":py:obj:`{text}`"
    return f"``{text}``"


def escaped(text: str) -> str:
    """Return some prose in which no character has a meaning of its own."""
    return re.sub(r"([\\*|`]|_(?=\W|$))", r"\\\1", text)
