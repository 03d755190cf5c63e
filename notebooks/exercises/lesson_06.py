"""Learning two classes: the cross-entropy by hand, the share of right answers, and a rate that is too large."""

from math import exp, log, log1p
from random import Random
from typing import Any

from exercises.answers import NotYet, called, close, drawn, function_of, number_of
from exercises.exercise import Exercise

SAMPLES: tuple[tuple[list[float], list[int]], ...] = (
    ([0.0], [1]),
    ([2.0], [1]),
    ([2.0], [0]),
    ([-1.5, 0.5, 3.0], [0, 1, 0]),
    ([1000.0, -1000.0], [1, 0]),
    ([1000.0, -1000.0, 1.0], [0, 1, 1]),
    *((drawn(Random(n), n), [int(x > 0) for x in drawn(Random(n + 20), n)]) for n in (3, 13)),
)


def wrong_surprise(answer: Any) -> str:
    """Return what is wrong with the mean surprise of logits; "" if nothing is."""
    function = function_of(answer, "surprise_of")
    for logits, targets in SAMPLES:
        right = sum(map(surprise, logits, targets)) / len(logits)
        try:
            result = called(function, list(logits), list(targets), what="surprise_of")
        except NotYet as news:
            if max(map(abs, logits)) > 100.0:
                return f"{news}: a logit of a thousand is too large for this formula; which form of it is not?"
            raise
        found = number_of(result, f"surprise_of({logits}, {targets})")
        if close(found, right):
            continue
        case = f"surprise_of({logits}, {targets}) gives {found:.4g} and should give {right:.4g}"
        if close(found, -right):
            return f"{case}: a logarithm of a probability is negative; surprise is minus that"
        if close(found, right / log(2.0)) or close(found, right / log(10.0)):
            return f"{case}: take the natural logarithm"
        if close(found, sum(map(surprise, logits, targets))):
            return f"{case}: this is the sum; it should be the mean"
        if close(found, sum(surprise(x, 1 - t) for x, t in zip(logits, targets)) / len(logits)):
            return f"{case}: this is how surprised one is by the wrong class"
        if close(found, sum(surprise(x, 1) for x in logits) / len(logits)):
            return f"{case}: where the target is 0, the right class has the probability 1 − sigmoid(logit)"
        return f"{case}: take sigmoid for the probability of class 1, and what is left of 1 for class 0"
    return ""


def surprise(logit: float, target: int) -> float:
    """Return minus the logarithm of the probability that the logit gives to the target."""
    x = logit if target else -logit
    return log1p(exp(-x)) if x > 0 else log1p(exp(x)) - x


SIDES: tuple[tuple[list[float], list[int]], ...] = (
    ([3.0, -2.0], [1, 0]),
    ([3.0, -2.0], [0, 1]),
    ([0.2, 0.3, -0.1, 4.0], [1, 1, 0, 1]),
    ([0.2, -3.0, 5.0, -0.4, 1.0], [0, 0, 1, 1, 1]),
    ([0.01, -0.01, -0.01, 0.01, 0.01], [0, 1, 0, 1, 1]),
    *((drawn(Random(n), n), [int(x > 0) for x in drawn(Random(n + 20), n)]) for n in (3, 13)),
)


def wrong_share(answer: Any) -> str:
    """Return what is wrong with the share of right answers; "" if nothing is."""
    function = function_of(answer, "right")
    for logits, targets in SIDES:
        share = number_of(called(function, list(logits), list(targets), what="right"), f"right({logits}, {targets})")
        good = sum((x > 0) == bool(t) for x, t in zip(logits, targets))
        if close(share, good / len(logits)):
            continue
        case = f"right({logits}, {targets}) gives {share:.4g} and should give {good / len(logits):.4g}"
        if close(share, 1 - good / len(logits)):
            return f"{case}: this is the share of the wrong ones"
        if close(share, good):
            return f"{case}: this is how many are right; which share of all is it?"
        if close(share, 100 * good / len(logits)):
            return f"{case}: a share lies between 0 and 1"
        if close(share, sum((x > 0.5) == bool(t) for x, t in zip(logits, targets)) / len(logits)):
            return f"{case}: 0.5 is the border for a probability; which logit has that probability?"
        if close(share, sum(x > 0 and t == 1 for x, t in zip(logits, targets)) / len(logits)):
            return f"{case}: a negative logit is right too, where the target is 0"
        return f"{case}: class 1 is answered where the logit is positive; count where that agrees with the target"
    return ""


RATES = {
    1 / 6: "with a sixth the very first step lands on zero: that is the best rate, and not yet the limit",
    2 / 3: "the slope of 3 * w * w is 6 * w, and not 3 * w",
    1 / 2: "with a half, w becomes −2 w at each step: it is flying off already",
    1.0: "with 1, w becomes −5 w at each step: it is flying off already",
    2.0: "with 2, w becomes −11 w at each step: it is flying off already",
    -1 / 3: "with a negative rate the step goes uphill",
    0.0: "with 0, w does not move at all; a step should carry it across zero, to the other side",
}


