"""A backend is one short file: `bound`, `knows` and two constants; with them everything else works."""

import inspect
import random

import pytest

pytest.importorskip("numpy")

import autograd
from autograd import Value, logsumexp, mean, softmax
from autograd.compile.compiled import Compiled
from nn import MLP
from nn.training import optimizers
from tests.autograd.compile.backends import plain_backend


def problem():
    """A network that classifies, embeddings chosen by an index, sequences of different length; and some data."""
    generator = random.Random(0)
    table = [[Value(generator.gauss(0.0, 1.0)) for _ in range(3)] for _ in range(5)]
    model = MLP(3, [4, 4], activation="tanh", random=generator)

    def loss(words, target):
        vectors = [autograd.take(table, word) for word in words]
        weights = softmax([x[0] * x[1] for x in vectors])
        logits = model([sum(w * x[i] for w, x in zip(weights, vectors)) for i in range(3)])
        return logsumexp(logits) - autograd.take(logits, target) + 0.01 * mean([w * w for w in model.parameters()])

    def losses(samples):
        return mean([loss(words, target) for words, target in samples])

    samples = [([generator.randrange(5) for _ in range(n)], generator.randrange(4)) for n in (2, 4, 3, 2)]
    return losses, samples, [*model.parameters(), *(x for row in table for x in row)]


def test_it_gives_what_eager_gives():
    loss, samples, parameters = problem()
    fast = Compiled(loss, plain_backend)
    for f in (loss, fast):
        for p in parameters:
            p.grad = 0.0
        y = f(samples)
        y.backward()
        if f is loss:
            expected, slopes = y.data, [p.grad for p in parameters]
    assert y.data == pytest.approx(expected, rel=1e-14)
    assert [p.grad for p in parameters] == pytest.approx(slopes, rel=1e-12, abs=1e-14)
    kinds = {step.do for step in (*fast.latest.run.steps.forward, *fast.latest.run.steps.backward)}
    assert kinds >= {"apply", "matmul", "sum", "segment_sum", "take", "scatter", "pick", "scatter_pick", "check"}


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_the_others_train_as_it_does(backend):
    if backend == "numba":
        pytest.importorskip("numba")

    def trained(fast, samples, parameters):
        with fast.training(optimizers.Adam(parameters, 0.05)) as step:
            losses = [step(samples) for _ in range(40)]
        return losses, [p.data for p in parameters]

    loss, samples, parameters = problem()
    losses, numbers = trained(Compiled(loss, plain_backend), samples, parameters)
    loss, samples, parameters = problem()
    found, others = trained(autograd.compile(loss, backend=backend), samples, parameters)
    assert found == pytest.approx(losses, rel=1e-10)
    assert others == pytest.approx(numbers, rel=1e-9, abs=1e-12)
    assert losses[-1] < 0.5 * losses[0]


def test_it_is_short():
    assert len(inspect.getsource(plain_backend).splitlines()) < 100
