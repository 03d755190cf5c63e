"""Speed and memory, measured against others in one run: `python -m benchmarks`."""

import os

ONE_THREAD = {  # read by NumPy, PyTorch and JAX when they are first imported
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}
os.environ.update(ONE_THREAD)
