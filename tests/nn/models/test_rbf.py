"""RBF: hills, their sum, what is left of them far away, and what they learn."""

import math
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, check_gradients, grad, no_grad, topological_order, vmap
from nn import MLP, RBF, Adam, Dataset, fit, mean_squared_error
from nn.models.rbf import spacings
from tests.examples import examples

numbers = st.floats(-3.0, 3.0)


@st.composite
def networks(draw: st.DrawFn, outputs: int | None = None) -> tuple[RBF, list[float]]:
    """A network of a few hills, with numbers of its own, and a place."""
    inputs, units = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    point = st.lists(numbers, min_size=inputs, max_size=inputs)
    centres = draw(st.lists(point, min_size=units, max_size=units))
    model = RBF(centres, outputs or draw(st.integers(1, 3)), width=1.0, random=Random(draw(st.integers(0, 99))))
    for log_width in model.log_widths:
        log_width.data = draw(st.floats(-0.7, 1.0))
    for neuron in model.output.neurons:
        neuron.bias.data = draw(numbers)
    return model, draw(point)


def listed(outputs: Any) -> list[Value]:
    return outputs if isinstance(outputs, list) else [outputs]


def by_hand(model: RBF, x: list[float]) -> list[float]:
    """The formula in plain floats."""
    heights = []
    for centre, width in zip(model.centres, model.widths):
        distance = math.dist([c.data for c in centre], x)
        heights.append(math.exp(-(distance**2) / (2 * width**2)))
    neurons = model.output.neurons
    return [n.bias.data + math.fsum(w.data * h for w, h in zip(n.weight, heights)) for n in neurons]


def near(expected: Any, tolerance: float = 1e-12) -> Any:
    return pytest.approx(expected, rel=tolerance, abs=tolerance)


# what it computes


@given(networks())
def test_it_computes_its_formula(case: tuple[RBF, list[float]]) -> None:
    model, x = case
    assert [y.data for y in listed(model(x))] == near(by_hand(model, x))


@given(networks(outputs=1))
@examples(25)
def test_gradients_are_slopes(case: tuple[RBF, list[float]]) -> None:
    model, x = case
    assert check_gradients(model, x, parameters=model.parameters())


@given(networks())
def test_a_hill_is_one_at_its_centre_and_lower_elsewhere(case: tuple[RBF, list[float]]) -> None:
    model, x = case
    assert all(0.0 <= h.data <= 1.0 for h in model.hills(x))
    for i, centre in enumerate(model.centres):
        assert model.hills([c.data for c in centre])[i].data == 1.0


@given(st.floats(0.1, 5.0))
def test_a_hill_is_steepest_as_far_away_as_it_is_wide(width: float) -> None:
    slope = grad(lambda x: RBF([[0.0]], 1, width).hills([x])[0])
    steepness = [abs(slope(width * share).data) for share in (0.5, 0.98, 1.0, 1.02, 2.0)]
    assert max(steepness) == steepness[2]
    assert steepness[2] == near(math.exp(-0.5) / width)


@given(networks(), st.floats(50.0, 1000.0), st.floats(-1.0, 1.0))
def test_far_away_nothing_but_the_bias_is_left(case: tuple[RBF, list[float]], far: float, side: float) -> None:
    model, x = case
    x[0] = math.copysign(far, side)
    assert [y.data for y in listed(model(x))] == near([n.bias.data for n in model.output.neurons])


@given(networks(), st.floats(-2.0, 2.0), st.floats(0.5, 3.0))
def test_moving_and_stretching_the_whole_space_changes_nothing(
    case: tuple[RBF, list[float]], shift: float, stretch: float
) -> None:
    model, x = case
    before = [y.data for y in listed(model(x))]
    for c in (c for centre in model.centres for c in centre):
        c.data = stretch * (c.data + shift)
    for log_width in model.log_widths:
        log_width.data += math.log(stretch)
    assert [y.data for y in listed(model([stretch * (a + shift) for a in x]))] == near(before, 1e-9)


