"""A graph as a list with names."""

from autograd import Value, dot, scope, tanh
from autograd.explain.snapshot import outline
from autograd.graph import topological_order


def names_of(output: Value) -> list[str]:
    return [entry.name for entry in outline(topological_order(output))]


def test_labels_numbers_and_fresh_names() -> None:
    a, b = Value(2.0, "a"), Value(3.0)
    assert names_of(tanh(a * b) + 0.5) == ["a", "v1", "v2", "v3", "0.5", "v4"]


def test_a_fresh_name_is_not_that_of_a_label() -> None:
    assert names_of(Value(1.0, "v1") * Value(2.0)) == ["v1", "v2", "v3"]


def test_names_that_occur_twice_are_told_apart_by_scope_and_then_by_number() -> None:
    def neuron(x: Value) -> Value:
        return dot([Value(1.0, "w")], [x], Value(0.0, "b"))

    x = Value(1.0, "x")
    with scope("layer 1"), scope("neuron 1"):
        hidden = neuron(x)
    with scope("layer 2"), scope("neuron 1"):
        output = neuron(hidden)
    assert {"layer 1 neuron 1 w", "layer 2 neuron 1 w", "x"} <= set(names_of(output))
    assert names_of(Value(1.0, "w") * Value(2.0, "w")) == ["w #1", "w #2", "v1"]
    assert names_of(Value(1.0, "w") * Value(2.0, "w") * Value(2.0, "w #1"))[:2] == ["w #2", "w #3"]


def test_numbers_of_the_program_are_called_what_they_are() -> None:
    assert names_of(Value(1.0, "x") * 2.0 + 2.0) == ["x", "2", "v1", "2", "v2"]


def test_a_label_becomes_one_line_without_control_characters() -> None:
    assert names_of(Value(1.0, "two\nlines\x1b[31m")) == ["two lines␛[31m"]


def test_inputs_are_places_in_order_and_both_uses_are_kept() -> None:
    x = Value(3.0, "x")
    entries = outline(topological_order(x * x))
    assert entries[1].inputs == (0, 0)
    assert entries[1].operation is not None
    assert entries[0].operation is None


def test_a_weight_belongs_to_the_scope_that_uses_it() -> None:
    w = Value(1.0, "w")
    with scope("neuron"):
        y = w * 2.0
    assert outline(topological_order(y))[0].scope == ("neuron",)
