"""The order of visits, and graphs of any depth: built, walked and freed without recursion and without the collector."""

import gc
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value, topological_order
from autograd.check.strategies import Expression, expressions
from autograd.value import UNSET

LONG = 1_000_000


@pytest.fixture
def no_collector() -> Iterator[None]:
    """The cycle collector, off during a test and back in its state afterwards."""
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    yield
    if was_on:
        gc.enable()


def values_alive() -> int:
    """How many `Value`s there are."""
    return sum(type(thing) is Value for thing in gc.get_objects())


@given(expressions(), st.data())
def test_inputs_come_before_what_is_made_of_them(expression: Expression, data: st.DataObject) -> None:
    order = topological_order(expression(*map(Value, expression.point)))
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order)
    assert all(place[x] < place[node] for node in order for x in node.inputs)


def test_several_roots_are_ordered_together() -> None:
    a = Value(1.0)
    b, c = a * 2.0, a * 3.0
    order = topological_order(b, c, b)
    assert order.index(a) < order.index(b) < order.index(c)
    assert len(order) == 5  # and the two constants
    assert topological_order() == []


def test_the_order_is_that_in_which_a_person_would_write_it() -> None:
    a, b = Value(1.0), Value(2.0)
    c, d = a + b, a * b
    e = c - d
    assert topological_order(e) == [a, b, c, d, e]


@pytest.mark.slow
def test_a_million_operations(no_collector: None) -> None:
    before = values_alive()
    a, one = Value(1.0), Value(1.0)
    y = a
    for _ in range(LONG):
        y = y + one
    assert y.data == 1.0 + LONG
    y.backward()
    y.backward()
    assert (a.grad, one.grad) == (2.0, 2.0 * LONG)
    assert y.inputs[0].grad == 1.0
    del y, a, one
    assert values_alive() == before  # freed by reference counting alone: the collector is off


def test_dropping_a_graph_leaves_nothing_for_the_collector(no_collector: None) -> None:
    a = Value(0.5)
    y = a
    for _ in range(100):
        y = (y * a).tanh() + a**2 / (y - 3.0)
    y.backward()
    y.recompute()
    del y
    assert gc.collect() == 0


def test_the_collector_would_find_a_cycle(no_collector: None) -> None:
    cycle: list[object] = []
    cycle.append(cycle)
    del cycle
    assert gc.collect() == 1


def test_a_node_of_two_inputs_takes_at_most_180_bytes(no_collector: None) -> None:
    count = 20_000
    y = a = Value(1.0001)
    tracemalloc.start()
    try:
        for _ in range(count):
            y = y * a  # two inputs, and a number that was not there before
        y.backward()
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert a.grad is not UNSET
    assert size / count <= 180