def test_one_output_is_a_value_and_several_are_a_list() -> None:
    assert isinstance(RBF([[0.0, 1.0]], 1)([1.0, 2.0]), Value)
    assert len(RBF([[0.0, 1.0]], 3)([1.0, 2.0])) == 3


def test_of_one_input_a_bare_number_will_do() -> None:
    model = RBF([[0.0], [1.0]], 1, random=Random(0))
    assert model(0.5).data == model([0.5]).data == model(Value(0.5)).data


def test_without_recording_it_remembers_nothing() -> None:
    with no_grad():
        assert RBF([[0.0]], 1)([1.0]).operation is None


# how it begins


def test_centres_are_where_they_were_put() -> None:
    points = [[0.0, 1.0], [2.0, 3.0]]
    model = RBF(points, 1)
    assert model.state_dict()["centres"] == points
    model.centres[0][0].data = 9.0
    assert points[0][0] == 0.0  # the data stay as they are


def test_centres_may_come_as_an_array() -> None:
    numpy = pytest.importorskip("numpy")
    assert RBF(numpy.array([[0, 1], [2, 3]]), 1).state_dict()["centres"] == [[0.0, 1.0], [2.0, 3.0]]


def test_a_width_is_that_of_every_hill() -> None:
    assert RBF([[0.0], [1.0]], 1, width=0.5).widths == near([0.5, 0.5])


def test_without_a_width_the_neighbours_decide() -> None:
    points = [[0.0], [3.0], [7.0]]
    assert spacings(points) == near([math.sqrt(square / 2) for square in (9 + 49, 9 + 16, 16 + 49)])
    assert spacings([[0.0], [3.0]]) == near([3.0, 3.0])
    assert spacings([[5.0], [5.0]]) == [1.0, 1.0]  # a place has no neighbour in itself
    assert spacings([[0.0], [0.0], [3.0]]) == near([3.0, 3.0, 3.0])
    assert RBF(points, 1).widths == near(spacings(points))


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6), st.floats(0.5, 4.0))
def test_spacings_grow_with_the_points(points: list[tuple[float, float]], stretch: float) -> None:
    found = spacings(points)
    assert all(spacing > 0 for spacing in found)
    if len(set(points)) > 1:
        assert spacings([(stretch * x, stretch * y) for x, y in points]) == near([stretch * s for s in found], 1e-9)


# what it learns


def test_a_curve_is_learned_with_centres_and_widths() -> None:
    random = Random(0)
    xs = [[random.uniform(-2.0, 2.0)] for _ in range(20)]
    data = Dataset(xs, [math.sin(2.0 * x) for (x,) in xs])
    model = RBF(random.sample(xs, 6), 1, random=random)
    before = model.state_dict()
    history = fit(model, mean_squared_error, data, steps=120, optimizer=Adam(model.parameters(), 0.05), progress=False)
    assert history.losses[-1] < 0.02 < 0.2 < history.losses[0]
    assert all(model.state_dict()[name] != numbers for name, numbers in before.items())
    assert min(model.widths) > 0


def test_two_hills_are_enough_for_xor() -> None:
    model = RBF([[0.0, 1.0], [1.0, 0.0]], 1, width=0.4)
    for neuron in model.output.neurons:
        neuron.bias.data = -0.5
        for w in neuron.weight:
            w.data = 1.0
    assert [model([a, b]).data > 0 for a, b in ((0, 0), (0, 1), (1, 0), (1, 1))] == [False, True, True, False]


def test_far_from_the_data_it_doubts_where_a_perceptron_is_sure() -> None:
    random = Random(0)
    xs = [[random.gauss(m, 0.3), random.gauss(m, 0.3)] for m in (-1.0, 1.0) for _ in range(15)]
    data = Dataset(xs, [-1.0] * 15 + [1.0] * 15)
    hills, perceptron = RBF(xs[::5], 1, width=0.7, random=random), MLP(2, [4, 1], "relu", random=random)
    for model in (hills, perceptron):
        fit(model, mean_squared_error, data, steps=60, optimizer=Adam(model.parameters(), 0.05), progress=False)
    assert abs(hills([20.0, 20.0]).data) < 1.0 < 5.0 < abs(perceptron([20.0, 20.0]).data)


