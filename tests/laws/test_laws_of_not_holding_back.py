"""Laws of what holds nothing back: a planning meeting beside supports, and needs that are reported at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from random_worlds import World, with_features, worlds

from simulate.findings.asked import earliest_times
from simulate.plan import NONE, Plan


def meetings_of(plans: Plan) -> list[int]:
    """List the planning meetings for several needs."""
    several = np.flatnonzero(plans.visits.needs.counts > 1)
    return [int(v) for v in several if plans.steps[plans.visits.step[v]].name == "joint_plan"]


def has_support(plans: Plan, visit: int) -> bool:
    """Tell whether one of the needs that a visit serves comes to a support."""
    return bool((plans.needs.support[plans.visits.needs.row(visit)] != NONE).any())


@given(worlds())
def test_a_meeting_that_holds_nothing_back_is_held_as_soon_and_no_support_begins_later(world: World) -> None:
    decided = with_features(world, "otherwise", "consent", "reach", decision="joint_plan")
    holding, beside = (with_features(decided, decision_holds=holds).plan("first") for holds in (True, False))
    then, now = earliest_times(holding), earliest_times(beside)
    meetings, the_same = meetings_of(holding), meetings_of(beside)
    np.testing.assert_array_equal(holding.visits.child[meetings], beside.visits.child[the_same])
    np.testing.assert_allclose(then[meetings], now[the_same], rtol=1e-12)
    assert not np.isin(beside.visits.after.values, the_same).any()
    met = holding.needs.support != NONE
    np.testing.assert_array_equal(met, beside.needs.support != NONE)
    assert (now[beside.needs.support[met]] <= then[holding.needs.support[met]] * (1 + 1e-12)).all()
    assert not holding.beside.any()
    np.testing.assert_array_equal(np.flatnonzero(beside.beside), [v for v in the_same if has_support(beside, v)])


@given(st.one_of(worlds(), worlds(in_time=True)), st.sampled_from(["first", "second"]))
def test_a_reported_need_is_asked_for_as_the_first_contact_begins_and_assessed_by_itself(
    world: World, name: str
) -> None:
    plans, log = world.live(name)
    visits, needs, terms = plans.visits, plans.needs, world.scenario.needs
    roles = [plans.steps[step].role for step in visits.step]
    for need in np.flatnonzero(needs.noticed & (needs.episode == 0)):
        child, kind = needs.child[need], needs.kind[need]
        serving = [v for v in range(len(visits)) if need in visits.needs.row(v)]
        if kind == plans.children.first_need[child] or not terms[plans.children.need_names[kind]].reported_at_once:
            assert not visits.at_start[serving].any()
            continue
        for visit in serving:
            assert roles[visit] in ("decision", "handover") or len(visits.needs.row(visit)) == 1
        if not serving:
            continue
        begins, *later = serving
        assert visits.pause[begins] == 0
        assert not visits.refused[begins]
        assert not visits.at_start[later].any()
        before = visits.after.row(begins)
        if not visits.at_start[begins]:
            assert len(before) == 0 or roles[begins] == "decision"
            continue
        [contact] = before
        assert roles[contact] == "intake"
        assert visits.child[contact] == child
        gave_up = ~np.isnan(log.given_up[needs.child == child])
        if not gave_up.any() and log.started[contact] < plans.leaves[child]:
            assert log.asked[begins] == log.started[contact]
