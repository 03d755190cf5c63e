"""Pictures: what they show, that they say what it is, and that they come out the same each time."""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from autograd import Value
from autograd.graph import UNSET
from nn import MLP, Dataset, Evaluation, History, Step, blobs, plot, spirals, two_moons, xor
from nn.plot.histograms import counted
from nn.plot.picture import COLOURS, Picture
from nn.plot.plane import class_shares, tint

matplotlib = pytest.importorskip("matplotlib")

PNG = b"\x89PNG\r\n\x1a\n"
NOISY = History([Step(i, 1.0 + i % 2, 0.5 + 0.1 * (i % 2), 1.0, 0.1) for i in range(60)], [Evaluation(0, 1.0, 0.5)])
IMAGES = [[(i + j) % 17 / 16 for j in range(64)] for i in range(13)]


def network(outputs: int = 1) -> MLP:
    return MLP(2, [3, outputs], random=Random(0))


def differentiated() -> MLP:
    model = network()
    (model([0.3, 0.4]) ** 2).backward()
    return model


# fmt: off
DRAWINGS: dict[str, Callable[..., Picture]] = {
    "points":              lambda **ax: plot.points(blobs(), **ax),
    "boundary":            lambda **ax: plot.decision_boundary(network(), two_moons(30), resolution=10, **ax),
    "boundary of many":    lambda **ax: plot.decision_boundary(network(3), spirals(30), resolution=10, **ax),
    "loss":                lambda **ax: plot.loss_curve(NOISY, **ax),
    "weights":             lambda **ax: plot.weight_histograms(network(), **ax),
    "gradients":           lambda **ax: plot.gradient_histograms(differentiated(), **ax),
    "digits":              lambda **ax: plot.digits(IMAGES, [1] * 13, [1, 2] + [1] * 11, **ax),
    "predictions":         lambda **ax: plot.predictions([1.0, 2.0], [1.5, 2.5], unit="metres", **ax),
}
# fmt: on


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_a_picture_is_the_same_each_time_and_warns_of_nothing(drawing: Callable[..., Picture]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        png = drawing()._repr_png_()
        assert png == drawing()._repr_png_()
    assert png.startswith(PNG)


@pytest.mark.parametrize("kind", ["png", "PNG", "svg", "pdf"])
def test_a_file_is_the_same_each_time(kind: str, tmp_path: Path) -> None:
    first, second = tmp_path / f"first.{kind}", tmp_path / f"second.{kind}"
    for path in (first, second):
        plot.points(xor()).save(path)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().startswith({"svg": b"<?xml", "pdf": b"%PDF"}.get(kind, PNG))


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_a_picture_can_be_drawn_into_axes(drawing: Callable[..., Picture]) -> None:
    picture, (left, right) = plot.panels(2)
    assert drawing(ax=right).figure is picture.figure
    assert not left.has_data()
    assert right.has_data()
    assert len(picture.figure.axes) == 2


@pytest.mark.parametrize("name", [name for name in DRAWINGS if name != "digits"])
def test_axes_say_what_they_show(name: str) -> None:
    axes = DRAWINGS[name]().figure.axes
    assert all(ax.get_xlabel() for ax in axes)
    assert all(ax.get_ylabel() or [label.get_text() for label in ax.get_yticklabels()] for ax in axes)


def test_no_figure_is_left_in_pyplot() -> None:
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    for drawing in DRAWINGS.values():
        drawing()
    assert pyplot.get_fignums() == before


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"cannot be saved as .bmp; choose a name that ends in .png, .svg or .pdf"):
        plot.points(xor()).save(tmp_path / "a.bmp")


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r'draws with matplotlib: pip install "glassgrad\[plot\]"'):
        plot.points(xor())


# The plane


def test_classes_have_their_own_colour_and_marker() -> None:
    (ax,) = plot.points(blobs(30, classes=3)).figure.axes
    faces = [tuple(cloud.get_facecolors()[0][:3]) for cloud in ax.collections]
    shapes = [cloud.get_paths()[0].vertices.tobytes() for cloud in ax.collections]
    assert len(set(faces)) == len(set(shapes)) == 3
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["class 0", "class 1", "class 2"]


def test_minus_one_looks_like_zero() -> None:
    signed = xor().relabelled(lambda label: 2 * label - 1)
    axes = [plot.points(data).figure.axes[0] for data in (xor(), signed)]
    faces, signed_faces = ([cloud.get_facecolors()[0].tolist() for cloud in ax.collections] for ax in axes)
    assert faces == signed_faces


def test_the_boundary_lies_where_the_model_changes_its_mind() -> None:
    picture = plot.decision_boundary(lambda row: Value(row[0] - 0.25), xor(8), resolution=40)
    (ax,) = picture.figure.axes
    border = ax.collections[0].get_paths()[0].vertices
    assert border[:, 0] == pytest.approx(0.25, abs=1e-5)


def test_a_model_of_one_mind_has_no_boundary() -> None:
    picture = plot.decision_boundary(lambda row: Value(1.0), xor(), resolution=4)
    assert len(picture.figure.axes[0].collections) == 2  # the points of the two classes


def test_the_surer_the_stronger_the_colour() -> None:
    assert class_shares(Value(0.0)) == [0.5, 0.5]
    assert class_shares([0.0, 0.0, 1000.0]) == [0.0, 0.0, 1.0]
    pale, strong = tint([0.5, 0.5]), tint([1.0, 0.0])
    assert all(a > b for a, b in zip(pale, strong))
    assert tint([0.0, 1.0])[0] > tint([0.0, 1.0])[2]  # orange


