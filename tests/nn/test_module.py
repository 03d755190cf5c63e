"""Parameters: found, named, given away, taken back; copies; what a module says of itself."""

import copy
import pickle
import weakref
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value, no_grad
from autograd.transforms.tree import leaves
from nn import MLP, BatchNorm, Layer, Module, Neuron
from nn.parameters.state import disagreement
from nn.shapes import shape_of, written
from tests.interrupts import interrupted_at_every_line


class Net(Module):
    """One of everything that an attribute can be."""

    def __init__(self) -> None:
        self.scale = Value(2.0)
        self.table = [[Value(1.0), Value(2.0), Value(3.0)], [Value(4.0), Value(5.0), Value(6.0)]]
        self.parts = [Layer(2, 1, random=Random(0)), {"tail": Neuron(1, random=Random(1))}]
        self.ragged = [[Value(7.0)], [Value(8.0), Value(9.0)]]
        self.name = "net"
        self.rates = [0.1, 0.2]
        self.result = self.scale * 2.0  # made by an operation: not a parameter
        self.empty: list[Value] = []


def test_tensors_are_found_in_attributes_lists_dicts_and_modules() -> None:
    shapes = {name: shape_of(tensor) for name, tensor in Net().tensors()}
    assert shapes == {
        "scale": (),
        "table": (2, 3),
        "parts.0.weight": (1, 2),
        "parts.0.bias": (1,),
        "parts.1.tail.weight": (1,),
        "parts.1.tail.bias": (),
        "ragged.0": (1,),
        "ragged.1": (2,),
    }


def test_parameters_come_in_pytorchs_order() -> None:
    model = MLP(3, [2, 1], random=Random(0))
    first, last = model.layers
    weights = [*first.neurons[0].weight, *first.neurons[1].weight]
    biases = [first.neurons[0].bias, first.neurons[1].bias]
    assert model.parameters() == [*weights, *biases, *last.neurons[0].weight, last.neurons[0].bias]


def test_named_parameters_are_the_parameters() -> None:
    net = Net()
    names, values = zip(*net.named_parameters())
    assert list(values) == net.parameters()
    assert names[:3] == ("scale", "table[0][0]", "table[0][1]")
    assert len(set(names)) == net.parameter_count == 15


def test_a_shared_parameter_counts_once_but_has_both_names() -> None:
    net: Any = Module()
    shared = Value(1.0)
    net.first, net.second = [shared], [shared]
    assert net.parameters() == [shared]
    assert net.parameter_count == 1
    assert list(net.state_dict()) == ["first", "second"]


def test_zero_grad_sets_every_gradient_to_zero() -> None:
    model = MLP(2, [3, 1], random=Random(0))
    model([1.0, 2.0]).backward()
    assert any(p.grad for p in model.parameters())
    model.zero_grad()
    assert [p.grad for p in model.parameters()] == [0.0] * 13


def test_a_module_without_parameters() -> None:
    assert Module().parameters() == []
    assert Module().state_dict() == {}
    assert repr(Module()) == "Module   (0 parameters)"


# state_dict and back


def test_state_dict_has_pytorchs_names_and_layout() -> None:
    state = MLP(3, [2, 1], initializer=lambda random, inputs, outputs: inputs + outputs / 10).state_dict()
    assert state == {
        "layers.0.weight": [[3.2, 3.2, 3.2], [3.2, 3.2, 3.2]],
        "layers.0.bias": [0.0, 0.0],
        "layers.1.weight": [[2.1, 2.1]],
        "layers.1.bias": [0.0],
    }


@given(st.integers(1, 3), st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers())
def test_load_state_dict_is_the_inverse_of_state_dict(inputs: int, widths: list[int], seed: int) -> None:
    ours, theirs = MLP(inputs, widths, random=Random(seed)), MLP(inputs, widths, initializer="zeros")
    before = theirs.parameters()
    theirs.load_state_dict(ours.state_dict())
    assert theirs.state_dict() == ours.state_dict()
    assert theirs.parameters() == before  # the same nodes, other numbers


def test_a_state_dict_does_not_change_with_the_model() -> None:
    model = Layer(1, 1, initializer="zeros")
    state = model.state_dict()
    model.parameters()[0].data = 5.0
    assert state == {"weight": [[0.0]], "bias": [0.0]}


