"""What one cell of a table holds: a number, a text, or nothing."""

import re

NUMBER = {
    mark: re.compile(rf"[+-]?(\d+({re.escape(mark)}\d*)?|{re.escape(mark)}\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
    for mark in (".", ",")
}
ALMOST = re.compile(r"[-+−$€£]?\s*\d[\d.,'’_\s]*\s*[%€$£]?")  # digits, but not written as a number
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)  # 1,234: one and a bit, or more than a thousand?
NO_NUMBER = {"", "na", "n/a", "nan", "null", "none", "?", "-"}  # what stands in place of a number that is missing


def number_in(text: str, decimal: str) -> float | None:
    """The number that a cell holds (inf where it is too large for a float); None where it holds something else."""
    return float(text.replace(decimal, ".")) if NUMBER[decimal].fullmatch(text) else None


def looks_like_a_number(text: str) -> bool:
    """Whether a cell holds digits that a person would read as a number: 1,5 or 1 000 or 12 %."""
    return bool(ALMOST.fullmatch(text))


def stands_for_no_number(text: str) -> bool:
    """Whether a cell in a column of numbers says that there is none."""
    return text.lower() in NO_NUMBER


def how_to_write(text: str, decimal: str) -> str:
    """What to do about a text, if a person would read it as a number."""
    if not looks_like_a_number(text) or number_in(text, decimal) is not None:
        return ""
    other = "," if decimal == "." else "."
    expected = f"; numbers are expected as 1234{decimal}5 and without units or marks between thousands"
    if number_in(text, other) is None:
        return expected
    unless = ", but only if that is not a mark between thousands" if THOUSANDS.fullmatch(text) else ""
    return f"{expected}, and those like 1234{other}5 are read with decimal={other!r}{unless}"


def shown(text: str) -> str:
    """A text in quotes, cut where it is long."""
    return repr(text) if len(text) <= 40 else f"{text[:39]!r}…"
