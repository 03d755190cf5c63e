"""nn and PyTorch give the same numbers: losses, optimisers step by step, schedules, clipping, files."""

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value
from autograd.transforms.tree import leaves, mapped
from nn import MLP, SGD, Adam, AdamW, Module, Optimizer, RMSprop, schedules
from tests.examples import examples
from tests.parity.tensors import tensor

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
safe_open = pytest.importorskip("safetensors").safe_open
pytestmark = pytest.mark.parity

ours, theirs = nn, torch.nn.functional


def same(a: Any, b: Any, tolerance: float = 1e-12) -> bool:
    return bool(a == pytest.approx(b, rel=tolerance, abs=tolerance))


# losses

logits = st.floats(-1000.0, 1000.0)
rows = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(logits, min_size=n, max_size=n), min_size=1, max_size=4))


def agree(loss: Callable[[Any], Value], reference: Callable[[Any], Any], outputs: Any) -> None:
    """Value and gradients of a loss, ours and theirs."""
    values = mapped(Value, outputs)
    loss(values).backward()
    tensors = tensor(outputs, requires_grad=True)
    reference(tensors).backward()
    assert same(loss(values).data, reference(tensors).item())
    assert same([v.grad for v in leaves(values)], tensors.grad.flatten().tolist())


@given(st.lists(st.tuples(logits, logits), min_size=1, max_size=5))
def test_mean_squared_error(both: list[tuple[float, float]]) -> None:
    outputs, targets = map(list, zip(*both))
    agree(
        lambda y: ours.mean_squared_error(y, targets),
        lambda y: theirs.mse_loss(y, tensor(targets)),
        outputs,
    )


@given(st.lists(st.tuples(logits, st.floats(0.0, 1.0)), min_size=1, max_size=5))
def test_binary_cross_entropy(both: list[tuple[float, float]]) -> None:
    outputs, targets = map(list, zip(*both))
    agree(
        lambda y: ours.binary_cross_entropy_with_logits(y, targets),
        lambda y: theirs.binary_cross_entropy_with_logits(y, tensor(targets)),
        outputs,
    )


@given(rows, st.data())
def test_cross_entropy(outputs: list[list[float]], draw: st.DataObject) -> None:
    targets = [draw.draw(st.integers(0, len(outputs[0]) - 1)) for _ in outputs]
    agree(
        lambda y: ours.cross_entropy_with_logits(y, targets),
        lambda y: theirs.cross_entropy(y, torch.tensor(targets)),
        outputs,
    )


@given(rows, st.data())
def test_cross_entropy_of_probabilities(outputs: list[list[float]], draw: st.DataObject) -> None:
    weights = [[draw.draw(st.floats(0.01, 1.0)) for _ in row] for row in outputs]
    targets = [[w / math.fsum(row) for w in row] for row in weights]
    agree(
        lambda y: ours.cross_entropy_with_logits(y, targets),
        lambda y: theirs.cross_entropy(y, tensor(targets)),
        outputs,
    )


def test_hinge() -> None:
    outputs, targets = [0.5, -2.0, 1.0, 3.0, 1000.0, -1000.0], [1.0, 1.0, 1.0, -1.0, -1.0, 1.0]
    agree(
        lambda y: ours.hinge(y, targets),
        lambda y: torch.relu(1.0 - tensor(targets) * y).mean(),
        outputs,
    )


# optimisers

