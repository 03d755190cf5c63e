"""Nested arguments, taken apart and put together again."""

from collections import namedtuple
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from autograd import grad
from autograd.transforms.tree import leaves, mapped, named_leaves, rebuilt

nested = st.recursive(
    st.integers(),
    lambda part: st.one_of(
        st.lists(part, max_size=3), st.tuples(part, part), st.dictionaries(st.text(), part, max_size=3)
    ),
    max_leaves=8,
)
Pair = namedtuple("Pair", "x y")


@given(nested)
def test_taken_apart_and_put_together(structure: Any) -> None:
    assert rebuilt(structure, leaves(structure)) == structure
    assert mapped(lambda x: x, structure) == structure
    assert list(leaves(mapped(lambda x: x + 1, structure))) == [x + 1 for x in leaves(structure)]


@given(nested)
def test_the_name_of_a_leaf_leads_to_it(structure: Any) -> None:
    found = list(named_leaves(structure, "x"))
    assert [leaf for _, leaf in found] == list(leaves(structure))
    assert all(eval(name, {"x": structure}) is leaf for name, leaf in found)
    assert len({name for name, _ in found}) == len(found)


def test_named_tuples_stay_named() -> None:
    assert mapped(lambda x: 2 * x, Pair(1, [2])) == Pair(2, [4])
    assert grad(lambda p: p.x * p.y)(Pair(2.0, 3.0)) == Pair(3.0, 2.0)


def test_leaves_go_from_left_to_right() -> None:
    assert list(leaves({"b": [1, (2, 3)], "a": 4})) == [1, 2, 3, 4]
