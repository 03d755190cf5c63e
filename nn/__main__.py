"""Run the command line: `python -m nn` is the same as `glassgrad`."""

import sys

from nn.cli.main import main

sys.exit(main())
