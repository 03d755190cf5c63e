"""Parts of a model stand in scopes of the names of their attributes, without a scope written by hand."""

import copy
from random import Random
from typing import Any

import pytest

from autograd import Value, scope, topological_order
from nn import GPT, MLP, Autoencoder, Layer, Module


class Net(Module):
    """Two layers as attributes, and what is computed between them."""

    def __init__(self) -> None:
        self.hidden = Layer(2, 2, random=Random(0))
        self.output = Layer(2, 1, random=Random(1))

    def __call__(self, x: Any) -> Any:
        return self.output([h * 2.0 for h in self.hidden(x)])[0]


class Outer(Module):
    def __init__(self) -> None:
        self.nets = [Net(), Net()]
        self.by_key = {"last": Layer(2, 1)}

    def __call__(self, x: Any) -> Any:
        return self.by_key["last"]([net(x) for net in self.nets])[0]


def scopes(output: Value) -> set[tuple[str, ...]]:
    """The scopes of a computation and its parameters."""
    return {node.info.scope for node in topological_order(output) if not node.info.constant}


NET = {("hidden", "neuron 1"), ("hidden", "neuron 2"), (), ("output", "neuron 1")}


def test_a_part_and_its_parameters_stand_in_a_scope_of_the_name_of_its_attribute() -> None:
    assert scopes(Net()([1.0, 2.0])) == NET
    for twin in (copy.deepcopy(Net()), Net().train(False)):
        assert scopes(twin([1.0, 2.0])) == NET


def test_parts_of_parts_and_in_lists_have_names_too() -> None:
    inside = {(f"nets {i}", *names) for i in (1, 2) for names in NET}
    assert scopes(Outer()([1.0, 2.0])) == {*inside, ("by_key last", "neuron 1"), ()} - {()} | {
        ("by_key last", "neuron 1")
    }


def test_the_picture_shows_the_names() -> None:
    titles = {box.title for box in Net()([1.0, 2.0]).draw(0).diagram.boxes}
    assert {"hidden", "output"} <= titles


def test_a_scope_by_hand_is_not_doubled() -> None:
    class ByHand(Net):
        def __init__(self) -> None:
            with scope("hidden"):
                self.hidden = Layer(2, 2)
            with scope("net"), scope("output"):
                self.output = Layer(2, 1)

        def __call__(self, x: Any) -> Any:
            with scope("hidden"):
                h = self.hidden(x)
            with scope("net"), scope("output"):
                return self.output(h)[0]

    assert scopes(ByHand()([1.0, 2.0])) == {
        ("hidden", "neuron 1"), ("hidden", "neuron 2"), ("net", "output", "neuron 1"),
    }  # fmt: skip


def test_a_model_that_is_made_in_a_scope_stays_in_it() -> None:
    with scope("model"):
        net = Net()
        assert scopes(net([1.0, 2.0])) == {("model", *names) for names in NET}


def test_the_first_name_stays() -> None:
    net: Any = Net()
    net.again = net.hidden
    other: Any = Module()
    other.borrowed = net.hidden
    assert scopes(net([1.0, 2.0])) == NET
    assert scopes(net.again([1.0, 2.0])[0]) == {("hidden", "neuron 1")}


@pytest.mark.parametrize(
    ("model", "x", "outermost"),
    [
        (MLP(2, [3, 1]), [1.0, 2.0], {"MLP"}),
        (Autoencoder(MLP(2, [1]), MLP(1, [1])), [1.0, 2.0], {"encoder", "decoder", "MLP"}),
    ],
)
def test_networks_that_name_their_parts_themselves_are_as_they_were(model: Any, x: Any, outermost: set[str]) -> None:
    assert {names[0] for names in scopes(model(x))} == outermost


def test_no_name_stands_inside_a_gpt() -> None:
    gpt = GPT(3, 4, size=4, heads=1)
    places = {name for names in scopes(gpt([0, 1])[0][0]) for name in names}
    assert not places & {"self_attn", "linear1", "linear2", "norm1", "norm2", "tokens", "positions", "blocks 1"}


def test_a_method_call_keeps_its_words_and_its_arguments() -> None:
    class Described(Module):
        def __call__(self, x: float, *, twice: bool = False) -> float:
            """Once or twice."""
            return x * (2 if twice else 1)

    holder: Any = Module()
    holder.part = Described()
    assert Described.__call__.__doc__ == "Once or twice."
    assert holder.part(3.0, twice=True) == 6.0
