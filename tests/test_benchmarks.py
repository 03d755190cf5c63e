"""The benchmark's own arithmetic, and that its rivals compute the same thing."""

import gc
import sys
from math import isclose

import pytest

from autograd import Value
from benchmarks import chain, memory, timing, two_moons
from benchmarks.results import Pair, Row, table


@pytest.fixture
def few_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two moons of ten points."""
    monkeypatch.setattr(two_moons, "INPUTS", two_moons.INPUTS[::10])
    monkeypatch.setattr(two_moons, "SIGNS", two_moons.SIGNS[::10])


@pytest.mark.usefixtures("few_samples")
def test_both_networks_of_two_moons_learn_in_the_same_steps() -> None:
    written_out, with_nn = two_moons.written_out_step(Value), two_moons.nn_step()
    losses = [(written_out(), with_nn()) for _ in range(3)]
    assert all(isclose(one, other, rel_tol=1e-12) for one, other in losses)
    assert losses[-1][0] < losses[0][0]


@pytest.mark.usefixtures("few_samples")
def test_micrograd_takes_the_same_steps() -> None:
    engine = pytest.importorskip("micrograd.engine", reason="micrograd is not installed: make bench")
    theirs, ours = two_moons.written_out_step(engine.Value), two_moons.written_out_step(Value)
    assert [theirs() for _ in range(3)] == pytest.approx([ours() for _ in range(3)], rel=1e-12)


def test_a_node_is_small_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "LENGTH", 2_000)
    assert 100 < memory.bytes_of(chain.chain(Value)) / 2_000 <= 180
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


class Clock:
    """A clock that stands still unless somebody works."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        self.now += seconds


def test_a_step_takes_its_own_time_and_that_of_a_collection_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(timing, "time", clock)
    monkeypatch.setattr(timing.gc, "collect", lambda: clock.work(10.0))
    rivals = {"slow": lambda: clock.work(3.0), "fast": lambda: clock.work(1.0)}
    assert timing.median_seconds(rivals, collector=True) == {"slow": 3.0, "fast": 1.0}
    assert timing.median_seconds(rivals, collector=False) == {"slow": 13.0, "fast": 11.0}


def test_one_slow_step_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, durations = Clock(), iter([9.0, 1.0, 1.0, 100.0] + [1.0] * 100)
    monkeypatch.setattr(timing, "time", clock)
    assert timing.median_seconds({"ours": lambda: clock.work(next(durations))}, collector=True) == {"ours": 1.0}


@pytest.mark.parametrize("before", [True, False])
def test_the_collector_is_given_back_as_it_was(before: bool) -> None:
    with timing.collector_on(before):
        for inside in (True, False):
            with pytest.raises(KeyboardInterrupt), timing.collector_on(inside):
                assert gc.isenabled() == inside
                raise KeyboardInterrupt
            assert gc.isenabled() == before


def test_a_row_says_how_many_times_smaller_ours_is_and_whether_that_was_promised() -> None:
    row = Row("a step", "ms", Pair(1250.0, 31.25), Pair(300.0, 30.0), at_least=40.0)
    assert row.markdown() == "| a step | 1,250 ms | 31.2 ms | 40.0× | 10.0× |"
    assert row.kept
    assert not Row("a step", "ms", Pair(1250.0, 31.3), at_least=40.0).kept
    assert Row("memory", "bytes", Pair(521.0, 176.0), at_most=180.0).kept
    assert not Row("memory", "bytes", Pair(521.0, 181.0), at_most=180.0).kept
    assert table([Row("left", "objects", Pair(7.0, 0.0))]).splitlines()[-1] == "| left | 7 objects | 0 objects | – |  |"
