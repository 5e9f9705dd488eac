"""Who was there in a unit, and with how many places: from the plan before the run, from the log after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulate.log import Log, Staffing
from simulate.plan import REVIEW_EVERY, Booleans, Floats, Integers, Plan, PlannedUnit, Terms


@dataclass(frozen=True)
class Service:
    """The times one worker after the other sat in a unit's slots, E of them, with A absences in them."""

    slot: Integers  # (E,) consultants sit behind the posts
    begin: Floats  # (E,)
    until: Floats  # (E,)
    newcomer: Booleans  # (E,) begins with the newcomers' stretches
    absent: Integers  # (A,) the row above, rising
    away: Floats  # (A,)
    back: Floats  # (A,)


def has_staff_rules(unit: PlannedUnit) -> bool:
    """Tell whether a unit's workers come and go, are ill, get help from consultants or have time for development."""
    every = [terms for _, terms in unit.in_time]
    closes_posts = any(after.workers < before.workers for before, after in pairwise(every))
    return (
        unit.staff is not None
        or closes_posts
        or any(terms.extra is not None or terms.development is not None for terms in every)
    )


def planned_service(unit: PlannedUnit, end: float) -> Service:
    """Say who will be there if nobody leaves for the load and no consultant comes: what is known before the run."""
    rows = [(slot, *stint) for slot in range(unit.posts) for stint in _stints(unit, slot, end)]
    slot, begin, until, newcomer = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    absent, away, back = [], [], []
    if unit.staff is not None:
        for row, (post, first, last, _) in enumerate(rows):
            leaves, returns = (np.clip(days.row(post), first, last) for days in (unit.staff.away, unit.staff.back))
            inside = returns > leaves
            away.append(leaves[inside])
            back.append(returns[inside])
            absent.append(np.full(int(inside.sum()), row))
    return Service(
        slot.astype(np.int64),
        begin,
        until,
        newcomer.astype(bool),
        np.concatenate([*absent, np.empty(0)]).astype(np.int64),
        np.concatenate([*away, np.empty(0)]),
        np.concatenate([*back, np.empty(0)]),
    )


def _stints(unit: PlannedUnit, post: int, end: float) -> Iterator[tuple[float, float, bool]]:
    """Give the times a post is filled, and whether by a newcomer, as far as its workers leave at any load."""
    reviews = np.empty(0, np.int64)
    if unit.staff is not None:
        reviews = np.flatnonzero(unit.staff.leaves_at[post, 1:] == 0) + 1  # nobody leaves at the first review
    for opens, closes in _open_times(unit, post, end):
        begin, newcomer = opens, opens > 0
        for month in reviews.tolist():
            day = month * REVIEW_EVERY
            if begin <= day < closes and unit.staff is not None:
                yield begin, day, newcomer
                begin, newcomer = day + float(unit.staff.vacant_for[post, month]), True
        if begin < closes:
            yield begin, closes, newcomer


def _open_times(unit: PlannedUnit, post: int, end: float) -> Iterator[tuple[float, float]]:
    """Give the times in which there is such a post."""
    since: float | None = None
    for day, terms in unit.in_time:
        if terms.workers > post and since is None:
            since = day
        elif terms.workers <= post and since is not None:
            yield since, day
            since = None
    if since is not None:
        yield since, end


def lived_service(plan: Plan, log: Log, number: int) -> Service:
    """Say who was there in a unit (its number in the plan), consultants too."""
    unit = plan.units[number]
    mine = log.staff_unit == number
    at, worker, what = log.staff_at[mine], log.staff_worker[mine], log.staff_what[mine]
    first = np.arange(0 if unit.is_meeting else unit.workers)
    came = np.isin(what, (Staffing.JOINED, Staffing.CAME))
    people = np.concatenate([first, worker[came]]).astype(np.int64)
    place = {person: row for row, person in enumerate(people.tolist())}
    until = np.full(len(people), log.end)
    for person, day in zip(*_of(worker, at, np.isin(what, (Staffing.LEFT, Staffing.WENT))), strict=True):
        until[place[person]] = day
    # whoever falls ill comes back, leaves, or is still away at the end: the next that is told of the same worker
    order = np.argsort(worker, kind="stable")
    at, worker, what = at[order], worker[order], what[order]
    following = np.append(np.where(worker[1:] == worker[:-1], at[1:], log.end), log.end)[: len(at)]
    ill = what == Staffing.FELL_ILL
    absent = np.array([place[person] for person in worker[ill].tolist()], dtype=np.int64)
    rows = np.argsort(absent, kind="stable")
    return Service(
        slot=people % max(unit.slots, 1),
        begin=np.concatenate([np.zeros(len(first)), log.staff_at[mine][came]]),
        until=until,
        newcomer=people >= unit.slots,
        absent=absent[rows],
        away=at[ill][rows],
        back=following[ill][rows],
    )


def _of(worker: Integers, at: Floats, which: Booleans) -> tuple[list[int], list[float]]:
    return worker[which].tolist(), at[which].tolist()


@dataclass(frozen=True)
class PlacesInTime:
    """How many places the workers of a unit have: `places[i]` from `times[i]` until `times[i + 1]`."""

    times: Floats  # (T + 1,) rising
    places: Floats  # (T,)

    def place_days(self) -> float:
        """Add up the place-days."""
        return float(np.dot(self.places, np.diff(self.times)))


