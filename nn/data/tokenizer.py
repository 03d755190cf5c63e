"""Text as whole numbers, which a network can look up: one for each character, or for pieces that occur often.

Both kinds of tokenizer have one token more than they have pieces, the `boundary`: it stands between texts, so that a
model can learn where they begin and end. `len(tokenizer)` is the number of all tokens.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Self

from nn.validation import require

Pair = tuple[int, int]

WORD = re.compile(r"\s*\S+|\s+")  # a word with the space before it; all words together are the text again


class CharacterTokenizer:
    """A token for each character in the texts, in alphabetical order.

    texts   the texts whose characters it is to know

    >>> from nn import CharacterTokenizer
    >>> tokenizer = CharacterTokenizer(["anna", "ben"])
    >>> tokenizer.encode("nab")
    [3, 0, 1]
    >>> tokenizer.decode([3, 0, 1])
    'nab'
    >>> tokenizer.boundary, len(tokenizer)
    (4, 5)
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.pieces = sorted({character for text in texts for character in text})
        self.token = {character: token for token, character in enumerate(self.pieces)}
        self.boundary = len(self.pieces)

    def __len__(self) -> int:
        return len(self.pieces) + 1

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text; raise a ValueError at a character that is not known."""
        for character in text:
            require(
                character in self.token,
                f"CharacterTokenizer: {character!r} is none of the {len(self.pieces)} characters that it knows; "
                "build it from texts that have them all, or take a BytePairEncoding, which can write every text",
            )
        return [self.token[character] for character in text]

    def decode(self, tokens: Iterable[int]) -> str:
        """Return the text of tokens; a boundary gives nothing."""
        return "".join(self.pieces[token] for token in without_boundary(tokens, self.boundary))


class BytePairEncoding:
    """Tokens for bytes, and for pairs of tokens that occur often.

    merges   the pairs that became one token, in the order in which they were learned; `train` learns them from texts

    It starts from the 256 bytes and not from letters, so that it can encode every text (Radford and others, 2019).
    `pieces` holds the bytes that each token stands for. Sources: Gage, "A new algorithm for data compression", 1994;
    Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units", 2016.

    >>> from nn import BytePairEncoding
    >>> tokenizer = BytePairEncoding.train(["banana"], merges=1)
    >>> tokenizer.encode("banana")
    [98, 256, 256, 97]
    >>> tokenizer.pieces[256]
    b'an'
    """

    def __init__(self, merges: Iterable[Pair] = ()) -> None:
        self.pieces = [bytes([byte]) for byte in range(256)]
        self.merges: dict[Pair, int] = {}
        for left, right in merges:
            new = len(self.pieces)
            require(
                min(left, right) >= 0 and max(left, right) < new and (left, right) not in self.merges,
                f"BytePairEncoding: a merge joins two of the {new} tokens there are so far, each pair once, "
                f"but {(left, right)} came; give the merges in the order in which they were learned",
            )
            self.merges[left, right] = new
            self.pieces.append(self.pieces[left] + self.pieces[right])
        self.boundary = len(self.pieces)

    @classmethod
    def train(cls, texts: Iterable[str], merges: int) -> Self:
        """Return an encoding whose merges are learned: join the most frequent pair, again and again.

        texts    what to learn from
        merges   how many pairs to join; fewer are joined if no pair occurs twice any more
        """
        count_of = Counter(word for text in texts for word in WORD.findall(text))
        words = [(list(word.encode()), count) for word, count in count_of.items()]
        learned: list[Pair] = []
        while len(learned) < merges:
            counts: Counter[Pair] = Counter()
            for tokens, count in words:
                for pair in pairwise(tokens):
                    counts[pair] += count
            # of several pairs that occur equally often, the first in order
            most = min(counts, key=lambda pair: (-counts[pair], pair), default=(0, 0))
            if counts[most] < 2:
                break
            words = [(merged(tokens, most, 256 + len(learned)), count) for tokens, count in words]
            learned.append(most)
        return cls(learned)

    def __len__(self) -> int:
        return len(self.pieces) + 1

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text; no token reaches from one word into the next."""
        return [token for word in WORD.findall(text) for token in self.encode_word(word)]

    def encode_word(self, word: str) -> list[int]:
        """Return the tokens of a word: of the known pairs in it, the one learned first is merged first."""
        tokens = list(word.encode())
        while known := self.merges.keys() & pairwise(tokens):
            first = min(known, key=self.merges.__getitem__)
            tokens = merged(tokens, first, self.merges[first])
        return tokens

    def decode(self, tokens: Iterable[int]) -> str:
        """Return the text of tokens; a boundary gives nothing, and bytes that are not text give �."""
        return b"".join(self.pieces[token] for token in without_boundary(tokens, self.boundary)).decode(
            errors="replace"
        )


def merged(tokens: Sequence[int], pair: Pair, token: int) -> list[int]:
    """Return the tokens with one token in place of each such pair, from left to right."""
    result: list[int] = []
    for right in tokens:
        if result and (result[-1], right) == pair:
            result[-1] = token
        else:
            result.append(right)
    return result


def without_boundary(tokens: Iterable[int], boundary: int) -> Iterator[int]:
    """Yield the tokens that stand for a piece; raise a ValueError at one that there is not."""
    for token in tokens:
        require(
            0 <= token <= boundary,
            f"decode: there is no token {token}, only 0 to {boundary}; was the text encoded by another tokenizer?",
        )
        if token != boundary:
            yield token
