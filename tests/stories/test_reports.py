"""A need that is reported at once, in the town of `test_features`: weeks worked out by hand.

The child comes to school in week 0 and also needs the clinic. School must report that, whatever it would pass on:

    school intake 0–1, assessment 1–5, decision 5, support 5–15
    clinic (asked 0, as the school intake begins) intake 0–3, assessment 3–12, decision 12, support 12–20
"""

import json

import numpy as np
import pytest
from telling import Child, Story, tell
from test_features import AS_SAID, BOTH, TOWN, supports

from simulate.findings.asked import earliest_times
from simulate.findings.counted import Counted
from simulate.findings.in_line import spells
from simulate.findings.overtaking import overtaken
from simulate.findings.window import Window
from simulate.log import Ending

REPORTED = TOWN.replace('surfaces_after = "30 weeks"', 'surfaces_after = "30 weeks"\nreported_at_once = true')


def reported(*children: Child, **features: object) -> Story:
    """Tell the story with some features changed."""
    changed = {name: json.dumps(value) for name, value in features.items()}
    lines = "\n".join(f"{name} = {value}" for name, value in {**AS_SAID, **changed}.items())
    return tell(REPORTED.format(features=lines, by_law="false"), children or [BOTH])


NO_INTAKE = TOWN.replace('"school", duration = "1 week"', '"school", duration = "0 weeks"', 1)


@pytest.mark.parametrize(
    ("text", "features"),
    [(REPORTED, {}), (NO_INTAKE, {"passes_on": '"at intake"', "handover": '"0 weeks"'})],
    ids=["reported as a contact begins", "passed on from an intake that takes no time"],
)
def test_what_calling_brings_about_is_in_line_for_the_next_round_only(text: str, features: dict[str, str]) -> None:
    # the clinic has one worker: the second child waits for her as all are called, the first only as a result of that
    lines = "\n".join(
        f"{name} = {value}" for name, value in {**AS_SAID, **features, "units.clinic.workers": "1"}.items()
    )
    story = tell(text.format(features=lines, by_law="false"), [BOTH, Child(0, ["health"])])
    assert story.weeks(1, "clinic_intake") == (0, 0, 2)
    assert story.weeks(0, "clinic_intake") == (0, 2, 5)


def test_a_joint_visit_is_not_passed_by_those_whose_calling_brought_it_about() -> None:
    # intakes take no time; the one worker of school has a child until week 4
    text = TOWN.replace('"school", duration = "1 week"', '"board", duration = "0 weeks"', 1)
    text = text.replace('"clinic", duration = "2 weeks"', '"clinic", duration = "0 weeks"')
    features = {**AS_SAID, "handover": '"0 weeks"', "assessment": '"joint"', "units.school.workers": "1"}
    lines = "\n".join(f"{name} = {value}" for name, value in features.items())
    children = [Child(0, ["schooling"]), Child(1, ["schooling", "health"]), Child(1, ["health"])]
    story = tell(text.format(features=lines, by_law="false"), children)
    assert story.weeks(1, "school_assessment + clinic_assessment")[:2] == (1, 4)
    assert story.weeks(2, "clinic_assessment")[:2] == (1, 1)
    stood = spells(story.plan, story.log)
    assert not overtaken(Counted(story.plan, story.log, Window(0, story.plan.end, 0)), stood).any()


@pytest.mark.parametrize("passes_on", ["at intake", "after assessment", "after support"])
def test_a_report_waits_for_no_handover_refusal_or_consent_whenever_others_are_passed_on(passes_on: str) -> None:
    story = reported(passes_on=passes_on, refused=1, consent_delay="2 weeks")
    assert story.weeks(0, "clinic_intake") == (0, 0, 3)  # its story is told anew
    assert story.from_to(0, "clinic_assessment") == (3, 12)
    assert supports(story) == ((5, 15), (12, 20))
    visit = story.visit(0, "clinic_intake")
    assert story.plan.visits.handed_over[visit]
    assert not story.plan.visits.refused.any()


