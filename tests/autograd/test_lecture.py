"""Code as it is written in the well-known lectures on backpropagation, with nothing but the import line of ours."""

import math
import random

import pytest

from autograd import Value


def test_a_neuron_by_hand() -> None:
    x1 = Value(2.0, label="x1")
    x2 = Value(0.0, label="x2")
    w1 = Value(-3.0, label="w1")
    w2 = Value(1.0, label="w2")
    b = Value(6.8813735870195432, label="b")
    x1w1 = x1 * w1
    x1w1.label = "x1*w1"
    x2w2 = x2 * w2
    n = x1w1 + x2w2 + b
    n.label = "n"
    o = n.tanh()
    o.label = "o"
    o.backward()
    assert o.data == pytest.approx(math.sqrt(0.5), rel=1e-12)
    grads = [round(v.grad, 4) for v in (x1, w1, x2, w2)]
    assert grads == [-1.5, 1.0, 0.5, 0.0]


def test_tanh_spelled_with_exp() -> None:
    n = Value(0.88)
    e = (2 * n).exp()
    o = (e - 1) / (e + 1)
    o.backward()
    assert o.data == pytest.approx(math.tanh(0.88), rel=1e-14)
    assert n.grad == pytest.approx(1 - math.tanh(0.88) ** 2, rel=1e-13)


def test_a_mixed_expression() -> None:
    a = Value(-4.0)
    b = Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert f"{g.data:.4f}" == "24.7041"
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def test_training_by_hand() -> None:
    rng = random.Random(1)
    parameters = [Value(rng.uniform(-1, 1)) for _ in range(3)]
    data = [([2.0, 3.0], 1.0), ([3.0, -1.0], -1.0), ([0.5, 1.0], -1.0), ([1.0, 1.0], 1.0)]
    losses = []
    for _ in range(50):
        outputs = [(sum((w * x for w, x in zip(parameters, xs)), parameters[-1])).tanh() for xs, _ in data]
        loss = sum((out - y) ** 2 for out, (_, y) in zip(outputs, data))
        losses.append(loss.data)
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        for p in parameters:
            p.data += -0.05 * p.grad
    assert losses[-1] < 0.7 * losses[0]
