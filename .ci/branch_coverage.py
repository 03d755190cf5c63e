"""Prints how much of `autograd` the tests have run, lines and branches; fails below 95 % of either."""

import json
import sys
from pathlib import Path

LEAST = 95.0

totals = json.loads(Path(sys.argv[1]).read_text())["totals"]
lines = 100.0 * totals["covered_lines"] / totals["num_statements"]
branches = 100.0 * totals["covered_branches"] / totals["num_branches"]
print(f"coverage of autograd: {lines:.1f} % of {totals['num_statements']} lines, ", end="")
print(f"{branches:.1f} % of {totals['num_branches']} branches (at least {LEAST:g} % of each)")
sys.exit(min(lines, branches) < LEAST)
