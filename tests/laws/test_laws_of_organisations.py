"""Laws of planning: what an organisation may not change, and what nobody may notice."""

from dataclasses import astuple, fields
from typing import Any

import numpy as np
import pytest
from accounts import account
from hypothesis import given
from hypothesis import strategies as st
from plan_by_hand import FirstTime, Visit, by_hand, handled
from random_worlds import World, worlds

from simulate.engine.reference import run
from simulate.log import Log
from simulate.plan import NONE, Plan, PlanError, Ragged
from simulate.scenario.schema.scenario import Organisation, Step
from simulate.world.chance import spread
from simulate.world.children import Cohort
from simulate.world.planning import plan

organisation_names = st.sampled_from(["first", "second"])
still_or_in_time = st.one_of(worlds(), worlds(in_time=True))


def assert_same_columns(some: Any, other: Any) -> None:
    """Compare two tables column for column, bit for bit."""
    for field in fields(some):
        ours, theirs = getattr(some, field.name), getattr(other, field.name)
        if isinstance(ours, Ragged):
            np.testing.assert_array_equal(ours.starts, theirs.starts, err_msg=field.name)
            ours, theirs = ours.values, theirs.values
        np.testing.assert_array_equal(ours, theirs, err_msg=field.name)


def assert_same_plan(some: Plan, other: Plan) -> None:
    for table in ("children", "visits", "parts", "needs", "crises"):
        assert_same_columns(getattr(some, table), getattr(other, table))
    np.testing.assert_array_equal(some.leaves, other.leaves)
    assert some.teams == other.teams


@given(still_or_in_time)
def test_organisations_never_change_who_comes_with_what_needs_and_luck(world: World) -> None:
    here = world.cohort()
    first, second = plan(here, "first"), plan(here, "second")
    assert_same_columns(first.children, second.children)
    np.testing.assert_array_equal(first.leaves, second.leaves)
    assert_same_columns(first.children, world.cohort().children)
    for plans in (first, second):
        at_first = plans.needs.episode == 0
        kinds = np.zeros_like(plans.children.needs)
        kinds[plans.needs.child[at_first], plans.needs.kind[at_first]] = True
        np.testing.assert_array_equal(kinds, plans.children.needs)
        real = plans.needs.real & at_first
        assert (plans.children.real[plans.needs.child[real], plans.needs.kind[real]]).all()
        assert real.sum() == plans.children.real.sum()


def own_days(here: Cohort, done: dict[str, Step], step: str, need: str, child: int, episode: int = 0) -> float:
    """Give a child's own length of a step, as it is done for it."""
    return float(spread(done[step].duration, here.luck(f"duration/{need}/{step}/{episode}"))[child])


def possible_lengths(here: Cohort, some: Organisation, terms: Step, days: float) -> list[float]:
    """List what a step of so many days could take under some features."""
    if terms.unit is None or here.scenario.units[terms.unit].workers is None or not terms.lengthens:
        return [days]
    return [
        days * (1 + some.generalist + some.coordination * together + some.retelling * retold)
        for together in ([0] if terms.role == "intake" else range(len(here.scenario.needs)))
        for retold in ((0, 1) if terms.role in ("intake", "assessment") else (0,))
    ]


@given(still_or_in_time, organisation_names)
def test_the_plan_of_every_child_is_what_one_works_out_by_hand(world: World, name: str) -> None:
    here = world.cohort()
    plans = plan(here, name)
    names = [
        (
            plans.steps[plans.visits.step[visit]].name,
            tuple(plans.children.need_names[kind] for kind in plans.needs.kind[plans.visits.needs.row(visit)]),
            max(plans.needs.episode[plans.visits.needs.row(visit)], default=0),
        )
        for visit in range(len(plans.visits))
    ]
    for child in range(len(plans.children)):
        planned = {
            names[visit]: Visit(
                parts=pytest.approx(parts_of(plans, visit), rel=1e-12),
                pause=pytest.approx(plans.visits.pause[visit], rel=1e-12),
                after=frozenset(names[earlier] for earlier in plans.visits.after.row(visit)),
                handed_over=plans.visits.handed_over[visit],
                refused=plans.visits.refused[visit],
                at_start=plans.visits.at_start[visit],
                first_time=first_time_of(plans, visit),
            )
            for visit in np.flatnonzero((plans.visits.child == child) & ~plans.visits.acute)
        }
        assert planned == by_hand(here, name, child)


def first_time_of(plans: Plan, visit: int) -> FirstTime | None:
    number = plans.visits.start_up[visit]
    return None if number == NONE else astuple(plans.start_ups[number])


def parts_of(plans: Plan, visit: int) -> dict[str | None, float]:
    """Give the days of each unit's part of a visit, and of what takes no place."""
    mine = plans.parts.visit == visit
    units = [None if unit == NONE else plans.units[unit].name for unit in plans.parts.unit[mine].tolist()]
    return dict(zip(units, plans.parts.work[mine].tolist(), strict=True))


