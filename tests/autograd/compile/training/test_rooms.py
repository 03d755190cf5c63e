"""Intermediate results take the room of others that nobody reads any more, and never of one that somebody does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numpy")

from autograd.compile.lowering.scribe import Step
from autograd.compile.lowering.views import View, aligned, dense
from autograd.compile.training.rooms import packed
from autograd.operations import mul, sub
from tests.examples import examples

FIRST = 16  # two given blocks of 8 numbers lie before


@st.composite
def programs(draw):
    """Steps that each make a block of 8 numbers, or a single one, of what is there; some go back to the beginning."""
    blocks = [dense(0, (8,)), dense(8, (8,))]
    end, steps = FIRST, []
    for _ in range(draw(st.integers(1, 20))):
        inputs = [draw(st.sampled_from(blocks)) for _ in range(2)]
        size = 1 if all(x.size == 1 for x in inputs) or draw(st.integers(0, 5)) == 0 else 8
        if size == 1:
            inputs = [View(x.offset, (1,), (0,)) for x in inputs]
        spread = tuple(x if x.size == size else View(x.offset, (8,), (0,)) for x in inputs)
        if size == 8 and draw(st.integers(0, 4)) == 0:
            out = dense(draw(st.sampled_from([0, 8])), (8,))
        else:
            out = dense(end, (size,))
            end += size
            blocks.append(out)
        steps.append(Step("apply", out, spread, draw(st.sampled_from([mul, sub]))))
    return steps, end


def run(steps, memory):
    """What each step makes, in its turn."""
    made = []
    for step in steps:
        columns = [[memory[place] for place in x.places().tolist()] for x in step.inputs]
        values = [step.operation.compute(*point) for point in zip(*columns, strict=True)]
        for place, value in zip(step.out.places().tolist(), values, strict=True):
            memory[place] = value
        made.append(values)
    return made


@examples(300)
@given(programs())
def test_every_step_finds_what_it_found(program):
    steps, end = program
    start = [0.1 * i - 0.7 for i in range(FIRST)]
    moved, new_end = packed(steps, FIRST)
    before, after = start + [0.0] * (end - FIRST), start + [0.0] * (new_end - FIRST)
    assert run(moved, after) == run(steps, before)
    assert after[:FIRST] == before[:FIRST]


def test_a_chain_needs_one_room():
    steps = [Step("apply", dense(16 + 8 * i, (8,)), (dense(8 * i + 8, (8,)), 2.0), mul) for i in range(10)]
    moved, end = packed(steps, FIRST)
    assert {step.out.offset for step in moved} == {16}
    assert end == 24


def test_rooms_begin_with_a_line():
    assert [aligned(n) for n in (0, 1, 8, 9)] == [0, 8, 8, 16]
