"""A GPT: its loss, another temperature, and what the cache saves."""

from collections.abc import Callable, Sequence
from math import exp, isinf, log

from nn.exercises.exercise import Exercise

DRAWS = ([1.0, 1.0], [0.5, 0.125], [0.9, 0.1, 0.01, 0.5], [0.25])
LOGITS = ([0.0, 1.0], [2.0, -1.0, 0.5], [3.0, 3.0, -3.0, 0.0])


def misjudged(loss: Callable[[list[float]], float]) -> str:
    """What is off in a loss."""
    for chances in DRAWS:
        yours, right = loss(list(chances)), -sum(map(log, chances)) / len(chances)
        if not abs(yours - right) < 1e-9:
            hint = (
                "someone who is certain and right has none" if right == 0 else "first the surprise of each, then a mean"
            )
            return f"the chances {chances} are a loss of {right:.4g}, and you say {yours:.4g}: {hint}"
    if not isinf(loss([0.5, 0.0, 0.5])):
        return "who gives no chance to what really comes has an infinite loss, and yours is finite"
    return ""


def mistempered(at_temperature: Callable[[list[float], float], Sequence[float]]) -> str:
    """What is off in chances at another temperature."""
    for logits in LOGITS:
        for temperature in (1.0, 0.5, 2.0, 0.1):
            chances, right = softmax(logits), softmax([z / temperature for z in logits])
            yours = list(at_temperature(list(chances), temperature))
            if not abs(sum(yours) - 1.0) < 1e-9:
                return f"at temperature {temperature}, the chances {shown(chances)} become {shown(yours)}: is that all?"
            if not max(abs(a - b) for a, b in zip(yours, right, strict=True)) < 1e-9:
                return (
                    f"at temperature {temperature}, the chances {shown(chances)} become {shown(right)}, "
                    f"and yours {shown(yours)}: a logit is the logarithm of a chance, up to a number that all share"
                )
    return ""


def softmax(logits: Sequence[float]) -> list[float]:
    """The chances that logits stand for."""
    powers = [exp(z - max(logits)) for z in logits]
    return [p / sum(powers) for p in powers]


def shown(numbers: Sequence[float]) -> str:
    """A few digits of each."""
    return f"[{', '.join(f'{x:.3f}' for x in numbers)}]"


def miscounted(keys_computed: Callable[[int, bool], int]) -> str:
    """What is off in the number of keys."""
    for letters in (0, 1, 2, 3, 10):
        for kept in (True, False):
            right, yours = keys(letters, kept), keys_computed(letters, kept)
            if yours != right:
                cache = "with" if kept else "without"
                return (
                    f"{letters} letters {cache} the cache: you say {yours!r}; write down which tokens go through when"
                )
    return ""


def keys(letters: int, kept: bool) -> int:
    """The keys that are computed, counted step by step."""
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
        ),
    ),
}
