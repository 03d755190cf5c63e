"""The exercises of lesson 24: how far layers reach, the mean of the neighbours, one answer for a whole graph."""

from collections.abc import Mapping
from random import Random
from typing import Any

from exercises.answers import (
    all_close,
    called,
    close,
    function_of,
    number_of,
    numbers_of,
    parts_of,
    shown,
    shown_briefly,
    whole_of,
)
from exercises.exercise import Exercise
from nn.data.karate import karate_club
from nn.models.graph import normalised_adjacency

Edges = list[tuple[int, int]]


def reach(edges: Edges, nodes: int, start: int) -> list[set[int]]:
    """Return the nodes that a node has heard of after 0, 1, 2, … layers, until there are no new ones."""
    adjacency, heard = normalised_adjacency(edges, nodes), [{start}]
    while (wider := {j for i in heard[-1] for j in adjacency[i]}) != heard[-1]:
        heard.append(wider)
    return heard


def flaw_of_layers(answer: Any) -> str:
    """24.1: return what is wrong with the number of layers after which member 16 has heard of member 33."""
    layers_given = whole_of(answer, "the number of layers")
    if layers_given < 0:
        return f"there cannot be {layers_given} layers; without any, member 16 hears of itself alone"
    heard = reach(karate_club()[0], 34, 16)
    needed = next(layers for layers, members in enumerate(heard) if 33 in members)
    if layers_given < needed:
        return f"after {layers_given} layers member 16 has heard of {len(heard[layers_given])} members, and not of 33"
    return "" if layers_given == needed else "that is enough, but fewer layers are enough too"


def graph(seed: int) -> tuple[Edges, int]:
    """Return a small graph, drawn at random; some nodes may have no neighbours."""
    random = Random(seed)
    nodes = random.randint(1, 6)
    pairs = [(a, b) for a in range(nodes) for b in range(a + 1, nodes)]
    return [random.choice((pair, pair[::-1])) for pair in random.sample(pairs, random.randint(0, len(pairs)))], nodes


def flaw_of_mean(answer: Any) -> str:
    """24.2: return what is wrong with rows that hold one over the number of nodes that are heard."""
    mean_adjacency = function_of(answer)
    for edges, nodes in [graph(seed) for seed in range(20)]:
        rows = called(mean_adjacency, list(edges), nodes, what="mean_adjacency")
        parts = parts_of(rows)
        if parts is None or len(parts) != nodes or not all(issubclass(type(row), Mapping) for row in parts):
            return f"for a graph of {nodes} nodes give a list of {nodes} dicts, one for each node, not {shown(rows)}"
        found: list[dict[Any, Any]] = [called(dict, row, what="reading a dict") for row in parts]
        for i, (row, right) in enumerate(zip(found, normalised_adjacency(edges, nodes))):
            if row.keys() != right.keys():
                yours = shown_briefly(list(row))
                return f"with the edges {edges}, node {i} hears {sorted(right)}, but your row has {yours}"
            strengths = [number_of(row[j], "every strength") for j in right]
            if not close(sum(strengths), 1.0):
                return (
                    f"the strengths of a mean sum to 1, but with the edges {edges}, node {i} has a sum of "
                    f"{sum(strengths):.3g}"
                )
            if not close(min(strengths), max(strengths)):
                return f"in a plain mean everybody counts the same, but with the edges {edges}, node {i} has {row}"
    return ""


def flaw_of_readout(answer: Any) -> str:
    """24.3: return what is wrong with an answer that is to ignore the order of the nodes, and copies of the graph."""
    readout = function_of(answer)

    def read(nodes: list[list[float]]) -> list[float]:
        width = len(nodes[0])
        found = called(readout, [list(node) for node in nodes], what="readout")
        numbers: list[float] = numbers_of(found, (width,), f"the answer for nodes of {width} numbers each")
        return numbers

    for seed in range(5):
        random = Random(seed)
        width = random.randint(1, 3)
        nodes = [[random.uniform(-1.0, 1.0) for _ in range(width)] for _ in range(random.randint(2, 5))]
        found = read(nodes)
        if not all(all_close(read(other), found) for other in (nodes[::-1], nodes[1:] + nodes[:1])):
            return "with the nodes in another order it gives another answer"
        if not all_close(read(nodes + nodes), found):
            return "for two copies of the same graph it gives another answer"
        if any(map(close, read([[x - 1.0 for x in node] for node in nodes]), found)):
            return "it does not look at the outputs: when all of them change, some of the answer stays"
        if not all_close(read(nodes[:1]), nodes[0]):
            return f"of a graph with the single node {nodes[0]} it makes {read(nodes[:1])}, and not that node's numbers"
    return ""


MEAN = """
def answer(edges, nodes):
    seen = [{start} for i in range(nodes)]
    for a, b in edges:
        seen[a].add(b){back}
    return [{{j: {strength} for j in row}} for row in seen]
"""
BACK = "\n        seen[b].add(a)"
READOUT = "answer = lambda outputs: [{one} for column in zip(*outputs)]"

EXERCISES = {
    1: Exercise(
        flaw_of_layers,
        """
from nn import karate_club
friends = {i: {i} for i in range(34)}
for a, b in karate_club()[0]:
    friends[a].add(b)
    friends[b].add(a)
heard, answer = {16}, 0
while 33 not in heard:
    heard, answer = set().union(*(friends[i] for i in heard)), answer + 1
""",
        ("answer = 3", "answer = 5", "answer = 'four'", "answer = -1"),
        (
            "import numpy as np\nanswer = np.int64(4)",
            """
import networkx
from nn import karate_club

answer = float(networkx.shortest_path_length(networkx.Graph(karate_club()[0]), 16, 33))
""",
        ),
    ),
    2: Exercise(
        flaw_of_mean,
        MEAN.format(start="{i}", back=BACK, strength="1 / len(row)"),
        (
            MEAN.format(start="set()", back=BACK, strength="1 / len(row)"),
            MEAN.format(start="{i}", back="", strength="1 / len(row)"),
            MEAN.format(start="{i}", back=BACK, strength="1.0"),
            "from nn import normalised_adjacency as answer",
            "answer = lambda edges, nodes: {}",
            "answer = 1",
        ),
        (
            """
import numpy as np

def answer(edges, nodes):
    table = np.eye(nodes)
    for a, b in edges:
        table[a, b] = table[b, a] = 1
    table /= table.sum(axis=1, keepdims=True)
    return [{int(j): table[i, j] for j in np.flatnonzero(table[i])} for i in range(nodes)]
""",
            """
def answer(edges, nodes):
    both = {*edges, *((b, a) for a, b in edges), *((i, i) for i in range(nodes))}
    heard = [sorted(b for a, b in both if a == i) for i in range(nodes)]
    return tuple(dict.fromkeys(row, 1 / len(row)) for row in heard)
""",
        ),
    ),
    3: Exercise(
        flaw_of_readout,
        READOUT.format(one="sum(column) / len(column)"),
        (
            READOUT.format(one="sum(column)"),
            READOUT.format(one="column[0]"),
            READOUT.format(one="0.0"),
            "answer = lambda outputs: [sum(map(sum, outputs)) / len(outputs)] * (len(outputs[0]) + 1)",
            READOUT.format(one="len(column) / sum(column)"),
            "answer = 0.5",
        ),
        (
            "import numpy as np\nanswer = lambda outputs: np.mean(outputs, axis=0)",
            READOUT.format(one="max(column)"),
            "from statistics import median\n" + READOUT.format(one="median(column)"),
        ),
    ),
}
