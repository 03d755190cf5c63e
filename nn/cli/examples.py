"""Three trainings, each from real input to pictures: two moons, handwritten digits, diabetes.

`glassgrad train` and `make demo` run them. Each returns a report, measured on samples that were held out, and pictures
by file name, which are drawn when they are asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum, sqrt
from os import PathLike
from pathlib import Path
from random import Random
from typing import Protocol

from autograd import Value
from nn.data import Dataset, StandardScaler, diabetes, handwritten_digits, split, two_moons
from nn.losses import binary_cross_entropy_with_logits, cross_entropy_with_logits, mean_squared_error
from nn.neuron import MLP
from nn.plot import decision_boundary, digits, predictions
from nn.training.fit import evaluate, fit
from nn.training.history import History
from nn.training.metrics import predicted_class
from nn.training.optimizers import Adam, AdamW
from nn.training.prediction import predict
from nn.training.schedules import cosine


class Drawing(Protocol):
    """A plot, or the picture of a graph: whatever can be saved."""

    def save(self, path: str, /) -> object: ...


@dataclass(frozen=True)
class Example:
    """A model after its training. drawings: functions that draw, by file name."""

    model: MLP
    history: History
    report: str
    drawings: Mapping[str, Callable[[], Drawing]]


def train_moons(steps: int = 100, seed: int = 36, progress: bool = True) -> Example:
    """Train a network with two hidden layers of 16 to tell two half circles apart.

    steps      how many steps to train
    seed       of the random numbers: of the weights, the points and the noise
    progress   whether the progress is shown
    """
    random = Random(seed)
    data, fresh = two_moons(100, 0.12, random), two_moons(200, 0.12, random)
    model = MLP(2, [16, 16, 1], random=random)
    optimizer = Adam(model.parameters(), 0.03, schedule=cosine(steps))
    history = fit(model, binary_cross_entropy_with_logits, data, steps=steps, optimizer=optimizer, progress=progress)
    _, right = evaluate(model, binary_cross_entropy_with_logits, fresh)
    return Example(
        model,
        history,
        f"Two moons: {right:.1%} of 200 new points are told apart by {model.parameter_count} parameters.",
        {
            "moons-boundary.png": lambda: decision_boundary(model, data),
            "moons-loss.png": history.plot,
            "moons-network.svg": lambda: output_of_one_sample(model, data).draw(depth="layer"),
        },
    )


def train_digits(steps: int = 600, seed: int = 0, progress: bool = True) -> Example:
    """Train a network with one hidden layer of 16 to read handwritten digits; see `train_moons`."""
    random = Random(seed)
    train, test = split(handwritten_digits(), 0.25, random, stratified=True)
    model = MLP(64, [16, 10], random=random, initializer="xavier_uniform")
    history = fit(
        model,
        cross_entropy_with_logits,
        train,
        steps=steps,
        batch_size=32,
        optimizer=Adam(model.parameters(), 0.02, schedule=cosine(steps)),
        validation=test[:200],
        random=random,
        progress=progress,
    )
    read = [predicted_class(output) for output in predict(model, test.inputs)]
    mistakes = [i for i, target in enumerate(test.targets) if read[i] != target]
    some, wrong = test[:40], test.at(mistakes[:40])
    drawings: dict[str, Callable[[], Drawing]] = {
        "digits-read.png": lambda: digits(some.inputs, read[:40], some.targets),
        "digits-loss.png": history.plot,
    }
    if mistakes:
        drawings["digits-mistakes.png"] = lambda: digits(wrong.inputs, [read[i] for i in mistakes[:40]], wrong.targets)
    report = (
        f"Handwritten digits: {1 - len(mistakes) / len(test):.1%} of {len(test)} images that were held out are read "
        f"correctly, after training on {len(train)}, by {model.parameter_count} parameters."
    )
    return Example(model, history, report, drawings)


def train_diabetes(steps: int = 200, seed: int = 0, progress: bool = True) -> Example:
    """Train a network to predict the progression of diabetes in a year from ten measurements; see `train_moons`."""
    random = Random(seed)
    train, test = split(diabetes(), 0.25, random)
    standard = StandardScaler.of(train)
    model = MLP(10, [8, 1], random=random, initializer="xavier_uniform")
    history = fit(
        model,
        mean_squared_error,
        standard(train),
        steps=steps,
        batch_size=32,
        optimizer=AdamW(model.parameters(), 0.01, weight_decay=0.1, schedule=cosine(steps)),
        validation=standard(test),
        random=random,
        progress=progress,
    )
    outputs = [standard.original(output.data) for output in predict(model, standard(test).inputs)]
    error, spread = (
        typical_error(outputs, test.targets),
        typical_error([standard.target_mean] * len(test), test.targets),
    )
    return Example(
        model,
        history,
        f"Diabetes: the progression of {len(test)} patients who were held out is predicted with a typical error of "
        f"{error:.0f}; always saying the mean would be {spread:.0f} off.",
        {
            "diabetes-predictions.png": lambda: predictions(outputs, test.targets, unit="progression after a year"),
            "diabetes-loss.png": history.plot,
        },
    )


EXAMPLES: dict[str, Callable[..., Example]] = {
    "moons": train_moons,
    "digits": train_digits,
    "diabetes": train_diabetes,
}


def output_of_one_sample(model: MLP, data: Dataset) -> Value:
    """Return the output for the first sample, with its inputs named, after `backward`."""
    output: Value = model([Value(x, f"x{i}") for i, x in enumerate(data.inputs[0], start=1)])
    model.zero_grad()
    output.backward()
    return output


def typical_error(outputs: list[float], targets: list[float]) -> float:
    """Return the root of the mean of (output − target)²."""
    return sqrt(fsum((y - t) ** 2 for y, t in zip(outputs, targets)) / len(targets))


def saved(drawings: Mapping[str, Callable[[], Drawing]], folder: str | PathLike[str]) -> Iterator[str]:
    """Save each drawing into the folder, and yield a line that says where it is, or what is missing to draw it."""
    for name, drawing in drawings.items():
        path = Path(folder, name)
        try:
            drawing().save(str(path))
            yield f"wrote {path}"
        except ImportError as error:
            yield f"no {path}: {error}"
