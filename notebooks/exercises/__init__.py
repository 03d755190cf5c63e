"""The exercises of the lessons: `check("13.2", answer)` says whether an answer is right, or what is wrong with it.

`solution("13.2")` shows a solution to a reader who asks for it. The exercises of a lesson are in a file with its
number.
"""

from exercises.exercise import check, solution

__all__ = ["check", "solution"]
