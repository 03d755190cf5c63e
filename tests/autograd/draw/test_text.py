"""Numbers and labels as people read them."""

import math
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.draw.text import LONGEST_LINE, MOST_LINES, drawable, lines_of, short, width


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0.1 + 0.2, "0.3"),
        (0.0, "0"),
        (-0.0, "-0"),
        (2.0, "2"),
        (-3.5, "-3.5"),
        (1 / 3, "0.3333"),
        (2 / 3, "0.6667"),
        (0.99999999, "1"),
        (123456.0, "123456"),
        (1234567.0, "1.235e6"),
        (12345.678, "1.235e4"),
        (0.0000123456, "1.235e-5"),
        (1e300, "1e300"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
        (7, "7"),
    ],
)
def test_a_number_has_four_significant_digits(number: float, written: str) -> None:
    assert short(number) == written


@given(st.floats(-1.7e308, 1.7e308))
def test_a_short_number_is_near_the_number(x: float) -> None:
    assert math.isclose(float(short(x)), x, rel_tol=5.1e-4, abs_tol=5e-324)
    assert len(short(x)) <= 11


@given(st.text(st.characters(codec=None, categories=None)))
def test_drawable_text_is_the_text_with_signs_for_what_cannot_be_drawn(text: str) -> None:
    drawn = drawable(text)
    assert len(drawn) == len(text)
    assert all(a == b or b in "\ufffd␡" or 0x2400 <= ord(b) < 0x2420 for a, b in zip(text, drawn))
    escaped = drawn.replace("&", "&amp;").replace("<", "&lt;")
    assert ElementTree.fromstring(f"<t>{escaped}</t>").text in (drawn, drawn or None)


def test_signs_for_control_characters() -> None:
    assert drawable("a\tb\0c\x1b\x7f\ud800") == "a␉b␀c␛␡\ufffd"
    assert drawable("∂ß日本🙂\n") == "∂ß日本🙂\n"


def test_long_labels_are_cut() -> None:
    assert lines_of("x" * LONGEST_LINE) == ["x" * LONGEST_LINE]
    assert lines_of("x" * (LONGEST_LINE + 1)) == ["x" * (LONGEST_LINE - 1) + "…"]
    assert lines_of("\n" * 100) == [""] * (MOST_LINES - 1) + ["…"]
    assert lines_of("a\nb") == ["a", "b"]


def test_wide_characters_are_wide_and_accents_take_no_room() -> None:
    assert width("日本") == pytest.approx(width("abcd"))
    assert width("e\u0301") == pytest.approx(width("e"))
    assert width("ab", 24.0) == pytest.approx(2 * width("ab", 12.0))


def test_what_is_no_text_is_written_as_it_prints() -> None:
    assert drawable(3) == "3"
    assert lines_of(None) == ["None"]
