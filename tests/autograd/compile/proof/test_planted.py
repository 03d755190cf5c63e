"""An error planted in any pass is caught by the proof; the function is then computed eagerly, and says so."""

import random
from dataclasses import replace

import pytest

import autograd
from autograd import Value, exp, mean, take, tanh, vmap
from autograd.functions.families import largest
from autograd.operation import binary
from nn.training import optimisers

np = pytest.importorskip("numpy")

from autograd.compile import factor, fuse, lift, schedule, steps, way, widen  # noqa: E402
from autograd.compile.batches import batching  # noqa: E402
from autograd.compile.instructions import Part, Sum, operand  # noqa: E402
from autograd.compile.scribe import Scribe  # noqa: E402
from autograd.compile.training import update  # noqa: E402
from autograd.compile.views import View  # noqa: E402


def planted(monkeypatch, owner, name, change):
    """After this, a function or method of a pass gives something else: change(what it gave, *its arguments)."""
    right = getattr(owner, name)
    monkeypatch.setattr(owner, name, lambda *args, **kwargs: change(right(*args, **kwargs), *args))


def numbers(*shape, seed=0):
    """Values in nested lists of this shape."""
    generator = random.Random(seed)

    def made(shape):
        return [made(shape[1:]) for _ in range(shape[0])] if shape else Value(generator.uniform(0.5, 2.0))

    return made(shape)


def leaves(x):
    return [leaf for part in x for leaf in leaves(part)] if isinstance(x, list) else [x]


def outcome(f, *args):
    """The result and the gradients."""
    for leaf in leaves(list(args)):
        leaf.grad = 0.0
    result = f(*args)
    result.backward()
    return result.data, [leaf.grad for leaf in leaves(list(args))]


def assert_caught(f, *args, what="result|gradient"):
    """That the program is not used, which is said, and that the function gives what eager gives."""
    with pytest.warns(UserWarning, match=f"computed eagerly: a ({what}) of its program.*error of the compiler"):
        found = outcome(autograd.compile(f), *args)
    assert found == outcome(f, *args)


def quotients(xs, ys):
    return autograd.sum(x / y for x, y in zip(xs, ys))


def layer(weights, xs):
    return autograd.sum(tanh(sum(w * x for w, x in zip(row, xs))) for row in weights)


def table_of_products(a, b):
    """Of two square matrices, so that a transposed one has the same shape."""
    return autograd.sum(tanh(sum(x * y for x, y in zip(row, column))) for row in a for column in b)


def lengths(rows):
    """Sums of different lengths: segments."""
    return autograd.sum(tanh(sum(x * x for x in row)) for row in rows)


RAGGED = [numbers(n, seed=n) for n in (2, 3, 4)]


