"""The table: a row's partial derivatives, what each direction costs, and the product of two duals."""

from functools import partial
from math import hypot
from random import Random
from typing import Any

from exercises.answers import NotYet, all_close, called, close, drawn, few_digits, function_of, numbers_of, whole_of
from exercises.exercise import Exercise

shown = partial(few_digits, brackets="()")

TRIANGLES = (
    (3.0, 4.0),
    (1.0, 1.0),
    (-5.0, 12.0),
    (8.0, -0.5),
    (0.0, 2.0),
    *(drawn(Random(seed), 2) for seed in (1, 2)),
)


def wrong_partials(answer: Any) -> str:
    """Return what is wrong with the partial derivatives of the hypotenuse; "" if nothing is."""
    partials = function_of(answer, "partials")
    for a, b in TRIANGLES:
        y = hypot(a, b)
        found = numbers_of(called(partials, a, b, y, what="partials"), (2,), "what partials gives")
        right = [a / y, b / y]
        if all_close(found, right):
            continue
        case = f"partials({a:g}, {b:g}, {y:.4g}) gives {shown(found)}"
        if all_close(found, right[::-1]):
            return f"{case}: the order is that of the inputs, a first"
        if all_close(found, [2 * a, 2 * b]):
            return f"{case}: these are the partial derivatives of a² + b², without the root around it"
        if all_close(found, [a, b]):
            return f"{case}: the root has a slope too, 1 / (2 · root)"
        if all_close(found, [1 / (2 * y)] * 2):
            return f"{case}: this is the slope of the root; multiply by those of what is inside, a² + b²"
        if all_close(found, [2 * a / y, 2 * b / y]) or all_close(found, [a / (2 * y), b / (2 * y)]):
            return f"{case}: there is a factor 2 from the square, and one of 1/2 from the root"
        if all_close(found, [1.0, 1.0]):
            return f"{case}: the root of a sum is not the sum of the roots"
        return f"{case}: moving a by 0.001 moves the hypotenuse by {hypot(a + 0.001, b) - y:.3g}"
    return ""


def wrong_runs(answer: Any) -> str:
    """Return what is wrong with the number of runs for 37 parameters and three outputs; "" if nothing is."""
    expected = "(forwards, backwards), two whole numbers"
    try:
        pair = numbers_of(answer, (2,))
    except NotYet as news:
        return f"give {expected}: {news}"
    forwards, backwards = (whole_of(number, "a number of runs") for number in pair)
    if (forwards, backwards) == (37, 3):
        return ""
    if (forwards, backwards) == (3, 37):
        return "just the other way round: what is set moving in a forward run, and where does a backward run begin?"
    if forwards != 37 and backwards != 3:
        return "a forward run sets one parameter moving, a backward run begins at one output"
    if forwards != 37:
        return "backwards is right; a forward run sets one parameter moving, and all three outputs move at once"
    return f"forwards is right; backwards, a run begins at one output, and there are 3, not {backwards}"


PAIRS = (
    ((2.0, 1.0), (5.0, 0.0)),
    ((3.0, 0.0), (-2.0, 1.0)),
    ((3.0, 1.0), (3.0, 1.0)),
    ((-1.5, 2.0), (0.5, -3.0)),
    *((tuple(drawn(Random(seed), 2)), tuple(drawn(Random(seed + 1), 2))) for seed in (1, 3)),
)


def wrong_product(answer: Any) -> str:
    """Return what is wrong with the product of two duals; "" if nothing is."""
    product = function_of(answer, "product")
    for a, b in PAIRS:
        found = numbers_of(called(product, a, b, what="product"), (2,), "what product gives")
        right = [a[0] * b[0], a[1] * b[0] + a[0] * b[1]]
        if all_close(found, right):
            continue
        case = f"product({a}, {b}) gives {shown(found)}"
        if not close(found[0], right[0]):
            return f"{case}: the number is the product of the numbers, {right[0]:g}"
        if close(found[1], a[1] * b[1]):
            return f"{case}: if only one of the two moves, does a * b stand still?"
        if close(found[1], a[1] + b[1]):
            return f"{case}: where b is 5, each step of a counts five times"
        if close(found[1], a[1] * a[0] + b[0] * b[1]):
            return f"{case}: the speed of a counts as often as b says, not as a says"
        if close(found[1], a[1] * b[0]) or close(found[1], a[0] * b[1]):
            return f"{case}: both may move; their shares are added"
        return f"{case}: what does the speed of a add, while b is held still? And the other way round?"
    return ""


