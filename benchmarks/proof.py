"""`python -m benchmarks.proof`: what the proof of a lifting costs, for each node that is traced, and of a first call.

Each function is compiled anew several times; the figures are those of the run whose proof took least.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Any

import autograd
import nn
from autograd import Value, logsumexp, mean
from autograd.compile import variant
from autograd.compile.batches import batching
from benchmarks import two_moons
from benchmarks.small_gpt import BOUNDARY, SmallGPT
from benchmarks.tasks import Digits

RUNS = 5
MOST = 1.5  # microseconds a node
Loss = Callable[..., Any]


@dataclass(frozen=True)
class Cost:
    """What a first call took, in seconds, and how many nodes it traced."""

    nodes: int
    trace: float
    lift: float
    proof: float
    call: float

    def row(self, what: str) -> str:
        """A row of the table."""
        each = [f"{1e6 * seconds / self.nodes:.2f}" for seconds in (self.trace, self.lift, self.proof)]
        return f"| {what} | {self.nodes:,} | {' | '.join(each)} | {self.call:.2f} | {self.proof / self.call:.0%} |"


def moons() -> tuple[Loss, tuple[Any, ...]]:
    """Two moons as plain loops over samples, neurons and inputs."""
    layers = two_moons.network(Value)
    parameters = two_moons.parameters_of(layers)

    def loss() -> Any:
        hinges = [two_moons.hinge_of(layers, x, sign) for x, sign in zip(two_moons.INPUTS, two_moons.SIGNS)]
        return two_moons.penalized(hinges, parameters)

    return loss, ()


def document() -> tuple[Loss, tuple[Any, ...]]:
    """The small GPT on a document of eight tokens."""
    letters = Random(1)
    return SmallGPT().loss, ([BOUNDARY, *(letters.randrange(BOUNDARY) for _ in range(7)), BOUNDARY],)


def long_sum() -> tuple[Loss, tuple[Any, ...]]:
    """Squares that are added in a loop: as deep as there are numbers."""
    weights = [Value(0.1) for _ in range(30_000)]
    return lambda: sum(w * w for w in weights), ()


def digits(batch: int) -> tuple[Loss, tuple[Any, ...]]:
    """`nn.MLP` 784-128-64-10 for each image of a batch."""
    task = Digits(batch=batch)
    model = nn.MLP(task.sizes[0], task.sizes[1:], activation="relu", random=Random(0))

    def surprise(image: Any, digit: Any) -> Any:
        logits = model(image)
        return logsumexp(logits) - autograd.take(logits, digit)

    return lambda images, classes: mean(autograd.vmap(surprise)(images, classes)), task.batches()[0]


@contextmanager
def stopwatch(taken: list[float]) -> Iterator[None]:
    """Inside, the time that each proof takes is noted."""
    originals = [
        (module, name, getattr(module, name)) for module, name in ((variant, "difference"), (batching, "is_body"))
    ]

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*inputs: Any) -> Any:
            begin = perf_counter()
            result = function(*inputs)
            taken.append(perf_counter() - begin)
            return result

        return run

    for module, name, function in originals:
        setattr(module, name, timed(function))
    try:
        yield
    finally:
        for module, name, function in originals:
            setattr(module, name, function)


def cost(make: Callable[[], tuple[Loss, tuple[Any, ...]]]) -> Cost:
    """What a first call costs."""
    found = []
    for _ in range(RUNS):
        loss, arguments = make()
        fast, taken = autograd.compile(loss), list[float]()
        begin = perf_counter()
        with stopwatch(taken):
            fast(*arguments)
        call, stats = perf_counter() - begin, fast.stats
        found.append(Cost(stats.nodes, stats.trace_seconds, stats.lift_seconds, sum(taken), call))
    return min(found, key=lambda cost: cost.proof)


def main() -> None:
    """Print a table."""
    print("| program | nodes | trace µs a node | lift | proof | first call s | proof of it |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for what, make in (
        ("two moons, plain loops", moons),
        ("small GPT, 8 tokens", document),
        ("784-128-64-10, batch of 64", lambda: digits(64)),
        ("784-128-64-10, batch of 1,024", lambda: digits(1024)),
        ("a sum of 30,000 squares", long_sum),
    ):
        print(cost(make).row(what), flush=True)
    print(f"\nThe proof is to cost at most {MOST} µs for each node that is traced.")


if __name__ == "__main__":
    main()
