"""Lines: who stood in which, from when to when."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.findings.counted import in_units
from simulate.findings.second_waits import SecondSpells
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


def weeks(end: float) -> Floats:
    """Give the days on which weeks begin and end from 0 on; the last of them is cut at the end."""
    return np.append(np.arange(0.0, end, 7.0), end)


def in_lines(plan: Plan, stood: Spells, again: SecondSpells) -> tuple[Integers, Floats, Floats]:
    """Give the times in which somebody stood in the line of a unit, for the first time or again: (R,) each.

    Returns the unit, the begin and the finish. A joint visit stands in the line of each of its units.
    """
    stood = stood.lasting
    row, unit = in_units(plan, stood.visit)
    begin, finish = stood.begin[row], stood.finish[row]
    if len(again.part) == 0:
        return unit, begin, finish
    unit = np.concatenate([unit, again.unit])
    return unit, np.concatenate([begin, again.begin]), np.concatenate([finish, again.finish])


def mean_lines(plan: Plan, stood: Spells, again: SecondSpells, edges: Floats) -> dict[str, Floats]:
    """Average how many stand in each unit's line between each two of some days, rising, by unit: (edges − 1,)."""
    means = mean_counts(len(plan.units), in_lines(plan, stood, again), edges)
    return {each.name: mean for each, mean in zip(plan.units, means, strict=True)}


def mean_counts(units: int, times: tuple[Integers, Floats, Floats], edges: Floats) -> Floats:
    """Average how many are there between each two of some days, rising, in each of some units: (units, edges − 1).

    `times` are those in which somebody is: the unit, the begin and the finish of each. Over time, not at moments:
    before a meeting lines rise and fall with it, and a count on every seventh day would meet each fortnight's in the
    same state.
    """
    unit, begin, finish = times

    def days_since(moments: Floats) -> Floats:
        """Add up the days from some moments (R,) until each edge, by unit: (units, edges)."""
        at = unit * (len(edges) + 1) + np.searchsorted(edges, moments)
        shape = (units, len(edges) + 1)
        size = units * (len(edges) + 1)
        count = np.cumsum(np.bincount(at, minlength=size).reshape(shape)[:, :-1], axis=1)
        days = np.cumsum(np.bincount(at, weights=moments, minlength=size).reshape(shape)[:, :-1], axis=1)
        return np.asarray(count * edges - days)

    stays = days_since(np.clip(begin, edges[0], edges[-1])) - days_since(np.clip(finish, *edges[[0, -1]]))
    means = np.diff(stays, axis=1) / np.diff(edges)
    return np.asarray(np.maximum(np.round(means, 9), 0.0))
