"""Outputs beside their targets: by place, by key, and in words where they do not fit."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.transforms.tree import leaves, mapped
from nn.pairs import described, pairs, require_ordered

nested = st.recursive(
    st.integers(),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(st.text(max_size=2), inner, min_size=1),
    max_leaves=6,
)


@given(nested)
def test_each_number_has_its_own_partner(numbers: Any) -> None:
    assert pairs(numbers, mapped(lambda x: (x,), numbers), "f") == [(x, x) for x in leaves(numbers)]


def test_numbers_in_dicts_are_paired_by_their_keys() -> None:
    assert pairs({"a": 1, "b": [2]}, {"b": 20, "a": 10}, "f") == [(1, 10), (2, 20)]


def test_a_list_of_one_number_counts_as_that_number() -> None:
    assert pairs([[1], [2]], [10, 20], "f") == pairs([1, 2], [[10], [20]], "f") == [(1, 10), (2, 20)]
    assert pairs(1, [10], "f") == [(1, 10)]


def test_arrays_are_paired_at_any_depth() -> None:
    numpy = pytest.importorskip("numpy")
    assert pairs([[1, 2], [3, 4]], [numpy.array([10, 20]), numpy.array([30, 40])], "f") == [
        (1, 10), (2, 20), (3, 30), (4, 40),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("outputs", "targets", "words"),
    [
        ([[1, 2, 3], [4, 5, 6]], [[1, 2], [3, 4], [5, 6]], "the outputs are 2 × 3, the targets 3 × 2; give one target"),
        ([[1, 2]], [1, 2], "the outputs are 1 × 2, the targets 2"),
        ([1, 2], 1, "the outputs are 2, the targets a number"),
        ([[1], [2, 3]], [[1], [2]], "the outputs are rows of different lengths, the targets 2 × 1"),
        ([[1], [2, 3]], [[1, 2], [3]], "1 output and 2 targets came; give one target for each output"),
        ({"a": 1}, {"b": 1}, "the outputs are a dict with the keys 'a', the targets a dict with the keys 'b'"),
        (
            [{"a": 1}],
            [{"a": 1, "b": 2}],
            "the outputs are a dict with the keys 'a', the targets .* 'a', 'b'",
        ),
        ({1}, {1}, "the outputs are a set, the targets a set"),
        ({}, {}, "the outputs are an empty dict, the targets an empty dict"),
        ([], [], "0 outputs and 0 targets came"),
    ],
)
def test_shapes_that_do_not_fit_are_both_named(outputs: Any, targets: Any, words: str) -> None:
    with pytest.raises(ValueError, match=f"some_loss: {words}"):
        pairs(outputs, targets, "some_loss")


def test_what_has_no_order_is_not_taken_for_a_list() -> None:
    assert require_ordered([1, 2], "f", "inputs") == [1, 2]
    for numbers in ({1: 2}, {1, 2}, {1: 2}.keys(), frozenset({1})):
        with pytest.raises(ValueError, match=rf"f: {described(numbers)} came in place of a list of inputs"):
            require_ordered(numbers, "f", "inputs")


@pytest.mark.parametrize("odd", ["1", None, 1j, (x for x in [1.0])])
def test_what_is_not_a_number_is_refused_by_name(odd: Any) -> None:
    with pytest.raises(TypeError, match=r"some_loss: among the targets is .*, which is not a number"):
        pairs([1.0, 2.0], [1.0, odd], "some_loss")
    with pytest.raises(TypeError, match=r"some_loss: among the outputs is .*, which is not a number"):
        pairs([odd], [1.0], "some_loss")
