"""A scenario in time: what a plan holds of changes, phases, first times, closed days and working days."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from scipy import stats
from worlds import small_world

from simulate.plan import NONE, PlannedUnit, Ragged, Rules, StartUp
from simulate.scenario.rates import children_expected
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.writing import plain_tables
from simulate.world.children import Cohort, cohort
from simulate.world.planning import plan

CERTAIN = 1e-5  # a p-value below this is a mistake, not bad luck; the luck of these tests never changes
MONTH = 30.4375


def town(more: str = "", **keys: str) -> Scenario:
    return load_text(small_world(**keys) + more)


def unit_of(scenario: Scenario, name: str, organisation: str = "siloed") -> PlannedUnit:
    return next(unit for unit in plan(cohort(scenario, 0), organisation).units if unit.name == name)


def assert_same(some: Any, other: Any, where: str = "") -> None:
    """Compare two plans or parts of them, bit for bit."""
    if isinstance(some, np.ndarray):
        np.testing.assert_array_equal(some, other, err_msg=where)
    elif hasattr(some, "__dataclass_fields__"):
        assert type(some) is type(other), where
        for field in fields(some):
            assert_same(getattr(some, field.name), getattr(other, field.name), f"{where}.{field.name}")
    elif isinstance(some, tuple):
        assert len(some) == len(other), where
        for number, (ours, theirs) in enumerate(zip(some, other, strict=True)):
            assert_same(ours, theirs, f"{where}[{number}]")
    else:
        assert some == other, where


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
    assert changed.later_rules == ((400.0, Rules(urgent_first=False, by_total_wait=True, growth=0.1)),)
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


SURGE = """
[[changes]]
from = "150 days"
[changes.arrivals.school]
per_month = 200
urgent = 0.6
first_need = "protection"
needs = [{ share = 1.0, with = [] }]
ages = [{ share = 1.0, from = 12, to = 15 }]
"""


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


PHASES = """
[[organisations.siloed.phases]]
from = "100 days"
door = "shared_intake"
start_up = { length = "60 days", pace = 0.5 }
[[organisations.siloed.phases]]
from = "300 days"
door = "own"
"""


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


TERMS = """
[[changes]]
from = "50 days"
[changes.units.school_team]
workers = 6
newcomer = [
  { lasts = "20 days", caseload = 0.25 },
  { lasts = "9 days", caseload = 0.01 },
  { lasts = "5 days", caseload = 1.0 },
]
[[changes]]
from = "80 days"
[changes.arrivals.school]
per_month = 21
[[changes]]
from = "120 days"
[changes.units.school_team]
caseload = 3
extra_staff = { workers = 2, line_above = 5, after = "9 days" }
[changes.units.school_board]
meets_every = "7 days"
"""


def test_a_unit_has_new_terms_on_the_days_they_change_and_only_then() -> None:
    scenario = town(TERMS)
    team = unit_of(scenario, "school_team")
    assert [day for day, _ in team.later] == [50.0, 120.0]
    assert (team.workers, team.caseload, team.newcomer) == (4, 10, ())
    (_, first), (_, second) = team.later
    assert first.newcomer == ((20.0, 3), (9.0, 1))  # a quarter of ten is two and a half, rounded up
    assert (first.workers, first.caseload, first.extra) == (6, 10, None)
    assert (first.full_pace_up_to, first.newcomer_shares) == (None, ())
    assert (second.workers, second.caseload, second.newcomer) == (6, 3, ((20.0, 1), (9.0, 1)))
    assert second.extra is not None
    assert (second.extra.workers, second.extra.caseload) == (2, 3)
    assert (team.posts, team.slots) == (6, 8)
    assert [(day, terms.meets_every) for day, terms in unit_of(scenario, "school_board").later] == [(120.0, 7.0)]
    assert unit_of(scenario, "social_office").later == ()


def test_a_newcomer_has_full_pace_for_the_very_share_of_the_caseload_and_not_for_whole_children() -> None:
    scenario = town(TERMS.replace("workers = 6", "workers = 5.5\nfull_pace_up_to = 7"))
    team = unit_of(scenario, "school_team")
    (_, first), (_, second) = team.later
    assert team.full_pace_up_to is None
    assert team.ever_shares_time
    assert first.newcomer == ((20.0, 3), (9.0, 1))
    assert first.newcomer_shares == (0.25, 0.01)
    assert [first.full_pace_in(stretch, 0) for stretch in range(3)] == [1.75, 0.07, 7.0]
    assert [first.full_pace_in(stretch, 5) for stretch in range(3)] == [0.875, 0.035, 3.5]
    # with three places a share of 0.9 is as many as all, but not as much time
    quick = "caseload = 3\nnewcomer = [{ lasts = '20 days', caseload = 0.9 }]"
    (_, second) = unit_of(town(TERMS.replace("caseload = 3", f"full_pace_up_to = 2\n{quick}")), "school_team").later[-1]
    assert (second.newcomer, second.newcomer_shares) == (((20.0, 3),), (0.9,))
    (_, second) = unit_of(town(TERMS.replace("caseload = 3", quick)), "school_team").later[-1]
    assert second.newcomer == ()


def test_what_an_organisation_says_of_a_unit_holds_over_a_change_of_the_unit() -> None:
    team = unit_of(town(TERMS), "school_team", "integrated")
    assert [(day, terms.workers) for day, terms in team.later] == [(50.0, 5), (120.0, 5)]


def test_posts_that_open_later_have_luck_too_and_both_organisations_meet_the_same() -> None:
    ill = 'absence = { share = 0.4, spell = "9 days" }\nturnover = 3.0\n'
    scenario = town(TERMS.replace("caseload = 3\n", "caseload = 3\n" + ill))
    siloed, integrated = (unit_of(scenario, "school_team", name).staff for name in ("siloed", "integrated"))
    assert siloed is not None
    assert integrated is not None
    assert (len(siloed.leaves_at), len(integrated.leaves_at)) == (6, 5)
    np.testing.assert_array_equal(siloed.leaves_at[:5], integrated.leaves_at)
    for post in range(5):
        assert len(siloed.away.row(post))
        assert siloed.away.row(post).min() >= 120
        np.testing.assert_array_equal(siloed.away.row(post), integrated.away.row(post))


def test_time_set_aside_by_an_organisation_is_so_in_every_unit_with_workers_that_says_nothing_itself() -> None:
    given = '{ share = 0.1, gain = 0.2, half_life = "60.875 days" }'
    scenario = town(
        organisations__siloed__development=given,
        units__social_office__development='{ share = 0.3, gain = 0.2, half_life = "1 year" }',
    )
    shares = {
        unit.name: unit.development.share if unit.development is not None else None
        for unit in plan(cohort(scenario, 0), "siloed").units
    }
    assert shares == {"school_team": 0.1, "social_office": 0.3, "school_board": None}
    development = unit_of(scenario, "school_team").development
    assert development is not None
    assert development.learns == pytest.approx(1 - np.sqrt(0.5))  # a month of a half-life of two
    assert unit_of(scenario, "school_team", "integrated").development is None


def test_closed_days_are_those_of_the_day_and_touching_ones_are_one() -> None:
    change = """
