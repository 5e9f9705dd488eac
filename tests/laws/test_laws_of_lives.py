"""Laws of what happens to a child and when: asking, crises, giving up, growing up, coming back."""

import numpy as np
import pytest
from accounts import Account, account, arises_on, first_asked, over_at, strain_until
from hypothesis import given
from hypothesis import strategies as st
from random_worlds import worlds

from simulate.log import Ending, Outcome
from simulate.plan import NONE

lives = st.builds(lambda world, name: account(*world.live(name)), worlds(), st.sampled_from(["first", "second"]))


def waited_for_since(it: Account) -> list[float]:
    """Tell of each need when a visit was first asked for that serves it, its own or a shared one; infinite if never."""
    serving = it.plan.visits.needs.turned(len(it.plan.needs)).lists()
    return [min((first_asked(it.log, visit) for visit in visits), default=np.inf) for visits in serving]


def brought_back(it: Account, child: int) -> bool:
    """Tell whether a crisis came after something of a child's was given up."""
    given_up = it.log.given_up[it.plan.needs.child == child]
    crises = it.crises_of(child)
    return bool(crises) and bool((given_up <= max(crises)).any())


@given(lives)
def test_no_visit_starts_before_it_is_asked_for(it: Account) -> None:
    started = ~np.isnan(it.log.started)
    assert (it.log.started[started] >= it.log.asked[started]).all()


def due_on(it: Account, visit: int) -> float:
    """Tell when a visit is due: when those before it are over, or have begun, and its pause is over too."""
    before = [over_at(it.plan, it.log, int(earlier)) for earlier in it.plan.visits.after.row(visit)]
    if it.plan.visits.at_start[visit]:
        begun = it.log.started[it.plan.visits.after.row(visit)]
        before = np.fmin(before, begun).tolist()
    child = int(it.plan.visits.child[visit])
    begins = max(before) if before else it.plan.children.arrival[child]
    due = float(begins + it.plan.visits.pause[visit])
    if it.plan.rules.crisis_reveals and visit in it.plan.needs.known_with[~it.plan.needs.noticed]:
        return min([due, *it.crises_of(child)])
    return due


@given(lives)
def test_every_visit_is_asked_for_on_the_day_it_is_due(it: Account) -> None:
    returns = set(it.plan.needs.arises_with.tolist())
    for visit in np.flatnonzero(~it.plan.visits.acute):
        child = it.plan.visits.child[visit]
        before = it.plan.visits.after.row(visit)
        due = due_on(it, visit)
        gone = min(it.plan.leaves[child], _all_given_up(it, visit))
        if due >= min(gone, it.plan.end) or brought_back(it, child):
            continue
        if visit in returns and (it.log.outcome[before] != Outcome.FINISHED).any():
            assert np.isnan(it.log.asked[visit]), "a need came back after a support that never was"
        else:
            assert it.log.asked[visit] == due, "a visit was due and nobody asked for it"


def _all_given_up(it: Account, visit: int) -> float:
    given_up = it.log.given_up[it.plan.visits.needs.row(visit)]
    return float(np.max(np.nan_to_num(given_up, nan=np.inf)))


@given(lives)
def test_a_need_returns_only_after_its_support_is_finished(it: Account) -> None:
    for need in np.flatnonzero(it.plan.needs.episode > 0):
        visit = int(it.plan.needs.arises_with[need])
        supports = it.plan.visits.after.row(visit)
        assert [it.plan.steps[step].role for step in it.plan.visits.step[supports]] == ["support"]
        if first_asked(it.log, visit) < np.inf:
            assert it.log.finished[supports[0]] <= first_asked(it.log, visit)


@given(lives)
def test_a_visit_takes_its_time_and_supports_longer_after_each_crisis(it: Account) -> None:
    growth = 1 + it.plan.rules.growth
    for visit in np.flatnonzero(~np.isnan(it.log.started)):
        started, days = it.log.started[visit], it.plan.duration[visit]
        crises = it.crises_of(int(it.plan.visits.child[visit]))
        if it.plan.visits.team[visit] == NONE and started in crises:
            continue  # what needs nobody may begin just before a crisis of the same instant
        if it.plan.visits.grows[visit]:
            there = max(arises_on(it.plan, it.log, need) for need in it.plan.visits.needs.row(visit).tolist())
            for _ in [day for day in crises if there <= day <= started]:
                days *= growth
        if started + days < it.plan.end:
            assert it.log.finished[visit] == started + days
        else:
            assert it.log.outcome[visit] == Outcome.OPEN


@given(lives)
def test_a_need_is_met_when_its_support_starts(it: Account) -> None:
    for need in range(len(it.plan.needs)):
        support = it.plan.needs.support[need]
        started = np.nan if support == NONE else it.log.started[support]
        np.testing.assert_equal(it.log.met[need], started)
        assert (it.log.ending[need] == Ending.MET) == (not np.isnan(started))
        assert it.plan.needs.real[need] or support == NONE


@given(lives)
def test_strain_passes_its_threshold_exactly_when_there_is_a_crisis(it: Account) -> None:
    for child in range(len(it.plan.children)):
        thresholds = it.plan.crises.threshold.row(child)
        crises = it.crises_of(child)
        days = [float(it.plan.children.arrival[child]), *crises, it.plan.end]
        *reached, rest = strain_until(it.plan, it.log, child, days)
        assert reached == pytest.approx(thresholds[: len(crises)].tolist(), rel=1e-9, abs=1e-9)
        if len(crises) < len(thresholds):
            assert rest <= thresholds[len(crises)] + 1e-9


