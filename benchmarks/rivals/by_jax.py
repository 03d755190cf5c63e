"""JAX: the whole step is one function for `jax.jit`, parameters and what Adam remembers are flat vectors."""

from collections.abc import Callable
from functools import partial
from itertools import count, cycle
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.nn import log_softmax, relu, softmax

from benchmarks.small_gpt import EMBEDDING, HEAD_SIZE, HEADS, SHAPES
from benchmarks.tasks import Digits, Documents, Layers, Moons
from benchmarks.timing import Step

settings: Any = jax.config
settings.update("jax_enable_x64", True)
settings.update("jax_cpu_enable_async_dispatch", False)


def moons(task: Moons) -> Step:
    """Gradient descent on all samples."""
    inputs, signs = map(jnp.asarray, task.samples())

    def loss(layers: Any) -> Any:
        short = 1.0 - signs * scores(layers, inputs)[:, 0]
        return relu(short).mean() + task.penalty * sum((p * p).sum() for layer in layers for p in layer)

    return descending(loss, task.layers(), task.rate, cycle([()]).__next__)


def digits(task: Digits) -> Step:
    """Gradient descent on batches."""

    def loss(layers: Any, x: Any, classes: Any) -> Any:
        return cross_entropy(scores(layers, x), classes)

    batches = cycle([(jnp.asarray(x), jnp.asarray(classes)) for x, classes in task.batches()])
    return descending(loss, task.layers(), task.rate, batches.__next__)


def descending(loss: Callable[..., Any], first: Layers, rate: float, batch: Callable[[], tuple[Any, ...]]) -> Step:
    """A step of gradient descent."""
    layers = jax.tree.map(jnp.asarray, first)

    @partial(jax.jit, donate_argnums=0)
    def moved(layers: Any, *batch: Any) -> Any:
        value, slopes = jax.value_and_grad(loss)(layers, *batch)
        return value, jax.tree.map(lambda p, g: p - rate * g, layers, slopes)

    def step() -> float:
        nonlocal layers
        value, layers = moved(layers, *batch())
        return float(value)

    return step


def documents(task: Documents) -> Step:
    """The small GPT and Adam, compiled anew for each length."""
    x = jnp.asarray(task.parameters())
    state = (x, jnp.zeros_like(x), jnp.zeros_like(x))
    turns, counter = cycle([(jnp.array(d[:-1]), jnp.array(d[1:])) for d in task.documents()]), count()
    beta1, beta2 = task.betas

    @partial(jax.jit, donate_argnums=0)
    def moved(state: Any, tokens: Any, targets: Any, rate: Any, i: Any) -> Any:
        x, m, s = state
        value, g = jax.value_and_grad(loss)(x, tokens, targets)
        m = beta1 * m + (1.0 - beta1) * g
        s = beta2 * s + (1.0 - beta2) * g * g
        down = jnp.sqrt(s / (1.0 - beta2**i)) + task.epsilon
        return value, (x - rate / (1.0 - beta1**i) * m / down, m, s)

    def loss(x: Any, tokens: Any, targets: Any) -> Any:
        ends = np.cumsum([rows * columns for rows, columns in SHAPES.values()])
        w = {name: part.reshape(SHAPES[name]) for name, part in zip(SHAPES, jnp.split(x, ends))}
        qkv, n = jnp.concatenate([w["query"], w["key"], w["value"]]), len(tokens)
        x0 = normalized(w["tokens"][tokens] + w["positions"][:n])
        q, k, v = (normalized(x0) @ qkv.T).reshape(n, 3, HEADS, HEAD_SIZE).transpose(1, 2, 0, 3)
        mask = np.triu(np.full((n, n), -np.inf), 1)
        attended = softmax(q @ k.transpose(0, 2, 1) * HEAD_SIZE**-0.5 + mask) @ v
        x2 = attended.transpose(1, 0, 2).reshape(n, EMBEDDING) @ w["output"].T + x0
        x4 = relu(normalized(x2) @ w["widen"].T) @ w["narrow"].T + x2
        return cross_entropy(x4 @ w["head"].T, targets)

    def step() -> float:
        nonlocal state
        i = next(counter)
        value, state = moved(state, *next(turns), task.rate_of(i), float(i + 1))
        return float(value)

    return step


def scores(layers: Any, x: Any) -> Any:
    """What the last layer gives."""
    for weight, bias in layers[:-1]:
        x = relu(x @ weight.T + bias)
    weight, bias = layers[-1]
    return x @ weight.T + bias


def cross_entropy(logits: Any, classes: Any) -> Any:
    """The mean of −log p(class)."""
    return -jnp.take_along_axis(log_softmax(logits), classes[:, None], 1).mean()


def normalized(x: Any) -> Any:
    """Each row divided by its root mean square."""
    return x / jnp.sqrt((x * x).mean(1, keepdims=True) + 1e-5)