# fmt: off
OPTIMISERS: dict[str, tuple[type[Optimizer], dict[str, Any]]] = {
    "SGD":           (SGD,     {}),
    "weight decay":  (SGD,     {"learning_rate": 0.1, "weight_decay": 0.1}),
    "momentum":      (SGD,     {"learning_rate": 0.1, "momentum": 0.9}),
    "Nesterov":      (SGD,     {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    "RMSprop":       (RMSprop, {}),
    "RMSprop, more": (RMSprop, {"learning_rate": 0.02, "smoothing": 0.9, "momentum": 0.5, "weight_decay": 0.1}),
    "Adam":          (Adam,    {}),
    "Adam, more":    (Adam,    {"learning_rate": 0.1, "betas": (0.85, 0.99), "epsilon": 1e-6, "weight_decay": 0.1}),
    "AdamW":         (AdamW,   {}),
    "AdamW, more":   (AdamW,   {"learning_rate": 0.1, "betas": (0.85, 0.99), "epsilon": 1e-6, "weight_decay": 0.1}),
}
# fmt: on
THEIR_NAMES = {"learning_rate": "lr", "smoothing": "alpha", "epsilon": "eps"}


def paths(name: str, starts: list[float], gradients: list[list[float]]) -> tuple[list[list[float]], list[list[float]]]:
    """Where the same parameters go under the same gradients, in our optimiser and in theirs."""
    values, tensors = list(map(Value, starts)), [tensor(x, requires_grad=True) for x in starts]
    rule, options = OPTIMISERS[name]
    optimizer = rule(values, **options)
    reference = getattr(torch.optim, rule.__name__)(tensors, **{THEIR_NAMES.get(k, k): v for k, v in options.items()})
    places, expected = [], []
    for row in gradients:
        for v, t, g in zip(values, tensors, row):
            v.grad, t.grad = g, tensor(g)
        optimizer.step()
        reference.step()
        places.append([v.data for v in values])
        expected.append([t.item() for t in tensors])
    return places, expected


@pytest.mark.parametrize("name", OPTIMISERS)
def test_fifty_steps(name: str) -> None:
    random = Random(5)
    gradients = [[random.gauss(0.0, 10.0**k) for k in (-3, 0, 2)] for _ in range(50)]
    places, expected = paths(name, [1.0, -2.0, 0.3], gradients)
    assert all(same(a, b) for a, b in zip(places, expected))
    assert len({tuple(place) for place in places}) == 50  # they did move


@pytest.mark.parametrize("name", OPTIMISERS)
@examples(25)
@given(st.floats(-10.0, 10.0), st.lists(st.floats(-1e3, 1e3, allow_subnormal=False), min_size=1, max_size=8))
def test_any_steps(name: str, start: float, gradients: list[float]) -> None:
    places, expected = paths(name, [start], [[g] for g in gradients])
    assert all(same(a, b) for a, b in zip(places, expected))


# fmt: off
SAME_TO_THE_EDGE: dict[str, list[float]] = {
    "no gradient at all":     [0.0, 0.0, 0.0],
    "none, then one":         [0.0, 1.0, 0.0],
    "too small to be seen":   [5e-324, -5e-324, 1e-300],
    "far apart":              [1e-150, 1e150, 1.0],
    "negative zero":          [-0.0, 1.0, -0.0],
}
# fmt: on


@pytest.mark.parametrize("gradients", SAME_TO_THE_EDGE)
@pytest.mark.parametrize("name", OPTIMISERS)
def test_steps_at_the_edge(name: str, gradients: str) -> None:
    row = [[g] for g in SAME_TO_THE_EDGE[gradients]]
    places, expected = paths(name, [0.5], row)
    assert all(same(a, b) for a, b in zip(places, expected))


@pytest.mark.parametrize("rule", [RMSprop, Adam, AdamW])
def test_without_epsilon_a_gradient_of_zero_is_nan_there_and_refused_here(rule: type[Optimizer]) -> None:
    v, t = Value(1.0), tensor(1.0, requires_grad=True)
    v.grad, t.grad = 0.0, tensor(0.0)
    getattr(torch.optim, rule.__name__)([t], 0.1, eps=0.0).step()
    assert math.isnan(t.item())
    with pytest.raises(nn.NonFiniteError, match="would divide by 0. Nothing has moved"):
        rule([v], 0.1, epsilon=0.0).step()  # type: ignore[call-arg]
    assert v.data == 1.0


@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("g", [math.nan, math.inf])
def test_what_is_not_finite_spoils_the_parameter_there_and_is_refused_here(name: str, g: float) -> None:
    rule, options = OPTIMISERS[name]
    v, t = Value(1.0), tensor(1.0, requires_grad=True)
    v.grad, t.grad = g, tensor(g)
    getattr(torch.optim, rule.__name__)([t], **{THEIR_NAMES.get(k, k): x for k, x in options.items()}).step()
    assert not math.isfinite(t.item())
    with pytest.raises(nn.NonFiniteError, match=f"the gradient of a parameter is {g}. Nothing has moved"):
        rule([v], **options).step()
    assert v.data == 1.0


@pytest.mark.parametrize("rule", [SGD, RMSprop, Adam, AdamW])
def test_without_a_gradient_nothing_moves_there_and_it_is_said_here(rule: Any) -> None:
    v, t = Value(1.0), tensor(1.0, requires_grad=True)
    getattr(torch.optim, rule.__name__)([t], 0.1).step()
    assert t.item() == 1.0
    with pytest.raises(RuntimeError, match="none of its parameters"):
        rule([v], 0.1).step()
    assert v.data == 1.0


def test_a_wrong_rule_is_noticed() -> None:
    """The comparison tells Adam from AdamW."""
    gradients = [[0.5], [0.25], [-0.1]]
    (right, expected), (wrong, _) = paths("Adam, more", [1.0], gradients), paths("AdamW, more", [1.0], gradients)
    assert same(right[-1], expected[-1])
    assert not same(wrong[-1], expected[-1])


def test_training_a_network_stays_together_for_fifty_steps() -> None:
    model = MLP(2, [5, 3, 1], random=Random(2))
    twin = torch_stack(model)
    optimizer = Adam(model.parameters(), 0.02, weight_decay=0.01, schedule=schedules.cosine(50, end=0.1))
    reference = torch.optim.Adam(twin.parameters(), 0.02, weight_decay=0.01)
    decline = torch.optim.lr_scheduler.CosineAnnealingLR(reference, 50, eta_min=0.002)
    random = Random(3)
    xs = [[random.gauss(0, 1), random.gauss(0, 1)] for _ in range(8)]
    ys = [float(x[0] * x[1] > 0) for x in xs]
    for _ in range(50):
        optimizer.zero_grad()
        loss = ours.binary_cross_entropy_with_logits([model(x) for x in xs], ys)
        loss.backward()
        norm = nn.clip_grad_norm(model.parameters(), 0.5)
        optimizer.step()
        reference.zero_grad()
        expected = theirs.binary_cross_entropy_with_logits(twin(tensor(xs)).flatten(), tensor(ys))
        expected.backward()
        expected_norm = torch.nn.utils.clip_grad_norm_(twin.parameters(), 0.5)
        reference.step()
        decline.step()
        assert same(loss.data, expected.item())
        assert same(norm, expected_norm.item())
    assert same([p.data for p in model.parameters()], [x for t in twin.parameters() for x in t.flatten().tolist()])


# schedules and clipping


@pytest.mark.parametrize(
    ("schedule", "reference"),
    [
        (schedules.constant, lambda o: torch.optim.lr_scheduler.ConstantLR(o, factor=1.0)),
        (schedules.linear(7, 0.25), lambda o: torch.optim.lr_scheduler.LinearLR(o, 1.0, 0.25, total_iters=7)),
        (schedules.warm_up(4), lambda o: torch.optim.lr_scheduler.LinearLR(o, 1 / 5, 1.0, total_iters=4)),
    ],
)
def test_schedules(schedule: schedules.Schedule, reference: Callable[..., Any]) -> None:
    optimizer = torch.optim.SGD([tensor(1.0, requires_grad=True)], 1.0)
    scheduler = reference(optimizer)
    for step in range(12):
        assert same(schedule(step), scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()


def test_cosine_schedule() -> None:
    """Up to its last step; beyond it PyTorch's rises again, ours stays."""
    optimizer = torch.optim.SGD([tensor(1.0, requires_grad=True)], 1.0)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 9, eta_min=0.1)
    for step in range(10):
        assert same(schedules.cosine(9, 0.1)(step), scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=5), st.floats(0.01, 100.0))
def test_clipping(gradients: list[float], limit: float) -> None:
    for ours_clips, theirs_clips in [
        (nn.clip_grad_norm, torch.nn.utils.clip_grad_norm_),
        (nn.clip_grad_value, torch.nn.utils.clip_grad_value_),
    ]:
        values, tensors = [Value(0.0) for _ in gradients], [tensor(0.0, requires_grad=True) for _ in gradients]
        for v, t, g in zip(values, tensors, gradients):
            v.grad, t.grad = g, tensor(g)
        norm, expected = ours_clips(values, limit), theirs_clips(tensors, limit)
        assert same([v.grad for v in values], [t.grad.item() for t in tensors])
        assert expected is None or same(norm, expected.item())


# files


class Stack(torch.nn.Module):  # type: ignore[misc,name-defined]
    """torch.nn.Linear layers with tanh between them."""

    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Linear(a, b, dtype=torch.float64) for a, b in pairwise(sizes))

    def forward(self, x: Any) -> Any:
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


