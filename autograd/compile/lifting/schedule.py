"""Step 3: nodes that do the same are batched.

Nodes with the same signature whose inputs are known form one batch. Among the signatures that have such nodes the
one goes first whose waiting nodes lie least deep on average, so that it has gathered most of its nodes by then.
Source: Neubig, Goldberg, Dyer, "On-the-fly operation batching in dynamic computation graphs", 2017 ("agenda").
"""

from collections.abc import Iterable, Iterator

import numpy as np

from autograd.compile.batches.for_each import Entry
from autograd.compile.lifting.fuse import PLAIN, Fused
from autograd.compile.lifting.instructions import MAXIMA
from autograd.compile.lifting.rows import family_of
from autograd.compile.tracing.graph import Booleans, Integers
from autograd.operation import Operation


def batches(fused: Fused) -> list[Integers]:
    """Return the computed nodes in batches of one signature each, inputs first."""
    nodes = fused.nodes
    if not len(nodes):
        return []
    signature = signatures(fused)[nodes]
    waits_for, used_by = dependences(fused)
    pending = np.bincount(used_by, minlength=len(nodes))
    order = np.argsort(waits_for, kind="stable")
    users = used_by[order]
    start = np.searchsorted(waits_for[order], np.arange(len(nodes) + 1))
    depth = depths(start, users, pending)

    waiting = np.bincount(signature)
    total_depth = np.bincount(signature, depth)
    ready: dict[int, list[Integers]] = {}

    def enter(arrived: Integers) -> None:
        for kind in np.unique(signature[arrived]).tolist():
            ready.setdefault(kind, []).append(arrived[signature[arrived] == kind])

    enter(np.flatnonzero(pending == 0))
    result = []
    while ready:
        chosen = min(ready, key=lambda kind: total_depth[kind] / waiting[kind])
        batch = np.sort(np.concatenate(ready.pop(chosen)))
        result.append(nodes[batch])
        waiting[chosen] -= len(batch)
        total_depth[chosen] -= depth[batch].sum()
        enter(released(batch, start, users, pending))
    return result


def released(batch: Integers, start: Integers, users: Integers, pending: Integers) -> Integers:
    """Return the users of a batch that wait for nothing else; `pending` is counted down."""
    size = start[batch + 1] - start[batch]
    offsets = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    reached, times = np.unique(users[np.repeat(start[batch], size) + offsets], return_counts=True)
    pending[reached] -= times
    free: Integers = reached[pending[reached] == 0]
    return free


def depths(start: Integers, users: Integers, pending: Integers) -> Integers:
    """Return the depth of each node: the number of nodes on its longest path from the leaves."""
    pending = pending.copy()
    depth = np.zeros(len(pending), np.int64)
    layer, level = np.flatnonzero(pending == 0), 0
    while len(layer):
        depth[layer] = level
        layer, level = released(layer, start, users, pending), level + 1
    return depth


def dependences(fused: Fused) -> tuple[Integers, Integers]:
    """Return pairs (earlier, later) of places in `fused.nodes`: the later one uses the earlier one."""
    graph, terms = fused.graph, fused.terms
    owner = np.repeat(np.arange(len(graph)), np.diff(graph.start))
    single = ~fused.is_sum[owner]
    product = terms.right != PLAIN
    earlier = np.concatenate([fused.alias[graph.inputs[single]], terms.left, terms.right[product]])
    later = np.concatenate([owner[single], terms.owner, terms.owner[product]])
    place = np.full(len(graph), -1)
    place[fused.nodes] = np.arange(len(fused.nodes))
    real = (place[earlier] >= 0) & (place[later] >= 0)
    return place[earlier[real]], place[later[real]]


def signatures(fused: Fused) -> Integers:
    """Return a number for each node, the same for nodes that can be computed together.

    For operations it is the row, or its family; for sums whether they have plain terms, products or both; where a
    term is negative, the exact sequence of terms.
    """
    graph, terms = fused.graph, fused.terms
    families: dict[object, int] = {}
    of_row = [families.setdefault(family(row), len(families)) for row in graph.operations]
    signature = np.array([*of_row, 0])[graph.operation]
    product = terms.right != PLAIN
    n = len(graph)
    has_product = np.bincount(terms.owner, product, n) > 0
    has_plain = np.bincount(terms.owner, ~product, n) > 0
    has_negative = np.bincount(terms.owner, terms.sign < 0, n) > 0
    pattern = has_product + 2 * has_plain
    exact = np.flatnonzero(fused.is_sum & has_negative)
    written = sequences(product + 2 * (terms.sign < 0), fused.start, exact)
    pattern[exact] = 4 + numbered(written)
    sums = np.flatnonzero(fused.is_sum)
    signature[sums] = len(families) + pattern[sums]
    return signature


def family(row: Operation) -> object:
    """Return what stands for a row in signatures: of maxima the family, which is that of every number of inputs."""
    if isinstance(row, Entry):
        return row.each, "entries"
    maxima = family_of(row)
    return maxima if maxima in MAXIMA else row


def sequences(codes: Integers | Booleans, start: Integers, owners: Integers) -> Iterator[bytes]:
    """For each owner the sequence of its codes, small numbers; those of i are start[i] … start[i + 1]."""
    written = codes.astype(np.uint8).tobytes()
    return (written[begin:end] for begin, end in zip(start[owners].tolist(), start[owners + 1].tolist()))


def numbered(things: Iterable[bytes]) -> Integers:
    """Return a number for each thing, the same for things that are equal."""
    numbers: dict[bytes, int] = {}
    return np.array([numbers.setdefault(thing, len(numbers)) for thing in things], np.int64)
