"""Neurons, layers and networks made of `autograd.Value`s, and everything needed to train them.

Start reading with `neuron.py`; every other file adds one idea.
"""

from typing import TYPE_CHECKING, Any

from nn import _engine as _engine  # first, to raise an error if another package is imported as `autograd`
from nn import init as init
from nn import plot as plot
from nn.activations import ACTIVATIONS, linear
from nn.data import (
    Dataset,
    StandardScaler,
    Table,
    batches,
    blobs,
    circles,
    diabetes,
    first_names,
    from_csv,
    from_images,
    handwritten_digits,
    house_prices,
    karate_club,
    mnist_digits,
    shuffled,
    spirals,
    split,
    two_moons,
    windows,
    xor,
)
from nn.data.tokenizer import BytePairEncoding, CharacterTokenizer
from nn.files import WeightsError, load, save
from nn.layers.attention import Embedding, MultiHeadAttention, attention_weights, scaled_dot_product_attention
from nn.layers.convolution import AvgPool2d, Conv2d, MaxPool2d, flatten
from nn.layers.dropout import Dropout
from nn.layers.normalisation import BatchNorm, LayerNorm, RMSNorm, track, with_statistics
from nn.layers.recurrent import GRU, LSTM, RNN, GRUCell, LSTMCell, RNNCell
from nn.layers.residual import Residual
from nn.losses import (
    binary_cross_entropy_with_logits,
    cross_entropy_with_logits,
    gaussian_kl_divergence,
    hinge,
    kl_divergence,
    l1_penalty,
    l2_penalty,
    mean_squared_error,
)
from nn.models.autoencoder import Autoencoder, Reconstruction, VariationalAutoencoder, elbo_terms, negative_elbo
from nn.models.diffusion import Diffusion, NoisePredictor, cosine_betas, linear_betas
from nn.models.gan import GAN, alternating, discriminator_loss, generator_loss
from nn.models.graph import GCN, GraphConvolution, normalised_adjacency
from nn.models.rbf import RBF
from nn.models.som import SelfOrganisingMap
from nn.models.transformer import GPT, Block
from nn.module import Module
from nn.neuron import MLP, Layer, Neuron
from nn.parameters.gradients import clip_grad_norm, clip_grad_value, gradient_norm
from nn.pytorch_names import not_here
from nn.sequential import Sequential
from nn.training import schedules as schedules
from nn.training.diagnosis.diagnose import diagnose
from nn.training.diagnosis.remark import Diagnosis, Remark
from nn.training.fit import evaluate, fit, per_sample
from nn.training.history import Evaluation, History, Step
from nn.training.metrics import accuracy, is_right_class, predicted_class
from nn.training.nonfinite import NonFiniteError
from nn.training.optimizers import SGD, Adam, AdamW, Optimizer, RMSprop
from nn.training.prediction import predict

if not TYPE_CHECKING:  # type checkers would take it to mean that every name exists

    def __getattr__(name: str) -> Any:
        raise AttributeError(not_here(name))


# fmt: off
__all__ = [
    # networks
    "ACTIVATIONS", "init", "Layer", "linear", "MLP", "Module", "Neuron", "RBF", "Sequential",
    # parts of deep networks
    "BatchNorm", "Dropout", "LayerNorm", "Residual", "RMSNorm", "track", "with_statistics",
    # images
    "AvgPool2d", "Conv2d", "flatten", "MaxPool2d",
    # sequences of tokens, and attention
    "attention_weights", "Block", "BytePairEncoding", "CharacterTokenizer", "Embedding", "GPT", "MultiHeadAttention",
    "scaled_dot_product_attention",
    # recurrent networks
    "GRU", "GRUCell", "LSTM", "LSTMCell", "RNN", "RNNCell",
    # networks on graphs, and one without a gradient
    "GCN", "GraphConvolution", "normalised_adjacency", "SelfOrganisingMap",
    # generative networks
    "alternating", "Autoencoder", "cosine_betas", "Diffusion", "GAN", "linear_betas", "NoisePredictor",
    "Reconstruction", "VariationalAutoencoder",
    # losses
    "binary_cross_entropy_with_logits", "cross_entropy_with_logits", "hinge", "mean_squared_error",
    "discriminator_loss", "elbo_terms", "gaussian_kl_divergence", "generator_loss", "kl_divergence", "negative_elbo",
    "l1_penalty", "l2_penalty",
    # optimisers
    "Adam", "AdamW", "clip_grad_norm", "clip_grad_value", "gradient_norm", "Optimizer", "RMSprop", "schedules", "SGD",
    # files
    "load", "save", "WeightsError",
    # data
    "batches", "blobs", "circles", "Dataset", "diabetes", "first_names", "from_csv", "from_images",
    "handwritten_digits", "house_prices", "karate_club", "mnist_digits", "shuffled", "spirals", "split",
    "StandardScaler", "Table", "two_moons", "windows", "xor",
    # training and pictures
    "accuracy", "diagnose", "Diagnosis", "evaluate", "Evaluation", "fit", "History", "is_right_class",
    "NonFiniteError", "predict", "per_sample", "plot", "predicted_class", "Remark", "Step",
]
# fmt: on
