"""How exact values and slopes are, beside PyTorch and JAX: `python -m benchmarks.accuracy`."""
