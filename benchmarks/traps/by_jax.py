"""JAX, by `jax.jit` with `static_argnames`, in double precision."""

from typing import Any

import jax
import jax.numpy as jnp

from benchmarks.traps.framework import JAX, Framework, Function


def compiled(function: Function, static: tuple[str, ...] = ()) -> Function:
    """Return the compiled function."""
    fast: Function = jax.jit(function, static_argnames=static)
    return fast


def missing(*things: Any) -> Any:
    """Raise an error, because arrays of JAX have no gradient and cannot be changed: such traps are left out."""
    raise NotImplementedError("arrays of JAX have no gradient and cannot be changed; leave this trap out for JAX")


framework = Framework(
    JAX,
    packages=("jax",),
    compiled=compiled,
    number=lambda x: jnp.asarray(float(x)),
    plain=float,
    parameter=missing,
    assign=missing,
    grad=jax.grad,
    used=lambda: jax.enable_x64(True),
)
