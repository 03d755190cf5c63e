"""The history of a training, read by column."""

import pytest

from nn import Diagnosis, History, Remark, Step

STEPS = [Step(0, 0.7, 0.5, 2.0, 0.1), Step(1, 0.25, 0.75, 1.0, 0.05)]


def test_columns() -> None:
    history = History(STEPS)
    assert history.losses == [0.7, 0.25]
    assert history.accuracies == [0.5, 0.75]
    assert history.gradient_norms == [2.0, 1.0]
    assert history.learning_rates == [0.1, 0.05]
    assert len(history) == 2


def test_where_there_is_no_right_and_wrong_there_are_no_accuracies() -> None:
    assert History([Step(0, 1.0, None, 1.0, 0.1)]).accuracies == []


def test_repr() -> None:
    assert repr(History()) == "<history: no steps>"
    assert repr(History(STEPS)) == "<history: 2 steps, loss 0.7 → 0.25>"
    assert repr(History(STEPS, interrupted=True)) == "<history: 2 steps, loss 0.7 → 0.25, interrupted>"


def test_remarks_stand_below_and_only_where_there_are_some() -> None:
    remark = Remark("units that never fire", "4 of 4 units give 0.", "Try a smaller learning rate.")
    found = History(STEPS, diagnosis=Diagnosis((remark,)))
    assert repr(found) == ("<history: 2 steps, loss 0.7 → 0.25>\n- 4 of 4 units give 0. Try a smaller learning rate.")
    assert (len(found.diagnosis), list(found.diagnosis), found.diagnosis[0]) == (1, [remark], remark)
    assert found.diagnosis.symptoms == ["units that never fire"]
    assert not History(STEPS).diagnosis


def test_a_history_draws_itself() -> None:
    pytest.importorskip("matplotlib")
    left, right = History(STEPS).plot().figure.axes
    assert (left.get_ylabel(), right.get_ylabel()) == ("loss", "accuracy")
    assert list(left.lines[0].get_ydata()) == [0.7, 0.25]
