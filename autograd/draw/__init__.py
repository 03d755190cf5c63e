"""Pictures of computations: `draw(value)` and, as text, `tree(value)`.

A graph is folded into a diagram (what is shown), the diagram gets a layout (where), and both give an SVG.
"""

from autograd.draw.engines import EngineMissing
from autograd.draw.folding import TooLarge
from autograd.draw.picture import Picture, draw
from autograd.draw.tree import Tree, tree
from autograd.support.callable_package import make_callable

__all__ = ["draw", "EngineMissing", "Picture", "TooLarge", "Tree", "tree"]

make_callable(__name__, draw)
