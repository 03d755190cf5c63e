"""Derivatives of many outputs, or of a gradient: `jacobian`, `hessian` and `hvp`."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, overload

from autograd.context import enable_grad
from autograd.transforms.arguments import Argnums, Arguments
from autograd.transforms.dual import bare
from autograd.transforms.forward_mode import push, pushed
from autograd.transforms.reverse_mode import gradient, gradient_function, make_constants, new_variable
from autograd.transforms.signatures import Derivative, Function, named_like
from autograd.transforms.tree import Nested
from autograd.transforms.validation import check_function, checked_argnums, only_numbers
from autograd.transforms.variables import numbers_of


def jacobian(f: Function, mode: Literal["reverse", "forward"] = "reverse", argnums: Argnums = None) -> Function:
    """Return the function that gives every derivative of every output of f.

    f        returns a number, or a list, tuple, dict or array of numbers
    mode     "reverse" takes one pass for each output, "forward" one for each input: the numbers are the same, and
             the mode with fewer passes is faster
    argnums  with respect to which arguments, as in `grad`

    The result has the structure of f's output, with each number replaced by its gradient, as `grad` would give it: for
    a list in and a list out, the rows of the Jacobian matrix. For an array in and an array out it is an array whose
    shape is that of the output, followed by that of the input.

    >>> from autograd import jacobian
    >>> jacobian(lambda x: [x[0] * x[1], x[0] + x[1]])([2.0, 3.0])
    [[3.0, 2.0], [1.0, 1.0]]
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
    """Return the Jacobian of f at the arguments, by a backward pass from each output."""
    copies = [new_variable(x) for x in arguments.numbers]
    with enable_grad():
        outputs = f(*arguments.replaced(copies), **keywords)
    nodes = [bare(x) for x in copies]
    rows = arguments.jacobian(outputs, lambda y: gradient(y, nodes))
    make_constants(nodes)
    return rows


def by_forward(f: Function, arguments: Arguments, keywords: dict[str, Any]) -> Nested:
    """Return the Jacobian of f at the arguments, by a forward pass for each input."""
    size = len(arguments.numbers)
    passes = [pushed(f, arguments, unit(size, i), keywords) for i in range(size)]
    rows = zip(*(numbers_of(tangents) for _, tangents in passes))
    return arguments.jacobian(passes[0][0], lambda _: next(rows))


@overload
def hessian(f: Function, argnums: int | None = None) -> Derivative: ...
@overload
def hessian(f: Function, argnums: Sequence[int]) -> Callable[..., tuple[Any, ...]]: ...
def hessian(f: Function, argnums: Argnums = None) -> Callable[..., Any]:
    """Return the function that gives every second derivative of f: the Jacobian of its gradient.

    f        returns one number
    argnums  with respect to which arguments, as in `grad`

    >>> from autograd import hessian
    >>> hessian(lambda x: x[0] * x[0] * x[1])([2.0, 3.0])
    [[6.0, 4.0], [4.0, 0.0]]
    """
    slopes = gradient_function("hessian", f, argnums)

    def second(*inputs: Nested, **keywords: Any) -> Nested:
        return by_reverse(slopes, Arguments("hessian", inputs, argnums), keywords)

    return named_like(f, second)


def hvp(
    f: Function,
    inputs: Sequence[Nested],
    tangents: Sequence[Nested],
    /,
    argnums: Argnums = None,
    **keywords: Any,
) -> Nested:
    """Return the Hessian of f times a vector, without computing the Hessian.

    f         returns one number
    inputs    the arguments of f, in a list or tuple
    tangents  the vector: for each input a part of the same structure, or None if that input does not change
    argnums   the positions of the inputs that the gradient and the tangents are about; None: all of them
    keywords  are passed on to f

    It is the derivative of the gradient along the tangents.
    Source: Pearlmutter, "Fast exact multiplication by the Hessian", 1994.

    >>> from autograd import hvp
    >>> hvp(lambda x: x[0] * x[0] * x[1], [[2.0, 3.0]], [[1.0, 0.0]])
    [6.0, 4.0]
    """
    return push("hvp", gradient_function("hvp", f, argnums), inputs, tangents, argnums, keywords)[1]


def unit(size: int, index: int) -> list[float]:
    """Return the unit vector of this size whose element at this index is 1."""
    return [1.0 if i == index else 0.0 for i in range(size)]
