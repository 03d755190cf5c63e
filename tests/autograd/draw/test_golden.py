"""What pictures look like, held to pictures that somebody has looked at."""

import pytest

from tests.autograd.draw.golden import FOLDER, PICTURES, drawn, kept


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_as_it_was(name: str) -> None:
    """After a change that is meant to move something: look, and run `python -m tests.autograd.draw.golden`."""
    assert drawn(name) == kept(name)


def test_every_kept_picture_is_drawn() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(PICTURES)
