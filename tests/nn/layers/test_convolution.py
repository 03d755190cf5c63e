"""Convolution and pooling: what they compute, their laws, their gradients, what they refuse."""

from math import inf, prod
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, check_gradients, dot, no_grad, scope, topological_order, vmap
from autograd.transforms.tree import leaves, mapped
from nn import (
    Adam,
    AvgPool2d,
    Conv2d,
    Dataset,
    Layer,
    MaxPool2d,
    Module,
    cross_entropy_with_logits,
    fit,
    flatten,
)
from nn.shapes import shape_of
from tests.examples import examples

numbers = st.floats(-2.0, 2.0)
seeds = st.integers(0, 1000)
few = examples(30)
pair = st.tuples(st.integers(1, 3), st.integers(1, 3))


def image(shape: tuple[int, ...], seed: int) -> Any:
    """Numbers from −1 to 1 in lists of this shape, no two of them alike."""
    random = Random(seed)
    places = random.sample(range(-10_000, 10_000), prod(shape))
    numbers = iter([n / 10_000 for n in places])

    def filled(shape: tuple[int, ...]) -> Any:
        return [filled(shape[1:]) for _ in range(shape[0])] if shape else next(numbers)

    return filled(shape)


def data(nested: Any) -> Any:
    return mapped(lambda x: x.data if isinstance(x, Value) else x, nested)


def close(found: Any, expected: Any, tolerance: float = 1e-12) -> bool:
    """Of the same shape, and the same numbers up to rounding."""
    a, b = list(leaves(data(found))), list(leaves(data(expected)))
    return shape_of(found) == shape_of(expected) and bool(a == pytest.approx(b, rel=tolerance, abs=tolerance))


def convolution(*sizes: Any, activation: Any = None, seed: int = 0, **options: Any) -> Conv2d:
    """One whose biases are not 0 either."""
    module = Conv2d(*sizes, activation, random=Random(seed), **options)
    for neuron in module.filters:
        neuron.bias.data = Random(seed + 1).gauss(0.0, 1.0)
    return module


@st.composite
def cases(draw: st.DrawFn) -> tuple[Conv2d, Any]:
    """A convolution and an image that is large enough for it."""
    channels, filters, (rows, columns) = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(pair)
    padding = draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
    module = convolution(
        channels, filters, (rows, columns), seed=draw(seeds), stride=draw(pair), padding=padding, activation="tanh"
    )
    height = draw(st.integers(max(1, rows - 2 * padding[0]), 5))
    width = draw(st.integers(max(1, columns - 2 * padding[1]), 5))
    return module, image((channels, height, width), draw(seeds))


# What is computed


