"""The lifting is proved: what was traced, and the steps that a backend runs, are the same function.

Two polynomials are compared by computing both at a random point, in whole numbers modulo a prime p: no number is
rounded there, and two that differ come out the same with a chance of at most degree / p (Schwartz, "Fast probabilistic
algorithms for verification of polynomial identities", 1980; Zippel, "Probabilistic algorithms for sparse polynomials",
1979). Every operation that is no sum and no product (tanh, max, a row of one's own) is an unknown function: a fixed
scrambling of which operation it is and what it is applied to, so that equal inputs give equal numbers, and other
inputs numbers that have nothing to do with them. Partials are those of the table, applied to such numbers.

Read `field.py` for the numbers, `residue.py` for the operations on them, then the three that compute:

of_graph.py    the scalar graph, a node after the other; a function for each sample by its tensor program
of_program.py  the tensor program of such a function, for many samples at once
of_steps.py    the steps of a program, forward and backward, on one memory, as a backend runs them
equal.py       the comparison

The two ways of differentiating meet: graph and program carry a tangent forward, in a random direction v, and the
steps carry gradients back. By the chain rule Σ seed · (tangent of output) = Σ v · gradient; a wrong gradient fulfils
that with a chance of 1 / p only (as in Freivalds, "Probabilistic machines can use less running time", 1977).

The chance of an error that stays hidden is at most (d / p)² at two points, where d is the degree of the polynomials
between the unknown functions (2 for a layer): for p = 2³¹ − 19 and d = 60 it is 10⁻¹⁵. Scramblings that meet by
accident are as rare for each pair of them.

Proved: fusing, scheduling, factoring, widening, the steps of both passes, their tables, and that no result is
overwritten while it is needed. Not proved: that the trace is what the function does (see `guards/`), the sign of zero,
what is rounded, and how a backend carries a step out (the tests compare these numbers with eager's).
"""
