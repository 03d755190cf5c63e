"""States of a model under other names: how they are renamed, and what an error advises."""

import pytest

from nn.parameters.state import LONGEST_LIST, listed, renamed, repair


def test_the_longest_beginning_of_a_name_is_replaced() -> None:
    rename = {"0": "first", "0.1": "second", "2.weight": "third.weight"}
    assert renamed(["0.weight", "0.1.weight", "2.weight", "2.bias"], rename) == {
        "0.weight": "first.weight",
        "0.1.weight": "second.weight",
        "2.weight": "third.weight",
        "2.bias": "2.bias",
    }


def test_an_empty_beginning_stands_before_every_name_and_can_be_taken_away() -> None:
    assert renamed(["weight"], {"": "net"}) == {"weight": "net.weight"}
    assert renamed(["net.weight"], {"net": ""}) == {"net.weight": "weight"}


def test_the_advice_fits_what_differs() -> None:
    sizes, names = {"weight": (2, 3)}, {"layer.weight": (3, 3)}
    assert repair(sizes, {"weight": (4, 3)}) == "build it with the sizes of the one that was saved"
    assert "rename={'': 'layer'}" in repair({"layer.weight": (3, 3)}, {"weight": (3, 3)})
    assert "rename={'layer': ''}" in repair({"weight": (3, 3)}, names)
    for given in (names, {}, {"weight": (2, 3), "bias": (2,)}):
        assert repair(sizes, given).startswith("build it with the parts and sizes")


@pytest.mark.parametrize(("many", "end"), [(LONGEST_LIST, f"n{LONGEST_LIST - 1}"), (LONGEST_LIST + 3, "and 3 more")])
def test_a_long_list_is_cut(many: int, end: str) -> None:
    assert listed(f"n{i}" for i in range(many)).endswith(f", {end}")
