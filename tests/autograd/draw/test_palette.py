"""The colours can be read, and told apart by everybody."""

from itertools import combinations, pairwise

import pytest

from autograd.draw import palette

IDEAS = {"value": palette.VALUE, "local": palette.LOCAL, "upstream": palette.UPSTREAM, "gradient": palette.GRADIENT}

# How the three kinds of colour blindness see linear red, green and blue (Machado, Oliveira and Fernandes, 2009).
SIGHT = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour: str) -> list[float]:
    """Red, green and blue as amounts of light."""
    shares = [channel / 255 for channel in palette.channels_of(colour)]
    return [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """The ratio that WCAG asks to be 4.5 at least."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, sight: tuple[tuple[float, ...], ...]) -> list[float]:
    """The colour as it is seen, in CIELAB, where distances are those that people notice."""
    seen = [min(max(sum(a * b for a, b in zip(row, linear(colour))), 0.0), 1.0) for row in sight]
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = (sum(a * b for a, b in zip(row, seen)) / white for row, white in zip(rows, (0.9505, 1.0, 1.089)))
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


def distance(a: str, b: str, sight: tuple[tuple[float, ...], ...]) -> float:
    return sum((p - q) ** 2 for p, q in zip(lab(a, sight), lab(b, sight))) ** 0.5


@pytest.mark.parametrize("colour", [*IDEAS.values(), palette.INK, palette.MUTED])
def test_text_can_be_read_on_white(colour: str) -> None:
    assert contrast(colour, palette.PAPER) >= 4.5


@pytest.mark.parametrize("sight", SIGHT)
def test_the_four_ideas_can_be_told_apart(sight: str) -> None:
    closest = min(distance(a, b, SIGHT[sight]) for a, b in combinations(IDEAS.values(), 2))
    assert closest > 15  # 2.3 is just noticeable


def test_red_and_green_of_the_same_lightness_would_not_do() -> None:
    assert distance("#b34a00", "#5e7a00", SIGHT["deutan"]) < 15


@pytest.mark.parametrize("share", [place / 20 for place in range(21)])
def test_ink_can_be_read_on_every_heat(share: float) -> None:
    assert contrast(palette.INK, palette.heat(share)) >= 4.5


@pytest.mark.parametrize("sight", SIGHT)
def test_a_larger_gradient_is_darker_for_everybody(sight: str) -> None:
    lightness = [lab(palette.heat(place / 10), SIGHT[sight])[0] for place in range(11)]
    assert all(more < less for less, more in pairwise(lightness))


def test_heat_stays_within_its_ends() -> None:
    assert palette.heat(-1.0) == palette.heat(0.0) == palette.HEAT[0]
    assert palette.heat(float("inf")) == palette.heat(1.0) == palette.HEAT[-1]
    assert palette.heat(0.5) == palette.HEAT[1]
