"""nn: neurons, layers and networks of `autograd.Value`s, and what is needed to train them.

Start with `neuron.py`; every other file is one idea beside it.
"""

from nn import _engine as _engine  # first: says so if `autograd` is not ours
from nn import init as init
from nn import plot as plot
from nn import schedules as schedules
from nn.activations import ACTIVATIONS, linear
from nn.data import (
    Dataset,
    Standard,
    batches,
    blobs,
    circles,
    diabetes,
    first_names,
    handwritten_digits,
    shuffled,
    spirals,
    split,
    two_moons,
    xor,
)
from nn.files import WeightsError, load, save
from nn.history import Evaluation, History, Step
from nn.judge import accuracy, is_right_class, predicted_class
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
from nn.nonfinite import NonFiniteError
from nn.optim import SGD, Adam, AdamW, Optimizer, RMSprop, clip_grad_norm, clip_grad_value, gradient_norm
from nn.outputs import outputs_of
from nn.train import evaluate, fit, per_sample

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
    # data
    "batches", "blobs", "circles", "Dataset", "diabetes", "first_names", "handwritten_digits", "shuffled",
    "spirals", "split", "Standard", "two_moons", "xor",
    # training and pictures
    "accuracy", "evaluate", "Evaluation", "fit", "History", "is_right_class", "NonFiniteError", "outputs_of",
    "per_sample", "plot", "predicted_class", "Step",
]
# fmt: on
