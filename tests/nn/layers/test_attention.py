"""Embedding and attention: what they compute, their laws, their gradients, what they refuse."""

import math
import statistics
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, check_gradients, dot, topological_order
from autograd.transforms.tree import leaves, mapped
from nn import Embedding, MultiHeadAttention, attention_weights, scaled_dot_product_attention
from nn.layers.attention import Cache
from tests.examples import examples

numbers = st.floats(-2.0, 2.0)
seeds = st.integers(0, 1000)


def sequences(steps: st.SearchStrategy[int], size: int) -> st.SearchStrategy[list[list[float]]]:
    vector = st.lists(numbers, min_size=size, max_size=size)
    return steps.flatmap(lambda n: st.lists(vector, min_size=n, max_size=n))


def data(nested: Any) -> Any:
    return mapped(lambda x: x.data if isinstance(x, Value) else x, nested)


def close(found: Any, expected: Any) -> bool:
    found, expected = list(leaves(data(found))), list(leaves(data(expected)))
    return len(found) == len(expected) and bool(found == pytest.approx(expected, rel=1e-12, abs=1e-12))


def attention(size: int, heads: int, seed: int, causal: bool = False) -> MultiHeadAttention:
    """One with biases too."""
    random = Random(seed)
    module = MultiHeadAttention(size, heads, causal=causal, random=random)
    for p in module.parameters():
        p.data += random.gauss(0.0, 0.3)
    return module


modules = st.builds(attention, st.just(4), st.sampled_from([1, 2, 4]), seeds, st.booleans())
causal_modules = st.builds(attention, st.just(4), st.sampled_from([1, 2, 4]), seeds, st.just(True))
of_size_4 = sequences(st.integers(1, 4), 4)


# Embedding


@given(st.integers(1, 4), st.integers(1, 3), seeds, st.data())
def test_an_embedding_is_a_table(count: int, size: int, seed: int, draw: st.DataObject) -> None:
    table = Embedding(count, size, random=Random(seed))
    index = st.integers(0, count - 1)
    i, several = draw.draw(index), draw.draw(st.lists(index))
    assert table(i) == table.weight[i]
    assert table(several) == [table.weight[i] for i in several]
    assert table(range(count)) == table.weight


def test_an_embedding_starts_with_standard_normal_numbers() -> None:
    numbers = [w.data for row in Embedding(100, 40, random=Random(0)).weight for w in row]
    mean, deviation = statistics.fmean(numbers), statistics.pstdev(numbers)
    assert abs(mean) < 4 / 4000**0.5  # four standard errors of 4,000 draws
    assert abs(deviation - 1.0) < 4 / 8000**0.5


def test_only_the_rows_that_were_looked_up_are_blamed_as_often_as_they_were() -> None:
    table = Embedding(4, 2, random=Random(0))
    autograd.sum(leaves(table([1, 3, 1]))).backward()
    assert [[w.grad for w in row] for row in table.weight[1::2]] == [[2.0, 2.0], [1.0, 1.0]]
    assert not any(w.grad for row in table.weight[0::2] for w in row)


def test_a_row_that_is_changed_leaves_the_table_as_it_was() -> None:
    table = Embedding(2, 2, random=Random(0))
    table(0).clear()
    assert len(table(0)) == 2


def test_indices_may_come_from_numpy() -> None:
    numpy = pytest.importorskip("numpy")
    table = Embedding(3, 2, random=Random(0))
    assert table(numpy.array([2, 0])) == [table.weight[2], table.weight[0]]
    assert table(numpy.int64(1)) == table.weight[1]


@pytest.mark.parametrize("index", [-1, 3, 0.0, "a", None])
def test_an_index_that_is_none_is_refused(index: Any) -> None:
    with pytest.raises(ValueError, match=r"Embedding: an index is an int from 0 to 2, but .* came; build it with a"):
        Embedding(3, 2)(index)


@pytest.mark.parametrize(("count", "size"), [(0, 1), (1, 0), (-1, 2)])
def test_an_empty_table_is_refused(count: int, size: int) -> None:
    with pytest.raises(ValueError, match=f"Embedding: {count} vectors of {size} numbers are not a table"):
        Embedding(count, size)


def test_a_compiled_embedding_looks_up_what_it_is_given_each_time() -> None:
    pytest.importorskip("numpy")
    table = Embedding(5, 3, random=Random(0))
    fast = autograd.compile(lambda indices: table(indices))
    for indices in ([0, 4], [3, 3], [1, 2]):
        assert close(fast(indices), table(indices))
    autograd.sum(leaves(fast([2, 2]))).backward()
    assert [row[0].grad for row in table.weight] == [0.0, 0.0, 2.0, 0.0, 0.0]
    with pytest.raises(ValueError, match="Embedding: an index is an int from 0 to 4"):
        fast([0, 5])


# attention


