"""Joint visits, part by part: who is free when, and what touches one part and not the others; weeks worked out by hand.

Office a has two weeks to do at a joint assessment and office b three, with one worker each, unless a story says more.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from telling import Child, Story, plan_of, tell
from test_staff import luck, staff

from simulate.engine.reference import run
from simulate.log import Outcome
from simulate.plan import PlannedDevelopment, PlannedExtra

OFFICES = """
title = "Two offices and what comes after"
start = 2018-01-01
[run]
warm_up = "0 days"
observe = "60 weeks"
follow_up = "0 days"
[arrivals.street]
per_day = 1
first_need = "a"
[needs.a]
pathway = ["at_a", "help"]
[needs.b]
pathway = ["at_b"]
[needs.c]
pathway = ["at_c"]
[needs.d]
pathway = ["at_d", "again_d"]
[steps]
at_a = { role = "assessment", unit = "a", duration = "2 weeks" }
at_b = { role = "assessment", unit = "b", duration = "3 weeks" }
at_c = { role = "assessment", unit = "a", duration = "4 weeks" }
at_d = { role = "assessment", duration = "5 weeks" }
again_d = { role = "assessment", duration = "1 week" }
help = { role = "support", duration = "1 week" }
[units]
a = { administration = "town", workers = 1 }
b = { administration = "region", workers = 1 }
[organisations.siloed]
assessment = "joint"
notices = 1
handover = "0 days"
refused = 0
keeps_places_after = "50 weeks"
"""
TOGETHER = "at_a + at_b"
BOTH = Child(0, ["a", "b"])


def with_terms(children: list[Child], a: dict[str, Any] | None = None, b: dict[str, Any] | None = None) -> Story:
    """Let children live where the two offices have other terms: staff, consultants, development."""
    plan = plan_of(OFFICES, children)
    units = tuple(replace(unit, **(terms or {})) for unit, terms in zip(plan.units, (a, b), strict=True))
    plan = replace(plan, units=units)
    return Story(plan, run(plan))


def test_each_part_frees_its_place_when_its_own_work_is_done_and_the_visit_ends_with_the_last() -> None:
    story = tell(OFFICES, [BOTH, Child(1, ["a"]), Child(1, ["c"]), Child(1, ["b"])])
    assert story.part(0, TOGETHER, "a") == (0, 2)
    assert story.part(0, TOGETHER, "b") == (0, 3)
    assert story.weeks(0, TOGETHER) == (0, 0, 3)
    # from week 2 on the worker of a is there for the next, though the joint assessment goes on until week 3
    assert story.weeks(1, "at_a") == (1, 2, 4)
    assert story.weeks(2, "at_c") == (1, 4, 8)
    assert story.weeks(3, "at_b") == (1, 3, 6)


def test_what_waits_for_a_joint_visit_waits_for_its_last_part() -> None:
    story = tell(OFFICES, [BOTH])
    assert story.weeks(0, "help") == (3, 3, 4)  # although a was done in week 2


def test_a_child_may_be_seen_again_where_its_part_is_done_while_the_other_goes_on() -> None:
    acute = """
