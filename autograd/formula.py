"""Formulas as mathematics prints them: `-y / b` → −y / b, `a ** 2.0` → a², `1.0 - y * y` → 1 − y²."""

import ast
import math

SUPERSCRIPTS = str.maketrans("0123456789+-−()abn ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᵃᵇⁿ\u200a")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
CONSTANTS = {2.0 / math.sqrt(math.pi): "2/√π", math.pi: "π", math.e: "e", math.sqrt(2.0): "√2", math.log(2.0): "log 2"}

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)  # how tightly a formula holds together


def formula(tree: ast.expr) -> str:
    """The text of a syntax tree of + - * / **, numbers, names and calls."""
    return written(tree)[0]


def written(tree: ast.expr) -> tuple[str, int]:
    """The text of a formula, and how tightly it holds together."""
    match tree:
        case ast.Constant(value=float() | int() as number):
            return constant(float(number)), ATOM
        case ast.Name(id=name):
            return name.translate(SUBSCRIPTS), ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"−{bracketed(operand, SIGN)}", SIGN
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return f"{bracketed(left, SUM)} + {bracketed(right, SUM)}", SUM
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return f"{bracketed(left, SUM)} − {bracketed(right, PRODUCT)}", SUM
        case ast.BinOp(left=ast.Constant(value=1), op=ast.Mult(), right=right):
            return written(right)
        case ast.BinOp(left=left, op=ast.Mult(), right=ast.Call(func=ast.Name(id="reciprocal"), args=[below])):
            return written(ast.BinOp(left, ast.Div(), below))
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if ast.dump(left) == ast.dump(right):
            return f"{bracketed(left, ATOM)}²", POWER
        case ast.BinOp(left=ast.UnaryOp(op=ast.USub(), operand=left), op=ast.Mult() as times, right=right):
            return written(ast.UnaryOp(ast.USub(), ast.BinOp(left, times, right)))  # −y · y is −(y · y)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return f"{bracketed(left, PRODUCT)} · {bracketed(right, SIGN)}", PRODUCT
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return f"{bracketed(left, PRODUCT)} / {bracketed(right, POWER)}", PRODUCT
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return raised(bracketed(left, ATOM), right), POWER
        case ast.Call(func=ast.Name(id="reciprocal"), args=[below]):
            return written(ast.BinOp(ast.Constant(1.0), ast.Div(), below))
        case ast.Call(func=ast.Name(id="xlogy"), args=[left, right]):
            return written(ast.BinOp(left, ast.Mult(), ast.Call(ast.Name("log"), [right], [])))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return f"{name}({', '.join(map(formula, arguments))})", ATOM
    raise ValueError(f"formula: {ast.unparse(tree)} has no mathematical spelling here")


def bracketed(tree: ast.expr, tightness: int) -> str:
    """A part of a formula, in brackets where it holds together less than its surroundings."""
    text, own = written(tree)
    return f"({text})" if own < tightness else text


def raised(base: str, exponent: ast.expr) -> str:
    """A power: the exponent as superscript, where its signs have one."""
    if formula(exponent) == "1":
        return base
    text = formula(exponent).replace(" ", "")
    small = text.translate(SUPERSCRIPTS)
    possible = all(ord(letter) in SUPERSCRIPTS for letter in text)
    return f"{base}{small}" if possible else f"{base}^{bracketed(exponent, ATOM)}"


def constant(number: float) -> str:
    """A number: 1.0 is 1, and those with a name have it."""
    if math.isinf(number):
        return "∞"
    known = [name for value, name in CONSTANTS.items() if math.isclose(number, value, rel_tol=1e-15)]
    return known[0] if known else f"{number:.12g}".replace("-", "−")
