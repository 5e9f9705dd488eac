"""Laws of posts that follow the work: as many in all, none without work that moves, the same whatever happens."""

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import World, worlds

from simulate.findings.foreseen import foreseen
from simulate.plan import NONE
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.spans import spans
from simulate.world.children import even_cohort
from simulate.world.planning import plan
from simulate.world.posts import posts_in_time, staffed_spans
from simulate.world.tasks import tasks_of

NO_LONGER = {"coordination": 0.0, "generalist": 0.0, "retelling": 0.0}


def following(world: World, *without: str, **features: Any) -> World:
    """Let the posts of the second organisation follow the work, with other features, and without those named."""
    organisations = world.terms["organisations"]
    second = {key: value for key, value in organisations["second"].items() if key not in without}
    return world.changed(organisations={**organisations, "second": {**second, "staff": "follows the work", **features}})


def posts(scenario: Scenario) -> dict[str, float]:
    """Give the posts of the second organisation on the first day."""
    return dict(posts_in_time(scenario, "second")[0].here)


@settings(max_examples=60)
@given(worlds(in_time=True), st.booleans())
def test_posts_move_in_halves_and_are_as_many_in_all_as_in_the_baseline(world: World, numbered: bool) -> None:
    scenario = following(world, *([] if numbered else ["phases", "units"])).scenario
    in_time = dict(spans(scenario))
    for each in posts_in_time(scenario, "second"):
        assert min(each.here.values()) >= 0
        follow = [unit for unit in each.here if unit not in each.numbered]
        here, there = (sum(some[unit] for unit in follow) for some in (each.here, each.baseline))
        assert here == pytest.approx(there, abs=1e-6)
        moved = [unit for unit in follow if abs(each.here[unit] - each.baseline[unit]) > 1e-6]
        assert len(moved) != 1, "who gives gives to somebody"
        ours = in_time[each.day].organisations["second"].units
        for unit in each.numbered:
            assert each.here[unit] in (0, ours[unit].workers)


@settings(max_examples=40)
@given(worlds())
def test_no_post_moves_where_every_step_is_done_by_the_unit_that_does_it_in_the_baseline(world: World) -> None:
    first = {key: value for key, value in world.terms["organisations"]["first"].items() if key != "otherwise"}
    first |= {"consent": 1.0, "reach": 1.0}
    done = {key: first[key] for key in ("door", "decision", "steps") if key in first}
    world = following(world, "steps", "units", **done)
    world = world.changed(organisations={**world.terms["organisations"], "first": first})
    (found,) = posts_in_time(world.scenario, "second")
    assert found.moves == ()
    assert found.here == found.baseline


@settings(max_examples=40)
@given(
    worlds(),
    st.fixed_dictionaries(
        {
            "notices": st.sampled_from([0.0, 0.3, 1.0]),
            "coordination": st.sampled_from([0.0, 2.0]),
            "retelling": st.sampled_from([0.0, 1.5]),
            "generalist": st.sampled_from([0.0, 0.7]),
            "refused": st.sampled_from([0.0, 0.9]),
            "handover": st.sampled_from(["0 days", "30 days"]),
            "passes_on": st.sampled_from(["at intake", "after support"]),
            "assessment": st.sampled_from(["own", "joint"]),
            "decision_holds": st.booleans(),
            "participation": st.sampled_from([0.5, 2.0]),
        }
    ),
)
def test_neither_what_is_noticed_nor_what_makes_steps_longer_here_moves_a_post(
    world: World, features: dict[str, Any]
) -> None:
    assert posts(following(world, **features).scenario) == posts(following(world).scenario)


@settings(max_examples=25)
@given(worlds(in_time=True), st.integers(0, 10_000))
def test_posts_are_the_same_in_every_replication_and_for_every_seed(world: World, seed: int) -> None:
    world = following(world)
    other = world.changed(seed=seed)
    found = [
        [(unit.workers, unit.part_post, [(day, terms.workers, terms.part_post) for day, terms in unit.later])
         for unit in each.plan("second", replication).units]
        for each, replication in ((world, 0), (world, 3), (other, 1))
    ]  # fmt: skip
    assert found[0] == found[1] == found[2]
    assert all(
        unit.workers == here.unit_in(unit.name, "second").posts
        for unit in world.plan("second").units
        for here in [staffed_spans(world.scenario)[0][1]]
        if not unit.is_meeting
    )


CHILDREN = 3000  # of each stream: the work of a unit is then known to some parts in a hundred


def planned_work(scenario: Scenario, organisation: str, count: int) -> dict[str, float]:
    """Add up the work of each unit in the plans of as many children of each stream, whose luck is even."""
    plans = plan(even_cohort(scenario, 1, [[count]] * len(scenario.arrivals)), organisation)
    placed = (plans.parts.unit != NONE) & foreseen(plans)[plans.parts.visit]  # else it is a need that never comes up
    work = np.bincount(plans.parts.unit[placed], plans.parts.work[placed], minlength=len(plans.units))
    return {unit.name: float(days) for unit, days in zip(plans.units, work, strict=True)}


def reckoned_work(scenario: Scenario, count: int) -> dict[str, float]:
    """Add up the work of each unit in the baseline as it is reckoned for posts."""
    work: dict[str, float] = defaultdict(float)
    for task in tasks_of(scenario, "first", "second", dict.fromkeys(scenario.arrivals, count)):
        work[task.unit] += task.days
    return work


def in_the_long_run(world: World, **features: Any) -> Scenario:
    """Give a world in which nothing makes steps longer, crises bring no visits, and all comes to its end."""
    organisations = {name: {**its, **NO_LONGER} for name, its in world.terms["organisations"].items()}
    organisations["first"] |= features
    terms = {key: value for key, value in world.terms.items() if key not in ("crisis", "leaves_at_age")}
    run = {"warm_up": "0 days", "observe": "3000 days", "follow_up": "0 days"}
    return World({**terms, "organisations": organisations, "run": run}, world.rounded).scenario


@settings(max_examples=12, deadline=None)
@given(worlds(), st.sampled_from(["own", "shared_intake"]), st.sampled_from(["own", "joint_plan"]))
def test_the_work_of_the_baseline_is_what_its_children_are_planned_to_receive(
    world: World, door: str, decision: str
) -> None:
    scenario = in_the_long_run(world, door=door, decision=decision)
    planned, reckoned = planned_work(scenario, "first", CHILDREN), reckoned_work(scenario, CHILDREN)
    total = sum(planned.values())
    for unit, days in planned.items():
        assert reckoned.get(unit, 0.0) == pytest.approx(days, rel=0.08, abs=0.01 * total), unit
