"""What a log says, told again in another way: rounds of waiting, stays in places, and how things stand at any day.

Written from the plan, the log and the words of the model, never from the engine: the laws judge the engine by it.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor

import numpy as np

from simulate.log import Log, Outcome
from simulate.plan import NONE, Booleans, Floats, Integers, Plan, Terms

Rank = tuple[bool, bool, float, int, int]


@dataclass(frozen=True)
class Account:
    """A plan and its log, and what follows from them.

    A *round* is one wait of a visit in its line, however it ended; a visit brought back by a crisis has several.
    A *stay* is a place of a worker taken, or a place at a meeting used.
    """

    plan: Plan
    log: Log
    round_visit: Integers
    joined: Floats
    ended: Floats  # when it was called or left; infinite where it waits to the end
    called: Booleans
    joined_on: dict[int, list[float]]  # of each visit, its rounds
    stay_visit: Integers
    stay_unit: Integers
    stay_worker: Integers
    stay_over: Floats  # infinite where it goes on to the end
    units_of: list[tuple[int, ...]]  # of each visit
    urgent_from: Floats  # (C,) infinite where never
    instants: Floats  # every day on which anything happens in a line or a unit
    meetings: dict[int, set[float]]

    def rank(self, visit: int, day: float) -> Rank:
        """Give a visit's rank at a day: acute, urgent, longest wait, child, visit."""
        child, rules = int(self.plan.visits.child[visit]), self.plan.rules
        since, needs = self.asked(visit, day), self.plan.visits.needs.row(visit)
        if rules.by_total_wait and len(needs):
            since = min(arises_on(self.plan, self.log, need) for need in needs.tolist())
        urgent = rules.urgent_first and self.urgent_from[child] <= day
        return not self.plan.visits.acute[visit], not urgent, float(since), child, visit

    def asked(self, visit: int, day: float) -> float:
        """Tell when the round of a visit began that was going on at a day, or had just ended."""
        return max(joined for joined in self.joined_on[visit] if joined <= day)

    def waiting_after(self, day: float) -> list[int]:
        """List the visits that wait in a line when everything has happened that happens at an instant."""
        return self.round_visit[(self.joined <= day) & (self.ended > day)].tolist()

    def passed_by(self, day: float) -> list[int]:
        """List the visits that stood in a line before anybody was called at an instant, and stand there after it."""
        return [visit for visit in self.waiting_after(day) if not self.comes_of_calling(visit, day)]

    def comes_of_calling(self, visit: int, day: float) -> bool:
        """Tell whether a visit was asked for on a day because somebody was called at that same instant.

        So it is if it was to be asked for as soon as a visit before it had begun, or was over, and that one was called
        then (and was over in no time), or came of calling itself. All else that asks for visits comes before calling.
        """
        visits, log = self.plan.visits, self.log
        asked = self.asked(visit, day) if self.units_of[visit] else log.asked[visit]
        if asked != day or visits.pause[visit] > 0:
            return False
        over = log.started if visits.at_start[visit] else log.finished
        return any(
            over[before] == log.started[before] == day and (self.units_of[before] or self.comes_of_calling(before, day))
            for before in visits.after.row(visit).tolist()
        )

    def taken_after(self, day: float) -> Integers:
        """Count the places taken in each unit at the end of an instant; at a meeting those used at it: (units,)."""
        started, over = self.log.started[self.stay_visit], self.stay_over
        meets = np.array([unit.is_meeting for unit in self.plan.units])[self.stay_unit]
        there = np.where(meets, started == day, (started <= day) & (over > day))
        return np.bincount(self.stay_unit[there], minlength=len(self.plan.units))

    def free_after(self, day: float) -> Integers:
        """Count the free places in each unit at the end of an instant: (units,)."""
        places = [
            (unit.cases if day in self.meetings[number] else 0) if unit.is_meeting else sum(places_of_posts(unit))
            for number, unit in enumerate(self.plan.units)
        ]
        return np.array(places) - self.taken_after(day)

    def first_in_lines(self, visits: list[int], day: float) -> list[int]:
        """List the best-ranked of each line among some visits, best first."""
        lines: dict[int, list[int]] = {}
        for visit in visits:
            lines.setdefault(int(self.plan.visits.team[visit]), []).append(visit)
        firsts = [min(line, key=lambda visit: self.rank(visit, day)) for line in lines.values()]
        return sorted(firsts, key=lambda visit: self.rank(visit, day))

    def keepers(self, firsts: list[int], day: float) -> list[int]:
        """List those first in line, given best first, for whom a place is kept in each of their units.

        They have waited long, and nobody who is ranked before them waits for any of these units.
        """
        found, wanted = [], set[int]()
        for visit in firsts:
            units = self.units_of[visit]
            has_waited_long = self.asked(visit, day) + self.plan.rules.keeps_places_after <= day
            if len(units) > 1 and has_waited_long and wanted.isdisjoint(units):
                found.append(visit)
            wanted.update(units)
        return found

    def in_no_time(self, day: float) -> set[int]:
        """List the visits with which others may come into lines after the first calls of an instant.

        They began at it, and a part of them was over at once, or others waited for no more than that.
        """
        visit, visits = self.plan.parts.visit, self.plan.visits
        over = visit[(self.log.started[visit] == day) & (self.log.ended == day)]
        begun = visits.after.values[visits.at_start[visits.after.rows]]
        return {*over.tolist(), *begun[self.log.started[begun] == day].tolist()}

    def crises_of(self, child: int) -> list[float]:
        """List the days of a child's crises."""
        return self.log.crisis_at[self.log.crisis_child == child].tolist()


