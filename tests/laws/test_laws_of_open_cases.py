"""A waiting list is a state of a town: starting from it goes on where another run stood; and it changes nobody else."""

import datetime
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_worlds import World, worlds

from simulate.engine.reference import run
from simulate.log import Log
from simulate.plan import Plan
from simulate.scenario.reading.parts import parts_of_scenario
from simulate.scenario.rules.mistakes import check
from simulate.scenario.rules.start_from import wrong_cases
from simulate.scenario.schema.scenario import Scenario
from simulate.world.children import cohort
from simulate.world.planning import plan

sys.path.insert(0, str(Path(__file__).parents[1] / "stories"))
from telling import Child, cohort_of

START = datetime.date(2018, 1, 1)
LONG = 600  # days

Terms = dict[str, Any]
Days = dict[tuple[int, str], tuple[float, float]]  # child and step: the days on which it starts and is finished


@dataclass(frozen=True)
class Town:
    """A town without chance, and who comes."""

    terms: Terms
    children: list[Child]
    until: int  # the day from which another run goes on

    def scenario(self, **tables: Any) -> Scenario:
        return Scenario.model_validate({**self.terms, **tables})


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Draw a town in which everything takes a fixed number of whole days."""
    units: Terms = {
        f"unit{number}": {"administration": "town", "workers": draw(st.integers(1, 2)), "caseload": 1}
        for number in range(draw(st.integers(1, 3)))
    }
    every = draw(st.integers(3, 9))
    units["board"] = {"administration": "town", "meets_every": f"{every} days", "cases": 1}
    steps: Terms = {}
    needs: Terms = {}
    for need in ("first", "second"):
        way = []
        for role in ("intake", "assessment", "decision", "support"):
            if role == "support" or draw(st.integers(0, 3)) > 0:
                name = f"{need}_{role}"
                steps[name] = {"role": role, "duration": f"{draw(st.integers(1, 60))} days"}
                doing = ["board"] if role == "decision" else [*(unit for unit in units if unit != "board"), None]
                unit = draw(st.sampled_from(doing))
                if unit is not None:
                    steps[name]["unit"] = unit
                way.append(name)
        needs[need] = {"pathway": way}
    streams = {
        f"with_{need}": {"counts": [0.0] * 24, "first_need": need, "needs": [{"share": 1.0, "with": []}]}
        for need in needs
    }
    some = st.sampled_from([("first",), ("second",), ("first", "second"), ("second", "first")])
    days = draw(st.lists(st.integers(0, 150), min_size=1, max_size=9, unique=True))
    children = [Child(day / 7, draw(some), urgent=draw(st.booleans())) for day in sorted(days)]
    order = draw(st.sampled_from(["urgent, then longest wait", "longest wait"]))
    passes_on = draw(st.sampled_from(["at intake", "after assessment", "after support"]))
    terms = {
        "title": "A town without chance",
        "start": START,
        "run": {"warm_up": "0 days", "observe": f"{LONG} days", "follow_up": "0 days"},
        "arrivals": streams,
        "needs": needs,
        "steps": steps,
        "units": units,
        "organisations": {
            "town": {
                "notices": 1.0,
                "passes_on": passes_on,
                "handover": "0 days",
                "refused": 0.0,
                "retelling": 0.0,
                "order": order,
            }
        },
    }
    return Town(terms, children, every * draw(st.integers(1, 400 // every)))


def days_of(plans: Plan, log: Log, shift: float = 0.0) -> Days:
    """List when each child's steps start and are finished, NaN where they are not."""
    names = [step.name for step in plans.steps]
    return {
        (int(child), names[step]): (float(started) + shift, float(finished) + shift)
        for child, step, started, finished in zip(
            plans.visits.child, plans.visits.step, log.started, log.finished, strict=True
        )
    }


def long_run(town: Town) -> tuple[Plan, Log]:
    children = [child for child in town.children if child.week * 7 <= town.until]
    assume(children)
    plans = plan(cohort_of(town.scenario(), children, {}), "town")
    plans = replace(plans, children=replace(plans.children, arrival=np.round(plans.children.arrival)))
    return plans, run(plans)


def open_cases(town: Town, plans: Plan, log: Log) -> list[Terms]:
    """Write the open cases on a day of a run as a waiting list."""
    names = [step.name for step in plans.steps]
    over = {key for key, (_, finished) in days_of(plans, log).items() if finished <= town.until}
    rows: list[Terms] = []
    for visit in np.flatnonzero((log.asked <= town.until) & ~(log.finished <= town.until)):
        child = int(plans.visits.child[visit])
        has = town.children[child].needs
        left = [need for need in has if (child, town.terms["needs"][need]["pathway"][-1]) not in over]
        runs = log.started[visit] <= town.until
        day = START + datetime.timedelta(days=float((log.started if runs else log.asked)[visit]))
        rows.append(
            {
                "child": child + 1,
                "stream": f"with_{has[0]}",
                "needs": [*dict.fromkeys([has[0], *left])],
                "urgent": town.children[child].urgent,
                "step": names[plans.visits.step[visit]],
                "started_on" if runs else "waiting_since": day,
            }
        )
    return rows


def stood_in_line_as_long_as_another(plans: Plan, log: Log) -> bool:
    """Tell whether two children joined a line on one day, so that their numbers settled who was called first."""
    asked = [
        (int(team), float(day)) for team, day in zip(plans.visits.team, log.asked, strict=True) if not np.isnan(day)
    ]
    return len(set(asked)) < len(asked)


