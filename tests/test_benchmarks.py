"""The benchmark's own arithmetic, and that its rivals compute the same thing."""

import gc
import sys
from collections.abc import Callable
from itertools import cycle
from math import isclose
from types import SimpleNamespace

import pytest

pytest.importorskip("numpy", reason='NumPy is not installed: pip install "glassgrad[compile]"')

from autograd import Value
from benchmarks import alone, bars, chain, compiled, field, measured, memory, tasks, timing, two_moons
from benchmarks.results import Figure, Row, table


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
    assert 100 < memory.bytes_of(chain.chain(Value)) / 2_000 <= 178
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


def test_the_least_counts_and_the_median_tells_the_spread() -> None:
    assert Figure.of([9.0, 1.0, 3.0, 100.0, 2.0]) == Figure(least=1.0, median=3.0)


@pytest.mark.parametrize("collector", ["on", "off"])
def test_a_step_is_timed_in_a_process_of_its_own(collector: str) -> None:
    taken = [float(x) for x in alone.alone("glassgrad nn", collector, 2).stdout.split()]
    assert len(taken) == 2
    assert all(x > 0.0 for x in taken)


def test_a_process_that_fails_is_shown() -> None:
    with pytest.raises(RuntimeError, match="KeyError: 'tinygrad'"):
        alone.alone("tinygrad", "on", 1)


@pytest.mark.parametrize("before", [True, False])
def test_the_collector_is_given_back_as_it_was(before: bool) -> None:
    with timing.collector_on(before):
        for inside in (True, False):
            with pytest.raises(KeyboardInterrupt), timing.collector_on(inside):
                assert gc.isenabled() == inside
                raise KeyboardInterrupt
            assert gc.isenabled() == before


def test_a_row_says_how_many_times_smaller_ours_is_and_whether_that_was_promised() -> None:
    row = Row("a step", "ms", Figure(1250.0, 1301.0), Figure(31.25, 33.0), at_least=40.0)
    assert row.markdown() == "| a step | 1,250 ms (1,301) | 31.2 ms (33) | 40.0× |"
    assert row.kept
    assert not Row("a step", "ms", Figure.of([1250.0]), Figure.of([31.3]), at_least=40.0).kept
    assert Row("memory", "bytes", Figure.of([521.0]), Figure.of([176.0]), at_most=176.1).kept
    assert not Row("memory", "bytes", Figure.of([521.0]), Figure.of([184.0]), at_most=176.1).kept
    left = Row("left", "objects", Figure.of([7.0]), Figure.of([0.0]))
    assert table([left]).splitlines()[-1] == "| left | 7 objects | 0 objects | – |"


# Compiled programs beside their rivals


def losses_of(makers: dict[str, field.Make], steps: int) -> dict[str, list[float]]:
    """What each rival gives in its first steps."""
    return {name: field.started(make, steps)[2] for name, make in makers.items()}


SMALL = [(tasks.Moons(), 3), (tasks.Documents(lengths=(2, 4)), 4), (tasks.Digits(sizes=(6, 5, 4, 3), batch=4), 4)]
each_task = pytest.mark.parametrize(("task", "steps"), SMALL, ids=["moons", "documents", "digits"])


@each_task
@pytest.mark.parametrize("ours", [field.EAGER, field.OURS_NUMPY, field.OURS_NUMBA])
def test_ours_take_the_steps_of_numpy_by_hand(ours: str, task: tasks.Moons, steps: int) -> None:
    if field.missing(ours):
        pytest.skip(f"{ours}: {field.missing(ours)}")
    losses = losses_of(field.makers(task, (field.NUMPY, ours)), steps)
    assert losses.keys() == {field.NUMPY, ours}
    assert field.differing(losses) == []
    assert len(set(losses[ours])) == steps


@pytest.mark.parametrize("task", [tasks.Moons(), tasks.Documents(lengths=(2, 16))], ids=["moons", "documents"])
def test_c_takes_the_same_steps(task: tasks.Moons) -> None:
    if field.missing(field.C):
        pytest.skip(field.missing(field.C))
    assert field.differing(losses_of(field.makers(task, (field.NUMPY, field.C)), 5)) == []


@pytest.mark.parity
@each_task
@pytest.mark.parametrize(("rival", "package"), [(field.TORCH, "torch"), (field.JAX, "jax")])
def test_pytorch_and_jax_take_the_same_steps(rival: str, package: str, task: tasks.Moons, steps: int) -> None:
    pytest.importorskip(package)
    losses = losses_of(field.makers(task, (field.NUMPY, rival)), steps)
    assert losses.keys() == {field.NUMPY, rival}
    assert field.differing(losses) == []


