"""Laws of staff: what holds in every town in which workers fall ill, leave, learn and are replaced."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import Shuffled, World, worlds
from staff_accounts import INF, Person, StaffAccount, staff_account

from simulate.engine.reference import run
from simulate.log import Outcome
from simulate.plan import NONE, REVIEW_EVERY

names = st.sampled_from(["first", "second"])
towns = worlds(in_time=True)
CLOSE = 1e-6  # days; changes of hands add and subtract days


def lived(world: World, name: str) -> StaffAccount:
    return staff_account(*world.live(name))


lives = st.builds(lived, towns, names)


def is_sorted(*columns: np.ndarray) -> bool:
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    return rows == sorted(rows)


def tables_are_in_their_order(it: StaffAccount) -> None:
    log = it.log
    assert is_sorted(log.staff_at, log.staff_unit, log.staff_worker)
    assert is_sorted(log.handed_at, log.handed_visit, log.handed_unit)
    assert is_sorted(log.developed_unit, log.developed_month)
    for days in (log.staff_at, log.handed_at):
        assert ((days >= 0) & (days < it.plan.end)).all()


def one_after_the_other_sits_in_a_slot(it: StaffAccount) -> None:
    for number, unit in enumerate(it.plan.units):
        for slot in range(unit.slots):
            workers = sorted(w for (u, w) in it.people if u == number and w % unit.slots == slot)
            first = 0 if slot < unit.workers else 1
            assert workers == [(first + turn) * unit.slots + slot for turn in range(len(workers))]
            people = [it.people[number, worker] for worker in workers]
            for before, after in pairwise(people):
                assert before.until <= after.since


def nobody_sits_in_a_closed_post(it: StaffAccount) -> None:
    for person in it.people.values():
        unit = it.plan.units[person.unit]
        for day in (0.0, *(day for day, _ in unit.later)):
            if person.since <= day < person.until and not person.is_consultant:
                assert person.slot < it.terms(person.unit, day).workers


def workers_are_away_when_their_posts_are(it: StaffAccount) -> None:
    for person in it.people.values():
        staff, spells = it.plan.units[person.unit].staff, []
        if staff is not None and not person.is_consultant:
            spells = list(zip(staff.away.row(person.slot), staff.back.row(person.slot), strict=True))
        until = min(person.until, it.plan.end)
        planned = [
            (max(away, person.since), back if back < until else INF)
            for away, back in spells
            if away < until and back > person.since and away < back
        ]
        told = [(away, back if back < until else INF) for away, back in person.away if away < min(until, back)]
        assert told == planned


def workers_leave_at_reviews_or_with_their_posts(it: StaffAccount) -> None:
    for person in it.people.values():
        unit, day = it.plan.units[person.unit], person.until
        if person.is_consultant or day == INF or day in [day for day, _ in unit.later]:
            continue
        month = round(day / REVIEW_EVERY)
        assert day == month * REVIEW_EVERY
        assert month > 0
        assert unit.staff is not None
        assert unit.staff.leaves_at[person.slot, month] < INF


def who_leaves_at_any_load_does(it: StaffAccount) -> None:
    for person in it.people.values():
        staff = it.plan.units[person.unit].staff
        if staff is not None and not person.is_consultant:
            for month in np.flatnonzero(staff.leaves_at[person.slot] == 0).tolist():
                day = month * REVIEW_EVERY
                assert month == 0 or not person.since < day < min(person.until, it.plan.end)


def vacant_posts_are_filled_when_their_luck_says(it: StaffAccount) -> None:
    for (number, worker), person in it.people.items():
        unit = it.plan.units[number]
        changes = [day for day, _ in unit.later]
        if person.is_consultant or person.until == INF or person.until in changes or unit.staff is None:
            continue
        filled = person.until + unit.staff.vacant_for[person.slot, round(person.until / REVIEW_EVERY)]
        if any(person.until <= day <= filled for day in changes) or filled >= it.plan.end:
            continue  # the post may have been closed
        assert abs(it.people[number, worker + unit.slots].since - filled) < CLOSE


def only_who_is_there_gets_a_case(it: StaffAccount) -> None:
    for (visit, unit), holdings in it.holdings.items():
        if it.plan.units[unit].is_meeting:
            continue
        for turn, (worker, since, until) in enumerate(holdings):
            if worker == NONE:
                assert turn > 0 or not np.isnan(it.plan.visits.started_before[visit])
                continue
            person = it.people[unit, worker]
            ended_at_once = person.is_consultant and person.until == since
            assert person.is_there(since) or ended_at_once
            assert until <= min(person.until, it.plan.end), "who has gone has no case"
            for begins, ends in person.away:
                if max(begins, since) < min(ends, until):
                    assert it.terms(unit, max(begins, since)).absent_keep_cases
                    let_go = [
                        day for day, terms in it.plan.units[unit].later if not terms.absent_keep_cases and day >= begins
                    ]
                    assert not any(max(begins, since) < day < min(ends, until) for day in let_go)


def nobody_has_a_case_only_while_nobody_is_there(it: StaffAccount) -> None:
    for (visit, unit), holdings in it.holdings.items():
        for worker, since, until in holdings:
            if worker == NONE and not it.plan.units[unit].is_meeting and (visit, unit, since) not in it.again:
                for person in it.in_unit(unit):
                    if person.is_consultant:
                        continue
                    days = [since, person.since, *(ends for _, ends in person.away)]
                    assert not any(person.is_there(day) for day in days if since <= day < until)


def work_takes_as_long_as_planned_and_stands_still_while_somebody_is_away(it: StaffAccount) -> None:
    log, visits, parts = it.log, it.plan.visits, it.plan.parts
    grown = it.plan.rules.growth > 0 or any(rules.growth > 0 for _, rules in it.plan.later_rules)
    for part in np.flatnonzero(~np.isnan(log.started[parts.visit])).tolist():
        visit = parts.visit[part]
        if grown and visits.grows[visit] and visits.child[visit] in log.crisis_child:
            continue
        is_over = not np.isnan(log.ended[part])
        gone_by = (log.ended[part] if is_over else log.end) - max(log.started[visit], 0.0)
        planned = parts.work[part]
        if parts.lengthens[part]:
            if it.plan.units[parts.unit[part]].ever_shares_time:
                continue  # see the laws of shared time
            if np.isnan(visits.started_before[visit]):
                planned = planned / it.pace(part)
            planned += it.made_longer(part)
            gone_by -= it.stood_still(part)
        if is_over:
            assert abs(gone_by - planned) < CLOSE
        else:
            assert gone_by < planned + CLOSE


def no_work_is_done_while_it_stops(it: StaffAccount) -> None:
    for part in np.flatnonzero(it.plan.parts.lengthens & ~np.isnan(it.log.ended)).tolist():
        day = float(it.log.ended[part])
        for begins, ends in it.plan.units[it.plan.parts.unit[part]].stops:
            assert not begins + CLOSE < day < ends - CLOSE


def nobody_is_called_while_a_unit_is_closed(it: StaffAccount) -> None:
    for visit, unit in it.holdings:
        if np.isnan(it.plan.visits.started_before[visit]):
            assert it.is_open(unit, float(it.log.started[visit]))


def room_after(it: StaffAccount, unit: int, day: float) -> tuple[dict[Person, int], int]:
    """Give the room of each worker who is there at the end of an instant, and how many places they have."""
    cases: Counter[int] = Counter(
        worker
        for (_, number), holdings in it.holdings.items()
        if number == unit
        for worker, since, until in holdings
        if since <= day < until
    )
    slots = it.plan.units[unit].slots
    room, offered = {}, 0
    for (number, worker), person in it.people.items():
        if number == unit and person.is_there(day):
            places = it.places_of(person, day)
            room[person] = places - cases[worker]
            if person.is_consultant:
                room[person] = max(room[person], 0)  # those who take no more have none; the log does not say since when
            else:
                offered += places
        assert worker % max(slots, 1) == person.slot or number != unit
    return room, offered


def free_after(it: StaffAccount, unit: int, day: float) -> int:
    """Count the free places of a unit at the end of an instant; at most so many where there are consultants."""
    room, offered = room_after(it, unit, day)
    return sum(room.values()) - it.set_aside(unit, offered, day)


def nobody_is_called_while_a_unit_is_over_its_places(it: StaffAccount) -> None:
    log = it.log
    for number, unit in enumerate(it.plan.units):
        if unit.is_meeting:
            continue
        parts = it.plan.parts
        mine, over = parts.visit[parts.unit == number], log.ended[parts.unit == number]
        lasts = (
            ~np.isnan(log.started[mine]) & np.isnan(it.plan.visits.started_before[mine]) & (over != log.started[mine])
        )
        called = mine[lasts].tolist()
        went = {person.until for person in it.in_unit(number) if person.is_consultant}  # after those calls
        for day in {float(log.started[visit]) for visit in called} - went:
            assert free_after(it, number, day) >= 0


def nobody_waits_while_there_are_places(it: StaffAccount) -> None:
    """Tell it of units that nobody needs together with another: places are not kept there."""
    plan, log = it.plan, it.log
    for number, unit in enumerate(plan.units):
        joint = any(number in team and len(team) > 1 for team in plan.teams)
        if joint or unit.is_meeting or any(person.is_consultant for person in it.in_unit(number)):
            continue
        mine = np.array([team != NONE and plan.teams[team] == (number,) for team in plan.visits.team], dtype=bool)
        waits = [
            (since, until)
            for visit in np.flatnonzero(mine & ~np.isnan(log.asked) & np.isnan(log.started))
            if log.outcome[visit] == Outcome.OPEN
            for since, until in [(log.asked[visit], INF)]
        ]
        waits += [(log.asked[v], log.started[v]) for v in np.flatnonzero(mine & ~np.isnan(log.started))]
        waits += [(a, b) for v, a, b in zip(log.left_visit, log.left_asked, log.left_at, strict=True) if mine[v]]
        waits += [(since, until) for (_, where, since), until in it.again.items() if where == number]
        for day in moments(it, number):
            if any(since <= day < until for since, until in waits) and it.is_open(number, day):
                assert free_after(it, number, day) <= 0


def moments(it: StaffAccount, number: int) -> list[float]:
    """List the days on which a unit's places may become free, and an instant after each."""
    unit, log = it.plan.units[number], it.log
    days = [0.0, *(day for day, _ in unit.later), *(opens for _, opens in unit.closed)]
    days += log.staff_at[log.staff_unit == number].tolist()
    days += [until for (_, where), spans in it.holdings.items() if where == number for _, _, until in spans]
    return sorted(day + 1e-6 for day in set(days) if day + 1e-6 < it.plan.end)


