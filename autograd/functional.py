"""Derivatives as functions of functions: `grad(f)` is a function again, and so can be differentiated again.

A function may take numbers, or lists, tuples, dicts and NumPy arrays of numbers; what comes back has that shape, with
None in place of what is not a number. An array reaches the function as an array of `Value`s.

With respect to what: to the arguments whose places `argnums` names (0, -1, (0, 2)). Without it, to every argument that
holds a float or a `Value`; where none does, to every argument that holds an int. So an int beside a float is a count,
good for `range(n)`: it is passed on as it is, and its part of the result is None. Keyword arguments are passed on too.

Where everything a result was made from is a number, the result is a number; where a `Value` from outside
had a part in it (an argument, a parameter of a model), it is a `Value` that can be differentiated further.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Literal, Protocol, TypeVar, cast, overload

from autograd.arguments import Argnums, Arguments
from autograd.domain import DomainError
from autograd.dual import Dual, bare, fresh_level
from autograd.graph import UNSET, topological_order
from autograd.number import number
from autograd.operation import Reading, Scalar
from autograd.operations import identity
from autograd.origin import CONSTANT, recording
from autograd.requirements import check_function, check_parts, checked_argnums, one_number, only_numbers, partners
from autograd.structure import Nested
from autograd.value import Value
from autograd.variables import mapped_numbers, numbers_of

Function = Callable[..., Nested]
Number = float | Value
D = TypeVar("D", bound=Callable[..., Any])


class Derivative(Protocol):
    """The derivative of a function that gives one number: at a number a number, at a structure such a structure."""

    @overload
    def __call__(self, x: Number, /, **keywords: Any) -> Number: ...
    @overload
    def __call__(self, *inputs: Any, **keywords: Any) -> Any: ...


class ValueAndDerivative(Protocol):
    """A function that gives a number, and beside it the derivative."""

    @overload
    def __call__(self, x: Number, /, **keywords: Any) -> tuple[Number, Number]: ...
    @overload
    def __call__(self, *inputs: Any, **keywords: Any) -> tuple[Number, Any]: ...


@overload
def grad(f: Function, argnums: int | None = None) -> Derivative: ...
@overload
def grad(f: Function, argnums: Sequence[int]) -> Callable[..., tuple[Any, ...]]: ...
def grad(f: Function, argnums: Argnums = None) -> Callable[..., Any]:
    """The gradient of f, which gives one number.

    f        the function; the gradient keeps its name and its docstring
    argnums  the place of an argument, or several places in a tuple. Without it, every argument that holds a float or a
             Value is meant; where none does, every argument that holds an int

    `grad(f)(x)` has the shape of x; `grad(f)(x, y, …)` is a tuple, a part for each argument, None for one that is not
    meant; `grad(f, argnums=0)(x, y, …)` has the shape of x. Keyword arguments are passed on to f.
    Source: reverse-mode accumulation, Griewank and Walther, "Evaluating Derivatives", 2008, chapter 3.
    """
    return named_like(f, slopes_of("grad", f, argnums))


@overload
def value_and_grad(f: Function, argnums: int | None = None) -> ValueAndDerivative: ...
@overload
def value_and_grad(f: Function, argnums: Sequence[int]) -> Callable[..., tuple[Number, tuple[Any, ...]]]: ...
def value_and_grad(f: Function, argnums: Argnums = None) -> Callable[..., tuple[Number, Any]]:
    """Like `grad`, giving the pair (f(x), gradient) of one evaluation."""
    return named_like(f, evaluation("value_and_grad", f, argnums))


def evaluation(transform: str, f: Function, argnums: Argnums) -> Callable[..., tuple[Scalar, Nested]]:
    """The function that gives the pair (f(x), gradient); in messages it is called by the name of a transform."""
    check_function(transform, f)
    argnums = checked_argnums(transform, argnums)

    def evaluated(*inputs: Nested, **keywords: Any) -> tuple[Scalar, Nested]:
        arguments = Arguments(transform, inputs, argnums)
        copies = [fresh(x) for x in arguments.numbers]
        with recording():
            output = one_number(transform, f(*arguments.replaced(copies), **keywords))
        nodes = [bare(x) for x in copies]
        result = settled(output, nodes), arguments.gradient(gradient(output, nodes))
        close(nodes)
        return result

    return evaluated


def slopes_of(transform: str, f: Function, argnums: Argnums) -> Function:
    """The function that gives the gradient alone."""
    both = evaluation(transform, f, argnums)
    return lambda *inputs, **keywords: both(*inputs, **keywords)[1]


def jacobian(f: Function, mode: Literal["reverse", "forward"] = "reverse", argnums: Argnums = None) -> Function:
    """Every derivative of every output: for a list in and a list out, the rows of the Jacobian matrix.

    f        gives a number, or a list, tuple, dict or array of numbers
    mode     "reverse" takes a pass for each output, "forward" one for each input: the same numbers, and the
             one with fewer passes is faster
    argnums  with respect to which arguments, as in `grad`

    The result has the structure of f's output with, in place of each number, its gradient, as `grad` would give it.
    For an array in and an array out it is an array whose shape is that of the output, followed by that of the input.
    """
    check_function("jacobian", f)
    argnums = checked_argnums("jacobian", argnums)
    by_mode = {"reverse": by_reverse, "forward": by_forward}
    if not isinstance(mode, str) or mode not in by_mode:
        raise ValueError(f"jacobian: mode {mode!r} is not known; choose 'reverse' or 'forward'")
    outputs = only_numbers("jacobian", f)

    def rows(*inputs: Nested, **keywords: Any) -> Nested:
        return by_mode[mode](outputs, Arguments("jacobian", inputs, argnums), keywords)

    return named_like(f, rows)


def by_reverse(f: Function, arguments: Arguments, keywords: dict[str, Any]) -> Nested:
    """The Jacobian, by a pass backward from each output."""
    copies = [fresh(x) for x in arguments.numbers]
    with recording():
        outputs = f(*arguments.replaced(copies), **keywords)
    nodes = [bare(x) for x in copies]
    rows = arguments.jacobian(outputs, lambda y: gradient(y, nodes))
    close(nodes)
    return rows


def by_forward(f: Function, arguments: Arguments, keywords: dict[str, Any]) -> Nested:
    """The Jacobian, by a pass forward from each input."""
    size = len(arguments.numbers)
    passes = [pushed(f, arguments, unit(size, i), keywords) for i in range(size)]
    rows = zip(*(numbers_of(tangents) for _, tangents in passes))
    return arguments.jacobian(passes[0][0], lambda _: next(rows))


@overload
def hessian(f: Function, argnums: int | None = None) -> Derivative: ...
@overload
def hessian(f: Function, argnums: Sequence[int]) -> Callable[..., tuple[Any, ...]]: ...
def hessian(f: Function, argnums: Argnums = None) -> Callable[..., Any]:
    """Every second derivative of f, which gives one number: the Jacobian of its gradient.

    f        the function
    argnums  with respect to which arguments, as in `grad`
    """
    slopes = slopes_of("hessian", f, argnums)

    def second(*inputs: Nested, **keywords: Any) -> Nested:
        return by_reverse(slopes, Arguments("hessian", inputs, argnums), keywords)

    return named_like(f, second)


def jvp(
    f: Function,
    inputs: Sequence[Nested],
    tangents: Sequence[Nested],
    /,
    argnums: Argnums = None,
    **keywords: Any,
) -> tuple[Nested, Nested]:
    """The pair (f(*inputs), its derivative in the direction of the tangents), by forward mode.

    f         gives a number, or a list, tuple, dict or array of numbers
    inputs    a part for each argument of f
    tangents  for each part of the inputs one of the same structure, or None if that argument stays what it is
    argnums   the places of the arguments that the tangents belong to, where they are fewer than the inputs
    keywords  are passed on to f

    Source: forward accumulation, Griewank and Walther, "Evaluating Derivatives", 2008, chapter 3.
    """
    return push("jvp", only_numbers("jvp", f), inputs, tangents, argnums, keywords)


def vjp(
    f: Function,
    inputs: Sequence[Nested],
    cotangents: Nested,
    /,
    argnums: Argnums = None,
    **keywords: Any,
) -> tuple[Nested, Nested]:
    """The pair (f(*inputs), the gradient of the sum of each output times its cotangent), by reverse mode.

    f           gives a number, or a list, tuple, dict or array of numbers
    inputs      a part for each argument of f
    cotangents  the weights of the outputs, in the structure of the outputs; None for what does not count
    argnums     with respect to which arguments, as in `grad`, whose shape the gradient has
    keywords    are passed on to f

    It is the transpose of `jvp`: Σ cotangent · jvp(f, inputs, tangents)[1] = Σ vjp(f, inputs, cotangents)[1] · tangent.
    Source: reverse-mode accumulation, Griewank and Walther, "Evaluating Derivatives", 2008, chapter 3.
    """
    check_function("vjp", f)
    check_parts("vjp", inputs=inputs)
    arguments = Arguments("vjp", tuple(inputs), checked_argnums("vjp", argnums))
    copies = [fresh(x) for x in arguments.numbers]
    total: Scalar = 0
    with recording():
        outputs = only_numbers("vjp", f)(*arguments.replaced(copies), **keywords)
        weights = partners("vjp", outputs, cotangents, ("the output", "cotangents"))
        for y, weight in zip(numbers_of(outputs), weights, strict=True):
            if isinstance(weight, Reading) or weight:  # an output with the weight 0 takes no part, whatever its slope
                total = total + weight * y
    nodes = [bare(x) for x in copies]
    result = mapped_numbers(lambda y: settled(y, nodes), outputs), arguments.gradient(gradient(total, nodes))
    close(nodes)
    return result


def hvp(
    f: Function,
    inputs: Sequence[Nested],
    tangents: Sequence[Nested],
    /,
    argnums: Argnums = None,
    **keywords: Any,
) -> Nested:
    """The Hessian of f times a vector, without the Hessian: the gradient's derivative along the tangents.

    f         gives one number
    inputs    a part for each argument of f
    tangents  for each part of the inputs one of the same structure, or None if that argument stays what it is
    argnums   the places of the arguments that are meant, by the gradient and by the tangents; otherwise all of them
    keywords  are passed on to f

    Source: Pearlmutter, "Fast exact multiplication by the Hessian", 1994.
    """
    return push("hvp", slopes_of("hvp", f, argnums), inputs, tangents, argnums, keywords)[1]


def push(
    transform: str,
    f: Function,
    inputs: Sequence[Nested],
    tangents: Sequence[Nested],
    argnums: Argnums,
    keywords: dict[str, Any],
) -> tuple[Nested, Nested]:
    """What f gives for the inputs, and its derivative along the tangents."""
    check_parts(transform, inputs=inputs, tangents=tangents)
    argnums = checked_argnums(transform, argnums)
    places = range(len(inputs)) if argnums is None else [argnums] if isinstance(argnums, int) else argnums
    if len(places) != len(tangents):
        raise ValueError(
            f"{transform}: {len(places)} inputs but {len(tangents)} tangents came; give one tangent for each input"
        )
    moving = [i for i, tangent in enumerate(tangents) if tangent is not None]
    arguments = Arguments(transform, tuple(inputs), tuple(places[i] for i in moving))
    speeds = [
        speed
        for i, place in zip(moving, arguments.places)
        for speed in partners(transform, inputs[place], tangents[i], (f"inputs[{place}]", f"tangents[{i}]"))
    ]
    return pushed(f, arguments, speeds, keywords)


def pushed(
    f: Function, arguments: Arguments, speeds: Sequence[Scalar | None], keywords: dict[str, Any]
) -> tuple[Nested, Nested]:
    """What f gives for the arguments, and its derivative where each of their numbers changes with its speed."""
    level = fresh_level()
    moved = [
        x if speed is None else Dual(plain(x), tangent_of(plain(speed)), level)
        for x, speed in zip(arguments.numbers, speeds, strict=True)
    ]
    with recording():
        output = f(*arguments.replaced(moved), **keywords)

    def split(y: Scalar) -> tuple[Scalar, Scalar]:
        if not (isinstance(y, Dual) and y.level == level):
            return y, 0.0
        return y.primal, 0.0 if y.tangent is UNSET else y.tangent

    return mapped_numbers(lambda y: split(y)[0], output), mapped_numbers(lambda y: split(y)[1], output)


def tangent_of(speed: Scalar) -> Scalar:
    """The speed itself; UNSET for 0, where an input does not move at all."""
    return UNSET if type(speed) is float and speed == 0.0 else speed


def gradient(output: Scalar, variables: Sequence[Value]) -> list[Scalar]:
    """The derivatives of one output with respect to nodes of its graph: numbers, or Values where they can matter.

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
        try:
            slopes = node.operation.slopes(*(point if recorded else [x.data for x in point]))
        except DomainError:
            node.operation.slopes(*point)  # the nodes can tell what they were made by
            raise
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


def plain(x: Scalar) -> Scalar:
    """A plain number as a float; what stands for a number as it is."""
    return x if isinstance(x, Reading) else number(x)


def named_like(f: Function, derivative: D) -> D:
    """The derivative with the name and the docstring of f, and f itself as its `__wrapped__`."""
    return cast(D, wraps(f, updated=())(derivative))


def unit(size: int, place: int) -> list[float]:
    """The unit vector of this size that is 1 at this place."""
    return [1.0 if i == place else 0.0 for i in range(size)]
