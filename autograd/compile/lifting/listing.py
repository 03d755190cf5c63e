"""A tensor program as text and as a picture: an instruction a line, with shapes and the scopes it came from."""

import numpy as np

from autograd.compile.lifting.instructions import (
    Apply,
    Instruction,
    Largest,
    Operand,
    Part,
    Pick,
    Program,
    Sum,
    operands,
)
from autograd.draw import Picture
from autograd.draw.diagram import Arrow, Box, Diagram, Row
from autograd.draw.dot import write_down


def listing(program: Program) -> str:
    """Return one line for each instruction: `y3 [100×16] = b2 [16] + y2 [100×16] @ w2 [16×16]ᵀ    # layer 2`."""
    names = Names(program)
    rows = [
        (f"{names.result(i)} = {names.formula(step)}", scopes(program, i))
        for i, step in enumerate(program.instructions)
    ]
    width = min(max((len(row) for row, _ in rows), default=0), 96)
    return "\n".join([names.legend(), *(f"{row:{width}}  {scope}".rstrip() for row, scope in rows)])


def drawing(program: Program) -> Picture:
    """Return the instructions as boxes, with arrows from what they read."""
    names, places = Names(program), dict[str, int]()
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    for i, step in enumerate(program.instructions):
        sources = dict.fromkeys(names.source(operand) for operand in operands(step))
        for leaf, meaning in (("x", "arguments"), ("w", "parameters")):
            if leaf in sources and leaf not in places:
                places[leaf] = len(boxes)
                boxes.append(Box("leaf", leaf, "", (Row("", meaning),), meaning))
        places[f"y{i + 1}"] = len(boxes)
        scope = scopes(program, i).removeprefix("# ")
        note = (Row("", scope.rpartition(" / ")[2]),) if scope else ()
        is_output = i == len(program.instructions) - 1
        boxes.append(Box("operation", names.result(i), sort(step), note, names.formula(step), is_output=is_output))
        arrows += [Arrow(places[source], places[f"y{i + 1}"]) for source in sources if source in places]
    picture = Picture()
    picture.diagram = Diagram(tuple(boxes), tuple(arrows), title="tensor program")
    write_down(picture.diagram, picture)
    picture.recorded = picture.source
    return picture


class Names:
    """What the blocks of a program are called: x arguments, y1, y2, … results.

    Blocks of captured values are numbered in the order in which they are read, each under the letter with which the
    labels of its values begin, or w if they differ: w1, b1, w2, b2, …
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.starts = np.array([step.out.offset for step in program.instructions])
        self.captured: dict[tuple[int, ...], str] = {}  # for each block the places of its values
        for operand in (operand for step in program.instructions for operand in operands(step)):
            if self.source(operand) == "w" and (places := places_of(operand)) not in self.captured:
                letter = self.letter(places)
                number = 1 + sum(name.startswith(letter) for name in self.captured.values())
                self.captured[places] = f"{letter}{number}"

    def letter(self, places: tuple[int, ...]) -> str:
        """Return the letter with which the labels of all captured values at these places begin, or w."""
        first = self.program.arguments
        letters = {self.program.captured[at - first].label[:1] for at in places if at >= first}
        letter = letters.pop() if len(letters) == 1 else ""
        return letter if letter.isalpha() and letter not in "xy" else "w"

    def legend(self) -> str:
        """Return how many numbers the letters stand for."""
        program = self.program
        leaves = [
            (program.arguments, "x: {} argument{}"),
            (len(program.captured), self.letters() + ": {} captured number{}"),
        ]
        return "# " + ", ".join(text.format(f"{n:,}", "" if n == 1 else "s") for n, text in leaves if n)

    def letters(self) -> str:
        """Return the letters of the captured values: `w, b`."""
        return ", ".join(dict.fromkeys(name[0] for name in self.captured.values())) or "w"

    def source(self, operand: Operand) -> str:
        """Return the block that an operand lies in, that is, the last one of those it is gathered from."""
        place, varying = int(operand.table.max()), self.program.arguments + len(self.program.captured)
        if place < self.program.arguments:
            return "x"
        if place < varying:
            return "w"
        if place < self.program.leaves:
            return "constant"
        return f"y{int(np.searchsorted(self.starts, place, side='right'))}"

    def result(self, i: int) -> str:
        """Return the name and shape of what instruction i computes."""
        return f"y{i + 1} {shape(self.program.instructions[i].out.shape)}".rstrip()

    def operand(self, operand: Operand) -> str:
        """A block with its shape; axes along which it is repeated are left out. A constant is written as a number."""
        source = self.source(operand)
        if source == "constant" and (operand.table == operand.table.ravel()[0]).all():
            first = self.program.arguments + len(self.program.captured)
            return f"{self.program.constants[int(operand.table.ravel()[0]) - first]:g}"
        if source == "w":
            source = self.captured[places_of(operand)]
        if operand.view is None:
            return f"{source} {shape(operand.shape)} gathered"
        kept = [n for n, stride in zip(operand.view.shape, operand.view.strides) if stride]
        return f"{source} {shape(tuple(kept))}".rstrip()

    def formula(self, step: Instruction) -> str:
        """Return what an instruction computes."""
        match step:
            case Apply(operation, _, inputs):
                return operation.notation.format(*map(self.operand, inputs))
            case Sum(_, parts):
                terms = [self.part(part) for part in parts]
                signs = ["− " if part.sign < 0 else "+ " for part in parts]
                return "".join([signs[0].strip("+ "), terms[0], *(f" {s}{t}" for s, t in zip(signs[1:], terms[1:]))])
            case Largest(_, _, operand, starts):
                return f"largest of each {'row' if starts is None else 'segment'} of {self.operand(operand)}"
            case Pick(_, candidates, index):
                return f"pick from {self.operand(candidates)} at {self.operand(index)}"

    def part(self, part: Part) -> str:
        """Return a part of a sum."""
        left = self.operand(part.left)
        right = self.operand(part.right) if part.right is not None else None
        if part.sort == "matrix":
            return f"{left} @ {right}ᵀ"
        product = left if right is None else f"{left} · {right}"
        return {"column": product, "rows": f"Σ rows({product})", "ragged": f"Σ segments({product})"}[part.sort]


def places_of(operand: Operand) -> tuple[int, ...]:
    """Return where the numbers of an operand lie, each place once."""
    return tuple(np.unique(operand.table).tolist())


def sort(step: Instruction) -> str:
    """Return what sort of instruction it is, in a word or two."""
    match step:
        case Apply(operation, _, _):
            return operation.name
        case Sum(_, parts):
            return "matrix product" if any(part.sort == "matrix" for part in parts) else "sum"
        case Largest():
            return "largest"
        case Pick():
            return "pick"


def scopes(program: Program, i: int) -> str:
    """Return the innermost scope that holds all nodes of an instruction."""
    parts = [scope.split(" / ") for scope in program.scopes[i] if scope]
    common = [names[0] for names in zip(*parts) if len(set(names)) == 1]
    return f"# {' / '.join(common)}" if common else ""


def shape(sizes: tuple[int, ...]) -> str:
    """`[100×16]`; nothing for a single number."""
    kept = [str(n) for n in sizes if n != 1]
    return f"[{'×'.join(kept)}]" if kept else ""
