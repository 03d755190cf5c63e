"""Numbers brought to one size: all of a sample (`LayerNorm`, `RMSNorm`), or each feature over a batch (`BatchNorm`)."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from functools import partial
from sys import float_info
from typing import Any

from autograd import Value, dot, mean, scope, sqrt
from autograd.compile.guards.watch import CompileError, Repetition
from autograd.context import CONTEXT, each_in_scope
from autograd.operation import Scalar, count
from autograd.transforms.dual import bare
from autograd.value import data_of
from nn.module import Module
from nn.neuron import Inputs, nodes, require_size
from nn.parameters.atomic import set_all
from nn.shapes import as_lists
from nn.validation import in_full_words, is_not_negative, require, require_real


class LayerNorm(Module):
    """weight · (x − mean) / √(variance + ε) + bias, mean and variance over the numbers of one sample.

    A vector of `inputs` numbers gives a list of as many. weight, bias: [inputs], as in torch.nn.LayerNorm.
    Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.
    """

    @in_full_words
    def __init__(self, inputs: int, epsilon: float = 1e-5) -> None:
        self.weight = values(inputs, 1.0, "w")
        self.bias = values(inputs, 0.0, "b")
        self.epsilon = checked_epsilon("LayerNorm", epsilon)

    def __call__(self, inputs: Inputs) -> list[Scalar]:
        x = vector(inputs, self, len(self.weight))
        with scope("LayerNorm"):
            centred = differences(x, mean(x))
            scaled = quotients(centred, mean_square(centred), self.epsilon)
            return [w * y + b for w, y, b in zip(self.weight, scaled, self.bias)]

    def formula(self) -> str:
        return f"weight · (x − mean) / √(variance + {self.epsilon:g}) + bias"


class RMSNorm(Module):
    """weight · x / √(mean of x² + ε): only the size is normalised, and there is nothing to subtract.

    A vector of `inputs` numbers gives a list of as many. weight: [inputs], as in torch.nn.RMSNorm.
    Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.
    """

    @in_full_words
    def __init__(self, inputs: int, epsilon: float = float_info.epsilon) -> None:
        self.weight = values(inputs, 1.0, "w")
        self.epsilon = checked_epsilon("RMSNorm", epsilon)

    def __call__(self, inputs: Inputs) -> list[Scalar]:
        x = vector(inputs, self, len(self.weight))
        with scope("RMSNorm"):
            return [w * y for w, y in zip(self.weight, quotients(x, mean_square(x), self.epsilon))]

    def formula(self) -> str:
        return f"weight · x / √(mean of x² + {self.epsilon:.3g})"


class BatchNorm(Module):
    """weight · (x − mean) / √(variance + ε) + bias, mean and variance of each feature over the samples of a batch.

    A batch, `[samples][inputs]`, gives as many rows. weight, bias, running_mean and running_var: [inputs], with
    num_batches_tracked, as in torch.nn.BatchNorm1d. It needs to see the whole batch: `norm(batched(layer)(xs))`.

    While learning, it uses the mean and the biased variance of the batch, and the running statistics (with the
    unbiased variance) follow: each batch counts for the share `momentum`; with None, all batches count alike. After
    `eval()` it uses the running statistics, and a sample no longer depends on its neighbours.

    A compiled function changes nothing but what it returns. So there the statistics have to be results:

        with autograd.compile(with_statistics(loss)).training(optimizer) as step:
            for batch in batches(data, 32):
                number, statistics = step(batch.inputs, batch.targets)
                track(statistics)

    Source: Ioffe and Szegedy, "Batch Normalization", 2015.
    """

    buffer_names = ("running_mean", "running_var", "num_batches_tracked")

    @in_full_words
    def __init__(self, inputs: int, epsilon: float = 1e-5, momentum: float | None = 0.1) -> None:
        if momentum is not None:
            repair, problem = "give a number from 0 to 1, or None to count all alike", "is not a share"
            momentum = require_real("BatchNorm: momentum", momentum, repair, lambda x: 0.0 <= x <= 1.0, problem)
        self.weight = values(inputs, 1.0, "w")
        self.bias = values(inputs, 0.0, "b")
        self.running_mean = values(inputs, 0.0, "mean")
        self.running_var = values(inputs, 1.0, "variance")
        self.num_batches_tracked = Value(0.0, "batches")
        self.epsilon, self.momentum = checked_epsilon("BatchNorm", epsilon), momentum

    def __call__(self, batch: Sequence[Inputs]) -> list[list[Scalar]]:
        features = [partial(self.feature, i, list(column)) for i, column in enumerate(zip(*self.rows(batch)))]
        with scope("BatchNorm"):
            columns, statistics = zip(*each_in_scope("feature", features))
        if self.training:
            unbiased = len(batch) / (len(batch) - 1)
            self.keep([(m, variance * unbiased) for m, variance in statistics])
        return [list(row) for row in zip(*columns)]

    def feature(self, i: int, x: list[Scalar]) -> tuple[list[Scalar], tuple[Scalar, Scalar]]:
        """The outputs of one feature for each sample, and the mean and variance that were used."""
        m = mean(x) if self.training else self.running_mean[i].detach()
        centred = differences(x, m)
        variance = mean_square(centred) if self.training else self.running_var[i].detach()
        outputs = [self.weight[i] * y + self.bias[i] for y in quotients(centred, variance, self.epsilon)]
        return outputs, (m, variance)

    def keep(self, statistics: "Statistics") -> None:
        """Let the running statistics follow, or hand them out where they are asked for."""
        if (asked := ASKED.get()) is not None:
            asked.setdefault(self, []).append(statistics)
        elif isinstance(CONTEXT.get().trace, Repetition):
            raise CompileError(
                "BatchNorm: its running statistics could not follow, because a compiled function changes nothing but "
                "what it returns. Compile nn.with_statistics(loss), which gives (loss, statistics), and call "
                "nn.track(statistics) after each step; or switch to eval()."
            )
        else:
            self.track(statistics)

    def track(self, statistics: "Statistics") -> None:
        """Let the running statistics follow those of a batch: for each feature, mean and unbiased variance."""
        batches = self.num_batches_tracked.data + 1.0
        share = 1.0 / batches if self.momentum is None else self.momentum
        values, numbers = [self.num_batches_tracked], [batches]
        for i, pair in enumerate(statistics):
            for running, new in zip((self.running_mean[i], self.running_var[i]), pair):
                values.append(running)
                numbers.append((1.0 - share) * running.data + share * data_of(bare(new)))
        set_all((values, "data", numbers))  # all of them, or none, also where Ctrl-C comes

    def rows(self, batch: Any) -> list[list[Scalar]]:
        """The batch as rows of nodes; a ValueError if it is none."""
        rows = [as_lists(row) for row in as_lists(batch)]
        size = len(self.weight)
        require(
            all(isinstance(row, list | tuple) for row in rows),
            f"BatchNorm: a batch expected, a list of samples of {count(size, 'number')}, but a single sample came. It "
            "has to see many at once: give a list of lists, and write a training step of your own where fit would "
            "give the model one sample at a time.",
        )
        require(
            len(rows) > self.training,
            f"BatchNorm: {count(len(rows), 'sample')} came, of which nothing has a variance. While learning it needs "
            "at least 2; to use the running statistics, call model.eval().",
        )
        return [vector(row, self, size) for row in rows]

    def formula(self) -> str:
        return f"weight · (x − mean of the batch) / √(variance of the batch + {self.epsilon:g}) + bias"


Statistics = Sequence[tuple[Scalar, Scalar]]  # of each feature the mean and the unbiased variance
Asked = dict[BatchNorm, list[Statistics]]
ASKED: ContextVar[Asked | None] = ContextVar("nn.layers.normalisation.asked", default=None)


def with_statistics(function: Callable[..., Any]) -> Callable[..., tuple[Any, Asked]]:
    """The same function, giving the pair (result, statistics): what each `BatchNorm` in it would have kept.

    So it has no side effect, and can be compiled; `track(statistics)` does afterwards what was left undone.
    """
    return partial(result_and_statistics, function)


def result_and_statistics(function: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[Any, Asked]:
    """What a function gives, and the statistics of each call of a `BatchNorm` on the way."""
    statistics: Asked = {}
    token = ASKED.set(statistics)
    try:
        return function(*args, **kwargs), statistics
    finally:
        ASKED.reset(token)


def track(statistics: Mapping[BatchNorm, Sequence[Statistics]]) -> None:
    """Let the running statistics of each `BatchNorm` follow those that `with_statistics` gave."""
    for norm, calls in statistics.items():
        for each in calls:
            norm.track(each)


def differences(x: Sequence[Scalar], middle: Scalar) -> list[Scalar]:
    """Each number minus the one in the middle."""
    return [each - middle for each in x]


def mean_square(x: Sequence[Scalar]) -> Scalar:
    """The mean of x²: where the mean of x is 0, the variance."""
    return dot(x, x) / len(x)


def checked_epsilon(name: str, epsilon: Any) -> float:
    """ε as a float; an error, unless it is a number of at least 0."""
    repair = "give a small number above 0, such as epsilon=1e-5"
    return require_real(f"{name}: epsilon", epsilon, repair, is_not_negative, "is negative")


def quotients(x: Sequence[Scalar], square: Scalar, epsilon: float) -> list[Scalar]:
    """Each number divided by √(square + ε)."""
    root = sqrt(square + epsilon)
    return [each / root for each in x]


def values(inputs: int, start: float, label: str) -> list[Value]:
    """A number of its own for each input."""
    return [Value(start, f"{label}{i}") for i in range(1, require_size(inputs, "inputs") + 1)]


def vector(inputs: Any, module: Module, expected: int) -> list[Scalar]:
    """The numbers of one sample as nodes; a ValueError if they are too many, too few, or rows."""
    x = as_lists(inputs)
    require(
        not (isinstance(x, list | tuple) and any(isinstance(as_lists(each), list | tuple) for each in x)),
        f"{type(module).__name__}: a vector of {count(expected, 'number')} expected, but a list of lists came; "
        "normalise row by row: [norm(row) for row in rows]",
    )
    return nodes(x, module, expected)
