"""Every feature of an organisation, changed alone, and what it does to one child, week by week.

The child comes to school in week 0 and also needs the clinic. As long as nothing else is said, school sees the
other need and hands it over after its assessment, in three weeks, and the clinic hears the story again:

    school intake 0–1, assessment 1–5, decision 5, support 5–15
    clinic (asked 8) intake 8–11, assessment 11–20, decision 20, support 20–28
"""

import json
import math

import pytest
from telling import Child, Story, tell

from simulate.log import Ending, Outcome

TOWN = """
title = "School and clinic"
start = 2018-01-01
[run]
warm_up = "0 days"
observe = "100 weeks"
follow_up = "0 days"
[arrivals.school]
per_day = 1
first_need = "schooling"
[needs.schooling]
pathway = ["school_intake", "school_assessment", "school_decision", "school_support"]
[needs.health]
pathway = ["clinic_intake", "clinic_assessment", "clinic_decision", "clinic_support"]
surfaces_after = "30 weeks"
patience = "15 weeks"
[steps]
school_intake = {{ role = "intake", unit = "school", duration = "1 week" }}
school_assessment = {{ role = "assessment", unit = "school", duration = "4 weeks" }}
school_decision = {{ role = "decision", unit = "school" }}
school_support = {{ role = "support", unit = "school", duration = "10 weeks" }}
clinic_intake = {{ role = "intake", unit = "clinic", duration = "2 weeks" }}
clinic_assessment = {{ role = "assessment", unit = "clinic", duration = "6 weeks" }}
clinic_decision = {{ role = "decision", unit = "clinic", by_law = {by_law} }}
clinic_support = {{ role = "support", unit = "clinic", duration = "8 weeks" }}
shared_intake = {{ role = "intake", unit = "school", duration = "1 week" }}
joint_plan = {{ role = "decision", unit = "board", duration = "1 week" }}
[units]
school = {{ administration = "school", workers = 9 }}
clinic = {{ administration = "region", workers = 9 }}
board = {{ administration = "region", workers = 9 }}
[organisations.other]
notices = 1
handover = "1 week"
refused = 0
retelling = 0
[organisations.siloed]
{features}
"""

AS_SAID = {"notices": "1", "handover": '"3 weeks"', "refused": "0", "retelling": "0.5", "participation": "9"}
BOTH = Child(0, ["schooling", "health"])


def with_features(child: Child = BOTH, by_law: bool = False, **features: object) -> Story:
    """Tell the story with some features changed."""
    changed = {name: json.dumps(value) for name, value in features.items()}
    lines = "\n".join(f"{name} = {value}" for name, value in {**AS_SAID, **changed}.items())
    return tell(TOWN.format(features=lines, by_law=str(by_law).lower()), [child])


def supports(story: Story) -> tuple[tuple[float, float], tuple[float, float]]:
    """Tell from when to when the child gets the support of school and of the clinic."""
    return story.from_to(0, "school_support"), story.from_to(0, "clinic_support")


def test_with_nothing_changed_it_goes_as_said() -> None:
    story = with_features()
    assert story.from_to(0, "school_intake") == (0, 1)
    assert story.from_to(0, "school_assessment") == (1, 5)
    assert story.weeks(0, "clinic_intake") == (8, 8, 11)
    assert story.from_to(0, "clinic_assessment") == (11, 20)
    assert supports(story) == ((5, 15), (20, 28))


def test_a_shared_door_replaces_the_own_intakes() -> None:
    story = with_features(door="shared_intake")
    assert story.steps(0).count("shared_intake") == 1
    assert not {"school_intake", "clinic_intake"} & set(story.steps(0))
    # from intake to assessment at school; the clinic begins with its assessment, again after three weeks
    assert story.from_to(0, "clinic_assessment") == (8, 17)
    assert supports(story) == ((5, 15), (17, 25))


def test_a_shared_door_is_for_children_with_one_need_too() -> None:
    story = with_features(Child(0, ["health"]), door="shared_intake")
    assert story.steps(0) == ["shared_intake", "clinic_assessment", "clinic_decision", "clinic_support"]
    assert story.from_to(0, "clinic_support") == (7, 15)


def test_what_nobody_notices_comes_up_by_itself_later() -> None:
    story = with_features(notices=0)
    assert story.weeks(0, "clinic_intake") == (30, 30, 33)  # and the story is told anew
    assert supports(story) == ((5, 15), (42, 50))
    assert not story.plan.visits.handed_over.any()


@pytest.mark.parametrize(
    ("passes_on", "asked", "support"),
    [("at intake", 4, (16, 24)), ("after assessment", 8, (20, 28)), ("after support", 18, (30, 38))],
)
def test_the_other_need_is_passed_on_when_the_organisation_does_so(
    passes_on: str, asked: float, support: tuple[float, float]
) -> None:
    story = with_features(passes_on=passes_on)
    assert story.weeks(0, "clinic_intake")[0] == asked
    assert supports(story) == ((5, 15), support)