def test_batched_takes_the_same_steps() -> None:
    plain = field.makers(tasks.Moons(), [field.NUMPY])
    batched = field.makers(tasks.Moons(), [field.EAGER, field.OURS_NUMPY], batched=True)
    assert field.differing(losses_of(plain | batched, 3)) == []


def test_a_rival_that_computes_something_else_is_noticed() -> None:
    assert field.differing({"right": [1.0, 2.0], "same": [1.0, 2.0 + 1e-12], "wrong": [1.0, 2.0 + 1e-8]}) == ["wrong"]
    wrong: dict[str, field.Make] = {"one": lambda: lambda: 1.0, "other": lambda: lambda: 1.001}
    with pytest.raises(ArithmeticError, match="not the same loss as one: other"):
        measured.race(wrong)


def test_who_is_not_here_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(field.RIVALS, "nobody", field.Rival("by_numpy", needs="a_package_that_nobody_has"))
    assert "a_package_that_nobody_has" in field.missing("nobody")
    assert field.makers(tasks.Moons(), ["nobody", field.NUMPY]).keys() == {field.NUMPY}
    assert field.makers(tasks.Digits(), [field.NUMPY, field.C]).keys() == {field.NUMPY}


def test_in_turns_everyone_works_alone_and_the_median_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, uneven = Clock(), cycle([1.0, 3.0])
    monkeypatch.setattr(timing, "time", clock)
    rivals = {"even": lambda: clock.work(0.004), "uneven": lambda: clock.work(next(uneven))}
    assert timing.medians_in_turns(rivals, together=2) == pytest.approx({"even": 0.004, "uneven": 2.0})


def test_the_first_result_is_the_slowest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, durations = Clock(), iter([0.5, 2.0, 1.0])
    monkeypatch.setattr(field, "time", clock)

    def make() -> Callable[[], float]:
        clock.work(1.0)
        return step

    def step() -> float:
        clock.work(next(durations))
        return clock.now

    assert field.started(make, 3) == (step, 2.0, [1.5, 3.5, 4.5])


def test_a_bar_says_whether_it_holds() -> None:
    kept, broken = bars.Bar("a", 2.4321, "×", at_most=2.5), bars.Bar("b", 2513.0, "×", at_least=3000.0)
    assert kept.kept
    assert kept.markdown() == "| a | 2.43 × | ≤ 2.5 | holds |"
    assert not broken.kept
    assert broken.markdown() == "| b | 2,513 × | ≥ 3,000 | **does not hold** |"


def test_a_bar_without_a_figure_is_not_kept() -> None:
    bar = bars.Bar("a", None, "×", at_most=2.5)
    assert not bar.kept
    assert bar.markdown() == "| a | not here | ≤ 2.5 | |"


def test_the_bars_compare_ours_with_the_rivals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "missing", lambda name: "")  # whatever is installed here
    stats = SimpleNamespace(nodes=1000, instructions=13, lift_seconds=0.001)
    found = measured.Measured(dict.fromkeys(field.RIVALS, 1.0), dict.fromkeys(field.RIVALS, 0.2))
    found.programs = {field.OURS_NUMPY: [stats, stats]}
    found.times |= {field.OURS_NUMBA: 3.0, field.EAGER: 9000.0}
    rows = bars.bars(dict.fromkeys([measured.LOOPS, measured.BATCHED, measured.DOCUMENTS, measured.DIGITS], found), 9.0)
    figures = {row.what: (row.figure, row.kept) for row in rows}
    assert figures[f"{measured.LOOPS}: {field.OURS_NUMBA} ÷ {field.C}"] == (3.0, False)
    assert figures[f"{measured.DOCUMENTS}: {field.OURS_NUMBA} ÷ {field.C}"] == (3.0, True)
    assert figures[f"{measured.DOCUMENTS}: {field.EAGER} ÷ {field.OURS_NUMBA}"] == (3000.0, True)
    assert figures[f"{measured.DOCUMENTS}: first result, {field.OURS_NUMPY}"] == (0.2, True)
    assert figures[f"{measured.LOOPS}: program"] == (13, False)
    assert figures[f"{measured.DOCUMENTS}: program"] == (13, True)
    assert figures[f"{measured.LOOPS}: lifting, a scalar node"] == (pytest.approx(1.0), True)
    assert f"| {measured.DIGITS} | 1,000 | 9,000,000 |" in compiled.table({measured.DIGITS: found})