@pytest.mark.parametrize("inputs", [[[1.0]], [[1.0, 2.0, 3.0]], []])
def test_a_plane_has_two_inputs(inputs: list[Any]) -> None:
    data = Dataset(inputs, [0] * len(inputs))
    for draw in (plot.points, lambda data: plot.decision_boundary(network(), data)):
        with pytest.raises(ValueError, match="a plane has two inputs, but here is <data set"):
            draw(data)


# Curves


def test_a_noisy_curve_gets_its_running_mean() -> None:
    left, right = plot.loss_curve(NOISY).figure.axes
    assert [line.get_label() for line in left.lines] == ["training", "training, mean of 3 steps", "validation"]
    assert list(left.lines[0].get_ydata()) == NOISY.losses
    assert left.lines[1].get_ydata()[0] == pytest.approx(4 / 3)
    assert left.lines[1].get_xdata()[0] == 1.0  # the middle of steps 0, 1, 2
    assert right.get_ylabel() == "accuracy"


def test_a_smooth_curve_is_one_line() -> None:
    history = History([Step(i, 1 / (i + 1), None, 1.0, 0.1) for i in range(60)])
    (ax,) = plot.loss_curve(history).figure.axes
    assert len(ax.lines) == 1


def test_every_curve_says_what_it_shows() -> None:
    history = History([Step(i, 1 / (i + 1), i / 60, 1.0, 0.1) for i in range(60)])
    for ax in plot.loss_curve(history).figure.axes:
        assert [text.get_text() for text in ax.get_legend().get_texts()] == ["training"]


def test_the_worst_evaluation_is_in_the_frame() -> None:
    history = History([Step(0, 0.7, 0.5, 2.0, 0.1), Step(1, 0.6, 1.0, 1.5, 0.1)], [Evaluation(0, 0.9, 0.125)])
    _, right = plot.loss_curve(history).figure.axes
    assert right.get_ylim()[0] <= 0.125


def test_a_history_without_steps_has_no_curve() -> None:
    with pytest.raises(ValueError, match="the history has no steps; train first"):
        plot.loss_curve(History())


# Histograms


def test_every_number_is_counted_once() -> None:
    assert counted([0.0, 0.5, 1.0, 1.5, 2.0, 2.5, -1.0], [0.0, 1.0, 2.0]) == [3, 4]


def test_a_histogram_has_a_row_for_each_group() -> None:
    (ax,) = plot.weight_histograms(network()).figure.axes
    rows = [label.get_text().split("\n") for label in ax.get_yticklabels()]
    assert [name for name, _ in rows] == ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"]
    assert [size for _, size in rows] == ["6 numbers", "3 numbers", "3 numbers", "1 number"]


def test_gradients_of_zero_are_told() -> None:
    model = network()
    model.zero_grad()
    (ax,) = plot.gradient_histograms(model).figure.axes
    assert ax.get_yticklabels()[0].get_text() == "layers.0.weight\n100 % are 0"


@pytest.mark.parametrize("grad", [UNSET, None])
def test_there_are_no_gradients_before_backward(grad: float | None) -> None:
    model = network()
    for p in model.parameters():
        p.grad = grad  # type: ignore[assignment]  # None: a habit from PyTorch
    with pytest.raises(ValueError, match=r"there are no gradients yet; call loss.backward\(\) first"):
        plot.gradient_histograms(model)


# Digits


def test_a_mistake_says_what_it_is() -> None:
    (ax,) = plot.digits(IMAGES[:3], [7, 1, 3], [7, 2, 3]).figure.axes
    assert [text.get_text() for text in ax.texts] == ["7", "read 1, is 2", "3"]
    assert [frame.get_linewidth() > 1 for frame in ax.patches] == [False, True, False]
    assert len(ax.images) == 3


def test_digits_can_be_shown_without_being_read() -> None:
    assert not plot.digits(IMAGES[:2]).figure.axes[0].texts
    assert [text.get_text() for text in plot.digits(IMAGES[:2], targets=[4, 5]).figure.axes[0].texts] == ["4", "5"]
    assert [text.get_text() for text in plot.digits(IMAGES[:2], [4, 5]).figure.axes[0].texts] == ["4", "5"]


def test_an_image_may_come_in_rows() -> None:
    (ax,) = plot.digits([[[0.0, 1.0], [1.0, 0.0]]]).figure.axes
    assert ax.images[0].get_array().tolist() == [[0.0, 1.0], [1.0, 0.0]]


# fmt: off
NO_IMAGES: list[tuple[tuple[Any, ...], str]] = [
    (([],),                         "no images came; give at least one"),
    ((IMAGES[:2], [1]),             "2 images but 1 predictions came; give one for each image"),
    ((IMAGES[:2], None, [1, 2, 3]), "2 images but 3 targets came"),
    (([[1.0, 0.0]],),               "an image of 2 pixels is not square"),
    (([[]],),                       "an image of 0 pixels is not square"),
]
# fmt: on


@pytest.mark.parametrize(("arguments", "words"), NO_IMAGES)
def test_images_that_cannot_be_shown(arguments: tuple[Any, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        plot.digits(*arguments)


def test_the_colours_are_those_everyone_can_tell_apart() -> None:
    assert len(set(COLOURS)) == len(COLOURS) == 8
