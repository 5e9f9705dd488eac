"""Work that stops in closed times: July, nights, weekends; in weeks from Monday 1 January 2018.

The office has one worker with nine places who is always there and shares no time, unless a story says more. Long help
takes four weeks of work, short help two; a stay lasts six. From week 2 to week 4 the office is closed.
"""

from dataclasses import replace
from typing import Any

import pytest
from telling import SIXTY_WEEKS, Child, Luck, Story, plan_of
from test_shared_time import long
from test_staff import handed, luck, staff

from simulate.engine.reference import run
from simulate.plan import PlannedExtra, StartUp

OFFICE = (
    'title = "An office that closes"'
    + SIXTY_WEEKS
    + """first_need = "long"
[needs]
long = { pathway = ["long_help"] }
short = { pathway = ["short_help"] }
stay = { pathway = ["stay"] }
[steps]
long_help = { role = "support", unit = "office", duration = "4 weeks" }
short_help = { role = "support", unit = "office", duration = "2 weeks" }
stay = { role = "support", unit = "office", duration = "6 weeks", lengthens = false }
[organisations.siloed]
[units.office]
administration = "town"
workers = 1
caseload = 9
"""
)
CLOSED = OFFICE + "closed = [{ from = 2018-01-15, until = 2018-01-29, work_stops = true }]\n"


def office(children: list[Child], text: str = CLOSED, told: Luck | None = None, **terms: Any) -> Story:
    """Let children live with an office of other terms."""
    plan = plan_of(text, children, luck=told)
    start_ups = terms.pop("start_ups", plan.start_ups)
    plan = replace(plan, units=(replace(plan.units[0], **terms), *plan.units[1:]), start_ups=start_ups)
    if start_ups:
        plan = replace(plan, visits=replace(plan.visits, start_up=0 * plan.visits.start_up))
    return Story(plan, run(plan))


def test_work_stands_still_in_closed_times_if_they_say_so_and_goes_on_if_not() -> None:
    assert office([long(0)]).from_to(0, "long_help") == (0, 6)
    assert office([long(0)], CLOSED.replace(", work_stops = true", "")).from_to(0, "long_help") == (0, 4)
    assert office([long(0)], CLOSED.replace("= true", "= false")).from_to(0, "long_help") == (0, 4)


def test_what_is_done_when_the_office_closes_does_not_wait_until_it_opens() -> None:
    assert office([Child(0, ["short"])]).from_to(0, "short_help") == (0, 2)


def test_a_stay_goes_on_in_closed_times() -> None:
    assert office([Child(0, ["stay"])]).from_to(0, "stay") == (0, 6)


def test_nobody_is_called_while_work_stands_still() -> None:
    assert office([Child(3, ["short"])]).weeks(0, "short_help") == (3, 4, 6)


def test_several_closed_times_add_up() -> None:
    text = CLOSED.replace("}]", "}, { from = 2018-02-05, until = 2018-02-12, work_stops = true }]")
    # until week 2, from week 4 to 5, and the last week of work from week 6 on
    assert office([long(0)], text).from_to(0, "long_help") == (0, 7)


def test_a_night_is_closed_time_too_and_a_day_of_work_takes_three_of_eight_hours() -> None:
    text = OFFICE.replace('"4 weeks"', '"1 day"') + 'hours = { open = "every day 8-16", work_stops = true }\n'
    story = office([long(0)], text)
    assert story.log.started[0] == pytest.approx(8 / 24)
    assert story.log.finished[0] == pytest.approx(2 + 16 / 24)
    # where only nobody is called it is done a day later
    story = office([long(0)], text.replace("true", "false"))
    assert story.log.finished[0] == pytest.approx(1 + 8 / 24)


def test_a_weekend_holds_up_work() -> None:
    text = OFFICE.replace('"4 weeks"', '"6 days"') + 'hours = { open = "weekdays", work_stops = true }\n'
    story = office([long(1)], text)
    assert (story.log.started[0], story.log.finished[0]) == (7, 15)  # Monday to Friday, and the next Monday


def test_illness_in_closed_times_costs_nothing_more() -> None:
    # away from week 1 to week 3: a week of work is done, and the other three begin in week 4
    assert office([long(0)], staff=luck(1, {0: [(7.0, 21.0)]})).from_to(0, "long_help") == (0, 7)
    # away within the closed time only
    assert office([long(0)], staff=luck(1, {0: [(15.0, 27.0)]})).from_to(0, "long_help") == (0, 6)
    # away before and after it
    assert office([long(0)], staff=luck(1, {0: [(7.0, 14.0), (28.0, 35.0)]})).from_to(0, "long_help") == (0, 8)