def places_of_posts(terms: Terms) -> list[int]:
    """List the places of the worker in each post who is no newcomer."""
    return [part_of_places(terms, post, terms.caseload) for post in range(terms.workers)]


def part_of_places(terms: Terms, post: int, places: int) -> int:
    """Take the part of some places that who sits in a post has: less only in the last one, but one place at least."""
    if post < terms.workers - 1:
        return places
    return max(1, floor(Fraction(str(terms.part_post)) * places + Fraction(1, 2)))


def account(plan: Plan, log: Log) -> Account:
    """Tell a log again."""
    in_line = plan.visits.team != NONE
    called = in_line & ~np.isnan(log.started)
    waits = in_line & np.isnan(log.started) & (log.outcome == Outcome.OPEN)
    visits = [np.flatnonzero(called), np.flatnonzero(waits), log.left_visit]
    ended = [log.started[called], np.full(waits.sum(), np.inf), log.left_at]
    sat = called[plan.parts.visit] & (plan.parts.unit != NONE)
    urgent_from = np.where(plan.children.urgent, -np.inf, np.inf)
    np.minimum.at(urgent_from, log.crisis_child, log.crisis_at)
    meetings = {
        number: _meetings(unit.meets_every, plan.end)
        for number, unit in enumerate(plan.units)
        if unit.meets_every is not None
    }
    round_visit = np.concatenate(visits)
    joined = np.concatenate([log.asked[called], log.asked[waits], log.left_asked])
    joined_on: dict[int, list[float]] = {}
    for visit, day in zip(round_visit.tolist(), joined.tolist(), strict=True):
        joined_on.setdefault(visit, []).append(day)
    days = [
        log.asked,
        joined,
        joined + plan.rules.keeps_places_after,
        log.started,
        log.ended,
        log.left_at,
        log.crisis_at,
        *map(list, meetings.values()),
    ]
    instants = np.unique(np.concatenate([np.asarray(some, dtype=float) for some in days]))
    teams = [*plan.teams, ()]
    return Account(
        plan=plan,
        log=log,
        round_visit=round_visit,
        joined=joined,
        ended=np.concatenate(ended),
        called=np.repeat([True, False, False], [len(some) for some in visits]),
        joined_on=joined_on,
        stay_visit=plan.parts.visit[sat],
        stay_unit=plan.parts.unit[sat],
        stay_worker=log.worker[sat],
        stay_over=np.where(np.isnan(log.ended[sat]), np.inf, log.ended[sat]),
        units_of=[teams[team] for team in plan.visits.team],
        urgent_from=urgent_from,
        instants=instants[instants < plan.end],
        meetings=meetings,
    )


def _meetings(every: float, end: float) -> set[float]:
    days, day = set(), every
    while day < end:
        days.add(day)
        day += every
    return days


def over_at(plan: Plan, log: Log, visit: int) -> float:
    """Tell when a visit was waited for no longer: finished, or given up with all its needs; infinite if never."""
    if log.outcome[visit] == Outcome.FINISHED:
        return float(log.finished[visit])
    if log.outcome[visit] in (Outcome.WITHDRAWN, Outcome.AGED_OUT):  # who gives up may grow too old later
        return float(np.max(np.nan_to_num(log.given_up[plan.visits.needs.row(visit)], nan=np.inf)))
    return np.inf


def strain_until(plan: Plan, log: Log, child: int, days: list[float]) -> list[float]:
    """Add up a child's strain between days, the first its arrival: (days − 1,)."""
    needs = np.flatnonzero(plan.needs.child == child)
    totals = []
    for since, until in pairwise(days):
        total = 0.0
        for need in needs:
            begins = arises_on(plan, log, int(need))
            ends = min(np.nan_to_num(log.met[need], nan=np.inf), plan.leaves[child])
            total += plan.needs.crisis_rate[need] * max(min(until, ends) - max(since, begins), 0.0)
        totals.append(total)
    return totals


def arises_on(plan: Plan, log: Log, need: int) -> float:
    """Tell since when a need is there: since the child came, or came back; infinite where it has not."""
    visit = int(plan.needs.arises_with[need])
    return float(plan.children.arrival[plan.needs.child[need]]) if visit == NONE else first_asked(log, visit)


def first_asked(log: Log, visit: int) -> float:
    """Tell when a visit was first asked for; infinite where never."""
    days = [*log.left_asked[log.left_visit == visit], log.asked[visit]]
    return float(np.nan_to_num(np.min(days), nan=np.inf))
