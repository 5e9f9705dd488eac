"""From when on patience runs, in the town of `test_features`: weeks worked out by hand.

A family waits nine weeks for the clinic's support, and each way of organising has it wait for that from another day on.
"""

import json
import math

import pytest
from telling import Child, Story, tell
from test_features import AS_SAID, BOTH, JOINT, TOWN, supports

from simulate.log import Ending, Outcome

NINE_WEEKS = TOWN.replace('patience = "15 weeks"', 'patience = "9 weeks"')


def impatient(*children: Child, text: str = NINE_WEEKS, **features: object) -> Story:
    """Tell the story of an impatient family with some features changed."""
    said = {**AS_SAID, "participation": "1"} | {name: json.dumps(value) for name, value in features.items()}
    lines = "\n".join(f"{name} = {value}" for name, value in said.items())
    return tell(text.format(features=lines, by_law="false"), children or [BOTH])


def gave_up(story: Story, need: str = "health", child: int = 0) -> float:
    """Tell in which week a need was given up; NaN where it was not."""
    return round(float(story.log.given_up[story.need(child, need)]) / 7, 9)


@pytest.mark.parametrize(
    ("features", "asked"),
    [
        ({}, 8),
        ({"passes_on": "at intake"}, 4),
        ({"handover": "12 weeks"}, 17),
        ({"refused": 1, "refused_delay": "5 weeks"}, 13),
        ({"consent_delay": "2 weeks"}, 10),
        ({"notices": 0}, 30),
    ],
    ids=["as said", "told early", "slow to hand over", "refused", "asking for consent", "seen by nobody"],
)
def test_in_a_silo_patience_begins_when_the_receiver_is_asked_whatever_handing_over_takes(
    features: dict[str, object], asked: float
) -> None:
    story = impatient(**features)
    # the clinic has begun to assess by then; the family leaves in the midst of it
    assert story.weeks(0, "clinic_intake") == (asked, asked, asked + 3)
    assert gave_up(story) == asked + 9
    assert story.weeks(0, "clinic_assessment") == (asked + 3, asked + 3, asked + 12)
    assert story.outcome(0, "clinic_support") == Outcome.WITHDRAWN
    assert supports(story)[0] == (5, 15)


def test_with_a_shared_door_patience_with_all_needs_begins_at_the_door() -> None:
    # asked for in week 0.5; the one worker of school has another child until week 1
    children = [Child(0, ["schooling"]), Child(0.5, ["schooling", "health"])]
    features = {"door": "shared_intake", "assessment": "joint", "units.school.workers": 1, "participation": 7 / 9}
    story = impatient(*children, **features)
    assert story.weeks(1, "shared_intake")[0] == 0.5
    # seven weeks, and three in which it is handed over from the door; the joint assessment ends in week 11
    assert gave_up(story, child=1) == 10.5


def test_the_integrated_family_leaves_amid_a_joint_assessment_that_goes_on() -> None:
    features = {"door": "shared_intake", "assessment": "joint", "decision": "joint_plan", "participation": 6 / 9}
    story = impatient(retelling=0, **features)
    # shared intake 0–1, handing over until 4, school's part until 8, the clinic's until 10
    assert story.weeks(0, JOINT) == (4, 4, 10)
    assert gave_up(story) == 9  # six weeks without the three of handing over
    assert story.outcome(0, "clinic_support") == Outcome.WITHDRAWN
    assert story.ending(0, "schooling") == Ending.MET


@pytest.mark.parametrize(
    ("features", "week"),
    [
        ({"handover": "0 weeks"}, 6),
        ({}, 9),
        ({"handover": "8 weeks"}, 14),
        ({"refused": 1, "refused_delay": "2 weeks"}, 11),
        ({"consent_delay": "1 week"}, 10),
        ({"assessment": "own"}, 9),
        ({"assessment": "own", "passes_on": "after assessment", "handover": "4 weeks"}, 10),
    ],
    ids=["at once", "as said", "still handed over", "refused", "asking for consent", "side by side", "told late"],
)
def test_behind_a_shared_door_patience_stands_still_while_a_need_is_handed_over(
    features: dict[str, object], week: float
) -> None:
    said = {"door": "shared_intake", "assessment": "joint", "passes_on": "at intake", "participation": 6 / 9}
    story = impatient(**(said | features))
    assert story.weeks(0, "shared_intake") == (0, 0, 1)
    assert gave_up(story) == week
    assert story.outcome(0, "clinic_support") == Outcome.WITHDRAWN


def test_a_need_whose_support_begins_in_the_time_won_back_is_not_given_up() -> None:
    # the clinic's support begins in week 10: after nine weeks of patience, of which three are handing over
    story = impatient(door="shared_intake", assessment="joint")
    assert supports(story)[1] == (10, 18)
    assert math.isnan(gave_up(story))


def test_who_is_handed_over_to_a_joint_assessment_is_waited_for_since_then_where_no_intake_was_before() -> None:
    without_intake = NINE_WEEKS.replace('pathway = ["clinic_intake", ', "pathway = [")
    story = impatient(text=without_intake, assessment="joint")
    assert story.weeks(0, "handing over") == (4, 4, 4)
    assert story.weeks(0, JOINT) == (4, 4, 10)
    assert supports(story)[1] == (10, 18)  # six weeks after it was asked for, ten after the child came
    assert gave_up(impatient(text=without_intake, assessment="joint", participation=5 / 9)) == 9


def test_a_report_is_waited_for_since_the_first_contact_began() -> None:
    reported = NINE_WEEKS.replace('patience = "9 weeks"', 'patience = "9 weeks"\nreported_at_once = true')
    features = {"units.school.workers": 1, "refused": 1}
    story = impatient(Child(0, ["schooling"]), Child(0.5, ["schooling", "health"]), text=reported, **features)
    assert story.weeks(1, "clinic_intake")[0] == 1
    assert gave_up(story, child=1) == 10