def test_load_state_dict_takes_arrays() -> None:
    numpy = pytest.importorskip("numpy")
    model = Layer(2, 1)
    model.load_state_dict({"weight": numpy.array([[1.0, 2.0]], dtype="float32"), "bias": numpy.array([3])})
    assert model.state_dict() == {"weight": [[1.0, 2.0]], "bias": [3.0]}


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        (
            {"weight": [[1.0, 2.0]]},
            ValueError,
            r"load_state_dict: bias is missing\. The model is as it was; build it with the parts and",
        ),
        ({"weight": [[1.0, 2.0]], "bias": [0.0], "more": 1.0}, ValueError, "more is not in the model"),
        ({"weight": [[1.0], [2.0]], "bias": [0.0]}, ValueError, "weight is 2 × 1, but 1 × 2 in the model"),
        ({"weight": [[1.0, 2.0]], "bias": 0.0}, ValueError, "bias is a number, but 1 in the model"),
        ({"weight": [[1.0], 2.0], "bias": [0.0]}, ValueError, "weight is rows of different lengths"),
        (
            {"weight": [[1.0, 2.0]], "bias": ["0.5"]},
            TypeError,
            r"load_state_dict: bias\[0\] is '0.5' \(str\), but it has to be one real",
        ),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(state: dict[str, Any], error: type, words: str) -> None:
    model = Layer(2, 1, random=Random(0))
    before = model.state_dict()
    with pytest.raises(error, match=words):
        model.load_state_dict(state)
    assert model.state_dict() == before


def test_taking_over_a_state_is_whole_or_has_not_happened() -> None:
    model = MLP(1, [2, 1], random=Random(0))
    before, after = model.state_dict(), MLP(1, [2, 1], random=Random(1)).state_dict()
    for _ in interrupted_at_every_line(lambda: model.load_state_dict(after)):
        assert model.state_dict() in (before, after)
        model.load_state_dict(before)


# states of other models


def test_what_a_state_lacks_and_what_the_model_lacks_is_reported() -> None:
    model = MLP(2, [3, 1], random=Random(0))
    bias = model.layers[1].neurons[0].bias.data = 7.0
    state = {**MLP(2, [3, 1], random=Random(1)).state_dict(), "more": 1.0, "layers.2.weight": [[1.0]]}
    del state["layers.1.bias"]
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert (missing, unexpected) == (["layers.1.bias"], ["more", "layers.2.weight"])
    assert model.state_dict() == {
        **{name: state[name] for name in ("layers.0.weight", "layers.0.bias", "layers.1.weight")},
        "layers.1.bias": [bias],
    }
    assert model.load_state_dict(model.state_dict()) is None


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"weight": [[1.0], [2.0]]}, "load_state_dict: weight is 2 × 1, but 1 × 2 in the model"),
        ({"w": [[1.0, 2.0]]}, "weight is missing; bias is missing; w is not in the model"),  # nothing would be taken
    ],
)
def test_a_tolerant_state_has_to_fit_all_the_same(state: dict[str, Any], words: str) -> None:
    model = Layer(2, 1)
    before = model.state_dict()
    with pytest.raises(ValueError, match=words):
        model.load_state_dict(state, strict=False)
    assert model.state_dict() == before


THEIRS = {"0.weight": [[1.0, 2.0]] * 3, "0.bias": [3.0] * 3, "2.weight": [[4.0] * 3], "2.bias": [5.0]}


@pytest.mark.parametrize(
    "rename",
    [
        {"0": "layers.0", "2": "layers.1"},
        {"": "layers", "2": "layers.1"},  # the longest beginning counts
        {name: f"layers.{'01'[name[0] == '2']}.{name[2:]}" for name in THEIRS},
        lambda name: f"layers.{int(name[0]) // 2}{name[1:]}",
    ],
)
def test_a_state_with_other_names_is_taken_over(rename: Any) -> None:
    model = MLP(2, [3, 1])
    model.load_state_dict(THEIRS, rename=rename)
    assert list(model.state_dict().values()) == list(THEIRS.values())


def test_beginnings_can_be_taken_away() -> None:
    model = Layer(2, 1)
    model.load_state_dict({"module.weight": [[1.0, 2.0]], "module.bias": [3.0]}, rename={"module": ""})
    assert model.state_dict() == {"weight": [[1.0, 2.0]], "bias": [3.0]}


def test_names_that_differ_where_the_sizes_agree_are_not_called_sizes() -> None:
    """The keys of torch.nn.Sequential, and the advice that comes with them, which helps."""
    model = MLP(2, [3, 1])
    with pytest.raises(
        ValueError, match="0.weight is not in the model.* only the names differ and not the sizes"
    ) as error:
        model.load_state_dict(THEIRS)
    assert "rename={'0': 'layers.0', '2': 'layers.1'}" in str(error.value)
    model.load_state_dict(THEIRS, rename={"0": "layers.0", "2": "layers.1"})


