"""Laws of needs that nobody notices: when they become known, and what that never does to whom."""

import math

import numpy as np
from accounts import account, first_asked
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import World, with_features, worlds

from simulate.findings.asked import earliest_times
from simulate.findings.foreseen import foreseen
from simulate.log import Outcome
from simulate.plan import NONE, Plan

BOTH = st.sampled_from(["first", "second"])


def with_crisis(world: World, **terms: object) -> World:
    """Let there be crises, and needs that nobody notices."""
    needs = {name: {**need, "crisis_per_month": 1.5} for name, need in world.needs.items()}
    unseeing = {name: {**each, "notices": 0.0} for name, each in world.terms["organisations"].items()}
    return world.changed(needs=needs, crisis={"step": "acute", **terms}, organisations=unseeing)


def with_share(world: World, surfaces: float) -> World:
    """Let such a share of the needs that nobody notices come up by themselves, those that do so after some days."""
    needs = {
        name: {"surfaces_after": {"exponential": "20 days"}, **need, "surfaces": surfaces}
        for name, need in world.needs.items()
    }
    return world.changed(needs=needs)


def hidden(plans: Plan) -> list[tuple[int, int, int]]:
    """List the needs that nobody noticed: need, child and the visit with which it becomes known."""
    needs = np.flatnonzero(~plans.needs.noticed)
    return [(int(need), int(plans.needs.child[need]), int(plans.needs.known_with[need])) for need in needs]


@settings(max_examples=20)
@given(worlds(), BOTH)
def test_a_hidden_need_is_known_by_itself_or_with_the_first_crisis_whichever_comes_first(
    world: World, name: str
) -> None:
    it = account(*with_crisis(world).live(name))
    for _, child, visit in hidden(it.plan):
        by_itself = it.plan.children.arrival[child] + it.plan.visits.pause[visit]
        due = min([by_itself, *it.crises_of(child)])
        known = first_asked(it.log, visit)
        gone = min(it.plan.leaves[child], it.plan.end)
        if due == gone == it.plan.leaves[child]:  # which of the two is first at one instant is no matter of this law
            assert known in (due, math.inf)
        else:
            assert known == (due if due < gone else math.inf)


@settings(max_examples=20)
@given(worlds(), BOTH)
def test_where_crises_reveal_nothing_and_nothing_comes_up_no_hidden_need_is_ever_asked_for(
    world: World, name: str
) -> None:
    it = account(*with_share(with_crisis(world, crisis_reveals=False), 0.0).live(name))
    nobody = np.isin(np.arange(len(it.plan.visits)), [visit for _, _, visit in hidden(it.plan)])
    never = ~foreseen(it.plan) & ~it.plan.visits.acute
    assert (never | ~nobody).all()
    assert np.isnan(it.log.asked[never]).all()
    assert np.isin(it.log.outcome[never], [Outcome.NOT_ASKED, Outcome.AGED_OUT]).all()
    assert np.isinf(earliest_times(it.plan)[never]).all()


@settings(max_examples=20)
@given(worlds(), BOTH)
def test_a_share_of_all_is_as_if_none_were_said(world: World, name: str) -> None:
    said = with_share(with_crisis(world), 1.0)
    keys = {name: need.keys() - {"surfaces"} for name, need in said.needs.items()}
    unsaid = {name: {key: need[key] for key in keys[name]} for name, need in said.needs.items()}
    assert said.live(name)[1].same_as(said.changed(needs=unsaid).live(name)[1])


@settings(max_examples=20)
@given(worlds(), BOTH)
def test_where_nothing_is_hidden_no_crisis_reveals_anything(world: World, name: str) -> None:
    seen = [with_crisis(world, crisis_reveals=reveals) for reveals in (True, False)]
    organisations = {each: {**terms, "notices": 1.0} for each, terms in world.terms["organisations"].items()}
    some, other = (each.changed(organisations=organisations).live(name)[1] for each in seen)
    assert some.same_as(other)


@settings(max_examples=20)
@given(worlds(), BOTH, st.sampled_from([0.1, 0.5]), st.sampled_from([0.6, 1.0]))
def test_with_a_larger_share_the_same_needs_come_up_on_the_same_days_and_others_besides(
    world: World, name: str, less: float, more: float
) -> None:
    fewer, most = (with_share(world, share).plan(name) for share in (less, more))
    then, now = (plans.visits.pause[[visit for *_, visit in hidden(plans)]] for plans in (fewer, most))
    assert (now[np.isfinite(then)] == then[np.isfinite(then)]).all()
    assert (now <= then).all()


@settings(max_examples=20)
@given(worlds(), BOTH)
def test_whether_a_need_ever_comes_up_is_the_childs_own_luck_whatever_the_organisation(world: World, name: str) -> None:
    world = with_share(with_crisis(world), 0.5)
    other = with_features(world, door="shared_intake", handover="9 days", retelling=2.0, assessment="joint")
    one, two = world.plan("first"), other.plan("first")
    days = [
        {(child, int(plans.needs.kind[need])): plans.visits.pause[visit] for need, child, visit in hidden(plans)}
        for plans in (one, two)
    ]
    assert days[0] == days[1]


@settings(max_examples=20)
@given(worlds(), BOTH)
def test_what_a_crisis_reveals_is_looked_into_from_that_day(world: World, name: str) -> None:
    it = account(*with_share(with_crisis(world), 0.0).live(name))
    for need, child, visit in hidden(it.plan):
        known, crises = first_asked(it.log, visit), it.crises_of(child)
        assert visit != NONE
        assert known in ([math.inf] if not crises else [crises[0]])
        if it.plan.needs.support[need] != NONE:
            assert not it.log.met[need] < known