def test_a_slower_handover_delays_the_other_need() -> None:
    assert supports(with_features(handover="7 weeks")) == ((5, 15), (24, 32))


def test_a_refused_handover_bounces_once() -> None:
    story = with_features(refused=1, refused_delay="5 weeks")
    assert story.weeks(0, "clinic_intake")[0] == 5 + 3 + 5
    assert supports(story) == ((5, 15), (25, 33))
    assert story.plan.visits.refused[story.visit(0, "clinic_intake")]


def test_retelling_lengthens_intake_and_assessment_at_the_further_unit_only() -> None:
    story = with_features(retelling=1)
    assert story.from_to(0, "school_assessment") == (1, 5)
    assert story.from_to(0, "clinic_intake") == (8, 12)
    assert story.from_to(0, "clinic_assessment") == (12, 24)
    assert story.from_to(0, "clinic_support") == (24, 32)


JOINT = "school_assessment + clinic_assessment"


def test_a_joint_assessment_behind_own_doors_waits_for_all_intakes_and_leaves_each_need_its_own_decision() -> None:
    story = with_features(assessment="joint")
    assert story.weeks(0, "clinic_intake") == (4, 4, 7)  # passed on at intake: the assessment needs it
    assert story.weeks(0, JOINT) == (7, 7, 13)  # max(4, 6), told to both at once
    assert "handing over" not in story.steps(0)  # it ended at the clinic's own intake
    assert story.units(0, JOINT) == ["school", "clinic"]
    assert story.from_to(0, "school_decision") == story.from_to(0, "clinic_decision") == (13, 13)
    assert supports(story) == ((13, 23), (13, 21))


def test_a_joint_decision_after_own_assessments_waits_for_all_of_them() -> None:
    story = with_features(decision="joint_plan")
    assert story.from_to(0, "school_assessment") == (1, 5)
    assert story.from_to(0, "clinic_assessment") == (11, 20)
    assert story.weeks(0, "joint_plan") == (20, 20, 21)
    assert supports(story) == ((21, 31), (21, 29))
    assert not {"school_decision", "clinic_decision"} & set(story.steps(0))


def test_a_joint_decision_takes_the_needs_before_support_even_where_they_are_passed_on_late() -> None:
    assert supports(with_features(decision="joint_plan", passes_on="after support")) == ((21, 31), (21, 29))


def test_a_decision_the_law_demands_is_made_after_the_joint_one() -> None:
    story = with_features(decision="joint_plan", by_law=True)
    assert "school_decision" not in story.steps(0)
    assert story.weeks(0, "clinic_decision") == (21, 21, 21)
    visit = story.visit(0, "clinic_decision")
    assert story.plan.visits.after.row(visit).max() == story.visit(0, "joint_plan")


def test_where_the_joint_decision_holds_nothing_back_each_support_begins_with_the_end_of_its_own_assessment() -> None:
    story = with_features(decision="joint_plan", decision_holds=False)
    assert story.from_to(0, "school_assessment") == (1, 5)
    assert story.from_to(0, "clinic_assessment") == (11, 20)
    assert supports(story) == ((5, 15), (20, 28))  # as if nobody decided
    assert story.weeks(0, "joint_plan") == (20, 20, 21)  # when all is assessed, as where it holds
    assert not {"school_decision", "clinic_decision"} & set(story.steps(0))


def test_a_decision_the_law_demands_still_lies_between_where_the_joint_one_holds_nothing_back() -> None:
    story = with_features(decision="joint_plan", decision_holds=False, by_law=True)
    assert "school_decision" not in story.steps(0)
    assert story.weeks(0, "clinic_decision") == (20, 20, 20)  # right after the assessment, not after the meeting
    visit = story.visit(0, "clinic_support")
    assert story.visit(0, "clinic_decision") in story.plan.visits.after.row(visit)
    assert supports(story) == ((5, 15), (20, 28))


def test_both_supports_begin_with_the_end_of_a_joint_assessment_where_the_joint_decision_holds_nothing_back() -> None:
    story = with_features(assessment="joint", decision="joint_plan", decision_holds=False)
    assert story.weeks(0, JOINT) == (7, 7, 13)
    assert supports(story) == ((13, 23), (13, 21))
    assert story.weeks(0, "joint_plan") == (13, 13, 14)


def test_a_meeting_that_holds_nothing_back_is_held_though_one_of_the_needs_is_given_up() -> None:
    # the clinic's need is given up in week 17, nine after it was passed on, amid its assessment, which goes on
    story = with_features(decision="joint_plan", decision_holds=False, participation=0.6)
    assert story.ending(0, "health") == Ending.GIVEN_UP
    assert story.outcome(0, "clinic_support") == Outcome.WITHDRAWN
    assert story.from_to(0, "school_support") == (5, 15)
    assert story.weeks(0, "joint_plan") == (20, 20, 21)


