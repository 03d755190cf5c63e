"""The same rows by PyTorch and JAX, in double precision on the CPU, as their users would write them."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from autograd.check.strategies import code_of, spelled
from autograd.operation import Operation
from autograd.operations import TABLE

Points = Sequence[tuple[float, ...]]
Outputs = list[list[float]]  # the value at each point, and the slope with respect to each input
Measure = Callable[[Operation, Points], Outputs | None]  # None where they have no such function


def by_pytorch() -> Measure:
    """How PyTorch does it; an ImportError where it is missing."""
    torch: Any = import_module("torch")
    names = {row.name: getattr(torch, row.name) for row in TABLE if hasattr(torch, row.name)}
    names["where"] = lambda a, b, c: torch.where(a != 0, b, c)
    names["softplus"] = torch.nn.functional.softplus

    def measure(row: Operation, points: Points) -> Outputs | None:
        if not known(row, names):
            return None
        inputs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in zip(*points)]
        y = spelled(row, inputs, names)
        slopes = torch.autograd.grad(y, inputs, torch.ones_like(y), allow_unused=True)
        zeros = torch.zeros_like(y)
        return [y.tolist(), *((zeros if slope is None else slope).tolist() for slope in slopes)]

    return measure


def by_jax() -> Measure:
    """How JAX does it; an ImportError where it is missing."""
    jax: Any = import_module("jax")
    jnp, nn, special = jax.numpy, jax.nn, import_module("jax.scipy.special")
    names = {row.name: getattr(jnp, row.name) for row in TABLE if hasattr(jnp, row.name)}
    names |= {name: getattr(nn, name) for name in ("relu", "sigmoid", "softplus")}
    names |= {name: getattr(special, name) for name in ("erf", "erfc", "xlogy")}
    names |= {"clamp_min": lambda a, b: jnp.clip(a, min=b), "clamp_max": lambda a, b: jnp.clip(a, max=b)}
    names["where"] = lambda a, b, c: jnp.where(a != 0, b, c)

    def measure(row: Operation, points: Points) -> Outputs | None:
        if not known(row, names):
            return None
        both = jax.value_and_grad(lambda *x: spelled(row, x, names), argnums=tuple(range(row.arity)))
        with jax.enable_x64(True):
            y, slopes = jax.jit(jax.vmap(both))(*(jnp.array(x) for x in zip(*points)))
        return [y.tolist(), *(slope.tolist() for slope in slopes)]

    return measure


def known(row: Operation, names: Mapping[str, Any]) -> bool:
    """Whether all functions in the notation of a row are theirs, and it is not a comparison, which has no slope."""
    return row.name != "greater" and set(code_of(row).co_names) <= {*names, *"abc"}
