"""Laws of what changes on a day: the days before it are what they are without the change, to the last bit."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_worlds import World, change, worlds
from staff_accounts import staff_account
from test_laws_of_shared_time import clocks_tell_the_work_that_is_done

from simulate.engine.reference import run
from simulate.log import Log
from simulate.plan import NONE, REVIEW_EVERY, Plan, PlanError, PlannedUnit, Terms

names = st.sampled_from(["first", "second"])
days = st.integers(2, 110)


def past(plans: Plan, log: Log, day: float) -> dict[str, list[Any]]:
    """Tell what happened before a day, of children who came before it: what is later is as if it had not happened."""
    came = plans.children.arrival < day
    visits, needs = came[plans.visits.child], came[plans.needs.child]
    parts = visits[plans.parts.visit]

    def so_far(values: Any, rows: Any) -> list[float | None]:
        return [value if value < day else None for value in values[rows].tolist()]

    told: dict[str, list[Any]] = {name: so_far(getattr(log, name), visits) for name in ("started", "finished")}
    told |= {"met": so_far(log.met, needs), "ended": so_far(log.ended, parts)}
    # a visit that was withdrawn and later brought back shows its last round; those before are in the table of waits
    asked = [*enumerate(log.asked.tolist()), *zip(log.left_visit.tolist(), log.left_asked.tolist(), strict=True)]
    told["asked"] = sorted({each for each in asked if each[1] < day})
    begun = log.started[plans.parts.visit] < day
    whole = zip(plans.parts.unit, log.worker, log.urgent[plans.parts.visit], begun, strict=True)
    told["called"] = [
        (_person(plans, unit, worker), bool(urgent)) if has_begun else None
        for (unit, worker, urgent, has_begun), counts in zip(whole, parts, strict=True)
        if counts
    ]
    told["crises"] = [each for each in zip(log.crisis_child, log.crisis_at, strict=True) if each[1] < day]
    told["left_lines"] = sorted(
        each for each in zip(log.left_visit, log.left_asked, log.left_at, strict=True) if each[2] < day
    )
    handed = (log.handed_at, log.handed_visit, log.handed_unit, log.given_by, log.taken_by)
    told["handed"] = [
        (at, visit, unit, _person(plans, unit, giver), _person(plans, unit, taker))
        for at, visit, unit, giver, taker in zip(*handed, strict=True)
        if at < day
    ]
    came_and_went = zip(log.staff_at, log.staff_unit, log.staff_worker, log.staff_what, strict=True)
    told["staff"] = [
        (at, unit, _person(plans, unit, worker), what) for at, unit, worker, what in came_and_went if at < day
    ]
    told["staff"].sort()
    months = zip(log.developed_unit, log.developed_month, strict=True)
    told["developed"] = [(unit, month) for unit, month in months if month * REVIEW_EVERY < day]
    return told


def _person(plans: Plan, unit: int, worker: int) -> tuple[str, int, int]:
    """Name a worker by the post or the chair, and by how many sat there before: however many there are of them."""
    if worker == NONE or unit == NONE:
        return ("nobody", 0, 0)
    here = plans.units[unit]
    generation, slot = divmod(int(worker), here.slots)
    return ("post", slot, generation) if slot < here.posts else ("chair", slot - here.posts, generation)


@st.composite
def worlds_that_change(draw: st.DrawFn) -> tuple[World, World, int]:
    """Draw a town in which much changes anyway, the same town with one change more, and the day of that."""
    world, day = draw(worlds(in_time=True)), draw(days)
    extra = change(draw, world, f"{day} days")
    return world, world.changed(changes=[*world.terms["changes"], extra]), day


def assert_same_past(one: Plan, other: Plan, day: float) -> None:
    try:
        logs = run(one), run(other)
    except PlanError:  # nobody is ever there whom children need
        assume(False)
    expected, told = (past(plans, log, day) for plans, log in zip((one, other), logs, strict=True))
    for what, values in expected.items():
        assert told[what] == values, what


@given(worlds_that_change(), names)
@settings(max_examples=50)
def test_a_change_on_a_day_leaves_the_log_before_it_as_it_is_without_it(
    drawn: tuple[World, World, int], name: str
) -> None:
    without, changed, day = drawn
    assert_same_past(without.plan(name), changed.plan(name), day)


@pytest.mark.slow
@given(worlds_that_change(), names)
@settings(max_examples=1000)
def test_a_change_leaves_what_was_before_it_alone_in_many_worlds(drawn: tuple[World, World, int], name: str) -> None:
    without, changed, day = drawn
    assert_same_past(without.plan(name), changed.plan(name), day)


def with_time_shared_otherwise(plans: Plan, day: float) -> Plan:
    """Let all units with workers begin to share time on a day, or no longer do, where they do already."""
    return replace(plans, units=tuple(_turned(unit, day) if not unit.is_meeting else unit for unit in plans.units))


def _turned(unit: PlannedUnit, day: float) -> PlannedUnit:
    on_day = [terms for since, terms in unit.in_time if since <= day][-1]
    plain = Terms(**{field.name: getattr(on_day, field.name) for field in fields(Terms)})
    later = [*((since, terms) for since, terms in unit.later if since < day), (day, _otherwise(plain))]
    later += [(since, _otherwise(terms)) for since, terms in unit.later if since > day]
    return replace(unit, later=tuple(later))


def _otherwise(terms: Terms) -> Terms:
    if terms.shares_time:
        return replace(terms, full_pace_up_to=None, newcomer_shares=())
    return replace(terms, full_pace_up_to=1.3, newcomer_shares=(0.5,) * len(terms.newcomer))


@given(worlds(in_time=True), names, days)
@settings(max_examples=25)
def test_days_before_time_is_shared_or_no_longer_is_are_as_ever(world: World, name: str, day: int) -> None:
    plans = world.plan(name)
    assume(day < plans.end)
    assert_same_past(plans, with_time_shared_otherwise(plans, float(day)), day)


def engines_agree(world: World, name: str, day: int) -> None:
    compiled = pytest.importorskip("simulate.engine.compiled.run", reason="the compiled engine needs numba")
    plans = world.plan(name)
    assume(day < plans.end)
    plans = with_time_shared_otherwise(plans, float(day))
    try:
        log = run(plans)
    except PlanError:
        assume(False)
    assert compiled.run(plans).same_as(log)


@given(worlds(in_time=True), names, days)
@settings(max_examples=20)
def test_engines_agree_where_time_is_shared_from_a_day_on_or_until_then(world: World, name: str, day: int) -> None:
    engines_agree(world, name, day)


@given(worlds(in_time=True), names, days)
@settings(max_examples=15)
def test_clocks_tell_the_work_that_is_done_before_and_after_time_is_shared(world: World, name: str, day: int) -> None:
    plans = world.plan(name)
    assume(day < plans.end)
    plans = with_time_shared_otherwise(plans, float(day))
    plans = replace(plans, rules=replace(plans.rules, growth=0.0), later_rules=())
    try:
        log = run(plans)
    except PlanError:
        assume(False)
    clocks_tell_the_work_that_is_done(staff_account(plans, log))
