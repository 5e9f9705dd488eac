"""The worked example of the design: one child with schooling and mental health, siloed and integrated, in days."""

import numpy as np
import pytest
from telling import Child, Story, tell

TOWN = """
title = "The worked example"
start = 2018-01-01
[run]
warm_up = "0 days"
observe = "2 years"
follow_up = "0 days"
[arrivals.school]
per_day = 1
first_need = "schooling"
[needs.schooling]
pathway = ["school_intake", "school_assessment", "school_decision", "school_support"]
[needs.mental_health]
pathway = ["clinic_intake", "clinic_assessment", "clinic_support"]
[steps]
school_intake = { role = "intake", unit = "school", duration = "2 days" }
school_assessment = { role = "assessment", unit = "school", duration = "30 days" }
school_decision = { role = "decision", unit = "school_board" }
school_support = { role = "support", unit = "school", duration = "150 days" }
clinic_intake = { role = "intake", unit = "clinic", duration = "4 days" }
clinic_assessment = { role = "assessment", unit = "clinic", duration = "40 days" }
clinic_support = { role = "support", unit = "clinic", duration = "140 days" }
shared_intake = { role = "intake", unit = "school", duration = "2 days" }
planning_meeting = { role = "decision", unit = "planning_board" }
[units]
school = { administration = "school", workers = 5 }
clinic = { administration = "region", workers = 5 }
family_team = { administration = "town", workers = 10 }
school_board = { administration = "school", meets_every = "14 days", cases = 9 }
planning_board = { administration = "school", meets_every = "7 days", cases = 9 }
[organisations.siloed]
notices = 1
handover = "14 days"
refused = 0.2
refused_delay = "21 days"
retelling = 0.5
[organisations.integrated]
notices = 1
door = "shared_intake"
assessment = "joint"
decision = "planning_meeting"
coordination = 0.1
generalist = 0.05
handover = "3 days"
refused = 0.06
refused_delay = "3 days"
retelling = 0.15
"""

CHILD = Child(0, ["schooling", "mental_health"])
BOUNCES_IN_A_SILO = {"refused/mental_health": [0.1]}  # below 0.2, above 0.06


def days(story: Story, step: str) -> tuple[float, float, float]:
    visit = story.visit(0, step)
    return tuple(float(column[visit]) for column in (story.log.asked, story.log.started, story.log.finished))  # type: ignore[return-value]


def test_siloed_the_child_goes_from_office_to_office() -> None:
    story = tell(TOWN, [CHILD], "siloed", BOUNCES_IN_A_SILO)
    assert days(story, "school_intake") == (0, 0, 2)
    assert days(story, "school_assessment") == (2, 2, 32)
    assert days(story, "school_decision") == (32, 42, 42)  # the board meets on days 14, 28, 42
    assert days(story, "school_support") == (42, 42, 192)
    # handed over on day 32, 14 days, refused once, 21 days; there it tells its story anew
    assert days(story, "clinic_intake") == (67, 67, 67 + 4 * 1.5)
    assert days(story, "clinic_assessment") == (73, 73, 73 + 40 * 1.5)
    assert days(story, "clinic_support") == (133, 133, 133 + 140)
    visit = story.visit(0, "clinic_intake")
    assert story.plan.visits.handed_over[visit]
    assert story.plan.visits.refused[visit]
    assert story.plan.visits.handed_over.sum() == story.plan.visits.refused.sum() == 1


def test_integrated_the_child_is_seen_by_both_at_once() -> None:
    story = tell(TOWN, [CHILD], "integrated", BOUNCES_IN_A_SILO)
    joint = "school_assessment + clinic_assessment"
    steps = ["shared_intake", "handing over", joint, "planning_meeting", "school_support", "clinic_support"]
    assert story.steps(0) == steps
    assert days(story, "shared_intake") == (0, 0, pytest.approx(2.1))
    # the clinic is asked to come along, in 3 days; parts of 30 × 1.15 and 40 × 1.15 days begin together
    assert days(story, "handing over") == pytest.approx((5.1, 5.1, 5.1))
    assert days(story, joint) == pytest.approx((5.1, 5.1, 5.1 + 46))
    assert story.units(0, joint) == ["school", "clinic"]
    for unit, work in (("school", 34.5), ("clinic", 46)):
        assert story.part(0, joint, unit) == pytest.approx((5.1 / 7, (5.1 + work) / 7))
    assert days(story, "planning_meeting") == (pytest.approx(51.1), 56, 56)
    assert days(story, "school_support") == (56, 56, pytest.approx(56 + 150 * 1.15))
    assert days(story, "clinic_support") == (56, 56, pytest.approx(56 + 140 * 1.15))
    assert not story.plan.visits.refused.any()
    np.testing.assert_array_equal(story.log.met, [56, 56])


