"""Pictures of data, training and weights, with matplotlib (extra `plot`).

Every function draws into the matplotlib axes `ax`, or makes a picture of its own, and returns a `Picture`, which a
notebook shows and `save` writes to a file.

>>> from nn import plot, two_moons
>>> picture = plot.points(two_moons())
>>> type(picture).__name__
'Picture'
"""

from nn.plot.curves import loss_curve
from nn.plot.digits import digits
from nn.plot.histograms import gradient_histograms, weight_histograms
from nn.plot.picture import Picture, panels
from nn.plot.plane import decision_boundary, points
from nn.plot.predictions import predictions

__all__ = [
    "decision_boundary",
    "digits",
    "gradient_histograms",
    "loss_curve",
    "panels",
    "Picture",
    "points",
    "predictions",
    "weight_histograms",
]