@pytest.mark.parametrize(
    ("rename", "words"),
    [
        (
            {"3": "layers.0"},
            "load_state_dict: rename: no name begins with '3'; the names are 0.weight, 0.bias, 2.weight",
        ),
        ({"0": "layers.0", "2": "layers.0"}, "rename: two names become 'layers.0.weight'; give each a name of its own"),
    ],
)
def test_a_translation_that_cannot_be_meant_is_refused(rename: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        MLP(2, [3, 1]).load_state_dict(THEIRS, rename=rename)


def test_a_state_of_before_batches_were_counted_is_taken_over() -> None:
    norm, other = BatchNorm(2), BatchNorm(2)
    other([[1.0, 2.0], [3.0, 5.0]])
    state = other.state_dict()
    del state["num_batches_tracked"]
    norm.load_state_dict(state)
    assert norm.state_dict() == {**state, "num_batches_tracked": 0.0}
    del state["running_var"]
    with pytest.raises(ValueError, match=r"load_state_dict: running_var is missing\. The model"):
        norm.load_state_dict(state)


# results in the place of parameters


class Line(Module):
    def __init__(self) -> None:
        self.w, self.b = Value(0.5, "w"), [Value(0.0), Value(1.0)]

    def __call__(self, x: float) -> Any:
        return self.w * x + self.b[0] + self.b[1]


def step(p: Any) -> Any:
    """How a step is written where numbers are parameters."""
    return p - 0.1 * p.grad


@pytest.mark.parametrize(
    ("name", "replace"),
    [
        ("w", lambda line: setattr(line, "w", step(line.w))),
        ("w", lambda line: setattr(line, "w", [step(line.w)])),
        ("b", lambda line: setattr(line, "b", [step(p) for p in line.b])),
        ("b", lambda line: setattr(line, "b", {"first": step(line.b[0])})),
    ],
)
def test_a_result_that_would_replace_a_parameter_is_refused(name: str, replace: Callable[[Line], object]) -> None:
    line = Line()
    line(2.0).backward()
    before = line.parameters()
    with pytest.raises(TypeError, match=rf"Line\.{name} holds a parameter, but a result of sub .* p\.data -= rate \*"):
        replace(line)
    assert line.parameters() == before


@pytest.mark.parametrize(
    ("name", "replace", "came"),
    [
        ("w", lambda line: setattr(line, "w", line.w.data - 0.1 * line.w.grad), "-?[0-9.]+"),
        ("w", lambda line: setattr(line, "w", 3), "3"),
        ("b", lambda line: setattr(line, "b", [p.data - 0.1 * p.grad for p in line.b]), "-?[0-9.]+"),
    ],
)
def test_a_number_that_would_replace_a_parameter_is_refused(
    name: str, replace: Callable[[Line], object], came: str
) -> None:
    line = Line()
    line(2.0).backward()
    before = line.parameters()
    with pytest.raises(TypeError, match=rf"Line\.{name} holds a parameter, but the number {came} came in its place"):
        replace(line)
    assert line.parameters() == before


def test_a_parameter_that_was_deleted_leaves_its_name_to_a_number() -> None:
    line: Any = Line()
    del line.w
    line.w = 2.0
    line.b = None
    assert line.parameters() == []


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("look", [Module.parameters, Module.state_dict, Module.zero_grad, repr, nn.Adam])
def test_a_result_in_the_list_of_parameters_is_noticed(count: int, look: Callable[[Line], object]) -> None:
    line, part = Module(), Line()
    line.parts = [{"inner": part}]  # type: ignore[attr-defined]
    line.zero_grad()
    for i in range(count):  # some of them, or all
        part.b[i] = step(part.b[i])
    with pytest.raises(TypeError, match=r"Line\.b holds a parameter, but a result of sub came in its place"):
        look(line if look is not nn.Adam else line.parameters())  # type: ignore[arg-type]


def test_results_may_be_kept_beside_parameters() -> None:
    line: Any = Line()
    for _ in range(2):
        line.last = line(1.0)
        line.all_of_them = [line.last, line.last * 2]
        line.zero_grad()
        assert line.parameter_count == 3


def test_a_result_that_was_kept_inside_no_grad_is_not_taken_for_a_parameter() -> None:
    line: Any = Line()
    with no_grad():
        line.last = line(1.0)
    line.last = line(1.0)
    assert line.parameter_count == 3


def test_parameters_may_be_replaced_by_parameters_and_deleted() -> None:
    line: Any = Line()
    line.zero_grad()
    line.w = Value(3.0)
    line.w = line.w.detach()
    del line.b
    assert line.parameters() == [line.w]
    line.b = line.w * 2  # a new attribute of an old name
    with pytest.raises(TypeError, match=r"Line\.b holds a parameter"):
        line.parameters()


def test_buffers_may_follow_a_computation() -> None:
    counter = Counter()
    counter.state_dict()
    counter.seen = counter.seen + 1.0
    assert counter.state_dict()["seen"] == 4.0


# buffers: saved, but not learned


class Counter(Module):
    """A weight, and two numbers that are kept beside it."""

    buffer_names = ("seen", "means")

    def __init__(self) -> None:
        self.weight = Value(1.0)
        self.seen = Value(3.0)
        self.means = [Value(5.0), Value(6.0)]


class Holder(Module):
    def __init__(self) -> None:
        self.parts = [Layer(1, 1, initializer="zeros"), {"inner": Counter()}]
        self.seen = Value(9.0)  # a name that is a buffer's elsewhere


def test_buffers_are_saved_and_not_learned() -> None:
    holder = Holder()
    counter = holder.parts[1]["inner"]  # type: ignore[call-overload]
    assert {name: shape_of(tensor) for name, tensor in holder.buffers()} == {
        "parts.1.inner.seen": (),
        "parts.1.inner.means": (2,),
    }
    assert counter.parameters() == [counter.weight]
    assert [name for name, _ in holder.named_parameters()] == [
        "parts.0.weight[0][0]",
        "parts.0.bias[0]",
        "parts.1.inner.weight",
        "seen",
    ]
    assert holder.parameter_count == 4
    assert holder.state_dict() == {
        "parts.0.weight": [[0.0]],
        "parts.0.bias": [0.0],
        "parts.1.inner.weight": 1.0,
        "seen": 9.0,
        "parts.1.inner.seen": 3.0,
        "parts.1.inner.means": [5.0, 6.0],
    }


def test_buffers_come_back_with_the_state() -> None:
    ours, theirs = Holder(), Holder()
    counter = ours.parts[1]["inner"]  # type: ignore[call-overload]
    counter.means[1].data = -1.0
    kept = [*leaves(dict(ours.buffers()))]
    theirs.load_state_dict(ours.state_dict())
    assert theirs.state_dict() == ours.state_dict()
    assert [*leaves(dict(ours.buffers()))] == kept  # the same nodes
    without = {name: numbers for name, numbers in ours.state_dict().items() if not name.endswith("means")}
    with pytest.raises(ValueError, match=r"load_state_dict: parts\.1\.inner\.means is missing"):
        theirs.load_state_dict(without)


def test_a_module_has_no_buffers_unless_it_names_them() -> None:
    net = Net()
    assert list(net.buffers()) == []
    assert list(net.saved()) == list(net.tensors())


def test_repr_says_what_is_not_learned() -> None:
    assert repr(Counter()) == (
        "Counter   (1 parameter)\n"
        "  weight  a number            1\n"
        "  seen    a number  not learned\n"
        "  means   2         not learned"
    )


# copies


def twin_by_pickle(model: Module) -> Module:
    twin: Module = pickle.loads(pickle.dumps(model))
    return twin


@pytest.mark.parametrize("twin_of", [copy.deepcopy, twin_by_pickle])
def test_a_copy_computes_the_same_and_lives_its_own_life(twin_of: Any) -> None:
    model = MLP(2, [3, 1], "relu", random=Random(0))
    model([1.0, 2.0]).backward()
    twin = twin_of(model)
    assert twin([0.3, -0.4]).data == model([0.3, -0.4]).data
    assert [p.grad for p in twin.parameters()] == [p.grad for p in model.parameters()]
    assert repr(twin) == repr(model)
    assert [p.label for p in twin.parameters()] == [p.label for p in model.parameters()]
    before = model.state_dict()
    for p in twin.parameters():
        p.data += 1.0
    assert model.state_dict() == before
    assert not set(twin.parameters()) & set(model.parameters())


def test_a_deep_copy_keeps_sharing_what_is_shared() -> None:
    net: Any = Module()
    net.first = net.second = Layer(1, 1)
    twin = copy.deepcopy(net)
    assert twin.parameter_count == net.parameter_count == 2


# train and eval


def test_train_and_eval_reach_every_part() -> None:
    net = Net()
    assert net.training
    assert net.eval() is net
    assert [m.training for m in net.modules()] == [False] * 4  # the net, a layer, its neuron, the neuron in the dict
    assert all(m.training for m in net.train().modules())
    assert Net().training


# repr and the words for shapes


def test_repr_is_the_formula_and_a_table() -> None:
    assert repr(MLP(2, [16, 1], "relu")) == (
        "MLP: 2 → 16 relu → 1 linear   (65 parameters)\n"
        "  layers.0.weight  16 × 2  32\n"
        "  layers.0.bias    16      16\n"
        "  layers.1.weight  1 × 16  16\n"
        "  layers.1.bias    1        1"
    )


@pytest.mark.parametrize(
    ("nested", "shape", "words"),
    [
        (1.0, (), "a number"),
        ([], (0,), "0"),
        ([1.0, 2.0], (2,), "2"),
        ([[1.0, 2.0]] * 3, (3, 2), "3 × 2"),
        ([[1.0], [2.0, 3.0]], None, "rows of different lengths"),
        ([[[1.0], 2.0]], None, "rows of different lengths"),
    ],
)
def test_shapes(nested: Any, shape: tuple[int, ...] | None, words: str) -> None:
    assert shape_of(nested) == shape
    assert written(shape_of(nested)) == words


def test_disagreement_names_everything_that_is_wrong() -> None:
    assert disagreement({"a": (1,), "b": (2,)}, {"a": (1,), "b": (2,)}) == ""
    assert disagreement({"a": (1,), "b": (2,)}, {"b": (3,), "c": ()}) == (
        "a is missing; c is not in the model; b is 3, but 2 in the model"
    )
    assert disagreement(dict.fromkeys(map(str, range(10))), {}).endswith("7 is missing; and 2 more")


def test_a_module_that_does_not_say_what_it_computes_hears_how_to() -> None:
    class ForwardOnly(Module):
        def forward(self, x: float) -> float:
            return x

    class Silent(Module):
        pass

    with pytest.raises(TypeError, match="ForwardOnly: .* by its method __call__, .*; rename its forward to __call__"):
        ForwardOnly()(1.0)  # type: ignore[operator]
    with pytest.raises(TypeError, match=r"Silent: .* and it has none; write Silent.__call__\(self, x\)"):
        Silent()(1.0)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("state", "options", "error", "words"),
    [
        (
            "model.safetensors",
            {},
            TypeError,
            r"a str came in place of a dict .*; a file is read with nn.load\(model, path",
        ),
        (None, {}, TypeError, "a NoneType came in place of a dict of numbers by name"),
        ({1: 2.0}, {}, ValueError, "1 is not a name; names are texts"),
        ({"weight": 2.0}, {"rename": 3}, ValueError, "rename = 3 is neither a dict from texts to texts nor a function"),
        ({"weight": 2.0}, {"rename": {"weight": 3}}, ValueError, "rename = {'weight': 3} is neither a dict"),
        ({"weight": 2.0}, {"rename": lambda name: None}, ValueError, "rename: the function gave None; it has to give"),
    ],
)
def test_a_state_of_another_kind_is_refused(state: Any, options: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=f"load_state_dict: {words}"):
        Layer(2, 2).load_state_dict(state, **options)


