"""An error planted in fusing, scheduling or factoring is caught by the proof."""

from dataclasses import replace

import pytest

import autograd
from autograd import Value, exp, tanh
from autograd.functions.families import largest
from autograd.operation import binary
from tests.autograd.compile.proof.planting import (
    RAGGED,
    assert_caught,
    lengths,
    numbers,
    outcome,
    planted,
    quotients,
    table_of_products,
)

np = pytest.importorskip("numpy")

from autograd.compile.lifting import factor, fuse, lift, schedule  # noqa: E402
from autograd.compile.lifting.instructions import operand  # noqa: E402


def test_without_an_error_nothing_is_said():
    for f, args in (
        (quotients, (numbers(3), numbers(3))),
        (table_of_products, (numbers(8, 8), numbers(8, 8))),
        (lengths, (RAGGED,)),
    ):
        found, expected = outcome(autograd.compile(f), *args), outcome(f, *args)
        assert found[0] == pytest.approx(expected[0], rel=1e-12)
        assert found[1] == pytest.approx(expected[1], rel=1e-12)


# Fusing


def test_a_wrong_sign(monkeypatch):
    planted(monkeypatch, fuse, "all_terms", lambda terms, *_: replace(terms, sign=np.abs(terms.sign)))
    assert_caught(lambda x, y: x - y, *numbers(2), what="result")


def test_a_lost_term(monkeypatch):
    planted(monkeypatch, fuse, "all_terms", lambda terms, *_: terms[np.arange(len(terms.owner) - 1)])
    assert_caught(lambda xs: sum(x * x for x in xs), numbers(3), what="result")


def test_swapped_factors_and_terms_of_a_dot(monkeypatch):
    def crossed(terms, *_):
        return replace(terms, right=np.where(terms.right == fuse.PLAIN, terms.right, terms.right[::-1]))

    planted(monkeypatch, fuse, "all_terms", crossed)
    assert_caught(lambda xs, ys: autograd.dot(xs, ys) + 0.0, numbers(3), numbers(3, seed=1), what="result")


# Scheduling


def test_an_instruction_before_its_inputs(monkeypatch):
    planted(monkeypatch, lift, "batches", lambda batches, *_: batches[::-1])
    with pytest.warns(UserWarning, match="error of the compiler"):
        assert outcome(autograd.compile(lambda x: tanh(exp(x))), Value(0.5)) == outcome(
            lambda x: tanh(exp(x)), Value(0.5)
        )


def colliding(codes, start, owners):
    """The keys as they were once: sums of hashes, which are alike for other sequences."""
    place = np.arange(64)
    weights = (place * 2 + 1) * np.int64(0x9E3779B97F4A7C1) ^ (place << 40)
    for begin, end in zip(start[owners], start[owners + 1]):
        yield int(((1 + codes[begin:end]) * weights[: end - begin]).sum()).to_bytes(8, "little", signed=True)


def products_at(places, xs, w):
    terms = [x * w if place in places else x for place, x in enumerate(xs)]
    return sum(terms[1:], terms[0])


def test_sums_whose_keys_collide(monkeypatch):
    monkeypatch.setattr(factor, "sequences", colliding)

    def f(rows, w):
        return autograd.sum(products_at(places, row, w) for row in rows for places in ((3, 5), (1, 7)))

    assert_caught(f, numbers(4, 10), Value(3.0), what="result")


def test_a_row_recognised_by_its_name(monkeypatch):
    def by_name(row):
        return largest if row.name.startswith("largest(") else None

    monkeypatch.setattr(factor, "family_of", by_name)
    monkeypatch.setattr(schedule, "family_of", by_name)
    own = binary("largest(2)", "own({}, {})", lambda a, b: a * b, lambda a, b, y: (b, a))
    assert_caught(lambda x, y: own(x, y), *numbers(2), what="result")


# Factoring


def test_a_swapped_operand(monkeypatch):
    planted(monkeypatch, factor.Factoring, "apply", lambda step, *_: replace(step, operands=step.operands[::-1]))
    assert_caught(quotients, numbers(3), numbers(3, seed=1), what="result")


def test_a_wrong_index_in_a_table(monkeypatch):
    def wrong(step, *_):
        table = step.operands[0].table.copy()
        table.flat[-1] = table.flat[0]
        return replace(step, operands=[operand(table), *step.operands[1:]])

    planted(monkeypatch, factor.Factoring, "apply", wrong)
    assert_caught(quotients, numbers(3), numbers(3, seed=1), what="result")


def test_results_in_each_others_places(monkeypatch):
    right = factor.sorted_lists

    def wrong(lists, number):
        found, place = right(lists, number)
        return found, place[::-1]

    def f(a, b):
        products = [[sum(x * y for x, y in zip(row, column)) for column in b] for row in a]
        return autograd.sum(tanh(y) / i for i, row in enumerate(products, 1) for y in row)

    monkeypatch.setattr(factor, "sorted_lists", wrong)
    assert_caught(f, numbers(8, 8), numbers(8, 8, seed=1), what="result")


def test_a_lost_part_of_a_sum(monkeypatch):
    planted(monkeypatch, factor.Factoring, "uniform", lambda step, *_: replace(step, parts=step.parts[1:]))
    assert_caught(lambda x, y, z: x * y + z, *numbers(3), what="result")


def test_segments_that_begin_at_a_wrong_place(monkeypatch):
    def wrong(step, *_):
        return replace(step, parts=[replace(part, starts=np.append(0, part.starts[1:] - 1)) for part in step.parts])

    planted(monkeypatch, factor.Factoring, "ragged", wrong)
    assert_caught(lengths, RAGGED, what="result")


def test_different_nodes_taken_for_one(monkeypatch):
    def wrong(chosen, self, nodes, columns):
        self.place[nodes] = self.place[nodes[0]]
        return chosen

    planted(monkeypatch, factor.Factoring, "put", wrong)
    assert_caught(quotients, numbers(3), numbers(3, seed=1), what="result")


def test_a_wrong_constant(monkeypatch):
    planted(monkeypatch, factor.Factoring, "place_leaves", lambda constants, *_: constants + 2**-40)
    assert_caught(lambda x: exp(x * 3.0), Value(0.5), what="result")
