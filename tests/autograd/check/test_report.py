"""The table on outputs that cannot write all of it."""

import io

import pytest

from autograd import check_gradients


def test_a_report_prints_where_its_letters_cannot_be_encoded() -> None:
    report = check_gradients(lambda x, y: [x * y, x], 1.0, 2.0)
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="cp1252") as pipe:
        with pytest.raises(UnicodeEncodeError):
            print(report, file=pipe)
        report.print(pipe)
        pipe.flush()
        printed = raw.getvalue().decode("cp1252")
    assert "dy[0]/dx" in printed
    assert "Every derivative is right." in printed
    assert "∂y[0]/∂x" in str(report)


def test_a_report_prints_all_of_it_where_it_can(capsys: pytest.CaptureFixture[str]) -> None:
    report = check_gradients(lambda x: [x, x], 1.0)
    report.print()
    assert capsys.readouterr().out == f"{report}\n"
    text = io.StringIO()
    report.print(text)
    assert text.getvalue() == f"{report}\n"
