"""Children who are on the waiting list when the clock starts: what is laid for them, worked out by hand."""

import datetime
import tomllib
from typing import Any

import numpy as np
import pytest
from scipy import stats
from telling import Story

from simulate.engine.reference import run
from simulate.log import Ending
from simulate.plan import Plan
from simulate.scenario.rules.mistakes import check
from simulate.scenario.schema.scenario import Scenario
from simulate.world.children import cohort
from simulate.world.planning import plan

TOWN = """
title = "A school and a clinic"
start = 2018-01-01
seed = 5
run = { warm_up = "0 days", observe = "1 year", follow_up = "0 days" }
[arrivals.school]
counts = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
first_need = "schooling"
[needs.schooling]
pathway = ["talk", "assessment", "teaching"]
[needs.health]
pathway = ["visit", "examination", "treatment"]
[steps.talk]
role = "intake"
unit = "school"
duration = "7 days"
go_on = 0.01
[steps.assessment]
role = "assessment"
unit = "school"
duration = "28 days"
go_on = 0.01
[steps.teaching]
role = "support"
unit = "school"
duration = "70 days"
[steps.visit]
role = "intake"
unit = "clinic"
duration = "7 days"
[steps.examination]
role = "assessment"
unit = "clinic"
duration = "35 days"
[steps.treatment]
role = "support"
unit = "clinic"
duration = "70 days"
[steps.door]
role = "intake"
unit = "school"
duration = "7 days"
[units.school]
administration = "school"
workers = 1
caseload = 2
[units.clinic]
administration = "health care"
workers = 1
caseload = 2
[organisations.siloed]
notices = 1.0
handover = "14 days"
refused = 0.0
retelling = 0.0
[organisations.integrated]
door = "door"
notices = 1.0
assessment = "joint"
handover = "14 days"
refused = 0.0
retelling = 0.0
"""

SCHOOL, BOTH = ["schooling"], ["schooling", "health"]


def weeks_ago(weeks: float) -> datetime.date:
    return datetime.date(2018, 1, 1) - datetime.timedelta(days=round(7 * weeks))


def waits(needs: list[str], step: str, weeks: float, **more: Any) -> dict[str, Any]:
    return {"stream": "school", "needs": needs, "step": step, "waiting_since": weeks_ago(weeks), **more}


def goes_on(needs: list[str], step: str, weeks: float, **more: Any) -> dict[str, Any]:
    return {"stream": "school", "needs": needs, "step": step, "started_on": weeks_ago(weeks), **more}


def plan_from(*cases: dict[str, Any], organisation: str = "siloed", text: str = TOWN) -> Plan:
    terms = tomllib.loads(text)
    scenario = check(Scenario.model_validate({**terms, "start_from": {"waiting": list(cases)}}))
    return plan(cohort(scenario, 0), organisation)


def start_from(*cases: dict[str, Any], organisation: str = "siloed", text: str = TOWN) -> Story:
    plans = plan_from(*cases, organisation=organisation, text=text)
    return Story(plans, run(plans))


def test_a_step_that_goes_on_ends_when_it_should_and_the_rest_of_the_way_follows() -> None:
    everybody = TOWN.replace('duration = "28 days"\ngo_on = 0.01', 'duration = "28 days"')
    story = start_from(goes_on(SCHOOL, "assessment", 3, urgent=True), text=everybody)
    assert story.steps(0) == ["assessment", "teaching"]
    assert story.weeks(0, "assessment") == (-3, -3, 1)
    assert story.weeks(0, "teaching") == (1, 1, 11)
    assert bool(story.plan.children.urgent[0])


def test_a_child_has_passed_the_steps_before_whatever_its_luck_says_of_them() -> None:
    story = start_from(*[waits(SCHOOL, "teaching", weeks) for weeks in (1, 2, 3, 4)])
    for child in range(4):  # of whom one in ten thousand would get there by luck
        assert story.steps(child) == ["teaching"]
        assert story.ending(child, "schooling") == Ending.MET


def test_places_are_taken_by_what_goes_on_and_the_longest_wait_is_called_first() -> None:
    story = start_from(
        waits(SCHOOL, "teaching", 2), goes_on(SCHOOL, "teaching", 9), goes_on(SCHOOL, "teaching", 7),
        waits(SCHOOL, "teaching", 5),
    )  # fmt: skip
    assert [story.plan.children.number[child] for child in range(4)] == [-2, -3, -4, -1]
    assert story.from_to(0, "teaching") == (-9, 1)
    assert story.from_to(1, "teaching") == (-7, 3)
    assert story.weeks(2, "teaching") == (-5, 1, 11)
    assert story.weeks(3, "teaching") == (-2, 3, 13)


