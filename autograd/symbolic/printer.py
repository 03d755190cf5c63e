"""Formulas as they are printed in mathematics: `-y / b` → −y / b, `a ** 2.0` → a², `1.0 - y * y` → 1 − y²."""

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass

SUPERSCRIPTS = str.maketrans("0123456789+-−()abn ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᵃᵇⁿ\u200a")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
CONSTANTS = {2.0 / math.sqrt(math.pi): "2/√π", math.pi: "π", math.e: "e", math.sqrt(2.0): "√2", math.log(2.0): "log 2"}
CONSTANTS |= {1.0 / math.log(2.0): "log₂ e", 1.0 / math.log(10.0): "log₁₀ e"}

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)  # how tightly operators bind, from loosely to tightly


def formula(tree: ast.expr) -> str:
    """Return the text of a syntax tree of + - * / **, numbers, names and calls; digits in names are subscripts: w₁.

    A tree that holds anything else raises a ValueError.
    """
    return Hand(lambda name: name.translate(SUBSCRIPTS)).formula(tree)


@dataclass(frozen=True)
class Hand:
    """A way to write formulas."""

    name: Callable[[str], str]  # gives the text of a name
    alone: Callable[[str], str] | None = None  # gives the text of a name that is a whole formula, or a whole argument
    longest: int | None = None  # the most terms or arguments; if there are more, the middle is left out

    def formula(self, tree: ast.expr) -> str:
        """Return the text of a syntax tree; raise a ValueError for anything that mathematics has no signs for."""
        return (self.alone or self.name)(tree.id) if isinstance(tree, ast.Name) else self.written(tree)[0]

    def written(self, tree: ast.expr) -> tuple[str, int]:
        """Return the text of a formula, and how tightly its operator binds."""
        match tree:
            case ast.Constant(value=float() | int() as number):
                return constant(float(number)), ATOM
            case ast.Name(id=name):
                return self.name(name), ATOM
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"−{self.bracketed(operand, SIGN)}", SIGN
            case ast.BinOp(op=ast.Add()):
                return " + ".join(self.shortened([self.bracketed(term, SUM) for term in terms(tree)])), SUM
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                return f"{self.bracketed(left, SUM)} − {self.bracketed(right, PRODUCT)}", SUM
            case ast.BinOp(left=ast.Constant(value=1), op=ast.Mult(), right=right):
                return self.written(right)
            case ast.BinOp(left=left, op=ast.Mult(), right=ast.Call(func=ast.Name(id="reciprocal"), args=[below])):
                return self.written(ast.BinOp(left, ast.Div(), below))
            case ast.BinOp(left=left, op=ast.Mult(), right=right) if ast.dump(left) == ast.dump(right):
                return f"{self.bracketed(left, ATOM)}²", POWER
            case ast.BinOp(left=ast.UnaryOp(op=ast.USub(), operand=left), op=ast.Mult() as times, right=right):
                return self.written(ast.UnaryOp(ast.USub(), ast.BinOp(left, times, right)))  # −y · y is −(y · y)
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return f"{self.bracketed(left, PRODUCT)} · {self.bracketed(right, SIGN)}", PRODUCT
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return f"{self.bracketed(left, PRODUCT)} / {self.bracketed(right, POWER)}", PRODUCT
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return self.raised(self.bracketed(left, ATOM), right), POWER
            case ast.Call(func=ast.Name(id="reciprocal"), args=[below]):
                return self.written(ast.BinOp(ast.Constant(1.0), ast.Div(), below))
            case ast.Call(func=ast.Name(id="divide_no_nan"), args=[above, below]):
                return self.written(ast.BinOp(above, ast.Div(), below))
            case ast.Call(func=ast.Name(id="gaussian"), args=[inside]):
                return f"exp(−{self.bracketed(inside, ATOM)}²)", ATOM
            case ast.Call(func=ast.Name(id="xlogy"), args=[left, right]):
                return self.written(ast.BinOp(left, ast.Mult(), ast.Call(ast.Name("log"), [right], [])))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return f"{name}({', '.join(self.shortened(list(map(self.formula, arguments))))})", ATOM
        raise ValueError(f"formula: {ast.unparse(tree)} has no mathematical spelling here")

    def bracketed(self, tree: ast.expr, tightness: int) -> str:
        """Return the text of a part, in brackets if its operator binds less tightly than this."""
        text, own = self.written(tree)
        return f"({text})" if own < tightness else text

    def raised(self, base: str, exponent: ast.expr) -> str:
        """Return the base with the exponent: as superscript if there are superscripts for all its characters."""
        text = self.formula(exponent).replace(" ", "")
        if text == "1":
            return base
        possible = all(ord(letter) in SUPERSCRIPTS for letter in text)
        return f"{base}{text.translate(SUPERSCRIPTS)}" if possible else f"{base}^{self.bracketed(exponent, ATOM)}"

    def shortened(self, parts: list[str]) -> list[str]:
        """Return the parts; if there are more than the longest, the middle is replaced by …"""
        return parts if self.longest is None or len(parts) <= self.longest else [*parts[:3], "…", parts[-1]]


def terms(tree: ast.expr) -> list[ast.expr]:
    """Return the terms of a sum: [a, b, c] for a + b + c."""
    found: list[ast.expr] = []
    while isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add):
        found.append(tree.right)
        tree = tree.left
    return [tree, *reversed(found)]


def constant(number: float) -> str:
    """Return the text of a number: 1 for 1.0, and a name such as π if it has one."""
    if math.isinf(number):
        return "∞"
    known = [name for value, name in CONSTANTS.items() if math.isclose(number, value, rel_tol=1e-15)]
    return known[0] if known else f"{number:.12g}".replace("-", "−")
