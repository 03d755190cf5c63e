"""Numbers and labels as pictures show them, and the room that they take."""

import re
import unicodedata

FONT_SIZE = 12.0
LINE_HEIGHT = 16.0
ADVANCE = 0.61  # the width of a character in common fixed-width fonts, as a share of the font size
LONGEST_LINE = 60  # characters; a longer line is whole in the tooltip
MOST_LINES = 8

# Characters that XML does not allow, or that end a string in Graphviz.
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
UNDRAWABLE = re.compile("[\x80-\x9f\ud800-\udfff\ufffe\uffff]")


def short(x: float) -> str:
    """Return a number with four significant digits, such as 0.3 for 0.30000000000000004.

    Whole numbers below a million are written in full.
    """
    x = float(x)
    if x.is_integer() and abs(x) < 1e6:
        return f"{x:.0f}"
    mantissa, e, exponent = f"{x:.4g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def drawable(text: object) -> str:
    """Return the text with visible signs for characters that cannot be drawn, such as ␉ for a tab."""

    def picture(found: re.Match[str]) -> str:
        code = ord(found[0])
        return "␡" if code == 0x7F else chr(0x2400 + code)

    return UNDRAWABLE.sub("\ufffd", CONTROL.sub(picture, str(text)))


def lines_of(label: object) -> list[str]:
    """Return the lines of a label as they are drawn; long lines, and labels of many lines, end in …"""
    lines = drawable(label).split("\n")
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], "…"]
    return [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…" for line in lines]


def width(text: str, size: float = FONT_SIZE) -> float:
    """Return the width of a line in pixels; East Asian characters and emoji count twice, accents not at all."""
    return size * ADVANCE * sum(map(columns, text))


def columns(character: str) -> int:
    """Return how many columns of a terminal a character takes: 0, 1 or 2."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
