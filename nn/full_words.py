"""Options have full words for names; anyone who gives a short name is told the full one."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

P = ParamSpec("P")

FULL_WORDS = {"lr": "learning_rate", "eps": "epsilon", "alpha": "smoothing"}


def in_full_words(init: Callable[P, None]) -> Callable[P, None]:
    """The same `__init__`, which answers a short name with the full one."""

    @wraps(init)
    def checked(*given: P.args, **options: P.kwargs) -> None:
        for short, word in FULL_WORDS.items():
            if short in options:
                name = type(given[0]).__name__
                raise TypeError(f"{name}: {short} is called {word} here; write {name}(…, {word}={options[short]!r})")
        init(*given, **options)

    return checked
