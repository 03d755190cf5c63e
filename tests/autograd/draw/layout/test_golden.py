"""Where boxes and arrows stand, held to pictures that somebody has looked at."""

import pytest

from tests.autograd.draw.golden import PICTURES, drawn, kept


@pytest.mark.parametrize("name", PICTURES)
def test_boxes_and_arrows_stand_where_they_stood(name: str) -> None:
    assert drawn(name) == kept(name)
