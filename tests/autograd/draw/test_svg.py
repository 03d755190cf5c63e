"""The built-in picture as a file: well-formed, literal, the same each time."""

import hashlib
import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import autograd
from autograd import Value, scope
from autograd.draw import draw, palette
from autograd.draw.diagram import DENSE
from autograd.draw.svg import LEGEND, px
from autograd.draw.text import drawable, lines_of
from tests.examples import examples

SVG = "{http://www.w3.org/2000/svg}"
# fmt: off
NASTY = [
    '"quoted"', "'", "a\nb", "\\n \\N \\\\", "<script>alert(1)</script>", "{a|b}", "&lt;&amp;", "∂∇🙂 日本 e\u0301",
    "  two  spaces  ", "", "\n", "\0\x1b\t\r\n", "]]>", "<!--", "-->", "\u202e", "%s {} {0}", "#", "\ud800",
]
# fmt: on

labels = st.text(st.characters(codec=None, categories=None), max_size=40)


def tree_of(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def box(root: ElementTree.Element, number: int) -> ElementTree.Element:
    (found,) = (group for group in root.iter(f"{SVG}g") if group.get("id") == f"box-{number}")
    return found


def words(group: ElementTree.Element, kind: str) -> list[str]:
    return [text.text or "" for text in group.iter(f"{SVG}text") if kind in (text.get("class") or "").split()]


@given(labels)
@example("".join(NASTY))
@examples(200)
def test_any_label_is_drawn_literally(label: str) -> None:
    root = tree_of(draw(Value(2.0, label), engine="builtin").svg())
    assert words(box(root, 0), "label") == (lines_of(label) if label else [])
    title = box(root, 0).find(f"{SVG}title")
    assert title is not None
    assert (title.text or "").startswith(drawable(label) or "a leaf")
    assert {element.tag for element in root.iter()} <= {
        SVG + name for name in ["svg", "title", "style", "rect", "g", "text"]
    }


@pytest.mark.parametrize("label", NASTY)
def test_nasty_labels_and_scopes(label: str) -> None:
    with scope(label):
        value = Value(2.0, label) * 3.0
    root = tree_of(draw(value, "operation", engine="builtin").svg())
    assert "\n".join(words(box(root, 0), "label")) == drawable(label)
    assert words(root, "title") == [lines_of(label)[0]]
    folded = tree_of(draw(value, 0, engine="builtin").svg())
    assert "\n".join(words(folded, "label")) == drawable(label)


def test_the_value_of_a_picture() -> None:
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    e = a * b
    e.label = "e"
    e.backward()
    root = tree_of(draw(e, engine="builtin").svg())
    assert words(box(root, 2), "symbol") == ["*"]
    assert words(box(root, 2), "label") == ["e"]
    assert words(box(root, 2), "value") == ["-6"]
    assert words(box(root, 0), "gradient") == ["-3"]
    assert words(root, "local") == ["-3", "2"]
    assert "output" in (box(root, 2).get("class") or "")
    assert sum(group.get("class") == "arrow" for group in root.iter(f"{SVG}g")) == 2


def test_ideas_have_their_colours_and_constants_are_muted() -> None:
    text = draw(2 * Value(1.0), engine="builtin").svg()
    for kind, colour in {"value": palette.VALUE, "gradient": palette.GRADIENT, "constant": palette.MUTED}.items():
        assert f".glassgrad .{kind} {{ fill: {colour}; }}" in text
    assert f"fill: {palette.LOCAL}" in text
    assert words(tree_of(text), "constant") == ["2"]


def test_heat_colours_the_boxes_and_has_a_legend() -> None:
    a, b = Value(2.0, "a"), Value(-4.0, "b")
    e = a * b
    assert words(tree_of(draw(e, engine="builtin", heat=True).svg()), "legend") == ["|gradient|", "0", "0", "0"]
    e.backward()
    assert "|gradient|" not in draw(e, engine="builtin").svg()
    root = tree_of(draw(e, engine="builtin", heat=True).svg())
    assert words(root, "legend") == ["|gradient|", "0", "2", "4"]
    backs = [rect.get("fill") for rect in root.iter(f"{SVG}rect") if rect.get("class") == "back"]
    assert backs == [palette.heat(1.0), palette.heat(0.5), palette.heat(0.25)]


def test_a_folded_picture_says_in_one_line_what_its_signs_mean() -> None:
    x = Value(2.0, "x")
    with scope("inside"):
        a = x * 3.0
    assert words(tree_of(draw(a, 0).svg()), "legend") == ["grey: several nodes in one box"]
    with scope("inside"):
        b = x + 1.0
    root = tree_of(draw(a * b, 0, heat=True).svg())
    assert words(root, "legend")[:2] == [
        "grey: several nodes in one box · ×n: n of them drawn as one · a … b: from the smallest to the largest",
        "|gradient|",
    ]
    assert float(root.get("height", "0")) == float(tree_of(draw(a * b, 0).svg()).get("height", "0")) + LEGEND
    assert words(tree_of(draw(a * b, "operation").svg()), "legend") == []


def test_what_stands_for_several_says_so_under_the_mouse() -> None:
    outputs = []
    inputs = [Value(1.0, "a"), Value(2.0, "b")]
    for layer in range(2):
        with scope(f"layer {layer}"):
            outputs = inputs = [sum(inputs, Value(i)) for i in range(2)]
    titles = [title.text for title in tree_of(draw(autograd.sum(outputs), "layer").svg()).iter(f"{SVG}title")]
    assert "layer 1\n6 nodes: 4 operations, 2 parameters\n4 nodes of +\n2 outputs" in titles
    assert "4 arrows: 2 numbers, used 4 times in all" in titles


def test_text_fits_into_its_box() -> None:
    value = Value(123456.0, "a rather long label for a number")
    root = tree_of(draw(value, engine="builtin").svg())
    (back,) = (rect for rect in box(root, 0).iter(f"{SVG}rect") if rect.get("class") == "back")
    assert float(back.get("width", "0")) > 0.602 * 12 * len(value.label) + 8  # what DejaVu Sans Mono needs


def test_dense_pictures_have_thin_lines() -> None:
    inputs = [Value(1.0) for _ in range(11)]
    values = []
    for number in range(11):
        with scope(f"neuron {number}"):
            values.append(sum(inputs, Value(0.0)))
    with scope("sum"):
        output = sum(values)
    picture = draw(output, "neuron", engine="builtin")
    assert len(picture.diagram.arrows) > DENSE
    assert 'class="glassgrad dense"' in picture.svg()


@pytest.mark.parametrize(("length", "text"), [(1.0, "1"), (1.25, "1.2"), (-0.01, "0"), (-3.14, "-3.1"), (100.0, "100")])
def test_pixels(length: float, text: str) -> None:
    assert px(length) == text


PROGRAM = """
import hashlib
from autograd import Value, scope
x, y = Value(2.0, "x"), Value(-3.0, "y")
with scope("model"):
    for layer in range(3):
        with scope(f"layer {layer}"):
            x, y = (x * y + 1.0).tanh(), (x / y - x * x).sin()
x.backward()
text = "".join(x.draw(depth, engine="builtin", heat=heat).svg() for depth in (0, 1, None) for heat in (False, True))
for _ in range(200):
    x = (x + y * 1.0).tanh() + 2.0
text += x.draw().svg() + sum([x * i for i in range(200)], x).draw(0).svg()
print(hashlib.sha256(text.encode()).hexdigest(), end="")
"""


def test_pictures_are_the_same_byte_for_byte_whatever_the_hash_seed() -> None:
    def hashed(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", PROGRAM]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert hashed("0") == hashed("1") == hashed("12345")
    assert len(hashed("2")) == len(hashlib.sha256().hexdigest())
