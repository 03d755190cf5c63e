"""Answers that once passed without being right, or were right and did not: each kind is tried here.

A source sets `answer`, and may use `right`, the answer of the exercise's own solution.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from autograd import Value
from exercises import check
from exercises.answers import NotYet
from exercises.exercise import named

# An answer that holds only for the inputs that were tried, or for the shape of them.
HARD_CODED = [
    (
        "5.1",
        "from math import tanh\nanswer = lambda xs, ws, b: tanh(sum(w * x for x, w in dict(zip(xs, ws)).items()) + b)",
    ),
    ("6.1", "answer = lambda xs, ts: right(xs[:8], ts[:8])"),
    ("6.2", "answer = lambda xs, ts: right(xs[:5], ts[:5])"),
    ("6.2", "answer = lambda xs, ts: round(right(xs, ts), 2)"),
    ("8.1", "answer = lambda zs: right(list(dict.fromkeys(zs)))"),
    ("10.1", "answer = lambda node: [(f'w{k}', f'x{k}') for k, _ in enumerate(right(node), 1)]"),
    ("11.2", "answer = lambda ys, ts: right(ys[:8], ts[:8])"),
    ("12.2", "from random import Random\nown = Random(5)\nanswer = lambda random, n, m: right(own, n, m)"),
    (
        "13.2",
        """
import nn
class answer(nn.Optimizer):
    initial_state = (0.0,)
    def update(self, x, g, state, rate):
        s = state[0] + g * g
        return x - 0.1 * g / (s**0.5 + 1e-8), (s,)
""",
    ),
    (
        "13.2",
        """
import nn
class answer(nn.Optimizer):  # what it remembers is shared by all of its kind
    squares = {}
    def step(self):
        for i, p in enumerate(self.parameters):
            self.squares[i] = self.squares.get(i, 0.0) + p.grad**2
            p.data -= self.learning_rate * p.grad / (self.squares[i] ** 0.5 + 1e-8)
