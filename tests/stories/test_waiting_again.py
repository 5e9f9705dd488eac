"""Cases that go back to the line when their worker goes: days worked out by hand."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from telling import SIXTY_WEEKS, Child, Luck, Story, plan_of, strain
from test_staff import MONTH, NEVER, OFFICE, days, handed, luck, office, staff

from simulate.engine.reference import run
from simulate.log import Outcome
from simulate.plan import PlannedExtra, StartUp, Terms


def waited_again(story: Story) -> list[tuple[int, float, float]]:
    """Tell which parts stood in line again: the part, from when, until when."""
    log = story.log
    columns = (log.again_part, log.again_since, log.again_until)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_an_open_case_of_one_who_leaves_waits_for_a_place_with_what_is_left_of_its_work() -> None:
    # Two workers with one place each. Worker 0 has child 0 from day 20 and leaves on day 30.4 with 9.5625 days of work
    # left; worker 1 has child 1 until day 41, and then takes child 0 again.
    story = office([20, 21], 2, 1, lines_up_leavers=True, staff=luck(2, p0=(1, 1000)))
    left = 20 - (MONTH - 20)
    assert waited_again(story) == [(0, MONTH, 41)]
    assert handed(story) == [(MONTH, 0, 0, -1), (41, 0, -1, 1)]
    assert days(story, 0) == (20, 41 + left)
    assert days(story, 1) == (21, 41)
    assert story.log.worker.tolist() == [0, 1], "who began it stays so"


def test_it_takes_longer_with_another_worker_as_any_change_of_hands_does() -> None:
    story = office([20, 21], 2, 1, lines_up_leavers=True, handover_days=3.0, staff=luck(2, p0=(1, 1000)))
    assert days(story, 0) == (20, 41 + (20 - (MONTH - 20)) + 3)


def test_it_goes_before_those_who_asked_later() -> None:
    # Worker 1 leaves with child 1, who asked on day 21; child 2, who asked on day 22, stands in line. Worker 0 has
    # child 0 until day 40, and takes child 1 before child 2.
    story = office([20, 21, 22], 2, 1, lines_up_leavers=True, staff=luck(2, p1=(1, 1000)))
    assert waited_again(story) == [(1, MONTH, 40)]
    assert days(story, 1) == (21, 40 + 20 - (MONTH - 21))
    assert days(story, 2)[0] == days(story, 1)[1]


def test_one_who_is_urgent_goes_before_a_case_that_stands_in_line_again() -> None:
    text = OFFICE.format(workers=2, caseload=1)
    children = [Child(20 / 7, ["help"]), Child(21 / 7, ["help"]), Child(35 / 7, ["help"], urgent=True)]
    plan = plan_of(text, children)
    unit = replace(plan.units[0], lines_up_leavers=True, staff=luck(2, p0=(1, 1000)))
    plan = replace(plan, units=(unit,))
    story = Story(plan, run(plan))
    assert days(story, 2) == (41, 61)
    assert waited_again(story) == [(0, MONTH, 61)]


def test_where_a_colleague_has_a_place_it_waits_no_time_and_goes_to_whom_the_child_knows() -> None:
    # Three workers with two places. Worker 0 leaves with child 0; workers 1 and 2 have a place free each.
    story = office([20, 21, 22], 3, 2, lines_up_leavers=True, staff=luck(3, p0=(1, 1000)))
    assert waited_again(story) == [(0, MONTH, MONTH)]
    assert handed(story) == [(MONTH, 0, 0, -1), (MONTH, 0, -1, 1)]
    assert days(story, 0) == (20, 40)


def test_a_case_of_an_absent_worker_goes_back_to_the_line_and_to_the_same_worker_for_no_longer() -> None:
    # Worker 0 is ill from day 15 to 19 with child 0; worker 1 has child 1 until day 31.
    ill = luck(2, {0: [(15.0, 19.0)]})
    story = office([10, 11], 2, 1, lines_up_absent=True, handover_days=5.0, staff=ill)
    assert waited_again(story) == [(0, 15, 19)]
    assert handed(story) == [(15, 0, 0, -1), (19, 0, -1, 0)]
    assert days(story, 0) == (10, 34)


def test_while_it_waits_another_may_have_its_place_when_the_worker_is_back() -> None:
    # Child 2 is urgent: worker 0, back on day 19, takes it first.
    text = OFFICE.format(workers=1, caseload=1)
    plan = plan_of(text, [Child(10 / 7, ["help"]), Child(16 / 7, ["help"], urgent=True)])
    unit = replace(plan.units[0], lines_up_absent=True, staff=luck(1, {0: [(15.0, 19.0)]}))
    plan = replace(plan, units=(unit,))
    story = Story(plan, run(plan))
    assert days(story, 1) == (19, 39)
    assert days(story, 0) == (10, 39 + 15)
    assert waited_again(story) == [(0, 15, 39)]


def test_cases_of_a_post_that_is_closed_follow_the_rule_of_leavers() -> None:
    # From day 50 on one worker instead of two: worker 1 goes, and child 1 waits until worker 0 has finished child 0.
    later = ((50.0, Terms(1, 1, lines_up_leavers=True)),)
    story = office([40, 41], 2, 1, later=later)
    assert staff(story) == [(50.0, 1, "LEFT")]
    assert waited_again(story) == [(1, 50, 60)]
    assert days(story, 1) == (41, 60 + 11)


def test_a_case_that_is_done_when_its_worker_goes_does_not_wait_again() -> None:
    story = office([10], 1, 1, lines_up_absent=True, staff=luck(1, {0: [(30.0, 40.0)]}))
    assert days(story, 0) == (10, 30)
    assert waited_again(story) == []


def test_one_who_still_stands_in_line_again_at_the_end_has_no_day_on_which_that_was_over() -> None:
    story = office([20], 1, 1, lines_up_leavers=True, staff=luck(1, p0=(1, 1000)))
    [(part, since, until)] = waited_again(story)
    assert (part, since) == (0, MONTH)
    assert until != until
    assert story.log.started[0] == 20
    assert story.log.outcome[0] == Outcome.OPEN


def test_a_stay_is_handed_over_all_the_same() -> None:
    text = OFFICE.format(workers=2, caseload=1).replace('"20 days"', '"20 days"\nlengthens = false')
    plan = plan_of(text, [Child(20 / 7, ["help"]), Child(21 / 7, ["help"])])
    unit = replace(plan.units[0], lines_up_leavers=True, staff=luck(2, p0=(1, 1000)))
    plan = replace(plan, units=(unit,))
    story = Story(plan, run(plan))
    assert waited_again(story) == []
    assert handed(story) == [(MONTH, 0, 0, 1)]
    assert days(story, 0) == (20, 40)


def test_where_time_is_shared_what_is_left_is_what_the_clock_has_not_counted() -> None:
    # One worker at full pace for one child has children 0 and 1 from day 10 on, each at half pace, so that 2.5 days of
    # work are done for each when the worker falls ill on day 15. Back on day 19 both are called at once: the other
    # 17.5 days of each take 35.
    terms = {"full_pace_up_to": 1.0, "lines_up_absent": True, "staff": luck(1, {0: [(15.0, 19.0)]})}
    story = office([10, 10], 1, 2, **terms)
    assert waited_again(story) == [(0, 15, 19), (1, 15, 19)]
    assert days(story, 0) == (10, 54)
    assert days(story, 1) == (10, 54)


FIRST_TIME = StartUp(0.0, 30.0, 0.5)  # in which all goes at half the pace


def in_its_first_time(children: list[float], **terms: Any) -> Story:
    """Let children come to one worker, ill from day 15 to 45, in a first time: their cases wait in line again."""
    story = office(children, 1, 2, lines_up_absent=True, staff=luck(1, {0: [(15.0, 45.0)]}), **terms)
    first = np.zeros(len(children), dtype=np.int64)
    plan = replace(story.plan, start_ups=(FIRST_TIME,), visits=replace(story.plan.visits, start_up=first))
    return Story(plan, run(plan))


@pytest.mark.parametrize(("since", "ends"), [(20.0, 62.5), (40.0, 62.5), (46.0, 63.0)])
def test_a_unit_that_begins_to_share_time_counts_in_work_what_is_left_of_a_case_in_line_again(
    since: float, ends: float
) -> None:
    # Begun on day 10 at half the pace, the 20 days of work are to take 40 days; 35 of them are left on day 15, which
    # are 17.5 days of work. Called again on day 45, when the first time is over, they take as long where a clock tells
    # it. Where time is shared from day 46 on only, the day before counts half: 17 days are left then.
    story = in_its_first_time([10], later=((since, Terms(1, 2, full_pace_up_to=1.0, lines_up_absent=True)),))
    assert waited_again(story) == [(0, 15, 45)]
    assert days(story, 0) == (10, ends)


@pytest.mark.parametrize(("until", "ends"), [(20.0, 45 + 37.5), (40.0, 45 + 18.75)])
def test_a_unit_that_stops_sharing_time_counts_in_days_what_is_left_of_a_case_in_line_again(
    until: float, ends: float
) -> None:
    # Two children share the worker from day 10 on, in the first time: 1.25 days of work are done of each on day 15, and
    # 18.75 are left. Without clocks they go on at the pace of the day on which the clocks were taken away.
    plain = ((until, Terms(1, 2, lines_up_absent=True)),)
    story = in_its_first_time([10, 10], full_pace_up_to=1.0, later=plain)
    assert waited_again(story) == [(0, 15, 45), (1, 15, 45)]
    assert [days(story, child) for child in (0, 1)] == [(10, ends), (10, ends)]


def test_what_is_left_of_a_case_in_line_again_does_not_pass_while_work_stops() -> None:
    # Work stops on days 12 to 14 and 50 to 60. On day 15, when its worker falls ill, 3 of 20 days of work are done; 5
    # more are when work stops on day 50, and the other 12 from day 60 on. So with a clock, too.
    stops = ((12.0, 14.0), (50.0, 60.0))
    for terms in ({}, {"full_pace_up_to": 1.0}):
        ill = luck(1, {0: [(15.0, 45.0)]})
        story = office([10], 1, 1, lines_up_absent=True, closed=stops, stops=stops, staff=ill, **terms)
        assert waited_again(story) == [(0, 15, 45)]
        assert days(story, 0) == (10, 72)


TOGETHER = """
title = "two offices and one assessment"
start = 2018-01-01
[run]
warm_up = "0 days"
observe = "400 days"
follow_up = "0 days"
[arrivals.all]
per_year = 1
first_need = "one"
needs = [{ share = 1, with = ["other"] }]
[needs.one]
pathway = ["look_one"]
endings = [{ share = 1, steps = ["help_one"] }]
patience = "30 days"
[needs.other]
pathway = ["look_other", "help_other"]
[steps.look_one]
role = "assessment"
unit = "one"
duration = "20 days"
[steps.look_other]
role = "assessment"
unit = "other"
duration = "20 days"
[steps.help_one]
role = "support"
duration = "5 days"
[steps.help_other]
role = "support"
duration = "5 days"
[units.one]
administration = "school"
workers = 1
[units.other]
administration = "health"
workers = 1
[organisations.siloed]
assessment = "joint"
notices = 1.0
handover = "0 days"
refused = 0.0
retelling = 0.0
"""


@pytest.mark.parametrize("patience", ["1000 days", "30 days"])
def test_one_part_of_a_joint_visit_waits_again_and_the_other_goes_on(patience: str) -> None:
    """Nobody waits for that unit alone, so that its own line is there for such parts only; giving up ends nothing."""
    # The child comes on day 10. The worker of one is ill from day 15 to 45: its part waits again, and has 15 days left.
    plan = plan_of(TOGETHER.replace('"30 days"', f'"{patience}"'), [Child(10 / 7, ["one", "other"])])
    together = replace(plan.visits, team=np.where(plan.visits.team == 1, 0, plan.visits.team))
    plan = replace(plan, teams=((0, 1),), visits=together)
    one = replace(plan.units[0], lines_up_absent=True, staff=luck(1, {0: [(15.0, 45.0)]}))
    plan = replace(plan, units=(one, plan.units[1]))
    story = Story(plan, run(plan))
    [visit] = np.flatnonzero(plan.visits.team == 0)
    first = int(plan.parts_of_visit[visit])
    assert waited_again(story) == [(first, 15, 45)]
    assert story.log.ended[first : first + 2].tolist() == [60, 30]
    assert (story.log.started[visit], story.log.finished[visit]) == (10, 60)


def test_who_is_urgent_goes_first_in_line_again_too() -> None:
    # The only worker, with child 0, is ill from day 15 to 30; child 1, urgent, waits since day 16 and is called first,
    # unless child 0 is urgent, too: it asked before.
    text = OFFICE.format(workers=1, caseload=1)
    plan = plan_of(text, [Child(10 / 7, ["help"]), Child(16 / 7, ["help"], urgent=True)])
    unit = replace(plan.units[0], lines_up_absent=True, staff=luck(1, {0: [(15.0, 30.0)]}))
    plan = replace(plan, units=(unit,))
    assert days(Story(plan, run(plan)), 1) == (30, 50)
    urgent = replace(plan, children=replace(plan.children, urgent=plan.children.urgent | True))
    story = Story(urgent, run(urgent))
    assert waited_again(story) == [(0, 15, 30)]
    assert days(story, 1) == (45, 65)


LOOKED_AT = (
    'title = "One office"\n'
    + SIXTY_WEEKS
    + """first_need = "help"
