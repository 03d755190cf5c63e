"""Numbers and labels as a person reads them, and how much room they take."""

import re
import unicodedata

FONT_SIZE = 12.0
LINE_HEIGHT = 16.0
ADVANCE = 0.61  # of the font size: what a character of the usual fixed-width fonts takes
LONGEST_LINE = 60  # characters; what is cut off is in the tooltip
MOST_LINES = 8

# Not allowed in XML, or ends a string in Graphviz: the C0 controls but for the newline, DEL, surrogates, noncharacters.
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
UNDRAWABLE = re.compile("[\x80-\x9f\ud800-\udfff\ufffe\uffff]")


def short(x: float) -> str:
    """A number with four significant digits: 0.3 and not 0.30000000000000004; whole numbers in full up to a million."""
    x = float(x)
    if x.is_integer() and abs(x) < 1e6:
        return f"{x:.0f}"
    mantissa, e, exponent = f"{x:.4g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def drawable(text: object) -> str:
    """The text with signs in place of what cannot be drawn: ␀ for the character 0, ␉ for a tab."""

    def picture(found: re.Match[str]) -> str:
        code = ord(found[0])
        return "␡" if code == 0x7F else chr(0x2400 + code)

    return UNDRAWABLE.sub("\ufffd", CONTROL.sub(picture, str(text)))


def lines_of(label: object) -> list[str]:
    """The lines of a label as they are drawn: very long ones end in …"""
    lines = drawable(label).split("\n")
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], "…"]
    return [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…" for line in lines]


def width(text: str, size: float = FONT_SIZE) -> float:
    """The room a line takes, in pixels: characters of East Asian scripts and emoji count twice, accents not at all."""
    return size * ADVANCE * sum(map(columns, text))


def columns(character: str) -> int:
    """How many columns of a terminal, or widths of a digit, a character takes."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