@examples(40)
@given(of_size_4, of_size_4)
def test_weights_are_shares(queries: list[list[float]], keys: list[list[float]]) -> None:
    for row in attention_weights(queries, keys):
        assert len(row) == len(keys)
        assert min(row) >= 0.0
        assert sum(row) == pytest.approx(1.0, abs=1e-12)


def test_the_formula_by_hand() -> None:
    queries, keys, values = [[1.0, 2.0]], [[3.0, 4.0], [0.5, -1.0]], [[1.0, 0.0], [0.0, 10.0]]
    first, second = math.exp(11.0 / math.sqrt(2.0)), math.exp(-1.5 / math.sqrt(2.0))
    share = first / (first + second)
    assert close(attention_weights(queries, keys), [[share, 1.0 - share]])
    assert close(scaled_dot_product_attention(queries, keys, values), [[share, 10.0 * (1.0 - share)]])


@examples(40)
@given(of_size_4, st.data())
def test_causal_attention_is_that_to_what_came_before(x: list[list[float]], draw: st.DataObject) -> None:
    keys, values = ([[draw.draw(numbers) for _ in range(4)] for _ in x] for _ in range(2))
    expected = [scaled_dot_product_attention([q], keys[: i + 1], values[: i + 1])[0] for i, q in enumerate(x)]
    assert close(scaled_dot_product_attention(x, keys, values, causal=True), expected)
    assert [len(row) for row in attention_weights(x, keys, causal=True)] == list(range(1, len(x) + 1))


@examples(40)
@given(of_size_4)
def test_the_last_queries_of_a_causal_attention_belong_to_the_last_keys(x: list[list[float]]) -> None:
    together = attention_weights(x, x, causal=True)
    assert close([attention_weights([x[i]], x[: i + 1], causal=True)[0] for i in range(len(x))], together)
    assert close(attention_weights(x[1:], x, causal=True), together[1:])


@examples(40)
@given(of_size_4, of_size_4, st.randoms(use_true_random=False))
def test_the_order_of_the_keys_does_not_matter(
    queries: list[list[float]], keys: list[list[float]], random: Random
) -> None:
    values = [[random.random()] for _ in keys]
    order = random.sample(range(len(keys)), len(keys))
    shuffled = [keys[i] for i in order], [values[i] for i in order]
    expected = scaled_dot_product_attention(queries, keys, values)
    assert close(scaled_dot_product_attention(queries, *shuffled), expected)


def test_large_scores_do_not_overflow() -> None:
    assert attention_weights([[1e4]], [[1e4], [-1e4]]) == [[1.0, 0.0]]