def test_without_an_error_nothing_is_said():
    for f, args in (
        (quotients, (numbers(3), numbers(3))),
        (layer, (numbers(3, 4), numbers(4))),
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
    planted(monkeypatch, factor.Factoring, "place_leaves", lambda constants, *_: constants + 0.0 * constants + 2**-40)
    assert_caught(lambda x: exp(x * 3.0), Value(0.5), what="result")


# Steps


def test_a_slope_of_another_input(monkeypatch):
    planted(monkeypatch, steps, "slopes", lambda slopes, *_: slopes[::-1])
    assert_caught(quotients, numbers(3), numbers(3, seed=1), what="gradient")


def test_a_slope_with_a_wrong_sign(monkeypatch):
    planted(monkeypatch, steps, "slopes", lambda slopes, *_: tuple(-slope for slope in slopes))
    assert_caught(lambda x: exp(x), Value(0.5), what="gradient")


def test_a_scattered_slope_that_is_lost(monkeypatch):
    right = steps.Writer.write

    def wrong(self, do, out, *inputs, **kwargs):
        return out if do == "scatter" else right(self, do, out, *inputs, **kwargs)

    monkeypatch.setattr(steps.Writer, "write", wrong)
    assert_caught(lambda xs: sum(exp(xs[i] * xs[j]) for i, j in ((0, 3), (1, 2), (4, 0))), numbers(5), what="gradient")


def test_a_gradient_that_does_not_begin_at_zero(monkeypatch):
    planted(monkeypatch, steps.Writer, "finished", lambda found, *_: without_fills(found))
    assert_caught(lambda xs: sum(exp(xs[i] * xs[j]) for i, j in ((0, 3), (1, 2), (4, 0))), numbers(5), what="gradient")


def without_fills(found):
    found.backward[:] = [step for step in found.backward if step.do != "fill"]
    return found


def test_a_gradient_that_is_overwritten(monkeypatch):
    right = Scribe.deliver
    monkeypatch.setattr(Scribe, "deliver", lambda self, value, out, adds: right(self, value, out, False))
    assert_caught(lambda x: exp(x) * tanh(x), Value(0.5), what="gradient")


def test_a_matrix_that_is_not_transposed(monkeypatch):
    right = steps.Writer.back_part

    def wrong(self, part, flow):
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(steps, "transposed", lambda view: view)
            right(self, part, flow)

    monkeypatch.setattr(steps.Writer, "back_part", wrong)
    assert_caught(table_of_products, numbers(8, 8), numbers(8, 8, seed=1), what="gradient")


def test_a_square_that_is_differentiated_once(monkeypatch):
    planted(monkeypatch, steps.np, "array_equal", lambda found, *_: False)
    right = steps.Writer.chain

    def wrong(self, operands, slopes, flow):
        right(self, operands[:1], slopes[:1], flow)

    monkeypatch.setattr(steps.Writer, "chain", wrong)
    assert_caught(lambda x: x * x, Value(0.5), what="gradient")


def test_results_that_share_a_room(monkeypatch):
    def wrong(self, shape):
        view = View(self.first, tuple(shape), factor.dense(0, shape).strides)
        self.end = max(self.end, self.first + view.size)
        return view

    monkeypatch.setattr(Scribe, "room", wrong)
    assert_caught(lambda x, y: tanh(exp(x) / y) * tanh(x / y), *numbers(2))


# Regions


def of_samples(xs, w):
    return mean(exp(y) for y in vmap(lambda x: (x[0] * w).tanh() / x[1])(xs))


@pytest.mark.parametrize("method", ["flat", "spread"])
def test_a_wrong_table_of_samples(monkeypatch, method):
    def wrong(places, *_):
        places = places.copy()
        places.flat[-1] = places.flat[0]
        return places

    class Wrong(widen.Widening):
        pass

    planted(monkeypatch, Wrong, method, wrong)
    monkeypatch.setattr(factor, "Widening", Wrong)
    assert_caught(of_samples, numbers(3, 2), Value(0.7), what="result")


def test_a_sample_that_is_taken_for_another(monkeypatch):
    planted(monkeypatch, way, "lifted", swapped_samples)
    assert_caught(of_samples, numbers(3, 2), Value(0.7), what="result")


def swapped_samples(program, *_):
    """The operand of the first instruction, of which two samples have changed places."""
    step = program.instructions[0]
    assert isinstance(step, Sum)
    part = step.parts[0]
    assert isinstance(part, Part)
    table = part.left.table.copy()
    table.flat[[0, 1]] = table.flat[[1, 0]]
    step.parts[0] = replace(part, left=operand(table))
    return program


def test_a_wrong_program_of_one_sample(monkeypatch):
    def wrong(program, *_):
        for step in program.instructions:
            if hasattr(step, "operands"):
                step.operands.reverse()
        return program

    planted(monkeypatch, batching, "lifted", wrong)
    with pytest.warns(UserWarning, match="vmap: each one is traced for each sample.*error of the compiler"):
        found = outcome(autograd.compile(of_pairs), numbers(3, 2))
    assert found[0] == pytest.approx(outcome(of_pairs, numbers(3, 2))[0], rel=1e-12)


def one(x):
    return x[0] / x[1]


def of_pairs(xs):
    return mean(vmap(one)(xs))


def test_an_index_into_another_table(monkeypatch):
    def wrong(step, *_):
        return replace(step, candidates=operand(step.candidates.table[::-1].copy()))

    planted(monkeypatch, factor.Factoring, "pick", wrong)

    def f(table, x):
        return take(table, x - x) * x

    assert_caught(f, numbers(3), Value(1.0), what="result")


# What happens then


def test_a_training_goes_on_eagerly(monkeypatch):
    planted(monkeypatch, steps, "slopes", lambda slopes, *_: tuple(2.0 * slope for slope in slopes))
    w = Value(1.0)
    optimizer = optimisers.SGD([w], 0.05)
    fast = autograd.compile(lambda x: (exp(w) - x) ** 2)
    with pytest.warns(UserWarning, match="error of the compiler"), fast.training(optimizer) as step:
        losses = [step(2.0) for _ in range(5)]
    v = Value(1.0)
    expected = []
    for _ in range(5):
        loss = (exp(v) - 2.0) ** 2
        v.grad = 0.0
        loss.backward()
        v.data -= 0.05 * v.grad
        expected.append(loss.data)
    assert losses == expected


def test_it_is_said_once():
    with pytest.MonkeyPatch.context() as inner:
        planted(inner, steps, "slopes", lambda slopes, *_: tuple(-slope for slope in slopes))
        fast = autograd.compile(exp)
        with pytest.warns(UserWarning, match="error of the compiler"):
            fast(Value(1.0))
        assert fast(Value(2.0)).data == exp(2.0)  # a second warning would be an error


# The rule of an optimiser


def test_a_rule_whose_numbers_are_overwritten(monkeypatch):
    planted(
        monkeypatch, update, "packed", lambda found, written, first: ([moved_to(x, first) for x in found[0]], found[1])
    )
    v, w = Value(1.0), Value(1.0)
    optimizer, other = optimisers.Adam([w], 0.05), optimisers.Adam([v], 0.05)
    with pytest.warns(UserWarning, match="Adam moves its parameters one by one.*error of the compiler"):
        step = autograd.compile(lambda x: (exp(w) - x) ** 2).training(optimizer)
    with step:
        for _ in range(5):
            step(2.0)
    for _ in range(5):
        v.grad = 0.0
        ((exp(v) - 2.0) ** 2).backward()
        other.step()
    assert w.data == pytest.approx(v.data, rel=1e-12)


def moved_to(step, first):
    """The step with its result in the first of all rooms, which others have too."""
    return replace(step, out=replace(step.out, offset=first)) if step.out.offset > first else step