def test_a_child_with_one_need_waits_for_its_own_decision_though_the_joint_one_holds_nothing_back() -> None:
    story = with_features(Child(0, ["schooling"]), decision="joint_plan", decision_holds=False)
    assert story.steps(0) == ["school_intake", "school_assessment", "school_decision", "school_support"]


def test_a_child_with_one_need_meets_neither_joint_assessment_nor_joint_decision() -> None:
    story = with_features(Child(0, ["schooling"]), assessment="joint", decision="joint_plan")
    assert story.steps(0) == ["school_intake", "school_assessment", "school_decision", "school_support"]


def test_coordination_lengthens_every_step_after_intake_for_each_further_need() -> None:
    story = with_features(coordination=0.5)
    assert story.from_to(0, "school_intake") == (0, 1)
    assert story.from_to(0, "school_assessment") == (1, 7)
    assert story.from_to(0, "school_support") == (7, 22)
    assert story.from_to(0, "clinic_intake") == (10, 13)
    assert story.from_to(0, "clinic_assessment") == (13, 25)  # × (1 + retelling + coordination)
    assert story.from_to(0, "clinic_support") == (25, 37)
    alone = with_features(Child(0, ["schooling"]), coordination=0.5)
    assert alone.from_to(0, "school_support") == (5, 15)


def test_less_specialised_staff_take_longer_over_everything() -> None:
    story = with_features(Child(0, ["schooling"]), generalist=0.5)
    assert story.from_to(0, "school_intake") == (0, 1.5)
    assert story.from_to(0, "school_assessment") == (1.5, 7.5)
    assert story.from_to(0, "school_support") == (7.5, 22.5)


def test_a_family_that_does_not_consent_is_handled_as_otherwise() -> None:
    story = with_features(consent=0, otherwise="other", door="shared_intake")
    assert story.from_to(0, "clinic_intake") == (6, 8)  # handed over in one week, nothing told twice
    assert supports(story) == ((5, 15), (14, 22))


def test_nobody_asks_a_family_with_one_need_for_consent() -> None:
    story = with_features(Child(0, ["schooling"]), consent=0, otherwise="other", door="shared_intake")
    assert "shared_intake" in story.steps(0)


def test_asking_for_consent_takes_time_before_a_need_is_passed_on() -> None:
    assert supports(with_features(consent_delay="2 weeks")) == ((5, 15), (22, 30))


def test_a_child_beyond_the_reach_is_handled_as_otherwise() -> None:
    assert supports(with_features(reach=0, otherwise="other")) == ((5, 15), (14, 22))
    alone = with_features(Child(0, ["schooling"]), reach=0, otherwise="other", door="shared_intake")
    assert "shared_intake" not in alone.steps(0)


def test_children_who_take_part_stay_longer() -> None:
    # a patience of 15 weeks × 0.6 from week 8, when the clinic is asked, and support would begin in week 20
    leaves = with_features(participation=0.6)
    assert leaves.ending(0, "health") == Ending.GIVEN_UP
    assert leaves.log.given_up[leaves.need(0, "health")] == pytest.approx(17 * 7)
    assert math.isnan(supports(leaves)[1][0])
    assert with_features(participation=1).ending(0, "health") == Ending.MET


def test_an_organisation_may_change_its_units() -> None:
    units = {unit.name: unit.workers for unit in with_features(**{"units.clinic.workers": 2}).plan.units}
    assert units == {"school": 9, "clinic": 2, "board": 0}


def test_a_unit_that_does_nothing_in_an_organisation_has_no_posts_there() -> None:
    units = {"units.board.workers": 2}
    workers = {unit.name: unit.workers for unit in with_features(**units).plan.units}
    assert workers == {"school": 9, "clinic": 9, "board": 0}
    together = with_features(decision="joint_plan", **units)
    assert {unit.name: unit.workers for unit in together.plan.units}["board"] == 2


def test_a_joint_visit_goes_on_for_the_other_need_when_one_is_given_up() -> None:
    # the clinic is asked in week 4, the joint assessment goes on from 7 to 13, and patience ends in week 10
    story = with_features(assessment="joint", participation=0.4)
    assert story.from_to(0, JOINT) == (7, 13)
    assert story.ending(0, "health") == Ending.GIVEN_UP
    assert story.log.given_up[story.need(0, "health")] == pytest.approx(70)
    assert story.from_to(0, "school_support") == (13, 23)
    assert story.outcome(0, "clinic_decision") == story.outcome(0, "clinic_support") == Outcome.WITHDRAWN
    # if it ends in week 6, while the clinic's intake goes on: the joint assessment waits for that, and is held without
    story = with_features(assessment="joint", participation=2 / 15)
    assert story.outcome(0, "clinic_intake") == Outcome.FINISHED
    assert story.log.given_up[story.need(0, "health")] == pytest.approx(42)
    assert story.weeks(0, JOINT) == (7, 7, 13)
    assert story.units(0, JOINT) == ["school", "clinic"]