def places_in_time(
    unit: PlannedUnit, service: Service, opens: float, closes: float, used: Booleans, absent_too: bool
) -> PlacesInTime:
    """Follow the places of a unit between two days, without those set aside for development.

    `used` (months,) tells in which months the time for development is used. The absent are counted or not.
    """
    when, change = [], []
    starts = np.searchsorted(service.absent, np.arange(len(service.slot) + 1))
    for row, begin, until, places in _pieces(unit, service):
        when.append(np.array([begin, until]))
        change.append(np.array([places, -places]))
        if not absent_too and starts[row] < starts[row + 1]:
            absences = slice(starts[row], starts[row + 1])
            away, back = (np.clip(days[absences], begin, until) for days in (service.away, service.back))
            when += [away, back]
            change += [np.full(len(away), -places), np.full(len(away), places)]
    reviews = np.arange(len(used) + 1 if used.any() else 0) * REVIEW_EVERY
    marks = np.concatenate([[opens, closes], reviews, [day for day, _ in unit.later]])
    times = np.concatenate([*when, marks])
    changes = np.concatenate([*change, np.zeros(len(marks))])
    order = np.argsort(times, kind="stable")
    edges = np.clip(times[order], opens, closes)
    there = np.cumsum(changes[order])[:-1]
    aside = np.floor(_share_set_aside(unit, (edges[:-1] + edges[1:]) / 2, used) * there + 0.5)
    return PlacesInTime(edges, there - aside)


def _pieces(unit: PlannedUnit, service: Service) -> Iterator[tuple[int, float, float, int]]:
    """Cut the times of workers where their places change: row, from, until, places."""
    spans = unit.in_time
    ends = [*(day for day, _ in spans[1:]), np.inf]
    columns = (service.slot, service.begin, service.until, service.newcomer)
    for row, (slot, begin, until, newcomer) in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
        for (day, terms), last in zip(spans, ends, strict=True):
            # the stretches are those of the terms that hold, counted from the day of joining
            grows = (begin + np.cumsum([lasts for lasts, _ in terms.newcomer])).tolist() if newcomer else []
            edges = [max(day, begin), *(grown for grown in grows if max(day, begin) < grown < min(last, until))]
            for first, then in pairwise([*edges, min(last, until)]):
                if then > first:
                    stretch = sum(grown <= first for grown in grows) if newcomer else len(terms.newcomer)
                    yield row, first, then, _places_of(unit, terms, slot, stretch)


def _places_of(unit: PlannedUnit, terms: Terms, slot: int, stretch: int) -> int:
    if slot >= unit.posts:
        return terms.extra.caseload if terms.extra is not None else 0
    return terms.places_in(stretch)


def _share_set_aside(unit: PlannedUnit, days: Floats, used: Booleans) -> Floats:
    """Give the share of places that is set aside on each day."""
    spans = unit.in_time
    shares = np.array([0.0 if terms.development is None else terms.development.share for _, terms in spans])
    holds = np.searchsorted([day for day, _ in spans], days, side="right") - 1
    month = (days // REVIEW_EVERY).astype(np.int64)
    in_use = np.append(used, False)[np.minimum(month, len(used))]
    return np.asarray(np.where(in_use, shares[np.maximum(holds, 0)], 0.0))


def months_planned(unit: PlannedUnit, end: float) -> Booleans:
    """Tell in which months time for development is used whatever happens: (months,)."""
    spans = unit.in_time
    protected = [terms.development is not None and terms.development.protected for _, terms in spans]
    return _by_month(unit, end, np.array(protected, dtype=bool))


def months_with_development(unit: PlannedUnit, end: float) -> Booleans:
    """Tell at the beginning of which months a unit has time for development, used or not: (months,)."""
    return _by_month(unit, end, np.array([terms.development is not None for _, terms in unit.in_time]))


def _by_month(unit: PlannedUnit, end: float, holds: Booleans) -> Booleans:
    reviews = np.arange(int(np.ceil(end / REVIEW_EVERY))) * REVIEW_EVERY
    return holds[np.searchsorted([day for day, _ in unit.in_time], reviews, side="right") - 1]


def learnt_pace(unit: PlannedUnit, used: Booleans) -> Floats:
    """Give a unit's pace in each month (months,), if it used its time for development in those that are told."""
    spans = unit.in_time
    holds = np.searchsorted([day for day, _ in spans], np.arange(len(used)) * REVIEW_EVERY, side="right") - 1
    pace, learnt = np.ones(len(used)), 0.0
    for month, place in enumerate(holds.tolist()):
        development = spans[place][1].development
        if development is not None:
            learnt += (1 - learnt) * development.learns if month > 0 and used[month - 1] else 0.0
            pace[month] = 1 + development.gain * learnt
    return pace


def months_used(log: Log, number: int) -> Booleans:
    """Tell in which months a unit really used its time for development: (months,)."""
    used = np.zeros(int(np.ceil(log.end / REVIEW_EVERY)), dtype=bool)
    used[log.developed_month[log.developed_unit == number]] = True
    return used
