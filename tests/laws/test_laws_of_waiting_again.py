"""Laws of cases that go back to the line: who does, when, in which rank, and what becomes of their work."""

import sys
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from accounts import Account, Rank, account
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import World, worlds
from staff_accounts import INF, StaffAccount, staff_account
from test_laws_of_shared_time import clocks_tell_the_work_that_is_done, without_growth

from simulate.engine.reference import run
from simulate.findings.in_line import mean_lines, spells
from simulate.findings.second_waits import second_spells
from simulate.log import Outcome
from simulate.plan import NONE, Plan, PlannedUnit, Terms

sys.path.insert(0, str(Path(__file__).parents[1] / "stories"))
from test_staff import luck, office

CLOSE = 1e-6  # days
LINED_UP = {
    "absence": {"share": 0.3, "spell": {"exponential": "6 days"}, "cases": "wait in line"},
    "turnover": 4.0,
    "cases_of_leavers": "wait in line",
    "handover_days": "1 day",
}


def with_many_second_waits(world: World) -> World:
    """Give a town in which many cases go back to the line."""
    units = {
        unit: {**terms, **LINED_UP} if "workers" in terms else terms for unit, terms in world.terms["units"].items()
    }
    return world.changed(units=units)


def lived(world: World, name: str) -> StaffAccount:
    """Live through such a town."""
    return staff_account(*with_many_second_waits(world).live(name))


lives = st.builds(lived, worlds(in_time=True), st.sampled_from(["first", "second"]))


def the_table_is_in_its_order(it: StaffAccount) -> None:
    log = it.log
    rows = list(zip(log.again_since.tolist(), log.again_part.tolist(), strict=True))
    assert rows == sorted(set(rows))
    assert ((log.again_since >= 0) & (log.again_since < it.plan.end)).all()
    assert not (log.again_until < log.again_since).any()


def nobody_has_a_case_while_it_stands_in_line_again(it: StaffAccount) -> None:
    for (visit, unit, since), until in it.again.items():
        holdings = it.holdings[visit, unit]
        [turn] = [turn for turn, (worker, begins, _) in enumerate(holdings) if (worker, begins) == (NONE, since)]
        assert holdings[turn][2] == min(until, it.plan.end)
        assert holdings[turn - 1][0] != NONE
        assert (turn + 1 < len(holdings)) == (until < INF), "who is called again has a worker"


def what_loses_its_worker_goes_back_where_the_unit_says_so_and_no_stay_does(it: StaffAccount) -> None:
    parts = it.plan.parts
    lengthens = dict(zip(zip(parts.visit.tolist(), parts.unit.tolist(), strict=True), parts.lengthens, strict=True))
    for (visit, unit), holdings in it.holdings.items():
        for (worker, _, day), (following, since, _) in pairwise(holdings):
            if worker == NONE:
                continue
            person, terms = it.people[unit, worker], it.terms(unit, day)
            leaves, falls_ill = person.until == day, any(begins == day for begins, _ in person.away)
            if leaves and falls_ill:
                continue  # whichever came first
            goes_back = (terms.lines_up_leavers if leaves else terms.lines_up_absent) and lengthens[visit, unit]
            assert goes_back == ((visit, unit, since) in it.again)
            assert not goes_back or following == NONE


def what_has_begun_is_withdrawn_by_nothing(it: StaffAccount) -> None:
    for (visit, _, _), until in it.again.items():
        assert it.log.outcome[visit] in (Outcome.FINISHED, Outcome.OPEN)
        assert it.log.outcome[visit] == Outcome.OPEN or until < INF


def nobody_is_called_before_one_who_is_ranked_before_and_stands_in_the_same_line(it: StaffAccount) -> None:
    """Tell it where the rules of calling are always the same."""
    if it.plan.later_rules:
        return
    lines = account(it.plan, it.log)
    own = {team[0]: number for number, team in enumerate(it.plan.teams) if len(team) == 1}
    for unit in {unit for _, unit, _ in it.again}:
        again = [(visit, since, until) for (visit, where, since), until in it.again.items() if where == unit]
        first = it.plan.visits.team[lines.round_visit] == own.get(unit, -2)
        columns = (lines.round_visit, lines.joined, np.where(lines.called, lines.ended, INF), lines.ended)
        rounds = list(zip(*(column[first].tolist() for column in columns), strict=True))
        called = [(visit, day) for visit, _, day in again if day < INF]
        called += [(visit, day) for visit, _, day, _ in rounds if day < INF]
        for visit, day in called:
            # who comes at the very instant may have come after the first calls of it
            waiting = [other for other, since, until in again if since <= day < until]
            waiting += [other for other, since, _, until in rounds if since < day < until]
            for other in waiting:
                assert rank(lines, visit, day) <= rank(lines, other, day)