""",
    ),
    ("14.3", "answer = lambda x, p, dice: [3.75 if dice.random() >= p else 0.0 for v in x]"),
    ("14.3", "answer = lambda x, p, dice: [v + 0.75 if dice.random() >= p else 0.0 for v in x]"),
    ("14.3", "answer = lambda x, p, dice: right(x, 0.2, dice)"),
    ("14.3", "answer = lambda x, p, dice: right(x[:1] * len(x), p, dice)"),
    ("14.3", "answer = lambda x, p, dice: right(x[::-1], p, dice)"),
    ("17.2", "answer = lambda tokens, pair, new: right(tokens, pair, 9)"),
    ("21.3", "import nn\nanswer = lambda d, x, t, seen: right(nn.Diffusion(nn.cosine_betas(12)), x, t, seen)"),
    ("25.1", "answer = lambda image, gradient, size: [0.625, 0.375, 0.5, 1.0, 0.0]"),
    ("25.1", "answer = lambda image, gradient, size: right(image, gradient, 0.125)"),
    ("25.1", "answer = lambda image, gradient, size: right(image, [round(s, 6) for s in gradient], size)"),
    ("25.3", "answer = lambda now, before, size: right(now, before, 0.1)"),
    ("25.3", "answer = lambda now, before, size: right(now, before[:1] * len(before), size)"),
    ("25.3", "answer = lambda now, before, size: [*right(now[:1], before[:1], size), *now[1:]]"),
    ("25.3", "answer = lambda now, before, size: right(now, before, size)[::-1]"),
    ("26.2", "from exercises.lesson_26 import bowl\nanswer = lambda loss, p: right(bowl, p)"),
]

# An answer that changes what it is given, and what it would be compared with.
CHANGES = [
    ("4.3", "def answer(output):\n    output.inputs, output.operation, output.grad = (), None, 1.0"),
    ("4.3", "def answer(output):\n    right(output)\n    output.data = 0.0"),
    (
        "11.3",
        "def answer(weight, bias, standard):\n"
        "    standard.means[:] = [0.0] * len(weight)\n"
        "    return right(weight, bias, standard)",
    ),
    (
        "11.3",
        "def answer(weight, bias, standard):\n"
        "    standard.deviations[:] = [1.0] * len(weight)\n"
        "    standard.means[:] = [0.0] * len(weight)\n"
        "    return right(weight, bias, standard)",
    ),
    (
        "14.2",
        "def answer(weight, bias, norm):\n"
        "    for p in [*norm.parameters(), *norm.running_mean]:\n"
        "        p.data = 0.0\n"
        "    return [[0.0] * len(row) for row in weight], [0.0] * len(bias)",
    ),
    ("16.2", "def answer(lstm):\n    lstm.cells = [lambda *_: ([1.0], [1.0])]"),
    ("26.3", "def answer(u, t):\n    u.function = lambda t: 0.0\n    return 0.0"),
]

# A case that was never tried, or a tolerance that was too wide.
TOO_WIDE = [
    ("2.2", "answer = lambda x: (max(x, 0.0), float(x > -0.1))"),
    ("2.3", "answer = 0.05002"),
    ("4.3", "answer = lambda output: (right(output), setattr(output, 'grad', 1.0))"),
    (
        "7.3",
        "from autograd import Value, maximum, mean\n"
        "def answer(outputs):\n"
        "    largest = Value(0.0)\n"
        "    for y in outputs:\n"
        "        largest = maximum(largest, y)\n"
        "    return mean((y / largest) ** 2 for y in outputs)",
    ),
    ("7.3", "answer = lambda ys: sum((y / max(ys, key=lambda v: abs(v.data))) ** 2 for y in ys) / len(ys)"),
    ("8.2", "answer = 0.3245"),
    ("16.3", "answer = lambda gradient, length: [g * 1.0005 for g in right(gradient, length)]"),
    ("20.1", "answer = lambda p, q: right(p, q) + (4e-5 if p and q else 0.0)"),
    ("20.1", "answer = lambda p, q: round(right(p, q), 4)"),
    ("22.2", "answer = [[0, 1], [1, 0]], 1e-3, [1e308, 1e308], -1e308"),
    ("20.2", "answer = lambda xs, centres, radius: right([[*map(abs, x)] for x in xs], centres, radius)"),
    ("20.2", "answer = lambda xs, centres, radius: right([x[:2] for x in xs], [c[:2] for c in centres], radius)"),
    ("22.1", "answer = lambda x, centre, width: max(right(x, centre, width), 1e-6)"),
    ("24.3", "answer = lambda outputs: [(column[0] + column[-1]) / 2 for column in zip(*outputs)]"),
    ("25.1", "answer = lambda image, g, size: right(image, [s if abs(s) > 1e-6 else 0.0 for s in g], size)"),
    ("26.3", "answer = lambda u, t: abs(right(u, t))"),
    (
        "26.3",
        "from autograd import grad\nnumber = lambda y: getattr(y, 'data', y)\n"
        "answer = lambda u, t: grad(u)(t) - number(u(t)) * (1 - number(u(t)))",
    ),
    (
        "26.3",
        "from autograd import grad\nnumber = lambda y: getattr(y, 'data', y)\n"
        "answer = lambda u, t: number(grad(u)(t)) - u(t) * (1 - u(t))",
    ),
    (
        "26.3",
        "from autograd import grad\nnumber = lambda y: getattr(y, 'data', y)\n"
        "answer = lambda u, t: grad(u)(t) - u(t) * (1 - number(u(t)))",
    ),
]

# A right answer in another container, or of another type of number.
RIGHT = [
    (
        "4.3",
        "def answer(output):\n"
        "    before = output.grad\n"
        "    right(output)\n"
        "    if not output.inputs:\n"
        "        output.grad = before + 1",
    ),
    ("7.2", "import numpy as np\nanswer = lambda claim, f, x: np.array(right(claim, f, x))"),
    ("7.2", "import numpy as np\nanswer = lambda claim, f, x: np.array([right(claim, f, x)])"),
    ("10.1", "import numpy as np\nanswer = lambda node: np.array(right(node))"),
    ("10.1", "import numpy as np\nanswer = lambda node: [tuple(map(np.str_, pair)) for pair in right(node)]"),
    (
        "10.1",
        "from collections import namedtuple\nPair = namedtuple('Pair', 'w x')\n"
        "answer = lambda node: [Pair(*pair) for pair in right(node)]",
    ),
    (
        "10.3",
        "from collections import namedtuple\nPair = namedtuple('Pair', 'w x')\n"
        "answer = lambda X, W, G: Pair(*right(X, W, G))",
    ),
    (
        "10.3",
        "import numpy as np\n"
        "answer = lambda X, W, G: np.array(right(X, W, G)) if X.shape == W.shape else right(X, W, G)",
    ),
    (
        "11.3",
        "import numpy as np\ndef answer(*given):\n    w, b = right(*given)\n    return np.float32(w), np.float32(b)",
    ),
    ("12.2", "answer = lambda random, inputs, outputs: random.choice((-1, 1)) * (1.6 / inputs) ** 0.5"),
    ("18.1", "import numpy as np\nanswer = lambda chances: np.array([right(chances)])"),
    ("18.1", "import numpy as np\nanswer = lambda chances: np.longdouble(right(chances))"),
    ("18.1", "from decimal import Decimal\nanswer = lambda chances: Decimal(right(chances))"),
    ("18.1", "from autograd import Value\nanswer = lambda chances: Value(right(chances))"),
    ("20.1", "answer = lambda p, q: p / (p + q + 1e-12)"),
    ("20.1", "answer = lambda p, q: right(p, q) * (1 + 1e-12)"),
    ("22.2", "import numpy as np\nanswer = np.array([[[0, 1], [1, 0]], 0.5, [1.0, 1.0], -0.5], dtype=object)"),
    ("24.2", "import numpy as np\nanswer = lambda edges, nodes: np.array(right(edges, nodes), dtype=object)"),
    (
        "24.2",
        "from types import MappingProxyType\n"
        "answer = lambda edges, nodes: [*map(MappingProxyType, right(edges, nodes))]",
    ),
    ("25.2", "import numpy as np\nanswer = lambda w, b, x: np.float32(right(w, b, x))"),
    ("26.3", "answer = lambda u, t: -right(u, t)"),
]


Rates = Callable[[str, object], None]


def verdict(name: str, source: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What `check` says about the answer of a source."""
    names: dict[str, Any] = {}
    exec(named(name).solution, names)
    names["right"] = names.pop("answer")
    exec(source, names)
    capsys.readouterr()
    check(name, names["answer"])
    return capsys.readouterr().out


