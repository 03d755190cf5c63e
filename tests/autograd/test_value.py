"""What a learner may rely on: every sentence that is promised of a `Value`."""

import copy
import math
import pickle
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import DomainError, Value, grad, log, maximum, no_grad, pow, scope, sqrt, tanh, unary
from autograd.graph import Unset
from autograd.operation import Operation

numbers = st.floats(-10.0, 10.0)


def test_a_leaf_has_data_a_label_and_no_history() -> None:
    a = Value(2.0, "a")
    assert (a.data, a.label, a.operation, a.inputs) == (2.0, "a", None, ())
    assert isinstance(a.grad, Unset)
    assert a.grad == 0.0


def test_a_node_knows_its_operation_and_inputs() -> None:
    a, b = Value(2.0), Value(-3.0)
    c = a * b
    assert c.data == -6.0
    assert isinstance(c.operation, Operation)
    assert c.operation.name == "mul"
    assert c.inputs == (a, b)


def test_inputs_are_ordered_and_repeated() -> None:
    a, b = Value(2.0), Value(3.0)
    assert (a - b).inputs == (a, b)
    assert (b - a).inputs == (b, a)
    assert (a * a).inputs == (a, a)
    assert (a + a).inputs == (a, a)


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (Value(5.0) - Value(2.0), "sub"),
        (Value(5.0) / Value(2.0), "div"),
        (5.0 - Value(2.0), "sub"),
        (5.0 / Value(2.0), "div"),
        (-Value(2.0), "neg"),
        (Value(5.0) ** Value(2.0), "pow"),
        (2.0 ** Value(2.0), "pow"),
        (Value(5.0) ** 2, "power(2)"),
    ],
)
def test_an_operator_is_one_node(made: Value, name: str) -> None:
    assert made.operation is not None
    assert made.operation.name == name
    assert all(x.operation is None for x in made.inputs)


def test_sum_adds_no_phantom_zero() -> None:
    a, b = Value(1.0), Value(2.0)
    total = sum([a, b])
    assert total.inputs == (a, b)
    assert sum([a]) is a


def test_a_real_zero_is_not_a_phantom() -> None:
    assert (Value(1.0) + 0).operation is not None
    assert (0.0 + Value(1.0)).operation is not None


def test_there_is_no_room_for_other_attributes() -> None:
    with pytest.raises(AttributeError):
        Value(1.0).gradient = 2.0  # type: ignore[attr-defined]


def test_backward_applies_the_chain_rule() -> None:
    a, b, c = Value(2.0), Value(-3.0), Value(10.0)
    d = a * b + c
    d.backward()
    assert (a.grad, b.grad, c.grad, d.grad) == (-3.0, 2.0, 1.0, 1.0)


def test_the_smallest_graph_that_needs_an_order() -> None:
    a = Value(1.0)
    b = a + a
    c = b + b
    c.backward()
    assert (a.grad, b.grad) == (4.0, 2.0)


def test_a_value_used_twice_gathers_both_gradients() -> None:
    a = Value(3.0)
    (a * a + a).backward()
    assert a.grad == 7.0


def test_backward_twice_adds_once_for_each_call() -> None:
    x = Value(3.0)
    y = x * x * x
    y.backward()
    assert x.grad == 27.0
    y.backward()
    assert x.grad == 54.0  # not 27 + 45, which is what stale gradients in between would give


def test_nodes_in_between_hold_the_last_pass_only() -> None:
    a = Value(2.0)
    b = a * 3.0
    c = b * b
    c.backward()
    c.backward()
    assert b.grad == 12.0
    assert a.grad == 72.0


def test_backward_from_two_roots_adds_in_the_leaves() -> None:
    a = Value(2.0)
    shared = a * a
    (3.0 * shared).backward()
    (5.0 * shared).backward()
    assert a.grad == 3.0 * 4.0 + 5.0 * 4.0


def test_backward_of_a_leaf_is_one() -> None:
    a = Value(2.0)
    a.backward()
    a.backward()
    assert a.grad == 2.0


def test_backward_that_fails_loses_nothing() -> None:
    steep = unary("steep", "steep({})", abs, lambda a, y: (1.0 / a,))
    a = Value(0.0)
    (a * 2.0).backward()
    with pytest.raises(DomainError, match="steep: there is no slope at a = 0.0"):
        steep(a).backward()
    assert a.grad == 2.0


def test_a_partial_outside_a_domain_names_the_operation_and_not_the_partial() -> None:
    a, b = Value(0.0), Value(0.0)
    with pytest.raises(DomainError, match=r"pow: there is no slope at a = 0.0, b = 0.0.*Keep away from this point"):
        (a**b).backward()


def test_recompute_follows_changed_leaves() -> None:
    a, b = Value(2.0), Value(3.0)
    c = a * b
    d = tanh(c) + a
    a.data = -1.0
    assert d.recompute() is d
    assert c.data == -3.0
    assert d.data == math.tanh(-3.0) - 1.0