def rank(lines: Account, visit: int, day: float) -> Rank:
    """Give what is ranked by before numbers are: acute, urgent, longest wait."""
    began_before = float(lines.plan.visits.started_before[visit])
    if began_before == began_before and not lines.plan.rules.by_total_wait:
        child = int(lines.plan.visits.child[visit])
        urgent = lines.plan.rules.urgent_first and lines.urgent_from[child] <= day
        return not lines.plan.visits.acute[visit], not urgent, began_before, 0, 0
    return (*lines.rank(visit, day)[:3], 0, 0)


def lines_are_as_long_as_all_who_stand_there_for_the_first_time_or_again(it: StaffAccount) -> None:
    plan, log, edges = it.plan, it.log, np.array([0.0, it.plan.end])
    found = mean_lines(plan, spells(plan, log), second_spells(plan, log), edges)
    lines = account(plan, log)
    for number, unit in enumerate(plan.units):
        here = np.array([number in lines.units_of[visit] for visit in lines.round_visit], dtype=bool)
        days = (np.minimum(lines.ended, plan.end) - np.maximum(lines.joined, 0.0))[here].sum()
        days += sum(min(until, plan.end) - since for (_, where, since), until in it.again.items() if where == number)
        assert abs(found[unit.name][0] * plan.end - days) < CLOSE * plan.end


LAWS = [
    the_table_is_in_its_order,
    nobody_has_a_case_while_it_stands_in_line_again,
    what_loses_its_worker_goes_back_where_the_unit_says_so_and_no_stay_does,
    what_has_begun_is_withdrawn_by_nothing,
    nobody_is_called_before_one_who_is_ranked_before_and_stands_in_the_same_line,
    lines_are_as_long_as_all_who_stand_there_for_the_first_time_or_again,
]


@given(lives)
@settings(max_examples=40)
def test_every_law_of_waiting_again_holds(it: StaffAccount) -> None:
    for law in LAWS:
        law(it)


def in_turns(plans: Plan, days: list[float], up_to: float) -> Plan:
    """Let workers share their time from the first of some days on, no longer from the second, again from the third …"""

    def on(unit: PlannedUnit, day: float) -> Terms:
        said = [terms for begins, terms in unit.in_time if begins <= day][-1]
        terms = Terms(**{field.name: getattr(said, field.name) for field in fields(Terms)})
        if sum(turn <= day for turn in days) % 2 == 0:
            return replace(terms, full_pace_up_to=None, newcomer_shares=())
        return replace(terms, full_pace_up_to=up_to, newcomer_shares=(0.4,) * len(terms.newcomer))

    def of(unit: PlannedUnit) -> PlannedUnit:
        if unit.is_meeting:
            return unit
        every = sorted({*days, *(day for day, _ in unit.later)})
        later = tuple((day, on(unit, day)) for day in every)
        return replace(unit, full_pace_up_to=None, newcomer_shares=(), later=later)

    return replace(plans, units=tuple(map(of, plans.units)))


turns = st.lists(st.integers(5, 60).map(float), min_size=2, max_size=4, unique=True).map(sorted)


@given(worlds(in_time=True), st.sampled_from(["first", "second"]), turns, st.sampled_from([0.5, 1.0, 2.0]))
@settings(max_examples=15)
def test_nothing_is_done_or_lost_of_a_case_in_line_again_when_its_unit_begins_or_stops_to_share_time(
    world: World, name: str, days: list[float], up_to: float
) -> None:
    plans = without_growth(in_turns(with_many_second_waits(world).plan(name), days, up_to))
    clocks_tell_the_work_that_is_done(staff_account(plans, run(plans)))


@given(worlds(in_time=True), st.sampled_from(["first", "second"]), turns, st.sampled_from([0.5, 1.0, 2.0]))
@settings(max_examples=25)
def test_engines_agree_where_units_share_time_in_turns_and_cases_wait_in_line_again(
    world: World, name: str, days: list[float], up_to: float
) -> None:
    compiled = pytest.importorskip("simulate.engine.compiled.run", reason="the compiled engine needs numba")
    plans = in_turns(with_many_second_waits(world).plan(name), days, up_to)
    assert compiled.run(plans).same_as(run(plans))


days = st.lists(st.integers(0, 90), min_size=1, max_size=8, unique=True).map(sorted)
spells_of_illness = st.lists(st.integers(1, 180), min_size=2, max_size=8, unique=True).map(sorted)


@given(days, spells_of_illness)
def test_for_one_worker_with_one_place_it_is_as_if_cases_stood_still(come: list[int], turns: list[int]) -> None:
    """Where nobody is urgent the case that goes back is the first in line, and goes on when the worker is back."""
    ill = list(zip(map(float, turns[::2]), map(float, turns[1::2]), strict=False))
    children = [float(day) for day in come]
    waits, again = (office(children, 1, 1, lines_up_absent=rule, staff=luck(1, {0: ill})) for rule in (False, True))
    for column in ("asked", "started", "finished"):
        one, other = getattr(waits.log, column), getattr(again.log, column)
        assert np.allclose(one, other, rtol=0, atol=1e-9, equal_nan=True)
