"""Random graphs beside PyTorch where it is hardest: at kinks, at ties, at the ends of domains, below infinite slopes.

PyTorch multiplies what comes from above by 0 on a way that was not taken, and so makes nan of infinity. Here nothing
flows along such a way. To compare, PyTorch is given the program without it: at a point where a > b, `maximum(a, b)`
is a. The graphs are made by `random.Random`, because a tenth of the time of Hypothesis is enough for that.
"""

from collections.abc import Mapping
from math import copysign, isfinite, nan
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value
from autograd.check.strategies import OPERATIONS, Expression, finite_output
from autograd.functions.families import total
from autograd.operation import Operation
from autograd.operations import acos, acosh, asin, atanh, pow, xlogy
from tests.examples import examples

pytest.importorskip("torch")  # here too: an import of a module that was skipped fails

from tests.parity.test_engine_torch import NAMES as EVERYWHERE
from tests.parity.test_engine_torch import longest_way, slopes_by_torch, tensors, torch

pytestmark = pytest.mark.parity

EDGES = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -2.0, 3.0)
GRAPHS_OF_A_SEED = 100


def largest(*x: Any) -> Any:
    """The largest, or what several that are largest share."""
    top = max(x)
    chosen = [a for a in x if a == top]
    return chosen[0] if len(chosen) == 1 else torch.amax(torch.stack(chosen), 0)


def constant(x: Any) -> Any:
    """What has this number and no way back."""
    return x.detach()


TAKEN: Mapping[str, Any] = {  # what each operation is at the point, without the ways that are not taken
    **EVERYWHERE,
    "relu": lambda a: a if a > 0 else torch.zeros_like(a),  # PyTorch keeps the sign of −0.0
    "abs": lambda a: a if a > 0 else -a if a < 0 else constant(torch.abs(a)),
    "sign": lambda a: constant(torch.sign(a)),
    "maximum": lambda a, b: largest(a, b),
    "minimum": lambda a, b: -largest(-a, -b),
    "clamp_min": lambda a, b: a if a >= b else b,
    "clamp_max": lambda a, b: a if a <= b else b,
    "where": lambda a, b, c: b if a != 0 else c,
    "max": largest,
    "divide_no_nan": lambda a, b: a / b if b != 0 else 0.0 * a * (1.0 + 0.0 * b),
    "hypot": lambda a, b: torch.linalg.vector_norm(torch.stack([a, b])),  # torch.hypot has no slope at (0, 0)
}


def comparable(operation: Operation, numbers: list[float]) -> bool:
    """Whether both claim the same there, to the last digits."""
    a, b = numbers[0], numbers[-1]
    if operation is pow:
        return b != 0.0 and (a != 0.0 or b > 0.0)  # PyTorch passes nothing below an exponent of 0, not even 0 · inf
    if operation is xlogy:
        return b != 0.0
    if operation.name == "power(0.5)":
        return copysign(1.0, a) > 0.0 or a != 0.0  # PyTorch: (−0.0) ** 0.5 is −0.0; here and in C it is 0.0
    if operation in (acos, acosh, asin, atanh):
        return abs(a) == 1.0 or abs(abs(a) - 1.0) > 1e-3  # PyTorch's slopes lose digits near 1
    return True


def random_expression(random: Random, steps: int = 8, size: float = 10.0) -> Expression:
    """A graph of three inputs, each of them often at an edge; a step that is not defined is left out."""
    point = tuple(random.choice(EDGES) if random.random() < 0.5 else random.uniform(-3.0, 3.0) for _ in range(3))
    numbers, made, unused = list(point), [], set(range(3))
    for _ in range(random.randint(1, steps)):
        operation = random.choice(OPERATIONS)
        places = tuple(random.randrange(len(numbers)) for _ in range(operation.arity))
        chosen = [numbers[place] for place in places]
        output = finite_output(operation, chosen)
        if output is not None and abs(output) <= size and comparable(operation, chosen):
            unused = unused - set(places) | {len(numbers)}
            numbers.append(output)
            made.append((operation, places))
    return Expression(point, (*made, (total(len(unused)), tuple(sorted(unused)))))


def agrees(expression: Expression, names: Mapping[str, Any] = TAKEN) -> bool:
    """Whether value and gradients are PyTorch's; rounding decides between infinity and nan, as in (1 − 1 + ε) · inf."""
    values, leaves = list(map(Value, expression.point)), tensors(expression.point)
    y, expected = expression(*values), expression(*leaves, names=names)
    y.backward()
    ours, theirs = (
        [x if isfinite(x) else nan for x in numbers]
        for numbers in ([y.data, *(v.grad for v in values)], [expected.item(), *slopes_by_torch(expected, leaves)])
    )
    return ours == pytest.approx(theirs, rel=1e-12, abs=1e-12 * longest_way(y), nan_ok=True)


@examples(100)  # 10,000 graphs; 200,000 under `make fuzz`
@given(st.integers(0, 2**63))
def test_random_graphs_at_kinks_and_edges(seed: int) -> None:
    random = Random(seed)
    wrong = [e for e in (random_expression(random) for _ in range(GRAPHS_OF_A_SEED)) if not agrees(e)]
    assert wrong == [], f"{len(wrong)} differ, the shortest is\n{min(wrong, key=lambda e: len(e.steps))}"


def test_a_wrong_convention_would_be_noticed() -> None:
    random = Random(0)
    graphs = [random_expression(random) for _ in range(1000)]
    for name, wrong in (("relu", lambda a: a if a >= 0 else 0 * a), ("max", lambda *x: max(x))):
        assert not all(agrees(graph, {**TAKEN, name: wrong}) for graph in graphs)
