"""Is a gradient right? Of a function, of a model, of a row of the table: compared with differences."""

from autograd.check.gradients import check_gradients
from autograd.check.report import Report
from autograd.check.row import check_operation

__all__ = ["check_gradients", "check_operation", "Report"]
