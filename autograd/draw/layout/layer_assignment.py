"""Layer assignment: the column of each box, to the right of its inputs, with frames one after another.

Boxes are numbers here. An `Order` says how far to the right of another box a box must be.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Ends = tuple[int, int]  # the source and the target of a link


class Order(NamedTuple):
    """The requirement that one thing is at least this number of columns to the right of another."""

    left: int
    right: int
    columns: int


def columns_of(count: int, orders: Sequence[Order], families: Sequence[tuple[int, ...]], groups: int) -> list[int]:
    """Return the column of each box: as far to the left as its inputs allow, or, if it has few inputs, near its users.

    count     how many boxes there are
    families  the groups of each box, the outermost first
    groups    how many groups there are

    If possible, a frame shares no column with a box outside it, so that frames come one after another.
    """
    apart = [*orders, *orders_by_frames(count, orders, families)]
    things = count + 2 * groups
    sequence = sources_first(things, ends(apart))
    if any(pointing_back(sequence, ends(apart))):  # a frame is left and entered again
        apart, things = [*orders], count
        sequence = sources_first(things, ends(apart))
    column = [0] * things
    before: list[list[Order]] = [[] for _ in range(things)]
    after: list[list[Order]] = [[] for _ in range(things)]
    for order in apart:
        before[order.right].append(order)
        after[order.left].append(order)
    for thing in sequence:
        column[thing] = max((column[order.left] + order.columns for order in before[thing]), default=0)
    for thing in reversed(sequence):
        if after[thing] and (len(after[thing]) > len(before[thing]) or thing >= count):
            column[thing] = min(column[order.right] - order.columns for order in after[thing])
    start = min(column[:count], default=0)
    return [index - start for index in column[:count]]


def orders_by_frames(count: int, orders: Sequence[Order], families: Sequence[tuple[int, ...]]) -> Iterator[Order]:
    """Yield the orders that keep boxes inside, before or behind each frame.

    Each frame has two things for these orders: its start, at count + 2 · group, and its end, the one after that.
    """
    for box, family in enumerate(families):
        for group in family:
            yield Order(count + 2 * group, box, 0)
            yield Order(box, count + 2 * group + 1, 0)
    computed = {target for _, target, _ in orders}
    leaves: list[list[int]] = [[] for _ in range(count)]
    for source, target, _ in orders:
        if source not in computed:
            leaves[target].append(source)
    left_for: list[set[int]] = [set() for _ in range(count)]  # the frames around a box's inputs, but not around it
    for source, target, columns in orders:
        left = [group for group in families[source] if group not in families[target]]
        left_for[target].update(left)
        entered = [group for group in families[target] if group not in families[source]]
        yield from (Order(source, count + 2 * group, 1) for group in entered)
        yield from (Order(count + 2 * group + 1, target, columns) for group in left)
        yield from (Order(count + 2 * a + 1, count + 2 * b, 1) for a in left for b in entered)
    for target, groups in enumerate(left_for):
        for leaf in leaves[target]:  # a leaf that is used together with the output of a frame comes behind the frame
            yield from (Order(count + 2 * group + 1, leaf, 1) for group in groups if group not in families[leaf])


def ends(orders: Iterable[Order]) -> list[Ends]:
    """Return the orders as links."""
    return [(order.left, order.right) for order in orders]


def pointing_back(sequence: Sequence[int], links: Sequence[Ends]) -> list[bool]:
    """Return for each link whether its target comes before its source in a sequence of boxes."""
    rank = {box: index for index, box in enumerate(sequence)}
    return [rank[source] > rank[target] for source, target in links]


def sources_first(count: int, links: Sequence[Ends]) -> list[int]:
    """Return the boxes in topological order: every link points forward, or if there are cycles, most links do.

    `graphlib` of the standard library gives no order if there is a cycle.
    """
    waiting = [0] * count  # links from boxes not yet visited
    following: list[list[int]] = [[] for _ in range(count)]
    for source, target in links:
        waiting[target] += 1
        following[source].append(target)
    visited: dict[int, None] = {}
    ready = deque(box for box in range(count) if not waiting[box])
    every = iter(range(count))
    while len(visited) < count:
        if not ready:  # only cycles are left: go on with the first box, as if the links to it were not there
            ready.append(next(box for box in every if box not in visited))
        box = ready.popleft()
        visited[box] = None
        for target in following[box]:
            waiting[target] -= 1
            if not waiting[target] and target not in visited:
                ready.append(target)
    return list(visited)
