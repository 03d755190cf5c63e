"""Numbers that are left out at random while the model learns, so that none can rely on another."""

from random import Random
from typing import Any

from autograd import sample, scope
from autograd.transforms.tree import Nested, mapped
from nn.init import SHARED
from nn.module import Module
from nn.shapes import as_lists
from nn.validation import generator, require_real


class Dropout(Module):
    """Each number becomes 0 with probability p, and is otherwise divided by 1 − p, which keeps the mean.

    p        the probability of 0, from 0 to below 1
    random   the generator that decides; by default the one that `random.seed` seeds

    A call takes numbers in lists of any shape and returns the same shape. After `eval()` it returns them as they are. A
    compiled function draws anew at each call. This is torch.nn.Dropout. Source: Srivastava, Hinton, Krizhevsky,
    Sutskever and Salakhutdinov, "Dropout", 2014.

    >>> from random import Random
    >>> from nn import Dropout
    >>> dropout = Dropout(0.5, random=Random(0))
    >>> {y.data for y in dropout([1.0] * 100)} == {0.0, 2.0}
    True
    >>> dropout.eval()([1.0, 2.0])
    [1.0, 2.0]
    """

    def __init__(self, p: float = 0.5, *, random: Random = SHARED) -> None:
        repair = "give the chance to be left out, a number from 0 to below 1"
        self.p = require_real("Dropout: p", p, repair, lambda p: 0.0 <= p < 1.0, "lies outside 0 ≤ p < 1")
        self.random = generator(random)

    def __call__(self, inputs: Nested) -> Any:
        x = as_lists(inputs)
        if not self.training or self.p == 0:
            return x
        with scope("Dropout"):
            return mapped(lambda each: each * sample(self.factor), x)

    def factor(self) -> float:
        """Return 0 with probability p, and otherwise 1 / (1 − p), which keeps the mean."""
        return 0.0 if self.random.random() < self.p else 1.0 / (1.0 - self.p)

    def formula(self) -> str:
        return f"0 with chance {self.p:g}, otherwise x / {1 - self.p:g}"
