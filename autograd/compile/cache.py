"""The variants of a compiled function, by the structure of the arguments; those that were used last are kept."""

from __future__ import annotations

from autograd.compile.tracing.arguments import Key
from autograd.compile.variant import Variant

MOST_STRUCTURES = 64
MOST_VARIANTS = 16  # of one structure, one for each way through the branches


class Cache:
    """The variants that a function has.

    variants  for each structure of arguments, the structure that was used last at the end; the latest variant first
    eager     structures whose calls are computed eagerly
    """

    def __init__(self) -> None:
        self.variants: dict[Key, list[Variant]] = {}
        self.eager: set[Key] = set()

    def of(self, key: Key) -> list[Variant]:
        """Return the variants for a structure, to be changed in place; structures of long ago are dropped."""
        found = self.variants[key] = self.variants.pop(key, [])
        if len(self.variants) > MOST_STRUCTURES:
            oldest = next(iter(self.variants))
            del self.variants[oldest]
            self.eager.discard(oldest)
        return found

    def use(self, key: Key, variant: Variant) -> None:
        """Put a variant before the others of its structure."""
        variants = self.variants.setdefault(key, [])
        if variants[:1] != [variant]:
            if variant in variants:
                variants.remove(variant)
            variants.insert(0, variant)

    def is_full(self, key: Key) -> bool:
        """Return whether a structure has as many variants as it may have."""
        return len(self.variants[key]) >= MOST_VARIANTS

    def clear(self) -> None:
        """Drop every variant."""
        self.variants.clear()
        self.eager.clear()
