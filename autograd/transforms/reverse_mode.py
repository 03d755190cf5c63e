"""Reverse mode: `grad`, `value_and_grad` and `vjp` take a backward pass from each output.

A function may take numbers, or lists, tuples, dicts and NumPy arrays of numbers. The gradient has the same structure,
with None for everything that is not a number. The function receives an array as an array of `Value`s.

The derivative is taken with respect to the arguments at the positions in `argnums` (0, -1, (0, 2)); without it, to
every argument that holds a float or a `Value`, or if none does, to every argument that holds an int. So an int beside a
float is a count, as in `range(n)`: it is passed on as it is, and its part of the gradient is None. Keyword arguments
are passed on too.

A result that was made from plain numbers only is a plain number. If a `Value` from outside took part (an argument, or
a parameter of a model), the result is a `Value` that can be differentiated further.
"""

from collections.abc import Callable, Sequence
from typing import Any, overload

from autograd.context import CONSTANT, enable_grad
from autograd.domain import DomainError
from autograd.graph import topological_order
from autograd.operation import Reading, Scalar
from autograd.operations import identity
from autograd.transforms.arguments import Argnums, Arguments
from autograd.transforms.dual import Dual, bare
from autograd.transforms.signatures import Derivative, Function, Number, ValueAndDerivative, named_like
from autograd.transforms.tree import Nested
from autograd.transforms.validation import (
    check_function,
    check_parts,
    checked_argnums,
    one_number,
    only_numbers,
    partners,
)
from autograd.transforms.variables import mapped_numbers, numbers_of
from autograd.value import Value


@overload
def grad(f: Function, argnums: int | None = None) -> Derivative: ...
@overload
def grad(f: Function, argnums: Sequence[int]) -> Callable[..., tuple[Any, ...]]: ...
def grad(f: Function, argnums: Argnums = None) -> Callable[..., Any]:
    """Return the function that gives the gradient of f.

    f        returns one number; the gradient keeps its name and its docstring
    argnums  the position of an argument (0, -1), or several in a tuple. None: every argument that holds a float or a
             Value; if none does, every argument that holds an int

    `grad(f)(x)` has the structure of x. `grad(f)(x, y, …)` is a tuple with a part for each argument, which is None for
    an argument that is not differentiated. `grad(f, argnums=0)(x, y, …)` has the structure of x. Keyword arguments are
    passed on to f. A TypeError says if f does not return one number, or if there is nothing to differentiate.
    Source: reverse-mode accumulation, Griewank and Walther, "Evaluating Derivatives", 2008, chapter 3.

    >>> from autograd import grad
    >>> grad(lambda x, y: x * x * y)(2.0, 3.0)
    (12.0, 4.0)
    """
    return named_like(f, gradient_function("grad", f, argnums))


@overload
def value_and_grad(f: Function, argnums: int | None = None) -> ValueAndDerivative: ...
@overload
def value_and_grad(f: Function, argnums: Sequence[int]) -> Callable[..., tuple[Number, tuple[Any, ...]]]: ...
def value_and_grad(f: Function, argnums: Argnums = None) -> Callable[..., tuple[Number, Any]]:
    """Return the function that gives the pair (value of f, gradient of f), computed in one evaluation of f.

    f, argnums  as in `grad`

    >>> from autograd import value_and_grad
    >>> value_and_grad(lambda x: x * x)(3.0)
    (9.0, 6.0)
    """
    return named_like(f, value_and_gradient_function("value_and_grad", f, argnums))


def vjp(
    f: Function,
    inputs: Sequence[Nested],
    cotangents: Nested,
    /,
    argnums: Argnums = None,
    **keywords: Any,
) -> tuple[Nested, Nested]:
    """Return the pair (f(*inputs), gradient of Σ cotangent · output), by reverse mode.

    f           returns a number, or a list, tuple, dict or array of numbers
    inputs      the arguments of f, in a list or tuple
    cotangents  the weights of the outputs, in the structure of the output; None for a part that does not count
    argnums     with respect to which arguments, as in `grad`; the gradient is structured as there
    keywords    are passed on to f

    It is the transpose of `jvp`: Σ cotangent · jvp(f, inputs, tangents)[1] = Σ vjp(f, inputs, cotangents)[1] · tangent.
    A ValueError says where outputs and cotangents do not fit together.
    Source: reverse-mode accumulation, Griewank and Walther, "Evaluating Derivatives", 2008, chapter 3.

    >>> from autograd import vjp
    >>> vjp(lambda x: [x * x, 5.0 * x], [3.0], [1.0, 0.0])
    ([9.0, 15.0], 6.0)
    """
    check_function("vjp", f)
    check_parts("vjp", inputs=inputs)
    arguments = Arguments("vjp", tuple(inputs), checked_argnums("vjp", argnums))
    copies = [new_variable(x) for x in arguments.numbers]
    total: Scalar = 0
    with enable_grad():
        outputs = only_numbers("vjp", f)(*arguments.replaced(copies), **keywords)
        weights = partners("vjp", outputs, cotangents, ("the output", "cotangents"))
        for y, weight in zip(numbers_of(outputs), weights, strict=True):
            if isinstance(weight, Reading) or weight:  # an output of weight 0 is left out, because its slope may be inf
                total = total + weight * y
    nodes = [bare(x) for x in copies]
    result = mapped_numbers(lambda y: plain_if_possible(y, nodes), outputs), arguments.gradient(gradient(total, nodes))
    make_constants(nodes)
    return result


