"""The graph as text."""

import re

from autograd import Value, sin
from autograd.draw import Tree, tree
from autograd.draw.tree import LINES


def test_a_small_expression() -> None:
    a, b, c = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c")
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    d.backward()
    assert tree(d).splitlines() == [
        "d +       data 4         grad 1",
        "├─ e *    data -6        grad 1         slope 1",
        "│  ├─ a   data 2         grad -3        slope -3",
        "│  └─ b   data -3        grad 2         slope 2",
        "└─ c      data 10        grad 1         slope 1",
    ]


def test_before_backward_gradients_are_dashes() -> None:
    assert tree(Value(2.0, "a")) == "a   data 2         grad –"


def test_a_shared_node_is_written_once_and_referred_to_afterwards() -> None:
    x = Value(2.0, "x")
    square = x * x
    text = tree(square + sin(square))
    assert [re.split(r" {3,}", line.lstrip("│ "))[0] for line in text.splitlines()] == [
        "+",
        "├─ * #1",
        "├─ x #2",
        "└─ x ↑#2",
        "└─ sin",
        "└─ * ↑#1",
    ]
    assert text.count("data 4 ") == 1


def test_numbers_of_the_program_have_no_gradient() -> None:
    assert tree(Value(3.0, "x") + 1).splitlines()[2].split() == ["└─", "1", "slope", "1"]


def test_an_unlabelled_leaf_is_called_a_leaf() -> None:
    assert tree(Value(2.0)).startswith("leaf ")


def test_labels_stay_on_their_line() -> None:
    text = tree(Value(2.0, "two\nlines\0\t"))
    assert text.startswith("two␊lines␀␉ ")
    assert len(text.splitlines()) == 1


def test_columns_line_up_with_wide_characters() -> None:
    value = Value(2.0, "日本") * Value(3.0, "ab")
    first, second = tree(value).splitlines()[1:]
    assert first.index("data") == second.index("data") - 2


def test_long_trees_are_cut() -> None:
    value = Value(1.0, "x")
    for _ in range(8):
        value = value * 2.0 + 1.0
    text = tree(value, lines=5)
    assert len(text.splitlines()) == 6
    assert text.endswith("… and more: tree(lines=…) writes it")
    assert "…" not in tree(value, lines=100)
    shallow = tree(value, levels=3)
    assert shallow.splitlines()[4].strip("│ ") == "└─ …"
    assert max(len(line) - len(line.lstrip("│├└─ ")) for line in shallow.splitlines()) <= 12


def test_an_endless_chain_is_cut() -> None:
    class Chain:
        """A node of an endless chain: a walk along all of it never ends."""

        data, grad, label, info, operation = 1.0, 0.0, "", Value(1.0).info, Value(1.0).tanh().operation

        @property
        def inputs(self) -> tuple["Chain", ...]:
            return (Chain(),)

    assert tree(Chain(), levels=30).splitlines()[-1].strip() == "└─ …"  # type: ignore[arg-type]
    assert len(tree(Chain(), levels=10**9).splitlines()) == LINES + 1  # type: ignore[arg-type]


def test_it_prints_itself() -> None:
    text = Value(1.0, "x").tree()
    assert isinstance(text, Tree)
    assert repr(text) == str(text) == f"{text}"
