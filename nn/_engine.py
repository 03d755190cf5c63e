"""Importing this file checks that the `autograd` below is that of glassgrad.

Another package on PyPI is imported as `autograd` too, and may stand in its place.
"""

import autograd

if not hasattr(autograd, "Value"):
    raise ImportError(
        f"nn needs the `autograd` of glassgrad, but Python found another one in {list(autograd.__path__)}. "
        "An environment holds only one of the two. Give glassgrad an environment of its own, or run "
        "`pip uninstall autograd` and install glassgrad again with --force-reinstall."
    )
