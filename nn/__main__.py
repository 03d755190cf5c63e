"""`python -m nn` is `glassgrad`."""

import sys

from nn.cli.main import main

sys.exit(main())
