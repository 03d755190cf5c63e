"""Small programs over a few numbers, to run on two engines side by side, and ways to make them smaller."""

import operator
from collections.abc import Callable, Iterator
from math import exp, tanh
from random import Random
from typing import Any, NamedTuple

Operand = int | str  # a line of the program, or a plain number as it is written: "2"


class Step(NamedTuple):
    """One line: a number that is put in, or an operation on earlier lines and plain numbers."""

    operation: str  # "" for a number that is put in
    operands: tuple[Operand, ...] = ()
    data: float = 0.0

    @property
    def uses(self) -> tuple[int, ...]:
        """The earlier lines that it uses, each as often as it is used."""
        return tuple(x for x in self.operands if isinstance(x, int))


Program = tuple[Step, ...]  # the output is the last line

SYMBOLS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "**": operator.pow,
    "/": operator.truediv,
    "neg": operator.neg,
}
METHODS = {"exp": exp, "tanh": tanh}
NUMBERS = (3.0, 2.0, 5.0)  # what is put in if it does not matter
LETTERS = "xyz"
LARGEST = 1e4


def performed(step: Step, values: list[Any]) -> Any:
    """Return the result of an operation on the results of the earlier lines."""
    operands = [values[x] if isinstance(x, int) else int(x) for x in step.operands]
    return getattr(operands[0], step.operation)() if step.operation in METHODS else SYMBOLS[step.operation](*operands)


def written(program: Program, line: int | None = None) -> str:
    """Return a line of the program, by default the last, as one expression in x, y and z."""
    line = len(program) - 1 if line is None else line
    step = program[line]
    if not step.operation:
        return LETTERS[sum(not each.operation for each in program[:line])]
    parts = [bracketed(program, x) if isinstance(x, int) else x for x in step.operands]
    if step.operation == "neg":
        return f"-{parts[0]}"
    return f"{parts[0]}.{step.operation}()" if step.operation in METHODS else f" {step.operation} ".join(parts)


def bracketed(program: Program, line: int) -> str:
    """Return the same, in brackets if it is an operation with a symbol."""
    text = written(program, line)
    return f"({text})" if program[line].operation in SYMBOLS else text


def put_in(program: Program) -> str:
    """Return the numbers that are put in: `x = 3 and y = 2`."""
    leaves = [line for line, step in enumerate(program) if not step.operation]
    return " and ".join(f"{written(program, line)} = {program[line].data:g}" for line in leaves)


def is_tame(program: Program) -> bool:
    """Return whether all numbers have a moderate size, so that rounding decides nothing."""
    values: list[float] = []
    for step in program:
        if step.operation in METHODS:
            (x,) = step.uses
            if values[x] > 5.0:
                return False
            values.append(METHODS[step.operation](values[x]))
        else:
            values.append(performed(step, values) if step.operation else step.data)
        if not abs(values[-1]) < LARGEST:
            return False
    return True


def programs(count: int = 200) -> list[Program]:
    """Return each operation alone, then a number used twice, then larger programs drawn at random; always the same."""
    x, y, negative = (Step("", data=data) for data in (*NUMBERS[:2], -2.0))
    found: list[Program] = [(x, y, Step(symbol, (0, 1))) for symbol in "+*"]
    found += [(x, Step(symbol, operands)) for symbol in "+*" for operands in ((0, "2"), ("2", 0))]
    found += [(x, y, Step("-", (0, 1))), (x, Step("-", (0, "2")))]
    found += [(x, Step("**", (0, exponent))) for exponent in ("2", "3", "4", "1", "-1", "-2")]
    found += [(negative, Step("**", (0, exponent))) for exponent in ("2", "3", "-1", "-2")]
    found += [(Step("", data=0.5), Step(method, (0,))) for method in METHODS]
    found += [(x, Step(symbol, (0, 0))) for symbol in "*+-"]
    found += [(x, y, Step("*", (0, 1)), Step("+", (2, 0))), (x, y, Step("*", (0, 1)), Step("*", (2, 2)))]
    found += [(x,)]
    random = Random(2)
    while len(found) < count:
        program = pruned(drawn(random))
        if len(program) > 2 and is_tame(program):
            found.append(program)
    return found


