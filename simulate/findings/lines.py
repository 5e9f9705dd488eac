"""Lines: who stood in which, from when to when."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.findings.cohort import in_units
from simulate.log import Log
from simulate.plan import Booleans, Floats, Integers, Plan


@dataclass(frozen=True)
class Spells:
    """The times visits stood in their line: S of them. A visit brought back by a crisis has several."""

    visit: Integers  # (S,)
    begin: Floats  # (S,)
    finish: Floats  # (S,) when it was started or left the line; the end of the run if it still stands there
    started: Booleans  # (S,) it ended because the visit was started
    open: Booleans  # (S,) it had not ended when the clock stopped

    def chosen(self, which: Booleans) -> "Spells":
        """Give some of them."""
        rows = np.flatnonzero(which)
        return Spells(self.visit[rows], self.begin[rows], self.finish[rows], self.started[rows], self.open[rows])

    @cached_property
    def lasting(self) -> "Spells":
        """Those that did not end as they began, as most often do: only they make a line longer."""
        return self.chosen(self.open | (self.finish > self.begin))


def spells(plan: Plan, log: Log) -> Spells:
    """Find every time a visit stood in the line of its team, also the times that ended by leaving it."""
    # the last round of each visit that did not end by leaving; every leaving has its own row in the log
    last = np.flatnonzero((plan.visits.team >= 0) & ~np.isnan(log.asked) & np.isnan(log.left))
    was_started = ~np.isnan(log.started[last])
    gone = np.zeros(len(log.left_visit), dtype=bool)
    return Spells(
        visit=np.concatenate([last, log.left_visit]),
        begin=np.concatenate([log.asked[last], log.left_asked]),
        finish=np.concatenate([np.where(was_started, log.started[last], log.end), log.left_at]),
        started=np.concatenate([was_started, gone]),
        open=np.concatenate([~was_started, gone]),
    )


def days_within(begin: Floats, finish: Floats, opens: float, closes: float) -> Floats:
    """Give the part of each interval that lies between two days."""
    return np.asarray(np.maximum(np.minimum(finish, closes) - np.maximum(begin, opens), 0.0))


def weekly(end: float) -> Floats:
    """Give the days 0, 7, 14 … up to the end."""
    return np.arange(0.0, end + 1e-9, 7.0)


def line_lengths(plan: Plan, stood: Spells, times: Floats) -> dict[str, Integers]:
    """Count the visits in each unit's line at the given times, rising, by unit: (times,).

    It is counted once everything that happens at a time has happened. A joint visit stands in the line of each of its
    units. At the end of the run nobody has left.
    """
    stood = stood.lasting
    # the first of the times at which each spell has begun and ended; at none who still stands there at the end
    begun = np.searchsorted(times, stood.begin)
    ended = np.where(stood.open, len(times), np.searchsorted(times, stood.finish))
    row, unit = in_units(plan, stood.visit)
    size = (len(plan.units), len(times) + 1)
    joined, gone = (np.bincount(unit * size[1] + at[row], minlength=size[0] * size[1]) for at in (begun, ended))
    lengths = np.cumsum((joined - gone).reshape(size)[:, :-1], axis=1)
    return {each.name: length for each, length in zip(plan.units, lengths, strict=True)}
