"""Attention: what a query hears, a merge of tokens, and a query that listens to one key."""

from collections.abc import Iterator
from functools import partial
from math import exp, isfinite, sqrt
from random import Random
from typing import Any

from exercises.answers import NotYet, called, close, few_digits, function_of, numbers_of
from exercises.exercise import Exercise
from nn.data.tokenizer import merged
from nn.layers.attention import attention_weights, scaled_dot_product_attention

shown = partial(few_digits, digits=".2f")

KEYS = [[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]]

Vector = list[float]


def misheard(answer: Any) -> str:
    """Return what is wrong with what a query hears; "" if nothing is."""
    attend = function_of(answer)
    random = Random(17)
    for entries, size, width in ((1, 2, 2), (3, 4, 2), (4, 9, 3), (10, 3, 5)):
        query, *keys = ([random.gauss(0.0, 1.0) for _ in range(size)] for _ in range(entries + 1))
        values = [[random.gauss(0.0, 1.0) for _ in range(width)] for _ in keys]
        right: Vector = [float(x) for x in scaled_dot_product_attention([query], keys, values)[0]]
        result = called(attend, list(query), [list(k) for k in keys], [list(v) for v in values], what="attend")
        yours = numbers_of(result, (width,), f"what is heard of values with {width} numbers each")
        if all(map(close, yours, right)):
            continue
        if entries == 1:
            return "where there is a single key, its value is heard as it is: do the shares have a sum of 1?"
        case = f"a query of {size} numbers before {entries} keys hears {shown(right)}, and yours {shown(yours)}"
        hints = [hint for hint, wrong in slips(query, keys, values) if all(map(close, yours, wrong))]
        return f"{case}: {hints[0] if hints else 'follow scores, root of the size, softmax, weighted mean'}"
    return ""


def slips(query: Vector, keys: list[Vector], values: list[Vector]) -> Iterator[tuple[str, Vector]]:
    """Yield what is heard if one step is left out or wrong, with a hint."""
    scores = [sum(q * k for q, k in zip(query, key)) for key in keys]
    for hint, root in (
        ("the scores have not been divided by the root", 1.0),
        ("the root is that of the size of a key, not of the number of keys", sqrt(len(keys))),
        ("the scores have been divided by the size, and not by its root", float(len(query))),
    ):
        powers = [exp(score / root) for score in scores]
        yield hint, [sum(p * x for p, x in zip(powers, column)) / sum(powers) for column in zip(*values)]
    yield "softmax is missing", [sum(s * x for s, x in zip(scores, column)) for column in zip(*values)]


def mismerged(answer: Any) -> str:
    """Return what is wrong with a merge of tokens; "" if nothing is."""
    merge = function_of(answer)
    random = Random(17)
    for tokens, pair, new in (
        ([1, 2, 3], (1, 2), 9),
        ([3, 1, 2, 1, 2], (1, 2), 7),
        ([2, 1], (1, 2), 9),
        ([1, 1, 1], (1, 1), 300),
        ([1, 1, 1, 1, 2], (1, 1), 9),
        ([1], (1, 1), 9),
        ([], (1, 2), 9),
        *((random.choices((4, 5, 6), k=12), (random.choice((4, 5)), random.choice((4, 5))), 10 + n) for n in range(6)),
    ):
        given, right, call = list(tokens), merged(tokens, pair, new), f"merge({tokens}, {pair}, {new})"
        result = called(merge, given, pair, new, what="merge")
        if given != tokens:
            return f"{call} has changed the list that it was given; build a new one"
        try:
            yours = numbers_of(result, (len(right),), call)
        except NotYet as off:
            return f"{off}; go from left to right, each token belongs to one pair at most"
        if yours != right:
            return f"{call} gives {yours}; go from left to right, each token belongs to one pair at most"
    return ""


def deaf(answer: Any) -> str:
    """Return what is wrong with a query that is to listen to the third key; "" if nothing is."""
    query = numbers_of(answer, (2,), "the query")
    if max(map(abs, query)) > 1e6:
        return f"[{query[0]:g}, {query[1]:g}] is far too long to compute with; a query of a few units does"
    first, second, third = (float(x) for x in attention_weights([query], KEYS)[0])
    listens = f"it listens to the keys with {shown([first, second, third])}"
    if not (isfinite(third) and abs(first - second) <= 1e-6):
        return f"{listens}: the first two should get alike"
    if third < 1 / 3:
        return f"{listens}: away from the third; which way does the third key point?"
    if third < 0.9:
        return f"{listens}: the direction is right; what makes softmax surer?"
    return ""


