"""How a number is written in a sentence."""

from decimal import ROUND_HALF_UP, Decimal
from math import inf, isfinite, isnan

MINUS = "−"


def written(x: float) -> str:
    """Four decimals, or four digits below 0.1, without trailing zeros; the very small and very large as 1.234e−7.

    A half rounds away from zero, as `toFixed` of JavaScript does, so that page and terminal show the same.
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


def scientific(x: Decimal) -> str:
    """x > 0 as a number between 1 and 10 with three decimals, times a power of ten: 1.234e−7."""
    power = x.adjusted()
    digits = rounded(x.scaleb(-power), 3)
    if digits.startswith("10"):  # 9.9996 has become 10.000
        digits, power = "1.000", power + 1
    return f"{trimmed(digits)}e{power}".replace("-", MINUS)


def rounded(x: Decimal, places: int) -> str:
    """x with this many decimals, a half rounded up."""
    return str(x.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def trimmed(digits: str) -> str:
    """Without zeros that say nothing."""
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