def test_more_cases_may_be_going_on_than_there_are_places() -> None:
    story = start_from(*[goes_on(SCHOOL, "teaching", weeks) for weeks in (9, 8, 7, 6)], waits(SCHOOL, "talk", 1))
    assert story.weeks(4, "talk") == (-1, 3, 4), "called when three of four have ended, in a unit of two places"


def test_a_need_without_a_case_is_passed_on_where_the_first_gets_there_or_else_from_the_start() -> None:
    before = start_from(goes_on(BOTH, "assessment", 3))
    assert before.weeks(0, "visit") == (3, 3, 4), "one week of assessment is left, and two of handing over"
    beyond = start_from(goes_on(BOTH, "teaching", 3))
    assert beyond.weeks(0, "visit") == (2, 2, 3), "the assessment is over, and handing over begins with the clock"


def test_two_cases_of_a_child_go_on_side_by_side() -> None:
    story = start_from(goes_on(BOTH, "teaching", 3, child=8), waits(BOTH, "treatment", 2, child=8))
    assert len(story.plan.children) == 1
    assert sorted(story.steps(0)) == ["teaching", "treatment"]
    assert story.weeks(0, "treatment") == (-2, 0, 10)
    assert story.plan.children.arrival[0] == -21


def test_a_first_need_without_a_case_is_over() -> None:
    story = start_from(goes_on(BOTH, "treatment", 3))
    assert story.steps(0) == ["treatment"]
    assert story.plan.children.needs.tolist() == [[False, True]]


def test_a_shared_intake_takes_the_place_of_the_one_that_is_waited_for() -> None:
    story = start_from(waits(SCHOOL, "talk", 3), organisation="integrated")
    assert story.steps(0)[0] == "door"
    assert story.weeks(0, "door") == (-3, 0, 1)


def test_a_joint_assessment_takes_the_place_of_those_that_are_waited_for_since_the_first_of_them_was() -> None:
    cases = waits(BOTH, "assessment", 3, child=1), waits(BOTH, "examination", 5, child=1)
    story = start_from(*cases, organisation="integrated")
    assert story.weeks(0, "assessment + examination") == (-5, 0, 5)
    apart = start_from(*cases)
    assert (apart.weeks(0, "assessment"), apart.weeks(0, "examination")) == ((-3, 0, 4), (-5, 0, 5))


def test_what_goes_on_goes_on_as_it_is_in_every_organisation() -> None:
    cases = goes_on(BOTH, "assessment", 3, child=1), goes_on(BOTH, "examination", 1, child=1)
    for organisation in ("siloed", "integrated"):
        story = start_from(*cases, organisation=organisation)
        assert story.from_to(0, "assessment") == (-3, 1)
        assert story.from_to(0, "examination") == (-1, 4)


def test_an_intake_goes_on_where_it_is_though_no_other_takes_place_there_any_more() -> None:
    text = TOWN.replace('role = "intake"\nunit = "school"', 'role = "intake"\nunit = "secretary"', 1)
    text += '[units.secretary]\nadministration = "school"\nworkers = 1\ncaseload = 1\n'
    story = start_from(goes_on(SCHOOL, "talk", 0.5), organisation="integrated", text=text)
    assert story.steps(0)[0] == "talk"
    team = story.plan.teams[story.plan.visits.team[0]]
    assert [story.plan.units[unit].name for unit in team] == ["secretary"]


PATIENT = TOWN.replace('pathway = ["talk"', 'patience = { uniform = ["0 days", "100 days"] }\npathway = ["talk"')


def test_patience_is_what_is_left_of_it_for_those_who_have_not_given_up_yet() -> None:
    story = start_from(*[waits(SCHOOL, "assessment", 10)] * 400, text=PATIENT)
    assert stats.kstest(story.plan.needs.patience, stats.uniform(0, 30).cdf).pvalue > 1e-5


