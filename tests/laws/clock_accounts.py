"""How far clocks of work have come, told again from a log: who had which children when, and what was left of the time.

Written from the plan, the log and the words of the model, never from the engine: the laws judge the engine by it.
"""

from itertools import accumulate, pairwise

import numpy as np
from staff_accounts import Person, StaffAccount

from simulate.plan import NONE, REVIEW_EVERY


def shared_parts(it: StaffAccount) -> list[int]:
    """List the parts that have begun and take the time of workers who share it, at some time."""
    parts, shares = it.plan.parts, [*(unit.ever_shares_time for unit in it.plan.units), False]
    begun = parts.lengthens & np.array(shares)[parts.unit] & ~np.isnan(it.log.started[parts.visit])
    return np.flatnonzero(begun).tolist()


def work_of(it: StaffAccount, part: int) -> float:
    """Give the days of work that a part took, or will have taken: as planned, and by which others made it longer."""
    longer = sum(days * (pace_without_clock(it, part, day) or 1.0) for day, days in it.handovers(part))
    return float(it.plan.parts.work[part]) + longer


def pace_without_clock(it: StaffAccount, part: int, day: float) -> float | None:
    """Give the pace of a part on a day on which its unit's workers do not share their time; None where they do.

    It is that of the day on which it began, or came off a clock.
    """
    unit = int(it.plan.parts.unit[part])
    if it.terms(unit, day).shares_time:
        return None
    since = float(it.log.started[it.plan.parts.visit[part]])
    for begins, _ in it.plan.units[unit].later:
        if since < begins <= day and it.terms(unit, np.nextafter(begins, 0)).shares_time:
            since = begins
    return it.pace_on(since, part)


def work_done(it: StaffAccount, part: int, until: float = np.inf) -> float:
    """Add up the days of work that the clocks of those who had a part, one after the other, told for it until a day."""
    unit, visit = int(it.plan.parts.unit[part]), int(it.plan.parts.visit[part])
    start_up, done = int(it.plan.visits.start_up[visit]), 0.0
    for worker, since, ends in it.holdings[visit, unit]:
        last = min(ends, until)
        if worker == NONE or last <= since:
            continue
        days = [since, *(day for day in turns(it, unit, worker) if since < day < last), last]
        for first, then in pairwise(days):
            middle = (first + then) / 2
            if not works(it, unit, middle):
                continue
            without_clock = pace_without_clock(it, part, middle)
            if without_clock is not None:
                done += (then - first) * without_clock * it.people[unit, worker].is_there(middle)
            else:
                done += (then - first) * pace(it, unit, worker, middle) * first_time(it, start_up, middle)
    return done


def works(it: StaffAccount, unit: int, day: float) -> bool:
    """Tell whether a unit's work goes on on a day."""
    return not any(begins <= day < ends for begins, ends in it.plan.units[unit].stops)


def turns(it: StaffAccount, unit: int, worker: int) -> list[float]:
    """List the days on which a worker's pace may change."""
    here, person = it.plan.units[unit], it.people[unit, worker]
    months = int(np.ceil(it.plan.end / REVIEW_EVERY))
    days = [day for day, _ in here.later] + [day for stop in here.stops for day in stop]
    days += [month * REVIEW_EVERY for month in range(months)]
    days += [day for spell in person.away for day in spell]
    days += [day for start_up in it.plan.start_ups for day in (start_up.begins, start_up.until)]
    for _, terms in here.in_time:
        days += [person.since + until for until in accumulate(lasts for lasts, _ in terms.newcomer)]
    for part in shared_parts(it):
        visit = int(it.plan.parts.visit[part])
        if it.plan.parts.unit[part] == unit:
            days += [day for had, *span in it.holdings[visit, unit] if had == worker for day in span]
    return sorted(days)


def pace(it: StaffAccount, unit: int, worker: int, day: float) -> float:
    """Give the pace of a worker's clock on a day on which nothing changes."""
    person, terms = it.people[unit, worker], it.terms(unit, day)
    if not person.is_there(day):
        return 0.0
    children, full = children_of(it, unit, worker, day), full_pace_of(it, person, day)
    share = min(1.0, full / children)
    learnt = [pace for since, pace in it.learnt[unit] if since <= day][-1]
    if terms.shares_time and terms.development is not None and (unit, int(day // REVIEW_EVERY)) in it.developed:
        share *= 1 - terms.development.share
    return share * learnt


def first_time(it: StaffAccount, number: int, day: float) -> float:
    """Give the factor by which an organisation's children are worked with in its first time."""
    if number == NONE:
        return 1.0
    start_up = it.plan.start_ups[number]
    return start_up.pace if start_up.begins <= day < start_up.until else 1.0


def children_of(it: StaffAccount, unit: int, worker: int, day: float) -> int:
    """Count the children among whom a worker shares the time."""
    parts = it.plan.parts
    return sum(
        had == worker and since <= day < until
        for part in shared_parts(it)
        if parts.unit[part] == unit
        for had, since, until in it.holdings[int(parts.visit[part]), unit]
    )


def full_pace_of(it: StaffAccount, person: Person, day: float) -> float:
    """Count the children a worker can have at full pace: a part in the last post, a share as a newcomer."""
    terms = it.terms(person.unit, day)
    assert terms.full_pace_up_to is not None, "where time is not shared there are no clocks"
    if person.is_consultant:
        return terms.full_pace_up_to
    full = terms.full_pace_up_to * (terms.part_post if person.slot == terms.workers - 1 else 1)
    if person.is_new:
        ends = accumulate(lasts for lasts, _ in terms.newcomer)
        for until, share in zip(ends, terms.newcomer_shares, strict=True):
            if day < person.since + until:
                return full * share
    return full
