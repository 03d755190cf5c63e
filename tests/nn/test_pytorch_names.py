"""A name of torch.nn that `nn` does not have is answered with the one that it has here."""

import pytest

import autograd
import nn
from nn.activations import ACTIVATIONS
from nn.pytorch_names import HERE, OF_MODULE


@pytest.mark.parametrize("name", HERE)
def test_a_name_of_pytorch_is_answered_with_one_that_is_there(name: str) -> None:
    with pytest.raises(AttributeError, match=rf"^module 'nn' has no attribute '{name}'; write ") as e:
        getattr(nn, name)
    assert HERE[name] in str(e.value)
    found = HERE[name].partition("(")[0]
    package, _, attribute = found.partition(",")[0].partition(".")
    if attribute:
        assert hasattr({"nn": nn, "autograd": autograd}[package], attribute)
    elif "activation" in found:
        assert found.split("'")[1] in ACTIVATIONS


def test_any_other_name_is_only_not_there() -> None:
    with pytest.raises(AttributeError, match=r"^module 'nn' has no attribute 'Linaer'$"):
        getattr(nn, "Linaer")  # noqa: B009
    assert not hasattr(nn, "Linear")


@pytest.mark.parametrize("name", OF_MODULE)
def test_an_attribute_of_pytorchs_modules_is_answered_with_what_to_do(name: str) -> None:
    model = nn.Layer(2, 1)
    with pytest.raises(AttributeError, match=rf"^'Layer' object has no attribute '{name}': ") as error:
        getattr(model, name)
    assert OF_MODULE[name] in str(error.value)
    assert not hasattr(model, name)


def test_any_other_attribute_of_a_module_is_only_not_there() -> None:
    with pytest.raises(AttributeError, match=r"^'Layer' object has no attribute 'neuron'$"):
        nn.Layer(2, 1).neuron  # noqa: B018  # type: ignore[attr-defined]