[[changes]]
from = 2018-07-15
[changes.units.school_team]
closed = [{ from = 2018-07-10, until = 2018-08-01 }, { from = 2018-12-01, until = 2018-12-05 }]
"""
    scenario = town(change, units__school_team__closed='[{ from = "07-01", until = "09-01" }]')
    assert unit_of(scenario, "school_team").closed == ((181.0, 212.0), (334.0, 338.0))
    assert unit_of(scenario, "social_office").closed == ()


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


def test_luck_of_staff_is_the_same_whatever_else_the_scenario_holds() -> None:
    ill = {
        "units__social_office__absence": '{ share = 0.3, spell = "9 days" }',
        "units__social_office__turnover": "2.0",
    }
    plain = unit_of(town(**ill), "social_office").staff
    other = unit_of(town(SURGE + PHASES + TERMS, **ill, arrivals__school__urgent="0.9"), "social_office").staff
    assert plain is not None
    assert isinstance(plain.away, Ragged)
    assert_same(plain, other)


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


def test_a_part_of_a_worker_is_a_part_time_post_wherever_workers_are_given() -> None:
    change = '[[changes]]\nfrom = "50 days"\nunits.school_team.workers = 0.5\n'
    keys = {"units__school_team__workers": "4.25", "organisations__integrated__units__school_team__workers": "5.5"}
    scenario = town(change, **keys)
    siloed, integrated = (unit_of(scenario, "school_team", name) for name in ("siloed", "integrated"))
    held = [[(day, terms.workers, terms.part_post) for day, terms in unit.in_time] for unit in (siloed, integrated)]
    assert held == [[(0.0, 5, 0.25), (50.0, 1, 0.5)], [(0.0, 6, 0.5)]]


def test_a_whole_number_of_workers_is_whole_however_it_is_written() -> None:
    plain = unit_of(town(), "school_team")
    for written in ("4.0", "4.000000000000001", "3.9999999999999996"):
        assert_same(unit_of(town(units__school_team__workers=written), "school_team"), plain)