def with_more(organisation: str, more: str, text: str = TOWN) -> str:
    """Let an organisation of the example say something more."""
    heading = f"[organisations.{organisation}]\n"
    return text.replace(heading, heading + more)


def test_side_by_side_both_assess_as_soon_as_the_intake_is_over_and_each_support_follows_its_own() -> None:
    story = tell(with_more("siloed", 'passes_on = "at intake"\n'), [CHILD], "siloed", BOUNCES_IN_A_SILO)
    assert days(story, "school_assessment") == (2, 2, 32)
    # handed over on day 2, 14 days, refused once, 21 days
    assert days(story, "clinic_intake") == (37, 37, 37 + 4 * 1.5)
    assert days(story, "clinic_assessment") == (43, 43, 43 + 40 * 1.5)
    assert days(story, "school_support") == (42, 42, 192)
    assert days(story, "clinic_support") == (103, 103, 243)


def test_a_meeting_that_holds_nothing_back_is_held_beside_the_supports() -> None:
    story = tell(with_more("integrated", "decision_holds = false\n"), [CHILD], "integrated", BOUNCES_IN_A_SILO)
    assert days(story, "planning_meeting") == (pytest.approx(51.1), 56, 56)
    # the joint assessment is over on day 51.1 for both
    assert days(story, "school_support") == pytest.approx((51.1, 51.1, 51.1 + 150 * 1.15))
    assert days(story, "clinic_support") == pytest.approx((51.1, 51.1, 51.1 + 140 * 1.15))


def test_what_must_be_reported_is_at_the_clinics_door_when_the_first_contact_begins() -> None:
    text = TOWN.replace("[needs.mental_health]\n", "[needs.mental_health]\nreported_at_once = true\n")
    for organisation, retold in (("siloed", 1.5), ("integrated", 1.2)):  # 0.15 for the story, 0.05 for generalists
        story = tell(text, [CHILD], organisation, BOUNCES_IN_A_SILO)
        contact = "school_intake" if organisation == "siloed" else "shared_intake"
        first = "clinic_intake" if organisation == "siloed" else "clinic_assessment"
        assert days(story, contact)[1] == 0
        assert days(story, first)[:2] == (0, 0), "no handover, and nobody refuses"
        lasts = 4 * retold if organisation == "siloed" else 40 * (retold + 0.1)  # and one further need at the same time
        assert days(story, first)[2] == pytest.approx(lasts)


def test_with_shared_time_a_worker_with_two_children_takes_twice_as_long() -> None:
    shared = TOWN.replace("workers = 5 }", "workers = 1, caseload = 9, full_pace_up_to = 1 }", 1)
    story = tell(shared, [Child(0, ["schooling"]), Child(0, ["schooling"])], "siloed")
    assert days(story, "school_intake") == (0, 0, 4)  # two children with two days each
    assert days(story, "school_assessment") == (4, 4, 64)
    alone = tell(shared, [Child(0, ["schooling"])], "siloed")
    assert days(alone, "school_assessment") == (2, 2, 32)


MERGED = """[organisations.integrated.steps]
shared_intake = { unit = "family_team" }
school_assessment = { unit = "family_team" }
clinic_assessment = { unit = "family_team", duration = "20 days" }
school_support = { unit = "family_team" }
clinic_support = { unit = "family_team" }
"""


def test_in_one_merged_team_one_worker_assesses_both_one_after_the_other() -> None:
    story = tell(TOWN + MERGED, [CHILD], "integrated", BOUNCES_IN_A_SILO)
    joint = "school_assessment + clinic_assessment"
    assert story.units(0, joint) == ["family_team"]
    assert days(story, joint) == pytest.approx((5.1, 5.1, 5.1 + (30 + 20) * 1.15))
    assert days(story, "planning_meeting") == (pytest.approx(62.6), 63, 63)
    assert days(story, "clinic_support") == (63, 63, pytest.approx(63 + 140 * 1.15))
    assert story.units(0, "shared_intake") == story.units(0, "school_support") == ["family_team"]
    assert {unit.name for unit in story.plan.units if not unit.is_there} == {"school", "clinic"}
