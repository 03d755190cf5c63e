"""The format of numbers in sentences, which the page's `sentences.js` shares."""

from decimal import ROUND_HALF_UP, Decimal
from math import inf, isfinite, isnan

MINUS = "−"


def written(x: float) -> str:
    """Return a number with four decimals, or four digits below 0.1, without trailing zeros.

    Very small and very large numbers are written as 1.234e−7. A half is rounded away from zero, as `toFixed` of
    JavaScript does, so that page and terminal show the same.
    """
    if isnan(x):
        return "nan"
    if not isfinite(x):
        return "∞" if x == inf else f"{MINUS}∞"
    size = abs(x)
    if size and (size < 1e-4 or size >= 1e6):
        text = scientific(Decimal(size))
    else:
        text = trimmed(rounded(Decimal(size), 4 if size >= 0.1 else 3 - Decimal(size).adjusted()))
    return MINUS + text if x < 0 else text


def written_or_dash(x: float | None) -> str:
    """Return a number as it is written, or – for None."""
    return "–" if x is None else written(x)


def scientific(x: Decimal) -> str:
    """Return x > 0 as a number from 1 to 10 with three decimals, times a power of ten: 1.234e−7."""
    power = x.adjusted()
    digits = rounded(x.scaleb(-power), 3)
    if digits.startswith("10"):  # 9.9996 has become 10.000
        digits, power = "1.000", power + 1
    return f"{trimmed(digits)}e{power}".replace("-", MINUS)


def rounded(x: Decimal, decimals: int) -> str:
    """Return x with this number of decimals; a half is rounded up."""
    return str(x.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def trimmed(digits: str) -> str:
    """Return digits without zeros at the end of the decimals."""
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
