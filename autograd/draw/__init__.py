"""Pictures of computations: `draw(value)` and, as text, `tree(value)`.

graph → folding → diagrams (what is shown) → layered or graphviz_layout (where) → svg (how it looks).
"""

import sys
from types import ModuleType

from autograd.draw.engines import EngineMissing
from autograd.draw.folding import TooLarge
from autograd.draw.picture import Picture, draw
from autograd.draw.tree import Tree, tree

__all__ = ["draw", "EngineMissing", "Picture", "TooLarge", "Tree", "tree"]


class CallablePackage(ModuleType):
    """This package, called like the function in it: `autograd.draw([a, b])`."""

    __call__ = staticmethod(draw)


sys.modules[__name__].__class__ = CallablePackage
