"""Is a gradient right? Of a function, of a model, of a row of the table."""

from autograd.check.gradients import check_gradients
from autograd.check.report import Report

__all__ = ["check_gradients", "Report"]
