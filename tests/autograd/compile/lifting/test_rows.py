"""Identity decides which row an operation is: a row of one's own may be called like any other."""

import pytest

import autograd
from autograd import Value, power
from autograd.compile.batches.choice import choice
from autograd.compile.guards.watch import stopped
from autograd.compile.lifting.rows import exponent_of, family_of, is_built_in
from autograd.domain import ANY
from autograd.functions.families import dot, largest, log_total, norm, shift, total
from autograd.operation import Operation, unary
from autograd.operations import TABLE, add, relu

pytest.importorskip("numpy")


@pytest.mark.parametrize("family", [total, dot, largest, shift, norm, choice])
def test_members_of_families(family):
    assert family_of(family(3)) is family


def twin(row):
    """A row of the same name and number of inputs, which computes something else."""
    slopes = (3.0,) + (0.0,) * (row.arity - 1)
    return Operation(row.name, row.notation, lambda *x: 3.0 * x[0], lambda *x: slopes, (ANY,) * row.arity)


NAMED = [total(2), dot(1), largest(2), shift(2), norm(2), choice(2), power(2), power(0.5), relu, add, autograd.tanh]


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row.name)
def test_a_twin_is_no_member(row):
    assert family_of(twin(row)) is None
    assert exponent_of(twin(row)) is None


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("row", NAMED, ids=lambda row: row.name)
def test_a_twin_is_computed_as_its_row_says(row, backend):
    pytest.importorskip(backend)
    own = twin(row)

    def f(points):
        return [own(*point[: row.arity]) for point in points]

    points = [[Value(x), Value(0.5), Value(1.0)] for x in (2.0, -5.0, 7.0)]
    results = autograd.compile(f, backend=backend)(points)
    assert [y.data for y in results] == [6.0, -15.0, 21.0]
    results[0].backward()
    assert points[0][0].grad == 3.0


ASKING = {
    "==": lambda a, y: (2.0 if a == 3.0 else 9.0,),
    "in": lambda a, y: (2.0 if a in (3.0, 4.0) else 9.0,),
    "key": lambda a, y: ({3.0: 2.0}.get(a, 9.0),),
    "isinstance": lambda a, y: (2.0 if isinstance(a, float) else 9.0,),
    "hasattr": lambda a, y: (2.0 if hasattr(a, "is_integer") else 9.0,),
}


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("partials", ASKING.values(), ids=ASKING)
def test_partials_of_ones_own_may_ask_what_a_number_is(partials, backend, check):
    pytest.importorskip(backend)
    own = unary("own", "own({})", lambda a: 2.0 * a, partials)
    x = Value(3.0)
    autograd.compile(lambda x: own(x) * x, backend=backend, check=check)(x).backward()
    assert x.grad == 12.0


@pytest.mark.parametrize("row", [*TABLE, *NAMED, stopped, log_total(3)], ids=lambda row: row.name)
def test_rows_of_the_project_are_told_from_twins(row):
    assert is_built_in(row)
    assert not is_built_in(twin(row))


def test_a_twin_that_may_fail_fails_though_nobody_needs_its_result():
    own = unary("norm(1)", "norm({})", lambda a: 1.0 / a, lambda a, y: (-y * y,))

    def f(x):
        own(x)
        return x * 2.0

    with pytest.raises(autograd.DomainError) as eager:
        f(Value(0.0))
    fast = autograd.compile(f)
    fast(Value(1.0))
    with pytest.raises(autograd.DomainError) as compiled:
        fast(Value(0.0))
    assert str(compiled.value) == str(eager.value)


def test_exponents():
    assert [exponent_of(power(n)) for n in (2, 2.0, -1, 0.5)] == [2.0, 2.0, -1.0, 0.5]
    assert exponent_of(unary("power(x)", "{}", float, lambda a, y: (1.0,))) is None


def test_members_of_a_family_are_known_after_they_have_been_dropped():
    kept, square = total(3), power(2)
    for n in range(300):
        total(n), power(0.001 * n + 3.0)
    assert kept is not total(3)
    assert family_of(kept) is total
    assert exponent_of(square) == 2.0


def test_a_program_of_rows_that_have_been_dropped():
    rows = [total(n) for n in range(1, 6)]

    def f(x):
        values = [row(*[x] * row.arity) * power(n + 2)(x) for n, row in enumerate(rows)]
        for n in range(300):
            total(n), power(0.001 * n + 3.0)
        return values

    assert [y.data for y in autograd.compile(f)(Value(2.0))] == [8.0, 32.0, 96.0, 256.0, 640.0]
