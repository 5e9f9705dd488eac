"""How long a wait lasts when not everybody has been seen to the end of it."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from simulate.plan import Booleans, Floats, Integers

NOT_REACHED = float("inf")
"""A percentile that the wait does not reach within the time people are followed."""
MOST_STEPS = 1000
"""What is kept of a replication must not grow with its children: shares to a thousandth are by far fine enough."""
ROUNDING = 1e-12  # a share of 0.1 must count as a tenth whatever its last bits are


@dataclass(frozen=True)
class Curve:
    """The share still waiting after so many days, as steps: 1 until the first of `times`, then `waiting`."""

    times: Floats  # (K,) rising
    waiting: Floats  # (K,) from that time on
    people: int  # how many waits it was made of; with none, every number is NaN
    followed: float  # up to when the share is known: the longest anybody was followed; infinite once it is 0

    @cached_property
    def _levels(self) -> Floats:
        return np.concatenate([[1.0], self.waiting])

    def at(self, days: Floats) -> Floats:
        """Give the share still waiting after each number of days; NaN where nobody was followed that long."""
        known = (np.asarray(days) <= self.followed) & (self.people > 0)
        return np.where(known, self._levels[np.searchsorted(self.times, days, side="right")], np.nan)

    def shares(self, days: Floats) -> Floats:
        """Give the share still waiting after each number of days, or at the end where nobody was followed that long."""
        return np.asarray(self._levels[self.times.searchsorted(days, side="right")])

    def still_waiting(self, days: float) -> float:
        """Give the share still waiting after a number of days, or at the end where nobody was followed that long."""
        return float(self.shares(np.array([days]))[0]) if self.people else float("nan")

    def rounded(self) -> "Curve":
        """Give the curve with at most MOST_STEPS steps, which are what is kept of it.

        Where it has more the shares are rounded to the nearest of so many levels.
        """
        if len(self.times) <= MOST_STEPS:
            return self
        levels = np.rint(self.waiting * MOST_STEPS) / MOST_STEPS
        kept = np.flatnonzero(np.diff(levels, prepend=1.0))
        return Curve(self.times[kept], levels[kept], self.people, self.followed)

    def percentile(self, percent: float) -> float:
        """Give the first day on which at least so many percent no longer wait; infinite if there is none."""
        if self.people == 0:
            return float("nan")
        reached = self.waiting <= 1 - percent / 100 + ROUNDING
        return float(self.times[reached.argmax()]) if reached[-1] else NOT_REACHED  # the share never rises

    def mean_within(self, days: float) -> float:
        """Give the mean number of days waited within the first so many (the restricted mean).

        It is the area under the curve, and the plain mean where nobody waits longer. Where people were followed
        for less, the area ends there.
        """
        if self.people == 0:
            return float("nan")
        stop = min(days, self.followed)
        inside = int(self.times.searchsorted(stop))
        edges = np.concatenate([[0.0], self.times[:inside], [stop]])
        return float(((edges[1:] - edges[:-1]) * self._levels[: inside + 1]).sum())


NOBODY = Curve(np.empty(0), np.empty(0), 0, 0.0)
"""The curve of a group without anybody in it."""


def kaplan_meier(days: Floats, ended: Booleans, group: Integers) -> dict[int, Curve]:
    """Estimate how long waits last, by group (Kaplan and Meier 1958, J. Am. Stat. Assoc. 53:457).

    `days` (P,) is the length of each wait, or where it had not `ended` (P,) how long it was followed. Somebody
    who is followed until the very moment in which another's wait ends still counts as waiting there. The waits come
    sorted: `group` (P,) never falls, nor do the days within a group.

    The bits are those of scipy.stats.ecdf, which takes half a second to import and is several times as slow.
    """
    if len(days) == 0:
        return {}
    # all groups at once: the steps of one stand behind those of another. A step is where equally long waits are over
    other = group[1:] != group[:-1]
    close = np.append(np.flatnonzero(other | (days[1:] > days[:-1])), len(days) - 1) + 1
    open_ = np.append(0, close[:-1])
    times, over = days[open_], np.append(0, np.cumsum(ended))
    begins = np.append(0, np.flatnonzero(other) + 1)  # each group's first wait
    ends = np.append(begins[1:], len(days))
    steps = np.append(np.searchsorted(open_, begins), len(close))  # each group's first step
    begin, end = (np.repeat(edges, np.diff(steps)) for edges in (begins, ends))
    at_risk, ending = end - open_, over[close] - over[open_]
    going_on = (at_risk - ending) / at_risk
    still = 1 - (over[close] - over[begin]) / (end - begin)
    everybody = over[ends] - over[begins] == ends - begins
    curves = {}
    columns = (column.tolist() for column in (group[begins], ends - begins, everybody))
    for one, people, all_over, (first, last) in zip(*columns, pairwise(steps.tolist()), strict=True):
        # where all waits ended the product is this share but for its last bits
        waiting = still[first:last] if all_over else np.cumprod(going_on[first:last])
        followed = np.inf if waiting[-1] <= 0 else float(times[last - 1])
        curves[one] = Curve(times[first:last], waiting, people, followed)
    return curves


def curves_of_members(days: Floats, ended: Booleans, members: Booleans) -> list[Curve]:
    """Estimate how long the waits (P,) of each of some groups last; `members` (groups, P) may be in several."""
    order = np.argsort(days, kind="stable")  # once for all groups; many waits are equally long, which quicksort minds
    group, place = np.nonzero(np.take(members, order, axis=1))
    row = order[place]
    curves = kaplan_meier(days[row], ended[row], group)
    return [curves.get(number, NOBODY) for number in range(len(members))]


def waiting_curves(waits: Floats, followed: Floats, members: Booleans) -> list[Curve]:
    """Estimate how long the children of each group wait; `members` (groups, P) may be in several.

    `waits` (P,) are NaN where not over; `followed` (P,) is how long each child was followed. Whoever gave up, grew
    too old or was never noticed counts as waiting for as long as the run could follow the child: giving up is another
    end, not a reason to believe that the child would have waited like the others.
    """
    over = np.isfinite(waits)
    return curves_of_members(np.where(over, waits, followed), over, members)