@pytest.mark.parametrize(
    ("organisation", "step", "most"), [("siloed", "teaching", 100), ("siloed", "talk", 100), ("integrated", "talk", 30)]
)
def test_patience_is_whole_with_a_need_for_which_nothing_has_been_asked_yet(
    organisation: str, step: str, most: float
) -> None:
    # for the need that has no case the first visit is its own, still to come; or the shared door, waited for ten weeks
    text = TOWN.replace('pathway = ["visit"', 'patience = { uniform = ["0 days", "100 days"] }\npathway = ["visit"')
    plans = plan_from(*[waits(BOTH, step, 10)] * 400, organisation=organisation, text=text)
    mine = plans.needs.kind == plans.children.need_names.index("health")
    assert mine.sum() == 400
    assert stats.kstest(plans.needs.patience[mine], stats.uniform(0, most).cdf).pvalue > 1e-5


ENDINGS = TOWN.replace('"assessment", "teaching"]', '"assessment"]\nendings = [\n'
    '  { share = 0.5, steps = ["teaching"] },\n  { share = 0.3, steps = ["committee", "home"] },\n'
    '  { share = 0.2, steps = ["committee", "flat"] },\n]') + "".join(
    f'[steps.{name}]\nrole = "{role}"\nduration = "7 days"\n'
    for name, role in (("committee", "decision"), ("home", "support"), ("flat", "support"))
)  # fmt: skip


def test_an_ending_is_one_that_leads_to_the_step_where_the_case_stands() -> None:
    story = start_from(*[goes_on(SCHOOL, "committee", 0.5)] * 1000, text=ENDINGS)
    ways = [tuple(story.steps(child)) for child in range(1000)]
    home = ways.count(("committee", "home"))
    assert home + ways.count(("committee", "flat")) == 1000
    assert home == pytest.approx(600, abs=4.5 * np.sqrt(240))


AGES = TOWN.replace("seed = 5", "seed = 5\nleaves_at_age = 18").replace(
    'first_need = "schooling"', 'first_need = "schooling"\nages = [{ share = 0.5, from = 6, to = 12 }, '
    "{ share = 0.5, from = 12, to = 20 }]"
)  # fmt: skip


def test_an_age_is_told_or_that_of_a_child_who_is_not_too_old_yet() -> None:
    told = start_from(waits(SCHOOL, "teaching", 10, age=17.9), text=AGES)
    assert told.plan.leaves[0] == pytest.approx(0.1 * 365.25)
    assert told.plan.children.age[0] == pytest.approx(17.9 - 70 / 365.25)
    ages = start_from(*[waits(SCHOOL, "teaching", 365.25 / 7)] * 400, text=AGES).plan.children.age
    whole = np.where(ages < 12, (ages - 6) / 6 * 0.5, 0.5 + (ages - 12) / 8 * 0.5)
    assert stats.kstest(whole, stats.uniform(0, 0.5 + 5 / 16).cdf).pvalue > 1e-5


def test_a_day_of_waiting_that_is_today_is_a_case_like_any_other() -> None:
    story = start_from(waits(SCHOOL, "teaching", 0), goes_on(SCHOOL, "teaching", 0))
    assert story.weeks(0, "teaching") == (0, 0, 10)
    assert story.weeks(1, "teaching") == (0, 0, 10)


MERGED = (
    TOWN
    + """
[units.team]
administration = "town"
workers = 2
[organisations.merged.steps]
talk = { unit = "team", duration = "14 days" }
assessment = { unit = "team" }
teaching = { unit = "team", duration = "35 days" }
visit = { unit = "none" }
"""
)


def test_where_teams_are_merged_what_goes_on_is_with_the_merged_team_for_as_long_as_it_would_have_taken() -> None:
    story = start_from(goes_on(SCHOOL, "teaching", 9), waits(SCHOOL, "teaching", 2), organisation="merged", text=MERGED)
    assert story.units(0, "teaching") == story.units(1, "teaching") == ["team"]
    assert story.from_to(0, "teaching") == (-9, 1), "it began as one of ten weeks"
    assert story.weeks(1, "teaching") == (-2, 0, 5), "which begins here, and takes five weeks here"
    assert {unit.name: unit.workers for unit in story.plan.units} == {"school": 0, "clinic": 1, "team": 2}


def test_who_waits_for_what_takes_nobodys_place_here_waits_no_longer() -> None:
    story = start_from(waits(["schooling", "health"], "visit", 3), organisation="merged", text=MERGED)
    assert story.units(0, "visit") == []
    assert story.from_to(0, "visit") == (0, 1)