def value_and_gradient_function(transform: str, f: Function, argnums: Argnums) -> Callable[..., tuple[Scalar, Nested]]:
    """Return the function that gives the pair (f(x), gradient); its error messages begin with the transform's name."""
    check_function(transform, f)
    argnums = checked_argnums(transform, argnums)

    def evaluated(*inputs: Nested, **keywords: Any) -> tuple[Scalar, Nested]:
        arguments = Arguments(transform, inputs, argnums)
        copies = [new_variable(x) for x in arguments.numbers]
        with enable_grad():
            output = one_number(transform, f(*arguments.replaced(copies), **keywords))
        nodes = [bare(x) for x in copies]
        result = plain_if_possible(output, nodes), arguments.gradient(gradient(output, nodes))
        make_constants(nodes)
        return result

    return evaluated


def gradient_function(transform: str, f: Function, argnums: Argnums) -> Function:
    """Return the function that gives the gradient alone."""
    both = value_and_gradient_function(transform, f, argnums)
    return lambda *inputs, **keywords: both(*inputs, **keywords)[1]


def gradient(output: Scalar, variables: Sequence[Value]) -> list[Scalar]:
    """Return the derivatives of one output with respect to nodes of its graph.

    This is the loop of `Value.backward`, except that it keeps the sums outside the graph. If a Value from outside takes
    part, the partials are applied to the nodes themselves, so that the derivatives are recorded Values too.
    """
    if isinstance(output, Dual):  # differentiation is linear, so primal and tangent are differentiated one by one
        pairs = zip(gradient(output.primal, variables), gradient(output.tangent, variables))
        return [Dual(primal, tangent, output.level) for primal, tangent in pairs]
    if not isinstance(output, Value):
        return [0.0] * len(variables)
    order = topological_order(output)
    recorded = has_outside(order, variables)
    stops = set(variables)
    dependent = set(variables)
    for node in order:
        if any(x in dependent for x in node.inputs):
            dependent.add(node)
    upstream: dict[Value, Scalar] = {output: 1.0}
    for node in reversed(order):
        if node.operation is None or node in stops or node not in dependent or node not in upstream:
            continue
        upstream_of_node = upstream.pop(node)
        point = (*node.inputs, node)
        try:
            slopes = node.operation.slopes(*(point if recorded else [x.data for x in point]))
        except DomainError:
            node.operation.slopes(*point)  # raises the error again, with what the nodes were made by
            raise
        for x, slope in zip(node.inputs, slopes):
            if x in dependent and node.operation.passes(slope):
                upstream[x] = upstream[x] + slope * upstream_of_node if x in upstream else slope * upstream_of_node
    return [upstream.get(x, 0.0) for x in variables]


def has_outside(order: Sequence[Value], variables: Sequence[Value]) -> bool:
    """Return whether a graph has leaves besides the variables and plain numbers of the program."""
    own = set(variables)
    return any(node.operation is None and not node.info.constant and node not in own for node in order)


def plain_if_possible(output: Scalar, variables: Sequence[Value]) -> Scalar:
    """Return the output as a plain number if no Value from outside takes part in it, otherwise as it is."""
    if isinstance(output, Dual):
        return Dual(
            plain_if_possible(output.primal, variables), plain_if_possible(output.tangent, variables), output.level
        )
    if isinstance(output, Value) and not has_outside(topological_order(output), variables):
        return output.data
    return output


def new_variable(x: Scalar) -> Scalar:
    """Return the same number as a new node, so that an inner derivative does not see other uses of x."""
    if isinstance(x, Dual):
        return Dual(new_variable(x.primal), x.tangent, x.level)
    return identity(Value.lift(x)) if isinstance(x, Reading) else Value(x)


def make_constants(variables: Sequence[Value]) -> None:
    """Make the variables of a finished derivative constants, so that other derivatives treat them as plain numbers."""
    for node in variables:
        if node.operation is None:
            node.info = CONSTANT
