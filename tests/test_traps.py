"""The page docs/traps.md is what the traps give today: glassgrad's column always, those of others where they are."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("numpy", reason='NumPy is not installed: pip install "glassgrad[compile]"')

from benchmarks.traps.by_glassgrad import framework as glassgrad
from benchmarks.traps.framework import GLASSGRAD, JAX, TORCH, Framework, Function
from benchmarks.traps.outcome import AS_EAGER, LEFT_OUT, REFUSED, WRONG, agree, outcome
from benchmarks.traps.page import KINDS, PAGE, outcomes_on, page, versions_on, words
from benchmarks.traps.table import TRAPS, Trap, trap

TEXT = PAGE.read_text(encoding="utf-8")
LISTED = dict(outcomes_on(TEXT))


@pytest.mark.parametrize("name", TRAPS)
def test_glassgrad_is_not_wrong_and_does_what_the_page_says(name: str) -> None:
    found = outcome(TRAPS[name], glassgrad)
    assert found.word in (AS_EAGER, REFUSED), found
    assert found.word == LISTED[words(TRAPS[name])][GLASSGRAD]


@pytest.mark.parity
def test_jax_does_what_the_page_says() -> None:
    pytest.importorskip("jax")
    from benchmarks.traps.by_jax import framework

    if not set(framework.versions()) <= set(versions_on(TEXT)):
        pytest.skip("the page was written with another version of JAX")
    found = {words(trap): outcome(trap, framework).word for trap in TRAPS.values()}
    assert found == {row: listed[JAX] for row, listed in LISTED.items()}


def test_the_page_has_every_trap_once_and_its_own_totals() -> None:
    assert len(LISTED) == len(TRAPS) >= 80
    assert {trap.kind for trap in TRAPS.values()} == set(KINDS)
    found = {
        framework: {name: LISTED[words(trap)][framework] for name, trap in TRAPS.items()}
        for framework in (GLASSGRAD, TORCH, JAX)
    }
    assert page(found, versions_on(TEXT)) == TEXT


# The outcomes themselves


def case(compiled: Function, it: Framework) -> Iterator[Any]:
    """A function gives its argument twice."""
    f = compiled(lambda x: x * 2.0)
    yield [f(it.number(3.0)), "text", None]
    yield f(it.number(-0.0))


def with_compiler(compiled: Function, refusals: tuple[type[Exception], ...] = (KeyError,)) -> Framework:
    """Return a framework of floats with this compiler."""
    return Framework("floats", (), compiled, float, float, float, print, print, refusals)


def failing(kind: type[Exception], calls: int, gives: float) -> Function:
    """Return a compiler whose functions give a number so many times, and then raise an error."""

    def compiled(function: Function) -> Function:
        left = [calls]

        def fast(x: float) -> float:
            left[0] -= 1
            if left[0] < 0:
                raise kind
            return gives

        return fast

    return compiled


@pytest.mark.parametrize(
    ("compiled", "word"),
    [
        (lambda f: f, AS_EAGER),
        (lambda f: lambda x: 6.0, WRONG),
        (failing(KeyError, 0, 0.0), REFUSED),
        (failing(KeyError, 1, 6.0), REFUSED),
        (failing(KeyError, 1, 7.0), WRONG),
        (failing(TypeError, 1, 6.0), WRONG),
    ],
    ids=["as eager", "always 6", "refused at once", "refused later", "wrong before", "another error"],
)
def test_an_outcome(compiled: Function, word: str) -> None:
    assert outcome(Trap(case, "", ()), with_compiler(compiled)).word == word


def test_a_trap_may_be_left_out() -> None:
    assert outcome(Trap(case, "", ("floats",)), with_compiler(lambda f: f)).word == LEFT_OUT


def test_an_error_of_eager_is_raised() -> None:
    def broken(compiled: Function, it: Framework) -> Iterator[Any]:
        yield 1 // 0

    with pytest.raises(ZeroDivisionError):
        outcome(Trap(broken, "", ()), with_compiler(lambda f: f))


def test_two_traps_of_one_name_are_noticed() -> None:
    first = next(iter(TRAPS.values()))
    with pytest.raises(ValueError, match="there is a trap .* already; give this one another name"):
        trap()(first.case)


@pytest.mark.parametrize(
    ("found", "expected", "same"),
    [
        (1.0 + 1e-12, 1.0, True),
        (1.0 + 1e-6, 1.0, False),
        (-0.0, 0.0, False),
        (float("nan"), float("nan"), True),
        (1.0, float("nan"), False),
        (True, 1.0, True),
        ("a", "b", False),
        (None, 0.0, False),
        ([1.0], [1.0, 2.0], False),
        ([1.0, ["a"]], [1.0, ["a"]], True),
    ],
)
def test_what_counts_as_the_same(found: Any, expected: Any, same: bool) -> None:
    assert agree(found, expected) == same