[steps.acute]
role = "support"
unit = "a"
duration = "1 week"
[crisis]
step = "acute"
"""
    text = OFFICES.replace('["at_a", "help"]', '["at_a", "help"]\ncrisis_per_week = 0.1') + acute
    # too much strain in week 2.2, at 0.1 each week: the worker of a, who knows the child, has a place for it
    story = tell(text, [BOTH], luck={"crisis/0": 1 - float(np.exp(-0.22)), "crisis/1": 0.999})
    assert story.weeks(0, "acute") == (2.2, 2.2, 3.2)
    assert story.weeks(0, TOGETHER) == (0, 0, 3)
    # where the place is still taken, the acute visit waits for it like anybody who is first in line
    story = tell(text, [BOTH], luck={"crisis/0": 1 - float(np.exp(-0.15)), "crisis/1": 0.999})
    assert story.weeks(0, "acute") == (1.5, 2, 3)


def test_several_assessments_of_a_child_in_one_unit_are_one_part_as_long_as_all_of_them() -> None:
    story = tell(OFFICES, [Child(0, ["a", "b", "c"]), Child(1, ["b"])])
    name = "at_a + at_b + at_c"
    assert story.part(0, name, "a") == (0, 6)  # two weeks and four, by the one worker of a
    assert story.part(0, name, "b") == (0, 3)
    assert story.weeks(0, name) == (0, 0, 6)
    assert story.weeks(1, "at_b") == (1, 3, 6)


def test_needs_that_one_unit_assesses_alone_are_assessed_one_after_the_other_by_one_worker() -> None:
    story = tell(OFFICES.replace('"town", workers = 1', '"town", workers = 2'), [Child(0, ["a", "c"])])
    assert story.units(0, "at_a + at_c") == ["a"]
    assert story.weeks(0, "at_a + at_c") == (0, 0, 6)


def test_a_step_without_unit_is_a_part_without_a_place() -> None:
    story = tell(OFFICES, [Child(0, ["a", "b", "d"]), Child(1, ["a"]), Child(1, ["b"])])
    name = "at_a + at_b + at_d + again_d"
    assert story.units(0, name) == ["a", "b"]
    # what passes takes five weeks and then one; nobody is held by it
    assert story.weeks(0, name) == (0, 0, 6)
    assert (story.part(0, name, "a"), story.part(0, name, "b")) == ((0, 2), (0, 3))
    assert story.weeks(1, "at_a") == (1, 2, 4)
    assert story.weeks(2, "at_b") == (1, 3, 6)


def test_a_joint_assessment_that_no_unit_takes_part_in_lasts_its_parts_of_a_day_too() -> None:
    text = OFFICES.replace('at_a = { role = "assessment", unit = "a", duration = "2 weeks" }',
                           'at_a = { role = "assessment", duration = "36 hours" }')  # fmt: skip
    text = text.replace('at_d = { role = "assessment", duration = "5 weeks" }',
                        'at_d = { role = "assessment", duration = "60 hours" }')  # fmt: skip
    story = tell(text.replace('pathway = ["at_d", "again_d"]', 'pathway = ["at_d"]'), [Child(0, ["a", "d"])])
    assert story.weeks(0, "at_a + at_d") == (0, 0, round(2.5 / 7, 9))


def test_an_absence_holds_up_the_part_of_the_worker_who_is_away_and_no_other() -> None:
    # the worker of a is away in week 1: a is done a week later, in week 3, and b as ever
    story = with_terms([BOTH], a={"staff": luck(1, {0: [(7.0, 14.0)]})})
    assert (story.part(0, TOGETHER, "a"), story.part(0, TOGETHER, "b")) == ((0, 3), (0, 3))
    # the worker of b is away in weeks 1 to 5; a is done in week 2 and its place free
    story = with_terms([BOTH, Child(1, ["a"])], b={"staff": luck(1, {0: [(7.0, 35.0)]})})
    assert (story.part(0, TOGETHER, "a"), story.part(0, TOGETHER, "b")) == ((0, 2), (0, 7))
    assert story.weeks(0, TOGETHER) == (0, 0, 7)
    assert story.weeks(1, "at_a") == (1, 2, 4)


def test_the_absence_of_one_who_is_done_with_a_part_holds_up_nobody() -> None:
    story = with_terms([BOTH], a={"staff": luck(1, {0: [(15.0, 200.0)]})})
    assert story.weeks(0, TOGETHER) == (0, 0, 3)


def test_two_who_are_away_one_after_the_other_are_missed_each_by_their_own_part() -> None:
    # a is away in week 1, b in week 2: each part is a week longer, not two
    away_a, away_b = luck(1, {0: [(7.0, 14.0)]}), luck(1, {0: [(14.0, 21.0)]})
    story = with_terms([BOTH], a={"staff": away_a}, b={"staff": away_b})
    assert (story.part(0, TOGETHER, "a"), story.part(0, TOGETHER, "b")) == ((0, 3), (0, 4))


def test_each_part_goes_at_the_pace_of_its_own_unit() -> None:
    # in its first month a learns all there is, and works twice as quickly from day 30.4375 on
    learns = PlannedDevelopment(share=0.1, protected=True, calm_below=1.0, gain=1.0, learns=1.0)
    story = with_terms([Child(5, ["a", "b"])], a={"development": learns})
    assert (story.part(0, TOGETHER, "a"), story.part(0, TOGETHER, "b")) == ((5, 6), (5, 8))


def test_a_case_that_changes_hands_takes_longer_in_its_own_unit_only() -> None:
    # the worker of a leaves on day 30.4375, a week and a half after the visit began on day 20; another has the case at
    # once, and needs a week to find the way into it
    more = {"workers": 2, "handover_days": 7.0, "staff": luck(2, p0=(1, 500.0))}
    story = with_terms([Child(20 / 7, ["a", "b"])], a=more)
    assert handed_parts(story) == [("a", 0, 1)]
    begun = 20 / 7
    assert story.part(0, TOGETHER, "a") == (round(begun, 9), round(begun + 3, 9))
    assert story.part(0, TOGETHER, "b") == (round(begun, 9), round(begun + 3, 9))
    # had b been left instead, a would have been done after its two weeks
    story = with_terms([Child(20 / 7, ["a", "b"])], b=more)
    assert handed_parts(story) == [("b", 0, 1)]
    assert story.part(0, TOGETHER, "a") == (round(begun, 9), round(begun + 2, 9))
    assert story.part(0, TOGETHER, "b") == (round(begun, 9), round(begun + 4, 9))


def test_who_has_gone_after_a_part_was_done_leaves_no_case_behind() -> None:
    # a is done on day 27, three days before its worker leaves; the visit goes on in b until day 34
    story = with_terms([Child(13 / 7, ["a", "b"])], a={"workers": 2, "staff": luck(2, p0=(1, 500.0))})
    assert handed_parts(story) == []
    assert story.part(0, TOGETHER, "b")[1] == round(34 / 7, 9)


def test_a_consultant_who_takes_no_more_goes_when_the_part_is_done_though_the_visit_goes_on() -> None:
    # a's only worker has child 0 for four weeks. Child 1, who needs a and b, is one too many in the line: a consultant
    # comes in week 2, has nobody else in line to stay for, and goes with the end of a's part in week 4; b's ends in 5
    extra = PlannedExtra(workers=1, caseload=1, line_above=0, after=7.0, leave_at=0)
    story = with_terms([Child(0, ["c"]), Child(1, ["a", "b"])], a={"extra": extra})
    assert story.weeks(1, TOGETHER) == (1, 2, 5)
    assert staff(story) == [(14.0, 3, "CAME"), (28.0, 3, "WENT")]


def test_a_need_given_up_while_a_joint_visit_goes_on_stops_none_of_its_parts() -> None:
    text = OFFICES.replace('["at_a", "help"]', '["at_a", "help"]\npatience = "1 week"')
    story = tell(text, [BOTH, Child(0, ["b"])])
    assert (story.part(0, TOGETHER, "a"), story.part(0, TOGETHER, "b")) == ((0, 2), (0, 3))
    assert story.outcome(0, TOGETHER) == Outcome.FINISHED
    assert story.outcome(0, "help") == Outcome.WITHDRAWN


def test_a_part_at_a_meeting_is_over_with_the_meeting_and_the_others_go_on() -> None:
    board = 'b = { administration = "region", meets_every = "3 weeks", cases = 1 }'
    text = OFFICES.replace('b = { administration = "region", workers = 1 }', board)
    story = tell(text.replace('unit = "b", duration = "3 weeks"', 'unit = "b"'), [BOTH, Child(4, ["a"])])
    # both can begin when the board meets, in week 3; its part takes no time, that of a two weeks
    assert (story.part(0, TOGETHER, "b"), story.part(0, TOGETHER, "a")) == ((3, 3), (3, 5))
    assert story.weeks(1, "at_a") == (4, 5, 7)


def handed_parts(story: Story) -> list[tuple[str, int, int]]:
    """Tell which parts changed hands: the unit, from whom, to whom."""
    columns = (story.log.handed_unit, story.log.given_by, story.log.taken_by)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [(story.plan.units[unit].name, giver, taker) for unit, giver, taker in rows]
