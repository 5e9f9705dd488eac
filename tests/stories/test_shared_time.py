"""Working time that is shared: how long visits take where workers have more children than at full pace; in weeks.

The office has one worker with nine places, and full pace for two children, unless a story says more. Long help takes
four weeks of work, short help two; a stay lasts six.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from telling import DAYS_PER_WEEK, SIXTY_WEEKS, Child, Luck, Story, plan_of
from test_staff import handed, luck, staff

from simulate.engine.reference import run
from simulate.plan import PlannedDevelopment, PlannedExtra, StartUp

OFFICE = (
    'title = "An office in which time is shared"'
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
[units]
office = { administration = "town", workers = 1, caseload = 9, full_pace_up_to = 2 }
[organisations.siloed]
"""
)


def office(children: list[Child], text: str = OFFICE, luck: Luck | None = None, **terms: Any) -> Story:
    """Let children live with an office of other terms."""
    plan = plan_of(text, children, luck=luck)
    start_ups = terms.pop("start_ups", plan.start_ups)
    plan = replace(plan, units=(replace(plan.units[0], **terms), *plan.units[1:]), start_ups=start_ups)
    if start_ups:
        plan = replace(plan, visits=replace(plan.visits, start_up=0 * plan.visits.start_up))
    return Story(plan, run(plan))


def long(week: float) -> Child:
    return Child(week, ["long"])


def test_up_to_full_pace_visits_take_as_long_as_planned_and_beyond_it_longer_in_proportion() -> None:
    assert [office([long(0)] * 2).from_to(child, "long_help") for child in range(2)] == [(0, 4)] * 2
    # three children and time for two: each gets two thirds of it
    assert [office([long(0)] * 3).from_to(child, "long_help") for child in range(3)] == [(0, 6)] * 3
    assert [office([long(0)] * 8).from_to(child, "long_help") for child in range(8)] == [(0, 16)] * 8


def test_who_comes_slows_those_who_are_there_and_who_goes_lets_them_on() -> None:
    # until week 2 two children have half of their work done. With the third each gets two thirds: their other two weeks
    # of work take three, until week 5. The third has two weeks of work done then, and the rest goes at full pace
    story = office([long(0), long(0), long(2)])
    assert [story.from_to(child, "long_help") for child in range(3)] == [(0, 5), (0, 5), (2, 7)]


def test_short_work_is_done_before_long_work_that_began_with_it() -> None:
    # four children, half pace: the short ones are done in week 4, when the long ones have two weeks to go
    story = office([long(0), long(0), Child(0, ["short"]), Child(0, ["short"])])
    assert [story.from_to(child, "short_help") for child in (2, 3)] == [(0, 4)] * 2
    assert [story.from_to(child, "long_help") for child in (0, 1)] == [(0, 6)] * 2


def test_a_stay_holds_a_place_but_no_working_time() -> None:
    story = office([long(0), long(0), Child(0, ["stay"]), Child(1, ["short"])], caseload=3)
    assert [story.from_to(child, "long_help") for child in (0, 1)] == [(0, 4)] * 2
    assert story.from_to(2, "stay") == (0, 6)
    assert story.weeks(3, "short_help") == (1, 4, 6)  # all three places are taken until week 4


def test_above_the_caseload_nobody_is_called() -> None:
    story = office([long(0)] * 4, caseload=3)
    assert [story.from_to(child, "long_help") for child in range(3)] == [(0, 6)] * 3
    assert story.weeks(3, "long_help") == (0, 6, 10)


def test_the_clock_stands_while_the_worker_is_away() -> None:
    # four children at half pace, away in weeks 2 and 3: eight weeks become ten
    story = office([long(0)] * 4, staff=luck(1, {0: [(14.0, 28.0)]}))
    assert [story.from_to(child, "long_help") for child in range(4)] == [(0, 10)] * 4


def test_cases_of_an_absent_worker_that_are_handed_over_share_the_time_of_the_colleague() -> None:
    # two workers with time for one child each, and a child each. In week 2 one falls ill: the other has both, and what
    # is left, two weeks of each, takes four. Being back in week 3 changes nothing: cases stay with who has them
    away = luck(2, {0: [(14.0, 21.0)]})
    story = office([long(0), long(0)], workers=2, full_pace_up_to=1.0, staff=away, hands_over_absent=True)
    assert handed(story) == [(14.0, 0, 0, 1)]
    assert [story.from_to(child, "long_help") for child in range(2)] == [(0, 6)] * 2


