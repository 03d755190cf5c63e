"""Runs the code of a page and writes what it prints below it, so that no output on the page is made up."""

import contextlib
import io
import re

BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<shown>.*?)^```\n)?", re.MULTILINE | re.DOTALL)
AND_SO_ON = "…"  # alone on the last line of an output: the rest of it is left out


def executed(page: str, names: dict[str, object] | None = None) -> str:
    """Return the page with the output of each block of Python as the code prints it now.

    The blocks run one after the other and share their names. An output is the block of text right below the code; one
    whose last line is … shows as many lines as before. A ValueError names code that prints something without such a
    block.

    names   what the code finds defined, and where it leaves what it defines
    """
    names = {} if names is None else names
    return BLOCK.sub(lambda block: with_output(block["code"], block["shown"], names), page)


def with_output(code: str, shown: str | None, names: dict[str, object]) -> str:
    """Return a block of code, and below it what it prints, run with these names and leaving its own behind."""
    output = printed(code, names)
    if shown is None:
        if output:
            raise ValueError(f"this code prints something; add a block of text below it:\n{code}")
        return f"```python\n{code}```\n"
    lines = shown.splitlines()
    if lines and lines[-1] == AND_SO_ON:
        output = "\n".join([*output.splitlines()[: len(lines) - 1], AND_SO_ON]) + "\n"
    return f"```python\n{code}```\n\n```text\n{output}```\n"


def printed(code: str, names: dict[str, object]) -> str:
    """Return what some code prints, run with these names and leaving its own behind."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "<page>", "exec"), names)
    return output.getvalue()