# compiled


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_a_compiled_network_is_the_same(backend: str) -> None:
    pytest.importorskip("numpy")
    pytest.importorskip(backend)
    random = Random(0)
    model = RBF([[random.gauss(), random.gauss()] for _ in range(4)], 2, random=random)

    def loss(xs: Any, targets: Any) -> Any:
        return mean_squared_error(vmap(model)(xs), targets)

    fast = autograd.compile(loss, backend=backend)
    for _ in range(2):
        xs, targets = ([[random.gauss(), random.gauss()] for _ in range(5)] for _ in range(2))
        results = []
        for function in (loss, fast):
            model.zero_grad()
            value = function(xs, targets)
            value.backward()
            results.append((value.data, [p.grad for p in model.parameters()]))
        assert results[1][0] == near(results[0][0])
        assert results[1][1] == near(results[0][1])


def test_compiled_training_is_the_same() -> None:
    pytest.importorskip("numpy")
    data = Dataset([[-1.0], [0.0], [1.0], [2.0]], [0.5, -0.5, 1.0, 0.0])

    def trained(compile: bool) -> list[float]:
        model = RBF([[-1.0], [1.0]], 1, random=Random(0))
        optimizer = Adam(model.parameters(), 0.05)
        fit(model, mean_squared_error, data, steps=50, optimizer=optimizer, compile=compile, progress=False)
        return [p.data for p in model.parameters()]

    assert trained(True) == near(trained(False), 1e-9)


# what it says of itself


def test_it_says_what_it_is() -> None:
    model = RBF([[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]], 2)
    assert model.formula() == "2 → 3 exp(−|x − centre|² / 2 width²) → 2 linear"
    shapes = {"centres": "3 × 2", "log_widths": "3", "output.weight": "2 × 3", "output.bias": "2"}
    assert list(model.state_dict()) == list(shapes)
    assert all(shape in repr(model) for shape in shapes.values())


def test_every_hill_has_a_scope() -> None:
    y = RBF([[0.0], [1.0]], 1)([0.5])
    scopes = {node.info.scope for node in topological_order(y) if not node.info.constant and node.operation}
    assert scopes == {("RBF", "hill 1"), ("RBF", "hill 2"), ("RBF", "output", "neuron 1")}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: RBF([], 1), "centres came as 0, but they are units × inputs; give a point for each hill"),
        (lambda: RBF([1.0, 2.0], 1), "centres came as 2, but they are units × inputs"),
        (lambda: RBF([[1.0], [1.0, 2.0]], 1), "centres came as rows of different lengths"),
        (lambda: RBF([[]], 1), "centres came as 1 × 0"),
        (lambda: RBF([[0.0], [math.nan]], 1), r"centres\[1\] holds nan; a centre is made of plain, finite numbers"),
        (lambda: RBF([[Value(0.0)]], 1), r"centres\[0\] holds Value\(.*a centre is made of plain, finite numbers"),
        (lambda: RBF([[0.0]], 1, width=0.0), "width = 0.0 is not a distance; give one above 0, or leave it out"),
        (lambda: RBF([[0.0]], 0), "outputs = 0"),
        (lambda: RBF([[0.0, 0.0]], 1)([1.0]), "RBF: 2 inputs expected, but 1 came"),
        (lambda: RBF([[0.0]], 1, initializer="no"), "no initialiser is called 'no'"),
    ],
)
def test_errors_say_what_to_do(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_a_seed_is_not_a_generator() -> None:
    with pytest.raises(TypeError, match=r"write random=random\.Random\(3\)"):
        RBF([[0.0]], 1, random=3)  # type: ignore[arg-type]