def test_a_case_handed_over_takes_longer_in_work_which_is_shared_as_all_else() -> None:
    away = luck(2, {0: [(14.0, 210.0)]})
    terms = {"workers": 2, "full_pace_up_to": 1.0, "staff": away, "hands_over_absent": True, "handover_days": 7.0}
    story = office([long(0), long(0)], **terms)
    # from week 2 on three weeks of work and two: at half pace the second is done in week 6, and then one is left
    assert [story.from_to(child, "long_help") for child in range(2)] == [(0, 7), (0, 6)]


def test_work_that_nobody_has_stands_still_until_somebody_comes() -> None:
    # the only worker leaves after a month, in week 4.348, and the post is filled two weeks later
    month = 30.4375 / DAYS_PER_WEEK
    story = office([long(1), long(1), long(1)], staff=luck(1, p0=(1, 14.0)))
    assert [story.from_to(child, "long_help") for child in range(3)] == [(1, 9)] * 3
    assert [(round(day / DAYS_PER_WEEK, 6), visit) for day, visit, _, _ in handed(story)] == [
        *[(round(month, 6), child) for child in range(3)],
        *[(round(month + 2, 6), child) for child in range(3)],
    ]


def test_a_half_post_has_full_pace_for_half_as_many() -> None:
    # a full worker with two places and time for one child, and a half post with one place and half of that time: two
    # children with the one are as slow as one with the other
    story = office([long(0)] * 3, workers=2, part_post=0.5, full_pace_up_to=1.0, caseload=2)
    assert [story.worker(child, "long_help") for child in range(3)] == [0, 0, 1]
    assert [story.from_to(child, "long_help") for child in range(3)] == [(0, 8)] * 3
    story = office([long(0), Child(0, ["stay"]), long(0)], workers=2, part_post=0.5, full_pace_up_to=1.0, caseload=2)
    assert [story.from_to(child, "long_help") for child in (0, 2)] == [(0, 4), (0, 8)]


def test_a_newcomer_has_full_pace_for_a_share_of_as_many_until_grown_into_the_work() -> None:
    # the post is filled in the first month again at once; a newcomer has time for one child in the first two weeks
    text = OFFICE.replace("caseload = 9", 'caseload = 9, newcomer = [{ lasts = "2 weeks", caseload = 0.5 }]')
    month = 30.4375 / DAYS_PER_WEEK
    story = office([long(month), long(month)], text, staff=luck(1, p0=(1, 0.0)))
    # at half pace for two weeks, and then three weeks of work are left
    for child in range(2):
        assert story.from_to(child, "long_help") == pytest.approx((month, month + 5))


def test_time_for_development_slows_the_clock_and_takes_no_place() -> None:
    learns = PlannedDevelopment(share=0.5, protected=True, calm_below=1.0, gain=0.0, learns=0.5)
    story = office([long(0)] * 3, caseload=3, development=learns)
    assert [story.from_to(child, "long_help") for child in range(3)] == [(0, 12)] * 3  # a third of the pace each


def test_what_is_learnt_quickens_what_is_going_on() -> None:
    # from day 30.4375 on twice as quick, without time to learn after that: of ten weeks of work that began with the
    # month 4.348 are done by then, and the rest takes half as long
    month = 30.4375 / DAYS_PER_WEEK
    learns = PlannedDevelopment(share=0.0, protected=True, calm_below=1.0, gain=1.0, learns=1.0)
    text = OFFICE.replace('"4 weeks"', '"10 weeks"')
    story = office([long(0)], text, development=learns)
    assert story.from_to(0, "long_help") == pytest.approx((0, month + (10 - month) / 2))


def test_a_first_time_slows_what_is_done_in_it_and_not_what_begins_in_it() -> None:
    # half pace until week 2: one week of work is done by then
    story = office([long(0), long(4)], start_ups=(StartUp(0.0, 14.0, 0.5),))
    assert [story.from_to(child, "long_help") for child in range(2)] == [(0, 5), (4, 8)]


def test_children_of_another_organisation_are_not_slowed_by_a_first_time_but_share_the_worker() -> None:
    plan = plan_of(OFFICE, [long(0), long(0), long(0), long(0)])
    start_up = plan.visits.start_up.copy()
    start_up[0] = 0
    plan = replace(plan, visits=replace(plan.visits, start_up=start_up), start_ups=(StartUp(0.0, 28.0, 0.5),))
    story = Story(plan, run(plan))
    # all four have half of the time; the first is done by half of that until week 4, where one week of work is done.
    # In week 8 the others are done, and the first three weeks of four: the last week is at full pace
    assert [story.from_to(child, "long_help") for child in range(4)] == [(0, 9), (0, 8), (0, 8), (0, 8)]


