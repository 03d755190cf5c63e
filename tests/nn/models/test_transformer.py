"""Block and GPT: what they compute, that they do not see the future, the cache, what they draw, what they refuse."""

import math
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, check_gradients, mean
from autograd.transforms.tree import leaves, mapped
from nn import GPT, Adam, Block, Dataset, cross_entropy_with_logits, fit, per_sample
from nn.models.transformer import sampled_index
from tests.examples import examples

VOCABULARY, CONTEXT = 5, 4
numbers = st.floats(-2.0, 2.0)
sizes_and_heads = st.sampled_from([(2, 1), (2, 2), (4, 2)])
tokens = st.integers(0, VOCABULARY - 1)
texts = st.lists(tokens, min_size=2, max_size=CONTEXT)


def moved(module: Any, seed: int) -> Any:
    """The module with every parameter somewhere else, so that none is 0 or 1 by chance of its beginning."""
    random = Random(seed)
    for p in module.parameters():
        p.data += random.gauss(0.0, 0.3)
    return module


def block(size: int, heads: int, causal: bool, activation: str, seed: int) -> Block:
    made: Block = moved(Block(size, heads, 3, activation, causal=causal, random=Random(seed)), seed)
    return made


def gpt(size: int = 4, heads: int = 2, blocks: int = 1, seed: int = 0) -> GPT:
    made: GPT = moved(GPT(VOCABULARY, CONTEXT, size, heads, blocks, random=Random(seed)), seed)
    return made


blocks = st.builds(
    block, st.just(4), st.sampled_from([1, 2]), st.booleans(), st.sampled_from(["gelu", "relu"]), st.integers(0, 99)
)
models = st.builds(lambda s, *rest: gpt(*s, *rest), sizes_and_heads, st.integers(1, 2), st.integers(0, 99))
sequences = st.lists(st.lists(numbers, min_size=4, max_size=4), min_size=2, max_size=3)


def close(found: Any, expected: Any, tolerance: float = 1e-12) -> bool:
    found, expected = ([x.data if isinstance(x, Value) else x for x in leaves(y)] for y in (found, expected))
    return len(found) == len(expected) and bool(found == pytest.approx(expected, rel=tolerance, abs=tolerance))


def value_and_gradients(function: Any, variables: Any, model: Any) -> list[float]:
    model.zero_grad()
    result = function(variables)
    result.backward()
    return [
        result.data,
        *(v.grad for v in leaves(variables) if isinstance(v, Value)),
        *(p.grad for p in model.parameters()),
    ]


# Block


@examples(30)
@given(blocks, sequences)
def test_a_block_adds_attention_and_then_a_network(module: Block, x: list[list[float]]) -> None:
    """With its parts switched off, by weights of 0, it gives what came; the two are added one after the other."""
    expected = mapped(Value, x)
    for part in (module.self_attn([module.norm1(s) for s in expected]), None):
        part = part or [module.linear2(module.linear1(module.norm2(s))) for s in expected]
        expected = [[a + b for a, b in zip(*rows)] for rows in zip(expected, part)]
    assert close(module(x), expected)
    for p in [*module.self_attn.out_proj.parameters(), *module.linear2.parameters()]:
        p.data = 0.0
    assert close(module(x), x)


@examples(3)
@given(st.sampled_from([1, 3]), st.booleans(), st.integers(0, 99))
def test_gradients_of_a_block_are_slopes(heads: int, causal: bool, seed: int) -> None:
    module, random = block(3, heads, causal, "gelu", seed), Random(seed)
    x = [[random.gauss(0.0, 1.0) for _ in range(3)] for _ in range(2)]

    def loss(x: Any) -> Value:
        return autograd.sum(y * y for y in leaves(module(x)))

    parameters = module.named_parameters()[seed % 9 :: 9]
    assert check_gradients(loss, x, parameters=parameters, scheme="five-point")


@examples(6)
@given(blocks, sequences)
def test_a_compiled_block_gives_the_same(module: Block, x: list[list[float]]) -> None:
    pytest.importorskip("numpy")

    def loss(x: Any) -> Value:
        return autograd.sum(y * y for y in leaves(module(x)))

    eager, compiled = (value_and_gradients(f, mapped(Value, x), module) for f in (loss, autograd.compile(loss)))
    assert close(compiled, eager, 1e-10)


