"""Normalisation: of the numbers of a sample (`LayerNorm`, `RMSNorm`), or of each feature over a batch (`BatchNorm`)."""

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
    """weight · (x − mean) / √(variance + ε) + bias, with the mean and variance of the numbers of one sample.

    inputs    how many numbers a sample has
    epsilon   ε, which keeps the divisor away from 0

    A call takes a sample and returns a list of as many Values. The parameters are `weight` and `bias`, [inputs] each,
    as in torch.nn.LayerNorm. Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.

    >>> from nn import LayerNorm
    >>> [round(y.data, 3) for y in LayerNorm(2)([1.0, 5.0])]
    [-1.0, 1.0]
    """

    @in_full_words
    def __init__(self, inputs: int, epsilon: float = 1e-5) -> None:
        self.weight = parameter_list(inputs, 1.0, "w")
        self.bias = parameter_list(inputs, 0.0, "b")
        self.epsilon = require_epsilon("LayerNorm", epsilon)

    def __call__(self, inputs: Inputs) -> list[Scalar]:
        x = require_vector(inputs, self, len(self.weight))
        with scope("LayerNorm"):
            centred = differences(x, mean(x))
            scaled = normalised(centred, mean_square(centred), self.epsilon)
            return [w * y + b for w, y, b in zip(self.weight, scaled, self.bias)]

    def formula(self) -> str:
        return f"weight · (x − mean) / √(variance + {self.epsilon:g}) + bias"


class RMSNorm(Module):
    """weight · x / √(mean of x² + ε): only the size of a sample is normalised, and nothing is subtracted.

    inputs    how many numbers a sample has
    epsilon   ε, which keeps the divisor away from 0

    A call takes a sample and returns a list of as many Values. The parameter is `weight` [inputs], as in
    torch.nn.RMSNorm. Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.

    >>> from nn import RMSNorm
    >>> [round(y.data, 3) for y in RMSNorm(2)([1.0, 7.0])]
    [0.2, 1.4]
    """

    @in_full_words
    def __init__(self, inputs: int, epsilon: float = float_info.epsilon) -> None:
        self.weight = parameter_list(inputs, 1.0, "w")
        self.epsilon = require_epsilon("RMSNorm", epsilon)

    def __call__(self, inputs: Inputs) -> list[Scalar]:
        x = require_vector(inputs, self, len(self.weight))
        with scope("RMSNorm"):
            return [w * y for w, y in zip(self.weight, normalised(x, mean_square(x), self.epsilon))]

    def formula(self) -> str:
        return f"weight · x / √(mean of x² + {self.epsilon:.3g})"


class BatchNorm(Module):
    """weight · (x − mean) / √(variance + ε) + bias, with the mean and variance of each feature over a batch.

    inputs     how many features a sample has
    epsilon    ε, which keeps the divisor away from 0
    momentum   the share, from 0 to 1, with which each batch enters the running statistics; None: all batches count
               alike

    A call takes a batch, [samples][inputs], and returns as many rows. It has to see the whole batch at once:
    `norm(batched(layer)(xs))`. While the model learns, it uses the mean and the biased variance of the batch, and
    updates the running statistics (with the unbiased variance). After `eval()` it uses the running statistics, so that
    a sample no longer depends on its neighbours.

    weight, bias, running_mean and running_var are [inputs] and there is num_batches_tracked, as in
    torch.nn.BatchNorm1d.

    A compiled function changes nothing but what it returns, so there the statistics have to be results:

        with autograd.compile(with_statistics(loss)).training(optimizer) as step:
            for batch in batches(data, 32):
                number, statistics = step(batch.inputs, batch.targets)
                track(statistics)

    Source: Ioffe and Szegedy, "Batch Normalization", 2015.

    >>> from nn import BatchNorm
    >>> norm = BatchNorm(1)
    >>> [round(row[0].data, 3) for row in norm([[1.0], [3.0]])]
    [-1.0, 1.0]
    >>> norm.running_mean[0].data
    0.2
    """

    buffer_names = ("running_mean", "running_var", "num_batches_tracked")

    @in_full_words
    def __init__(self, inputs: int, epsilon: float = 1e-5, momentum: float | None = 0.1) -> None:
        if momentum is not None:
            repair, problem = "give a number from 0 to 1, or None to count all alike", "is not a share"
            momentum = require_real("BatchNorm: momentum", momentum, repair, lambda x: 0.0 <= x <= 1.0, problem)
        self.weight = parameter_list(inputs, 1.0, "w")
        self.bias = parameter_list(inputs, 0.0, "b")
        self.running_mean = parameter_list(inputs, 0.0, "mean")
        self.running_var = parameter_list(inputs, 1.0, "variance")
        self.num_batches_tracked = Value(0.0, "batches")
        self.epsilon, self.momentum = require_epsilon("BatchNorm", epsilon), momentum

    def __call__(self, batch: Sequence[Inputs]) -> list[list[Scalar]]:
        features = [partial(self.feature, i, list(column)) for i, column in enumerate(zip(*self.rows(batch)))]
        with scope("BatchNorm"):
            columns, statistics = zip(*each_in_scope("feature", features))
        if self.training:
            unbiased = len(batch) / (len(batch) - 1)
            self.record([(m, variance * unbiased) for m, variance in statistics])
        return [list(row) for row in zip(*columns)]

    def feature(self, i: int, x: list[Scalar]) -> tuple[list[Scalar], tuple[Scalar, Scalar]]:
        """Return the outputs of feature i, one for each sample, and the mean and variance that were used."""
        m = mean(x) if self.training else self.running_mean[i].detach()
        centred = differences(x, m)
        variance = mean_square(centred) if self.training else self.running_var[i].detach()
        outputs = [self.weight[i] * y + self.bias[i] for y in normalised(centred, variance, self.epsilon)]
        return outputs, (m, variance)

    def record(self, statistics: "Statistics") -> None:
        """Update the running statistics, or hand the new ones to `with_statistics` if it is collecting them."""
        if (collected := COLLECTED.get()) is not None:
            collected.setdefault(self, []).append(statistics)
        elif isinstance(CONTEXT.get().trace, Repetition):
            raise CompileError(
                "BatchNorm: its running statistics could not follow, because a compiled function changes nothing but "
                "what it returns. Compile nn.with_statistics(loss), which gives (loss, statistics), and call "
                "nn.track(statistics) after each step; or switch to eval()."
            )
        else:
            self.track(statistics)

    def track(self, statistics: "Statistics") -> None:
        """Update the running statistics with those of a batch: the mean and unbiased variance of each feature."""
        batches = self.num_batches_tracked.data + 1.0
        share = 1.0 / batches if self.momentum is None else self.momentum
        values, numbers = [self.num_batches_tracked], [batches]
        for i, pair in enumerate(statistics):
            for running, new in zip((self.running_mean[i], self.running_var[i]), pair):
                values.append(running)
                numbers.append((1.0 - share) * running.data + share * data_of(bare(new)))
        set_all((values, "data", numbers))  # all of them or none, even if Ctrl-C is pressed

    def rows(self, batch: Any) -> list[list[Scalar]]:
        """Return the batch as rows of nodes; raise a ValueError if it is not a batch."""
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
        return [require_vector(row, self, size) for row in rows]

    def formula(self) -> str:
        return f"weight · (x − mean of the batch) / √(variance of the batch + {self.epsilon:g}) + bias"


