"""Zachary's karate club: the numbers of the paper."""

import builtins
from collections import Counter
from typing import Any

import pytest

from nn import karate_club


def test_the_club() -> None:
    pytest.importorskip("networkx")
    edges, factions = karate_club()
    assert (len(edges), len(set(edges)), len(factions)) == (78, 78, 34)
    assert all(0 <= a < b < 34 for a, b in edges)
    assert edges == sorted(edges)
    assert Counter(factions) == {0: 17, 1: 17}
    assert (factions[0], factions[33]) == (0, 1)
    friends = Counter(member for edge in edges for member in edge)
    assert (friends[0], friends[33], min(friends.values())) == (16, 17, 1)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without_networkx(name: str, *rest: Any) -> Any:
        if name.startswith("networkx"):
            raise ImportError
        return imported(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_networkx)
    with pytest.raises(ImportError, match=r'pip install "glassgrad\[data\]"'):
        karate_club()