def test_parameters_of_a_block_have_the_names_of_pytorch() -> None:
    assert [name for name, _ in Block(4, 2, random=Random(0)).tensors()] == [
        *(f"self_attn.{name}" for name in ("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias")),
        *(f"{part}.{name}" for part in ("linear1", "linear2", "norm1", "norm2") for name in ("weight", "bias")),
    ]


# GPT


@examples(15)
@given(models, texts)
def test_a_gpt_is_its_parts_one_after_the_other(model: GPT, text: list[int]) -> None:
    x = [[a + b for a, b in zip(model.tokens(t), model.positions(i))] for i, t in enumerate(text)]
    for part in model.blocks:
        x = part(x)
    assert close(model(text), [model.head(model.norm(step)) for step in x])


@examples(30)
@given(models, texts, st.data())
def test_a_later_token_changes_nothing_before_it(model: GPT, text: list[int], draw: st.DataObject) -> None:
    place = draw.draw(st.integers(1, len(text) - 1))
    changed = [*text[:place], (text[place] + 1) % VOCABULARY, *text[place + 1 :]]
    before, after = model(text), model(changed)
    assert close(before[:place], after[:place], 0.0)
    assert not close(before[place], after[place])


@examples(30)
@given(models, texts, st.data())
def test_with_the_cache_it_is_the_whole_sequence_again(model: GPT, text: list[int], draw: st.DataObject) -> None:
    """Token by token, and in any portions."""
    whole = model(text)
    caches = model.caches()
    assert close([model([token], caches)[0] for token in text], whole)
    caches, portions = model.caches(), []
    while len(portions) < len(text):
        portion = draw.draw(st.integers(1, len(text) - len(portions)))
        portions += model(text[len(portions) :][:portion], caches)
    assert close(portions, whole)
    assert [len(cache) for cache in caches] == [len(text)] * len(model.blocks)


@examples(20)
@given(models, texts)
def test_with_the_cache_nothing_is_computed_twice(model: GPT, text: list[int]) -> None:
    """Token by token, all together are as many operations as the whole sequence at once."""
    caches = model.caches()
    assert operations([model([token], caches) for token in text]) == operations(model(text))
    assert sum(operations(model(text[:end])) for end in range(1, len(text) + 1)) > operations(model(text))


def operations(outputs: Any) -> int:
    return sum(node.operation is not None for node in autograd.topological_order(*leaves(outputs)))


@examples(30)
@given(models, texts)
def test_the_loss_is_the_mean_surprise_at_each_next_token(model: GPT, text: list[int]) -> None:
    chances = [autograd.softmax([z.data for z in model(text[:end])[-1]])[text[end]] for end in range(1, len(text))]
    expected = -sum(map(math.log, chances)) / len(chances)
    assert model.loss(text).data == pytest.approx(expected, rel=1e-10)


@examples(3)
@given(st.integers(0, 99), st.lists(tokens, min_size=3, max_size=3))
def test_gradients_of_the_loss_are_slopes(seed: int, text: list[int]) -> None:
    model = gpt(4, 2, 1, seed)
    parameters = model.named_parameters()[seed % 40 :: 40]
    assert check_gradients(lambda: model.loss(text), parameters=parameters, scheme="five-point")


def test_a_compiled_loss_is_one_program_for_all_texts_of_a_length() -> None:
    pytest.importorskip("numpy")
    model = gpt(blocks=2)
    fast = autograd.compile(model.loss)
    for text in ([0, 1, 2], [4, 4, 4], [3, 0, 1], [1, 2]):
        assert close(value_and_gradients(fast, text, model), value_and_gradients(model.loss, text, model), 1e-11)
    assert [len(variants) for variants in fast.cache.variants.values()] == [1, 1]


