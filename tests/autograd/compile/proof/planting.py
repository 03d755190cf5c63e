"""Errors planted in a pass, and functions that go through it."""

import random

import pytest

import autograd
from autograd import Value, tanh


def planted(monkeypatch, owner, name, change):
    """After this, a function or method of a pass gives something else: change(what it gave, *its arguments)."""
    right = getattr(owner, name)
    monkeypatch.setattr(owner, name, lambda *args, **kwargs: change(right(*args, **kwargs), *args))


def numbers(*shape, seed=0):
    """Values in nested lists of this shape."""
    generator = random.Random(seed)

    def made(shape):
        return [made(shape[1:]) for _ in range(shape[0])] if shape else Value(generator.uniform(0.5, 2.0))

    return made(shape)


def leaves(x):
    return [leaf for part in x for leaf in leaves(part)] if isinstance(x, list) else [x]


def outcome(f, *args):
    """The result and the gradients."""
    for leaf in leaves(list(args)):
        leaf.grad = 0.0
    result = f(*args)
    result.backward()
    return result.data, [leaf.grad for leaf in leaves(list(args))]


def assert_caught(f, *args, what="result|gradient"):
    """That the program is not used, which is said, and that the function gives what eager gives."""
    with pytest.warns(UserWarning, match=f"computed eagerly: a ({what}) of its program.*error of the compiler"):
        found = outcome(autograd.compile(f), *args)
    assert found == outcome(f, *args)


def quotients(xs, ys):
    return autograd.sum(x / y for x, y in zip(xs, ys))


def table_of_products(a, b):
    """Of two square matrices, so that a transposed one has the same shape."""
    return autograd.sum(tanh(sum(x * y for x, y in zip(row, column))) for row in a for column in b)


def lengths(rows):
    """Sums of different lengths: segments."""
    return autograd.sum(tanh(sum(x * x for x in row)) for row in rows)


RAGGED = [numbers(n, seed=n) for n in (2, 3, 4)]