[needs.help]
pathway = ["look", "support"]
crisis_per_week = 0.1
[steps]
look = { role = "assessment", unit = "office", duration = "4 weeks" }
support = { role = "support", unit = "none", duration = "1 week" }
acute = { role = "support", unit = "none", duration = "1 week" }
[crisis]
step = "acute"
[units.office]
administration = "town"
workers = 1
[organisations.siloed]
"""
)


@pytest.mark.parametrize(("bears", "first", "second"), [(0.999, (6, 10), (10, 13)), (None, (9, 13), (6, 9))])
def test_a_crisis_makes_what_stands_in_line_again_urgent_and_withdraws_nothing(
    bears: float | None, first: tuple[float, float], second: tuple[float, float]
) -> None:
    # The worker is ill in weeks 1 to 6. Child 0, looked at since week 0, waits again; child 1, urgent, since week 2. In
    # a crisis in week 3, after a strain of 0.1 a week, child 0 is urgent, too, and asked before.
    luck_of: Luck = {"crisis/0": [strain(0.3) if bears is None else bears, 0.999], "crisis/1": 0.999}
    plan = plan_of(LOOKED_AT, [Child(0, ["help"]), Child(2, ["help"], urgent=True)], luck=luck_of)
    unit = replace(plan.units[0], lines_up_absent=True, staff=luck(1, {0: [(7.0, 42.0)]}))
    plan = replace(plan, units=(unit,))
    story = Story(plan, run(plan))
    assert story.crises(0) == ([] if bears else pytest.approx([3]))
    assert story.from_to(1, "look") == pytest.approx(first)
    assert story.weeks(0, "look")[2] == pytest.approx(second[1])
    assert waited_again(story) == [(story.plan.parts.visit.tolist().index(story.visit(0, "look")), 7, 7 * second[0])]


@pytest.mark.parametrize(("level", "leaves"), [(2.0, True), (2.01, False)])
def test_a_case_that_stands_in_line_again_counts_once_in_the_load_by_which_workers_leave(
    level: float, leaves: bool
) -> None:
    # On day 30.4 worker 0 is ill, whose child waits in line; worker 1 has the other: two children for one place.
    some = luck(2, {0: [(25.0, 45.0)]})
    some.leaves_at[1, 1] = level
    story = office([20, 21], 2, 1, lines_up_absent=True, staff=some)
    assert ((MONTH, 1, "LEFT") in staff(story)) == leaves


def test_consultants_are_sent_for_where_those_who_wait_again_are_too_many() -> None:
    # Nobody else is in line when worker 0 falls ill on day 15: the consultant comes on day 17 and takes the child.
    extra = PlannedExtra(workers=1, caseload=1, line_above=0, after=2.0, leave_at=0)
    story = office([10], 1, 1, lines_up_absent=True, extra=extra, staff=luck(1, {0: [(15.0, 60.0)]}))
    assert waited_again(story) == [(0, 15, 17)]
    assert days(story, 0) == (10, 32)
    assert (17.0, 3, "CAME") in staff(story)


def test_nobody_stands_in_line_again_where_cases_are_handed_over_or_wait() -> None:
    for terms in ({}, {"hands_over_absent": True}):
        story = office([20, 21], 2, 1, staff=luck(2, {1: [(25.0, 35.0)]}, p0=(1, 1000)), **terms)
        assert waited_again(story) == []
        assert NEVER not in story.log.ended