def test_batches_trained_by_programs_are_those_trained_without() -> None:
    pytest.importorskip("numpy")
    texts = [[0, 1, 2, 0], [0, 3, 3, 0], [0, 2, 1, 4], [0, 4, 2, 2]]

    def loss(batch: Any) -> Value:
        total: Value = mean(autograd.vmap(model.loss)(batch))
        return total

    paths = []
    for compiled in (False, True):
        model = gpt()
        optimizer = Adam(model.parameters(), 0.01)
        losses = []
        if compiled:
            with autograd.compile(loss).training(optimizer) as step:
                losses = [step(texts[i : i + 2]) for i in (0, 2, 1, 0)]
        else:
            for i in (0, 2, 1, 0):
                optimizer.zero_grad()
                result = loss(texts[i : i + 2])
                result.backward()
                optimizer.step()
                losses.append(result.data)
        paths.append(losses + [p.data for p in model.parameters()])
    assert close(paths[1], paths[0], 1e-9)


def test_fit_trains_it() -> None:
    pytest.importorskip("numpy")
    texts = [[0, 1, 2, 3], [0, 2, 4, 1], [0, 1, 3, 4], [0, 2, 1, 1]]
    data = Dataset([text[:-1] for text in texts], [text[1:] for text in texts])
    histories = []
    for compiled in (False, True):
        model = gpt()
        options: dict[str, Any] = {"optimizer": Adam(model.parameters(), 0.03), "random": Random(0), "progress": False}
        loss = per_sample(cross_entropy_with_logits)
        histories.append(fit(model, loss, data, steps=12, batch_size=2, compile=compiled, **options).losses)
    assert close(histories[1], histories[0], 1e-9)
    assert histories[0][-1] < histories[0][0]


def test_it_learns_what_only_the_place_tells() -> None:
    """0 0 0 1: the same token is followed by another at the last place."""
    model = GPT(2, 4, 4, 1, random=Random(1))
    optimizer = Adam(model.parameters(), 0.05)
    for _ in range(40):
        optimizer.zero_grad()
        loss = model.loss([0, 0, 0, 1])
        loss.backward()
        optimizer.step()
    assert loss.data < 0.05


# generate


def test_at_temperature_0_the_likeliest_token_is_taken() -> None:
    model = gpt()
    logits = [z.data for z in model([0])[-1]]
    assert model.generate([0], most=1, temperature=0.0) == [logits.index(max(logits))]


@given(st.lists(st.floats(-3.0, 3.0), min_size=2, max_size=4), st.sampled_from([0.5, 1.0, 2.0]))
@examples(20)
def test_indices_are_drawn_with_their_probability(logits: list[float], temperature: float) -> None:
    random, many = Random(0), 1000
    counts = Counter(sampled_index(logits, temperature, random) for _ in range(many))
    for index, p in enumerate(autograd.softmax([z / temperature for z in logits])):
        assert abs(counts[index] / many - p) < 5 * math.sqrt(p * (1 - p) / many) + 1 / many


@examples(10)
@given(models, st.sampled_from([0.0, 0.5, 1.0, 2.0]), st.integers(0, 99))
def test_each_token_is_drawn_after_all_before(model: GPT, temperature: float, seed: int) -> None:
    text, random = [1, 3], Random(seed)
    while len(text) <= CONTEXT:
        text.append(sampled_index([z.data for z in model(text)[-1]], temperature, random))
    assert model.generate([1, 3], temperature=temperature, random=Random(seed)) == text[2:]


def test_each_token_goes_through_once() -> None:
    model: Any = gpt()
    seen, table = [], model.tokens
    model.tokens = lambda indices: seen.append(indices) or table(indices)
    text = model.generate([0, 1])
    assert seen == [[0, 1], *([token] for token in text[:-1])]


def test_it_stops_at_the_end_and_where_the_context_does() -> None:
    model = gpt()
    texts = [model.generate([0], end=2, temperature=2.0, random=Random(seed)) for seed in range(40)]
    assert all(2 not in text and len(text) <= CONTEXT for text in texts)
    assert {len(text) for text in texts} == set(range(CONTEXT + 1))
    assert {len(model.generate([0], random=Random(seed))) for seed in range(9)} == {CONTEXT}
    assert {len(model.generate([0, 1, 2], random=Random(seed))) for seed in range(9)} == {CONTEXT - 2}
    assert model.generate([0], most=0) == []


