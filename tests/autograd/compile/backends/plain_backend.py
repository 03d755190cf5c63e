"""A whole backend in one short file: every step as NumPy reads it, element by element and in order.

It shows what a backend has to offer, and the others are compared with it.
"""

from functools import partial

import numpy as np

from autograd.compile.lowering.views import View

NAME = "plain"
IN_ORDER = True  # it adds the parts of a sum from left to right
BLOCK = 0  # an optimiser looks at all numbers together


def knows(operation):
    """Whether it can apply an operation: it can apply all."""
    return True


def bound(steps, dtype):
    """Memory for a program, and its two passes as functions on it."""
    memory = np.zeros(steps.memory, dtype)
    return memory, partial(carry_out, steps.forward, memory), partial(carry_out, steps.backward, memory)


def carry_out(steps, memory):
    """One pass; an error where a number is outside a domain, an index out of range, or something not finite."""
    for step in steps:
        out, table = step.out.places(), step.table
        inputs = [memory[x.places()] if isinstance(x, View) else np.full(out.shape, x) for x in step.inputs]
        start = memory[out] if step.adds else np.zeros(out.shape, memory.dtype)
        match step.do:
            case "apply":
                memory[out] = np.reshape([step.operation.compute(*point) for point in points(inputs)], out.shape)
            case "matmul":
                a, b = inputs
                memory[out] = joined(np.add, start, (a[..., k, None] * b[..., k, None, :] for k in range(a.shape[-1])))
            case "sum" | "max":
                rows = inputs[0].reshape(*out.shape, -1)
                parts = (rows[..., k] for k in range(rows.shape[-1]))
                memory[out] = joined(np.add, start, parts) if step.do == "sum" else joined(np.maximum, -np.inf, parts)
            case "segment_sum":
                memory[out] = [joined(np.add, x, part) for x, part in zip(start, np.split(inputs[0], table[1:]))]
            case "segment_max":
                memory[out] = [part.max() for part in np.split(inputs[0], table[1:])]
            case "take":
                memory[out] = memory[table]
            case "scatter":
                np.add.at(memory, table, inputs[0])
            case "pick":
                memory[out] = memory[chosen(table, inputs[0])]
            case "scatter_pick":
                np.add.at(memory, chosen(table, inputs[0]), inputs[1])
            case "fill":
                memory[out] = inputs[0]
            case "check" if not np.isfinite(memory[out]).all():
                raise FloatingPointError


def points(inputs):
    """The numbers that belong together, one from each input."""
    return zip(*(x.ravel().tolist() for x in inputs), strict=True)


def joined(join, start, parts):
    """What has been joined when the last part has come."""
    for part in parts:
        start = join(start, part)
    return start


def chosen(table, index):
    """The places that an index chooses in each column of a table."""
    if (index != index.astype(int)).any():
        raise IndexError
    return table[(index.astype(int), *np.indices(table.shape[1:], sparse=True))]
