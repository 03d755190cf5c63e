"""Checks of gradients, of a function, a model or a row of the table: they are compared with differences."""

from autograd.check.gradients import check_gradients
from autograd.check.report import Report
from autograd.check.row import check_operation

__all__ = ["check_gradients", "check_operation", "Report"]
