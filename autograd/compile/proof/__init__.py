"""The lifting is proved: what was traced, and the steps that a backend runs, are the same function.

Two polynomials are compared by computing both at a random point, in whole numbers modulo a prime p: no number is
rounded there, and two that differ come out the same with a chance of at most degree / p (Schwartz, "Fast probabilistic
algorithms for verification of polynomial identities", 1980; Zippel, "Probabilistic algorithms for sparse polynomials",
1979). Every operation except sums and products (tanh, max, a row of one's own) is an unknown function: a fixed
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

The chance that an error stays hidden is d / p at one point, where d is the degree of the polynomials: how many factors
stand between unknown functions (in a gradient, along the whole way: about two for each layer). At two points it is
(d / p)², below 10⁻¹⁵ up to d = 67 for p = 2³¹ − 19. Two inputs of an unknown function give the same by accident with a
chance of 1 / p².

Proved: fusing, scheduling, factoring and widening; the steps of both passes, and their tables; that a gradient begins
at zero, and nothing is overwritten while it is needed; the rule of an optimiser. Taken for granted: that a row
computes what its partials say, and the identities in `residue.py`. Not proved: that the trace is what the function
does (see `guards/`), the list of its nodes (`graph.py`), which numbers are put in and read out (`variant.py`), the sign
of zero, what is rounded or not finite, in float32 more than in float64, and how a backend carries out a step. The tests
compare these numbers with eager's.
"""