EXERCISES = {
    1: Exercise(
        misheard,
        """
from math import exp, sqrt

def answer(query, keys, values):
    scores = [sum(q * k for q, k in zip(query, key)) / sqrt(len(query)) for key in keys]
    powers = [exp(score - max(scores)) for score in scores]
    return [sum(p * x for p, x in zip(powers, column)) / sum(powers) for column in zip(*values)]
""",
        (
            """
from math import exp

def answer(query, keys, values):
    powers = [exp(sum(q * k for q, k in zip(query, key))) for key in keys]
    return [sum(p * x for p, x in zip(powers, column)) / sum(powers) for column in zip(*values)]
""",
            """
from math import exp, sqrt

def answer(query, keys, values):
    powers = [exp(sum(q * k for q, k in zip(query, key)) / sqrt(len(query))) for key in keys]
    return [sum(p * x for p, x in zip(powers, column)) for column in zip(*values)]
""",
            """
from math import exp, sqrt

def answer(query, keys, values):
    powers = [exp(sum(q * k for q, k in zip(query, key)) / sqrt(len(keys))) for key in keys]
    return [sum(p * x for p, x in zip(powers, column)) / sum(powers) for column in zip(*values)]
""",
            "answer = lambda query, keys, values: [1.0]",
            "answer = lambda query, keys, values: [float('nan')] * len(values[0])",
        ),
        variants=(
            """
import numpy as np

def answer(query, keys, values):
    scores = np.array(keys) @ np.array(query) / np.sqrt(len(query))
    powers = np.exp(scores)
    return powers / powers.sum() @ np.array(values)
""",
            """
def answer(query, keys, values):
    heard, total = [0.0] * len(values[0]), 0.0
    for key, value in zip(keys, values):
        power = 2.718281828459045 ** (sum(q * k for q, k in zip(query, key)) * len(key) ** -0.5)
        total += power
        for place, x in enumerate(value):
            heard[place] += power * x
    return tuple(x / total for x in heard)
""",
        ),
    ),
    2: Exercise(
        mismerged,
        """
def answer(tokens, pair, new):
    result = []
    for token in tokens:
        if result and (result[-1], token) == pair:
            result[-1] = new
        else:
            result.append(token)
    return result
""",
        (
            """
def answer(tokens, pair, new):
    result = []
    for i, token in enumerate(tokens):
        if tuple(tokens[i:i + 2]) == pair:
            result.append(new)
        elif tuple(tokens[max(i - 1, 0):i + 1]) != pair:
            result.append(token)
    return result
""",
            """
def answer(tokens, pair, new):
    for i in range(len(tokens) - 1):
        if tuple(tokens[i:i + 2]) == pair:
            tokens[i:i + 2] = [new]
    return tokens
""",
            "answer = lambda tokens, pair, new: [new if token in pair else token for token in tokens]",
            "answer = lambda tokens, pair, new: tokens",
        ),
        variants=(
            """
import numpy as np

def answer(tokens, pair, new):
    result, i = [], 0
    while i < len(tokens):
        found = list(tokens[i:i + 2]) == list(pair)
        result.append(new if found else tokens[i])
        i += 2 if found else 1
    return np.array(result)
""",
            """
def answer(tokens, pair, new):
    if len(tokens) < 2:
        return tuple(tokens)
    if tokens[:2] == [*pair]:
        return (new, *answer(tokens[2:], pair, new))
    return (tokens[0], *answer(tokens[1:], pair, new))
""",
        ),
    ),
    3: Exercise(
        deaf,
        "answer = [-3, -3]",
        (
            "answer = [-1, -1]",
            "answer = [3, 3]",
            "answer = [-9, -2]",
            "answer = [-3, -3, -3]",
            "answer = [float('nan')] * 2",
            "answer = [-1e308, -1e308]",
        ),
        variants=("import numpy as np\nanswer = np.full(2, -3.0)", "answer = (-20, -20.0)"),
    ),
}
