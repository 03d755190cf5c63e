"""Every row is as exact as the page of operations says: values and slopes beside mpmath, from 5e-324 to 1.8e308."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest

from autograd import TABLE
from autograd import operations as op
from autograd.operation import Operation, Scalar
from benchmarks.accuracy.exact import EXACT, mp
from benchmarks.accuracy.exemptions import EXEMPTIONS
from benchmarks.accuracy.measure import Worst, by_glassgrad, exact_outputs, ulps, without_subnormal, worst
from benchmarks.accuracy.others import by_jax, by_pytorch
from benchmarks.accuracy.page import GLASSGRAD, KEPT, libm, ours, page, short
from benchmarks.accuracy.points import LARGEST, NORMAL, SMALLEST, points

LIMIT = 4.0  # units in the last place, outside of the exemptions
POINTS = 100  # of each row: the first of those that the page was made of
PUBLISHED: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
ALLOWED = 1.0 if PUBLISHED["libm"] == libm() else 2.0  # exp, log, … of another library of C round differently

SHARED = (op.add, op.tanh, op.atan2)  # PyTorch and JAX have them too

every_row = pytest.mark.parametrize("row", EXACT, ids=lambda row: row.name)


def errors(row: Operation, exact_of: Operation, count: int = POINTS) -> dict[str, dict[str, Worst]]:
    """The largest errors of a row, measured by the exact results of the same row or of another one."""
    exact = exact_outputs(exact_of, count)
    return worst(row, by_glassgrad(row, list(exact)), exact)


def test_every_row_of_the_table_is_measured() -> None:
    assert set(TABLE) <= set(EXACT)
    assert list(PUBLISHED["rows"]) == [row.name for row in EXACT]


@every_row
def test_values_and_slopes_are_as_exact_as_published(row: Operation) -> None:
    published = PUBLISHED["rows"][row.name][GLASSGRAD]
    for name, regions in errors(row, row).items():
        for region, (error, point) in regions.items():
            known, _ = PUBLISHED["exemptions"][region] if region else published["value" if name == "y" else "slopes"]
            assert error <= ALLOWED * known, f"{name} at {point}"


def test_nothing_published_is_off_by_more_than_4_ulp_but_what_is_listed() -> None:
    found = [measured[GLASSGRAD][what] for measured in PUBLISHED["rows"].values() for what in ("value", "slopes")]
    assert max(error for error, _ in found) <= LIMIT
    assert set(PUBLISHED["exemptions"]) == {exemption.name for exemption in EXEMPTIONS}
    assert min(error for error, _ in PUBLISHED["exemptions"].values()) > LIMIT  # otherwise there is no need to list it


def with_error(row: Operation, value: float, slope: float) -> Operation:
    """The same row with its value and its slopes multiplied by these numbers."""

    def partials(*point: Scalar) -> tuple[Scalar, ...]:
        return tuple(slope * partial for partial in row.partials(*point))

    return replace(row, forward=lambda *x: value * row.forward(*x), partials=partials)


@every_row
def test_a_planted_relative_error_of_1e_14_is_caught(row: Operation) -> None:
    wrong_value = errors(with_error(row, 1.0 + 1e-14, 1.0), row, 50)
    assert wrong_value["y"][""][0] > LIMIT
    names = [name for name, number in zip(("∂y/∂a", "∂y/∂b", "∂y/∂c"), EXACT[row][1:]) if not always_zero(row, number)]
    wrong_slope = errors(with_error(row, 1.0, 1.0 + 1e-14), row, 50)
    assert all(max(wrong_slope[name].values())[0] > LIMIT for name in names)


def always_zero(row: Operation, slope: Callable[..., Any]) -> bool:
    """Whether a slope is 0 wherever it is measured."""
    return all(slope(*map(mp.mpf, point)) == 0 for point in points(row, 50))


@pytest.mark.parametrize("a", [1.0, 15.0, 19.08, 40.0, 300.0, 372.0])
def test_far_out_a_slope_keeps_its_digits(a: float) -> None:
    for row in (op.tanh, op.sigmoid, op.erf, op.erfc, op.expm1, op.softplus):
        for x in (a, -a):
            (slope,) = row.slopes(x, row(x))
            assert ulps(slope, EXACT[row][1](mp.mpf(x))) <= 4.5, row


def test_the_slope_of_a_bell_is_a_number_at_the_largest_float() -> None:
    assert op.gaussian.slopes(LARGEST, 0.0) == (0.0,)
    assert op.gaussian.slopes(-LARGEST, 0.0) == (0.0,)


def test_an_error_is_counted_in_units_of_the_exact_result() -> None:
    one, third = mp.mpf(1), mp.mpf(1) / 3
    assert ulps(1.0, one) == 0.0
    assert ulps(math.nextafter(1.0, 2.0), one) == 1.0
    assert 0.0 < ulps(1.0 / 3.0, third) < 0.5
    assert ulps(0.0, mp.mpf(SMALLEST) / 4) == 0.25  # a subnormal result has the unit 5e-324
    assert ulps(0.0, mp.mpf(NORMAL)) == 2.0**52
    assert ulps(inf, mp.mpf(10) ** 400) == 0.0  # too large for a float
    assert ulps(inf, mp.mpf(LARGEST)) == 1.0
    assert ulps(-inf, mp.mpf(10) ** 400) > 1e15
    assert ulps(LARGEST, mp.mpf(10) ** 400) > 1e15
    assert ulps(nan, one) == inf


@every_row
def test_points_lie_in_the_domain_and_are_the_same_each_time(row: Operation) -> None:
    found = points(row, 300)
    assert points(row, 60) == found[:60]
    assert all(x in domain for point in found for x, domain in zip(point, row.domains))
    assert len(exact_outputs(row, 300)) > 100


def test_points_are_of_every_kind() -> None:
    sizes = {abs(x) for (x,) in points(op.tanh, 500)}
    assert {SMALLEST, NORMAL, 1.0, LARGEST} <= sizes
    for low, high in [(SMALLEST, NORMAL), (NORMAL, 1e-100), (1e-3, 1.0), (1.0, 40.0), (40.0, 800.0), (1e100, LARGEST)]:
        assert sum(low < x < high for x in sizes) > 10


def test_what_is_subnormal_is_left_out_for_those_who_take_it_for_0() -> None:
    one = mp.mpf(1)
    assert set(without_subnormal({(1.0,): [one], (1e-310,): [one], (2.0,): [mp.mpf(1e-310)]})) == {(1.0,)}


@pytest.mark.parity
@pytest.mark.parametrize(("library", "by_them"), [("torch", by_pytorch), ("jax", by_jax)])
def test_others_are_measured_by_the_same_functions(library: str, by_them: Callable[[], Any]) -> None:
    """Whatever they lose at single points, most of their numbers are right."""
    pytest.importorskip(library)
    measure = by_them()
    compared = 0
    for row in (op.div, op.xlogy, op.atan2, op.clamp_min, op.clamp_max, op.where, op.log2, op.softplus, op.erfc):
        exact = without_subnormal(exact_outputs(row, 80))
        outputs = measure(row, list(exact))
        for numbers, wanted in zip(outputs, zip(*exact.values()), strict=True):
            off = sorted(map(ulps, numbers, wanted))
            assert off[len(off) // 2] < 2.0, row
            compared += 1
    assert compared > 20
    assert measure(op.sech, [(1.0,)]) is None


def test_errors_are_written_with_as_many_digits_as_one_reads() -> None:
    assert [short(x) for x in (0.0, 0.51, 487.13, 4e6, 8.9e15, inf)] == ["0", "0.5", "487.1", "4e6", "9e15", "∞"]
    assert ours((1.94, [-0.5484773, 1e154])) == "1.9 at −0.548, 1e154"
    assert ours((2.0, [5e-324, 1e-5])) == "2.0 at 4.94e−324, 1e−5"
    assert ours((0.0, [1.0])) == "0"


def test_the_page_has_a_line_for_each_row_and_each_exemption() -> None:
    lines = page().splitlines()
    for row in SHARED:
        of_row = [line for line in lines if line.startswith(f"| {row.name} | ")]
        assert any(line.startswith(f"| {row.name} | `") for line in of_row)
        assert any("; PyTorch" in line for line in of_row)
    assert sum(exemption.why in line for exemption in EXEMPTIONS for line in lines) >= len(EXEMPTIONS)
    assert len({line.replace("\\|", "").count("|") for line in lines if line.startswith("| ")}) == 2  # of two widths
