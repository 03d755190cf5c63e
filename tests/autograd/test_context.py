"""Where a node was made: scopes, lines, constants."""

from collections.abc import Iterator

import pytest

from autograd import Value, enable_grad, no_grad, scope, source_lines
from autograd.context import NodeInfo, each_in_scope


def test_scopes_nest_from_the_outside_in() -> None:
    with scope("model"), scope("layer 1"):
        a = Value(1.0)
        b = a * 2.0
    c = b + 1.0
    assert a.info.scope == b.info.scope == ("model", "layer 1")
    assert c.info.scope == ()


def test_a_scope_ends_when_something_fails() -> None:
    with pytest.raises(RuntimeError), scope("broken"):
        raise RuntimeError
    assert Value(1.0).info.scope == ()


def test_functions_are_called_each_in_a_numbered_scope() -> None:
    with scope("layer 2"):
        made = each_in_scope("neuron", [lambda x: x * 2.0, lambda x: x + 1.0], Value(3.0))
        after = Value(1.0)
    assert [node.data for node in made] == [6.0, 4.0]
    assert [node.info.scope for node in made] == [("layer 2", "neuron 1"), ("layer 2", "neuron 2")]
    assert after.info.scope == ("layer 2",)


def test_a_numbered_scope_ends_when_something_fails() -> None:
    with pytest.raises(ZeroDivisionError):
        each_in_scope("neuron", [lambda: 1 // 0])
    assert Value(1.0).info.scope == ()


def test_plain_numbers_are_marked_as_constants() -> None:
    a = Value(1.0)
    assert (a * 2.0).inputs[1].info.constant
    assert not a.info.constant


def test_nodes_of_one_place_share_their_origin() -> None:
    a = Value(1.0)
    assert (a * a).info is (a + a).info


def test_lines_are_kept_on_request_only() -> None:
    a = Value(1.0)
    with source_lines():
        b = a * a
    assert b.info.line.startswith(__file__)
    assert b.info.line.rpartition(":")[2].isdigit()
    assert (a * a).info.line == ""


def test_lines_of_the_caller_and_not_of_the_engine() -> None:
    with source_lines():
        b = Value(1.0).tanh()
    assert __file__ in b.info.line


def test_recording_may_be_turned_on_again() -> None:
    with no_grad():
        assert (Value(1.0) * 2.0).operation is None
        with enable_grad():
            assert (Value(1.0) * 2.0).operation is not None


def test_an_origin_starts_empty() -> None:
    assert NodeInfo() == ("", (), False, "", True, False, None)


def noted() -> tuple[tuple[str, ...], bool]:
    info = Value(1.0).info
    return info.scope, info.recording


def test_whoever_comes_first_may_leave_first() -> None:
    def unrecorded() -> Iterator[bool]:
        with no_grad():
            yield noted()[1]

    first, second = unrecorded(), unrecorded()
    assert (next(first), next(second)) == (False, False)
    first.close()
    assert noted() == ((), False)  # the second one is still inside
    second.close()
    assert noted() == ((), True)


def test_scopes_that_are_left_out_of_order_leave_nothing_behind() -> None:
    a, b, c = scope("a"), no_grad(), scope("c")
    for each in (a, b, c):
        each.__enter__()
    a.__exit__()
    b.__exit__()
    assert noted()[1]
    c.__exit__()
    assert noted() == ((), True)


def test_one_object_can_be_entered_again_and_inside_itself() -> None:
    quiet = no_grad()
    for _ in range(2):
        with quiet:
            with quiet:
                assert not noted()[1]
            assert not noted()[1]
        assert noted()[1]


def test_a_decorated_function_may_call_itself() -> None:
    @no_grad()
    def depth(n: int) -> int:
        assert not noted()[1]
        return depth(n - 1) + 1 if n else 0

    assert depth(3) == 3
    assert noted()[1]


def test_what_runs_piece_by_piece_cannot_be_decorated() -> None:
    def pieces() -> Iterator[Value]:
        yield Value(1.0)

    with pytest.raises(TypeError, match="pieces runs piece by piece, .*; write the `with` inside it"):
        no_grad()(pieces)


def test_leaving_a_scope_gives_back_the_same_origin() -> None:
    before = Value(1.0).info
    with scope("layer"):
        pass
    assert Value(1.0).info is before


def test_a_scope_that_is_made_early_or_decorates_nests_where_it_is_entered() -> None:
    early = scope("early")

    @scope("inner")
    def doubled(x: Value) -> Value:
        return x * 2.0

    with scope("outer"):
        assert doubled(Value(1.0)).info.scope == ("outer", "inner")
        with early:
            assert Value(1.0).info.scope == ("outer", "early")
    assert doubled(Value(1.0)).info.scope == ("inner",)
