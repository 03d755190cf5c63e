"""Which column each box stands in: to the right of its inputs, and frames one after another.

Boxes are numbers here, and what is known of them are orders: that one stands so far to the right of another.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Ends = tuple[int, int]  # the source and the target of a link


class Order(NamedTuple):
    """That one thing stands at least so many columns to the right of another."""

    left: int
    right: int
    columns: int


def columns_of(count: int, orders: Sequence[Order], families: Sequence[tuple[int, ...]], groups: int) -> list[int]:
    """The column of each box: as far to the left as its inputs allow; a box with few inputs moves to its users.

    If possible frames do not share columns with what is not in them, so that they stand one after another.
    """
    apart = [*orders, *orders_by_frames(count, orders, families)]
    things = count + 2 * groups
    if any(pointing_back(things, ends(apart))):  # a frame that is left and entered again
        apart, things = [*orders], count
    column, sequence = [0] * things, sources_first(things, ends(apart))
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
    return [place - start for place in column[:count]]


def orders_by_frames(count: int, orders: Sequence[Order], families: Sequence[tuple[int, ...]]) -> Iterator[Order]:
    """What stands in a frame, before it and behind it: each frame has two more things, its start and its end."""
    for box, family in enumerate(families):
        for group in family:
            yield Order(count + 2 * group, box, 0)
            yield Order(box, count + 2 * group + 1, 0)
    computed = {target for _, target, _ in orders}
    leaves: list[list[int]] = [[] for _ in range(count)]
    for source, target, _ in orders:
        if source not in computed:
            leaves[target].append(source)
    left_for: list[set[int]] = [set() for _ in range(count)]  # of each box: the frames that its inputs come out of
    for source, target, columns in orders:
        left = [group for group in families[source] if group not in families[target]]
        left_for[target].update(left)
        entered = [group for group in families[target] if group not in families[source]]
        yield from (Order(source, count + 2 * group, 1) for group in entered)
        yield from (Order(count + 2 * group + 1, target, columns) for group in left)
        yield from (Order(count + 2 * a + 1, count + 2 * b, 1) for a in left for b in entered)
    for target, groups in enumerate(left_for):
        for leaf in leaves[target]:  # a leaf that is used together with what comes out of a frame
            yield from (Order(count + 2 * group + 1, leaf, 1) for group in groups if group not in families[leaf])


def ends(orders: Iterable[Order]) -> list[Ends]:
    """The orders as links."""
    return [(order.left, order.right) for order in orders]


def pointing_back(count: int, links: Sequence[Ends]) -> list[bool]:
    """Which links to turn round so that no circle is left: none, where there is no circle."""
    rank = {box: place for place, box in enumerate(sources_first(count, links))}
    return [rank[source] > rank[target] for source, target in links]


def sources_first(count: int, links: Sequence[Ends]) -> list[int]:
    """Boxes in an order in which links point forward: all of them, where there is no circle."""
    waiting = [0] * count  # links from boxes not yet visited
    following: list[list[int]] = [[] for _ in range(count)]
    for source, target in links:
        waiting[target] += 1
        following[source].append(target)
    visited: dict[int, None] = {}
    ready = deque(box for box in range(count) if not waiting[box])
    every = iter(range(count))
    while len(visited) < count:
        if not ready:  # only circles are left: cut one open in front of its first box
            ready.append(next(box for box in every if box not in visited))
        box = ready.popleft()
        visited[box] = None
        for target in following[box]:
            waiting[target] -= 1
            if not waiting[target] and target not in visited:
                ready.append(target)
    return list(visited)