def a_case_is_taken_over_by_whoever_has_most_room(it: StaffAccount) -> None:
    log = it.log
    rows = list(
        zip(*(c.tolist() for c in (log.handed_at, log.handed_unit, log.handed_visit, log.taken_by)), strict=True)
    )
    for day, unit, visit, taker in rows:
        alone = sum(other[:2] == (day, unit) for other in rows) == 1
        changes = {day for day, _ in it.plan.units[unit].later} | {0.0}
        quiet = not any(
            where == unit and log.started[v] == day and v != visit for v, where in it.holdings
        )  # who took a place at the same instant is not told apart
        if taker == NONE or not (alone and quiet) or day in changes:
            continue
        room, _ = room_after(it, unit, day)
        person = it.people[unit, taker]
        for other, places in room.items():
            if not other.is_consultant and not person.is_consultant and other != person:
                mine = room[person] + 1
                assert mine > places or (mine == places and person.slot < other.slot)


def development_is_where_the_terms_have_it(it: StaffAccount) -> None:
    for unit, month in it.developed:
        assert it.terms(unit, month * REVIEW_EVERY).development is not None
    for number, unit in enumerate(it.plan.units):
        for month in range(int(np.ceil(it.plan.end / REVIEW_EVERY))):
            development = it.terms(number, month * REVIEW_EVERY).development
            if development is not None and development.protected and not unit.is_meeting:
                assert (number, month) in it.developed


