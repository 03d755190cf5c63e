"""The page as a file; what it does is tested in a browser."""

import json
import re
from math import inf, nan
from pathlib import Path

import pytest

from autograd import Value, erf, log, scope, topological_order
from autograd.draw.palette import channels_of
from autograd.explain import explain
from autograd.explain import page as module
from autograd.explain.page import COLOURS, embedded, jsonable, placed
from autograd.explain.scope_layout import TooLargeToShow, scopes_of
from autograd.explain.snapshot import outline


def test_saving_gives_one_file(tmp_path: Path) -> None:
    path = explain(Value(2.0, "x") * 3.0).save(tmp_path / "steps.html")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert text.count("<script") == 2
    assert "$" not in re.sub(r"\$\{|\$\(|const \$", "", text.split("<script>")[0])


def test_a_page_holds_no_program_that_it_does_not_use() -> None:
    x = Value(0.5, "x")
    assert "function erf" not in explain(x * x).page()
    assert "function erf" in explain(erf(x)).page()
    assert "function makeTraining" not in explain(x * x).page()


def test_the_arrows_of_a_page_have_room_for_their_slopes() -> None:
    x = Value(0.5, "x")
    scopes = scopes_of(outline(topological_order(x * x)))
    labels = [arrow["label"] for scope_ in scopes for arrow in placed(scope_)["arrows"]]
    assert len(labels) == 2
    assert all(len(label) == 2 for label in labels)  # x and y


def test_the_title_is_that_of_the_person() -> None:
    steps = explain(Value(2.0, "x") * 3.0, title="a < b")
    assert "<h1>a &lt; b</h1>" in steps.page()
    assert repr(steps).startswith("<6 steps, a < b")


def test_no_label_ends_the_script() -> None:
    html = explain(Value(2.0, "</script><script>alert(1)</script>") * 3.0).page()
    assert html.count("</script>") == 2
    title = explain(Value(2.0, "<b>&\"'")).page()
    assert "<title>Backpropagation through &lt;b&gt;&amp;&quot;&#x27;</title>" in title


def test_embedded_json_is_the_same_json() -> None:
    payload = {"text": "</script> \u2028 \u2029 <!-- \" ' \\ é", "number": 0.1}
    text = embedded(payload)
    assert not set("<\u2028\u2029") & set(text)
    assert json.loads(text) == payload


@pytest.mark.parametrize(("x", "text"), [(1.5, 1.5), (inf, "Infinity"), (-inf, "-Infinity"), (nan, "NaN")])
def test_numbers_that_json_does_not_know(x: float, text: object) -> None:
    assert jsonable(x) == text


def test_a_page_of_infinite_numbers_is_made() -> None:
    x = Value(1e308, "x")
    assert '"Infinity"' in explain(x * x).page()


def test_a_page_too_large_for_a_browser_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_NODES", 2)
    steps = explain(log(Value(2.0, "x")) * 3.0)
    with pytest.raises(TooLargeToShow, match=r"4 nodes and 8 steps are too many for a page \(2 nodes and"):
        steps.page()
    bundle = steps._repr_mimebundle_()
    assert set(bundle) == {"text/plain"}
    assert "Explain one sample in place of a batch" in bundle["text/plain"]
    assert len(list(steps)) == 8


def test_a_notebook_gets_the_page_and_a_picture_for_where_scripts_do_not_run() -> None:
    with scope("part"):
        y = Value(2.0, "x") * 3.0
    html = explain(y)._repr_mimebundle_()["text/html"]
    assert html.index("data:image/svg+xml;base64,") < html.index("<iframe srcdoc=")
    assert html.count("<iframe") == 1


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [channel / 255 for channel in channels_of(colour)]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("behind", ["paper", "shade", "seen", "finished", "glow"])
@pytest.mark.parametrize("text", ["value", "local", "upstream", "gradient", "ink", "muted"])
def test_every_text_can_be_read_on_everything_behind_it(text: str, behind: str, dark: bool) -> None:
    a, b = luminance(COLOURS[text][dark]), luminance(COLOURS[behind][dark])
    assert (max(a, b) + 0.05) / (min(a, b) + 0.05) >= 4.5


@pytest.mark.parametrize("name", ["steps", "steps.svg", "steps.html.gz"])
def test_a_page_is_saved_under_the_name_of_a_page(name: str, tmp_path: Path) -> None:
    steps = explain(Value(2.0, "x") * 3.0)
    with pytest.raises(ValueError, match=rf"explain: a page is saved as .html, but the name is '{name}'"):
        steps.save(tmp_path / name)
    assert [*tmp_path.iterdir()] == []
    assert steps.save(tmp_path / "steps.HTM").read_text(encoding="utf-8") == steps.page()


def test_a_title_that_cannot_be_written_can_be_saved(tmp_path: Path) -> None:
    path = tmp_path / "steps.html"
    (Value(1.0) * 2.0).explain(title="half a \ud800 and \x01").save(path)
    assert "<title>half a \ufffd and ␁</title>" in path.read_text(encoding="utf-8")


def test_a_scope_that_cannot_be_written_can_be_saved(tmp_path: Path) -> None:
    with scope("half a \ud800"):
        y = Value(1.0) * 2.0
    y.explain().save(tmp_path / "steps.html")
    assert "half a \ufffd" in (tmp_path / "steps.html").read_text(encoding="utf-8")
