"""What is particular to the Numba backend: it says when it compiles."""

import pytest

pytest.importorskip("numba")

from autograd.compile.backends.numba.interpreter import announcement


def test_it_says_that_it_compiles_once(tmp_path):
    assert "compiles its interpreter of tensor programs, once" in announcement(tmp_path, "run_abc")
    (tmp_path / "interpreter.run_abc-1.py311.nbi").touch()
    assert announcement(tmp_path, "run_abc") == ""
    assert announcement(tmp_path, "run_def") != ""
