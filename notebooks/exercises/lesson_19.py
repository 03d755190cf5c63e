"""Autoencoders: a code drawn with slopes, what a cloud of codes costs, and weights found by hand."""

from math import exp
from random import Random
from typing import Any

from autograd import Value
from exercises.answers import called, close, drawn, function_of, number_of, numbers_of
from exercises.answers import shown as in_words
from exercises.exercise import Exercise
from nn import gaussian_kl_divergence

CLOUDS = [(-0.5, 1.2), (0.0, 0.0), (1.5, 0.0), (0.3, -2.0), *(tuple(drawn(Random(seed), 2)) for seed in (1, 2))]


def flaw_of_sample(answer: Any) -> str:
    """Return what is wrong with a code, mean + deviation · noise; "" if nothing is."""
    sample = function_of(answer)
    for mean, log_variance in CLOUDS:
        for noise in (0.0, 1.0, -0.7, *drawn(Random(19), 1)):
            mu, v = Value(mean, "mean"), Value(log_variance, "log-variance")
            code = called(sample, mu, v, noise, what="sample")
            where = f"for mean {mean}, log-variance {log_variance} and noise {noise}"
            if not issubclass(type(code), Value):
                given = in_words(code)
                return f"{where} it gives {given}, and no slope can come back from that; compute with the Values"
            deviation, data = exp(log_variance / 2), number_of(code, "the code")
            if not close(data, mean + deviation * noise):
                return f"{where} it gives {data:.4f}; the deviation there is {deviation:.4f}. Is that what you use?"
            called(code.backward, what="code.backward")
            if not (close(mu.grad, 1.0) and close(v.grad, deviation * noise / 2)):
                return f"{where} the number is right, but the slopes are {mu.grad:.4f} and {v.grad:.4f}: a path is cut"
    return ""


def flaw_of_cost(answer: Any) -> str:
    """Return what is wrong with the divergence of one number of the code; "" if nothing is."""
    cost = function_of(answer)
    for mean, log_variance in CLOUDS:
        call = f"cost({mean}, {log_variance})"
        found = number_of(called(cost, mean, log_variance, what="cost"), call)
        expected = float(gaussian_kl_divergence([mean], [log_variance]))
        if not close(found, expected):
            return f"{call} gives {found:.4f}, which is not right: {slip(found, expected, mean, log_variance)}"
    return ""


def slip(found: float, expected: float, mean: float, log_variance: float) -> str:
    """Return what may have led to another cost."""
    if close(found, 2 * expected):
        return "half of it"
    if close(found, (mean**2 + log_variance - 1 - log_variance) / 2):
        return "the variance is the exp of the log-variance"
    if (mean, log_variance) == (0.0, 0.0):
        return "the standard cloud is free"
    if close(found, expected + 0.5):
        return "what about the 1? The standard cloud should be free"
    return "half of mean² + variance − 1 − log-variance; is the variance an exp?"


def flaw_of_weights(answer: Any) -> str:
    """Return what is wrong with weights that take points of y = 2x through one number and back; "" if nothing is."""
    a, b, c, d = numbers_of(answer, (4,), "(a, b, c, d)")
    for x in (1.0, -0.5, 3.0):
        z = a * x + b * 2 * x
        if not (close(c * z, x) and close(d * z, 2 * x)):
            off = f"the point ({x}, {2 * x}) has the code {z:g} and comes back as ({c * z:g}, {d * z:g})"
            return f"{off}; a code that is 0 everywhere says nothing" if z == 0.0 else off
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
            "from math import exp\n\nanswer = lambda mean, v, noise: mean + exp('v') * noise",
            "answer = lambda mean, v, noise: mean * float('nan')",
        ),
        variants=(
            "from autograd import exp\n\nanswer = lambda mean, v, noise: noise * exp(v) ** 0.5 + mean",
            "from autograd import exp, sqrt\n\nanswer = lambda mean, v, noise: mean + sqrt(exp(v)) * noise",
            "answer = lambda mean, v, noise: mean + (0.5 * v).exp() * noise",
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
            "answer = lambda mean, v: float('nan')",
        ),
        variants=(
            "import numpy as np\n\nanswer = lambda mean, v: 0.5 * np.array([mean**2 + np.exp(v) - 1 - v])",
            "from autograd import Value, exp\n\nanswer = lambda m, v: (m * m + exp(Value(v)) - (1 + v)) * 0.5",
            "from nn import gaussian_kl_divergence\n\nanswer = lambda m, v: gaussian_kl_divergence([m], [v])",
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
            "answer = (float('nan'),) * 4",
            "answer = (1.0, 2.0)",
        ),
        variants=(
            "import numpy as np\n\nanswer = np.array([0.2, 0.4, 1.0, 2.0])",
            "answer = [0, 1, 0.5, 1]  # the code is y",
            "from math import sqrt\n\nanswer = (1 / sqrt(5), 2 / sqrt(5), 1 / sqrt(5), 2 / sqrt(5))",
        ),
    ),
}
