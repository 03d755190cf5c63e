"""Speed and memory, measured against others in one run: `python -m benchmarks`."""
