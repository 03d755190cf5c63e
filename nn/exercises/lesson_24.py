"""The exercises of lesson 24: how far layers reach, the mean of the neighbours, one answer for a whole graph."""

from collections.abc import Callable, Sequence
from math import isclose
from random import Random
from typing import Any

from autograd.number import is_number
from nn.data.karate import karate_club
from nn.exercises.exercise import Exercise
from nn.graph import normalised_adjacency

Edges = list[tuple[int, int]]


def reach(edges: Edges, nodes: int, start: int) -> list[set[int]]:
    """Whom a node has heard of after 0, 1, 2, … layers, until nobody new comes."""
    adjacency, heard = normalised_adjacency(edges, nodes), [{start}]
    while (wider := {j for i in heard[-1] for j in adjacency[i]}) != heard[-1]:
        heard.append(wider)
    return heard


def flaw_of_layers(answer: Any) -> str:
    """24.1: the smallest number of layers after which member 16 has heard of member 33."""
    if not isinstance(answer, int):
        return "give a whole number of layers"
    heard = reach(karate_club()[0], 34, 16)
    needed = next(layers for layers, members in enumerate(heard) if 33 in members)
    if answer < needed:
        return (
            f"after {answer} layers member 16 has heard of {len(heard[max(answer, 0)])} members; 33 is not among them"
        )
    return "" if answer == needed else "that is enough, but fewer layers are enough too"


def graph(seed: int) -> tuple[Edges, int]:
    """A small graph, drawn at random; one node may know nobody."""
    random = Random(seed)
    nodes = random.randint(1, 6)
    pairs = [(a, b) for a in range(nodes) for b in range(a + 1, nodes)]
    return random.sample(pairs, random.randint(0, len(pairs))), nodes


def flaw_of_mean(mean_adjacency: Callable[[Edges, int], Any]) -> str:
    """24.2: every row holds one over the number of those that are heard."""
    if not callable(mean_adjacency):
        return "give a function of edges and nodes"
    for edges, nodes in [graph(seed) for seed in range(20)]:
        found = mean_adjacency(edges, nodes)
        if not isinstance(found, list) or len(found) != nodes or not all(isinstance(row, dict) for row in found):
            return f"for a graph of {nodes} nodes give a list of {nodes} dicts, one for each node"
        for i, (row, right) in enumerate(zip(found, normalised_adjacency(edges, nodes))):
            if row.keys() != right.keys():
                return f"with the edges {edges}, node {i} hears {sorted(right)}, but your row has {sorted(row)}"
            if not isclose(total := sum(row.values()), 1.0):
                return (
                    f"the strengths of a mean sum to 1, but with the edges {edges}, node {i} has a sum of {total:.3g}"
                )
            if max(row.values()) - min(row.values()) > 1e-12:
                return f"in a plain mean everybody counts the same, but with the edges {edges}, node {i} has {row}"
    return ""


def flaw_of_readout(readout: Callable[[list[list[float]]], Any]) -> str:
    """24.3: blind to the order of the nodes and to copies, but not to the nodes themselves."""
    if not callable(readout):
        return "give a function of the nodes' outputs"
    for seed in range(5):
        random = Random(seed)
        width = random.randint(1, 3)
        nodes = [[random.uniform(-1.0, 1.0) for _ in range(width)] for _ in range(random.randint(2, 5))]
        found = readout([list(node) for node in nodes])
        if not (isinstance(found, list) and len(found) == width and all(map(is_number, found))):
            return f"for nodes of {width} numbers each, give a list of {width} numbers"
        if not same(readout(nodes[::-1]), found):
            return "with the nodes in another order it gives another answer"
        if not same(readout(nodes + nodes), found):
            return "for the same graph twice it gives another answer"
        changed = readout([[x - 1.0 for x in node] for node in nodes])
        if same(changed, found):
            return "it does not look at the outputs: when all of them change, the answer stays"
    return ""


def same(a: Sequence[float], b: Sequence[float]) -> bool:
    """Whether two lists of numbers are equal up to rounding."""
    return len(a) == len(b) and all(isclose(x, y, rel_tol=1e-9, abs_tol=1e-12) for x, y in zip(a, b))


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
    ),
    3: Exercise(
        flaw_of_readout,
        READOUT.format(one="sum(column) / len(column)"),
        (
            READOUT.format(one="sum(column)"),
            READOUT.format(one="column[0]"),
            READOUT.format(one="0.0"),
            "answer = lambda outputs: [sum(map(sum, outputs)) / len(outputs)] * (len(outputs[0]) + 1)",
            "answer = 0.5",
        ),
    ),
}