def sizes_of(model: MLP) -> list[int]:
    return [model.layers[0].inputs, *(len(layer.neurons) for layer in model.layers)]


def torch_stack(model: MLP) -> Any:
    """The same network in PyTorch, by way of the state dict."""
    twin = Stack(sizes_of(model))
    twin.load_state_dict({name: tensor(nested) for name, nested in model.state_dict().items()})
    return twin


def predict(model: MLP, xs: list[list[float]]) -> list[float]:
    return [y.data for y in leaves([model(x) for x in xs])]


INPUTS = [[0.5, -1.0, 2.0], [0.0, 0.0, 0.0], [-3.0, 0.1, 0.7]]


@pytest.mark.parametrize("widths", [[1], [4, 2], [16, 16, 1]])
def test_our_file_in_pytorch(tmp_path: Path, widths: list[int]) -> None:
    model = MLP(3, widths, random=Random(1))
    nn.save(model, tmp_path / "f.safetensors")
    twin = Stack([3, *widths])
    twin.load_state_dict(safetensors.load_file(tmp_path / "f.safetensors"))
    assert same(predict(model, INPUTS), twin(tensor(INPUTS)).flatten().tolist())


@pytest.mark.parametrize("widths", [[1], [4, 2], [16, 16, 1]])
def test_pytorchs_file_here(tmp_path: Path, widths: list[int]) -> None:
    torch.manual_seed(1)
    twin = Stack([3, *widths])
    safetensors.save_file(twin.state_dict(), tmp_path / "f.safetensors")
    model = nn.load(MLP(3, widths), tmp_path / "f.safetensors")
    assert same(predict(model, INPUTS), twin(tensor(INPUTS)).flatten().tolist())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16, torch.float64])
