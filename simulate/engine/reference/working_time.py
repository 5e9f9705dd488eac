"""A unit's working time: all time but that in which its work stands still, as an axis on which parts of visits end.

Nights and holidays in which work stops are not events. How much working time has passed on a day is known beforehand,
and so is the day on which so much more of it will have passed. Whoever counts work looks both up; between them work,
absences and clocks are reckoned as where it never stops.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from simulate.engine.rules import A_HAIR


class WorkingTime:
    """How much working time has passed on each day, and when so much has."""

    def __init__(self, stops: Sequence[tuple[float, float]]) -> None:
        self._begins, self._ends = [begins for begins, _ in stops], [ends for _, ends in stops]
        self._worked: list[float] = []  # days of working time that have passed when each of these begins
        for number, begins in enumerate(self._begins):
            self._worked.append(self._worked[-1] + (begins - self._ends[number - 1]) if number > 0 else begins)

    def until(self, day: float) -> float:
        """Give how many days of working time have passed on a day."""
        begun = bisect_right(self._begins, day)
        return self._worked[begun - 1] + max(day - self._ends[begun - 1], 0.0) if begun > 0 else day

    def days_for(self, work: float, now: float) -> float:
        """Give the days from now in which so many days of working time pass; none for none, even where it stands."""
        worked = self.until(now) + work
        over = bisect_left(
            self._worked, worked - A_HAIR
        )  # what ends with the day's work does not wait for the next day
        return max(self._ends[over - 1] + (worked - self._worked[over - 1]) - now, 0.0) if over > 0 else work
