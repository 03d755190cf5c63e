"""A GPT: its loss, another temperature, and what the cache saves."""

from collections.abc import Iterator, Sequence
from functools import partial
from math import exp, log
from random import Random
from typing import Any

from exercises.answers import (
    called,
    close,
    drawn,
    few_digits,
    function_of,
    is_infinite,
    number_of,
    numbers_of,
    whole_of,
)
from exercises.exercise import Exercise

shown = partial(few_digits, digits=".3f")

DRAWS = ([1.0, 1.0], [0.5, 0.125], [0.9, 0.1, 0.01, 0.5], [0.25], [abs(x) for x in drawn(Random(18), 12, 0.99)])
LOGITS = ([0.0, 1.0], [2.0, -1.0, 0.5], [3.0, 3.0, -3.0, 0.0], drawn(Random(18), 10))


def misjudged(answer: Any) -> str:
    """Return what is wrong with a loss; "" if nothing is."""
    loss = function_of(answer)
    for chances in DRAWS:
        call = f"loss({chances})"
        yours, right = number_of(called(loss, list(chances), what="loss"), call), -sum(map(log, chances)) / len(chances)
        if not close(yours, right):
            return f"{call} should be {right:.4g}, and you say {yours:.4g}: {slip(yours, right, chances)}"
    for chances in ([0.5, 0.0, 0.5], [0.0], [1.0, 0.25, 0.0]):
        if not is_infinite(called(loss, list(chances), what="loss")):
            return "anyone who gives no chance to what really comes has an infinite loss, and yours is finite"
    return ""


def slip(yours: float, right: float, chances: Sequence[float]) -> str:
    """Return what may have led to a wrong loss."""
    if close(yours, right / log(2)):
        return "that is the surprise in bits; take the natural logarithm"
    if close(yours, right * len(chances)):
        return "that is the sum of the surprises, and the loss is their mean"
    if close(yours, -log(sum(chances) / len(chances))):
        return "that is the surprise at the mean chance; take the surprise of each first, and then the mean"
    if close(yours, -right):
        return "a surprise is minus the logarithm"
    return "the surprise of each, minus its logarithm, and then the mean of them"


def mistempered(answer: Any) -> str:
    """Return what is wrong with chances at another temperature; "" if nothing is."""
    at_temperature = function_of(answer)
    for logits in LOGITS:
        for temperature in (1.0, 0.5, 2.0, 0.1, 3.7):
            chances, right = softmax(logits), softmax([z / temperature for z in logits])
            case = f"at temperature {temperature}, the chances {shown(chances)}"
            result = called(at_temperature, list(chances), temperature, what="at_temperature")
            yours = numbers_of(result, (len(chances),), f"at_temperature({shown(chances)}, {temperature})")
            if all(map(close, yours, right)):
                continue
            if not close(sum(yours), 1.0):
                return f"{case} become {shown(yours)}, whose sum is not 1: is that all?"
            hints = [hint for hint, wrong in cooled(chances, temperature) if all(map(close, yours, wrong))]
            hint = hints[0] if hints else "a logit is the logarithm of a chance, up to a number that all share"
            return f"{case} become {shown(right)}, and yours {shown(yours)}: {hint}"
    return ""


def cooled(chances: list[float], temperature: float) -> Iterator[tuple[str, list[float]]]:
    """Yield what some do instead, with a hint."""
    yield "these are softer where it is colder; a logit is divided by the temperature", powers(chances, temperature)
    wrong = softmax([p / temperature for p in chances])
    yield "softmax wants logits, and these are chances; which logits belong to them?", wrong


def powers(chances: list[float], exponent: float) -> list[float]:
    """Return each chance to a power, divided by their sum."""
    raised = [p**exponent for p in chances]
    return [p / sum(raised) for p in raised]


def softmax(logits: Sequence[float]) -> list[float]:
    """Return the chances that belong to logits."""
    found = [exp(z - max(logits)) for z in logits]
    return [p / sum(found) for p in found]


