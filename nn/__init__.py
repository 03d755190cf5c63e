"""nn: neurons, layers and networks of `autograd.Value`s, and what is needed to train them.

Start with `neuron.py`; every other file is one idea beside it.
"""

from nn import _engine as _engine  # first: says so if `autograd` is not ours
from nn import init as init
from nn import schedules as schedules
from nn.activations import ACTIVATIONS, linear
from nn.files import WeightsError, load, save
from nn.losses import (
    binary_cross_entropy_with_logits,
    cross_entropy_with_logits,
    hinge,
    l1_penalty,
    l2_penalty,
    mean_squared_error,
)
from nn.module import Module
from nn.neuron import MLP, Layer, Neuron
from nn.optim import SGD, Adam, AdamW, Optimizer, RMSprop, clip_grad_norm, clip_grad_value, gradient_norm

# fmt: off
__all__ = [
    # networks
    "ACTIVATIONS", "init", "Layer", "linear", "MLP", "Module", "Neuron",
    # losses
    "binary_cross_entropy_with_logits", "cross_entropy_with_logits", "hinge", "mean_squared_error",
    "l1_penalty", "l2_penalty",
    # optimisers
    "Adam", "AdamW", "clip_grad_norm", "clip_grad_value", "gradient_norm", "Optimizer", "RMSprop", "schedules", "SGD",
    # files
    "load", "save", "WeightsError",
    # data, training and pictures
]
# fmt: on
