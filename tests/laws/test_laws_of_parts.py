"""Laws of the parts of visits: they begin together, end each by itself, and hold nothing longer than their own work."""

from dataclasses import replace

import numpy as np
from accounts import Account, account
from hypothesis import given
from hypothesis import strategies as st
from random_worlds import World, worlds

from simulate.engine.reference import run
from simulate.log import Log, Outcome
from simulate.plan import NONE, Plan

still_or_in_time = st.booleans().flatmap(lambda in_time: worlds(in_time=in_time))
lived = st.tuples(still_or_in_time, st.sampled_from(["first", "second"])).map(lambda some: some[0].live(some[1]))
lives = st.tuples(worlds(), st.sampled_from(["first", "second"])).map(lambda some: account(*some[0].live(some[1])))


@given(lived)
def test_a_visit_is_finished_with_the_last_of_its_parts_and_not_before(it: tuple[Plan, Log]) -> None:
    plans, log = it
    for visit in range(len(plans.visits)):
        mine = plans.parts.visit == visit
        assert mine.any()
        if log.outcome[visit] == Outcome.FINISHED:
            assert log.finished[visit] == log.ended[mine].max()  # so none is NaN
        elif np.isnan(log.started[visit]):
            assert np.isnan(log.ended[mine]).all()
        else:
            assert log.outcome[visit] == Outcome.OPEN
            assert np.isnan(log.ended[mine]).any()


@given(lived)
def test_a_part_ends_after_the_visit_has_started_and_never_before_its_work_is_done(it: tuple[Plan, Log]) -> None:
    plans, log = it
    parts, started = plans.parts, log.started[plans.parts.visit]
    over = ~np.isnan(log.ended)
    assert (log.ended[over] >= started[over]).all()
    as_planned = over & ~parts.lengthens & ~plans.visits.grows[parts.visit]
    as_planned &= np.isnan(plans.visits.started_before[parts.visit])
    np.testing.assert_array_equal(log.ended[as_planned], (started + parts.work)[as_planned])


@given(lives)
def test_a_part_lasts_as_long_as_its_own_work_whatever_the_others_take(it: Account) -> None:
    plans, log = it.plan, it.log
    joint = np.diff(plans.parts_of_visit)[plans.parts.visit] > 1
    started = log.started[plans.parts.visit]
    for part in np.flatnonzero(joint & ~np.isnan(started)).tolist():
        end = started[part] + plans.parts.work[part]
        np.testing.assert_equal(log.ended[part], end if end < plans.end else np.nan)


@given(lives)
def test_no_place_is_held_between_the_end_of_a_part_and_that_of_its_visit_while_somebody_waits_for_it(
    it: Account,
) -> None:
    plans, log = it.plan, it.log
    over = np.nan_to_num(log.finished, nan=np.inf)[plans.parts.visit]
    for part in np.flatnonzero((plans.parts.unit != NONE) & (log.ended < over)).tolist():
        unit, day = int(plans.parts.unit[part]), float(log.ended[part])
        if plans.units[unit].is_meeting or it.in_no_time(day):
            continue
        waiting = it.waiting_after(day)
        if not it.keepers(it.first_in_lines(waiting, day), day):
            assert it.free_after(day)[unit] == 0 or not any(it.units_of[visit] == (unit,) for visit in waiting)


@given(still_or_in_time, st.sampled_from(["first", "second"]), st.data())
def test_how_long_a_part_takes_changes_nothing_before_it_would_have_ended(
    world: World, name: str, data: st.DataObject
) -> None:
    plans, log = world.live(name)
    ended = np.flatnonzero(~np.isnan(log.ended))
    if not len(ended):
        return
    part = int(data.draw(st.sampled_from(ended.tolist())))
    work = plans.parts.work.copy()
    work[part] += 5.0
    longer = run(replace(plans, parts=replace(plans.parts, work=work)))
    day = float(log.ended[part])
    for column in ("asked", "started", "finished", "left", "ended", "met", "given_up", "handed_at", "staff_at"):
        ours, theirs = getattr(log, column), getattr(longer, column)
        before, before_too = ours[ours < day], theirs[theirs < day]
        np.testing.assert_array_equal(before, before_too, err_msg=column)
    assert not longer.ended[part] <= day


@given(lives, st.data())
def test_a_longer_part_puts_no_other_part_of_the_visit_off(it: Account, data: st.DataObject) -> None:
    plans, log = it.plan, it.log
    joint = np.flatnonzero((np.diff(plans.parts_of_visit)[plans.parts.visit] > 1) & ~np.isnan(log.ended))
    if not len(joint):
        return
    part = int(data.draw(st.sampled_from(joint.tolist())))
    work = plans.parts.work.copy()
    work[part] += 40.0
    longer = run(replace(plans, parts=replace(plans.parts, work=work)))
    others = (plans.parts.visit == plans.parts.visit[part]) & (np.arange(len(plans.parts)) != part)
    np.testing.assert_array_equal(log.ended[others], longer.ended[others])
