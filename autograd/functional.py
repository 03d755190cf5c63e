"""Derivatives as functions of functions: `grad(f)` is a function again, and so can be differentiated again.

A function may take numbers, or lists, tuples and dicts of numbers; what comes back has that shape.
Where everything a result was made from is a number, the result is a number; where a `Value` from outside
had a part in it (an argument, a parameter of a model), it is a `Value` that can be differentiated further.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from autograd.dual import Dual, bare, fresh_level
from autograd.graph import UNSET, topological_order
from autograd.number import is_number
from autograd.operation import Scalar
from autograd.operations import identity
from autograd.origin import CONSTANT, recording
from autograd.structure import Nested, leaves, mapped, rebuilt
from autograd.value import Value

Function = Callable[..., Nested]


def grad(f: Function) -> Function:
    """The gradient of f, which gives one number.

    `grad(f)(x)` has the shape of x; `grad(f)(x, y, …)` is a tuple, a part for each argument.
    Source: reverse-mode accumulation, Griewank and Walther, "Evaluating Derivatives", 2008, chapter 3.
    """

    return lambda *inputs: value_and_grad(f)(*inputs)[1]


def value_and_grad(f: Function) -> Function:
    """Like `grad`, giving the pair (f(x), gradient) of one evaluation."""

    def evaluated(*inputs: Nested) -> tuple[Scalar, Nested]:
        variables = mapped(fresh, inputs)
        with recording():
            output = one_number(f(*variables))
        nodes = [bare(x) for x in leaves(variables)]
        result = settled(output, nodes), shaped_like(inputs, gradient(output, nodes))
        close(nodes)
        return result

    return evaluated


def jacobian(f: Function, mode: Literal["reverse", "forward"] = "reverse") -> Function:
    """Every derivative of every output: for a list in and a list out, the rows of the Jacobian matrix.

    "reverse" takes a pass for each output, "forward" one for each input: the same numbers, and the
    one with fewer passes is faster. The result has the structure of f's output with, in place of each
    number, its gradient, as `grad` would give it.
    """

    def by_reverse(*inputs: Nested) -> Nested:
        variables = mapped(fresh, inputs)
        with recording():
            outputs = f(*variables)
        nodes = [bare(x) for x in leaves(variables)]
        rows = mapped(lambda y: shaped_like(inputs, gradient(y, nodes)), outputs)
        close(nodes)
        return rows

    def by_forward(*inputs: Nested) -> Nested:
        size = sum(1 for _ in leaves(inputs))
        passes = [jvp(f, inputs, rebuilt(inputs, iter(unit(size, i)))) for i in range(size)]
        rows = zip(*(leaves(tangent) for _, tangent in passes))
        return mapped(lambda _: shaped_like(inputs, next(rows)), passes[0][1])

    modes = {"reverse": by_reverse, "forward": by_forward}
    if mode not in modes:
        raise ValueError(f"jacobian: mode {mode!r} is not known; choose 'reverse' or 'forward'")
    return modes[mode]


def hessian(f: Function) -> Function:
    """Every second derivative of f, which gives one number: the Jacobian of its gradient."""
    return jacobian(grad(f))


def jvp(f: Function, inputs: Sequence[Nested], tangents: Sequence[Nested]) -> tuple[Nested, Nested]:
    """The pair (f(*inputs), its derivative in the direction of the tangents), by forward mode.

    inputs and tangents hold a part for each argument of f, of the same structure.
    Source: forward accumulation, Griewank and Walther, "Evaluating Derivatives", 2008, chapter 3.
    """
    if not (isinstance(inputs, list | tuple) and isinstance(tangents, list | tuple)):
        raise TypeError("jvp: inputs and tangents are lists with a part for each argument: jvp(f, [x], [1.0])")
    speeds = list(leaves(tuple(tangents)))
    size = sum(1 for _ in leaves(tuple(inputs)))
    if size != len(speeds):
        raise ValueError(f"jvp: {size} inputs but {len(speeds)} tangents came; give one tangent for each input")
    level, speed = fresh_level(), iter(speeds)
    output = f(*mapped(lambda x: Dual(x, moving(next(speed)), level), tuple(inputs)))

    def split(y: Scalar) -> tuple[Scalar, Scalar]:
        if not (isinstance(y, Dual) and y.level == level):
            return y, 0.0
        return y.primal, 0.0 if y.tangent is UNSET else y.tangent

    return mapped(lambda y: split(y)[0], output), mapped(lambda y: split(y)[1], output)


def moving(tangent: Scalar) -> Scalar:
    """The tangent; UNSET for 0, where an input does not move at all."""
    return UNSET if is_number(tangent) and tangent == 0 else tangent


def hvp(f: Function, inputs: Sequence[Nested], tangents: Sequence[Nested]) -> Nested:
    """The Hessian of f times a vector, without the Hessian: the gradient's derivative along the tangents.

    Source: Pearlmutter, "Fast exact multiplication by the Hessian", 1994.
    """
    return jvp(grad(f), inputs, tangents)[1]


def gradient(output: Scalar, variables: Sequence[Value]) -> list[Scalar]:
    """The derivatives of one output by nodes of its graph: numbers, or Values where they can matter.

    The loop of `Value.backward`, except that it keeps the sums beside the graph and, where something
    from outside takes part, applies the partials to the nodes themselves, so that it is recorded.
    """
    if isinstance(output, Dual):  # differentiation is linear: primal and tangent can be taken one by one
        pairs = zip(gradient(output.primal, variables), gradient(output.tangent, variables))
        return [Dual(primal, tangent, output.level) for primal, tangent in pairs]
    if not isinstance(output, Value):
        return [0.0] * len(variables)
    order = topological_order(output)
    recorded = has_outside(order, variables)
    ends = set(variables)
    moving = set(variables)
    for node in order:
        if any(x in moving for x in node.inputs):
            moving.add(node)
    upstream: dict[Value, Scalar] = {output: 1.0}
    for node in reversed(order):
        if node.operation is None or node in ends or node not in moving or node not in upstream:
            continue
        flow = upstream.pop(node)
        point = (*node.inputs, node)
        slopes = node.operation.slopes(*(point if recorded else [x.data for x in point]))
        for x, slope in zip(node.inputs, slopes):
            if x in moving and node.operation.passes(slope):
                upstream[x] = upstream[x] + slope * flow if x in upstream else slope * flow
    return [upstream.get(x, 0.0) for x in variables]


def has_outside(order: Sequence[Value], variables: Sequence[Value]) -> bool:
    """Whether a graph has leaves that are neither the variables nor plain numbers of the program."""
    own = set(variables)
    return any(node.operation is None and not node.origin.constant and node not in own for node in order)


def settled(output: Scalar, variables: Sequence[Value]) -> Scalar:
    """The output as a number, where nothing from outside takes part in it."""
    if isinstance(output, Dual):
        return Dual(settled(output.primal, variables), settled(output.tangent, variables), output.level)
    if isinstance(output, Value) and not has_outside(topological_order(output), variables):
        return output.data
    return output


def fresh(x: Scalar) -> Scalar:
    """The same number as a node of its own, so that an inner derivative does not see outer uses of x."""
    if isinstance(x, Dual):
        return Dual(fresh(x.primal), x.tangent, x.level)
    return identity(x) if isinstance(x, Value) else Value(x)


def close(variables: Sequence[Value]) -> None:
    """After a derivative, the numbers it was taken at are to any other derivative plain numbers."""
    for node in variables:
        if node.operation is None:
            node.origin = CONSTANT


def one_number(output: Nested) -> Scalar:
    """The output, if it is one number; otherwise a TypeError."""
    if isinstance(output, Value | Dual) or is_number(output):
        return output
    raise TypeError(
        f"grad needs a function that gives one number, but it gave {type(output).__name__}: "
        "return one number, or use jacobian for several"
    )


def shaped_like(inputs: tuple[Nested, ...], numbers: Iterable[Scalar]) -> Nested:
    """The numbers in the structure of the arguments; for a single argument, of that argument."""
    parts = rebuilt(inputs, iter(numbers))
    return parts[0] if len(inputs) == 1 else parts


def unit(size: int, place: int) -> list[float]:
    """The unit vector of this size that is 1 at this place."""
    return [1.0 if i == place else 0.0 for i in range(size)]
