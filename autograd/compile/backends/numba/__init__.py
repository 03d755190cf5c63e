"""The Numba backend: one interpreter for every program, compiled once and cached on disk.

A program is a table (table.py), which the interpreter (interpreter.py) walks along, calling a loop for each step:
elementwise.py, product.py, reduction.py, indexing.py, most of which work on several numbers at a time (lanes.py).
It adds in the order of the scalar code, so that its results are those of eager to the last bit; but where plain terms
stand between products (w·x + b + v·y), factoring has put all products together.
"""

from autograd.compile.backends.numba.interpreter import BLOCK as BLOCK
from autograd.compile.backends.numba.interpreter import IN_ORDER as IN_ORDER
from autograd.compile.backends.numba.interpreter import bound as bound
from autograd.compile.backends.numba.interpreter import knows as knows

NAME = "numba"
