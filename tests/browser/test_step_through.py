"""The page that steps through a pass, driven in a real browser: every control, and every number against Python."""

import json
import math
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from autograd import DomainError, Value, dot, log, maximum, relu, scope, sqrt, tanh
from autograd.check.strategies import OPERATIONS
from autograd.explain import Boundary, Recorder, Steps, explain
from autograd.explain.mistakes import MISTAKES, compare
from autograd.explain.narration import PARTS
from autograd.explain.page import page as page_of
from autograd.functions import families
from autograd.operation import Operation, unary

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
if CHROMIUM is None:
    pytest.skip("no Chromium on this machine", allow_module_level=True)

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens a page; at the end there must have been no error in its console and no request to anywhere else."""
    troubles: list[str] = []
    contexts = []

    def open_page(html: str, where: str = "", **context: Any) -> Any:
        path = tmp_path / "steps.html"
        path.write_text(html, encoding="utf-8")
        contexts.append(browser.new_context(**{"reduced_motion": "reduce", **context}))
        page = contexts[-1].new_page()
        page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: troubles.append(asked.url) if not asked.url.startswith("file:") else None)
        page.goto(path.as_uri() + where)
        page.wait_for_function("() => window.steps")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def example(learning_rate: float | None = 0.1) -> Steps:
    """o = tanh(a·b + c) · e with e = a·b used twice."""
    a, b, c = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c")
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    output = tanh(d * 0.25) * e
    output.label = "o"
    return explain(output, learning_rate=learning_rate)


def network(widths: list[int], inputs: int = 2) -> Value:
    """The squared error of a multi-layer perceptron, a scope for each part."""
    random = Random(0)
    x = [Value(random.uniform(-1, 1), f"x{i}") for i in range(inputs)]
    with scope("MLP"):
        for number, width in enumerate(widths, start=1):
            with scope(f"layer {number}"):
                outputs = []
                for neuron in range(1, width + 1):
                    with scope(f"neuron {neuron}"):
                        w = [Value(random.uniform(-1, 1), f"w{i}") for i in range(len(x))]
                        outputs.append(tanh(dot(w, x, Value(0.1, "b"))))
                x = outputs
    loss = (x[0] - 1.0) ** 2
    loss.label = "loss"
    return loss


def exact(x: float | None) -> str | None:
    """A number by its bits; nan is nan."""
    return None if x is None else "nan" if math.isnan(x) else struct.pack("<d", x + 0.0).hex()


def same_frames(page: Any, steps: Steps) -> None:
    """Every frame that the page makes is the one that Python makes: each word, and each bit of each number."""
    written = "(_, x) => typeof x === 'number' && !Number.isFinite(x) ? String(x) : x"  # JSON knows no infinity
    every = "Array.from({length: steps.length}, (_, i) => steps.frame(i))"
    frames = json.loads(page.evaluate(f"JSON.stringify({every}, {written})"))
    assert len(frames) == len(steps)
    for ours, theirs in zip(steps, frames):
        for what in ("data", "grad"):
            found = [None if x is None else float(x) for x in theirs.pop(what)]
            assert [exact(x) for x in found] == [exact(x) for x in ours.pop(what)]
        assert theirs == ours


# What the page says.


def test_every_frame_is_that_of_python(opened: Open) -> None:
    steps = example()
    same_frames(opened(steps.page()), steps)


def test_every_frame_of_a_network_is_that_of_python(opened: Open) -> None:
    steps = explain(network([4, 3, 1]), learning_rate=0.05)
    same_frames(opened(steps.page()), steps)


def test_a_way_that_was_not_taken_is_told_as_in_python(opened: Open) -> None:
    x = Value(-1.0, "x")
    y = sqrt(relu(x * 2.0)) + maximum(x, 3.0)
    for steps in (explain(y, learning_rate=0.1), explain(relu(x) * relu(-x))):
        page = opened(steps.page())
        same_frames(page, steps)
        page.evaluate("steps.go(steps.length - 1)")
    page.locator("#predict").click()
    closed = next(frame["number"] for frame in steps if "has not selected" in frame["sentence"])
    page.evaluate(f"steps.go({closed})")
    page.locator("#answer").fill("7")
    page.locator("#guess button[type=submit]").click()
    assert "nothing flows to an input that" in page.inner_text("#verdict")


def test_numbers_are_written_as_in_python(opened: Open) -> None:
    random = Random(1)
    halves = [k / 64 for k in range(-200, 200)]  # where rounding to four decimals often has to break a tie
    numbers = halves + [random.gauss(0, 1) * 10.0 ** random.randint(-12, 12) for _ in range(300)]
    for first in range(0, len(numbers), 100):
        total = families.total(100)(*(Value(x, f"n{i}") for i, x in enumerate(numbers[first : first + 100])))
        same_frames(opened(explain(total).page()), explain(total))


def test_the_sentence_is_shown_with_a_colour_for_each_idea(opened: Open) -> None:
    steps = example()
    page = opened(steps.page())
    number = next(frame["number"] for frame in steps if frame["running"].endswith("part 2 of 2"))
    page.evaluate(f"steps.go({number})")
    assert page.inner_text("#sentence") == steps[number]["sentence"]
    assert page.inner_text("#local") == steps[number]["local"]
    assert page.inner_text("#running") == steps[number]["running"]
    colours = {
        idea: page.locator(f"#sentence .{idea}").first.evaluate("e => getComputedStyle(e).color")
        for idea in ("local", "upstream", "gradient")
    }
    legend = {idea: page.locator(f".legend .{idea}").evaluate("e => getComputedStyle(e).color") for idea in colours}
    assert colours == legend
    assert len(set(colours.values())) == 3


def test_boxes_show_a_dash_until_a_number_is_known(opened: Open) -> None:
    page = opened(example().page())
    texts = page.locator("[data-node='2'] text").all_text_contents()
    assert texts == ["*", "e", "data", "–", "grad", "–"]
    page.keyboard.press("End")
    assert page.locator("[data-node='2'] text").all_text_contents() == ["*", "e", "data", "−6", "grad", "0.1316"]


def test_the_box_and_the_arrow_of_the_step_are_lit(opened: Open) -> None:
    steps = example()
    page = opened(steps.page())
    for number, frame in enumerate(steps):
        page.evaluate(f"steps.go({number})")
        assert page.locator(".card.current").get_attribute("data-node") == str(frame["node"])
        if frame["edge"]:
            assert page.locator(".card.passing").get_attribute("data-node") == str(frame["edge"]["from"])
            assert page.locator(".arrow.lit").count() == 1
            assert page.locator(".flow").get_attribute("d") == page.locator(".arrow.lit .line").get_attribute("d")


def test_local_derivatives_appear_on_their_arrows(opened: Open) -> None:
    page = opened(example(None).page())
    assert "".join(page.locator(".arrow .local").all_text_contents()) == ""
    page.keyboard.press("End")
    assert sorted(page.locator(".arrow .local").all_text_contents()) == sorted(
        ["−3", "2", "1", "1", "0.25", "4", "0.42", "−6", "0.7616"]
    )


def test_the_table_of_leaves_fills_as_the_pass_goes_on(opened: Open) -> None:
    steps = example(None)
    page = opened(steps.page())
    rows = page.locator("#leaves tr")
    assert rows.all_inner_texts() == ["a\t2\t–", "b\t–\t–", "c\t–\t–"]
    page.keyboard.press("End")
    assert rows.all_inner_texts() == ["a\t2\t−0.3949", "b\t−3\t0.2633", "c\t10\t−0.63"]


def test_leaves_stand_under_the_scope_they_are_in(opened: Open) -> None:
    page = opened(explain(network([2, 1])).page())
    rows = [text.split("\t")[0] for text in page.locator("#leaves tr").all_inner_texts()]
    neurons = [f"MLP / layer {n}" for n in ("1 / neuron 1", "1 / neuron 2", "2 / neuron 1")]
    assert rows == ["x0", "x1", *(row for neuron in neurons for row in (neuron, "w0", "w1", "b"))]
    names = [button.get_attribute("aria-label") for button in page.locator("#leaves button").all()]
    assert names[:3] == ["x0", "x1", "layer 1 neuron 1 w0"]
    page.locator("#leaves button").nth(2).click()
    assert page.inner_text("#changed") == "layer 1 neuron 1 w0"


def test_the_table_follows_the_step_and_the_window_stays(opened: Open) -> None:
    page = opened(explain(network([4, 3, 1])).page(), viewport={"width": 390, "height": 500})
    page.keyboard.press("End")
    row, table = page.locator("#leaves tr.now").bounding_box(), page.locator(".leaves").bounding_box()
    assert table["y"] <= row["y"]
    assert row["y"] + row["height"] <= table["y"] + table["height"] + 1
    assert page.evaluate("scrollY") == 0


def test_what_each_part_of_the_pass_is_about_is_said(opened: Open) -> None:
    steps = example()
    page = opened(steps.page())
    for number, frame in enumerate(steps):
        page.evaluate(f"steps.go({number})")
        assert (page.inner_text("#phase"), page.text_content("#meaning")) == PARTS[frame["phase"]]


def test_the_queue_names_who_comes_next(opened: Open) -> None:
    page = opened(example().page())
    assert page.inner_text("#queue") == "Still to come: b, e, c, d, 0.25, v1, v2, o"


# Moving.


def at(page: Any) -> int:
    return int(page.evaluate("steps.number"))


def test_the_buttons(opened: Open) -> None:
    steps = example()
    page = opened(steps.page())
    last = len(steps) - 1
    assert page.is_disabled("#back")
    presses = [("forward", 1), ("forward", 2), ("back", 1), ("last", last), ("back", last - 1), ("first", 0)]
    for button, number in presses:
        page.click(f"#{button}")
        assert at(page) == number
    page.click("#last")
    assert page.is_disabled("#forward")


def test_the_keys(opened: Open) -> None:
    steps = example()
    page = opened(steps.page())
    last = len(steps) - 1
    presses = [("Right", 1), ("Right", 2), ("Left", 1), ("Right", 2)]
    for key, number in [*((f"Arrow{way}", n) for way, n in presses), ("End", last), ("ArrowRight", last), ("Home", 0)]:
        page.keyboard.press(key)
        assert at(page) == number


def test_the_slider(opened: Open) -> None:
    page = opened(example().page())
    page.locator("#slider").evaluate("e => { e.value = 7; e.dispatchEvent(new Event('input')); }")
    assert at(page) == 7
    page.focus("#slider")
    page.keyboard.press("ArrowRight")
    assert at(page) == 8


def test_playing_pausing_and_speed(opened: Open) -> None:
    steps = example()
    page = opened(steps.page())
    page.select_option("#speed", "10")
    page.keyboard.press(" ")
    assert page.get_attribute("#play", "aria-label") == "pause"
    page.wait_for_function("() => steps.number >= 3")
    page.keyboard.press(" ")
    assert page.get_attribute("#play", "aria-label") == "play"
    stopped = at(page)
    page.wait_for_timeout(400)
    assert at(page) == stopped
    page.click("#play")
    page.wait_for_function("() => steps.number === steps.length - 1")
    page.wait_for_function("() => document.getElementById('play').getAttribute('aria-label') === 'play'")
    page.click("#play")  # at the end it begins anew
    page.wait_for_function("() => steps.number < 5")


def test_sweeping_with_a_finger(opened: Open) -> None:
    page = opened(example().page(), has_touch=True, viewport={"width": 390, "height": 800})

    def sweep(dx: int) -> None:
        page.evaluate(
            """(dx) => {
                const place = document.getElementById("sentence");
                const touch = (x) => new Touch({identifier: 1, target: place, clientX: x, clientY: 300});
                place.dispatchEvent(new TouchEvent("touchstart", {bubbles: true, changedTouches: [touch(200)]}));
                place.dispatchEvent(new TouchEvent("touchend", {bubbles: true, changedTouches: [touch(200 + dx)]}));
            }""",
            dx,
        )

    sweep(-80)
    sweep(-80)
    assert at(page) == 2
    sweep(80)
    assert at(page) == 1
    sweep(-10)
    assert at(page) == 1


def test_tapping_a_button(opened: Open) -> None:
    page = opened(example().page(), has_touch=True, viewport={"width": 390, "height": 800})
    page.tap("#forward")
    assert at(page) == 1


def test_clicking_a_node_jumps_to_where_it_gets_its_gradient(opened: Open) -> None:
    steps = example(None)
    page = opened(steps.page())
    parts = [frame["number"] for frame in steps if frame["name"] == "e" and frame["edge"]]
    for number in [*parts, parts[0]]:
        page.click("[data-node='2']")
        assert at(page) == number


def test_a_node_answers_to_enter_and_space(opened: Open) -> None:
    steps = example(None)
    page = opened(steps.page())
    parts = [frame["number"] for frame in steps if frame["name"] == "e" and frame["edge"]]
    page.focus("[data-node='2']")
    page.keyboard.press("Enter")
    assert at(page) == parts[0]
    page.keyboard.press(" ")
    assert at(page) == parts[1]


def test_the_address_holds_the_step(opened: Open) -> None:
    page = opened(example().page(), "#frame=12")
    assert at(page) == 12
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.hash === '#frame=13'")
    page.evaluate("location.hash = '#frame=5'")
    page.wait_for_function("() => steps.number === 5")
    for wrong, number in [("#frame=99999", len(example()) - 1), ("#frame=-4", 0), ("#frame=x", 0)]:
        page.evaluate(f"location.hash = '{wrong}'")
        page.wait_for_function(f"() => steps.number === {number}")


def test_a_node_tells_about_itself(opened: Open) -> None:
    from autograd import source_lines

    with source_lines(), scope("part"):
        y = Value(2.0, "x") * Value(3.0, "w")
    y.label = "y"
    page = opened(explain(y).page())
    page.locator("[data-node='2']").hover()
    lines = page.inner_text("#about").splitlines()
    assert lines[:3] == ["y = x · w", "operation mul", "in part"]
    assert lines[3].startswith("made in ")
    assert "test_step_through.py:" in lines[3]
    page.mouse.move(0, 0)
    assert page.is_hidden("#about")
    page.focus("[data-node='0']")
    assert page.inner_text("#about").startswith("x, a leaf")


# Folding.


def test_a_large_network_opens_folded_by_layer_and_unfolds_on_click(opened: Open) -> None:
    html = explain(network([16, 16, 1])).page()
    assert len(html.encode()) < 3_000_000
    page = opened(html)
    assert page.locator(".card.folded").count() == 3
    page.locator(".card.folded", has_text="layer 1").click()
    assert page.locator(".card.folded").count() == 2 + 16
    page.locator(".card.folded", has_text="neuron 4").focus()
    page.keyboard.press("Enter")
    assert page.locator(".card.folded").count() == 2 + 15
    assert page.locator(".frame").count() == 3
    page.get_by_role("button", name="fold layer 1", exact=True).press("Enter")
    assert page.locator(".card.folded").count() == 3
    assert page.evaluate("document.activeElement.dataset.scope") is not None


def test_no_box_overlaps_another_whatever_is_open(opened: Open) -> None:
    page = opened(explain(network([4, 3, 1])).page())

    def boxes() -> list[dict[str, float]]:
        found: list[dict[str, float]] = page.evaluate(
            """[...document.querySelectorAll(".card .outline")].map((e) => {
                const {left, right, top, bottom} = e.getBoundingClientRect();
                return {left, right, top, bottom};
            })"""
        )
        return found

    for name in ("layer 1", "neuron 1", "neuron 2", "layer 2"):
        folded = page.locator(".card.folded", has_text=name)
        if folded.count():
            folded.first.focus()
            page.keyboard.press("Enter")
        now = boxes()
        for i, one in enumerate(now):
            for other in now[:i]:
                apart = one["right"] <= other["left"] or other["right"] <= one["left"]
                assert apart or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]


def test_an_arrow_between_scopes_goes_around_the_boxes_on_its_way(opened: Open) -> None:
    y = network([2, 1]).inputs[0]
    with scope("loss"):
        loss = (y - 1.0) ** 2
    page = opened(explain(loss).page())
    through = page.evaluate(
        """() => {
            const boxes = [...document.querySelectorAll(".card .outline")].map((e) => e.getBoundingClientRect());
            const holds = ({left, right, top, bottom}, {x, y}, margin) =>
                x > left - margin && x < right + margin && y > top - margin && y < bottom + margin;
            const shares = Array.from({length: 99}, (_, i) => (i + 1) / 100);
            return [...document.querySelectorAll(".arrow .line")].flatMap((line) => {
                const length = line.getTotalLength();
                const point = (share) => line.getPointAtLength(share * length).matrixTransform(line.getScreenCTM());
                const others = boxes.filter((box) => ![0, 1].some((end) => holds(box, point(end), 12)));
                return others.filter((box) => shares.some((share) => holds(box, point(share), 0)));
            });
        }"""
    )
    assert through == []


def test_stepping_through_a_large_network_is_fast_enough_for_sixty_frames_a_second(opened: Open) -> None:
    page = opened(explain(network([16, 16, 1])).page())
    page.evaluate("[...document.querySelectorAll('.card.folded')].forEach((e) => e.dispatchEvent(new Event('click')))")
    fastest = page.evaluate(
        """() => {
            const times = [];
            for (let i = 0; i < 100; i += 1) {
                const start = performance.now();
                steps.go(300 + 5 * i);
                times.push(performance.now() - start);
            }
            return times.sort((a, b) => a - b)[10];  // not the median: a busy machine is not the page's fault
        }"""
    )
    assert fastest < 1000 / 60


def test_opening_a_part_of_a_large_network_takes_no_time(opened: Open) -> None:
    page = opened(explain(network([16, 16, 1])).page())
    press = "document.querySelectorAll('.card.folded').forEach((card) => card.dispatchEvent(new Event('click')))"
    page.evaluate(press)  # the layers
    page.evaluate(press)  # the neurons
    fastest = page.evaluate(
        """() => Math.min(...Array.from({length: 6}, () => {
            const start = performance.now();
            document.querySelector("[aria-label='fold neuron 1'], [aria-label^='unfold neuron 1:']").dispatchEvent(
                new Event("click"));
            return performance.now() - start;
        }))"""
    )
    assert fastest < 500


# What if.


def close(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= 1e-12 * max(1.0, abs(a), abs(b))


def test_a_changed_leaf_gives_what_python_gives(opened: Open) -> None:
    page = opened(example().page())
    for x in (0.5, -1.25, 3.0, 0.0):
        page.click("#leaves button >> text=a")
        page.fill("#exact", str(x))
        a, b, c = Value(x, "a"), Value(-3.0, "b"), Value(10.0, "c")
        e = a * b
        steps = explain(tanh((e + c) * 0.25) * e, learning_rate=0.1)
        for number in (5, 12, len(steps) - 1):
            frame = page.evaluate(f"steps.frame({number})")
            assert all(map(close, frame["data"], steps[number]["data"]))
            assert all(map(close, frame["grad"], steps[number]["grad"]))
    page.click("#reset")
    same_frames(page, example())


def test_dragging_changes_the_number(opened: Open) -> None:
    page = opened(example().page())
    page.click("#leaves button >> text=a")
    page.locator("#drag").evaluate("e => { e.value = 1; e.dispatchEvent(new Event('input')); }")
    assert page.evaluate("steps.frame(2).data[2]") == pytest.approx(-3.0, abs=0.2)
    assert "what if a = " in page.inner_text("#count")
    page.focus("#drag")
    before = page.evaluate("steps.frame(0).data[0]")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("steps.frame(0).data[0]") > before


def centre(page: Any, node: int) -> tuple[float, float]:
    box = page.locator(f"[data-node='{node}']").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_leaf_is_dragged_in_the_graph(opened: Open) -> None:
    page = opened(example().page())
    x, y = centre(page, 1)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y)
    assert page.evaluate("steps.frame(2).data[1]") == -3.0  # that could still become a click
    page.mouse.move(x + 40, y)
    assert page.evaluate("steps.frame(2).data.slice(0, 3)") == [2.0, -1.0, -2.0]  # 40 pixels: a third of 6
    assert page.input_value("#exact") == "-1"
    assert page.inner_text("#changed") == "b"
    assert at(page) == len(example()) - 1  # b had no gradient at the first step, so everything is shown
    page.evaluate("steps.go(4)")
    page.mouse.move(x - 40, y)
    page.mouse.up()
    assert page.evaluate("steps.frame(2).data[1]") == -5.0
    assert at(page) == 4  # letting go is not a click on the leaf
    page.mouse.move(x, y)
    assert page.evaluate("steps.frame(2).data[1]") == -5.0
    page.mouse.click(x, y)
    assert at(page) > 4


def test_a_leaf_is_dragged_with_a_finger(opened: Open) -> None:
    page = opened(example().page(), has_touch=True, viewport={"width": 390, "height": 800})
    x, y = centre(page, 0)
    touch = page.context.new_cdp_session(page)
    for kind, to in [("Start", x), ("Move", x + 10), ("Move", x + 30)]:
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": [{"x": to, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert page.evaluate("steps.frame(0).data[0]") == 3.0
    assert at(page) == len(example()) - 1


def test_what_no_leaf_is_cannot_be_dragged(opened: Open) -> None:
    page = opened(example().page())
    x, y = centre(page, 2)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y)
    page.mouse.up()
    assert page.is_hidden("#editor")
    same_frames(page, example())


def point_of(operation: Operation) -> list[float]:
    """A place where the operation is defined, away from kinks."""
    inside = max(domain.low for domain in operation.domains) >= 1.0  # acosh begins at 1
    return [0.3 + inside + 0.17 * place for place in range(operation.arity)]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_row_computes_in_the_page_what_it_computes_in_python(opened: Open, operation: Operation) -> None:
    leaves = [Value(x, f"x{i}") for i, x in enumerate(point_of(operation))]
    page = opened(explain(operation(*leaves)).page())
    for factor in (1.0, 0.5, 1.7, 3.1, 30.0, -0.8, -40.0, 0.0):
        moved = [x.data * factor for x in leaves]
        try:
            output = operation(*(Value(x) for x in moved))
            steps = explain(output)
        except DomainError:
            continue
        for place, x in enumerate(moved):
            page.evaluate(f"steps.setLeaf({place}, {x!r})")
        written = "(_, x) => typeof x === 'number' ? String(x) : x"  # JSON would make null of nan and infinity
        frame = json.loads(page.evaluate(f"JSON.stringify(steps.frame(steps.length - 1), {written})"))
        for what in ("data", "grad"):
            found = [None if x is None else float(x) for x in frame[what]]
            assert all(map(close, found, steps[-1][what])), (moved, found, steps[-1][what])


def test_a_row_of_ones_own_computes_in_the_page_too(opened: Open) -> None:
    bump = unary("bump", "bump({})", lambda a: math.exp(-a * a), lambda a, y: (-2.0 * a * y,))
    page = opened(explain(bump(Value(0.5, "x"))).page())
    page.evaluate("steps.setLeaf(0, 0.75)")
    expected = explain(bump(Value(0.75, "x")))[-1]
    frame = page.evaluate("steps.frame(steps.length - 1)")
    assert all(map(close, frame["data"] + frame["grad"], expected["data"] + expected["grad"]))


def test_where_a_row_cannot_be_written_for_javascript_the_page_says_so(opened: Open) -> None:
    def loops(a: float) -> float:
        for _ in range(3):
            a = a / 2
        return a

    eighth = unary("eighth", "eighth({})", loops, lambda a, y: (0.125,))
    page = opened(explain(eighth(Value(8.0, "x"))).page())
    assert page.inner_text("#hint") == "The values cannot be changed here: eighth cannot be written for JavaScript."
    assert page.is_disabled("#leaves button")


def test_leaving_the_domain_is_said(opened: Open) -> None:
    page = opened(explain(log(Value(2.0, "x"))).page())
    page.click("#leaves button")
    page.fill("#exact", "-1")
    assert page.inner_text("#trouble") == "v1: log needs its input > 0, but x is −1"
    page.fill("#exact", "1")
    assert page.inner_text("#trouble") == ""


# Predict first.


def test_predicting_hides_the_number_and_checks_the_answer(opened: Open) -> None:
    steps = example(None)
    page = opened(steps.page())
    number = next(frame["number"] for frame in steps if frame["running"].endswith("part 2 of 2"))
    answer = steps[number]["grad"][2]
    page.evaluate(f"steps.go({number})")
    page.click("#predict")
    assert page.inner_text("#question") == "What will e.grad become?"
    assert page.inner_text("#sentence").endswith("→ ?")
    assert page.inner_text("#running") == ""
    assert "?" in page.locator("[data-node='2'] text").all_text_contents()
    page.fill("#answer", "7")
    page.keyboard.press("Enter")
    assert page.inner_text("#verdict").startswith("Not yet. The local derivative ∂d/∂e is 1, and d.grad is −0.63: mul")
    assert "Then add what e.grad already holds: 0.7616." in page.inner_text("#verdict")
    assert page.inner_text("#sentence").endswith("→ ?")
    page.fill("#answer", f"{answer * 1.005:.6f}")
    page.keyboard.press("Enter")
    assert page.inner_text("#verdict") == f"Right: {steps[number]['sentence']}"
    assert page.inner_text("#sentence") == steps[number]["sentence"]
    page.keyboard.press("Enter")
    assert at(page) == number + 1


def test_a_prediction_off_by_two_percent_is_wrong_and_can_be_shown(opened: Open) -> None:
    steps = example(None)
    page = opened(steps.page())
    page.click("#predict")
    page.evaluate("steps.go(2)")
    page.fill("#answer", "-6.12")
    page.click("#guess button[type=submit]")
    assert page.inner_text("#verdict") == "Not yet. e = a · b = 2 · (−3)."
    page.click("#reveal")
    assert page.inner_text("#sentence") == steps[2]["sentence"]
    page.click("#predict")
    assert page.is_hidden("#guess")


def test_playing_stops_at_a_question(opened: Open) -> None:
    page = opened(example().page())
    page.click("#predict")
    page.select_option("#speed", "10")
    page.click("#play")
    page.wait_for_function("() => steps.number === 2")
    page.wait_for_timeout(400)
    assert at(page) == 2


# Wrong beside right, and training.


def test_the_page_of_a_mistake_marks_what_is_wrong(opened: Open) -> None:
    a = Value(2.0, "a")
    e = a * 3.0
    e.label = "e"
    page = opened(compare(e * e, "inputs as a set").page())
    assert page.locator(".card.wrong").count() == 0
    page.select_option("#passes select", label="inputs as a set")
    page.keyboard.press("End")
    marked = {int(card.get_attribute("data-node")) for card in page.locator(".card.wrong:not(.constant)").all()}
    names = page.evaluate("Array.from({length: steps.length}, (_, i) => steps.frame(i)).map((f) => [f.node, f.name])")
    assert {dict(names)[node] for node in marked} == {"a", "e"}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_a_mistaken_engine_did_is_told_as_in_python(opened: Open, mistake: str) -> None:
    e = Value(2.0, "a") * Value(-3.0, "b")
    comparison = compare(e * e + e * Value(2.0, "c"), mistake)
    page = opened(comparison.page())
    page.select_option("#passes select", label=mistake)
    same_frames(page, comparison.wrong)
    for number, frame in enumerate(comparison.wrong):
        page.evaluate(f"steps.go({number})")
        assert page.inner_text("#running") == frame["running"]
    told = page.evaluate("Array.from({length: steps.length}, (_, i) => steps.frame(i).running)")
    assert any(" is overwritten by " in said for said in told) == (mistake == "assignment")
    assert any(" was left from " in said for said in told) == (mistake in ("no zero_grad", "interior gradients kept"))


def trained() -> Recorder:
    points = [(0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.0)]
    labels = [-1.0, -1.0, 1.0, 1.0]
    w = [Value(0.3, "w0"), Value(-0.2, "w1"), Value(0.1, "b")]

    def model(point: list[float]) -> Value:
        return tanh(dot(w[:2], point, w[2]))

    recorder = Recorder(every=2, boundary=Boundary(model, points, labels, size=8))
    for step in range(8):
        point, label = points[step % 4], labels[step % 4]
        loss = (model(list(point)) - label) ** 2
        for p in w:
            p.grad = 0.0
        loss.backward()
        with recorder.step(loss, w, inputs=[point], learning_rate=0.1):
            for p in w:
                p.data -= 0.1 * p.grad
    return recorder


def test_training_is_replayed_step_after_step(opened: Open) -> None:
    recorder = trained()
    page = opened(recorder.page())
    same_frames(page, recorder.steps(0))
    assert page.is_visible("#boundary canvas")
    assert page.inner_text("#loss").startswith("training step 1, loss ")
    before = page.evaluate("document.querySelector('canvas').toDataURL()")
    page.keyboard.press("End")
    assert page.inner_text("#phase") == "Update"
    page.keyboard.press("ArrowRight")  # the next training step begins
    assert page.inner_text("#loss").startswith("training step 3, loss ")
    assert at(page) == 0
    same_frames(page, recorder.steps(1))
    assert page.evaluate("document.querySelector('canvas').toDataURL()") != before
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#loss").startswith("training step 1, loss ")
    page.locator("#round").evaluate("e => { e.value = 3; e.dispatchEvent(new Event('input')); }")
    assert page.inner_text("#loss").startswith("training step 7, loss ")
    page.wait_for_function("() => location.hash.includes('pass=3')")


# For everybody.


def test_labels_are_shown_as_text_whatever_they_hold(opened: Open) -> None:
    nasty = "</script><img src=x onerror=alert(1)>"
    with scope('<b>scope</b> & "quotes" \''):
        y = Value(2.0, nasty) * Value(3.0, "{node} ${x} $title \u2028")
    y.label = "<!--"
    page = opened(explain(y).page())
    assert page.locator("img").count() == 0
    assert nasty in page.locator("#leaves").inner_text()
    page.evaluate("steps.go(2)")
    assert page.inner_text("#sentence") == explain(y)[2]["sentence"]
    same_frames(page, explain(y))


def test_dark_and_light(opened: Open) -> None:
    def background(page: Any) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = opened(example().page(), color_scheme="light")
    dark = opened(example().page(), color_scheme="dark")
    assert background(light) == "rgb(255, 255, 255)"
    assert background(dark) == "rgb(20, 24, 30)"
    dark.click("#theme")
    assert background(dark) == "rgb(255, 255, 255)"
    light.click("#theme")
    assert background(light) == "rgb(20, 24, 30)"


def test_nothing_moves_for_who_wants_no_motion(opened: Open) -> None:
    flow = "getComputedStyle(document.querySelector('.flow')).animationName"
    assert opened(example().page(), reduced_motion="reduce").evaluate(flow) == "none"
    assert opened(example().page(), reduced_motion="no-preference").evaluate(flow) == "run"


def test_a_narrow_screen_needs_no_scrolling_to_the_side(opened: Open) -> None:
    page = opened(example().page(), viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("#predict")
    page.evaluate("steps.go(12)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_printing_leaves_out_what_paper_cannot_do(opened: Open) -> None:
    page = opened(example().page(), color_scheme="dark")
    page.emulate_media(media="print")
    assert page.is_hidden(".controls >> nth=0")
    assert page.is_visible("#graph")
    assert page.is_visible("#sentence")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(31, 35, 40)"


def test_everything_can_be_reached_with_the_tab_key(opened: Open) -> None:
    page = opened(example().page())
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.dataset.node || ''"))
    assert {"predict", "theme", "forward", "play", "slider", "speed", "0", "2", "8"} <= reached


def test_a_step_is_announced(opened: Open) -> None:
    page = opened(example().page())
    assert page.get_attribute("#spoken", "aria-live") == "polite"
    page.evaluate("steps.go(2)")
    assert page.get_attribute("[data-node='2']", "aria-label") == "e, mul, value −6, gradient none yet"


def test_zooming(opened: Open) -> None:
    page = opened(example().page())
    wide = "document.getElementById('graph').getBoundingClientRect().width"
    before = page.evaluate(wide)
    page.click("#larger")
    assert page.evaluate(wide) > before
    page.click("#smaller")
    page.click("#smaller")
    assert page.evaluate(wide) < before


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The program axe-core, fetched for this test only."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, so axe-core cannot be fetched")
    folder = tmp_path_factory.mktemp("axe")
    run = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), "axe-core@4.10.3"],
        capture_output=True,
        text=True,
    )
    if run.returncode:
        pytest.skip(f"axe-core could not be fetched: {run.stderr.strip().splitlines()[-1:]}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["small", "folded", "training", "predicting"])
def test_axe_finds_nothing_to_complain_of(opened: Open, axe: str, which: str, scheme: str) -> None:
    html = {"folded": explain(network([4, 4, 1])).page, "training": trained().page}.get(which, example().page)()
    page = opened(html, color_scheme=scheme)
    page.evaluate("steps.go(12)")
    if which == "predicting":
        page.click("#predict")
        page.fill("#answer", "7")
        page.click("#guess button[type=submit]")
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [(each["id"], each["impact"], [node["target"] for node in each["nodes"]]) for each in found] == []


def test_the_page_is_one_file_that_names_no_other() -> None:
    html = page_of(example().entries, [example().as_pass()], "title")
    assert "src=" not in html
    assert "@import" not in html
    harmless = ("http://www.w3.org/2000/svg", "https?|file", "http-equiv")  # a name, a pattern, an attribute
    for words in harmless:
        html = html.replace(words, "")
    assert "http" not in html