def optional_programs() -> dict[str, list[Program]]:
    """Return programs for the methods that a class need not have, by the name of the method."""
    found: dict[str, list[Program]] = {method: [] for method in ("__neg__", "__rsub__", "__truediv__", "__rtruediv__")}
    for first, second in ((3.0, 2.0), (-2.0, 0.5), (0.5, -3.0)):
        x, y = Step("", data=first), Step("", data=second)
        found["__neg__"] += [(x, Step("neg", (0,))), (x, Step("neg", (0,)), Step("*", (1, 0)))]
        found["__rsub__"] += [(x, Step("-", ("2", 0))), (x, Step("-", ("2", 0)), Step("*", (1, 0)))]
        found["__truediv__"] += [(x, y, Step("/", (0, 1))), (x, Step("/", (0, "2"))), (x, Step("/", (0, 0)))]
        found["__rtruediv__"] += [(x, Step("/", ("2", 0))), (x, Step("/", ("2", 0)), Step("+", (1, 0)))]
    return found


def drawn(random: Random) -> Program:
    """Return a program of up to nine lines, drawn at random."""
    steps = [Step("", data=random.choice((-2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0))) for _ in range(random.randint(1, 3))]
    for _ in range(random.randint(2, 6)):
        operation = random.choice((*"+*-", *"+*", *METHODS, "**"))
        a, b = (random.randrange(len(steps)) for _ in range(2))
        if operation in METHODS:
            steps.append(Step(operation, (a,)))
        elif operation == "**":
            steps.append(Step(operation, (a, random.choice("23"))))
        elif random.random() < 0.2:
            steps.append(Step(operation, (a, "2") if operation == "-" or random.random() < 0.5 else ("2", a)))
        else:
            steps.append(Step(operation, (a, b)))
    return tuple(steps)


def pruned(program: Program) -> Program:
    """Return the program without the lines that the last one does not need."""
    needed = {len(program) - 1}
    for line in reversed(range(len(program))):
        if line in needed:
            needed.update(program[line].uses)
    kept = sorted(needed)
    return renumbered(tuple(program[line] for line in kept), {old: new for new, old in enumerate(kept)})


def renumbered(program: Program, lines: dict[int, int]) -> Program:
    """Return the program with other earlier lines as operands. lines: the new one for each."""
    return tuple(
        step._replace(operands=tuple(lines.get(x, x) if isinstance(x, int) else x for x in step.operands))
        for step in program
    )


def smaller(program: Program) -> Iterator[Program]:
    """Yield programs of fewer lines that are made from this one, and then of the same length with plainer numbers."""
    for line in range(1, len(program) - 1):
        if program[line].operation:
            yield pruned(program[: line + 1])
    for line, step in enumerate(program):
        for x in dict.fromkeys(step.uses):
            if line < len(program) - 1:
                yield pruned(renumbered(program, {line: x}))
        if step.operation and line < len(program) - 1:
            yield pruned((*program[:line], Step("", data=2.0), *program[line + 1 :]))
    leaves = [line for line, step in enumerate(program) if not step.operation]
    for a in leaves:
        for b in leaves:
            if b < a:
                yield pruned(renumbered(program, {a: b}))
    for number, leaf in zip(NUMBERS, leaves):
        if program[leaf].data != number:
            yield (*program[:leaf], Step("", data=number), *program[leaf + 1 :])


def shrunk(program: Program, is_wrong: Callable[[Program], bool]) -> Program:
    """Return a program that is still wrong, while no smaller one that is made from it is."""
    while True:
        for candidate in smaller(program):
            few_leaves = sum(not step.operation for step in candidate) <= len(LETTERS)
            if few_leaves and len(candidate) > 1 and is_tame(candidate) and is_wrong(candidate):
                program = candidate
                break
        else:
            return program