def test_pytorchs_floats_of_every_size(tmp_path: Path, dtype: Any) -> None:
    random = Random(4)
    numbers = torch.tensor([random.gauss(0.0, 10.0**k) for k in range(-7, 4)] + [math.inf, -0.0, 0.0], dtype=dtype)
    safetensors.save_file({"t": numbers}, tmp_path / "f.safetensors", metadata={"format": "pt"})
    net: Any = Module()
    net.t = [Value(0.0) for _ in numbers]
    nn.load(net, tmp_path / "f.safetensors")
    assert [v.data for v in net.t] == numbers.tolist()


def test_state_dicts_are_exchanged_directly() -> None:
    torch.manual_seed(2)
    twin = Stack([3, 4, 2])
    model = MLP(3, [4, 2])
    model.load_state_dict(twin.state_dict())
    assert list(model.state_dict()) == list(twin.state_dict())
    assert [p.data for p in model.parameters()] == [x for t in twin.parameters() for x in t.flatten().tolist()]


def test_our_file_says_what_readers_of_safetensors_ask_for(tmp_path: Path) -> None:
    nn.save(MLP(3, [1]), tmp_path / "f.safetensors")
    with safe_open(tmp_path / "f.safetensors", "pt") as file:
        assert file.metadata() == {"format": "pt"}


@pytest.mark.parametrize("old", [False, True])
def test_a_file_of_torch_save_is_recognised(tmp_path: Path, old: bool) -> None:
    torch.save({"weight": torch.ones(1, 1)}, tmp_path / "f.pt", _use_new_zipfile_serialization=not old)
    with pytest.raises(nn.WeightsError, match=r"f\.pt: it is .*torch\.save.* Convert it"):
        nn.load(nn.Layer(1, 1), tmp_path / "f.pt")


def torch_sequence() -> Any:
    torch.manual_seed(3)
    return torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1)).double()


def test_a_sequence_has_the_names_of_pytorchs() -> None:
    twin = torch_sequence()
    model = nn.Sequential(nn.Layer(3, 4, "linear"), "tanh", nn.Layer(4, 1, "linear"))
    model.load_state_dict(twin.state_dict())
    assert list(model.state_dict()) == list(twin.state_dict())
    assert same([model(x)[0].data for x in INPUTS], twin(tensor(INPUTS)).flatten().tolist())


def test_a_sequence_of_pytorch_is_loaded_under_other_names() -> None:
    twin, model = torch_sequence(), MLP(3, [4, 1])
    with pytest.raises(ValueError, match="rename={'0': 'layers.0', '2': 'layers.1'}"):
        model.load_state_dict(twin.state_dict())
    model.load_state_dict(twin.state_dict(), rename={"0": "layers.0", "2": "layers.1"})
    assert same(predict(model, INPUTS), twin(tensor(INPUTS)).flatten().tolist())


def test_what_is_missing_and_unexpected_is_called_as_in_pytorch() -> None:
    twin, model = Stack([3, 2, 2]), MLP(3, [2, 2])
    state = twin.state_dict()
    state["extra"] = state.pop("layers.1.bias")
    ours, theirs = model.load_state_dict(state, strict=False), twin.load_state_dict(state, strict=False)
    assert (ours.missing_keys, ours.unexpected_keys) == (theirs.missing_keys, theirs.unexpected_keys)


def test_a_state_of_before_batches_were_counted_is_taken_by_both() -> None:
    twin, model = torch.nn.BatchNorm1d(2), nn.BatchNorm(2)
    state = {name: numbers for name, numbers in twin.state_dict().items() if name != "num_batches_tracked"}
    twin.load_state_dict(state)
    model.load_state_dict(state)
    assert model.state_dict() == {name: numbers.tolist() for name, numbers in twin.state_dict().items()}


@pytest.mark.parametrize("base", [0.0, 1e6, 1e16])
def test_cross_entropy_of_large_logits(base: float) -> None:
    outputs = [[base, base, base - 16.0], [base + 4.0, base, base + 12.0]]
    agree(
        lambda y: ours.cross_entropy_with_logits(y, [0, 2]),
        lambda y: theirs.cross_entropy(y, torch.tensor([0, 2])),
        outputs,
    )