@given(towns())
def test_a_waiting_list_that_is_the_state_of_a_run_continues_it(town: Town) -> None:
    plans, log = long_run(town)
    assume(not stood_in_line_as_long_as_another(plans, log))
    rows = open_cases(town, plans, log)
    assume(rows)
    again = town.scenario(
        start=START + datetime.timedelta(days=town.until),
        run={"warm_up": "0 days", "observe": f"{LONG - town.until} days", "follow_up": "0 days"},
        start_from={"waiting": rows},
    )
    check(again)
    people = cohort(again, 0)
    plans_again = plan(people, "town")
    assert (plans_again.children.number < 0).all(), "somebody came who is not on the list"
    listed = list(dict.fromkeys(row["child"] - 1 for row in rows))
    who = [listed[-1 - number] for number in plans_again.children.number]
    found = {
        (who[child], step): days
        for (child, step), days in days_of(plans_again, run(plans_again), float(town.until)).items()
    }
    left = {key: days for key, days in days_of(plans, log).items() if not days[1] <= town.until}
    assert found.keys() == left.keys()
    for key, days in left.items():
        np.testing.assert_array_equal(found[key], days, err_msg=str(key))


def with_a_list(world: World, draw: st.DataObject) -> World:
    """Put some open cases into a random town."""
    rows = []
    scenario = world.scenario
    for child in range(1, draw.draw(st.integers(1, 6)) + 1):
        stream = draw.draw(st.sampled_from(list(scenario.arrivals)))
        first = scenario.arrivals[stream].first_need
        others = [need for need in scenario.needs if need != first]
        needs = [first, *draw.draw(st.lists(st.sampled_from(others), unique=True) if others else st.just([]))]
        standing = draw.draw(st.lists(st.sampled_from(needs), min_size=1, unique=True))
        for need in standing:
            steps = [step for _, way in scenario.ways(need) for step in way]
            step = draw.draw(st.sampled_from(steps))
            runs = scenario.steps[step].unit is None or draw.draw(st.booleans())
            day = scenario.start - datetime.timedelta(days=draw.draw(st.integers(0, 60)))
            row = {"child": child, "stream": stream, "needs": needs, "step": step}
            rows.append({**row, "started_on" if runs else "waiting_since": day})
    listed = world.changed(start_from={"waiting": rows})
    cases = listed.scenario.start_from
    assert cases is not None
    assert not isinstance(cases.waiting, str)
    assert list(wrong_cases(cases.waiting, parts_of_scenario(listed.scenario))) == []
    return listed


@settings(max_examples=settings.default.max_examples // 2)
@given(worlds(), st.sampled_from(["first", "second"]), st.data())
def test_a_waiting_list_changes_nobody_who_comes_later(world: World, name: str, draw: st.DataObject) -> None:
    listed = with_a_list(world, draw)
    there, alone = listed.plan(name), world.plan(name)
    before = int((there.children.number < 0).sum())
    for column in ("stream", "number", "arrival", "age", "urgent", "needs", "real"):
        np.testing.assert_array_equal(getattr(there.children, column)[before:], getattr(alone.children, column))
    mine = there.visits.child >= before
    steps, steps_alone = ([step.name for step in plans.steps] for plans in (there, alone))
    assert [steps[step] for step in there.visits.step[mine]] == [steps_alone[step] for step in alone.visits.step]
    for column in ("pause", "acute", "handed_over", "refused"):
        np.testing.assert_array_equal(getattr(there.visits, column)[mine], getattr(alone.visits, column))
    np.testing.assert_array_equal(there.parts.work[mine[there.parts.visit]], alone.parts.work)


@settings(max_examples=settings.default.max_examples // 2)
@given(worlds(), st.sampled_from(["first", "second"]), st.data())
def test_every_open_case_is_laid_once_and_what_is_done_is_not(world: World, name: str, draw: st.DataObject) -> None:
    world = with_a_list(world, draw)
    scenario, people = world.scenario, world.cohort()
    plans = world.plan(name)
    assert people.cases is not None
    visits, names = plans.visits, [step.name for step in plans.steps]
    before = {}
    for need, terms in scenario.needs.items():
        for ending in [[], *(ending.steps for ending in terms.endings)]:
            way = [*terms.pathway, *ending]
            before.update({(need, step): set(way[: way.index(step)]) for step in way})
    assert np.unique(visits.child[visits.open_before]).tolist() == np.flatnonzero(people.children.listed).tolist()
    for child in np.flatnonzero(people.children.listed):
        mine = np.flatnonzero((visits.child == child) & ~visits.acute)
        begun = mine[~np.isnan(visits.started_before[mine])]
        waited = mine[~np.isnan(visits.asked_before[mine])]
        runs = people.cases.running[child]
        assert len(begun) == runs.sum()
        assert 0 < len(waited) + len(begun) <= people.cases.there[child].sum() + 1
        assert (len(waited) > 0) == (people.cases.there[child] & ~runs).any()
        for n, need in enumerate(scenario.needs):
            if people.cases.there[child, n]:
                standing = names[people.cases.stands[child, n]]
                first_time = np.flatnonzero((plans.needs.child == child) & (plans.needs.kind == n))
                first_time = first_time[plans.needs.episode[first_time] == 0]
                serving = [v for v in mine if np.isin(first_time, visits.needs.row(v)).any()]
                assert not before[need, standing] & {names[visits.step[v]] for v in serving}
                assert any(v in begun or v in waited for v in serving)
    run(plans)
