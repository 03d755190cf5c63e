"""Whole training steps, kept for a page."""

import io
from pathlib import Path

import pytest

from autograd import Value, dot, tanh
from autograd.explain import Boundary, Recorder
from autograd.explain.training import share

POINTS = [(0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.0)]
LABELS = [-1.0, -1.0, 1.0, 1.0]


def training(recorder: Recorder, steps: int = 6, rate: float | None = 0.1, moved: float = 0.1) -> list[list[float]]:
    """Trains a neuron, and gives its parameters before each step."""
    w = [Value(0.3, "w0"), Value(-0.2, "w1"), Value(0.1, "b")]
    before = []
    for step in range(steps):
        point, label = POINTS[step % 4], LABELS[step % 4]
        loss = (tanh(dot(w[:2], point, w[2])) - label) ** 2
        for p in w:
            p.grad = 0.0
        loss.backward()
        before.append([p.data for p in w])
        with recorder.step(loss, w, [point], rate):
            for p in w:
                p.data -= moved * p.grad
    before.append([p.data for p in w])
    return before


def test_the_frames_of_a_kept_step_are_those_of_the_training() -> None:
    recorder = Recorder()
    parameters = training(recorder)
    for number in range(6):
        steps = recorder.steps(number)
        places = [next(i for i, e in enumerate(steps.entries) if e.name == name) for name in ("w0", "w1", "b")]
        assert [steps[-4]["data"][place] for place in places] == parameters[number]
        assert [steps[-1]["data"][place] for place in places] == parameters[number + 1]
    assert [frame["phase"] for frame in recorder.steps(0)][-3:] == ["update"] * 3


def test_a_constant_is_called_by_its_number_in_this_step() -> None:
    recorder = Recorder()
    training(recorder)
    sentences = [next(f["sentence"] for f in recorder.steps(n) if f["operation"] == "dot(2)") for n in (0, 2)]
    assert sentences[0].startswith("v1 = b + w0 · 0 + w1 · 0 = ")
    assert sentences[1].startswith("v1 = b + w0 · 0 + w1 · 1 = ")


def test_every_nth_step_is_kept() -> None:
    recorder = Recorder(every=3)
    training(recorder, steps=7)
    assert [each.passed.title for each in recorder.kept] == ["training step 1", "training step 4", "training step 7"]


def test_a_step_that_gradient_descent_does_not_explain_is_told_as_it_is() -> None:
    recorder = Recorder()
    training(recorder, rate=0.1, moved=0.2)
    frame = recorder.steps(0)[-1]
    assert frame["phase"] == "move"
    assert frame["sentence"].startswith("b.data = 0.1 → ")
    assert ", a step of the optimiser for b.grad = " in frame["sentence"]


def test_the_steps_of_any_optimiser_can_be_printed() -> None:
    recorder, out = Recorder(), io.StringIO()
    training(recorder, rate=None)
    recorder.steps(0).print(out)
    assert "Update: the optimiser moves each parameter" in out.getvalue()
    assert ", a step of the optimiser for b.grad = " in out.getvalue()


def test_a_graph_of_another_shape_is_refused() -> None:
    recorder = Recorder()
    training(recorder)
    x = Value(1.0, "x")
    with pytest.raises(ValueError, match=r"the graph of this training step \(2 nodes\) is not that of the first one"):
        recorder.step(x * x, [x]).__enter__()


def test_nothing_kept_makes_no_page() -> None:
    with pytest.raises(ValueError, match=r"no training step has been kept; put `with recorder\.step"):
        Recorder().page()
    assert Recorder()._repr_html_() is None


def test_keeping_every_zeroth_step_is_refused() -> None:
    with pytest.raises(ValueError, match="every = 0 keeps nothing; 1 keeps every training step"):
        Recorder(every=0)


def test_the_boundary_is_what_the_model_answers_from_the_upper_left_on() -> None:
    boundary = Boundary(lambda point: 1000.0 * (point[0] - 0.5), POINTS, LABELS, size=4)
    assert boundary.map() == [0, 0, 100, 100] * 4
    upright = Boundary(lambda point: 1000.0 * (point[1] - 0.5), POINTS, LABELS, size=2)
    assert upright.map() == [100, 100, 0, 0]
    assert upright.limits() == (-0.1, 1.1, -0.1, 1.1)


def test_looking_at_the_boundary_records_nothing() -> None:
    w = Value(1.0, "w")
    answers = []

    def answer(point: list[float]) -> Value:
        answers.append(w * point[0])
        return answers[-1]

    Boundary(answer, POINTS, LABELS, size=2).map()
    assert all(value.operation is None for value in answers)


def test_shares() -> None:
    assert [share(x) for x in (-1e9, 0.0, 1e9, Value(0.0))] == [0, 50, 100, 50]


def test_the_samples_of_a_step_are_found_among_the_points() -> None:
    assert Boundary(lambda _: 0.0, POINTS, LABELS).where([[0.0, 1.0], [5.0, 5.0]]) == [2]


def test_saving_and_showing(tmp_path: Path) -> None:
    recorder = Recorder(boundary=Boundary(lambda _: 0.0, POINTS, LABELS, size=4))
    training(recorder)
    assert recorder.save(tmp_path / "training.html").read_text(encoding="utf-8") == recorder.page()
    assert "<iframe" in (recorder._repr_html_() or "")
