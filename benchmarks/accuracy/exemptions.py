"""The only regions where a slope is off by more than 4 units in the last place, and why; no value ever is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fabs, hypot, inf

from autograd import operations as op
from autograd.operation import Operation
from autograd.operations import power
from benchmarks.accuracy.points import NORMAL

SLOPES = ("∂y/∂a", "∂y/∂b")


@dataclass(frozen=True)
class Exemption:
    """A region in which a slope of some rows is less exact."""

    rows: tuple[Operation, ...]
    slopes: tuple[str, ...]
    where: str  # the region in words
    inside: Callable[..., bool]  # whether a point lies in it
    why: str

    @property
    def name(self) -> str:
        """What it is about: `pow ∂y/∂a where b < ½`."""
        return f"{', '.join(row.name for row in self.rows)} {', '.join(self.slopes)} where {self.where}"


def lost(x: float) -> bool:
    """Whether a result has lost digits, because it is subnormal, or 0, or too large for a float."""
    return not NORMAL <= fabs(x) < inf


# fmt: off
EXEMPTIONS = (
    Exemption((op.div, op.divide_no_nan), ("∂y/∂b",), "a / b is subnormal and |b| < 1",
        lambda a, b: lost(a / b) and fabs(b) < 1.0,
        "the quotient has lost digits before it is divided by b again"),
    Exemption((op.pow,), ("∂y/∂a",), "aᵇ⁻¹ is subnormal or too large",
        lambda a, b: lost(op.ieee_power(a, b - 1.0)),
        "the power has lost digits before it is multiplied by b"),
    Exemption((op.pow,), ("∂y/∂a",), "b < ½ or b > 2⁵³",
        lambda a, b: b < 0.5 or b > 2.0**53,
        "b − 1 is rounded, and the error counts log(a) times"),
    Exemption((op.pow,), ("∂y/∂b",), "aᵇ is subnormal or too large",
        lambda a, b: lost(op.ieee_power(a, b)),
        "the power has lost digits before it is multiplied by log(a)"),
    Exemption((power(0.1),), ("∂y/∂a",), "a < 0.1 or a > 10",
        lambda a: not 0.1 <= a <= 10.0,
        "n − 1 is rounded, and the error counts log(a) times; so for every n < ½ but multiples of ½"),
    Exemption((op.hypot,), SLOPES, "y is subnormal or too large",
        lambda a, b: lost(hypot(a, b)),
        "the length has lost digits before a or b is divided by it"),
    Exemption((op.atan2,), ("∂y/∂a",), "hypot(a, b) is subnormal or too large, or b / hypot(a, b) subnormal",
        lambda a, b: lost(hypot(a, b)) or lost(b / hypot(a, b)),
        "what has lost digits is divided again"),
    Exemption((op.atan2,), ("∂y/∂b",), "hypot(a, b) is subnormal or too large, or a / hypot(a, b) subnormal",
        lambda a, b: lost(hypot(a, b)) or lost(a / hypot(a, b)),
        "what has lost digits is divided again"),
    Exemption((op.atan,), ("∂y/∂a",), "a² is too large",
        lambda a: a * a == inf,
        "the slope, below 1e−308, is given as 0"),
    Exemption((op.tanh,), ("∂y/∂a",), "0.4 < |a| < 20",
        lambda a: 0.4 < fabs(a) < 20.0,
        "the square doubles the error of sech(a)"),
    Exemption((op.gaussian,), ("∂y/∂a",), "y is subnormal",
        lambda a: lost(op.gaussian(a)),
        "y has lost digits before it is multiplied by a"),
)
# fmt: on


def exempt(row: Operation, output: str, point: Sequence[float]) -> str:
    """The name of the exemption that holds at a point, for the value y or a slope such as ∂y/∂a; "" for none."""
    found = (e.name for e in EXEMPTIONS if row in e.rows and output in e.slopes and e.inside(*point))
    return next(found, "")
