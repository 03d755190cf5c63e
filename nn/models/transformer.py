"""A transformer that predicts the next token, block by block: GPT (Radford and others, 2018 and 2019)."""

from collections.abc import Sequence
from math import inf
from random import Random
from typing import Any

from autograd import no_grad, scope, softmax
from autograd.context import each_in_scope
from autograd.operation import Scalar, count
from nn.activations import Activation
from nn.init import SHARED, Initialiser
from nn.layers.attention import Cache, Embedding, MultiHeadAttention, Steps, Vector
from nn.layers.normalisation import LayerNorm
from nn.losses import cross_entropy_with_logits
from nn.module import Module
from nn.neuron import Layer
from nn.pairs import require_ordered
from nn.validation import generator, require, require_whole


def small_normal(random: Random, inputs: int, outputs: int) -> float:
    """Draw normally with deviation 0.08, so that at first all tokens are about as likely (the wider GPT-2 has 0.02)."""
    return random.gauss(0.0, 0.08)


class Block(Module):
    """A block of a transformer: attention between the steps, then a small network at each; both add to their input.

    size         how many numbers each step has
    heads        how many heads the attention has
    hidden       how many neurons the hidden layer of the small network has; by default 4 · size
    activation   of that hidden layer
    causal       True: no step sees a later one
    random, initializer   as for `Layer`

    [steps][size] → [steps][size]. Attention and network each read the sequence after a `LayerNorm`. The parameters are
    those of torch.nn.TransformerEncoderLayer(norm_first=True), and there is no dropout. Sources: Vaswani and others,
    "Attention is all you need", 2017; for the norm in front, Xiong and others, "On Layer Normalization in the
    Transformer Architecture", 2020.

    >>> from random import Random
    >>> from nn import Block
    >>> outputs = Block(4, heads=2, random=Random(0))([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    >>> len(outputs), len(outputs[0])
    (2, 4)
    """

    names_parts = False

    def __init__(
        self,
        size: int,
        heads: int = 1,
        hidden: int | None = None,
        activation: str | Activation = "gelu",
        *,
        causal: bool = True,
        random: Random = SHARED,
        initializer: str | Initialiser = "xavier_uniform",
    ) -> None:
        hidden = 4 * size if hidden is None else hidden
        self.self_attn = MultiHeadAttention(size, heads, causal=causal, random=random, initializer=initializer)
        with scope("network"), scope("layer 1"):
            self.linear1 = Layer(size, hidden, activation, random=random, initializer=initializer)
        with scope("network"), scope("layer 2"):
            self.linear2 = Layer(hidden, size, None, random=random, initializer=initializer)
        self.norm1 = LayerNorm(size)
        self.norm2 = LayerNorm(size)

    def __call__(self, x: Steps, cache: Cache | None = None) -> list[Vector]:
        """Return the sequence after the block; with a cache, x are the steps after those in it and are added to it."""
        x = sums(x, self.self_attn([self.norm1(step) for step in x], cache))
        with scope("network"):
            return sums(x, [self.network(self.norm2(step)) for step in x])

    def network(self, step: Vector) -> Vector:
        """Return the output of the small network for one step."""
        with scope("layer 1"):
            hidden = self.linear1(step)
        with scope("layer 2"):
            return self.linear2(hidden)

    def formula(self) -> str:
        return "x + attention(norm(x)), then x + network(norm(x))"


