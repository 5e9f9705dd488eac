"""What is done at a place, a step or a unit or a step in a unit: who waits for it, how long it takes, who is there."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.in_line import days_within
from simulate.findings.survival import Curve, curves_of_members
from simulate.plan import Booleans, Floats, Integers
from simulate.scenario.schema.durations import DAYS_PER_YEAR

_ROUNDING = 1e-6  # days; a visit of exactly 14 days has not taken more than 14 days


@dataclass(frozen=True)
class Place:
    """Visits of one replication of one organisation: of a step, in a unit, for a need; "" is any of them."""

    counted: Counted
    unit: str = ""
    step: str = ""
    need: str = ""

    @cached_property
    def visits(self) -> Integers:
        """Their numbers in the plan, whoever's they are: (v,)."""
        plan = self.counted.plan
        mine = np.ones(len(plan.visits), dtype=bool)
        if self.step:
            mine &= np.array([step.name == self.step for step in plan.steps], dtype=bool)[plan.visits.step]
        if self.unit:
            there = np.array([*(unit.name == self.unit for unit in plan.units), False])[plan.parts.unit]
            mine &= np.bincount(plan.parts.visit, there, minlength=len(mine)) > 0
        if self.need:
            kinds = np.array([name == self.need for name in plan.children.need_names], dtype=bool)
            serves = kinds[plan.needs.kind[plan.visits.needs.values]]
            mine &= np.bincount(plan.visits.needs.rows, serves, minlength=len(mine)) > 0
        return np.flatnonzero(mine)

    @cached_property
    def rounds(self) -> "Rounds":
        """The times they were asked for in the observed window: no acute visits, and of children who are measured."""
        plan, log, window = self.counted.plan, self.counted.log, self.counted.window
        visits = self.visits[plan.children.measured[plan.visits.child[self.visits]] & ~plan.visits.acute[self.visits]]
        stayed = visits[~np.isnan(log.asked[visits]) & np.isnan(log.left[visits])]
        mine = np.zeros(len(plan.visits), dtype=bool)
        mine[visits] = True
        gone = np.flatnonzero(mine[log.left_visit])  # also the rounds of visits that a crisis has brought back
        never = np.full(len(gone), np.nan)
        found = Rounds(
            asked=np.append(log.asked[stayed], log.left_asked[gone]),
            started=np.append(log.started[stayed], never),
            finished=np.append(log.finished[stayed], never),
            left=np.append(np.full(len(stayed), np.nan), log.left_at[gone]),
            end=log.end,
            horizon=window.horizon,
        )
        return found.chosen((found.asked >= window.warm_up) & (found.asked < window.closes))

    def children_at_a_time(self) -> float:
        """Average how many children had such a visit going on, between the warm-up and the end, whoever they are."""
        plan, log = self.counted.plan, self.counted.log
        begun = self.visits[~np.isnan(log.started[self.visits])]
        opens, closes = self.counted.window.warm_up, log.end
        if closes <= opens:
            return math.nan
        begin, until = log.started[begun], np.fmin(log.finished[begun], log.end)
        # each child on a stretch of time of its own, where what overlaps is counted once
        apart = plan.visits.child[begun] * (2.0 * closes + 1.0)
        order = np.argsort(apart + begin, kind="stable")
        begin, until, apart = begin[order], until[order], apart[order]
        so_far = np.maximum.accumulate(np.append(-np.inf, (apart + until)[:-1])) - apart if len(begun) else begin
        return float(days_within(np.maximum(begin, so_far), until, opens, closes).sum() / (closes - opens))

    def begun_per_year(self) -> float:
        """Count those that began between the warm-up and the end, of a year, whoever's they are."""
        opens, closes = self.counted.window.warm_up, self.counted.log.end
        started = self.counted.log.started[self.visits]
        years = (closes - opens) / DAYS_PER_YEAR
        return int(((started >= opens) & (started < closes)).sum()) / years if years > 0 else math.nan

    def under_a_year(self) -> float:
        """Give the share of the days of the unit's workers in posts, in per cent, that are of their first year there.

        It is of the time between the warm-up and the end. Those who are there on the first day are taken to have been
        there for long: so the warm-up must last a year for all newcomers to be known. Consultants are no workers in
        posts, and a part-time post counts as one.
        """
        number = next((n for n, unit in enumerate(self.counted.plan.units) if unit.name == self.unit), None)
        if number is None or self.counted.plan.units[number].is_meeting:
            return math.nan
        unit, service = self.counted.plan.units[number], self.counted.services[number]
        opens, closes = self.counted.window.warm_up, self.counted.log.end
        posted = service.slot < unit.posts
        begin, until = service.begin[posted], service.until[posted]
        young = np.where(service.newcomer[posted], np.minimum(until, begin + DAYS_PER_YEAR), begin)
        every = float(days_within(begin, until, opens, closes).sum())
        return 100 * float(days_within(begin, young, opens, closes).sum()) / every if every > 0 else math.nan


@dataclass(frozen=True)
class Rounds:
    """The times visits were asked for: S of them. A visit brought back by a crisis has several."""

    asked: Floats  # (S,)
    started: Floats  # (S,) NaN where not
    finished: Floats  # (S,) NaN where not
    left: Floats  # (S,) when it left its line without being started, else NaN
    end: float
    horizon: float  # days within which waits are counted

    def chosen(self, which: Booleans) -> "Rounds":
        """Give some of them."""
        asked, started, finished, left = (each[which] for each in (self.asked, self.started, self.finished, self.left))
        return Rounds(asked, started, finished, left, self.end, self.horizon)

    def _judged(self, days: float) -> Booleans:
        """Tell which are followed for so many days, and did not leave their line before."""
        return np.asarray((self.end - self.asked >= days) & ~(self.left - self.asked < days))

    def begun_within(self, days: float) -> float:
        """Give the share that began within so many days of being asked for, in per cent of those judged."""
        return _percent(self.started - self.asked <= days + _ROUNDING, self._judged(days))

    def longer_than(self, days: float) -> float:
        """Give the share that was not finished so many days after it was asked for, in per cent of those judged."""
        return _percent(~(self.finished - self.asked <= days + _ROUNDING), self._judged(days))

    def wait(self) -> Curve:
        """Say how long they waited to begin."""
        return self._curve(self.asked, self.started)

    def whole(self) -> Curve:
        """Say how long it took until they were finished."""
        return self._curve(self.asked, self.finished)

    def length(self) -> Curve:
        """Say how long those that began took from then on."""
        begun = self.chosen(~np.isnan(self.started))
        return begun._curve(begun.started, begun.finished)

    def _curve(self, since: Floats, until: Floats) -> Curve:
        over = ~np.isnan(until)
        followed = np.where(np.isnan(self.left), self.end, self.left)
        days = np.where(over, until, followed) - since
        return curves_of_members(days, over, np.ones((1, len(days)), dtype=bool))[0]


def _percent(part: Booleans, whole: Booleans) -> float:
    count = int(whole.sum())
    return 100 * int((part & whole).sum()) / count if count else math.nan
