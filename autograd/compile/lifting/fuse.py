"""Step 2: trees of + and × whose inner nodes are used only there become sums of products.

((b + w₁·x₁) + w₂·x₂) + w₃·x₃ is six scalar nodes, and one sum with a plain term and three products.
The order of addition is kept, so that not a single bit of the result changes: a sum is merged into the sum
that uses it where it stands first, or where it stands second of two, because a + S = S + a.
"""

from dataclasses import dataclass

import numpy as np

from autograd.compile.lifting.rows import family_of
from autograd.compile.tracing.graph import LEAF, Booleans, Floats, Graph, Integers
from autograd.functions.families import dot, total
from autograd.operation import Operation
from autograd.operations import add, identity, mul, neg, sub

PLAIN = -1  # in place of the right factor, if a term is not a product


@dataclass
class Terms:
    """Term t of sum owner[t] is sign[t] · left[t] · right[t], without a right factor where that is PLAIN."""

    owner: Integers
    left: Integers
    right: Integers
    sign: Floats

    def __getitem__(self, chosen: Integers | Booleans) -> "Terms":
        return Terms(self.owner[chosen], self.left[chosen], self.right[chosen], self.sign[chosen])


@dataclass
class Fused:
    """The graph after fusing.

    nodes      what is computed, inputs first: sums and other operations, without leaves and merged nodes
    is_sum     for each node of the graph whether it is a sum now
    terms      the terms of all sums; those of node i are start[i] … start[i + 1]
    alias      the node whose number a node has: itself, except for copies (a sum of one term, identity)
    """

    graph: Graph
    nodes: Integers
    is_sum: Booleans
    terms: Terms
    start: Integers
    alias: Integers


def fused(graph: Graph) -> Fused:
    """Return the graph with its sums of products merged."""
    everywhere = np.arange(len(graph))
    uses = np.bincount(graph.inputs, minlength=len(graph)) + np.bincount(graph.outputs, minlength=len(graph))
    kind = np.array([kind_of(row) for row in graph.operations] + [OTHER])[graph.operation]  # LEAF is the last
    terms = all_terms(graph, kind)

    gone = np.zeros(len(graph), bool)
    while (joins := joining(terms, kind == NEGATED, uses, gone)).any():  # −a is a term of the sum that uses it
        terms.left[joins] = graph.inputs[graph.start[terms.left[joins]]]
        terms.sign[joins] *= -1.0
    joins = joining(terms, kind == PRODUCT, uses, gone)  # and so is a·b
    at = graph.start[terms.left[joins]]
    terms.left[joins], terms.right[joins] = graph.inputs[at], graph.inputs[at + 1]
    terms = terms[~gone[terms.owner]]

    inner = (terms.right == PLAIN) & (kind[terms.left] >= SUM) & (uses[terms.left] == 1)
    first = np.append(True, terms.owner[1:] != terms.owner[:-1])
    size = np.bincount(terms.owner, minlength=len(graph))
    second_of_two = ~first & (size[terms.owner] == 2) & ~np.append(False, (inner & first)[:-1])
    joins = inner & (first | second_of_two)
    into, sign = everywhere.copy(), np.ones(len(graph))
    into[terms.left[joins]], sign[terms.left[joins]] = terms.owner[joins], terms.sign[joins]
    gone[terms.left[joins]] = True
    while (again := into[into] != into).any():
        sign[again] *= sign[into[again]]
        into[again] = into[into[again]]
    terms = terms[~joins]
    terms.sign *= sign[terms.owner]
    terms.owner = into[terms.owner]
    terms = terms[np.argsort(terms.owner, kind="stable")]  # the innermost node comes first: the order of addition

    size = np.bincount(terms.owner, minlength=len(graph))
    copy = (size[terms.owner] == 1) & (terms.right == PLAIN) & (terms.sign > 0)
    alias, copied = everywhere.copy(), np.flatnonzero(kind == COPY)
    alias[copied] = graph.inputs[graph.start[copied]]
    alias[terms.owner[copy]] = terms.left[copy]
    while (again := alias[alias] != alias).any():
        alias[again] = alias[alias[again]]
    terms = terms[~copy]
    terms.left, terms.right = alias[terms.left], np.where(terms.right == PLAIN, PLAIN, alias[terms.right])
    return Fused(
        graph=graph,
        nodes=np.flatnonzero((graph.operation != LEAF) & ~gone & (alias == everywhere)),
        is_sum=np.isin(everywhere, terms.owner),
        terms=terms,
        start=np.append(0, np.cumsum(np.bincount(terms.owner, minlength=len(graph)))),
        alias=alias,
    )


def joining(terms: Terms, wanted: Booleans, uses: Integers, gone: Booleans) -> Booleans:
    """Return which plain terms are nodes of the wanted kind that are used only there; mark those nodes as gone."""
    joins: Booleans = (terms.right == PLAIN) & wanted[terms.left] & (uses[terms.left] == 1) & ~gone[terms.owner]
    inside = np.zeros(len(gone), bool)
    inside[terms.left[joins]] = True
    joins = joins & ~inside[terms.owner]  # the outermost first
    gone[terms.left[joins]] = True
    return joins


OTHER, COPY, PRODUCT, SUM, MINUS, NEGATED, DOT = range(7)  # what fusing sees in an operation; from SUM on: sums


def kind_of(row: Operation) -> int:
    """Return the kind of an operation, as fusing distinguishes them."""
    known = {identity: COPY, mul: PRODUCT, add: SUM, sub: MINUS, neg: NEGATED}
    if row in known:
        return known[row]
    family = family_of(row)
    return SUM if family is total and row.arity else DOT if family is dot else OTHER


def all_terms(graph: Graph, kind: Integers) -> Terms:
    """The terms of every + and × by itself: of each sum its inputs, of a product both factors, of a dot all of it."""
    size = np.diff(graph.start)
    owner = np.repeat(np.arange(len(graph)), size)
    place = np.arange(len(owner)) - graph.start[owner]
    of = kind[owner]
    half = np.where(of == DOT, size[owner] // 2, 1)
    is_product = ((of == PRODUCT) | (of == DOT)) & (place < half)
    is_plain = ((of >= SUM) & (of != DOT)) | ((of == DOT) & (place == 2 * half))
    negative = (of == NEGATED) | ((of == MINUS) & (place == 1))
    partner = np.minimum(np.arange(len(owner)) + half, len(owner) - 1)
    terms = Terms(
        owner=owner,
        left=graph.inputs.copy(),
        right=np.where(is_product, graph.inputs[partner], PLAIN),
        sign=np.where(negative, -1.0, 1.0),
    )
    place = np.where((of == DOT) & is_plain, -1, place)  # the bias of a dot is where its sum starts
    chosen = np.flatnonzero(is_product | is_plain)
    in_turn = (graph.start[owner] + owner + place)[chosen]  # each owner has one number more than it has inputs
    return terms[chosen[np.argsort(in_turn, kind="stable")]]