def test_who_leaves_for_the_load_looks_at_children_for_each_at_full_pace() -> None:
    # at the review on day 30.4375 there are three children for two at full pace: a load of 1.5, though there are nine
    # places
    children = [Child(2, ["long"])] * 3
    for leaves_at, leaves in ((1.5, True), (1.51, False)):
        told = luck(1)
        told.leaves_at[0, 1] = leaves_at
        story = office(children, staff=told)
        assert staff(story) == ([(30.4375, 0, "LEFT")] if leaves else [])
    # stays are no load
    told = luck(1)
    told.leaves_at[0, 1] = 1.01
    assert staff(office([long(2), long(2), Child(2, ["stay"])], staff=told)) == []


def test_children_above_full_pace_are_the_line_that_consultants_are_sent_for() -> None:
    extra = PlannedExtra(workers=1, caseload=9, line_above=0, after=7.0, leave_at=0)
    assert staff(office([long(0)] * 2, extra=extra)) == []
    # three for two: the consultant comes in week 1, with time for two children too. The child who comes then goes to
    # the consultant, who has most room, and has all the time it needs; as four children are now no more than those two
    # have time for, the consultant takes no more and goes when this one is done
    story = office([long(0)] * 3 + [long(1)], extra=extra)
    assert staff(story)[0] == (7.0, 3, "CAME")
    assert story.worker(3, "long_help") == 3
    assert story.from_to(3, "long_help") == (1, 5)
    assert [story.from_to(child, "long_help") for child in range(3)] == [(0, 6)] * 3
    # with the consultant goes the time for two: three are one too many again, until they are done in week 6
    assert staff(story)[1:] == [(35.0, 3, "WENT"), (42.0, 5, "CAME"), (42.0, 5, "WENT")]


def test_a_month_is_calm_by_the_children_above_full_pace_too() -> None:
    learns = PlannedDevelopment(share=0.5, protected=False, calm_below=0.5, gain=0.0, learns=0.5)
    # one child above two at full pace is half a child for each of the two: not fewer than 0.5, so no calm month
    assert 1 in office([long(3)] * 2, development=learns).log.developed_month
    assert 1 not in office([long(3)] * 3, development=learns).log.developed_month
    assert 1 in office([long(3)] * 2 + [Child(3, ["stay"])] * 3, development=learns).log.developed_month


def test_an_acute_visit_takes_its_part_of_the_time_like_any_other() -> None:
    text = OFFICE.replace('pathway = ["long_help"]', 'pathway = ["wait", "long_help"], crisis_per_week = 0.1')
    acute = 'acute = { role = "support", unit = "office", duration = "2 weeks" }'
    text = text.replace("[steps]", f'[steps]\nwait = {{ role = "intake", duration = "9 weeks" }}\n{acute}')
    text += '[crisis]\nstep = "acute"\n'
    strain = {"crisis/0": 1 - float(np.exp(-0.1)), "crisis/1": 0.999}
    # too much strain in week 1 of the first child, who waits: the worker has two with short help by then
    story = office([long(0), Child(0, ["short"]), Child(0, ["short"])], text, luck=strain)
    # until week 1 a week of work is done of each; then three share the time of two, and the week left takes 1.5
    assert [story.from_to(child, "short_help") for child in (1, 2)] == [(0, 2.5)] * 2
    assert story.from_to(0, "acute") == (1, 3.5)


def test_behind_closed_doors_work_goes_on_and_is_shared_by_those_who_are_there() -> None:
    story = office([long(0), long(0), long(2)], closed=((7.0, 35.0),))
    assert [story.from_to(child, "long_help") for child in range(2)] == [(0, 4)] * 2
    assert story.weeks(2, "long_help") == (2, 5, 9)


def test_a_later_number_holds_for_what_is_going_on() -> None:
    text = OFFICE + '[[changes]]\nfrom = "2 weeks"\nunits.office = { full_pace_up_to = 4 }\n'
    # four at half pace for two weeks, and then at full pace
    assert [office([long(0)] * 4, text).from_to(child, "long_help") for child in range(4)] == [(0, 5)] * 4


WITHOUT = OFFICE.replace(", full_pace_up_to = 2", "")
FROM_WEEK_2 = WITHOUT + '[[changes]]\nfrom = "2 weeks"\nunits.office = { full_pace_up_to = 2 }\n'