@given(lives)
def test_each_crisis_brings_one_acute_visit_at_once(it: Account) -> None:
    for child in range(len(it.plan.children)):
        crises, acute = it.crises_of(child), it.plan.crises.visit.row(child)
        assert it.log.asked[acute[: len(crises)]].tolist() == crises
        assert np.isnan(it.log.asked[acute[len(crises) :]]).all()
        assert it.plan.visits.acute[acute].all()


@given(lives)
def test_nobody_waits_longer_for_an_acute_visit_than_somebody_who_came_after_with_a_planned_one(it: Account) -> None:
    for visit in it.round_visit[it.called]:
        if not it.plan.visits.acute[visit]:
            same_line = it.plan.visits.team[it.round_visit] == it.plan.visits.team[visit]
            acute = same_line & it.plan.visits.acute[it.round_visit]
            day = it.log.started[visit]
            assert not (acute & (it.joined < day) & (it.ended > day)).any()


def is_handed_over(it: Account, need: int) -> bool:
    """Tell whether a need is handed over from one unit to another."""
    return any(need in it.plan.visits.needs.row(visit) for visit in np.flatnonzero(it.plan.visits.handed_over))


def patience_ends(it: Account, need: int, since: float) -> tuple[float, float]:
    """Tell when patience with a need ends that is waited for since a day: it stands still in handovers after that.

    There are two ends where a handover begins at the very instant: what else happens then settles which comes first.
    """
    ends = later = since + float(it.plan.needs.patience[need])
    for visit in np.flatnonzero(it.plan.visits.handed_over):
        if need in it.plan.visits.needs.row(visit):
            begins = max((over_at(it.plan, it.log, int(each)) for each in it.plan.visits.after.row(visit)), default=0.0)
            ends, later = (
                end + float(it.plan.visits.pause[visit]) * (since <= begins and in_time)
                for end, in_time in ((ends, begins < ends), (later, begins <= later))
            )
    return ends, later


@given(lives)
def test_a_need_is_given_up_exactly_when_its_patience_ends_which_begins_with_the_first_visit_asked_for(
    it: Account,
) -> None:
    for need, since in enumerate(waited_for_since(it)):
        ends, later = patience_ends(it, need, since)
        given_up, child = it.log.given_up[need], int(it.plan.needs.child[need])
        if brought_back(it, child) and is_handed_over(it, need):
            continue  # the log tells when what was brought back was over, not when it was waited for no longer before
        if not np.isnan(given_up):
            assert given_up in (ends, later)
        elif later < min(it.plan.end, it.plan.leaves[child]) and it.plan.needs.real[need]:
            assert it.log.met[need] <= later, "a need was not met in time and nobody gave up"


@given(lives)
def test_only_a_crisis_brings_back_a_need_that_was_given_up(it: Account) -> None:
    for visit in it.round_visit[it.called]:
        day, child = it.log.started[visit], int(it.plan.visits.child[visit])
        needs = it.plan.visits.needs.row(visit)
        latest = max((crisis for crisis in it.crises_of(child) if crisis <= day), default=-np.inf)
        given_up = (it.log.given_up[needs] <= day) & (it.log.given_up[needs] >= latest)
        assert not len(needs) or not given_up.all()
    for need in np.flatnonzero(it.log.ending == Ending.GIVEN_UP):
        crises = it.crises_of(int(it.plan.needs.child[need]))
        assert all(day <= it.log.given_up[need] for day in crises)
    withdrawn = np.flatnonzero(it.log.outcome == Outcome.WITHDRAWN)
    for visit in withdrawn:
        assert (it.log.ending[it.plan.visits.needs.row(visit)] == Ending.GIVEN_UP).all()


@given(worlds(), st.sampled_from(["first", "second"]))
def test_nobody_gives_up_a_need_that_stays(world: object, name: str) -> None:
    plans, log = world.live(name)  # type: ignore[attr-defined]
    stays = [terms.stays or terms.patience is None for terms in world.scenario.needs.values()]  # type: ignore[attr-defined]
    assert np.isnan(log.given_up[np.array(stays)[plans.needs.kind]]).all()


@given(lives)
def test_nothing_begins_for_a_child_who_has_grown_too_old(it: Account) -> None:
    leaves = it.plan.leaves[it.plan.visits.child]
    in_line = it.plan.visits.team != NONE
    assert not (it.log.started[in_line] >= leaves[in_line]).any()
    assert not (it.log.asked > leaves).any()
    assert not (it.log.left > leaves).any()
    never_came = it.plan.visits.acute & np.isnan(it.log.asked)  # the crisis that would have asked for it
    unstarted = np.isnan(it.log.started) & (leaves < it.plan.end) & ~never_came
    assert (it.log.outcome[never_came] == Outcome.NOT_ASKED).all()
    assert (it.log.outcome[unstarted] == Outcome.AGED_OUT).all()
    assert ((it.log.outcome == Outcome.AGED_OUT) <= unstarted).all()


@given(lives)
def test_every_need_ends_as_its_visits_say(it: Account) -> None:
    serving = it.plan.visits.needs.turned(len(it.plan.needs))
    for need, ending in enumerate(it.log.ending):
        child = int(it.plan.needs.child[need])
        done = (it.log.outcome[serving.row(need)] == Outcome.FINISHED).all()
        grown_up = it.plan.leaves[child] < it.plan.end
        match Ending(ending):
            case Ending.DONE:
                assert done
                assert not it.plan.needs.real[need]
            case Ending.GIVEN_UP:
                assert not np.isnan(it.log.given_up[need])
            case Ending.AGED_OUT:
                assert grown_up
            case Ending.UNMET:
                assert not grown_up
                assert it.plan.needs.real[need] or not done
            case Ending.MET:
                assert it.plan.needs.real[need]
