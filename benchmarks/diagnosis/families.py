"""Healthy trainings of several kinds of networks. The thresholds were set on TUNED; HELD_OUT were not looked at."""

from functools import partial
from math import sin
from random import Random
from typing import Any

import nn
from benchmarks.diagnosis.setting import Setting

MOONS, XOR, CROSS = nn.two_moons, nn.xor, nn.cross_entropy_with_logits
BINARY, SQUARES = nn.binary_cross_entropy_with_logits, nn.mean_squared_error


def mlp(inputs: int, widths: list[int], activation: str, initializer: str, random: Random) -> nn.Module:
    """A perceptron."""
    return nn.MLP(inputs, widths, activation, random=random, initializer=initializer)


def moons(random: Random) -> nn.Dataset:
    return nn.two_moons(40, 0.1, random)


def corners(random: Random) -> nn.Dataset:
    return nn.xor(24, 0.1, random)


def wave(random: Random) -> nn.Dataset:
    """A sine with a little noise."""
    x = [random.uniform(-1.0, 1.0) for _ in range(40)]
    return nn.Dataset([[a] for a in x], [sin(3.0 * a) + random.gauss(0.0, 0.05) for a in x])


def clouds(random: Random) -> nn.Dataset:
    return nn.blobs(45, 3, 0.4, random)


def rings(random: Random) -> nn.Dataset:
    return nn.circles(40, 0.05, 0.5, random)


DIGITS = None


def digits(samples: int, random: Random) -> nn.Dataset:
    """Some handwritten digits."""
    global DIGITS
    DIGITS = DIGITS or nn.handwritten_digits()
    return nn.data.shuffled(DIGITS, random)[:samples]


def images(samples: int, random: Random) -> nn.Dataset:
    """Handwritten digits as images of one channel."""
    flat = digits(samples, random)
    return nn.Dataset([[[row[8 * i : 8 * i + 8] for i in range(8)]] for row in flat.inputs], flat.targets)


def own(samples: int, random: Random) -> nn.Dataset:
    """Handwritten digits, each its own target."""
    flat = digits(samples, random)
    return nn.Dataset(flat.inputs, flat.inputs)


def patients(random: Random) -> nn.Dataset:
    """Diabetes on a standard scale."""
    some = nn.data.shuffled(nn.diabetes(), random)[:120]
    return nn.StandardScaler.of(some)(some)


def memories(random: Random) -> nn.Dataset:
    """Sequences of signs; the target is whether the first of them was positive."""
    rows = [[[random.choice((-1.0, 1.0))] for _ in range(5)] for _ in range(40)]
    return nn.Dataset(rows, [int(row[0][0] > 0) for row in rows])


def counting(random: Random) -> nn.Dataset:
    """Tokens that go up by one or two each time, around a circle of six."""
    rows = []
    for _ in range(24):
        start, by = random.randrange(6), random.choice((1, 2))
        rows.append([(start + by * i) % 6 for i in range(6)])
    return nn.Dataset([row[:-1] for row in rows], [row[1:] for row in rows])


class Reader(nn.Module):
    """A small convolutional network."""

    def __init__(self, random: Random) -> None:
        self.convolution = nn.Conv2d(1, 4, 3, "relu", stride=2, random=random)
        self.layers = [nn.Layer(36, 10, None, random=random, initializer="xavier_uniform")]

    def __call__(self, image: Any) -> Any:
        return self.layers[0](nn.flatten(self.convolution(image)))


class Rememberer(nn.Module):
    """A recurrent network that answers after the last step."""

    def __init__(self, kind: Any, random: Random) -> None:
        self.cells = kind(1, 6, random=random)
        self.layers = [nn.Layer(6, 1, None, random=random, initializer="xavier_uniform")]

    def __call__(self, sequence: Any) -> Any:
        steps, _ = self.cells(sequence)
        return self.layers[0](steps[-1])[0]


def autoencoder(random: Random) -> nn.Module:
    encoder = nn.MLP(64, [12, 6], "tanh", random=random, initializer="xavier_uniform")
    return nn.Autoencoder(encoder, nn.MLP(6, [12, 64], "tanh", random=random, initializer="xavier_uniform"))


def transformer(random: Random) -> nn.Module:
    return nn.GPT(6, 6, size=8, heads=2, random=random)


class Residuals(nn.Module):
    """A deep network of residual blocks."""

    def __init__(self, random: Random) -> None:
        self.layers = [nn.Layer(2, 6, "relu", random=random, initializer="he_normal")]
        self.blocks = [nn.Residual(nn.Layer(6, 6, "tanh", random=random, initializer="xavier_uniform")) for _ in "abc"]
        self.layers.append(nn.Layer(6, 1, None, random=random, initializer="xavier_uniform"))

    def __call__(self, x: Any) -> Any:
        x = self.layers[0](x)
        for block in self.blocks:
            x = block(x)
        return self.layers[1](x)[0]


TUNED = {
    "moons, tanh": Setting(moons, partial(mlp, 2, [8, 8, 1], "tanh", "uniform"), BINARY, 0.03, 150, 20),
    "moons, relu": Setting(moons, partial(mlp, 2, [10, 10, 1], "relu", "he_normal"), BINARY, 0.02, 150, 20),
    "xor, relu": Setting(corners, partial(mlp, 2, [8, 1], "relu", "he_normal"), SQUARES, 0.05, 200),
    "wave, tanh": Setting(
        wave, partial(mlp, 1, [10, 1], "tanh", "uniform"), SQUARES, 0.1, 300, optimizer=partial(nn.SGD, momentum=0.9)
    ),
    "clouds, relu": Setting(
        clouds, partial(mlp, 2, [10, 3], "relu", "he_normal"), CROSS, 0.1, 200, 15, optimizer=nn.SGD
    ),
    "rings, sigmoid": Setting(rings, partial(mlp, 2, [6, 6, 1], "sigmoid", "xavier_uniform"), BINARY, 0.06, 350, 20),
    "digits": Setting(partial(digits, 300), partial(mlp, 64, [12, 10], "relu", "he_normal"), CROSS, 0.02, 120, 32),
}
HELD_OUT = {
    "rings, gelu": Setting(rings, partial(mlp, 2, [8, 8, 1], "gelu", "xavier_uniform"), BINARY, 0.05, 150, 20),
    "diabetes": Setting(patients, partial(mlp, 10, [8, 1], "tanh", "xavier_uniform"), SQUARES, 0.01, 200, 32),
    "images": Setting(partial(images, 200), Reader, CROSS, 0.02, 120, 20),
    "sequences, RNN": Setting(memories, partial(Rememberer, nn.RNN), BINARY, 0.03, 120, 10),
    "sequences, LSTM": Setting(memories, partial(Rememberer, nn.LSTM), BINARY, 0.05, 100, 10),
    "autoencoder": Setting(partial(own, 100), autoencoder, SQUARES, 0.01, 200, 10),
    "transformer": Setting(counting, transformer, nn.per_sample(CROSS), 0.02, 120, 6),
    "residuals": Setting(moons, Residuals, BINARY, 0.02, 150, 20),
}
