"""Names of other libraries are answered with the ones that there are here."""

import re

import pytest

import autograd
from autograd import Value
from autograd.support.other_names import OF_MODULE, OF_VALUE


@pytest.mark.parametrize("name", OF_MODULE)
def test_a_name_of_another_library_is_answered_with_one_that_is_there(name: str) -> None:
    with pytest.raises(AttributeError, match=rf"^module 'autograd' has no attribute '{name}'; write ") as error:
        getattr(autograd, name)
    named = re.findall(r"autograd\.(\w+)", str(error.value))
    assert named
    assert all(hasattr(autograd, found) for found in named)


@pytest.mark.parametrize("name", OF_VALUE)
def test_an_attribute_of_a_tensor_is_answered_with_what_a_value_has(name: str) -> None:
    x = Value(2.0)
    with pytest.raises(AttributeError, match=rf"^'Value' object has no attribute '{name}': ") as error:
        getattr(x, name)
    for attribute in re.findall(r"\bx\.([a-z]+)", str(error.value)):
        assert hasattr(x, attribute)
    for found in re.findall(r"autograd\.(\w+)", str(error.value)):
        assert hasattr(autograd, found)
    assert not hasattr(x, name)


def test_any_other_attribute_is_only_not_there() -> None:
    with pytest.raises(AttributeError, match=r"^'Value' object has no attribute 'backwards'$") as error:
        Value(2.0).backwards()  # type: ignore[attr-defined]
    assert error.value.name == "backwards"  # by which Python asks: did you mean 'backward'?


def test_a_class_made_from_value_is_called_by_its_name() -> None:
    class Weight(Value):
        pass

    with pytest.raises(AttributeError, match=r"^'Weight' object has no attribute 'item': write x\.data$"):
        Weight(2.0).item()  # type: ignore[attr-defined]
