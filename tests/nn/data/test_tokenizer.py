"""Tokenizers: what was encoded can be decoded, for every text; merges are those that counting finds."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import BytePairEncoding, CharacterTokenizer
from nn.data.tokenizer import WORD, merged

LOW = ["low low low low low", "lower lower", "newest newest newest newest newest newest", "widest widest widest"]
few_letters = st.text("ab ", max_size=12)
tokenizers = st.builds(BytePairEncoding.train, st.lists(few_letters | st.text(), max_size=5), st.integers(0, 12))


# characters


@given(st.lists(st.text(), max_size=4))
def test_characters_there_and_back(texts: list[str]) -> None:
    tokenizer = CharacterTokenizer(texts)
    for text in texts:
        tokens = tokenizer.encode(text)
        assert len(tokens) == len(text)
        assert tokenizer.decode(tokens) == text
        assert all(0 <= token < tokenizer.boundary for token in tokens)


def test_characters_stand_in_the_order_of_the_alphabet() -> None:
    tokenizer = CharacterTokenizer(["emma", "zoe"])
    assert tokenizer.pieces == ["a", "e", "m", "o", "z"]
    assert tokenizer.encode("zeo") == [4, 1, 3]
    assert (tokenizer.boundary, len(tokenizer)) == (5, 6)


def test_a_character_that_is_not_known_is_named() -> None:
    tokenizer = CharacterTokenizer(["emma"])
    with pytest.raises(ValueError, match="'z' is none of the 3 characters.*build it from texts.*BytePairEncoding"):
        tokenizer.encode("maze")


# byte pairs


@given(tokenizers, st.text() | few_letters)
def test_byte_pairs_there_and_back(tokenizer: BytePairEncoding, text: str) -> None:
    tokens = tokenizer.encode(text)
    assert tokenizer.decode(tokens) == text
    assert len(tokens) <= len(text.encode())
    assert all(0 <= token < tokenizer.boundary for token in tokens)


@given(tokenizers, st.text() | few_letters)
def test_encoding_is_the_merges_one_after_the_other(tokenizer: BytePairEncoding, text: str) -> None:
    expected: list[int] = []
    for word in WORD.findall(text):
        tokens = list(word.encode())
        for pair, token in tokenizer.merges.items():
            tokens = merged(tokens, pair, token)
        expected += tokens
    assert tokenizer.encode(text) == expected


@given(st.lists(few_letters, max_size=5), st.integers(0, 8))
def test_each_merge_is_the_pair_that_is_found_most_often(texts: list[str], merges: int) -> None:
    """Counted again for each merge, on all texts as encoded by the merges before."""
    learned = list(BytePairEncoding.train(texts, merges).merges)
    for i in range(merges):
        before = BytePairEncoding(learned[:i])
        words = [before.encode(word) for text in texts for word in WORD.findall(text)]
        counts = Counter(pair for tokens in words for pair in pairwise(tokens))
        most = max(counts.values(), default=0)
        if i == len(learned):
            assert most < 2
            return
        assert most >= 2
        assert learned[i] == min(pair for pair, count in counts.items() if count == most)


def test_the_example_of_the_paper() -> None:
    """Sennrich, Haddow and Birch, 2016, algorithm 1, without the sign for the end of a word; ties in our order."""
    tokenizer = BytePairEncoding.train(LOW, 5)
    assert [piece.decode() for piece in tokenizer.pieces[256:]] == ["es", "est", "lo", "low", "ew"]
    assert [tokenizer.decode([token]) for token in tokenizer.encode("lowest")] == ["low", "est"]


def test_no_token_reaches_from_one_word_into_the_next() -> None:
    tokenizer = BytePairEncoding.train(["on a on a on a on a"] * 4, 50)
    assert sorted(piece.decode() for piece in tokenizer.pieces[256:]) == [" a", " on", "on"]
    assert len(tokenizer.encode("on a on")) == 3


@given(tokenizers, st.text())
def test_boundaries_are_no_text(tokenizer: BytePairEncoding, text: str) -> None:
    tokens = [tokenizer.boundary, *tokenizer.encode(text), tokenizer.boundary]
    assert tokenizer.decode(tokens) == text
    assert tokenizer.boundary == len(tokenizer) - 1 == 256 + len(tokenizer.merges)


def test_merges_are_all_that_a_tokenizer_learns() -> None:
    tokenizer = BytePairEncoding.train(LOW, 8)
    again = BytePairEncoding(tokenizer.merges)
    assert again.pieces == tokenizer.pieces
    assert again.encode("the lowest") == tokenizer.encode("the lowest")


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    assert BytePairEncoding().decode([0xE9]) == "�"


@pytest.mark.parametrize("merges", [[(97, 256)], [(-1, 97)], [(97, 98), (97, 98)]])
def test_merges_that_cannot_be_are_refused(merges: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="a merge joins two of the .* tokens there are so far.*but .* came; give"):
        BytePairEncoding(merges)


@pytest.mark.parametrize("token", [-1, 4])
def test_a_token_that_does_not_exist_is_refused(token: int) -> None:
    with pytest.raises(ValueError, match=f"there is no token {token}, only 0 to 3; was the text encoded by another"):
        CharacterTokenizer(["abc"]).decode([0, token])


def test_a_pair_within_a_run_is_merged_from_the_left() -> None:
    assert merged([1, 1, 1], (1, 1), 7) == [7, 1]
    assert merged([1, 1, 1, 1], (1, 1), 7) == [7, 7]
    assert merged([], (1, 1), 7) == []


def test_the_byte_0_can_be_merged() -> None:
    assert BytePairEncoding([(0, 1)]).encode("\0\1") == [256]