@examples(10)
@given(models, st.lists(tokens, min_size=1, max_size=2 * CONTEXT), st.integers(0, 2 * CONTEXT), st.integers(0, 99))
def test_behind_the_end_of_the_context_each_token_sees_the_last_ones(
    model: GPT, begin: list[int], most: int, seed: int
) -> None:
    text, random = list(begin), Random(seed)
    for _ in range(most):
        text.append(sampled_index([z.data for z in model(text[-CONTEXT:])[-1]], 1.0, random))
    assert model.generate(begin, most=most, random=Random(seed)) == text[len(begin) :]


def test_as_many_tokens_come_as_are_asked_for() -> None:
    assert len(gpt().generate([0], most=30)) == 30
    stopped = [gpt().generate([0], end=2, most=30, temperature=2.0, random=Random(seed)) for seed in range(9)]
    assert all(2 not in text for text in stopped)
    assert min(map(len, stopped)) < CONTEXT < max(map(len, stopped))


@pytest.mark.parametrize("most", [-1, 2.5, math.nan, "3"])
def test_how_many_tokens_follow_is_a_whole_number(most: Any) -> None:
    with pytest.raises(ValueError, match=f"GPT.generate: most = {most!r}; give a whole number of tokens"):
        gpt().generate([0], most=most)


def test_a_text_longer_than_the_context_asks_how_many_should_follow() -> None:
    with pytest.raises(ValueError, match="5 tokens do not fit into the context of 4; say how many should follow"):
        gpt().generate([0] * 5)


def test_the_same_generator_gives_the_same_text_and_nothing_is_recorded() -> None:
    model = gpt()
    assert model.generate([0], random=Random(7)) == model.generate([0], random=Random(7))
    model.generate([0])
    model.loss([0, 1]).backward()
    assert all(math.isfinite(p.grad) for p in model.parameters())


@pytest.mark.parametrize("temperature", [-1.0, math.inf, math.nan])
def test_a_temperature_below_0_is_refused(temperature: float) -> None:
    with pytest.raises(ValueError, match=f"GPT.generate: temperature = {temperature}; give 0, or a number above it"):
        gpt().generate([0], temperature=temperature)


# what is refused


def test_more_tokens_than_the_context_are_refused() -> None:
    model, caches = gpt(), gpt().caches()
    with pytest.raises(ValueError, match="GPT: 5 tokens came after 0, but it sees 1 to 4 in all; give fewer, or build"):
        model([0] * 5)
    with pytest.raises(ValueError, match="GPT: no tokens came; give at least one"):
        model([])
    model([0, 1, 2], caches)
    with pytest.raises(ValueError, match="GPT: 2 tokens came after 3, .* or build it with context=5"):
        model([0, 1], caches)
    assert len(caches[0]) == 3


def test_tokens_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="Embedding: an index is an int from 0 to 4, but 5 came"):
        gpt()([0, 5])


def test_sizes_that_make_no_model_are_refused() -> None:
    with pytest.raises(ValueError, match="GPT: blocks = 0; give at least 1"):
        GPT(5, 4, blocks=0)
    with pytest.raises(ValueError, match="3 heads cannot share 4 numbers evenly"):
        GPT(5, 4, 4, 3)
    with pytest.raises(ValueError, match="Embedding: 0 vectors of 4 numbers are not a table"):
        GPT(5, 0, 4, 2)


def test_a_picture_folds_it_into_blocks_and_their_parts() -> None:
    nodes = autograd.topological_order(*leaves(gpt(blocks=2)([0, 1])))
    scopes = {node.info.scope[:3] for node in nodes if node.operation}
    assert {("GPT", "block 2", "attention"), ("GPT", "block 2", "network")} <= scopes
    assert {scope[1] for scope in scopes if len(scope) > 1} == {"block 1", "block 2", "head"}


def test_its_parameters_lie_in_the_boxes_of_their_parts() -> None:
    scopes = {name.partition("[")[0]: p.info.scope for name, p in gpt(blocks=2).named_parameters()}
    assert scopes["blocks.1.self_attn.in_proj_weight"][:4] == ("GPT", "block 2", "attention", "value")
    assert scopes["blocks.0.linear2.weight"][:4] == ("GPT", "block 1", "network", "layer 2")
    assert scopes["tokens.weight"] == ("GPT",)
    assert {scope[0] for scope in scopes.values()} == {"GPT"}
