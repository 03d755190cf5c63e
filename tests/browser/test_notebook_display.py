"""What a notebook shows for the steps: in JupyterLab itself, trusted and not, and in the HTML of nbconvert."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograd import Value, tanh
from autograd.explain import explain

playwright = pytest.importorskip(
    "playwright.sync_api", reason='Playwright is missing: pip install "glassgrad[browser]"'
)
nbformat = pytest.importorskip("nbformat", reason='nbformat is missing: pip install "glassgrad[test]"')

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt install chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()


def notebook() -> Any:
    """A notebook whose only cell shows steps."""
    x = Value(2.0, "x")
    y = tanh(x * -0.5)
    y.label = "y"
    shown = nbformat.v4.new_output("display_data", data=explain(y)._repr_mimebundle_())
    cell = nbformat.v4.new_code_cell("y.explain()", outputs=[shown], execution_count=1)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=[cell], metadata=kernel)  # without one, JupyterLab asks


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that serves the notebook twice: once trusted, once not."""
    pytest.importorskip("jupyterlab", reason='JupyterLab is missing: pip install "glassgrad[notebooks]"')
    folder = tmp_path_factory.mktemp("lab")
    for name in ("trusted", "stranger"):
        nbformat.write(notebook(), folder / f"{name}.ipynb")
    places = {f"JUPYTER_{place}_DIR": str(folder / place.lower()) for place in ("CONFIG", "DATA", "RUNTIME")}
    environment = {**os.environ, **places, "HOME": str(folder)}
    signing = [sys.executable, "-m", "nbformat.sign", str(folder / "trusted.ipynb")]
    subprocess.run(signing, env=environment, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = [f"--port={port}", f"--notebook-dir={folder}"]
    options = ["--no-browser", "--allow-root", "--IdentityProvider.token=", *where]
    quiet = ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command = [sys.executable, "-m", "jupyterlab", *options, *quiet]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api", server)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Until the server answers."""
    for _ in range(240):
        assert server.poll() is None, "JupyterLab did not start"
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
        else:
            return
    raise AssertionError("JupyterLab does not answer")


def test_a_trusted_notebook_shows_the_page_and_hides_the_picture(browser: Any, lab: str) -> None:
    page = browser.new_page()
    page.goto(f"{lab}/doc/tree/trusted.ipynb")
    frame = page.frame_locator(".jp-OutputArea iframe[srcdoc]")
    frame.locator("#sentence").wait_for(timeout=60_000)
    assert frame.locator("#sentence").inner_text() == "x = 2, given"
    frame.locator("#forward").click()
    frame.locator("#last").click()
    assert frame.locator("#phase").inner_text() == "Backward"
    assert not page.locator("[data-glassgrad-still]").is_visible()
    page.close()


def test_a_notebook_that_is_not_trusted_shows_the_picture(browser: Any, lab: str) -> None:
    page = browser.new_page()
    page.goto(f"{lab}/doc/tree/stranger.ipynb")
    picture = page.locator(".jp-OutputArea-output img")
    picture.wait_for(timeout=60_000)
    assert picture.is_visible()
    assert picture.evaluate("image => image.naturalWidth") > 200
    assert page.locator(".jp-OutputArea iframe[srcdoc]").count() == 0
    page.close()


def test_the_html_of_nbconvert_works_offline(browser: Any, tmp_path: Path) -> None:
    nbconvert = pytest.importorskip("nbconvert", reason='nbconvert is missing: pip install "glassgrad[test]"')
    html, _ = nbconvert.HTMLExporter().from_notebook_node(notebook())
    path = tmp_path / "notebook.html"
    path.write_text(html, encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri(), wait_until="domcontentloaded")
    frame = page.frame_locator("iframe[srcdoc]")
    frame.locator("#forward").click()
    assert frame.locator("#sentence").inner_text() == "−0.5, a number in the program"
    assert not page.locator("[data-glassgrad-still]").is_visible()
    context.close()