def test_a_report_is_made_when_the_first_contact_begins_and_not_while_the_child_stands_in_line_for_it() -> None:
    # the one worker of school has another child until week 1, and sees this one, who came in week 0.5, until week 2
    story = reported(Child(0, ["schooling"]), Child(0.5, ["schooling", "health"]), **{"units.school.workers": 1})
    assert story.weeks(1, "school_intake") == (0.5, 1, 2)
    assert story.weeks(1, "clinic_intake") == (1, 1, 4)


def test_a_reported_need_is_assessed_by_itself_where_others_are_assessed_jointly() -> None:
    story = reported(assessment="joint")
    assert story.from_to(0, "school_assessment") == (1, 5)
    assert story.weeks(0, "clinic_intake") == (0, 0, 3)
    assert story.weeks(0, "clinic_assessment") == (3, 3, 12)
    assert supports(story) == ((5, 15), (12, 20))


def test_a_reported_need_goes_past_a_shared_door_to_its_own_assessment() -> None:
    story = reported(door="shared_intake", assessment="joint")
    assert story.steps(0).count("shared_intake") == 1
    assert "clinic_intake" not in story.steps(0)
    assert story.from_to(0, "shared_intake") == (0, 1)
    assert story.weeks(0, "clinic_assessment") == (0, 0, 9)
    assert supports(story) == ((5, 15), (9, 17))


def test_a_joint_decision_is_about_a_reported_need_too_and_waits_for_its_assessment() -> None:
    story = reported(decision="joint_plan")
    assert story.weeks(0, "joint_plan") == (12, 12, 13)
    assert supports(story) == ((13, 23), (13, 21))
    assert supports(reported(decision="joint_plan", decision_holds=False)) == ((5, 15), (12, 20))


def test_a_need_is_reported_without_consent() -> None:
    story = reported(consent=0, otherwise="other", door="shared_intake", consent_delay="2 weeks")
    assert story.weeks(0, "clinic_intake") == (0, 0, 2)  # as in the other organisation, where nothing is told twice
    assert supports(story) == ((5, 15), (8, 16))


def test_a_need_that_nobody_notices_is_not_reported() -> None:
    story = reported(notices=0)
    assert story.weeks(0, "clinic_intake") == (30, 30, 33)


def test_a_need_that_the_child_comes_for_is_not_reported_but_handled_like_any_other() -> None:
    first = Child(0, ["health", "schooling"])
    assert reported(first, assessment="joint").steps(0) == [
        "clinic_intake",
        "school_intake",
        "school_assessment + clinic_assessment",
        "school_decision",
        "clinic_decision",
        "school_support",
        "clinic_support",
    ]
    assert reported(first).weeks(0, "clinic_intake") == (0, 0, 2)


def test_a_need_is_reported_when_the_child_comes_where_no_intake_is_the_first_contact() -> None:
    text = REPORTED.replace('pathway = ["school_intake", "school_assessment"', 'pathway = ["school_assessment"')
    features = "\n".join(f"{name} = {value}" for name, value in {**AS_SAID, "units.school.workers": "1"}.items())
    text = text.format(features=features, by_law="false")
    story = tell(text, [Child(0, ["schooling"]), Child(1, ["schooling", "health"])])
    assert story.weeks(1, "school_assessment") == (1, 4, 8)
    assert story.weeks(1, "clinic_intake")[0] == 1


def test_a_report_is_made_although_the_family_gives_up_the_need_it_came_for() -> None:
    # the one worker of school has another child until week 1, and the patience of this one ends after four days
    text = REPORTED.replace("[needs.health]", 'patience = "4 days"\n[needs.health]')
    features = "\n".join(
        f"{name} = {value}" for name, value in {**AS_SAID, "participation": "1", "units.school.workers": "1"}.items()
    )
    text = text.format(features=features, by_law="false")
    story = tell(text, [Child(0, ["schooling"]), Child(0.125, ["schooling", "health"])])
    assert story.ending(1, "schooling") == Ending.GIVEN_UP
    assert story.weeks(1, "clinic_intake")[0] == round(0.125 + 4 / 7, 9)


def test_the_load_is_expected_when_reports_come_where_nobody_waits() -> None:
    story = reported(decision="joint_plan", decision_holds=False)
    np.testing.assert_allclose(earliest_times(story.plan), story.log.asked, rtol=1e-12)
