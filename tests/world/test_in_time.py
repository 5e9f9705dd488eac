"""A scenario in time: what a plan holds of changes, phases, first times, limits and working days."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulate.plan import NONE, Rules, StartUp
from simulate.scenario.rates import children_expected
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.writing import plain_tables
from simulate.world.children import Cohort, cohort
from simulate.world.planning import plan

from .towns_in_time import PHASES, SURGE, assert_same, town

CERTAIN = 1e-5  # a p-value below this is a mistake, not bad luck; the luck of these tests never changes
MONTH = 30.4375


LATE = """
[[changes]]
from = "500 days"
[changes.arrivals.school]
per_month = 90
urgent = 1.0
[changes.units.school_team]
workers = 1
absence = { share = 0.5, spell = "9 days" }
closed = [{ from = "01-01", until = "12-01" }]
[changes.organisations.siloed]
order = "longest total wait"
start_up = { length = "90 days", pace = 0.5 }
"""


@pytest.mark.parametrize("organisation", ["siloed", "integrated"])
def test_a_change_on_the_last_day_or_later_changes_nothing(organisation: str) -> None:
    assert_same(plan(cohort(town(LATE), 1), organisation), plan(cohort(town(), 1), organisation))


def test_a_change_before_the_last_day_does_change_the_plan() -> None:
    changed = plan(cohort(town(LATE.replace("500", "400")), 1), "siloed")
    assert len(changed.children) > len(plan(cohort(town(), 1), "siloed").children)
    assert changed.later_rules == (
        (400.0, Rules(urgent_first=False, by_total_wait=True, growth=0.1, crisis_reveals=True)),
    )
    assert changed.start_ups == (StartUp(400.0, 490.0, 0.5),)


NEUTRAL = {
    "absence": {"share": 0.0, "spell": "9 days", "cases": "are handed over"},
    "turnover": 0.0,
    "time_to_fill": "90 days",
    "pressure": {"above": 1.0, "per_tenth": 1.5},
    "newcomer": [{"lasts": "90 days", "caseload": 1.0}],
    "closed": [],
    "hours": "always",
    "development": {"share": 0.0, "gain": 0.5, "half_life": "1 year"},
}


@pytest.mark.parametrize("organisation", ["siloed", "integrated"])
def test_staff_rules_that_do_nothing_leave_the_plan_as_it_was(organisation: str) -> None:
    table = plain_tables(town())
    for unit in table["units"].values():
        unit.update(NEUTRAL if "workers" in unit else {"closed": [], "hours": "always"})
    for features in table["organisations"].values():
        features["start_up"] = {"length": "1 year", "pace": 1.0}
        features["phases"] = [{"from": "90 days"}]
    neutral = Scenario.model_validate(table)
    assert_same(plan(cohort(neutral, 0), organisation), plan(cohort(town(), 0), organisation))


def columns_until(some: Cohort, day: float) -> dict[str, np.ndarray[Any, Any]]:
    early = some.children.arrival < day
    columns = {field.name: getattr(some.children, field.name) for field in fields(some.children)}
    return {name: column[early] for name, column in columns.items() if isinstance(column, np.ndarray)}


def test_a_surge_brings_more_children_with_other_needs_from_its_day_and_touches_nobody_before() -> None:
    before, after = cohort(town(), 0), cohort(town(SURGE), 0)
    for name, column in columns_until(before, 150.0).items():
        np.testing.assert_array_equal(column, columns_until(after, 150.0)[name])
    late = after.children.arrival >= 150.0
    assert stats.poisson.sf(late.sum() - 1, 350 * 200 / MONTH) > CERTAIN
    assert stats.poisson.cdf(late.sum(), 350 * 200 / MONTH) > CERTAIN
    assert stats.binomtest(int(after.children.urgent[late].sum()), int(late.sum()), 0.6).pvalue > CERTAIN
    protection = after.children.need_names.index("protection")
    assert (after.children.first_need[late] == protection).all()
    assert (after.children.needs[late].sum(axis=1) == 1).all()
    assert (after.children.age[late] >= 12).all()
    assert np.isnan(after.children.age[~late]).all()


def test_a_child_keeps_its_number_and_luck_when_others_come_sooner() -> None:
    faster = town(SURGE.split("urgent")[0])
    before, after = cohort(town(), 0), cohort(faster, 0)
    count = len(before.children)
    np.testing.assert_array_equal(before.children.needs, after.children.needs[:count])
    np.testing.assert_array_equal(before.luck("consent"), after.luck("consent")[:count])
    assert (after.children.arrival[:count] <= before.children.arrival).all()


def test_as_many_children_are_expected_as_the_rates_of_all_spans_bring() -> None:
    assert children_expected(town())["school"] == pytest.approx(500 * 20 / MONTH)
    assert children_expected(town(SURGE))["school"] == pytest.approx((150 * 20 + 350 * 200) / MONTH)


def test_children_follow_the_organisation_of_the_day_they_come() -> None:
    plans = plan(cohort(town(PHASES), 0), "siloed")
    first = np.unique(plans.visits.child, return_index=True)[1]
    doors = np.array([plans.steps[step].name for step in plans.visits.step[first]])
    arrival = plans.children.arrival
    in_pilot = (arrival >= 100) & (arrival < 300)
    assert (doors[in_pilot] == "shared_intake").all()
    assert (doors[~in_pilot] == "school_intake").all()
    assert in_pilot.any()
    assert (arrival >= 300).any()


def test_a_child_has_the_same_visits_as_in_a_scenario_that_never_changes() -> None:
    changing = plan(cohort(town(PHASES), 0), "siloed")
    own, shared = (
        plan(cohort(town(organisations__siloed__door=door), 0), "siloed") for door in ('"own"', '"shared_intake"')
    )
    assert_same(replace(changing.children), own.children)
    for plans, rows in ((own, changing.children.arrival < 100), (shared, (changing.children.arrival >= 100))):
        for child in np.flatnonzero(rows & (changing.children.arrival < 300))[:40]:
            ours, theirs = changing.visits.child == child, plans.visits.child == child
            for column in ("pause", "acute", "handed_over"):
                np.testing.assert_array_equal(
                    getattr(changing.visits, column)[ours], getattr(plans.visits, column)[theirs]
                )
            np.testing.assert_array_equal(
                changing.parts.work[ours[changing.parts.visit]], plans.parts.work[theirs[plans.parts.visit]]
            )


def test_work_for_children_of_a_new_organisation_is_marked_with_its_first_time() -> None:
    plans = plan(cohort(town(PHASES), 0), "siloed")
    assert plans.start_ups == (StartUp(100.0, 160.0, 0.5),)
    late = plans.children.arrival[plans.visits.child] >= 100
    names = np.array([plans.steps[step].name for step in plans.visits.step])
    work = ~np.isin(names, ["school_meeting", "open_care"])  # a meeting, and time that only passes
    assert (names == "acute").any()
    np.testing.assert_array_equal(plans.visits.start_up, np.where(late & work, 0, NONE))


def test_an_organisation_that_is_new_from_the_start_has_its_first_time_then_and_again_when_it_says_so() -> None:
    again = """
