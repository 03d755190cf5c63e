"""Windows: each place of a text once, the target one token further; and that models learn from them."""

import math
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from nn.data import Dataset, windows


@given(st.lists(st.integers(0, 9), min_size=2, max_size=40), st.integers(1, 8), st.integers(1, 9))
def test_each_target_is_the_token_after(tokens: list[int], context: int, stride: int) -> None:
    context = min(context, len(tokens) - 1)
    made = windows(tokens, context, stride)
    assert len(made) == math.ceil((len(tokens) - context) / stride)
    for i, (seen, following) in enumerate(made):
        assert seen == tokens[i * stride : i * stride + context]
        assert following == [*seen[1:], tokens[i * stride + context]]


def test_side_by_side_each_token_is_seen_once() -> None:
    made = windows(range(9), 4, stride=4)
    assert made == Dataset([[0, 1, 2, 3], [4, 5, 6, 7]], [[1, 2, 3, 4], [5, 6, 7, 8]])


def test_arrays_and_iterators_are_sequences_too() -> None:
    numpy = pytest.importorskip("numpy")
    made = windows(numpy.arange(4), 2)
    assert made == windows(iter([0, 1, 2, 3]), 2) == windows([numpy.int64(i) for i in range(4)], 2)
    assert type(made.inputs[0][0]) is int


@pytest.mark.slow
def test_a_gpt_and_a_recurrent_network_learn_from_them() -> None:
    made = windows([0, 1, 2, 3] * 6, 4)
    loss = nn.per_sample(nn.cross_entropy_with_logits)

    class Speller(nn.Module):
        def __init__(self) -> None:
            self.letters = nn.Embedding(4, 4, random=Random(0))
            self.memory = nn.RNN(4, 6, random=Random(0))
            self.choice = nn.Layer(6, 4, None, random=Random(0))

        def __call__(self, tokens: Any) -> Any:
            return [self.choice(h) for h in self.memory(self.letters(tokens))[0]]

    models: list[nn.Module] = [nn.GPT(4, 4, 8, 2, random=Random(0)), Speller()]
    for model in models:
        optimizer = nn.Adam(model.parameters(), 0.05)
        history = nn.fit(model, loss, made, steps=40, batch_size=4, optimizer=optimizer, progress=False)
        assert history.losses[0] > 1.0 > 0.2 > history.losses[-1]


def test_a_network_without_steps_learns_the_token_after_them_all() -> None:
    made = windows([0, 1, 1] * 6, 2).relabelled(lambda tokens: tokens[-1])
    assert made.targets[:4] == [1, 0, 1, 1]
    history = nn.fit(nn.MLP(2, [4, 2], random=Random(0)), nn.cross_entropy_with_logits, made, steps=90, progress=False)
    assert history.accuracies[-1] == 1.0


# fmt: off
REFUSED: list[tuple[Any, ...]] = [
    ([0, 1, 2], 0,   1,   "context = 0; give a whole number of at least 1"),
    ([0, 1, 2], 2.0, 1,   "context = 2.0; give a whole number"),
    ([0, 1, 2], 2,   0,   "stride = 0; give a whole number of at least 1"),
    ([0, 1, 2], 3,   1,   "3 tokens hold no 3 with one after them; give at least 4, or a smaller context"),
    ([],        1,   1,   "0 tokens hold no 1 with one after them"),
    ([0, -1],   1,   1,   r"tokens\[1\] is -1, but a token is an int of at least 0"),
    ([0, 1.5],  1,   1,   r"tokens\[1\] is 1.5, but a token is an int"),
    ([[0], [1]], 1,  1,   r"tokens\[0\] is \[0\], .* join several texts to one, with a boundary between them"),
]
# fmt: on


@pytest.mark.parametrize(("tokens", "context", "stride", "words"), REFUSED)
def test_what_has_no_windows_is_refused(tokens: Any, context: Any, stride: Any, words: str) -> None:
    with pytest.raises(ValueError, match=f"windows: {words}"):
        windows(tokens, context, stride)


def test_a_text_is_encoded_first() -> None:
    with pytest.raises(TypeError, match=r"a str came in place of tokens; encode it first, for example with nn.Char"):
        windows("hello", 2)  # type: ignore[arg-type]


def test_a_series_of_measurements_hears_how_it_becomes_a_data_set() -> None:
    series, n = [0.5, 1.5, 2.5, 3.5], 2
    with pytest.raises(ValueError, match=r"for a series of measurements, .* write Dataset\(") as raised:
        windows(series, n)  # type: ignore[arg-type]
    made = eval(str(raised.value).partition(" write ")[2], {"Dataset": Dataset, "series": series, "n": n})
    assert made == Dataset([[0.5, 1.5], [1.5, 2.5]], [2.5, 3.5])


@pytest.mark.parametrize("tokens", [{5, 6, 7}, {5: 0, 6: 0, 7: 0}])
def test_tokens_without_an_order_are_refused(tokens: Any) -> None:
    with pytest.raises(
        ValueError, match="windows: a .* came in place of a list of tokens, and says nothing of their or"
    ):
        windows(tokens, 1)
