"""The benchmark's own arithmetic, and that its rivals compute the same thing."""

import sys
from math import isclose

import pytest

from autograd import Value
from benchmarks import chain, memory, timing, two_moons
from benchmarks.results import Pair, Row, table


def test_both_networks_of_two_moons_learn_in_the_same_steps() -> None:
    written_out, with_nn = two_moons.written_out_step(Value), two_moons.nn_step()
    losses = [(written_out(), with_nn()) for _ in range(2)]
    assert all(isclose(one, other, rel_tol=1e-12) for one, other in losses)
    assert losses[-1][0] < losses[0][0]


def test_micrograd_takes_the_same_steps() -> None:
    engine = pytest.importorskip("micrograd.engine", reason="micrograd is not installed: make bench")
    theirs, ours = two_moons.written_out_step(engine.Value), two_moons.written_out_step(Value)
    assert [theirs() for _ in range(2)] == pytest.approx([ours() for _ in range(2)], rel=1e-12)


def test_a_node_is_small_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "LENGTH", 10_000)
    assert memory.bytes_of(chain.chain(Value)) / 10_000 <= 180
    assert memory.left_for_the_collector(chain.chain(Value)) == 0


def test_a_cycle_is_noticed() -> None:
    def cycles() -> None:
        for _ in range(10):
            itself: list[object] = []
            itself.append(itself)

    assert memory.left_for_the_collector(cycles) == 10


def test_a_recursion_that_is_too_deep_is_noticed_and_then_given_room() -> None:
    def deep(levels: int = 50_000) -> int:
        return deep(levels - 1) + 1 if levels else 0

    limit = sys.getrecursionlimit()
    assert chain.overflows(deep)
    assert chain.in_deep_stack(deep) == 50_000
    assert sys.getrecursionlimit() == limit


def test_the_slower_one_takes_longer() -> None:
    rivals = {"slow": lambda: sum(range(200_000)), "fast": lambda: None}
    for collector in (True, False):
        taken = timing.median_seconds(rivals, collector)
        assert taken["slow"] > taken["fast"] > 0


def test_a_row_says_how_many_times_smaller_ours_is_and_whether_that_was_promised() -> None:
    row = Row("a step", "ms", Pair(1250.0, 31.25), Pair(300.0, 30.0), at_least=40.0)
    assert row.markdown() == "| a step | 1,250 ms | 31.2 ms | 40.0× | 10.0× |"
    assert row.kept
    assert not Row("a step", "ms", Pair(1250.0, 31.3), at_least=40.0).kept
    assert Row("memory", "bytes", Pair(521.0, 176.0), at_most=180.0).kept
    assert not Row("memory", "bytes", Pair(521.0, 181.0), at_most=180.0).kept
    assert table([Row("left", "objects", Pair(7.0, 0.0))]).splitlines()[-1] == "| left | 7 objects | 0 objects | – |  |"
