"""Text for an output that cannot show every character, such as a pipe on Windows or a terminal limited to ASCII.

A character that cannot be encoded is replaced by others, such as → by ->, so that printing never fails.
"""

import codecs
import io
import sys
from typing import TextIO

ERRORS = "glassgrad"  # the name of this error handler, to be used like Python's own "replace"
PLAIN = {
    "−": "-", "×": "x", "·": "*", "→": "->", "∂": "d", "∞": "inf", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~",
    "²": "^2", "³": "^3", "–": "-", "…": "...", "│": "|", "├": "|", "└": "`", "─": "-", "█": "#", "░": ".",
    "↑": "^", "␊": " ",
}  # fmt: skip


def say(text: object, file: TextIO | None = None) -> None:
    """Print a text and a line break.

    text  what to print, as `str` gives it
    file  where to print it; None: the standard output
    """
    file = sys.stdout if file is None else file
    encoding = getattr(file, "encoding", None)  # a StringIO has none, because it keeps text as it is
    print(str(text).encode(encoding, ERRORS).decode(encoding) if encoding else text, file=file)


def let_every_sign_through(*streams: TextIO) -> None:
    """Let everything that is printed to the streams from now on be written as `say` writes it."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ERRORS)


def in_plain_signs(error: UnicodeError) -> tuple[str, int]:
    """Return what replaces the characters that cannot be encoded (? if PLAIN has nothing), and where they end."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


codecs.register_error(ERRORS, in_plain_signs)
