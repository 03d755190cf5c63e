"""Activation functions that are spelled with the operations of the table, and `clip`."""

import math

from autograd.operation import Scalar, told
from autograd.operations import clamp_max, clamp_min, erfc, expm1, relu, sigmoid, softplus


def leaky_relu(x: Scalar, slope: float = 0.01) -> Scalar:
    """x for x > 0, otherwise slope · x (the slope at 0 is that of the left side, as in PyTorch)."""
    return slope * x + (1.0 - slope) * relu(x)


def silu(x: Scalar) -> Scalar:
    """x · sigmoid(x), also called swish (Elfwing, Uchibe and Doya, 2018)."""
    return x * sigmoid(x)


def elu(x: Scalar, alpha: float = 1.0) -> Scalar:
    """x for x > 0, otherwise alpha · (eˣ − 1), which levels off at −alpha (Clevert et al., 2016)."""
    return relu(x) + alpha * expm1(clip(x, None, 0.0))


def gelu(x: Scalar) -> Scalar:
    """x · Φ(x), Φ the normal distribution function (Hendrycks and Gimpel, 2016)."""
    return 0.5 * x * erfc(x * -math.sqrt(0.5))


def logsigmoid(x: Scalar) -> Scalar:
    """log(sigmoid(x)), without underflow far out."""
    return -softplus(-x)


def clip(x: Scalar, low: Scalar | None, high: Scalar | None) -> Scalar:
    """x kept between low and high, as torch.clamp: the slope is 1 from low to high, the ends included, and 0 outside.

    low, high   numbers or Values; None where there is no such end
    """
    if low is not None and high is not None and low > high:
        raise ValueError(f"clip: low = {told(low)} lies above high = {told(high)}; swap them")
    x = x if low is None else clamp_min(x, low)
    return x if high is None else clamp_max(x, high)