class GPT(Module):
    """A transformer from tokens to logits for the token after each of them: [steps] → [steps][vocabulary].

    vocabulary   how many tokens there are
    context      how many steps it can see at once; a ValueError says if more are given
    size         how many numbers describe a token
    heads        how many heads the attention of each block has; they divide the size
    blocks       how many blocks there are
    activation   of the hidden layer in each block
    random       the generator that draws the weights; by default the one that `random.seed` seeds
    initializer  how a weight is drawn, as for `Layer`

    Source: Radford and others, "Improving language understanding by generative pre-training", 2018.

    >>> from random import Random
    >>> from nn import GPT
    >>> model = GPT(vocabulary=5, context=4, size=4, heads=2, random=Random(0))
    >>> logits = model([0, 3, 1])
    >>> len(logits), len(logits[0])
    (3, 5)
    >>> len(model.generate([0], most=2, random=Random(0)))
    2
    """

    names_parts = False

    def __init__(
        self,
        vocabulary: int,
        context: int,
        size: int = 16,
        heads: int = 4,
        blocks: int = 1,
        activation: str | Activation = "gelu",
        *,
        random: Random = SHARED,
        initializer: str | Initialiser = small_normal,
    ) -> None:
        blocks = require_whole("GPT: blocks", blocks, "give at least 1", 1)
        self.context = context

        def block() -> Block:
            return Block(size, heads, activation=activation, random=random, initializer=initializer)

        with scope("GPT"):
            self.tokens = Embedding(vocabulary, size, random=random, initializer=initializer)
            self.positions = Embedding(context, size, random=random, initializer=initializer)
            self.blocks: list[Block] = each_in_scope("block", [block] * blocks)
            with scope("head"):
                self.norm = LayerNorm(size)
                self.head = Layer(size, vocabulary, None, random=random, initializer=initializer)

    def __call__(self, tokens: Sequence[Any], caches: Sequence[Cache] = ()) -> list[Vector]:
        """Return the logits after each token; with `self.caches()`, the tokens follow those of the calls before."""
        with scope("GPT"):
            x = self.embedded(tokens, start=len(caches[0]) if caches else 0)
            for i, block in enumerate(self.blocks):
                with scope(f"block {i + 1}"):
                    x = block(x, caches[i] if caches else None)
            with scope("head"):
                return [self.head(self.norm(step)) for step in x]

    def embedded(self, tokens: Sequence[Any], start: int = 0) -> list[Vector]:
        """Return the input of the first block: for each token the sum of its vector and that of its position."""
        end = start + len(require_ordered(tokens, "GPT", "tokens"))
        require(len(tokens) > 0, "GPT: no tokens came; give at least one, such as that of the boundary")
        require(
            end <= self.context,
            f"GPT: {count(len(tokens), 'token')} came after {start}, but it sees 1 to {self.context} in all; "
            f"give fewer, or build it with context={end}",
        )
        return sums(self.tokens(list(tokens)), self.positions(range(start, end)))

    def caches(self) -> list[Cache]:
        """Return an empty cache for each block, to be given to every call."""
        return [Cache() for _ in self.blocks]

    def loss(self, tokens: Sequence[Any]) -> Scalar:
        """Return the mean of −log p(token | all before it), over all tokens but the first."""
        return cross_entropy_with_logits(self(tokens[:-1]), tokens[1:])

    def generate(
        self,
        tokens: Sequence[int],
        *,
        end: int | None = None,
        most: int | None = None,
        temperature: float = 1.0,
        random: Random = SHARED,
    ) -> list[int]:
        """Return tokens that follow the given ones, each drawn with the probability that the model gives it.

        tokens        the tokens to begin with
        end           the token at which to stop, which is not returned
        most          at most how many tokens to return; where they no longer fit into the context, the model sees the
                      last ones that do. Without it, the text ends where the context does
        temperature   the logits are divided by it: below 1, likely tokens become likelier, and 0 takes the likeliest
        random        the generator that draws; by default the one that `random.seed` seeds
        """
        require(0.0 <= temperature < inf, f"GPT.generate: temperature = {temperature}; give 0, or a number above it")
        require(
            most is None or (hasattr(most, "__index__") and most >= 0),
            f"GPT.generate: most = {most!r}; give a whole number of tokens, such as most=100",
        )
        random, caches, found = generator(random), self.caches(), list(tokens)
        require(
            most is not None or len(found) <= self.context,
            f"GPT.generate: {len(found)} tokens do not fit into the context of {self.context}; "
            "say how many should follow the last of them, with most=100 for example",
        )
        length = self.context + 1 if most is None else len(found) + most
        with no_grad():
            while len(found) < length:
                if len(found) > self.context:  # every token has moved to another position, so what is cached is wrong
                    caches = self.caches()
                unread = found[-self.context :][len(caches[0]) :]
                logits = self(unread, caches)[-1]
                token = sampled_index([z.data for z in logits], temperature, random)
                if token == end:
                    break
                found.append(token)
        return found[len(tokens) :]

    def formula(self) -> str:
        return f"tokens[t] + positions[i] → {count(len(self.blocks), 'block')} → norm → head"


def sampled_index(logits: list[float], temperature: float, random: Random) -> int:
    """Return an index, drawn with the probabilities softmax(logits / temperature)."""
    if temperature == 0.0:
        return logits.index(max(logits))
    return random.choices(range(len(logits)), softmax(z / temperature for z in logits))[0]


def sums(x: Steps, y: Steps) -> list[Vector]:
    """Return x + y, number by number."""
    return [[a + b for a, b in zip(*both)] for both in zip(x, y)]
