"""What boxes and arrows say."""

import math

import pytest

from autograd import Value, dot, maximum, scope, sum, unary
from autograd.draw.boxes import formula, slopes_of, symbol_of
from autograd.draw.diagram import Box, Row
from autograd.draw.diagrams import diagram_of
from autograd.functions.families import largest
from autograd.operations import TABLE, power


def box_of(value: Value) -> Box:
    return next(box for box in diagram_of(value).boxes if box.is_output)


def test_a_box_shows_operation_label_data_and_gradient() -> None:
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    e = a * b
    e.label = "e"
    e.backward()
    box = box_of(e)
    assert (box.kind, box.title, box.symbol) == ("operation", "e", "*")
    assert box.rows == (Row("data", "-6", "value"), Row("grad", "1", "gradient"))
    assert box.about == "e = a * b\ndata -6.0\ngrad 1.0"


def test_before_backward_a_gradient_is_a_dash_and_not_zero() -> None:
    x = Value(0.0, "x")
    assert box_of(x).rows[1].text == "–"
    x.grad = 0.0
    assert box_of(x).rows[1].text == "0"


def test_a_gradient_that_was_set_to_none_is_a_dash_too() -> None:
    with scope("sum"):
        leaves = [Value(1.0), Value(2.0)]
        y = sum([*leaves, sum(leaves)])
    y.backward()
    for node in (*leaves, y):
        node.grad = None  # type: ignore[assignment]  # a habit from PyTorch
    assert box_of(y).rows[1] == Row("grad", "–", "gradient")
    assert "\ngrad –" in box_of(y).about
    folded = diagram_of(y, 0, heat=True)
    assert [row.text for box in folded.boxes for row in box.rows if row.name == "grad"] == ["–"]
    assert folded.steepest == 3.0 - 2.0  # of the node in between
    assert str(y.tree()).count("grad –") == 3


def test_each_arrow_shows_the_local_partial_at_the_current_data() -> None:
    a, b = Value(6.0, "a"), Value(4.0, "b")
    quotient = a / b
    assert [arrow.text for arrow in diagram_of(quotient).arrows] == ["0.25", "-0.375"]
    b.data = 2.0
    quotient.recompute()
    assert [arrow.text for arrow in diagram_of(quotient).arrows] == ["0.5", "-1.5"]


def test_a_square_has_two_arrows() -> None:
    x = Value(3.0, "x")
    arrows = diagram_of(x * x).arrows
    assert [(arrow.source, arrow.target, arrow.text) for arrow in arrows] == [(0, 1, "3"), (0, 1, "3")]
    assert arrows[0].about == "∂y/∂x = 3"


def test_constants_are_muted_boxes_with_nothing_but_their_number() -> None:
    boxes = diagram_of(2 * Value(3.0, "x")).boxes
    assert [(box.kind, box.rows) for box in boxes if box.kind == "constant"] == [("constant", (Row("", "2"),))]


SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "neg": "-"}


@pytest.mark.parametrize(
    ("operation", "symbol"),
    [
        *((row, SIGNS.get(row.name, row.name)) for row in TABLE),
        (power(2), "** 2"),
        (largest(3), "largest(3)"),
        (unary("cube", "cube of {}", lambda a: a**3, lambda a, y: (3 * a * a,)), "cube of"),
    ],
)
def test_symbols(operation: object, symbol: str) -> None:
    assert symbol_of(operation) == symbol  # type: ignore[arg-type]


def test_formulas() -> None:
    a, b = Value(2.0, "a"), Value(1 / 3)
    assert formula(maximum(a, b)) == "maximum(a, 0.3333)"
    assert formula(a) == "a"
    assert formula(b) == "a leaf"
    long = formula(sum([a] * 200))
    assert len(long) == 100
    assert long.endswith("…")


def test_a_slope_that_does_not_exist_is_called_undefined() -> None:
    root = unary("root", "root({})", math.sqrt, lambda a, y: (0.5 / y,))
    assert slopes_of(root(Value(0.0))) == ["undefined"]


def test_numbers_that_are_not_finite_are_shown() -> None:
    value = Value(math.inf) * Value(0.0)
    assert box_of(value).rows[0].text == "nan"
    assert [arrow.text for arrow in diagram_of(value).arrows] == ["0", "inf"]


def test_the_neuron_box_names_its_operations_and_cuts_the_list() -> None:
    x = Value(0.5, "x")
    with scope("neuron"):
        y = dot([Value(1.0)], [x], Value(0.0)).tanh().exp().sin().cos()
    (box,) = (box for box in diagram_of(y, 0).boxes if box.kind == "folded")
    assert [row.text for row in box.rows[2:]] == ["5 operations, 3 parameters", "dot(1), tanh, exp, …"]


def test_heat_is_the_size_of_the_gradient() -> None:
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    e = a * b
    assert diagram_of(e, heat=True).steepest == 0.0
    e.backward()
    diagram = diagram_of(e, heat=True)
    assert diagram.steepest == 3.0
    assert sorted(box.slope or 0.0 for box in diagram.boxes) == [1.0, 2.0, 3.0]
    a.grad, b.grad = math.inf, math.nan
    assert diagram_of(e, heat=True).steepest == 1.0
    assert diagram_of(e).steepest is None
