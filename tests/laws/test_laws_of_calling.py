"""Laws of lines, places and workers, checked from the log at every instant of random worlds."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import numpy as np
from accounts import Account, account, places_of_posts
from hypothesis import given
from hypothesis import strategies as st
from random_worlds import Shuffled, World, worlds

from simulate.engine.reference import run
from simulate.log import Log, Outcome
from simulate.plan import NONE, Plan

lives = st.builds(lambda world, name: account(*world.live(name)), worlds(), st.sampled_from(["first", "second"]))


@given(lives)
def test_everybody_who_arrives_is_accounted_for_at_every_instant(it: Account) -> None:
    plan, log = it.plan, it.log
    for visit in range(len(plan.visits)):
        assert_stands_as_its_outcome_says(plan, log, visit)
    in_line = plan.visits.team != NONE
    asked_in_line = ~np.isnan(log.asked) & in_line
    assert (np.isin(np.flatnonzero(asked_in_line), it.round_visit)).all(), "somebody vanished from a line"
    begun = np.concatenate([it.joined, log.asked[~np.isnan(log.asked) & ~in_line]])
    over = np.where(np.isnan(log.finished), np.inf, log.finished)
    for day in it.instants:
        waiting = len(it.waiting_after(day))
        left = (log.left_at <= day).sum()
        running = ((log.started <= day) & (over > day)).sum()
        finished = (log.finished <= day).sum()
        assert (begun <= day).sum() == waiting + left + running + finished


def assert_stands_as_its_outcome_says(plan: Plan, log: Log, visit: int) -> None:
    asked, started, finished, left = (float(days[visit]) for days in (log.asked, log.started, log.finished, log.left))
    outcome = Outcome(log.outcome[visit])
    was_called, is_over, has_left = (not np.isnan(day) for day in (started, finished, left))
    assert is_over == (outcome == Outcome.FINISHED)
    if was_called:
        assert outcome in (Outcome.FINISHED, Outcome.OPEN)
        assert not has_left
        assert plan.children.arrival[plan.visits.child[visit]] <= asked <= started < plan.end
        assert not is_over or started <= finished < plan.end
    elif outcome == Outcome.OPEN:
        assert not np.isnan(asked)
        assert not has_left
    else:
        assert has_left == (not np.isnan(asked)), "a visit that was asked for and never called has left its line"
        assert not has_left or asked <= left


@given(lives)
def test_a_visit_waits_in_its_line_once_at_a_time(it: Account) -> None:
    for visit in set(it.round_visit.tolist()):
        rounds = sorted(zip(*(days[it.round_visit == visit] for days in (it.joined, it.ended)), strict=True))
        for (_, ended), (joined, _) in pairwise(rounds):
            assert ended <= joined


@given(lives)
def test_littles_law_holds_exactly_on_each_unit(it: Account) -> None:
    end = it.plan.end
    for unit in range(len(it.plan.units)):
        here = np.array([unit in it.units_of[visit] for visit in it.round_visit], dtype=bool)
        joined, ended = it.joined[here], np.minimum(it.ended[here], end)
        waits = sum((Fraction(b) - Fraction(a) for a, b in zip(joined, ended, strict=True)), Fraction())
        days = np.unique(np.concatenate([joined, ended, [0.0, end]]))
        come, gone = (np.searchsorted(np.sort(some), days, side="right") for some in (joined, ended))
        areas = zip((come - gone).tolist(), pairwise(days), strict=False)  # the last day ends nothing
        area = sum((length * (Fraction(b) - Fraction(a)) for length, (a, b) in areas), Fraction())
        assert (come >= gone).all()
        assert area == waits


@given(lives)
def test_places_are_never_exceeded(it: Account) -> None:
    for number, unit in enumerate(it.plan.units):
        here = it.stay_unit == number
        visits, workers = it.stay_visit[here], it.stay_worker[here]
        started, over = it.log.started[visits], it.stay_over[here]
        if unit.is_meeting:
            assert (workers == -1).all()
            assert set(started.tolist()) <= it.meetings[number], "somebody was called when there was no meeting"
            assert all(count <= unit.cases for count in Counter(started.tolist()).values())
            continue
        assert ((workers >= 0) & (workers < unit.workers)).all()
        for day in np.unique(started):
            busy = np.bincount(workers[(started <= day) & (over > day)], minlength=unit.workers)
            places = places_of_posts(unit)
            assert (busy <= places).all(), f"workers have {busy} children and {places} places"


@given(lives)
def test_no_place_stays_idle_while_somebody_waits_who_could_start(it: Account) -> None:
    for day in it.instants:
        waiting = it.waiting_after(day)
        if not waiting:
            continue
        free = it.free_after(day)
        assert (free >= 0).all()
        firsts = it.first_in_lines(waiting, day)
        keepers = it.keepers(firsts, day)
        for visit in firsts:
            kept = {unit for keeper in keepers if keeper != visit for unit in it.units_of[keeper]}
            could = all(free[unit] > (unit in kept) for unit in it.units_of[visit])
            assert not could, f"visit {visit} could start on day {day}"


@given(lives)
def test_nobody_is_called_out_of_rank_within_a_line(it: Account) -> None:
    for visit, day in called_in_lines(it):
        before_others = it.rank(visit, day)
        children_in_no_time = {int(it.plan.visits.child[v]) for v in it.in_no_time(day)}
        waited_through = it.round_visit[(it.joined <= day) & (it.ended > day)]
        for other in waited_through[it.plan.visits.team[waited_through] == it.plan.visits.team[visit]].tolist():
            # what is over at once lets others join a line after the first calls of the same instant, and what begins
            # lets its reports join
            reported = it.plan.visits.at_start[other] and it.asked(other, day) == day
            if it.plan.visits.child[other] not in children_in_no_time and not reported:
                assert before_others < it.rank(other, day)


@given(lives)
def test_a_place_goes_to_the_best_ranked_of_all_the_lines_that_want_it(it: Account) -> None:
    for visit, day in called_in_lines(it):
        waiting = it.waiting_after(day)
        firsts = it.first_in_lines(waiting, day)
        if it.in_no_time(day):
            continue
        free = it.free_after(day)
        keepers = it.keepers(sorted([visit, *firsts], key=lambda some: it.rank(some, day)), day)
        for other in firsts:
            kept = {unit for keeper in keepers if keeper != other for unit in it.units_of[keeper]}
            elsewhere = [unit for unit in it.units_of[other] if unit not in it.units_of[visit]]
            has_room = all(free[unit] > 0 for unit in elsewhere)
            if len(elsewhere) < len(it.units_of[other]) and has_room and kept.isdisjoint(it.units_of[other]):
                assert it.rank(visit, day) < it.rank(other, day)


@given(lives)
def test_nobody_who_needs_one_unit_only_is_passed_over_by_anybody(it: Account) -> None:
    for visit, day in called_in_lines(it):
        if it.in_no_time(day):
            continue
        for other in it.waiting_after(day):
            if len(it.units_of[other]) == 1 and it.units_of[other][0] in it.units_of[visit]:
                assert it.rank(visit, day) < it.rank(other, day)


@given(lives)
def test_nobody_takes_a_place_that_is_kept_for_another(it: Account) -> None:
    for visit, day in called_in_lines(it):
        if it.in_no_time(day):
            continue
        team, called_now = it.plan.visits.team, it.round_visit[it.called & (it.ended == day)].tolist()
        waiting = it.waiting_after(day)
        keepers = it.keepers(it.first_in_lines([*waiting, *called_now], day), day)
        keepers = [other for other in keepers if team[other] not in team[called_now]]  # may have come first just now
        free = it.free_after(day)
        for unit in it.units_of[visit]:
            assert not any(unit in it.units_of[keeper] for keeper in keepers) or free[unit] > 0


def called_in_lines(it: Account) -> list[tuple[int, float]]:
    """List who was called from a line, and when."""
    return list(zip(it.round_visit[it.called].tolist(), it.ended[it.called].tolist(), strict=True))


@given(lives)
def test_a_joint_visit_has_a_place_in_all_its_units_at_once_or_in_none(it: Account) -> None:
    for visit, units in enumerate(it.units_of):
        rows = (it.plan.parts.visit == visit) & (it.plan.parts.unit != NONE)
        assert it.plan.parts.unit[rows].tolist() == list(units)
        workers = it.log.worker[rows]
        meets = np.array([it.plan.units[unit].is_meeting for unit in units], dtype=bool)
        assert (workers[meets] == -1).all()
        was_called = not np.isnan(it.log.started[visit])
        assert ((workers[~meets] >= 0) == was_called).all()


@given(lives)
def test_a_child_meets_a_worker_it_knows_whenever_one_has_a_place(it: Account) -> None:
    for number, unit in enumerate(it.plan.units):
        if unit.is_meeting:
            continue
        here = it.stay_unit == number
        visits, workers = it.stay_visit[here], it.stay_worker[here]
        started, over = it.log.started[visits], it.stay_over[here]
        for visit, worker, day in zip(visits, workers, started, strict=True):
            if (started == day).sum() > 1:
                continue  # who else took a place just before is not written down
            busy = np.bincount(workers[(started < day) & (over > day)], minlength=unit.workers)
            room = np.array(places_of_posts(unit)) - busy
            has_place = np.flatnonzero(room > 0)
            met = (it.plan.visits.child[visits] == it.plan.visits.child[visit]) & (started < day)
            earlier = sorted(zip(started[met].tolist(), workers[met].tolist(), strict=True))
            known = {who: since for since, who in earlier if who in has_place}
            if known:
                assert known.get(int(worker)) == max(known.values())  # the latest; of two at one instant either
            else:
                assert worker == room.argmax()


@given(lives)
def test_urgent_is_who_came_urgent_or_has_had_a_crisis(it: Account) -> None:
    for visit, day in called_in_lines(it):
        assert it.log.urgent[visit] == (it.urgent_from[it.plan.visits.child[visit]] <= day)


@given(st.data(), worlds(), st.integers(0, 1000))
def test_the_log_does_not_depend_on_the_order_of_simultaneous_events(
    data: st.DataObject, world: World, seed: int
) -> None:
    plans = world.plan(data.draw(st.sampled_from(world.organisations)))
    assert run(plans).same_as(run(plans, Shuffled(seed)))
