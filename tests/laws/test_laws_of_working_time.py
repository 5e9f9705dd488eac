"""Laws of working time: every hour of posts and consultants goes to one thing, told again worker by worker."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from itertools import pairwise

import numpy as np
import pytest
from clock_accounts import full_pace_of, shared_parts, turns, work_done
from hypothesis import given, settings
from hypothesis import strategies as st
from staff_accounts import Person, StaffAccount
from test_laws_of_shared_time import lives

from simulate.findings.counted import Counted
from simulate.findings.presence import presences, units_that_work
from simulate.findings.use_of_hours import WorkingTime, working_times
from simulate.findings.window import Window
from simulate.plan import REVIEW_EVERY

EXACT = 1e-9  # of all


@dataclass
class Account:
    """Hours a week, times days, of one unit."""

    with_children: float = 0.0
    first_time: float = 0.0
    away: float = 0.0
    in_posts: float = 0.0


def measured(it: StaffAccount, warm_up: float) -> dict[int, WorkingTime]:
    """Measure the working time of each unit whose work never stands still, by its number."""
    opens = warm_up * it.plan.end
    counted = Counted(it.plan, it.log, Window(opens, it.plan.end - opens, 0.0))
    found = working_times(counted, presences(counted))
    units = it.plan.units
    return {number: found[units[number].name] for number in units_that_work(counted) if not units[number].stops}


def told_again(it: StaffAccount, unit: int, opens: float) -> Account:
    """Follow every worker of a unit from one change to the next."""
    told = Account()
    for worker, person in ((worker, person) for (number, worker), person in it.people.items() if number == unit):
        for first, then in between_changes(it, unit, worker, person, opens):
            middle, days = (first + then) / 2, then - first
            terms = it.terms(unit, middle)
            is_last = person.slot == terms.workers - 1 and not person.is_consultant
            full = (terms.part_post if is_last else 1.0) * terms.post_hours * days
            told.in_posts += 0.0 if person.is_consultant else full
            if not person.is_there(middle):
                told.away += full
                continue
            has, grown = (able(it, each, middle) for each in (person, as_if_grown(person)))
            told.first_time += full * (1 - has / grown)
            develops = (unit, int(middle // REVIEW_EVERY)) in it.developed and terms.development is not None
            aside = terms.development.share if develops and terms.shares_time else 0.0
            told.with_children += full * min(children_of(it, unit, worker, middle), has) / grown * (1 - aside)
    return told


def between_changes(
    it: StaffAccount, unit: int, worker: int, person: Person, opens: float
) -> Iterator[tuple[float, float]]:
    first, last = max(person.since, opens), min(person.until, it.plan.end)
    held = [day for (_, number), had in it.holdings.items() if number == unit for _, *span in had for day in span]
    inside = {day for day in (*turns(it, unit, worker), *held) if first < day < last}
    return pairwise(sorted({first, *inside, last})) if first < last else iter(())


def as_if_grown(person: Person) -> Person:
    return Person(*astuple(person)[:-1], is_new=False)


def able(it: StaffAccount, person: Person, day: float) -> float:
    """Count the children for whom somebody has time: at full pace or, where time is not shared, places."""
    shares = it.terms(person.unit, day).shares_time
    return full_pace_of(it, person, day) if shares else it.places_of(person, day)


def children_of(it: StaffAccount, unit: int, worker: int, day: float) -> int:
    """Count the parts of visits that somebody has and that take time."""
    parts, shares = it.plan.parts, it.plan.units[unit].ever_shares_time
    lengthens = {
        (int(visit), int(where)): takes
        for visit, where, takes in zip(parts.visit, parts.unit, parts.lengthens, strict=True)
    }
    return sum(
        had == worker and since <= day < until and (lengthens[visit, number] or not shares)
        for (visit, number), holdings in it.holdings.items()
        if number == unit
        for had, since, until in holdings
    )


warm_ups = st.sampled_from([0.0, 0.3])


@given(lives, warm_ups)
@settings(max_examples=30)
def test_work_and_what_is_spare_away_or_vacant_are_the_working_time_of_posts(it: StaffAccount, warm_up: float) -> None:
    for time in measured(it, warm_up).values():
        parts = time.with_children, time.spare, time.development, time.first_time, time.away, time.vacant
        assert sum(parts) == pytest.approx(time.hours, rel=EXACT)
        assert all(part >= -EXACT * time.hours for part in parts)


@given(lives, warm_ups)
@settings(max_examples=15)
def test_working_time_is_what_it_is_told_worker_by_worker(it: StaffAccount, warm_up: float) -> None:
    is_told_worker_by_worker(it, warm_up)


@pytest.mark.slow
@given(lives, warm_ups)
@settings(max_examples=200)
def test_working_time_is_what_it_is_told_worker_by_worker_in_many_worlds(it: StaffAccount, warm_up: float) -> None:
    is_told_worker_by_worker(it, warm_up)


def is_told_worker_by_worker(it: StaffAccount, warm_up: float) -> None:
    opens = warm_up * it.plan.end
    days = it.plan.end - opens
    for unit, time in measured(it, warm_up).items():
        told, close = told_again(it, unit, opens), EXACT * (time.hours + 1.0)
        assert time.with_children == pytest.approx(told.with_children / days, abs=close)
        assert time.first_time == pytest.approx(told.first_time / days, abs=close)
        assert time.away == pytest.approx(told.away / days, abs=close)
        spans = it.plan.units[unit].in_time
        ends = [*(day for day, _ in spans[1:]), it.plan.end]
        posted = sum(
            terms.full_posts * terms.post_hours * max(min(end, it.plan.end) - max(day, opens), 0.0)
            for (day, terms), end in zip(spans, ends, strict=True)
        )
        assert time.vacant == pytest.approx((posted - told.in_posts) / days, abs=close)


@given(lives)
@settings(max_examples=20)
def test_time_with_children_is_the_work_that_clocks_tell(it: StaffAccount) -> None:
    for unit, time in measured(it, 0.0).items():
        here = it.plan.units[unit]
        is_plain = not here.later and here.part_post == 1 and here.extra is None and here.development is None
        if not (here.shares_time and is_plain) or it.plan.start_ups:
            continue
        done = sum(work_done(it, part) for part in shared_parts(it) if it.plan.parts.unit[part] == unit)
        # a full post's week is that of so many children at full pace
        days = time.with_children / here.post_hours * here.full_pace_up_to * it.plan.end
        assert np.isclose(days, done, rtol=EXACT, atol=EXACT)
