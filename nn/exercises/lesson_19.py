"""Exercises of lesson 19: a code drawn with slopes, what a cloud of codes costs, an autoencoder made by hand."""

from math import exp, isfinite
from typing import Any

from autograd import Value
from autograd.number import is_number
from autograd.operation import Reading
from nn import gaussian_kl_divergence
from nn.exercises.exercise import Exercise

CLOUDS = [(0.0, 0.0), (1.5, 0.0), (-0.5, 1.2), (0.3, -2.0)]


def flaw_of_sample(sample: Any) -> str:
    """Mean + deviation · noise, with slopes."""
    for mean, log_variance in CLOUDS:
        for noise in (0.0, 1.0, -0.7):
            mu, v = Value(mean, "mean"), Value(log_variance, "log-variance")
            code = sample(mu, v, noise)
            where = f"for mean {mean}, log-variance {log_variance} and noise {noise}"
            if not isinstance(code, Value):
                return f"it gives {code!r}, and no slope can come back from that; compute with the Values themselves"
            deviation = exp(log_variance / 2)
            if abs(code.data - (mean + deviation * noise)) > 1e-9:
                return (
                    f"{where} it gives {code.data:.4f}; the deviation there is {deviation:.4f}. Is that what you use?"
                )
            code.backward()
            if abs(mu.grad - 1.0) > 1e-9 or abs(v.grad - deviation * noise / 2) > 1e-9:
                return f"{where} the number is right, but the slopes are {mu.grad:.4f} and {v.grad:.4f}: a path is cut"
    return ""


def flaw_of_cost(cost: Any) -> str:
    """The divergence of one number of the code."""
    for mean, log_variance in CLOUDS:
        found = cost(mean, log_variance)
        if not is_number(found) and not isinstance(found, Reading):
            return f"it gives {found!r}; give one number"
        number, expected = float(getattr(found, "data", found)), gaussian_kl_divergence([mean], [log_variance])
        if not isfinite(number) or abs(number - expected) > 1e-9:
            hint = "the standard cloud is free" if (mean, log_variance) == (0.0, 0.0) else "is the variance an exp?"
            return f"for mean {mean} and log-variance {log_variance} it gives {number:.4f}, which is not right: {hint}"
    return ""


def flaw_of_weights(weights: Any) -> str:
    """Points of the line y = 2x through one number and back."""
    if not isinstance(weights, tuple | list) or len(weights) != 4 or not all(map(is_number, weights)):
        return f"four numbers are needed, (a, b, c, d), but {weights!r} came"
    a, b, c, d = weights
    for x in (1.0, -0.5, 3.0):
        z = a * x + b * 2 * x
        if abs(c * z - x) > 1e-9 or abs(d * z - 2 * x) > 1e-9:
            return f"the point ({x}, {2 * x}) has the code {z:g} and comes back as ({c * z:g}, {d * z:g})"
    return ""


EXERCISES = {
    1: Exercise(
        flaw_of_sample,
        "from autograd import exp\n\nanswer = lambda mean, log_variance, noise: mean + exp(log_variance / 2) * noise",
        (
            "from autograd import exp\n\nanswer = lambda mean, log_variance, noise: mean + exp(log_variance) * noise",
            "answer = lambda mean, log_variance, noise: mean + log_variance * noise",
            "from math import exp\n\nanswer = lambda mean, v, noise: mean.data + exp(v.data / 2) * noise",
            "from math import exp\n\nanswer = lambda mean, v, noise: mean + exp(v.data / 2) * noise",
        ),
    ),
    2: Exercise(
        flaw_of_cost,
        "from math import exp\n\nanswer = lambda mean, v: (mean**2 + exp(v) - 1 - v) / 2",
        (
            "from math import exp\n\nanswer = lambda mean, v: mean**2 + exp(v) - 1 - v",
            "answer = lambda mean, v: (mean**2 + v - 1 - v) / 2",
            "from math import exp\n\nanswer = lambda mean, v: (mean**2 + exp(v) - v) / 2",
            "answer = lambda mean, v: [mean, v]",
        ),
    ),
    3: Exercise(
        flaw_of_weights,
        "answer = (1.0, 0.0, 1.0, 2.0)  # the code is x itself; (0.2, 0.4, 1.0, 2.0) does it too",
        (
            "answer = (1.0, 2.0, 1.0, 2.0)",
            "answer = (1.0, 0.0, 1.0, 1.0)",
            "answer = (0.0, 0.0, 1.0, 2.0)",
            "answer = 2.0",
        ),
    ),
}