def test_time_that_is_shared_from_a_day_on_is_shared_by_all_that_goes_on_then() -> None:
    # all four have half of their work done by week 2, and half of the time from then on
    assert [office([long(0)] * 4, FROM_WEEK_2).from_to(child, "long_help") for child in range(4)] == [(0, 6)] * 4


def test_before_that_day_a_first_time_is_that_of_the_day_on_which_a_visit_begins() -> None:
    # half pace until week 1, when nobody shares time: eight weeks for four of work. In week 2 a quarter is done, and
    # the three weeks of work that are left go at full pace
    start_ups = (StartUp(0.0, 7.0, 0.5),)
    assert office([long(0)], FROM_WEEK_2, start_ups=start_ups).from_to(0, "long_help") == (0, 5)
    assert office([long(0)], WITHOUT, start_ups=start_ups).from_to(0, "long_help") == (0, 8)


def test_time_that_is_no_longer_shared_leaves_what_is_left_of_the_work() -> None:
    plan = plan_of(WITHOUT, [long(0)] * 4)
    shared = replace(plan.units[0], full_pace_up_to=2.0, later=((14.0, plan.units[0]),))
    story = Story(plan, run(replace(plan, units=(shared,))))
    # half of the time until week 2: three weeks of work are left of each, and nothing slows them any more
    assert [story.from_to(child, "long_help") for child in range(4)] == [(0, 5)] * 4


def test_what_is_left_when_time_is_no_longer_shared_goes_at_the_pace_of_that_day() -> None:
    plan = plan_of(WITHOUT, [long(0)])
    shared = replace(plan.units[0], full_pace_up_to=2.0, later=((14.0, plan.units[0]),))
    visits, start_ups = replace(plan.visits, start_up=0 * plan.visits.start_up), (StartUp(0.0, 21.0, 0.5),)
    story = Story(plan, run(replace(plan, units=(shared,), visits=visits, start_ups=start_ups)))
    # a week of work is done by week 2; as of a visit that begins then, the three that are left take twice as long
    assert story.from_to(0, "long_help") == (0, 8)


def test_a_case_that_nobody_has_is_counted_otherwise_too_when_time_is_shared_from_that_day_on() -> None:
    # a week of work is done when the worker goes for good, in the first time: at half pace two weeks of eight. Somebody
    # comes in week 6, when time is shared: three weeks of work are left
    plan = plan_of(WITHOUT, [long(0)])
    office_then = plan.units[0]
    later = (
        (14.0, replace(office_then, workers=0)),
        (28.0, replace(office_then, workers=0, full_pace_up_to=2.0)),
        (42.0, replace(office_then, full_pace_up_to=2.0)),
    )
    visits, start_ups = replace(plan.visits, start_up=0 * plan.visits.start_up), (StartUp(0.0, 21.0, 0.5),)
    units = (replace(office_then, later=later),)
    story = Story(plan, run(replace(plan, units=units, visits=visits, start_ups=start_ups)))
    assert story.from_to(0, "long_help") == (0, 9)


def test_an_organisation_may_have_another_number() -> None:
    text = OFFICE + "units.office = { full_pace_up_to = 1 }\n"
    assert [office([long(0)] * 2, text).from_to(child, "long_help") for child in range(2)] == [(0, 8)] * 2


def test_each_part_of_a_joint_visit_goes_by_the_clock_of_its_own_worker() -> None:
    text = OFFICE.replace("[units]", '[units]\nclinic = { administration = "region", workers = 1, caseload = 9 }')
    text = text.replace("[needs]", '[needs]\npupil = { pathway = ["look"] }\nill = { pathway = ["clinic_look"] }')
    looks = ['look = { role = "assessment", unit = "office", duration = "2 weeks" }']
    looks += ['clinic_look = { role = "assessment", unit = "clinic", duration = "3 weeks" }']
    text = text.replace("[steps]", "\n".join(["[steps]", *looks]))
    text += 'assessment = "joint"\nnotices = 1\nhandover = "0 days"\nrefused = 0\n'
    plan = plan_of(text, [Child(0, ["pupil", "ill"]), *[long(0)] * 3])
    story = Story(plan, run(plan))
    # four share the office's time for two until week 4, and none but one the clinic's
    together = "look + clinic_look"
    assert story.part(0, together, "office") == (0, 4)
    assert story.part(0, together, "clinic") == (0, 3)
    assert [story.from_to(child, "long_help") for child in (1, 2, 3)] == [(0, 7)] * 3