def test_a_case_that_is_handed_over_in_closed_times_goes_on_when_they_are_over() -> None:
    # the first of two workers falls ill in week 3; the other needs a week to get into the case
    away = luck(2, {0: [(21.0, 210.0)]})
    terms = {"workers": 2, "staff": away, "hands_over_absent": True, "handover_days": 7.0}
    story = office([long(0)], **terms)
    assert handed(story) == [(21.0, 0, 0, 1)]
    assert story.from_to(0, "long_help") == (0, 7)


def test_work_that_nobody_has_is_found_as_it_was_left() -> None:
    # who has the case leaves in week 4.348, a third of a week after the doors have opened; somebody comes a week later
    month = 30.4375 / 7
    story = office([long(0)], staff=luck(1, p0=(1, 7.0)))
    assert story.from_to(0, "long_help") == pytest.approx((0, month + 1 + 4 - 2 - (month - 4)))


def test_the_clock_of_who_shares_the_time_stands_still() -> None:
    # at half of the pace eight weeks, and two of closed time; those who come in it share from week 4 on
    story = office([long(0)] * 4, full_pace_up_to=2.0)
    assert [story.from_to(child, "long_help") for child in range(4)] == [(0, 10)] * 4
    story = office([long(0), long(0), long(3), long(3)], full_pace_up_to=2.0)
    assert [story.from_to(child, "long_help") for child in (0, 1)] == [(0, 8)] * 2
    # in week 8 half of their work is left to the others
    assert [story.weeks(child, "long_help") for child in (2, 3)] == [(3, 4, 10)] * 2


def test_a_first_time_passes_in_closed_times_and_slows_work_in_working_time_only() -> None:
    first_time = (StartUp(0.0, 21.0, 0.5),)  # half pace until week 3, which is one week of work by week 2
    assert office([long(0)], start_ups=first_time, full_pace_up_to=9.0).from_to(0, "long_help") == (0, 7)
    # without a clock a visit that begins in it takes twice as long, and then stands still
    assert office([long(0)], start_ups=first_time).from_to(0, "long_help") == (0, 10)


def test_a_consultant_who_is_to_go_does_so_when_work_that_stood_still_is_done() -> None:
    extra = PlannedExtra(workers=1, caseload=9, line_above=0, after=7.0, leave_at=0)
    story = office([long(0), long(0)], caseload=1, extra=extra)
    assert staff(story) == [(7.0, 3, "CAME"), (49.0, 3, "WENT")]  # four weeks of work from week 1 on, and two closed


def test_each_part_of_a_joint_visit_stands_still_with_its_own_unit() -> None:
    text = CLOSED.replace("[units", '[units.clinic]\nadministration = "region"\nworkers = 1\ncaseload = 9\n[units')
    text = text.replace("[needs]", '[needs]\npupil = { pathway = ["look"] }\nill = { pathway = ["clinic_look"] }')
    looks = ['look = { role = "assessment", unit = "office", duration = "3 weeks" }']
    looks += ['clinic_look = { role = "assessment", unit = "clinic", duration = "4 weeks" }']
    text = text.replace("[steps]", "\n".join(["[steps]", *looks]))
    joint = 'assessment = "joint"\nnotices = 1\nhandover = "0 days"\nrefused = 0\n'
    text = text.replace("[organisations.siloed]\n", "[organisations.siloed]\n" + joint)
    plan = plan_of(text, [Child(0, ["pupil", "ill"])])
    story = Story(plan, run(plan))
    assert story.part(0, "look + clinic_look", "office") == (0, 5)
    assert story.part(0, "look + clinic_look", "clinic") == (0, 4)


def test_a_change_may_bring_hours_in_which_work_stops_and_later_take_them_away() -> None:
    office_hours = 'units.office.hours = { open = "weekdays", work_stops = true }\n'
    text = OFFICE.replace('"4 weeks"', '"12 days"')
    text += (
        f'[[changes]]\nfrom = "1 week"\n{office_hours}[[changes]]\nfrom = "2 weeks"\nunits.office.hours = "always"\n'
    )
    # seven days until week 1, five working days, and one without which it would have been done on Saturday
    assert office([long(0)], text).log.finished[0] == 12
    text = text.replace('"12 days"', '"13 days"')
    assert office([long(0)], text).log.finished[0] == 15


def test_who_is_in_a_crisis_waits_for_the_doors_to_open_as_everybody_does() -> None:
    text = CLOSED.replace('pathway = ["long_help"]', 'pathway = ["wait", "long_help"], crisis_per_week = 0.1')
    acute = 'acute = { role = "support", unit = "office", duration = "1 week" }'
    text = text.replace("[steps]", f'[steps]\nwait = {{ role = "intake", duration = "9 weeks" }}\n{acute}')
    text += '[crisis]\nstep = "acute"\n'
    strain = {"crisis/0": 0.2591817793182821, "crisis/1": 0.999}  # 1 − e^−0.3: too much in week 3
    story = office([long(0)], text, strain)
    assert story.crises(0) == [3]
    assert story.weeks(0, "acute") == (3, 4, 5)
