"""One long text as many samples for a language model."""

from collections.abc import Iterable
from numbers import Real
from operator import index

from nn.data.dataset import Dataset
from nn.pairs import require_ordered
from nn.shapes import as_lists
from nn.validation import require


def windows(tokens: Iterable[int], context: int, stride: int = 1) -> Dataset:
    """Return samples of `context` tokens that follow one another, and as targets the token after each of them.

    tokens    one long sequence, as a tokenizer encodes it; a TypeError or ValueError says what is not a token
    context   how many tokens a model sees at once
    stride    how far further on the next sample begins: with 1 they overlap, with `context` they lie side by side;
              tokens at the end that do not fill a sample are left out

    A model with logits for each step is trained on them with
    `fit(GPT(len(tokenizer), context), per_sample(cross_entropy_with_logits), windows(tokens, context), …)`; a model
    that predicts only the token after all of them takes
    `windows(tokens, context).relabelled(lambda tokens: tokens[-1])`. Samples that overlap share tokens: to hold some
    out, cut the tokens in two before this, and not the samples after it.

    >>> from nn import windows
    >>> list(windows([5, 6, 7, 8], context=2))
    [([5, 6], [6, 7]), ([6, 7], [7, 8])]
    """
    if isinstance(tokens, str | bytes):
        raise TypeError(
            f"windows: a {type(tokens).__name__} came in place of tokens; encode it first, for example with "
            "nn.CharacterTokenizer([text]).encode(text)"
        )
    for name, size in (("context", context), ("stride", stride)):
        require(
            hasattr(size, "__index__") and size >= 1, f"windows: {name} = {size!r}; give a whole number of at least 1"
        )
    text = list(require_ordered(as_lists(tokens), "windows", "tokens"))
    for i, token in enumerate(text):
        require(
            hasattr(token, "__index__") and token >= 0,
            f"windows: tokens[{i}] is {token!r}, but a token is an int of at least 0; " + repair(token),
        )
    require(
        len(text) > context,
        f"windows: {len(text)} tokens hold no {context} with one after them; give at least {context + 1}, "
        "or a smaller context",
    )
    text = [index(token) for token in text]
    starts = range(0, len(text) - context, stride)
    return Dataset(
        [text[start : start + context] for start in starts], [text[start + 1 : start + context + 1] for start in starts]
    )


def repair(token: object) -> str:
    """Return what to do about something that is not a token."""
    if isinstance(token, Real):
        return (
            "for a series of measurements, with n of them as inputs and the one after them as the target, write "
            "Dataset([series[i : i + n] for i in range(len(series) - n)], series[n:])"
        )
    return "join several texts to one, with a boundary between them"
