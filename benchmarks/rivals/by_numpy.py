"""Gradients derived on paper, a NumPy call for each matrix."""

from itertools import count, cycle

import numpy as np

from benchmarks.small_gpt import EMBEDDING, HEAD_SIZE, HEADS, SHAPES
from benchmarks.tasks import Array, Classes, Digits, Documents, Layers, Moons
from benchmarks.timing import Step


def moons(task: Moons) -> Step:
    """Three products there, five back."""
    layers = task.layers()
    inputs, signs = task.samples()
    parameters = [p for layer in layers for p in layer]

    def step() -> float:
        activations = forward(layers, inputs)
        short = 1.0 - signs * activations[-1][:, 0]
        loss = np.maximum(short, 0.0).mean() + task.penalty * sum(np.vdot(p, p) for p in parameters)
        slopes = np.where(short > 0.0, -signs / len(signs), 0.0)[:, None]
        for (weight, bias), (by_weight, by_bias) in zip(layers, backward(layers, activations, slopes)):
            weight -= task.rate * (by_weight + 2.0 * task.penalty * weight)
            bias -= task.rate * (by_bias + 2.0 * task.penalty * bias)
        return float(loss)

    return step


def digits(task: Digits) -> Step:
    """The same, with softmax."""
    layers, batches = task.layers(), cycle(task.batches())

    def step() -> float:
        inputs, classes = next(batches)
        activations = forward(layers, inputs)
        loss, slopes = cross_entropy(activations[-1], classes)
        for (weight, bias), (by_weight, by_bias) in zip(layers, backward(layers, activations, slopes)):
            weight -= task.rate * by_weight
            bias -= task.rate * by_bias
        return loss

    return step


def forward(layers: Layers, x: Array) -> list[Array]:
    """The inputs, and what each layer gives; relu everywhere but at the end."""
    activations = [x]
    for weight, bias in layers:
        x = activations[-1] @ weight.T
        x += bias
        activations.append(x if weight is layers[-1][0] else np.maximum(x, 0.0, out=x))
    return activations


def backward(layers: Layers, activations: list[Array], slopes: Array) -> Layers:
    """The gradients of each layer, given the slopes with respect to what the last one gives."""
    gradients: Layers = []
    for i in reversed(range(len(layers))):
        gradients.append((slopes.T @ activations[i], slopes.sum(0)))
        if i:
            slopes = slopes @ layers[i][0]
            slopes *= activations[i] > 0.0
    return gradients[::-1]


def cross_entropy(logits: Array, classes: Classes) -> tuple[float, Array]:
    """The mean of −log p(class), and its slopes with respect to the logits, which take their place."""
    logits -= logits.max(1, keepdims=True)
    rows = np.arange(len(classes))
    right = logits[rows, classes]
    np.exp(logits, out=logits)
    total = logits.sum(1)
    loss = (np.log(total) - right).mean()
    logits /= total[:, None]
    logits[rows, classes] -= 1.0
    logits /= len(classes)
    return float(loss), logits


def documents(task: Documents) -> Step:
    """The small GPT and Adam; query, key and value are one product."""
    x = task.parameters()
    g, m, s = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    w, dw = parts(x), parts(g)
    begin = EMBEDDING * (SHAPES["tokens"][0] + SHAPES["positions"][0])
    qkv, dqkv = (flat[begin : begin + 3 * EMBEDDING**2].reshape(-1, EMBEDDING) for flat in (x, g))
    masks = {n: np.triu(np.full((n, n), -np.inf), 1) for n in task.lengths}
    turns, counter = cycle([(np.array(d[:-1]), np.array(d[1:])) for d in task.documents()]), count()
    beta1, beta2 = task.betas

    def step() -> float:
        tokens, targets = next(turns)
        n = len(tokens)
        embedded = w["tokens"][tokens] + w["positions"][:n]
        x0, s0 = normalized(embedded)
        x1, s1 = normalized(x0)
        q, k, v = (x1 @ qkv.T).reshape(n, 3, HEADS, HEAD_SIZE).transpose(1, 2, 0, 3)
        attention = q @ k.transpose(0, 2, 1)
        attention *= HEAD_SIZE**-0.5
        attention += masks[n]
        attention -= attention.max(2, keepdims=True)
        np.exp(attention, out=attention)
        attention /= attention.sum(2, keepdims=True)
        attended = (attention @ v).transpose(1, 0, 2).reshape(n, EMBEDDING)
        x2 = attended @ w["output"].T
        x2 += x0
        x3, s2 = normalized(x2)
        hidden = x3 @ w["widen"].T
        np.maximum(hidden, 0.0, out=hidden)
        x4 = hidden @ w["narrow"].T
        x4 += x2
        loss, slopes = cross_entropy(x4 @ w["head"].T, targets)

        np.matmul(slopes.T, x4, out=dw["head"])
        d2 = slopes @ w["head"]
        np.matmul(d2.T, hidden, out=dw["narrow"])
        by_hidden = d2 @ w["narrow"]
        by_hidden *= hidden > 0.0
        np.matmul(by_hidden.T, x3, out=dw["widen"])
        d2 += by_normalized(by_hidden @ w["widen"], x2, s2)
        np.matmul(d2.T, attended, out=dw["output"])
        by_attended = (d2 @ w["output"]).reshape(n, HEADS, HEAD_SIZE).transpose(1, 0, 2)
        by_qkv = np.empty((3, HEADS, n, HEAD_SIZE))
        np.matmul(attention.transpose(0, 2, 1), by_attended, out=by_qkv[2])
        by_scores = by_attended @ v.transpose(0, 2, 1)
        by_scores -= (by_scores * attention).sum(2, keepdims=True)
        by_scores *= attention
        by_scores *= HEAD_SIZE**-0.5
        np.matmul(by_scores, k, out=by_qkv[0])
        np.matmul(by_scores.transpose(0, 2, 1), q, out=by_qkv[1])
        by_products = by_qkv.transpose(2, 0, 1, 3).reshape(n, -1)
        np.matmul(by_products.T, x1, out=dqkv)
        d2 += by_normalized(by_products @ qkv, x0, s1)
        by_embedded = by_normalized(d2, embedded, s0)
        dw["positions"].fill(0.0)
        dw["positions"][:n] = by_embedded
        dw["tokens"].fill(0.0)
        np.add.at(dw["tokens"], tokens, by_embedded)

        i = next(counter)
        m.__imul__(beta1).__iadd__((1.0 - beta1) * g)
        s.__imul__(beta2).__iadd__((1.0 - beta2) * g * g)
        down = np.sqrt(s / (1.0 - beta2 ** (i + 1)))
        down += task.epsilon
        x.__isub__(task.rate_of(i) / (1.0 - beta1 ** (i + 1)) * m / down)
        return loss

    return step


def parts(flat: Array) -> dict[str, Array]:
    """The matrices that lie one after the other."""
    ends = np.cumsum([rows * columns for rows, columns in SHAPES.values()])
    return {name: part.reshape(SHAPES[name]) for name, part in zip(SHAPES, np.split(flat, ends))}


def normalized(x: Array) -> tuple[Array, Array]:
    """Each row divided by its root mean square, and what it was multiplied with."""
    scale = 1.0 / np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1] + 1e-5)[:, None]
    return x * scale, scale


def by_normalized(slopes: Array, x: Array, scale: Array) -> Array:
    """The slopes with respect to x, given those with respect to x · scale."""
    along = np.einsum("ij,ij->i", slopes, x)[:, None]
    result: Array = slopes * scale - x * (along * scale**3 / x.shape[1])
    return result