@given(worlds(), organisation_names)
def test_a_step_takes_the_same_time_everywhere_but_for_what_the_features_add(world: World, name: str) -> None:
    here = world.cohort()
    plans = plan(here, name)
    for visit in np.flatnonzero(~plans.visits.acute):
        step, child = plans.steps[plans.visits.step[visit]].name, int(plans.visits.child[visit])
        if step not in here.scenario.steps:
            continue  # a joint assessment
        needs = plans.visits.needs.row(visit)
        kind, episode = plans.needs.kind[needs[0]], int(plans.needs.episode[needs[0]])
        need = plans.children.need_names[kind]
        this = handled(here, name, child)
        own = own_days(here, this.steps, step, need, child, episode)
        of_all = own_days(here, this.steps, step, "", child)
        days = [of_all] if step == "joint_plan" and len(needs) > 1 else [own]
        if step == "shared_intake":  # also taken by one need alone
            days = [own, of_all]
        terms = this.steps[step]
        could_be = [length for each in days for length in possible_lengths(here, this.features, terms, each)]
        assert np.isclose(plans.duration[visit], could_be, rtol=1e-12, atol=0).any()


@given(still_or_in_time, organisation_names)
def test_a_units_part_of_a_joint_assessment_is_all_that_it_would_have_assessed(world: World, name: str) -> None:
    here = world.cohort()
    plans = plan(here, name)
    joint = [number for number, step in enumerate(plans.steps) if " + " in step.name]
    for visit in np.flatnonzero(np.isin(plans.visits.step, joint)):
        child = int(plans.visits.child[visit])
        done = handled(here, name, child).steps
        replaced = plans.steps[plans.visits.step[visit]].name.split(" + ")
        needs = [plans.children.need_names[kind] for kind in plans.needs.kind[plans.visits.needs.row(visit)]]
        own: dict[str | None, list[float]] = {}
        for need in needs:
            steps = [step for step in here.scenario.needs[need].pathway if step in replaced]
            for unit in {done[step].unit for step in steps}:
                mine = [step for step in steps if done[step].unit == unit]
                own.setdefault(unit, []).append(sum(own_days(here, done, step, need, child) for step in mine))
        parts = parts_of(plans, int(visit))
        assert parts.keys() == own.keys()
        for unit, days in own.items():
            together = max(days) if unit is None else sum(days)
            assert together * (1 - 1e-12) <= parts[unit] <= together * (1.5 if unit is not None else 1 + 1e-12)


@given(still_or_in_time, st.permutations([0, 1, 2]))
def test_replications_have_the_same_logs_in_any_order(world: World, order: list[int]) -> None:
    def outcome(number: int) -> Log | str:
        """Give the log, or what is said where a unit that is needed never opens."""
        try:
            return run(world.plan("first", number))
        except PlanError as error:
            return str(error)

    in_turn = {number: outcome(number) for number in range(3)}
    for number in order:
        again = outcome(number)
        assert again == in_turn[number] if isinstance(again, str) else again.same_as(in_turn[number])


@given(still_or_in_time)
def test_planning_one_organisation_leaves_no_trace_in_another(world: World) -> None:
    here = world.cohort()
    second = plan(here, "second")
    plan(here, "first")
    assert_same_plan(plan(here, "second"), second)
    assert_same_plan(plan(world.cohort(), "second"), second)


def renamed(terms: Any, names: dict[str, str]) -> Any:
    """Give terms in which names are changed, wherever they are keys or values."""
    if isinstance(terms, dict):
        return {names.get(key, key): renamed(value, names) for key, value in terms.items()}
    if isinstance(terms, list):
        return [renamed(part, names) for part in terms]
    return names.get(terms, terms) if isinstance(terms, str) else terms


@given(worlds(), organisation_names)
def test_renaming_units_and_administrations_changes_nothing(world: World, name: str) -> None:
    names = {unit: f"zz-{9 - number}" for number, unit in enumerate(world.terms["units"])}
    names.update({"school": "x", "social services": "y"})
    plans, log = world.live(name)
    other_plans, other_log = World(renamed(world.terms, names), world.rounded).live(name)
    assert_same_plan(plans, other_plans)
    assert log.same_as(other_log)


def people_met(plans: Plan, log: Log) -> list[tuple[int, str, int]]:
    """List visit, unit and worker in a way that does not depend on the order of units."""
    rows = zip(plans.parts.visit.tolist(), plans.parts.unit.tolist(), log.worker.tolist(), strict=True)
    return sorted((visit, plans.units[unit].name, worker) for visit, unit, worker in rows if unit != NONE)


