"""Text on an output that may not know every sign: a pipe on Windows, a terminal that only knows ASCII.

A sign that cannot be shown is written in another way, such as -> for →, so that no print ends in an error.
"""

import codecs
import io
import sys
from typing import TextIO

ERRORS = "glassgrad"  # the name of this way to encode, as "replace" is the name of another
PLAIN = {
    "−": "-", "×": "x", "·": "*", "→": "->", "∂": "d", "∞": "inf", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~",
    "²": "^2", "³": "^3", "–": "-", "…": "...", "│": "|", "├": "|", "└": "`", "─": "-", "█": "#", "░": ".",
    "↑": "^", "␊": " ",
}  # fmt: skip


def say(text: object, file: TextIO | None = None) -> None:
    """Print a text and a line break.

    text  what is printed, as `str` gives it
    file  where to; None: the standard output
    """
    file = sys.stdout if file is None else file
    encoding = getattr(file, "encoding", None)  # none for text that is kept as text, in a StringIO
    print(str(text).encode(encoding, ERRORS).decode(encoding) if encoding else text, file=file)


def let_every_sign_through(*streams: TextIO) -> None:
    """From now on, whatever is printed to the streams is written as `say` writes it."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ERRORS)


def in_plain_signs(error: UnicodeError) -> tuple[str, int]:
    """What stands in place of the signs that cannot be encoded: ? where nothing is known."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


codecs.register_error(ERRORS, in_plain_signs)
