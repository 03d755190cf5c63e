"""The small GPT: compiled equals eager for documents of every length, and no length makes its program longer."""

import random

import pytest

import autograd
from benchmarks.small_gpt import BOUNDARY, SmallGPT

pytest.importorskip("numpy")


@pytest.mark.parametrize("length", [1, 2, 5, 8])
def test_a_document(length):
    generator = random.Random(length)
    model = SmallGPT()
    parameters = model.parameters()
    document = [BOUNDARY, *(generator.randrange(26) for _ in range(length - 1)), BOUNDARY]
    fast = autograd.compile(model.loss)
    found = fast(document)
    found.backward()
    gradient = [p.grad + 0.0 for p in parameters]
    for p in parameters:
        p.grad = 0.0
    expected = model.loss(document)
    expected.backward()
    assert found.data == pytest.approx(expected.data, rel=1e-12)
    assert gradient == pytest.approx([p.grad for p in parameters], rel=1e-12, abs=1e-12)
    assert fast.stats.instructions <= 45


def test_another_document_of_the_same_length_is_not_traced_again():
    model = SmallGPT()
    fast = autograd.compile(model.loss)
    fast([BOUNDARY, 1, 2, BOUNDARY])
    first = fast.last()
    fast([BOUNDARY, 3, 3, BOUNDARY])
    assert fast.last() is first


def test_the_listing_names_the_products():
    model = SmallGPT()
    fast = autograd.compile(model.loss)
    fast([BOUNDARY, 1, 2, BOUNDARY])
    assert "@ w3 [48×16]ᵀ" in repr(fast.program)
    assert "np.matmul" in fast.program.source()
    assert "y1" in fast.program.draw().source
