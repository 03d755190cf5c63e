"""Attention: what a query hears, a merge of tokens, and a query that listens to one key."""

from collections.abc import Callable, Sequence
from random import Random

from nn.attention import attention_weights, scaled_dot_product_attention
from nn.exercises.exercise import Exercise
from nn.tokenizer import merged

KEYS = [[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]]

Vector = list[float]


def misheard(attend: Callable[[Vector, list[Vector], list[Vector]], Sequence[float]]) -> str:
    """What is off in what a query hears."""
    random = Random(17)
    for entries, size, width in ((1, 2, 2), (3, 4, 2), (4, 9, 3)):
        query, *keys = ([random.gauss(0.0, 1.0) for _ in range(size)] for _ in range(entries + 1))
        values = [[random.gauss(0.0, 1.0) for _ in range(width)] for _ in keys]
        right = scaled_dot_product_attention([query], keys, values)[0]
        yours = list(attend(query, keys, values))
        if len(yours) != width:
            return f"the values have {width} numbers, what is heard has too; yours has {len(yours)}"
        if max(abs(a - b) for a, b in zip(yours, right)) > 1e-9:
            if entries == 1:
                return "where there is a single key, its value is heard as it is: do the shares have a sum of 1?"
            return (
                f"a query of {size} numbers before {entries} keys hears {shown(right)}, and yours {shown(yours)}: "
                "follow scores, root of the size, softmax, weighted mean"
            )
    return ""


def shown(numbers: Sequence[float]) -> str:
    """A few digits of each."""
    return f"[{', '.join(f'{x:.2f}' for x in numbers)}]"


def mismerged(merge: Callable[[list[int], tuple[int, int], int], list[int]]) -> str:
    """What is off in a merge of tokens."""
    for tokens, pair in (
        ([1, 2, 3], (1, 2)),
        ([3, 1, 2, 1, 2], (1, 2)),
        ([2, 1], (1, 2)),
        ([1, 1, 1], (1, 1)),
        ([1, 1, 1, 1, 2], (1, 1)),
        ([1], (1, 1)),
        ([], (1, 2)),
    ):
        given = list(tokens)
        yours = merge(given, pair, 9)
        if given != tokens:
            return f"merge({tokens}, {pair}, 9) has changed the list that it was given; build a new one"
        if yours != merged(tokens, pair, 9):
            return f"merge({tokens}, {pair}, 9) gives {yours}; go from left to right, each token belongs to one pair"
    return ""


def deaf(query: Sequence[float]) -> str:
    """What is off in a query that is to listen to the third key."""
    if len(query) != 2:
        return f"a query has as many numbers as a key, 2, and yours has {len(query)}"
    first, second, third = attention_weights([list(query)], KEYS)[0]
    listens = f"it listens to the keys with {shown([first, second, third])}"
    if abs(first - second) > 1e-6:
        return f"{listens}: the first two are to get alike"
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
        ),
    ),
    3: Exercise(
        deaf,
        "answer = [-3, -3]",
        ("answer = [-1, -1]", "answer = [3, 3]", "answer = [-9, -2]", "answer = [-3, -3, -3]"),
    ),
}