@pytest.mark.parametrize(("name", "source"), HARD_CODED + CHANGES + TOO_WIDE)
def test_what_is_not_right_is_refused(
    name: str, source: str, capsys: pytest.CaptureFixture[str], record_property: Rates
) -> None:
    said = verdict(name, source, capsys)
    assert said.startswith(f"{name}: not yet: ")
    assert "the check stopped" not in said
    record_property("attacks", 1)


@pytest.mark.parametrize(("name", "source"), RIGHT)
def test_what_is_right_is_taken(
    name: str, source: str, capsys: pytest.CaptureFixture[str], record_property: Rates
) -> None:
    assert verdict(name, source, capsys).startswith(f"{name}: right!")
    record_property("variants", 1)


def test_text_that_equals_everything_is_no_name(capsys: pytest.CaptureFixture[str]) -> None:
    class Anything(str):
        def __eq__(self, other: object) -> bool:
            return True

        def __ne__(self, other: object) -> bool:
            return False

        __hash__ = str.__hash__

    right: dict[str, Any] = {}
    exec(named("10.1").solution, right)
    check("10.1", lambda node: [(Anything(), Anything()) for _ in right["answer"](node)])
    assert capsys.readouterr().out.startswith("10.1: not yet: ")


def test_an_empty_not_yet_of_an_answer_is_not_right(capsys: pytest.CaptureFixture[str]) -> None:
    class Evasive(Value):
        __slots__ = ()

        @property
        def data(self) -> float:
            raise NotYet("")

    for name, answer in (("9.1", lambda a, b: Evasive.__new__(Evasive)), ("4.2", Evasive.__new__(Evasive))):
        check(name, answer)
        assert capsys.readouterr().out.startswith(f"{name}: not yet: ")


@pytest.mark.parametrize("raised", [GeneratorExit, asyncio.CancelledError, SystemExit], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", ["1.1", "7.3", "13.2", "16.2", "my engine"])
def test_whatever_an_answer_raises_is_told(
    name: str, raised: type[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    def raises(*_: Any) -> Any:
        raise raised

    optimizer = "import nn\nclass answer(nn.Optimizer):\n    pass"
    names: dict[str, Any] = {}
    exec(optimizer, names)
    names["answer"].step = raises
    check(name, names["answer"] if name == "13.2" else raises)
    said = capsys.readouterr().out
    assert said.startswith(f"{name}: not yet: ")
    assert f"stops with {raised.__name__}" in said


@pytest.mark.parametrize("name", ["1.1", "7.3", "my engine"])
def test_a_learner_can_stop_a_check(name: str) -> None:
    def raises(*_: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(name, raises)