def miscounted(answer: Any) -> str:
    """Return what is wrong with the number of keys; "" if nothing is."""
    keys_computed = function_of(answer)
    for letters in (0, 1, 2, 3, 10, 27):
        for kept in (True, False):
            call = f"keys_computed({letters}, {kept})"
            right = keys(letters, kept)
            yours = whole_of(called(keys_computed, letters, kept, what="keys_computed"), call)
            if yours != right:
                hint = "the boundary and all letters so far" if not kept else "only the token that is new"
                return (
                    f"{call}: you say {yours}, which is too {'many' if yours > right else 'few'}; write down which "
                    f"tokens go through at each step ({hint}), and stop as soon as the last letter is drawn"
                )
    return ""


def keys(letters: int, kept: bool) -> int:
    """Return the number of keys that are computed, counted step by step."""
    seen = computed = 0
    for step in range(letters):
        tokens = 1 + step  # the boundary, and the letters so far
        computed += tokens - seen if kept else tokens
        seen = tokens
    return computed


EXERCISES = {
    1: Exercise(
        misjudged,
        """
from math import inf, log

def answer(chances):
    return sum(-log(p) if p > 0 else inf for p in chances) / len(chances)
""",
        (
            "from math import log\nanswer = lambda chances: -log(sum(chances) / len(chances))",
            "from math import log\nanswer = lambda chances: -sum(log(p) for p in chances)",
            "from math import log2\nanswer = lambda chances: -sum(log2(p) for p in chances) / len(chances)",
            "from math import log\nanswer = lambda chances: -sum(log(p + 1e-300) for p in chances) / len(chances)",
            "from math import log\nanswer = lambda chances: sum(log(p) for p in chances) / len(chances)",
            "from math import log\nanswer = lambda chances: -sum(log(p) for p in chances) / len(chances)",
            "answer = lambda chances: float('inf')",
            "answer = lambda chances: float('nan')",
        ),
        variants=(
            """
import numpy as np

def answer(chances):
    with np.errstate(divide="ignore"):
        return -np.log(np.array(chances)).mean()
""",
            """
from math import inf, log, prod

def answer(chances):
    together = prod(chances)
    return -log(together) / len(chances) if together else inf
""",
        ),
    ),
    2: Exercise(
        mistempered,
        """
def answer(chances, temperature):
    powers = [p ** (1 / temperature) for p in chances]
    return [p / sum(powers) for p in powers]
""",
        (
            "answer = lambda chances, temperature: [p / temperature for p in chances]",
            "answer = lambda chances, temperature: [p ** (1 / temperature) for p in chances]",
            """
def answer(chances, temperature):
    powers = [p ** temperature for p in chances]
    return [p / sum(powers) for p in powers]
""",
            """
from autograd import softmax

def answer(chances, temperature):
    return softmax([p / temperature for p in chances])
""",
            "answer = lambda chances, temperature: chances",
        ),
        variants=(
            """
import numpy as np

def answer(chances, temperature):
    logits = np.log(chances) / temperature
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()
""",
            """
from autograd import softmax
from math import log

def answer(chances, temperature):
    return tuple(softmax([7 + log(p) / temperature for p in chances]))
""",
        ),
    ),
    3: Exercise(
        miscounted,
        "answer = lambda letters, kept: letters if kept else letters * (letters + 1) // 2",
        (
            "answer = lambda letters, kept: letters * (letters + 1) // 2",
            "answer = lambda letters, kept: letters if kept else letters * letters",
            "answer = lambda letters, kept: letters if kept else letters * (letters - 1) // 2",
            "answer = lambda letters, kept: letters + 1 if kept else (letters + 1) * (letters + 2) // 2",
            "answer = lambda letters, kept: letters if kept else 'many'",
        ),
        variants=(
            "import numpy as np\nanswer = lambda n, kept: np.int64(n) if kept else np.arange(n + 1).sum()",
            "answer = lambda n, kept: float(n) if kept else n * (n + 1) / 2",
            "answer = lambda n, kept: sum(1 if kept else i for i in range(1, n + 1))",
        ),
    ),
}