LAWS = [
    tables_are_in_their_order,
    one_after_the_other_sits_in_a_slot,
    nobody_sits_in_a_closed_post,
    workers_are_away_when_their_posts_are,
    workers_leave_at_reviews_or_with_their_posts,
    who_leaves_at_any_load_does,
    vacant_posts_are_filled_when_their_luck_says,
    only_who_is_there_gets_a_case,
    nobody_has_a_case_only_while_nobody_is_there,
    work_takes_as_long_as_planned_and_stands_still_while_somebody_is_away,
    no_work_is_done_while_it_stops,
    nobody_is_called_while_a_unit_is_closed,
    nobody_is_called_while_a_unit_is_over_its_places,
    nobody_waits_while_there_are_places,
    a_case_is_taken_over_by_whoever_has_most_room,
    development_is_where_the_terms_have_it,
]


@given(lives)
def test_every_law_of_staff_holds(it: StaffAccount) -> None:
    for law in LAWS:
        law(it)


@given(towns, names, st.integers(0, 1000))
def test_the_log_does_not_depend_on_the_order_of_what_happens_to_workers_at_one_instant(
    world: World, name: str, seed: int
) -> None:
    plans = world.plan(name)
    assert run(plans).same_as(run(plans, Shuffled(seed)))


NEUTRAL = {
    "absence": {"share": 0.0, "spell": "9 days", "cases": "are handed over"},
    "turnover": 0.0,
    "time_to_fill": "90 days",
    "pressure": {"above": 0.5, "per_tenth": 2.0},
    "newcomer": [{"lasts": "60 days", "caseload": 0.5}],
    "handover_days": "3 days",
    "cases_of_leavers": "wait in line",
    "extra_staff": {"workers": 2, "line_above": 1_000_000, "after": "1 day"},
    "development": {"share": 0.0, "gain": 0.5, "half_life": "30 days"},
    "closed": [],
    "hours": {"open": "every day", "work_stops": True},
}


@given(worlds(), names)
def test_staff_rules_at_their_neutral_values_change_nothing(world: World, name: str) -> None:
    units = {
        unit: {**terms, **NEUTRAL} if "workers" in terms else terms for unit, terms in world.terms["units"].items()
    }
    first_time = {"start_up": {"length": "60 days", "pace": 1.0}}
    organisations = {key: {**first_time, **terms} for key, terms in world.terms["organisations"].items()}
    assert world.live(name)[1].same_as(world.changed(units=units, organisations=organisations).live(name)[1])


@given(towns, names)
def test_a_change_dated_after_the_end_changes_nothing(world: World, name: str) -> None:
    unit = next(unit for unit, terms in world.terms["units"].items() if "workers" in terms)
    late = {"from": "121 days", "units": {unit: {"workers": 9, "caseload": 9, "turnover": 8.0}}}
    later = world.changed(changes=[*world.terms["changes"], late])
    assert world.live(name)[1].same_as(later.live(name)[1])


@pytest.mark.slow
@given(lives)
@settings(max_examples=1000)
def test_every_law_of_staff_holds_in_many_worlds(it: StaffAccount) -> None:
    for law in LAWS:
        law(it)