def by_definition(module: Conv2d, x: Any) -> Any:
    """The formula in plain numbers, place by place and weight by weight: outside the image is 0."""
    weight, bias = module.state_dict()["weight"], module.state_dict()["bias"]
    (rows, columns), (down, right), (above, before) = module.kernel_size, module.stride, module.padding
    height, width = len(x[0]), len(x[0][0])

    def pixel(i: int, r: int, c: int) -> float:
        return x[i][r][c] if 0 <= r < height and 0 <= c < width else 0.0

    def out(o: int, r: int, c: int) -> float:
        total = bias[o]
        for i in range(len(x)):
            for a in range(rows):
                for b in range(columns):
                    total += weight[o][i][a][b] * pixel(i, down * r + a - above, right * c + b - before)
        return autograd.tanh(total)

    return [
        [
            [out(o, r, c) for c in range((width + 2 * before - columns) // right + 1)]
            for r in range((height + 2 * above - rows) // down + 1)
        ]
        for o in range(len(weight))
    ]


@few
@given(cases())
def test_a_convolution_computes_its_formula(case: tuple[Conv2d, Any]) -> None:
    module, x = case
    assert close(module(x), by_definition(module, x))


@examples(12)
@given(cases(), seeds)
def test_gradients_are_slopes(case: tuple[Conv2d, Any], seed: int) -> None:
    module, x = case
    weights = list(leaves(image(shape_of(module(x)) or (), seed)))  # so that no place counts as much as another

    def f(x: Any) -> Value:
        return dot(weights, flatten(module(x)))

    assert check_gradients(f, x, parameters=module.parameters())


@pytest.mark.parametrize("pool", [MaxPool2d(2), MaxPool2d((2, 3), stride=1), AvgPool2d(2), AvgPool2d((1, 2), (2, 1))])
def test_gradients_of_pooling_are_slopes(pool: Module) -> None:
    def f(x: Any) -> Value:
        pooled = flatten(pool(x))
        return dot([0.3 + i for i in range(len(pooled))], pooled)

    assert check_gradients(f, image((2, 4, 5), seed=3))


@given(st.integers(1, 3), st.integers(1, 6), st.integers(1, 6), pair, st.none() | pair, seeds)
def test_pooling_keeps_the_largest_or_the_mean(
    channels: int, height: int, width: int, size: tuple[int, int], stride: tuple[int, int] | None, seed: int
) -> None:
    height, width = max(height, size[0]), max(width, size[1])
    x = image((channels, height, width), seed)
    down, right = stride or size
    tops, lefts = range(0, height - size[0] + 1, down), range(0, width - size[1] + 1, right)

    def windows(plane: Any) -> Any:
        return [[[p for row in plane[t : t + size[0]] for p in row[s : s + size[1]]] for s in lefts] for t in tops]

    assert data(MaxPool2d(size, stride)(x)) == [[[max(w) for w in row] for row in windows(p)] for p in x]
    assert close(AvgPool2d(size, stride)(x), [[[sum(w) / len(w) for w in row] for row in windows(p)] for p in x])


def test_where_several_are_largest_they_share_the_gradient() -> None:
    x = mapped(Value, [[[1.0, 3.0, 0.0, 0.0], [3.0, 3.0, -1.0, 0.0]]])
    left, right = flatten(MaxPool2d(2)(x))
    (6.0 * left + right).backward()
    assert [[v.grad for v in row] for row in x[0]] == [[0.0, 2.0, 1 / 3, 1 / 3], [2.0, 2.0, 0.0, 1 / 3]]


def test_what_fills_no_window_is_left_out() -> None:
    x = mapped(Value, image((1, 3, 5), seed=0))
    pooled = MaxPool2d(2)(x)
    assert shape_of(pooled) == (1, 1, 2)
    assert set(x[0][2] + [row[4] for row in x[0]]).isdisjoint(topological_order(*flatten(pooled)))


def test_flatten_goes_channel_by_channel_and_row_by_row() -> None:
    numpy = pytest.importorskip("numpy")
    x = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    assert flatten(x) == flatten(numpy.array(x)) == [1, 2, 3, 4, 5, 6, 7, 8]


# Laws


@few
@given(st.integers(0, 2), st.integers(0, 2), seeds)
def test_where_the_image_is_moved_the_maps_move_with_it(down: int, right: int, seed: int) -> None:
    module, small = convolution(1, 2, (2, 3), seed=seed), image((4, 5), seed)

    def seen(top: int, left: int) -> Any:
        """The maps of the small image somewhere on a large sheet, cut out where it lies."""
        sheet = [[0.0] * 12 for _ in range(12)]
        for r, row in enumerate(small):
            sheet[top + r][left : left + 5] = row
        return [[row[left - 2 : left + 5] for row in plane[top - 1 : top + 4]] for plane in data(module([sheet]))]

    assert seen(2, 2) == seen(2 + down, 2 + right)


@few
@given(numbers, seeds)
def test_a_convolution_is_linear_beside_its_bias(factor: float, seed: int) -> None:
    module = Conv2d(2, 2, 2, random=Random(seed))  # the biases start at 0
    x, y = image((2, 3, 3), seed), image((2, 3, 3), seed + 1)
    combined = [a + factor * b for a, b in zip(flatten(x), flatten(y))]
    planes = [[combined[9 * i + 3 * r : 9 * i + 3 * r + 3] for r in range(3)] for i in range(2)]
    expected = [a.data + factor * b.data for a, b in zip(flatten(module(x)), flatten(module(y)))]
    assert close(flatten(module(planes)), expected)


@few
@given(seeds)
def test_a_filter_as_large_as_the_image_is_a_layer(seed: int) -> None:
    module, layer = convolution(2, 3, (3, 4), activation="tanh", seed=seed), Layer(24, 3, "tanh")
    state = module.state_dict()
    layer.load_state_dict({"weight": [flatten(w) for w in state["weight"]], "bias": state["bias"]})
    x = image((2, 3, 4), seed)
    assert close(flatten(module(x)), layer(flatten(x)))


@few
@given(seeds)
def test_filters_of_one_pixel_are_a_layer_at_every_place(seed: int) -> None:
    module, layer = convolution(3, 2, 1, activation="tanh", seed=seed), Layer(3, 2, "tanh")
    state = module.state_dict()
    layer.load_state_dict({"weight": [flatten(w) for w in state["weight"]], "bias": state["bias"]})
    x = image((3, 2, 4), seed)
    found = module(x)
    for r in range(2):
        for c in range(4):
            assert close([plane[r][c] for plane in found], layer([plane[r][c] for plane in x]))


@few
@given(cases())
def test_padding_is_an_image_with_zeros_around_it(case: tuple[Conv2d, Any]) -> None:
    module, x = case
    rows, columns = module.padding
    border = [[0.0] * (len(x[0][0]) + 2 * columns)] * rows
    wide = [border + [[0.0] * columns + row + [0.0] * columns for row in plane] + border for plane in x]
    expected = module(x)
    module.padding = (0, 0)
    assert close(module(wide), expected)


@few
@given(cases())
def test_a_stride_leaves_places_out(case: tuple[Conv2d, Any]) -> None:
    module, x = case
    (down, right), expected = module.stride, module(x)
    module.stride = (1, 1)
    assert close([[row[::right] for row in plane[::down]] for plane in module(x)], expected)


def test_the_mean_of_a_window_is_a_convolution_with_equal_weights() -> None:
    module, x = Conv2d(1, 1, 2, stride=2, initializer=lambda *_: 0.25), image((1, 4, 6), seed=1)
    assert close(AvgPool2d(2)(x), module(x))


# The graph


def test_a_pixel_is_one_node_and_a_weight_is_shared_by_all_places() -> None:
    module = convolution(1, 2, 3, padding=1)
    maps = module(image((1, 4, 5), seed=0))
    made = [node for node in topological_order(*flatten(maps)) if node.operation]
    assert [node.operation.name for node in made] == ["dot(9)"] * (2 * 4 * 5)
    for weight in module.filters[0].weight:
        assert [weight in node.inputs for node in flatten(maps)] == [True] * 20 + [False] * 20


def test_the_gradient_of_a_shared_weight_is_the_sum_over_the_places() -> None:
    module, x = convolution(1, 1, 2), image((1, 3, 4), seed=0)
    autograd.sum(flatten(module(x))).backward()
    weight = dict(module.tensors())["weight"][0][0]
    for a in range(2):
        for b in range(2):
            seen = [x[0][r + a][c + b] for r in range(2) for c in range(3)]
            assert weight[a][b].grad == pytest.approx(sum(seen), rel=1e-12)
    assert module.filters[0].bias.grad == 6.0


def test_the_border_is_a_single_node() -> None:
    maps = convolution(2, 2, 3, padding=2)(mapped(Value, image((2, 3, 3), seed=0)))
    assert [node.data for node in topological_order(*flatten(maps)) if node.info.constant] == [0.0]


def test_pooling_makes_a_node_for_each_window() -> None:
    pooled = flatten(MaxPool2d(2)(image((2, 4, 4), seed=0)))
    assert [node.operation.name for node in topological_order(*pooled) if node.operation] == ["largest(4)"] * 8


def test_scopes() -> None:
    with scope("here"):
        maps = MaxPool2d(2)(Conv2d(1, 2, 2, "relu")(image((1, 3, 3), seed=0)))
    made = [node.info.scope for node in topological_order(*flatten(maps)) if node.operation]
    assert set(made) == {("here", f"{word} {i}") for word in ("filter", "channel") for i in (1, 2)}


def test_without_recording_nothing_is_remembered() -> None:
    with no_grad():
        maps = MaxPool2d(2)(Conv2d(1, 1, 2)(image((1, 3, 3), seed=0)))
    assert all(y.operation is None for y in flatten(maps))


# What goes in, and what is in it


def test_images_may_be_numbers_or_values_in_any_lists() -> None:
    numpy = pytest.importorskip("numpy")
    module, x = convolution(1, 2, 2), image((1, 3, 3), seed=0)
    expected = data(module(x))
    for same in (mapped(Value, x), [tuple(map(tuple, x[0]))], numpy.array(x), [numpy.array(x[0])]):
        assert data(module(same)) == expected
    assert data(module([[[1, 0], [0, 2]]])) == data(module([[[1.0, 0.0], [0.0, 2.0]]]))


def test_parameters_have_pytorchs_names_and_shapes() -> None:
    module = Conv2d(3, 4, (2, 5))
    assert {name: shape_of(tensor) for name, tensor in module.tensors()} == {"weight": (4, 3, 2, 5), "bias": (4,)}
    assert module.parameter_count == 4 * 3 * 2 * 5 + 4
    assert module.named_parameters()[37][0] == "weight[1][0][1][2]"


def test_a_state_comes_back() -> None:
    first, second = convolution(2, 2, 3, seed=1), convolution(2, 2, 3, seed=2)
    second.load_state_dict(first.state_dict())
    x = image((2, 3, 4), seed=0)
    assert data(second(x)) == data(first(x))


def test_the_initializer_knows_how_many_numbers_a_filter_sees() -> None:
    asked = set()
    Conv2d(3, 4, (2, 5), initializer=lambda random, inputs, outputs: asked.add((inputs, outputs)) or 0.0)
    assert asked == {(3 * 2 * 5, 4 * 2 * 5)}


def test_an_explicit_generator_decides_alone() -> None:
    first, second, third = (Conv2d(1, 2, 3, random=Random(seed)).state_dict() for seed in (3, 3, 4))
    assert first == second != third


@pytest.mark.parametrize(
    ("module", "formula"),
    [
        (Conv2d(1, 8, 3, "relu"), "8 × relu(b + w₁x₁ + … + w₉x₉), x a patch of 1 × 3 × 3"),
        (
            Conv2d(2, 1, (1, 2), stride=2, padding=(0, 1)),
            "1 × linear(b + w₁x₁ + w₂x₂ + w₃x₃ + w₄x₄), x a patch of 2 × 1 × 2, stride 2 × 2, padding 0 × 1",
        ),
        (MaxPool2d(2), "the largest of each 2 × 2"),
        (AvgPool2d((1, 3)), "the mean of each 1 × 3"),
    ],
)
def test_formulas(module: Module, formula: str) -> None:
    assert module.formula() == formula


SQUARE = image((1, 3, 3), seed=0)


def lenet(image: Any) -> Any:
    """A convolution in scopes, which errors name."""
    with scope("LeNet"), scope("convolution 1"):
        return Conv2d(1, 8, 3, "relu")(image)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: Conv2d(2, 1, 3)(SQUARE),
            r"Conv2d: 2 channels expected, but 1 came\. It computes 1 × linear\(b \+ w₁x₁",
        ),
        (lambda: Conv2d(1, 1, 3)(SQUARE * 2), r"1 channel expected, but 2 came.* or build it with in_channels=2"),
        (
            lambda: lenet(SQUARE[0]),
            r"LeNet, convolution 1: an image \[channels\]\[rows\]\[columns\] expected, but 3 × 3 ",
        ),
        (
            lambda: Conv2d(1, 1, 3)([1.0] * 64),
            r"Conv2d: an image .* expected, but 64 came.* give it one image, a list of",
        ),
        (lambda: Conv2d(1, 1, 3)([SQUARE]), r"Conv2d: an image .* expected, but 1 × 1 × 3 × 3 came"),
        (lambda: Conv2d(1, 1, 1)([[[1.0, 2.0], [3.0]]]), "Conv2d: .* expected, but rows of different lengths came"),
        (
            lambda: MaxPool2d(2)(3.0),
            "MaxPool2d: an image .* expected, but a number came. It computes the largest of eac",
        ),
        (lambda: AvgPool2d(2)([]), "AvgPool2d: an image .* expected, but 0 came"),
        (lambda: AvgPool2d(1)([[[]]]), "AvgPool2d: an image .* expected, but 1 × 1 × 0 came"),
        (lambda: Conv2d(1, 1, (2, 4))(SQUARE), "Conv2d: a window of 2 × 4 does not fit into 3 × 3 pixels, border incl"),
        (
            lambda: Conv2d(1, 1, 6, padding=1)(SQUARE),
            "Conv2d: a window of 6 × 6 does not fit into 5 × 5 pixels, border",
        ),
        (lambda: MaxPool2d(4)(SQUARE), "MaxPool2d: a window of 4 × 4 does not fit into 3 × 3 .*a smaller kernel_size"),
        (lambda: Conv2d(0, 1, 1), "Conv2d: in_channels = 0; an image has at least one channel"),
        (lambda: Conv2d(1, -1, 1), "Conv2d: out_channels = -1; an image has at least one channel"),
        (
            lambda: Conv2d(1, 1, 0),
            r"Conv2d: kernel_size = 0; give a whole number ≥ 1, or two of them, \(rows, columns\)",
        ),
        (
            lambda: Conv2d(1, 1, (3, 3, 3)),
            r"Conv2d: kernel_size = \(3, 3, 3\); give a whole number ≥ 1, or two of them",
        ),
        (lambda: Conv2d(1, 1, 1, stride=(1, 0)), r"Conv2d: stride = \(1, 0\); give a whole number ≥ 1"),
        (lambda: Conv2d(1, 1, 1, padding=-1), "Conv2d: padding = -1; give a whole number ≥ 0"),
        (lambda: MaxPool2d(2.5), r"MaxPool2d: kernel_size = 2\.5; give a whole number"),
        (lambda: AvgPool2d(2, stride=0), "AvgPool2d: stride = 0; give a whole number ≥ 1"),
        (lambda: Conv2d(1, 1, 1, "rely"), "no activation is called 'rely'"),
        (lambda: Conv2d(1, 1, 1, initializer="he"), "no initialiser is called 'he'"),
    ],
)
def test_errors_say_what_to_do(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(TypeError, match="one real number, but 'a'"):
        Conv2d(1, 1, 1)([[["a"]]])


# Compiled


class Network(Module):
    """All of it, one after the other."""

    def __init__(self, seed: int, **options: Any) -> None:
        random = Random(seed)
        self.first = Conv2d(1, 2, 3, "relu", random=random, **options)
        self.second = Conv2d(2, 3, 2, "tanh", random=random)
        self.last = Layer(3, 3, None, random=random)
        self.largest, self.mean = MaxPool2d(2, stride=1), AvgPool2d(2)

    def __call__(self, x: Any) -> Any:
        return self.last(flatten(self.mean(self.second(self.largest(self.first(x))))))


def gradients(f: Any, parameters: list[Value], *inputs: Any) -> tuple[Any, list[float]]:
    """What f gives, and the gradients of the sum of its squares."""
    for p in parameters:
        p.grad = 0.0
    outputs = f(*inputs)
    flat = list(leaves(outputs))
    dot(flat, flat).backward()
    return data(outputs), [p.grad for p in parameters]


@pytest.mark.parametrize("options", [{"padding": 1}, {"stride": (2, 1), "padding": (3, 1)}])
def test_compiled_as_eagerly(options: dict[str, Any]) -> None:
    pytest.importorskip("numpy")
    model = Network(4, **options)
    inputs = mapped(Value, [image((1, 4, 4), seed) for seed in range(3)])
    variables = [*model.parameters(), *leaves(inputs)]
    found, slopes = gradients(autograd.compile(vmap(model)), variables, inputs)
    expected, others = gradients(vmap(model), variables, inputs)
    assert close(found, expected)
    assert close(slopes, others)
    assert any(others)


def test_a_convolution_is_compiled_to_one_product_of_matrices() -> None:
    """The patches side by side (im2col), times the filters."""
    pytest.importorskip("numpy")
    fast = autograd.compile(vmap(Conv2d(2, 4, 3, padding=1)))
    fast([image((2, 5, 5), seed) for seed in range(3)])
    assert fast.stats.instructions == 1
    assert "@" in repr(fast.program)


def test_training_compiled_as_eagerly() -> None:
    pytest.importorskip("numpy")
    samples = Dataset([image((1, 4, 4), seed) for seed in range(8)], [0, 1, 2, 0, 1, 2, 0, 1])

    def trained(compile: bool) -> tuple[list[float], list[float]]:
        model = Network(5, padding=1)
        optimizer = Adam(model.parameters(), 0.02)
        history = fit(
            model,
            cross_entropy_with_logits,
            samples,
            steps=12,
            batch_size=4,
            optimizer=optimizer,
            progress=False,
            compile=compile,
        )
        return [step.loss for step in history.steps], [p.data for p in model.parameters()]

    (losses, found), (expected, others) = trained(True), trained(False)
    assert losses == pytest.approx(expected, rel=1e-9)
    assert found == pytest.approx(others, rel=1e-8, abs=1e-10)
    assert losses[-1] < losses[0] < inf
