"""Pictures of computations: `draw(value)` and, as text, `tree(value)`.

graph → folding → diagrams (what is shown) → layout (where) → svg (how it looks).
"""

from autograd.draw.engines import EngineMissing
from autograd.draw.folding import TooLarge
from autograd.draw.picture import Picture, draw
from autograd.draw.tree import Tree, tree
from autograd.support.callable_package import make_callable

__all__ = ["draw", "EngineMissing", "Picture", "TooLarge", "Tree", "tree"]

make_callable(__name__, draw)