def test_recompute_checks_domains_again() -> None:
    a = Value(2.0, "weight")
    y = log(a)
    a.data = -2.0
    with pytest.raises(DomainError, match=r"log\(a\) needs a > 0, but here a = -2.0 \('weight'\)"):
        y.recompute()


def test_no_grad_remembers_nothing() -> None:
    a = Value(2.0)
    with no_grad():
        b = a * a
    assert (b.data, b.operation, b.inputs) == (4.0, None, ())
    assert (a * a).operation is not None


def test_no_grad_ends_when_something_fails() -> None:
    with pytest.raises(DomainError), no_grad():
        log(Value(-1.0))
    assert (Value(1.0) + 1.0).operation is not None


def test_detach_gives_a_leaf_of_the_same_number() -> None:
    a = Value(2.0, "a")
    b = (a * a).detach()
    (b * 3.0).backward()
    assert (b.data, b.operation, b.grad) == (4.0, None, 3.0)
    assert isinstance(a.grad, Unset)
    assert a.detach().label == "a"


def test_a_label_can_be_given_later_and_keeps_the_scope() -> None:
    with scope("layer 1"):
        a = Value(2.0)
    a.label = "w"
    assert a.label == "w"
    assert a.info.scope == ("layer 1",)


def test_comparisons_look_at_the_numbers() -> None:
    a, b = Value(1.0), Value(2.0)
    assert a < b
    assert a <= b
    assert b > a
    assert b >= a
    assert a < 1.5
    assert not a > 1.5
    assert a <= 1
    assert a >= 1


def test_equality_means_the_same_node() -> None:
    a = Value(1.0)
    assert a == a
    assert a != Value(1.0)
    assert len({a, a, Value(1.0)}) == 2
    assert a not in [Value(1.0)]
    assert a != "a"


def test_comparing_with_a_number_is_refused_with_the_repair() -> None:
    with pytest.raises(TypeError, match=r"a Value is a node, not a number.*write v.data == 1.0"):
        assert Value(1.0) == 1.0


def test_repr_shows_what_is_known() -> None:
    a = Value(2.0, "a")
    assert repr(a) == "Value(data=2.0, label='a')"
    (a * 3.0).backward()
    assert repr(a) == "Value(data=2.0, grad=3.0, label='a')"


def test_format_shows_the_number() -> None:
    assert f"{Value(0.123456):.3f}" == "0.123"
    assert f"{Value(2.0)}" == "Value(data=2.0)"


@pytest.mark.parametrize("what", ["two", None, [1.0], 1j])
def test_a_value_holds_one_real_number(what: object) -> None:
    with pytest.raises(TypeError, match="a Value holds one real number, but .* came; give a float or an int"):
        Value(what)  # type: ignore[arg-type]


def test_an_integer_that_does_not_fit_is_refused() -> None:
    with pytest.raises(OverflowError, match=r"an integer of 3322 bits is too large for a float"):
        Value(10**1000)


def test_numbers_become_floats() -> None:
    for number in (2, True, 2.0):
        assert type(Value(number).data) is float


def test_deepcopy_copies_the_graph_once() -> None:
    a = Value(2.0, "a")
    b = a * a
    b.backward()
    c = copy.deepcopy(b)
    assert c is not b
    assert c.inputs[0] is c.inputs[1] is not a
    assert (c.data, c.inputs[0].grad, c.inputs[0].label) == (4.0, 4.0, "a")
    assert c.operation is b.operation
    c.backward()
    assert (c.inputs[0].grad, a.grad) == (8.0, 4.0)


def test_deepcopy_keeps_what_is_shared() -> None:
    a = Value(2.0)
    pair = copy.deepcopy([a, a * 2.0])
    assert pair[1].inputs[0] is pair[0]
    assert isinstance(pair[0].grad, Unset)


@pytest.mark.slow
def test_deepcopy_of_a_long_chain() -> None:
    a = Value(1.0)
    for _ in range(20_000):
        a = -a
    assert copy.deepcopy(a).data == 1.0


def test_leaves_can_be_pickled() -> None:
    a = Value(2.0, "a")
    (a * a).backward()
    b = pickle.loads(pickle.dumps(a))
    assert (b.data, b.grad, b.label, b.operation) == (2.0, 4.0, "a", None)
    assert isinstance(pickle.loads(pickle.dumps(Value(1.0))).grad, Unset)


def test_a_node_is_not_pickled_with_its_history() -> None:
    with pytest.raises(TypeError, match=r"a node made by mul cannot be pickled.*pickle the leaves.*or node.detach\(\)"):
        pickle.dumps(Value(2.0) * Value(3.0))


def test_an_operation_is_one_and_the_same_when_copied() -> None:
    row = (Value(2.0) * 2.0).operation
    assert copy.copy(row) is row
    assert copy.deepcopy(row) is row