EXERCISES = {
    1: Exercise(
        wrong_partials,
        "answer = lambda a, b, y: (a / y, b / y)",
        (
            "answer = lambda a, b, y: (2 * a, 2 * b)",
            "answer = lambda a, b, y: (a, b)",
            "answer = lambda a, b, y: (b / y, a / y)",
            "answer = lambda a, b, y: (1 / (2 * y), 1 / (2 * y))",
            "answer = lambda a, b, y: (a / (2 * y), b / (2 * y))",
            "answer = lambda a, b, y: (1, 1)",
            "answer = lambda a, b, y: ((a + b) / y, 0)",
            "answer = lambda a, b, y: a / y",
            "answer = lambda a, b: (a, b)",
            "answer = lambda a, b, y: (float('nan'), float('nan'))",
            "answer = (0.6, 0.8)",
        ),
        (
            "import numpy as np\nanswer = lambda a, b, y: np.array([a, b]) / y",
            "answer = lambda a, b, y: [a * (a * a + b * b) ** -0.5, b * (a * a + b * b) ** -0.5]",
            "from math import atan2, cos, sin\nanswer = lambda a, b, y: (cos(atan2(b, a)), sin(atan2(b, a)))",
            "from autograd import Value\nanswer = lambda a, b, y: (Value(a) / y, Value(b) / y)",
        ),
    ),
    2: Exercise(
        wrong_runs,
        "answer = (37, 3)",
        (
            "answer = (3, 37)",
            "answer = (37, 1)",
            "answer = (1, 3)",
            "answer = (1, 1)",
            "answer = (111, 3)",
            "answer = (37, 111)",
            "answer = (74, 3)",
            "answer = 37",
            "answer = (37.5, 3)",
            "answer = '37, 3'",
        ),
        (
            "import numpy as np\nanswer = np.array([37, 3])",
            "answer = [37.0, 3]",
            "import nn\nanswer = nn.MLP(2, [4, 4, 1]).parameter_count, 12 // 4",
        ),
    ),
    3: Exercise(
        wrong_product,
        "answer = lambda a, b: (a[0] * b[0], a[1] * b[0] + a[0] * b[1])",
        (
            "answer = lambda a, b: (a[0] * b[0], a[1] * b[1])",
            "answer = lambda a, b: (a[0] * b[0], a[1] + b[1])",
            "answer = lambda a, b: (a[0] * b[0], a[0] * a[1] + b[0] * b[1])",
            "answer = lambda a, b: (a[0] * b[0], a[1] * b[0])",
            "answer = lambda a, b: (a[0] + b[0], a[1] * b[0] + a[0] * b[1])",
            "answer = lambda a, b: (a[0] * b[0], a[1] * b[0] - a[0] * b[1])",
            "answer = lambda a, b: a[0] * b[0]",
            "answer = lambda a, b: a + b",
            "answer = lambda a, b: None",
            "answer = (6, 5)",
        ),
        (
            "import numpy as np\nanswer = lambda a, b: np.array([a[0] * b[0], np.dot(a, b[::-1])])",
            """
from autograd import Value

def answer(a, b):
    x, y = Value(a[0]), Value(b[0])
    result = x * y
    result.backward()
    return [result.data, x.grad * a[1] + y.grad * b[1]]
""",
            """
def answer(a, b):
    (x, dx), (y, dy) = a, b
    return x * y, y * dx + x * dy
""",
        ),
    ),
}
