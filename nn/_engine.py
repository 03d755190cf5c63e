"""Importing this file checks that `autograd` is the one of glassgrad.

Another package on PyPI is imported under the same name and may be installed in its stead.
"""

import autograd

if not hasattr(autograd, "Value"):
    raise ImportError(
        f"nn needs the `autograd` of glassgrad, but Python found another one in {list(autograd.__path__)}. "
        "An environment holds only one of the two. Give glassgrad an environment of its own, or run "
        "`pip uninstall autograd` and install glassgrad again with --force-reinstall."
    )
