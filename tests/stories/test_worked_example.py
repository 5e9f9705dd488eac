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