class Holding(nn.Module):
    """A module with one attribute, whatever it is."""

    def __init__(self, held: Any) -> None:
        self.held = held


@pytest.mark.parametrize("hidden", [{Value(1.0)}, frozenset([Value(1.0)]), np.array([[Value(1.0)]])], ids=repr)
def test_values_where_they_would_not_be_found_are_refused(hidden: Any) -> None:
    with pytest.raises(TypeError, match=r"Holding.held holds Values in a \w+, where they would not be found.*a list"):
        Holding(hidden)


def test_a_set_or_an_array_without_parameters_is_an_attribute_like_others() -> None:
    assert Holding({1, 2}).parameters() == Holding(np.array([1.0])).parameters() == []


def test_a_module_that_contains_itself_is_refused() -> None:
    model, part = Holding([Value(1.0)]), Holding(Value(2.0))
    model.part = part
    with pytest.raises(ValueError, match=r"Holding contains itself: Holding → Holding → Holding. .*weakref"):
        part.parent = model
    assert len(model.parameters()) == 2
    parts: list[Any] = [part]
    model.parts = parts
    parts.append(model)  # which no attribute notices
    with pytest.raises(ValueError, match="contains itself"):
        model.parameters()
    part.above = weakref.ref(model)


def test_a_shared_parameter_has_its_first_name_only() -> None:
    model = Holding([Value(1.0), Value(2.0)])
    model.again = model.held
    assert [name for name, _ in model.named_parameters()] == ["held[0]", "held[1]"]
