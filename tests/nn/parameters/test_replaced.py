"""A result in the place of a parameter is noticed when the parameters are asked for, however it came there."""

from typing import Any

import pytest

from autograd import Value
from nn import Module


class Scale(Module):
    def __init__(self) -> None:
        self.factors = [Value(2.0, "f")]

    def __call__(self, x: float) -> Any:
        return self.factors[0] * x


def test_a_result_in_the_list_of_a_parameter_is_noticed_when_they_are_asked_for_again() -> None:
    model = Scale()
    assert model.parameter_count == 1
    model.factors[0] = model.factors[0] * 3.0  # a list does not say that it has been changed
    with pytest.raises(TypeError, match=r"Scale\.factors holds a parameter, but a result of mul came in its place"):
        model.parameters()
