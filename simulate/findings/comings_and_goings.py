"""The comings and goings in each unit: vacancies, illness, leavers, newcomers, cases handed over, time to improve."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.in_line import days_within
from simulate.findings.service import (
    Service,
    has_staff_rules,
    months_used,
    months_with_development,
)
from simulate.log import Log, Staffing
from simulate.plan import REVIEW_EVERY, Booleans, Floats, Plan, PlannedUnit, Ragged, Terms
from simulate.scenario.schema.durations import DAYS_PER_YEAR


@dataclass(frozen=True)
class UnitStaff:
    """The staff of one unit between two days; shares lie between 0 and 1, NaN where there is nothing to tell."""

    posts: float  # full posts on average: a part-time post is the part it is
    vacant: float  # share of post-days; a part-time post counts as one, here and in all that follows
    absent: float  # share of the days of workers in posts
    leavers: float  # who resign, per year; a post that is closed makes no leaver
    leavers_per_100: float  # per year and 100 posts
    newcomers: float  # share of the days of workers in posts, in the stretches with a part of a caseload
    handed_over: float  # cases that lost their worker, per year
    consultant_days: float  # per year
    development_used: float  # share of the months with time for development; NaN without it
    development_months: float  # how many months were used


def staff_by_unit(counted: Counted) -> dict[str, UnitStaff]:
    """Measure the staff of every unit that has staff rules between the warm-up and the end."""
    opens, closes = counted.window.warm_up, counted.log.end
    left = leavers(counted.plan, counted.log, opens, closes)
    return {
        unit.name: _unit_staff(counted, number, left[number], opens, closes)
        for number, unit in enumerate(counted.plan.units)
        if has_staff_rules(unit) and not unit.is_meeting and closes > opens
    }


def _unit_staff(counted: Counted, number: int, left: int, opens: float, closes: float) -> UnitStaff:
    unit, log, service = counted.plan.units[number], counted.log, counted.services[number]
    years = (closes - opens) / DAYS_PER_YEAR
    in_post = service.slot < unit.posts
    days = days_within(service.begin, service.until, opens, closes)
    filled, posted = float(days[in_post].sum()), _days_of(unit, opens, closes, lambda terms: terms.workers)
    absent = days_within(service.away, service.back, opens, closes)[in_post[service.absent]]
    handed = (log.handed_unit == number) & (log.given_by >= 0) & _between(log.handed_at, opens, closes)
    reviewed: Floats = REVIEW_EVERY * np.arange(math.ceil(log.end / REVIEW_EVERY), dtype=np.float64)
    had = months_with_development(unit, log.end) & _between(reviewed, opens, closes)
    used = had & months_used(log, number)
    return UnitStaff(
        posts=post_days(unit, opens, closes) / (closes - opens),
        vacant=_share(posted - filled, posted),
        absent=_share(float(absent.sum()), filled),
        leavers=left / years,
        leavers_per_100=100 * _share(left, posted / DAYS_PER_YEAR),
        newcomers=_share(_newcomer_days(unit, service, opens, closes), filled),
        handed_over=int(handed.sum()) / years,
        consultant_days=float(days[~in_post].sum()) / years,
        development_used=_share(int(used.sum()), int(had.sum())),
        development_months=float(used.sum()),
    )


def post_days(unit: PlannedUnit, opens: float, closes: float) -> float:
    """Add up the days of all posts between two days, filled or not; those of a part-time post as the part it is."""
    return _days_of(unit, opens, closes, lambda terms: terms.full_posts)


def _days_of(unit: PlannedUnit, opens: float, closes: float, count: Callable[[Terms], float]) -> float:
    """Add up the days between two days of whatever is counted in a unit's terms."""
    spans = unit.in_time
    until = [*(day for day, _ in spans[1:]), math.inf]
    return math.fsum(
        count(terms) * max(min(last, closes) - max(day, opens), 0.0)
        for (day, terms), last in zip(spans, until, strict=True)
    )


def leavers(plan: Plan, log: Log, opens: float, closes: float) -> list[int]:
    """Count by unit the workers who resign between two days: not consultants, nor those whose post is closed."""
    left = np.flatnonzero((log.staff_what == Staffing.LEFT) & _between(log.staff_at, opens, closes))
    of_unit = Ragged.from_pairs(log.staff_unit[left], left, len(plan.units))
    counts = []
    for number, unit in enumerate(plan.units):
        mine, spans = of_unit.row(number), unit.in_time
        posts = np.array([terms.workers for _, terms in spans])
        then = posts[np.searchsorted([day for day, _ in spans], log.staff_at[mine], side="right") - 1]
        counts.append(int(np.sum(log.staff_worker[mine] % max(unit.slots, 1) < then)))
    return counts


def consultant_days(unit: PlannedUnit, service: Service, opens: float, closes: float) -> float:
    """Add up the days of a unit's consultants between two days."""
    days = days_within(service.begin, service.until, opens, closes)
    return float(days[service.slot >= unit.posts].sum())


def _newcomer_days(unit: PlannedUnit, service: Service, opens: float, closes: float) -> float:
    """Add up the days that workers spent in the stretches with which newcomers begin, after the terms of each day."""
    spans = unit.in_time
    new = service.newcomer & (service.slot < unit.posts)
    begin, until = service.begin[new], service.until[new]
    days = 0.0
    for (day, terms), last in zip(spans, [*(day for day, _ in spans[1:]), math.inf], strict=True):
        grown = begin + math.fsum(lasts for lasts, _ in terms.newcomer)
        first, then = max(day, opens), max(min(last, closes), opens)
        days += float(days_within(begin, np.minimum(until, grown), first, then).sum())
    return days


def _between(days: Floats, opens: float, closes: float) -> Booleans:
    return (days >= opens) & (days < closes)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan
