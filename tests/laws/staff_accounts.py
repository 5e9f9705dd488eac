"""What a log says of workers, told again: who was there when, who had which case, and how long work stood still.

Written from the plan, the log and the words of the model, never from the engine: the laws judge the engine by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from accounts import part_of_places

from simulate.log import Log, Staffing
from simulate.plan import NONE, REVIEW_EVERY, Plan, Terms

Span = tuple[float, float]
Holding = tuple[int, float, float]  # worker (NONE: nobody), from, until

INF = float("inf")


@dataclass(frozen=True)
class Person:
    """A worker: in which unit and slot, from when to when there, and when away."""

    unit: int
    slot: int
    since: float
    until: float  # infinite where still there when the clock stops
    away: tuple[Span, ...]
    is_consultant: bool
    is_new: bool

    def is_there(self, day: float) -> bool:
        """Tell whether the worker is there and not away, when everything has happened at an instant."""
        return self.since <= day < self.until and not any(begins <= day < ends for begins, ends in self.away)


@dataclass(frozen=True)
class StaffAccount:
    """A plan and its log, and what follows from them for workers and their cases."""

    plan: Plan
    log: Log
    people: dict[tuple[int, int], Person]  # by unit and worker
    holdings: dict[tuple[int, int], list[Holding]]  # by visit and unit: who had it, one after the other
    again: dict[tuple[int, int, float], float]  # visit, unit and since when it stood in line again: until when
    developed: set[tuple[int, int]]
    learnt: dict[int, list[tuple[float, float]]]  # of each unit: (day, pace from then on)

    def terms(self, unit: int, day: float) -> Terms:
        """Give a unit's terms on a day, when everything has happened at its first instant."""
        said: Terms = self.plan.units[unit]
        for begins, terms in self.plan.units[unit].later:
            said = terms if begins <= day else said
        return said

    def is_open(self, unit: int, day: float) -> bool:
        return not any(closes <= day < opens for closes, opens in self.plan.units[unit].closed)

    def in_unit(self, unit: int) -> list[Person]:
        return [person for (number, _), person in self.people.items() if number == unit]

    def places_of(self, person: Person, day: float) -> int:
        """Count the places a worker who is there has on a day."""
        terms = self.terms(person.unit, day)
        if person.is_consultant:
            return terms.extra.caseload if terms.extra is not None else 0
        if person.is_new:
            ends = accumulate(lasts for lasts, _ in terms.newcomer)
            for until, (_, places) in zip(ends, terms.newcomer, strict=True):
                if day < person.since + until - 1e-9:
                    return part_of_places(terms, person.slot, places)
        return part_of_places(terms, person.slot, terms.caseload)

    def set_aside(self, unit: int, offered: int, day: float) -> int:
        """Count the places set aside for development on a day; where time is shared it takes time and no places."""
        terms = self.terms(unit, day)
        development = terms.development
        if development is None or terms.shares_time or (unit, int(day // REVIEW_EVERY)) not in self.developed:
            return 0
        return int(np.floor(development.share * offered + 0.5))

    def pace(self, part: int) -> float:
        """Give the pace at which a part began, which workers make longer or shorter."""
        return self.pace_on(float(self.log.started[self.plan.parts.visit[part]]), part)

    def pace_on(self, day: float, part: int) -> float:
        """Give the pace of a part of which is counted on a day, without a clock, when it will be done."""
        visits, parts = self.plan.visits, self.plan.parts
        visit, unit = int(parts.visit[part]), int(parts.unit[part])
        pace = [pace for since, pace in self.learnt[unit] if since <= day][-1]
        if visits.start_up[visit] != NONE:
            first_time = self.plan.start_ups[visits.start_up[visit]]
            pace *= first_time.pace if first_time.begins <= day < first_time.until else 1.0
        return pace

    def stood_still(self, part: int) -> float:
        """Count the days on which a part stood still: who had it was away, or nobody had it, or all work stopped."""
        spans, unit = [], int(self.plan.parts.unit[part])
        for worker, since, until in self._holdings_of(part):
            stops = self.plan.units[unit].stops
            spans += [(max(since, begins), min(until, ends)) for begins, ends in stops]
            if worker == NONE:
                spans.append((since, until))
            else:
                away = self.people[unit, worker].away
                spans += [(max(since, begins), min(until, ends)) for begins, ends in away]
        return length_of(spans)

    def made_longer(self, part: int) -> float:
        """Count the days by which a part became longer since others took it over."""
        return sum(days for _, days in self.handovers(part))

    def handovers(self, part: int) -> list[tuple[float, float]]:
        """List when others took a part over, and by how many days it became longer each time."""
        unit, holdings = int(self.plan.parts.unit[part]), self._holdings_of(part)
        last, found = holdings[0][0], []
        for worker, since, _ in holdings[1:]:
            if NONE not in (worker, last) and worker != last:  # the first who takes an open case has no giver
                found.append((since, self.terms(unit, since).handover_days))
            last = worker if worker != NONE else last
        return found

    def _holdings_of(self, part: int) -> list[Holding]:
        return self.holdings[int(self.plan.parts.visit[part]), int(self.plan.parts.unit[part])]


def length_of(spans: Iterable[Span]) -> float:
    """Measure how long it is that any of some spans goes on."""
    total, reached = 0.0, -INF
    for begins, ends in sorted(spans):
        total += max(ends - max(begins, reached), 0.0)
        reached = max(reached, ends)
    return total


def staff_account(plan: Plan, log: Log) -> StaffAccount:
    """Tell a log again; refuses one in which somebody does what nobody in that position could do."""
    developed = set(zip(log.developed_unit.tolist(), log.developed_month.tolist(), strict=True))
    account = StaffAccount(plan, log, _people(plan, log), _holdings(plan, log), _again(plan, log), developed, {})
    for unit in range(len(plan.units)):
        account.learnt[unit] = _paces(account, unit)
    return account


def _people(plan: Plan, log: Log) -> dict[tuple[int, int], Person]:
    rows: dict[tuple[int, int], list[tuple[float, int]]] = {
        (number, slot): [] for number, unit in enumerate(plan.units) for slot in range(unit.workers)
    }
    columns = (log.staff_unit, log.staff_worker, log.staff_at, log.staff_what)
    for unit, worker, day, what in zip(*(column.tolist() for column in columns), strict=True):
        rows.setdefault((unit, worker), []).append((day, what))
    people = {}
    for (unit, worker), happened in rows.items():
        slots, posts = plan.units[unit].slots, plan.units[unit].posts
        assert worker >= 0, "nobody cannot come or go"
        slot, is_new, since = worker % slots, worker >= slots, 0.0
        comes, goes = (Staffing.JOINED, Staffing.LEFT) if slot < posts else (Staffing.CAME, Staffing.WENT)
        if is_new:
            since, first = happened.pop(0)
            assert first == comes
        until, away = INF, []
        for day, what in happened:
            assert until == INF, "somebody who has gone does something"
            if what == Staffing.FELL_ILL:
                assert not away or away[-1][1] < INF
                away.append((day, INF))
            elif what == Staffing.CAME_BACK:
                assert away
                assert away[-1][1] == INF
                away[-1] = (away[-1][0], day)
            else:
                assert what == goes
                until = day
        people[unit, worker] = Person(unit, slot, since, until, tuple(away), slot >= posts, is_new)
    return people


def _holdings(plan: Plan, log: Log) -> dict[tuple[int, int], list[Holding]]:
    parts = plan.parts
    begun = ~np.isnan(log.started[parts.visit]) & (parts.unit != NONE)
    columns = (parts.visit[begun], parts.unit[begun], log.worker[begun], np.nan_to_num(log.ended, nan=log.end)[begun])
    found: dict[tuple[int, int], list[Holding]] = {}
    for visit, unit, worker, over in zip(*(column.tolist() for column in columns), strict=True):
        found[visit, unit] = [(worker, max(float(log.started[visit]), 0.0), over)]
    columns = (log.handed_visit, log.handed_unit, log.handed_at, log.given_by, log.taken_by)
    for visit, unit, day, giver, taker in zip(*(column.tolist() for column in columns), strict=True):
        had_it, since, over = found[visit, unit][-1]
        assert had_it == giver != taker, "who gives a case has it"
        assert since <= day < over, "a case changes hands while it goes on"
        found[visit, unit][-1:] = [(had_it, since, day), (taker, day, over)]
    return found


def _again(plan: Plan, log: Log) -> dict[tuple[int, int, float], float]:
    columns = (plan.parts.visit[log.again_part], plan.parts.unit[log.again_part], log.again_since)
    rows = zip(*(column.tolist() for column in columns), np.nan_to_num(log.again_until, nan=INF).tolist(), strict=True)
    found = {(visit, unit, since): until for visit, unit, since, until in rows}
    assert len(found) == len(log.again_part), "a part stands in line once at a time"
    return found


def _paces(account: StaffAccount, unit: int) -> list[tuple[float, float]]:
    """Follow what a unit learns, review by review, from the months it used."""
    learnt, paces, month = 0.0, [(0.0, 1.0)], 0
    while month * REVIEW_EVERY < account.plan.end:
        development = account.terms(unit, month * REVIEW_EVERY).development
        if development is not None and (unit, month - 1) in account.developed:
            learnt += (1 - learnt) * development.learns
        paces.append((month * REVIEW_EVERY, 1 + development.gain * learnt if development is not None else 1.0))
        month += 1
    return paces