@given(still_or_in_time, organisation_names)
def test_the_order_of_units_in_the_file_changes_nothing_but_their_numbers(world: World, name: str) -> None:
    plans, log = world.live(name)
    turned = dict(reversed(world.terms["units"].items()))
    other_plans, other_log = world.changed(units=turned).live(name)
    for column in ("asked", "started", "finished", "left", "outcome", "urgent", "met", "ending", "crisis_at"):
        np.testing.assert_array_equal(getattr(log, column), getattr(other_log, column), err_msg=column)
    assert people_met(plans, log) == people_met(other_plans, other_log)


@given(worlds(), organisation_names)
def test_what_nobody_uses_changes_nobodys_plan_or_log(world: World, name: str) -> None:
    terms = world.terms
    idle = {"share": 0.0, "gain": 0.0, "half_life": "1 day"}  # or it would use the organisation's time to improve
    unused = {"pathway": ["unused_step"], "patience": "1 day", "returns": {"chance": 0.5, "delay": "1 day"}}
    more = world.changed(
        units={**terms["units"], "unused_unit": {"administration": "else", "workers": 3, "development": idle}},
        steps={**terms["steps"], "unused_step": {"role": "support", "unit": "unused_unit"}},
        needs={**terms["needs"], "unused_need": unused},
        organisations={**terms["organisations"], "unused": {"door": "shared_intake"}},
    )
    plans, log = world.live(name)
    more_plans, more_log = more.live(name)
    assert_same_columns(plans.needs, more_plans.needs)
    np.testing.assert_array_equal(plans.children.needs, more_plans.children.needs[:, :-1])
    np.testing.assert_array_equal(plans.parts.work, more_plans.parts.work)
    assert log.same_as(more_log)


@given(still_or_in_time, organisation_names, st.sampled_from([0.1, 2.0]))
def test_another_stream_changes_nothing_in_the_plans_of_those_who_come_anyway(
    world: World, name: str, rate: float
) -> None:
    streams = world.terms["arrivals"]
    newcomers = {**next(iter(streams.values())), "per_day": rate, "urgent": 1.0}
    more = world.changed(arrivals={**streams, "new": newcomers})
    alone, together = plan(world.cohort(), name), plan(more.cohort(), name)
    stays = together.children.stream < len(streams)
    for column in ("stream", "number", "arrival", "age", "urgent", "first_need", "needs", "real"):
        ours, theirs = getattr(alone.children, column), getattr(together.children, column)[stays]
        np.testing.assert_array_equal(ours, theirs, err_msg=column)
    np.testing.assert_array_equal(alone.leaves, together.leaves[stays])
    assert stories_of(alone, np.ones(len(alone.children), dtype=bool)) == stories_of(together, stays)


def stories_of(plans: Plan, who: Any) -> list[list[tuple[Any, ...]]]:
    """Tell the plan of each of some children in words that do not depend on anybody's number."""
    stories = []
    for child in np.flatnonzero(who):
        visits, needs = np.flatnonzero(plans.visits.child == child), np.flatnonzero(plans.needs.child == child)
        first, first_need = (rows[0] if len(rows) else 0 for rows in (visits, needs))
        story: list[tuple[Any, ...]] = []
        for v in visits:
            story.append(
                (
                    plans.steps[plans.visits.step[v]].name,
                    parts_of(plans, int(v)),
                    plans.visits.pause[v],
                    plans.visits.acute[v],
                    plans.visits.grows[v],
                    plans.visits.handed_over[v],
                    plans.visits.refused[v],
                    plans.visits.at_start[v],
                    tuple(plans.visits.after.row(v) - first),
                    tuple(plans.visits.needs.row(v) - first_need),
                )
            )
        for n in needs:
            marks = (plans.needs.arises_with[n], plans.needs.known_with[n], plans.needs.support[n])
            story.append(
                (
                    plans.needs.kind[n],
                    plans.needs.episode[n],
                    plans.needs.real[n],
                    plans.needs.noticed[n],
                    plans.needs.crisis_rate[n],
                    plans.needs.patience[n],
                    *(mark if mark == NONE else mark - first for mark in marks),
                )
            )
        story.append((*plans.crises.threshold.row(child), *(plans.crises.visit.row(child) - first)))
        stories.append(story)
    return stories


@given(still_or_in_time, organisation_names)
def test_a_longer_run_begins_as_the_shorter_one(world: World, name: str) -> None:
    longer = world.changed(run={**world.terms["run"], "follow_up": "30 days"})
    some, more = account(*world.live(name)), account(*longer.live(name))
    until = some.plan.end
    for days, later in (
        (some.plan.children.arrival, more.plan.children.arrival),
        (some.joined, more.joined),
        (some.ended, more.ended),
        (some.log.finished, more.log.finished),
        (some.log.met, more.log.met),
        (some.log.crisis_at, more.log.crisis_at),
    ):
        np.testing.assert_array_equal(np.sort(days[days < until]), np.sort(later[later < until]))