[[organisations.siloed.phases]]
from = 2018-03-02
start_up = { length = "60 days", pace = 0.5 }
"""
    plans = plan(cohort(town(again, organisations__siloed__start_up='{ length = "60 days", pace = 0.5 }'), 0), "siloed")
    assert plans.start_ups == (StartUp(0.0, 60.0, 0.5), StartUp(60.0, 120.0, 0.5))
    numbers = set(plans.visits.start_up[plans.children.arrival[plans.visits.child] >= 60].tolist())
    assert numbers == {1, NONE}


def test_children_an_organisation_does_not_take_have_the_first_time_of_the_one_that_does() -> None:
    scenario = town(
        organisations__integrated__reach="0.5",
        organisations__integrated__start_up='{ length = "60 days", pace = 0.5 }',
        organisations__siloed__start_up='{ length = "10 days", pace = 0.8 }',
    )
    here = cohort(scenario, 0)
    plans = plan(here, "integrated")
    several = here.children.needs.sum(axis=1) > 1
    taken = (here.luck("reach") < 0.5) & ~(several & (here.luck("consent") >= 0.9))
    marked = plans.visits.start_up != NONE
    paces = np.array([start.pace for start in plans.start_ups])[plans.visits.start_up[marked]]
    np.testing.assert_array_equal(paces, np.where(taken[plans.visits.child[marked]], 0.5, 0.8))


def test_a_limit_in_working_days_is_counted_in_them_and_promises_a_week_for_five() -> None:
    scenario = town(steps__school_assessment__limit='"10 days"', steps__school_assessment__limit_in='"working days"')
    plans = plan(cohort(scenario, 0), "siloed")
    marked = {step.name: (step.finish_within, step.in_working_days) for step in plans.steps if step.finish_within}
    assert marked == {"school_assessment": (10.0, True), "investigation": (4 * MONTH, False)}
    assert plans.working_days is not None
    assert plans.working_days[:10].tolist() == [0, 0, 1, 2, 3, 4, 4, 4, 5, 6]  # 2018 begins on a Monday, a holiday
    schooling = plans.needs.kind == plans.children.need_names.index("schooling")
    assert set(np.round(plans.needs.promise[schooling], 9).tolist()) == {14.0}
    assert plan(cohort(town(), 0), "siloed").working_days is None


@pytest.mark.parametrize(("limit", "expected"), [('"80 days"', (4 * MONTH, False)), ('"90 days"', (90.0, True))])
def test_a_joint_assessment_takes_the_limit_that_is_longest_in_the_calendar(
    limit: str, expected: tuple[float, bool]
) -> None:
    scenario = town(steps__school_assessment__limit=limit, steps__school_assessment__limit_in='"working days"')
    steps = plan(cohort(scenario, 0), "integrated").steps
    joint = next(step for step in steps if " + " in step.name)
    assert (joint.finish_within, joint.in_working_days) == expected


QUICK = """
title = "one office"
start = 2018-01-01
[run]
warm_up = "0 days"
observe = "400 days"
follow_up = "0 days"
[arrivals.all]
per_year = 200
first_need = "help"
[needs.help]
pathway = ["support"]
returns = { chance = 0.99, delay = "1 day" }
[steps.support]
role = "support"
unit = "office"
duration = "390 days"
[units.office]
administration = "school"
workers = 500
[organisations.siloed]
"""


@pytest.mark.parametrize(("gain", "returns"), [(0.0, False), (3.0, True)])
def test_a_return_that_only_learning_makes_possible_is_planned(gain: float, returns: bool) -> None:
    learning = f'development = {{ share = 0.01, gain = {gain}, half_life = "10 days" }}'
    scenario = load_text(QUICK + learning)
    late = cohort(scenario, 0).children.arrival > 60
    needs = plan(cohort(scenario, 0), "siloed").needs
    assert late[needs.child[needs.episode == 1]].any() == returns
