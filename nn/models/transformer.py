"""A transformer that predicts the next token, block by block: GPT (Radford et al., 2018 and 2019)."""

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
from nn.validation import generator, require


def small_normal(random: Random, inputs: int, outputs: int) -> float:
    """Normal of deviation 0.08, so that at first all tokens are about as likely (GPT-2, which is wider, takes 0.02)."""
    return random.gauss(0.0, 0.08)


class Block(Module):
    """Attention between the steps, then a small network at each; both read a norm of the sequence, and add to it.

    [steps][size] → [steps][size]. Parameters as in torch.nn.TransformerEncoderLayer(norm_first=True), without dropout.
    (Vaswani et al., 2017; the norm in front: Xiong et al., 2020.)

    hidden   how many neurons the small network has inside; 4 · size where nothing is said
    causal   no step sees a later one
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
        initialiser: str | Initialiser = "xavier_uniform",
    ) -> None:
        hidden = 4 * size if hidden is None else hidden
        self.self_attn = MultiHeadAttention(size, heads, causal=causal, random=random, initialiser=initialiser)
        with scope("network"), scope("layer 1"):
            self.linear1 = Layer(size, hidden, activation, random=random, initialiser=initialiser)
        with scope("network"), scope("layer 2"):
            self.linear2 = Layer(hidden, size, None, random=random, initialiser=initialiser)
        self.norm1 = LayerNorm(size)
        self.norm2 = LayerNorm(size)

    def __call__(self, x: Steps, cache: Cache | None = None) -> list[Vector]:
        """The sequence after the block; with a cache, x are the steps after those in it, and are added to it."""
        x = sums(x, self.self_attn([self.norm1(step) for step in x], cache))
        with scope("network"):
            return sums(x, [self.network(self.norm2(step)) for step in x])

    def network(self, step: Vector) -> Vector:
        """What the small network gives for one step."""
        with scope("layer 1"):
            inside = self.linear1(step)
        with scope("layer 2"):
            return self.linear2(inside)

    def formula(self) -> str:
        return "x + attention(norm(x)), then x + network(norm(x))"


class GPT(Module):
    """Tokens to logits for what follows each of them: [steps] → [steps][vocabulary].

    vocabulary   how many tokens there are
    context      how many steps it can see at once
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
        initialiser: str | Initialiser = small_normal,
    ) -> None:
        require(blocks >= 1, f"GPT: blocks = {blocks}; give at least 1")
        self.context = context

        def block() -> Block:
            return Block(size, heads, activation=activation, random=random, initialiser=initialiser)

        with scope("GPT"):
            self.tokens = Embedding(vocabulary, size, random=random, initialiser=initialiser)
            self.positions = Embedding(context, size, random=random, initialiser=initialiser)
            self.blocks: list[Block] = each_in_scope("block", [block] * blocks)
            with scope("head"):
                self.norm = LayerNorm(size)
                self.head = Layer(size, vocabulary, None, random=random, initialiser=initialiser)

    def __call__(self, tokens: Sequence[Any], caches: Sequence[Cache] = ()) -> list[Vector]:
        """The logits after each token; with `self.caches()`, the tokens follow those that it was called with before."""
        with scope("GPT"):
            x = self.embedded(tokens, start=len(caches[0]) if caches else 0)
            for i, block in enumerate(self.blocks):
                with scope(f"block {i + 1}"):
                    x = block(x, caches[i] if caches else None)
            with scope("head"):
                return [self.head(self.norm(step)) for step in x]

    def embedded(self, tokens: Sequence[Any], start: int = 0) -> list[Vector]:
        """What the first block reads: for each token the sum of its vector and that of its place."""
        end = start + len(require_ordered(tokens, "GPT", "tokens"))
        require(len(tokens) > 0, "GPT: no tokens came; give at least one, such as that of the boundary")
        require(
            end <= self.context,
            f"GPT: {count(len(tokens), 'token')} came after {start}, but it sees 1 to {self.context} in all; "
            f"give fewer, or build it with context={end}",
        )
        return sums(self.tokens(list(tokens)), self.positions(range(start, end)))

    def caches(self) -> list[Cache]:
        """An empty memory for each block, to be given with every call."""
        return [Cache() for _ in self.blocks]

    def loss(self, tokens: Sequence[Any]) -> Scalar:
        """The mean of −log p(token | all before it), over all tokens but the first."""
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
        """The tokens that follow these, each drawn with the probability that the model gives it after all before.

        end           the token at which it stops, and which is not given
        most          at most how many tokens: where they no longer fit into the context, each sees the last that do;
                      without it, the text ends where the context does
        temperature   the logits are divided by it: below 1 the likely becomes likelier, and 0 takes the likeliest
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
        places = self.context + 1 if most is None else len(found) + most
        with no_grad():
            while len(found) < places:
                if len(found) > self.context:  # each token has moved to another place, and what is kept is of no use
                    caches = self.caches()
                unread = found[-self.context :][len(caches[0]) :]
                logits = self(unread, caches)[-1]
                token = drawn([z.data for z in logits], temperature, random)
                if token == end:
                    break
                found.append(token)
        return found[len(tokens) :]

    def formula(self) -> str:
        return f"tokens[t] + positions[i] → {count(len(self.blocks), 'block')} → norm → head"


def drawn(logits: list[float], temperature: float, random: Random) -> int:
    """An index, with the probability softmax(logits / temperature)."""
    if temperature == 0.0:
        return logits.index(max(logits))
    return random.choices(range(len(logits)), softmax(z / temperature for z in logits))[0]


def sums(x: Steps, y: Steps) -> list[Vector]:
    """x + y, number by number."""
    return [[a + b for a, b in zip(*both)] for both in zip(x, y)]
