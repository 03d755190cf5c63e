"""Gathering and scattering of the Numba backend: by a table of places, of which an index may choose a part.

A loop is given a step as a row `s` of whole numbers, which table.py explains.
"""

from typing import Any

from autograd.compile.backends.numba.jit import compiled, inlined, place, where
from autograd.compile.backends.numba.table import OUT, A


@inlined
def fetch(memory: Any, ours: Any, theirs: Any) -> None:
    """The number that lies there, here."""
    memory[ours] = memory[theirs]


@inlined
def send(memory: Any, ours: Any, theirs: Any) -> None:
    """This number, added to what lies there."""
    memory[theirs] += memory[ours]


def tabled(move: Any) -> Any:
    """Return the loop that moves each element from or to its place in the table."""

    @compiled
    def each(memory: Any, s: Any, table: Any) -> None:
        step, at = place(s[10]), place(0)
        for i in range(s[2]):
            for j in range(s[3]):
                for k in range(s[4]):
                    y = where(s, OUT, i, j, k)
                    for n in range(s[5]):
                        move(memory, y + place(n) * step, place(table[at + place(n)]))
                    at += place(s[5])

    return each


def picked(move: Any) -> Any:
    """Return the loop for a table of several blocks, one above the other, of which an index picks one for each element.

    Gives whether each index was a whole number in range.
    """

    @compiled
    def each(memory: Any, s: Any, table: Any) -> bool:
        step, at, chosen = place(s[10]), place(0), place(0)
        size = s[2] * s[3] * s[4] * s[5]
        entries = len(table) // size if size else 1
        for i in range(s[2]):
            for j in range(s[3]):
                for k in range(s[4]):
                    y = where(s, OUT, i, j, k)
                    a = where(s, A, i, j, k)
                    for n in range(s[5]):
                        if n == 0 or s[15] != 0:
                            index = memory[a + place(n) * place(s[15])]
                            if index != int(index) or index < -entries or index >= entries:
                                return False
                            chosen = place(int(index) % entries * size)
                        move(memory, y + place(n) * step, place(table[chosen + at + place(n)]))
                    at += place(s[5])
        return True

    return each


take, scatter = tabled(fetch), tabled(send)
pick, scatter_pick = picked(fetch), picked(send)
