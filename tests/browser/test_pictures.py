"""Pictures in a real browser: they are drawn, say what they should, and ask nobody for anything."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograd import Value, scope

playwright = pytest.importorskip(
    "playwright.sync_api", reason='Playwright is missing: pip install "glassgrad[browser]"'
)

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt install chromium"),
]

HOSTILE = """<script>document.title = "hacked"</script> "a" & 'b' \\n {x|y} 漢字 ∂"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()


class Watched:
    """A page, and what it complained about or asked for."""

    def __init__(self, browser: Any) -> None:
        self.page = browser.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def outside_requests(self) -> list[str]:
        """What it fetched besides the file itself and what the file holds."""
        return [url for url in self.requests if not url.startswith(("file:", "data:"))]


@pytest.fixture
def watched(browser: Any) -> Iterator[Watched]:
    page = Watched(browser)
    yield page
    page.page.close()


def neuron(label: str = "y") -> Value:
    """A small graph after backward."""
    x, w, b = Value(2.0, "x"), Value(-0.5, "w"), Value(1.4, "b")
    with scope("neuron"):
        y = (x * w + b).tanh()
    y.label = label
    y.backward()
    return y


def test_a_saved_picture_is_drawn(watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "graph.svg"
    neuron().draw(engine="builtin").save(path)
    watched.page.goto(path.as_uri())
    drawing = watched.page.locator("svg").bounding_box()
    assert drawing["width"] > 300
    assert drawing["height"] > 50
    text = " ".join(watched.page.locator("svg text").all_text_contents())
    for word in ("tanh", "data", "grad", "0.3799", "1.711", "x", "w", "b"):
        assert word in text
    assert watched.complaints == []
    assert watched.outside_requests() == []


def test_every_box_lies_inside_the_picture(watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "graph.svg"
    neuron().draw(engine="builtin").save(path)
    watched.page.goto(path.as_uri())
    picture = watched.page.locator("svg").bounding_box()
    texts = [text.bounding_box() for text in watched.page.locator("svg text").all()]
    assert len(texts) > 15
    for text in texts:
        assert picture["x"] <= text["x"]
        assert picture["y"] <= text["y"]
        assert text["x"] + text["width"] <= picture["x"] + picture["width"]
        assert text["y"] + text["height"] <= picture["y"] + picture["height"]


def test_a_label_is_drawn_as_it_is_written_and_never_run(watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "graph.svg"
    neuron(HOSTILE).draw(engine="builtin").save(path)
    watched.page.goto(path.as_uri())
    assert watched.page.title() != "hacked"
    assert watched.page.locator("script").count() == 0
    assert HOSTILE in " ".join(watched.page.locator("svg title").all_text_contents())
    assert "<script>" in " ".join(watched.page.locator("svg text").all_text_contents())
    assert watched.complaints == []


def test_what_a_notebook_shows_is_a_picture_that_needs_nothing_else(watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "notebook.html"
    shown = neuron().draw(engine="builtin")._repr_mimebundle_()["text/html"]
    path.write_text(f"<!doctype html><meta charset='utf-8'><body>{shown}</body>", encoding="utf-8")
    watched.page.goto(path.as_uri())
    image = watched.page.locator("img").first
    assert image.evaluate("image => image.complete && image.naturalWidth") > 300
    assert watched.complaints == []
    assert watched.outside_requests() == []


def test_an_outside_request_and_a_complaint_would_be_noticed(watched: Watched) -> None:
    watched.page.set_content("<script>console.error('oh')</script><img src='http://127.0.0.1:9/x.png'>")
    watched.page.wait_for_timeout(100)
    assert "oh" in watched.complaints
    assert watched.outside_requests() == ["http://127.0.0.1:9/x.png"]