@pytest.mark.parametrize(
    ("queries", "keys", "causal", "complaint"),
    [
        ([[1.0]], [], False, "1 queries and 0 keys came; give at least one key$"),
        ([[1.0], [2.0]], [[1.0]], True, "2 queries and 1 keys came; give at least one key, and as many as queries"),
        ([[1.0]], [[1.0, 2.0]], False, r"queries and keys of \[1, 2\] numbers came; give all of them the same size"),
    ],
)
def test_queries_without_keys_are_refused(queries: Any, keys: Any, causal: bool, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        attention_weights(queries, keys, causal=causal)


def test_keys_without_values_are_refused() -> None:
    with pytest.raises(ValueError, match="2 keys but 1 values came; give one for each"):
        scaled_dot_product_attention([[1.0]], [[1.0], [2.0]], [[1.0]])


# MultiHeadAttention


@examples(40)
@given(modules, of_size_4)
def test_heads_are_attentions_on_parts(module: MultiHeadAttention, x: list[list[float]]) -> None:
    """Each head as an attention of its own, written with the parameters as they are saved."""
    state = module.state_dict()
    every = [[dot(row, step, bias) for row, bias in zip(state["in_proj_weight"], state["in_proj_bias"])] for step in x]
    size = 4 // module.heads
    parts: list[list[float]] = [[] for _ in x]
    for head in range(module.heads):
        q, k, v = ([row[begin + head * size :][:size] for row in every] for begin in (0, 4, 8))
        for part, more in zip(parts, scaled_dot_product_attention(q, k, v, causal=module.causal)):
            part += more
    expected = [
        [dot(row, part, b) for row, b in zip(state["out_proj.weight"], state["out_proj.bias"])] for part in parts
    ]
    assert close(module(x), expected)


@examples(6)
@given(st.builds(attention, st.just(2), st.sampled_from([1, 2]), seeds, st.booleans()), sequences(st.just(2), 2))
def test_gradients_are_slopes(module: MultiHeadAttention, x: list[list[float]]) -> None:
    def loss(x: Any) -> Value:
        return autograd.sum(y * y for y in leaves(module(x)))

    assert check_gradients(loss, x, parameters=module.named_parameters(), scheme="five-point")


@examples(25)
@given(modules, of_size_4)
def test_compiled_gives_the_same(module: MultiHeadAttention, x: list[list[float]]) -> None:
    pytest.importorskip("numpy")

    def loss(x: Any) -> Value:
        return autograd.sum(y * y for y in leaves(module(x)))

    found = []
    for function in (loss, autograd.compile(loss)):
        inputs = mapped(Value, x)
        module.zero_grad()
        result = function(inputs)
        result.backward()
        found.append([result.data, *(v.grad for v in [*leaves(inputs), *module.parameters()])])
    assert close(*found)


@examples(40)
@given(causal_modules, of_size_4, st.data())
def test_no_step_of_a_causal_attention_sees_a_later_one(
    module: MultiHeadAttention, x: list[list[float]], draw: st.DataObject
) -> None:
    changed = draw.draw(st.integers(0, len(x) - 1))
    moved = [number + 0.5 for number in x[changed]]  # not far, or the step might turn away from itself altogether
    before, after = module(x), module([*x[:changed], moved, *x[changed + 1 :]])
    assert data(before[:changed]) == data(after[:changed])
    assert data(before[changed]) != data(after[changed])


@examples(40)
@given(st.builds(attention, st.just(4), st.sampled_from([1, 2, 4]), seeds), of_size_4, st.randoms())
def test_without_a_mask_steps_in_another_order_give_the_same_in_that_order(
    module: MultiHeadAttention, x: list[list[float]], random: Random
) -> None:
    order = random.sample(range(len(x)), len(x))
    outputs = module(x)
    assert close(module([x[i] for i in order]), [outputs[i] for i in order])


@examples(40)
@given(causal_modules, sequences(st.integers(2, 5), 4), st.data())
def test_with_a_cache_it_can_be_given_in_portions(
    module: MultiHeadAttention, x: list[list[float]], draw: st.DataObject
) -> None:
    cut = draw.draw(st.integers(1, len(x) - 1))
    cache, variables = Cache(), mapped(Value, x)
    outputs = module(variables[:cut], cache)
    outputs += module(variables[cut:], cache)
    assert len(cache) == len(x)
    twins = mapped(Value, x)
    assert close(outputs, module(twins))
    autograd.sum(leaves(outputs)).backward()
    autograd.sum(leaves(module(twins))).backward()
    assert close([v.grad for v in leaves(variables)], [v.grad for v in leaves(twins)])


@examples(40)
@given(modules, of_size_4)
def test_its_weights_can_be_looked_at(module: MultiHeadAttention, x: list[list[float]]) -> None:
    weights = module.weights(x)
    assert len(weights) == module.heads
    for head in weights:
        assert [len(row) for row in head] == [i + 1 if module.causal else len(x) for i in range(len(x))]
        assert [sum(row).data for row in head] == pytest.approx([1.0] * len(x))


def test_parameters_have_the_names_and_shapes_of_pytorch() -> None:
    assert repr(MultiHeadAttention(6, 2, random=Random(0), causal=True)).splitlines() == [
        "MultiHeadAttention: 2 heads of softmax(Q·Kᵀ / √3)·V, each step up to itself   (168 parameters)",
        "  in_proj_weight   18 × 6  108",
        "  in_proj_bias     18       18",
        "  out_proj.weight  6 × 6    36",
        "  out_proj.bias    6         6",
    ]


def test_a_picture_folds_it_into_its_parts() -> None:
    module = MultiHeadAttention(4, 2, random=Random(0))
    nodes = autograd.topological_order(*leaves(module([[1.0, 2.0, 3.0, 4.0]] * 2)))
    scopes = {node.info.scope[:2] for node in nodes if node.operation}
    assert scopes == {("attention", part) for part in ("query", "key", "value", "head 1", "head 2", "output")}


@pytest.mark.parametrize(("size", "heads"), [(4, 3), (4, 0), (0, 1), (2, 4)])
def test_heads_that_do_not_share_evenly_are_refused(size: int, heads: int) -> None:
    with pytest.raises(ValueError, match="MultiHeadAttention: .* cannot share .* evenly; take a size that is a multip"):
        MultiHeadAttention(size, heads)


def test_what_is_no_sequence_for_it_is_refused() -> None:
    module = MultiHeadAttention(2)
    with pytest.raises(ValueError, match="MultiHeadAttention: no steps came; give a list with a vector for each"):
        module([])
    with pytest.raises(ValueError, match="attention, query: 2 inputs expected, but 3 came"):
        module([[1.0, 2.0, 3.0]])
    with pytest.raises(ValueError, match="a cache is for steps that see no later one; build it with causal=True"):
        module([[1.0, 2.0]], Cache())


def test_a_picture_of_attention_is_framed_by_its_four_layers_and_its_heads() -> None:
    attention = MultiHeadAttention(2, heads=2, random=Random(0))
    nodes = topological_order(attention([[1.0, 0.0], [0.0, 1.0]])[0][0])
    outermost = {node.info.scope[:2] for node in nodes if node.info.scope}
    parts = ("query", "key", "value", "head 1", "head 2", "output")
    assert outermost == {("attention", part) for part in parts}