Statistics = Sequence[tuple[Scalar, Scalar]]  # the mean and the unbiased variance of each feature
Collected = dict[BatchNorm, list[Statistics]]  # an entry for each call
COLLECTED: ContextVar[Collected | None] = ContextVar("nn.layers.normalisation.collected", default=None)


def with_statistics(function: Callable[..., Any]) -> Callable[..., tuple[Any, Collected]]:
    """Return the same function with the pair (result, statistics) as its result, and without side effects.

    The statistics are what each `BatchNorm` in it would have tracked; `track(statistics)` tracks them. So the function
    can be compiled.

    >>> from nn import BatchNorm, track, with_statistics
    >>> norm = BatchNorm(1)
    >>> outputs, statistics = with_statistics(norm)([[1.0], [3.0]])
    >>> norm.running_mean[0].data
    0.0
    >>> track(statistics)
    >>> norm.running_mean[0].data
    0.2
    """
    return partial(result_and_statistics, function)


def result_and_statistics(function: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[Any, Collected]:
    """Return the result of a function, and the statistics of each call of a `BatchNorm` in it."""
    statistics: Collected = {}
    token = COLLECTED.set(statistics)
    try:
        return function(*args, **kwargs), statistics
    finally:
        COLLECTED.reset(token)


def track(statistics: Mapping[BatchNorm, Sequence[Statistics]]) -> None:
    """Update the running statistics of each `BatchNorm` with those that `with_statistics` returned.

    statistics   for each `BatchNorm` a list with the statistics of every call

    >>> from nn import BatchNorm, track
    >>> norm = BatchNorm(1)
    >>> track({norm: [[(2.0, 1.0)]]})  # one call, one feature with mean 2 and variance 1
    >>> norm.running_mean[0].data
    0.2
    """
    for norm, calls in statistics.items():
        for each in calls:
            norm.track(each)


def differences(x: Sequence[Scalar], subtrahend: Scalar) -> list[Scalar]:
    """Return each number minus the same one."""
    return [each - subtrahend for each in x]


def mean_square(x: Sequence[Scalar]) -> Scalar:
    """Return the mean of x²; if the mean of x is 0, that is the variance."""
    return dot(x, x) / len(x)


def require_epsilon(name: str, epsilon: Any) -> float:
    """Return ε as a float; raise an error unless it is a number of at least 0."""
    repair = "give a small number above 0, such as epsilon=1e-5"
    return require_real(f"{name}: epsilon", epsilon, repair, is_not_negative, "is negative")


def normalised(x: Sequence[Scalar], square: Scalar, epsilon: float) -> list[Scalar]:
    """Return each number divided by √(square + ε)."""
    root = sqrt(square + epsilon)
    return [each / root for each in x]


def parameter_list(inputs: int, start: float, label: str) -> list[Value]:
    """Return a new Value for each input, all with the same number. label: their names without the index."""
    return [Value(start, f"{label}{i}") for i in range(1, require_size(inputs, "inputs") + 1)]


def require_vector(inputs: Any, module: Module, expected: int) -> list[Scalar]:
    """Return the numbers of one sample as nodes; raise a ValueError if they are too many, too few, or rows."""
    x = as_lists(inputs)
    require(
        not (isinstance(x, list | tuple) and any(isinstance(as_lists(each), list | tuple) for each in x)),
        f"{type(module).__name__}: a vector of {count(expected, 'number')} expected, but a list of lists came; "
        "normalise row by row: [norm(row) for row in rows]",
    )
    return nodes(x, module, expected)
