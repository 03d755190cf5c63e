"""The exercises of the lessons: `check("13.2", answer)` says whether an answer is right, or what is off.

The answers themselves are kept from the reader who does not ask: `solution("13.2")` shows one.
A lesson's exercises stand in a file of its number.
"""

from exercises.exercise import check, solution

__all__ = ["check", "solution"]
