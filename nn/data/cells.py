"""What a cell of a table holds: a number, a text, or nothing."""

import re

NUMBER = {
    mark: re.compile(rf"[+-]?(\d+({re.escape(mark)}\d*)?|{re.escape(mark)}\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
    for mark in (".", ",")
}
LIKE_A_NUMBER = re.compile(r"[-+−$€£]?\s*\d[\d.,'’_\s]*\s*[%€$£]?")  # 1,5 or 1 000 or 12 %
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)  # 1,234 may be 1.234 or 1234
MISSING = {"", "na", "n/a", "nan", "null", "none", "?", "-"}  # what is written where a number is missing


def number_in(text: str, decimal: str) -> float | None:
    """Return the number in a cell (inf if it is too large for a float), or None if it holds something else."""
    return float(text.replace(decimal, ".")) if NUMBER[decimal].fullmatch(text) else None


def looks_like_a_number(text: str) -> bool:
    """Return whether a person would read a cell as a number: 1,5 or 1 000 or 12 %."""
    return bool(LIKE_A_NUMBER.fullmatch(text))


def is_missing_number(text: str) -> bool:
    """Return whether a cell in a column of numbers says that there is none."""
    return text.lower() in MISSING


def advice(text: str, decimal: str) -> str:
    """Return what to do about a text that a person would read as a number; empty for any other text."""
    if not looks_like_a_number(text) or number_in(text, decimal) is not None:
        return ""
    other = "," if decimal == "." else "."
    expected = f"; numbers are expected as 1234{decimal}5 and without units or marks between thousands"
    if number_in(text, other) is None:
        return expected
    unless = ", but only if that is not a mark between thousands" if THOUSANDS.fullmatch(text) else ""
    return f"{expected}, and those like 1234{other}5 are read with decimal={other!r}{unless}"


def shown(text: str) -> str:
    """Return a text in quotes, cut if it is long."""
    return repr(text) if len(text) <= 40 else f"{text[:39]!r}…"