def wrong_limit(answer: Any) -> str:
    """Return what is wrong with the rate above which the steps on 3 w² go astray; "" if nothing is."""
    rate = number_of(answer, "the rate")
    if close(rate, 1 / 3):
        return ""
    for slip, hint in RATES.items():
        if close(rate, slip):
            return hint
    if abs(rate - 1 / 3) < 0.005:
        return f"{rate:g} is near; say it exactly, as a fraction"
    return f"with {rate:g} a step turns w into {1 - 6 * rate:.3g} · w; it should be as far from zero as before"


EXERCISES = {
    1: Exercise(
        wrong_surprise,
        """
from math import exp, log1p

def answer(logits, targets):
    total = 0.0
    for logit, target in zip(logits, targets):
        x = logit if target == 1 else -logit  # how strongly it speaks for the right class
        total += log1p(exp(-abs(x))) + max(0.0, -x)
    return total / len(logits)
""",
        (
            """
from math import exp, log

def answer(logits, targets):
    chances = [1 / (1 + exp(-x)) for x in logits]
    return -sum(log(p if t else 1 - p) for p, t in zip(chances, targets)) / len(logits)
""",
            "from math import exp, log\nanswer = lambda xs, ts: sum(log(1 + exp(-x)) for x in xs) / len(xs)",
            """
from autograd import softplus
answer = lambda xs, ts: sum(softplus(-x if t else x) for x, t in zip(xs, ts))
""",
            """
from autograd import softplus
answer = lambda xs, ts: -sum(softplus(-x if t else x) for x, t in zip(xs, ts)) / len(xs)
""",
            """
from autograd import softplus
answer = lambda xs, ts: sum(softplus(x if t else -x) for x, t in zip(xs, ts)) / len(xs)
""",
            """
from math import log
from autograd import softplus
answer = lambda xs, ts: sum(softplus(-x if t else x) for x, t in zip(xs, ts)) / len(xs) / log(2)
""",
            """
from autograd import sigmoid
answer = lambda xs, ts: sum((sigmoid(x) - t) ** 2 for x, t in zip(xs, ts)) / len(xs)
""",
            "answer = lambda xs, ts: float('inf')",
            "answer = 0.6931",
        ),
        (
            "from nn import binary_cross_entropy_with_logits as answer",
            "import numpy as np\nanswer = lambda xs, ts: np.mean(np.logaddexp(0, np.where(ts, -1, 1) * np.array(xs)))",
            """
from autograd import softplus
answer = lambda xs, ts: sum(softplus(x) - t * x for x, t in zip(xs, ts)) / len(xs)
""",
        ),
    ),
    2: Exercise(
        wrong_share,
        """
def answer(logits, targets):
    return sum((logit > 0) == (target == 1) for logit, target in zip(logits, targets)) / len(logits)
""",
        (
            "answer = lambda xs, ts: sum((x > 0.5) == (t == 1) for x, t in zip(xs, ts)) / len(xs)",
            "answer = lambda xs, ts: sum((x > 0) != (t == 1) for x, t in zip(xs, ts)) / len(xs)",
            "answer = lambda xs, ts: sum((x > 0) == (t == 1) for x, t in zip(xs, ts))",
            "answer = lambda xs, ts: 100 * sum((x > 0) == (t == 1) for x, t in zip(xs, ts)) / len(xs)",
            "answer = lambda xs, ts: sum(x > 0 and t == 1 for x, t in zip(xs, ts)) / len(xs)",
            "answer = lambda xs, ts: sum(x == t for x, t in zip(xs, ts)) / len(xs)",
            "answer = lambda xs, ts: 'most'",
            "answer = 0.98",
        ),
        (
            "import numpy as np\nanswer = lambda xs, ts: np.mean((np.array(xs) > 0) == np.array(ts))",
            "from nn import accuracy as answer",
            "answer = lambda xs, ts: 1 - sum(t != int(x >= 0) for x, t in zip(xs, ts)) / len(ts)",
        ),
    ),
    3: Exercise(
        wrong_limit,
        "answer = 1 / 3  # a step makes w − 6 · rate · w of w, and 1 − 6 · rate is −1",
        tuple(f"answer = {slip!r}" for slip in RATES)
        + ("answer = 0.33", "answer = 6", "answer = 0.2", "answer = float('nan')", "answer = 'a third'"),
        (
            "from fractions import Fraction\nanswer = Fraction(1, 3)",
            "import numpy as np\nanswer = np.float64(2) / 6",
            "import numpy as np\nanswer = np.array([1 / 3])",
        ),
    ),
}
