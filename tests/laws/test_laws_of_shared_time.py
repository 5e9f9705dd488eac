"""Laws of shared working time: what clocks tell is the work that is done, and one that never slows changes nothing."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from clock_accounts import shared_parts, work_done, work_of
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import Shuffled, World, worlds
from staff_accounts import StaffAccount, staff_account

from simulate.engine.reference import run
from simulate.log import Log
from simulate.plan import NONE, Plan, PlannedUnit, Terms

names = st.sampled_from(["first", "second"])
towns = worlds(in_time=True)
CLOSE = 1e-6  # days
NOBODY_HAS_AS_MANY = 99_999.0


def with_full_pace(plans: Plan, up_to: float | None) -> Plan:
    """Let every worker of a plan have so many children at full pace, and newcomers fewer."""

    def otherwise(terms: Terms) -> dict[str, Any]:
        shares = (0.4,) * len(terms.newcomer) if up_to is not None else ()
        return {} if terms.is_meeting else {"full_pace_up_to": up_to, "newcomer_shares": shares}

    def of(unit: PlannedUnit) -> PlannedUnit:
        later = tuple((day, replace(terms, **otherwise(terms))) for day, terms in unit.later)
        return replace(unit, **otherwise(unit), later=later)

    return replace(plans, units=tuple(map(of, plans.units)))


def lived(world: World, name: str, up_to: float | None) -> StaffAccount:
    """Let a town live where all workers share their time, or (None) as its file says."""
    plans = world.plan(name)
    plans = without_growth(plans if up_to is None else with_full_pace(plans, up_to))
    return staff_account(plans, run(plans))


def without_growth(plans: Plan) -> Plan:
    """Let no crisis make work longer."""
    later = tuple((day, replace(each, growth=0.0)) for day, each in plans.later_rules)
    return replace(plans, rules=replace(plans.rules, growth=0.0), later_rules=later)


lives = st.builds(lived, towns, names, st.sampled_from([None, None, 1.0, 0.7]))


def clocks_tell_the_work_that_is_done(it: StaffAccount) -> None:
    """Of a part that has ended all of its work is done, and of one that goes on not all of it."""
    for part in shared_parts(it):
        done, work = work_done(it, part), work_of(it, part)
        if np.isnan(it.log.ended[part]):
            assert done < work + CLOSE
        else:
            assert abs(done - work) < CLOSE


@given(lives)
@settings(max_examples=40)
def test_work_done_by_clocks_is_that_of_the_parts_they_ended_and_what_is_done_of_those_open(it: StaffAccount) -> None:
    clocks_tell_the_work_that_is_done(it)


@given(lives, st.floats(0, 120))
@settings(max_examples=20)
def test_at_every_instant_no_more_is_done_of_a_part_than_its_work(it: StaffAccount, day: float) -> None:
    for part in shared_parts(it):
        done, work = work_done(it, part, until=day), work_of(it, part)
        if it.log.ended[part] > day + CLOSE:  # false for NaN
            assert done < work + CLOSE
        assert -CLOSE < done < work + CLOSE


@pytest.mark.slow
@given(lives)
@settings(max_examples=400)
def test_clocks_tell_the_work_that_is_done_in_many_worlds(it: StaffAccount) -> None:
    clocks_tell_the_work_that_is_done(it)


def same_but_for_rounding(one: Log, other: Log) -> bool:
    """Tell whether the same happened in the same order, within a millionth of a day."""
    return all(
        np.shape(ours) == np.shape(getattr(other, name))
        and np.allclose(ours, getattr(other, name), rtol=0, atol=CLOSE, equal_nan=np.asarray(ours).dtype.kind == "f")
        for name, ours in vars(one).items()
    )


def without_what_shared_time_changes(plans: Plan) -> Plan:
    """Take away what acts otherwise where time is shared: reactions to load, start-ups, time for development."""

    def plainer(terms: Terms) -> Terms:
        return replace(terms, extra=None, development=None)

    def of(unit: PlannedUnit) -> PlannedUnit:
        staff = unit.staff
        if staff is not None:
            staff = replace(staff, leaves_at=np.where(staff.leaves_at == 0, 0.0, np.inf))
        later = tuple((day, plainer(terms)) for day, terms in unit.later)
        return replace(unit, extra=None, development=None, later=later, staff=staff)

    visits = replace(plans.visits, start_up=np.full(len(plans.visits), NONE))
    return replace(plans, units=tuple(map(of, plans.units)), visits=visits, start_ups=())


def without_ties(plans: Plan) -> Plan:
    """Let no work take whole days, nor as long as other work: else rounding decides whether it ends before closing."""
    odd = 0.9 + 0.1 * (np.arange(len(plans.parts)) * (np.sqrt(5) - 1) / 2 % 1)
    return replace(plans, parts=replace(plans.parts, work=plans.parts.work * odd))


@given(towns, names)
def test_a_number_that_nobody_reaches_changes_nothing_but_the_last_bits(world: World, name: str) -> None:
    plans = replace(world, rounded=False).plan(name)  # else rounding decides who is first of those at one instant
    plans = with_full_pace(without_ties(without_what_shared_time_changes(plans)), None)
    assert same_but_for_rounding(run(plans), run(with_full_pace(plans, NOBODY_HAS_AS_MANY)))


@given(towns, names, st.sampled_from([1.0, 0.7]), st.integers(0, 1000))
def test_the_log_does_not_depend_on_the_order_of_simultaneous_events_where_time_is_shared(
    world: World, name: str, up_to: float, seed: int
) -> None:
    plans = with_full_pace(world.plan(name), up_to)
    assert run(plans).same_as(run(plans, Shuffled(seed)))


@given(towns, names, st.sampled_from([1.0, 0.7]))
@settings(max_examples=40)
def test_engines_agree_where_everybody_shares_time(world: World, name: str, up_to: float) -> None:
    compiled = pytest.importorskip("simulate.engine.compiled.run", reason="the compiled engine needs numba")
    plans = with_full_pace(world.plan(name), up_to)
    assert compiled.run(plans).same_as(run(plans))
