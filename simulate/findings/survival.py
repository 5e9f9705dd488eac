"""How long a wait lasts when not everybody has been seen to the end of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.plan import Booleans, Floats

NOT_REACHED = float("inf")
"""A percentile that the wait does not reach within the time people are followed."""
_ROUNDING = 1e-12  # a share of 0.1 must count as a tenth whatever its last bits are


@dataclass(frozen=True)
class Curve:
    """The share still waiting after so many days, as steps: 1 until the first of `times`, then `waiting`."""

    times: Floats  # (K,) rising
    waiting: Floats  # (K,) from that time on
    people: int  # how many waits it was made of; with none, every figure is NaN
    followed: float  # up to when the share is known: the longest anybody was followed; infinite once it is 0

    @cached_property
    def _levels(self) -> Floats:
        return np.concatenate([[1.0], self.waiting])

    def at(self, days: Floats) -> Floats:
        """Give the share still waiting after each number of days; NaN where nobody was followed that long."""
        known = (np.asarray(days) <= self.followed) & (self.people > 0)
        return np.where(known, self._levels[np.searchsorted(self.times, days, side="right")], np.nan)

    def still_waiting(self, days: float) -> float:
        """Give the share still waiting after a number of days, or at the end where nobody was followed that long."""
        if self.people == 0:
            return float("nan")
        return float(self._levels[np.searchsorted(self.times, min(days, self.followed), side="right")])

    def percentile(self, percent: float) -> float:
        """Give the first day on which at least so many percent no longer wait; infinite if there is none."""
        if self.people == 0:
            return float("nan")
        reached = self.waiting <= 1 - percent / 100 + _ROUNDING
        return float(self.times[reached.argmax()]) if reached[-1] else NOT_REACHED  # the share never rises

    def mean_within(self, days: float) -> float:
        """Give the mean number of days waited within the first so many (the restricted mean).

        It is the area under the curve, and the plain mean where nobody waits longer. Where people were followed
        for less, the area ends there.
        """
        if self.people == 0:
            return float("nan")
        stop = min(days, self.followed)
        inside = int(np.searchsorted(self.times, stop))
        edges = np.concatenate([[0.0], self.times[:inside], [stop]])
        return float(np.dot(edges[1:] - edges[:-1], self._levels[: inside + 1]))


def kaplan_meier(days: Floats, ended: Booleans) -> Curve:
    """Estimate how long waits last (Kaplan and Meier 1958, J. Am. Stat. Assoc. 53:457).

    `days` (P,) is the length of each wait, or where it had not `ended` (P,) how long it was followed. Somebody
    who is followed until the very moment in which another's wait ends still counts as waiting there.

    The bits are those of scipy.stats.ecdf, which takes half a second to import and is several times as slow.
    """
    people = len(days)
    if people == 0:
        return Curve(np.empty(0), np.empty(0), 0, 0.0)
    order = np.argsort(days)
    days, over = days[order], np.cumsum(ended[order])
    last = np.append(np.flatnonzero(days[1:] > days[:-1]), people - 1)  # of those that are equally long
    times, over = days[last], over[last]
    if over[-1] == people:
        waiting = 1 - over / people  # the product below is this share but for its last bits
    else:
        at_risk, ending = np.full(len(last), people), over.copy()
        at_risk[1:] -= last[:-1] + 1
        ending[1:] -= over[:-1]
        waiting = np.cumprod((at_risk - ending) / at_risk)
    followed = np.inf if waiting[-1] <= 0 else float(times[-1])
    return Curve(times, waiting, people, followed)


def waiting_curve(waits: Floats, followed: Floats) -> Curve:
    """Estimate how long children wait: `waits` (P,), NaN where not over; `followed` (P,) how long they were followed.

    Whoever gave up, grew too old or was never noticed counts as waiting for as long as the run could follow the
    child: giving up is another end, not a reason to believe that the child would have waited like the others.
    """
    over = np.isfinite(waits)
    return kaplan_meier(np.where(over, waits, followed), over)
