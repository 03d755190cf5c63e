"""Activation functions that are written with the operations of the table, and `clip`."""

import math

from autograd.operation import Scalar, told
from autograd.operations import clamp_max, clamp_min, erfc, expm1, relu, sigmoid, softplus


def leaky_relu(x: Scalar, slope: float = 0.01) -> Scalar:
    """Return x for x > 0, otherwise slope · x (Maas, Hannun and Ng, 2013).

    x      a number or Value
    slope  the slope on the left, and at 0, as in PyTorch

    >>> from autograd import leaky_relu
    >>> leaky_relu(-2.0, slope=0.25)
    -0.5
    """
    return slope * x + (1.0 - slope) * relu(x)


def silu(x: Scalar) -> Scalar:
    """Return x · sigmoid(x), also called swish (Elfwing, Uchibe and Doya, 2018).

    >>> from autograd import grad, silu
    >>> grad(silu)(0.0)
    0.5
    """
    return x * sigmoid(x)


def elu(x: Scalar, alpha: float = 1.0) -> Scalar:
    """Return x for x > 0, otherwise alpha · (eˣ − 1) (Clevert, Unterthiner and Hochreiter, 2016).

    x      a number or Value
    alpha  how far below 0 the function levels off

    >>> from autograd import elu
    >>> elu(3.0), elu(-1000.0, alpha=2.0)
    (3.0, -2.0)
    """
    return relu(x) + alpha * expm1(clip(x, None, 0.0))


def gelu(x: Scalar) -> Scalar:
    """Return x · Φ(x), where Φ is the normal distribution function (Hendrycks and Gimpel, 2016).

    >>> from autograd import gelu, grad
    >>> grad(gelu)(0.0)
    0.5
    """
    return 0.5 * x * erfc(x * -math.sqrt(0.5))


def logsigmoid(x: Scalar) -> Scalar:
    """Return log(sigmoid(x)), without the underflow of sigmoid far to the left.

    >>> from autograd import logsigmoid
    >>> logsigmoid(-1000.0)
    -1000.0
    """
    return -softplus(-x)


def clip(x: Scalar, low: Scalar | None, high: Scalar | None) -> Scalar:
    """Return x, or the nearer end if x lies outside low … high, as torch.clamp does.

    x          a number or Value; its slope is 1 from low to high, the ends included, and 0 outside
    low, high  numbers or Values, or None where there is no such end; low > high raises a ValueError

    >>> from autograd import clip
    >>> clip(5.0, 0.0, 1.0), clip(-5.0, None, 1.0)
    (1.0, -5.0)
    """
    if low is not None and high is not None and low > high:
        raise ValueError(f"clip: low = {told(low)} lies above high = {told(high)}; swap them")
    x = x if low is None else clamp_min(x, low)
    return x if high is None else clamp_max(x, high)
