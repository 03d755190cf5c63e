"""Numbers that lie side by side, taken as one: a processor adds and multiplies several at a time.

To Numba's compiler `Lanes` is one more kind of number. x + y, x − y, x · y and x / y of two such are those of their
numbers, each rounded as it would be alone; so nothing depends on how many a processor takes at a time.
Left to itself the compiler would find this out only for long loops, and look first whether blocks overlap.
"""

import math
import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import extending, types
from numba.extending import models, overload, register_model

Code = Callable[..., Any]  # writes machine instructions: (context, builder, signature, arguments)


class Lanes(types.Type):
    """The type of so many numbers side by side."""

    def __init__(self, number: Any, width: int) -> None:
        super().__init__(name=f"{width} × {number}")
        self.number, self.width = number, width


@register_model(Lanes)
class LanesModel(models.PrimitiveModel):
    """For the machine it is a vector."""

    def __init__(self, manager: Any, kind: Lanes) -> None:
        vector = ir.VectorType(manager.lookup(kind.number).get_value_type(), kind.width)
        super().__init__(manager, kind, vector)  # type: ignore[no-untyped-call]


def intrinsic(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function for Numba's compiler that is given the types of its arguments and says how to write it down."""
    instruction: Callable[..., Any] = extending.intrinsic(prefer_literal=True)(function)
    return instruction


@intrinsic
def load(typing: Any, memory: Any, at: Any, width: Any) -> tuple[Any, Code]:
    """memory[at : at + width]; the width is a constant."""
    kind = Lanes(memory.dtype, width.literal_value)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        begin, align = pointer(context, builder, memory, kind, arguments)
        return builder.load(begin, align=align)

    return kind(memory, at, width), code


@intrinsic
def store(typing: Any, memory: Any, at: Any, x: Any) -> tuple[Any, Code]:
    """memory[at : at + width of x] = x."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        begin, align = pointer(context, builder, memory, x, arguments)
        builder.store(arguments[2], begin, align=align)
        return context.get_dummy_value()

    return types.void(memory, at, x), code


@intrinsic
def spread(typing: Any, number: Any, width: Any) -> tuple[Any, Code]:
    """Return the same number in each lane."""
    kind = Lanes(number, width.literal_value)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        undefined, first = ir.Constant(context.get_value_type(kind), ir.Undefined), ir.Constant(ir.IntType(32), 0)
        one = builder.insert_element(undefined, arguments[0], first)
        all_of_it = ir.Constant(ir.VectorType(ir.IntType(32), kind.width), [0] * kind.width)
        return builder.shuffle_vector(one, one, all_of_it)

    return kind(number, width), code


def pointer(context: Any, builder: Any, memory: Any, kind: Lanes, arguments: Any) -> tuple[Any, int]:
    """Where in a block of memory the lanes begin, for (memory, at, …); and how that is aligned: as its numbers are."""
    array = context.make_array(memory)(context, builder, arguments[0])
    begin = builder.gep(array.data, [arguments[1]])
    size = context.get_abi_sizeof(context.get_value_type(kind.number))
    return builder.bitcast(begin, context.get_value_type(kind).as_pointer()), size


def understood(function: Any, write: Callable[..., Any]) -> None:
    """Let Numba compile a function of two numbers for lanes as well; `write` gives the instruction of the machine."""

    @intrinsic
    def of_lanes(typing: Any, x: Any, y: Any) -> tuple[Any, Code]:
        return x(x, y), lambda context, builder, signature, arguments: write(builder, *arguments)

    @overload(function, strict=False)  # not strict: about annotations
    def chosen(x: Any, y: Any) -> Any:
        return (lambda x, y: of_lanes(x, y)) if isinstance(x, Lanes) and isinstance(y, Lanes) else None


understood(operator.add, lambda builder, x, y: builder.fadd(x, y))
understood(operator.sub, lambda builder, x, y: builder.fsub(x, y))
understood(operator.mul, lambda builder, x, y: builder.fmul(x, y))
understood(operator.truediv, lambda builder, x, y: builder.fdiv(x, y))


@intrinsic
def roots(typing: Any, x: Any) -> tuple[Any, Code]:
    """Return the square root of each lane."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = context.get_value_type(x)
        name = f"llvm.sqrt.v{kind.count}{kind.element.intrinsic_name}"
        function = builder.module.declare_intrinsic(name, (), ir.FunctionType(kind, [kind]))
        return builder.call(function, arguments)

    return x(x), code


@overload(math.sqrt, strict=False)
def square_root(x: Any) -> Any:
    """Return what Numba is to compile for the square root of lanes."""
    return (lambda x: roots(x)) if isinstance(x, Lanes) else None