@given(numbers, numbers, numbers, numbers)
def test_differentiation_is_linear(x: float, y: float, s: float, t: float) -> None:
    def slopes(u: float, v: float) -> tuple[float, float]:
        a, b = Value(x), Value(y)
        (u * (a * b) + v * tanh(a)).backward()
        return a.grad, b.grad

    both, first, second = slopes(s, t), slopes(1.0, 0.0), slopes(0.0, 1.0)
    for mixed, f, g in zip(both, first, second):
        assert mixed == pytest.approx(s * f + t * g, rel=1e-12, abs=1e-12)


@given(numbers)
def test_product_rule(x: float) -> None:
    def slope(f: object) -> float:
        a = Value(x)
        f(a).backward()  # type: ignore[operator]
        return a.grad

    expected = slope(tanh) * math.sin(x) + math.tanh(x) * slope(lambda a: a.sin())
    assert slope(lambda a: tanh(a) * a.sin()) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@given(numbers)
def test_chain_rule(x: float) -> None:
    a = Value(x)
    tanh(a.sin()).backward()
    assert a.grad == pytest.approx((1.0 - math.tanh(math.sin(x)) ** 2) * math.cos(x), rel=1e-12, abs=1e-12)


@given(st.lists(numbers, min_size=1, max_size=8))
def test_a_sum_gives_every_term_the_slope_one(xs: list[float]) -> None:
    values = list(map(Value, xs))
    autograd.sum(values).backward()
    assert [v.grad for v in values] == [1.0] * len(xs)


@given(numbers, numbers)
def test_the_operators_compute_what_python_computes(x: float, y: float) -> None:
    a, b = Value(x), Value(y)
    assert (a + b).data == x + y
    assert (a - b).data == x - y
    assert (a * b).data == x * y
    assert (-a).data == -x
    assert (+a) is a
    assert abs(a).data == abs(x)
    if y:
        assert (a / b).data == x / y


def test_overflow_gives_inf_and_not_an_error() -> None:
    big = Value(1e308)
    assert (big * 10.0).data == math.inf
    assert (big + big).data == math.inf
    assert (big**2).data == math.inf
    assert (Value(-1e308) ** 3).data == -math.inf
    assert Value(1000.0).exp().data == math.inf
    assert (big / 1e-10).data == math.inf
    assert (Value(10.0) ** Value(400.0)).data == math.inf


def test_nan_travels_instead_of_stopping() -> None:
    assert math.isnan(log(Value(math.nan)).data)
    assert math.isnan(sqrt(Value(math.inf) - Value(math.inf)).data)
    assert math.isnan(maximum(Value(math.nan), 1.0).data)


def test_backward_of_what_no_grad_made_says_so() -> None:
    x = Value(2.0)
    with no_grad():
        y = x * x
    with pytest.raises(RuntimeError, match="backward: this Value was made inside no_grad"):
        y.backward()


def test_a_value_in_the_data_of_a_leaf_is_noticed() -> None:
    p = Value(2.0, "p")
    (p * p).backward()
    p.data -= 0.1 * p  # type: ignore[assignment, operator]
    with pytest.raises(
        TypeError, match=r"the data of 'p' is one real number, but Value.* came; a step is p.data -= rate \* p.grad"
    ):
        (p * p).backward()


@pytest.mark.parametrize("made", [lambda: Value(1.0, 3), lambda: setattr(Value(1.0), "label", 3)])
def test_a_label_is_text(made: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="a label is text, but 3 came; write '3'"):
        made()


def test_the_name_of_a_scope_is_text() -> None:
    with pytest.raises(TypeError, match="a scope's name is text, but 5 came; write '5'"), scope(5):  # type: ignore[arg-type]
        pass


class Weight(Value):
    """A class of one's own, with a slot and an attribute."""

    __slots__ = ("__dict__", "size")

    def __init__(self, data: float, size: list[int]) -> None:
        super().__init__(data)
        self.size = size
        self.note = ["kept"]


def test_deepcopy_keeps_the_class_and_its_own_attributes() -> None:
    w = Weight(2.0, [3])
    copied, product = copy.deepcopy([w, w * 2.0])
    assert type(copied) is Weight
    assert product.inputs[0] is copied
    assert (copied.data, copied.size, copied.note) == (2.0, [3], ["kept"])
    assert copied.size is not w.size


def test_the_names_of_the_lectures_are_there() -> None:
    a, b = Value(2.0), Value(3.0)
    c = a * b
    assert c._prev == (a, b)
    assert (c._op, a._op, a._prev) == ("mul", "", ())


def test_a_generator_that_ends_inside_another_scope_leaves_recording_as_it_was() -> None:
    def held() -> Iterator[None]:
        with no_grad():
            yield

    generator = held()
    next(generator)
    with scope("later"):
        generator.close()
        assert Value(1.0).info.recording
        assert Value(1.0).info.scope == ("later",)
    assert (Value(1.0) * 2.0).operation is not None
    assert Value(1.0).info.scope == ()


def test_an_error_of_a_second_derivative_says_what_the_operation_was_made_of() -> None:
    with pytest.raises(DomainError, match=r"xlogy: there is no slope at a = 0.0 \(made by pow\), b = 0.0"):
        grad(grad(lambda b: pow(0.0, b)))(1.0)
