"""Stories of time limits: of steps, and of a child's whole way."""

import numpy as np
import pytest

from simulate.findings.counted import Counted
from simulate.findings.limits import children_judged, visits_judged
from simulate.findings.waits import measure_waits
from simulate.findings.window import Window
from simulate.plan import PlannedStep

from .handmade import Town, small_town

WINDOW = Window(warm_up=0, observe=100, follow_up=400)


def all_judged(town: Town) -> tuple[np.ndarray, np.ndarray]:
    plan, log = town.lived()
    return visits_judged(plan, log, np.arange(len(plan.visits)))


def judged_intake(town: Town, **visit: object) -> tuple[list[bool], list[bool]]:
    """Judge a single visit to reception, whose limit is 14 days to the finish."""
    child = town.child(0)
    child.need("schooling")
    child.visit("intake", **visit)
    judged, kept = all_judged(town)
    return judged.tolist(), kept.tolist()


@pytest.mark.parametrize(
    ("visit", "judged", "kept"),
    [
        ({"asked": 2.1, "started": 10.0, "finished": 16.1}, True, True),  # 14 days, and 2e-15 by rounding
        ({"asked": 1.0, "started": 10.0, "finished": 15.5}, True, False),
        ({"asked": 1.0, "started": 10.0}, True, False),  # still going on when the clock stops on day 500
        ({"asked": 1.0}, True, False),
        ({}, False, False),  # never asked for
        ({"asked": 487.0, "started": 488.0, "finished": 489.0}, False, False),  # the slow ones cannot be seen any more
        ({"asked": 1.0, "left": 10.0}, False, False),  # left before its limit
        ({"asked": 1.0, "left": 20.0}, True, False),  # left after it
        ({"asked": 1.0, "started": 1.0, "finished": 2.0, "acute": True}, False, False),
    ],
)
def test_an_intake_keeps_its_limit_by_finishing_in_time(visit, judged, kept):
    assert judged_intake(small_town(end=500), **visit) == ([judged], [kept])


def test_a_support_keeps_its_limit_by_starting_in_time_however_long_it_lasts():
    town = small_town(end=500)
    child = town.child(0)
    child.need("schooling")
    child.visit("help", 0, 90, 400)  # limit 90 days, until the start
    child.visit("help", 0, 91, 95)
    child.visit("therapy", 0, 300, 400)  # no limit
    judged, kept = all_judged(town)
    assert judged.tolist() == [True, True, False]
    assert kept.tolist() == [True, False, False]


def child_through_all_steps(town: Town, helped: float, therapy: float | None = None) -> None:
    """Plan steps with limits of 14 + 60 + 90 days to help, and if wanted of 30 days to therapy."""
    child = town.child(0)
    schooling = child.need("schooling")
    intake = child.visit("intake", 0, 5, 10, needs=(schooling,))
    assessment = child.visit("assessment", 10, 20, 60, after=(intake,), needs=(schooling,))
    delay = child.visit("delay", 60, 60, 70, after=(assessment,), needs=(schooling,))
    schooling.support = child.visit("help", 70, helped, after=(delay,), needs=(schooling,))
    if therapy is not None:
        mind = child.need("mental_health")
        clinic = child.visit("clinic intake", 60, 61, 62, needs=(mind,))
        mind.support = child.visit("therapy", 62, therapy, after=(clinic,), needs=(mind,))


def children_judged_in(town: Town, window: Window = WINDOW) -> tuple[list[bool], list[bool]]:
    counted = Counted(*town.lived(), window)
    judged, kept = children_judged(counted, measure_waits(counted))
    return judged.tolist(), kept.tolist()


def test_a_whole_wait_is_within_the_sum_of_the_limits_on_the_way():
    # 14 + 60 + 90 = 164 days; a step without a limit adds nothing
    town = small_town(end=500)
    for helped in (164, 165, np.nan):
        child_through_all_steps(town, helped)
    assert children_judged_in(town) == ([True, True, True], [True, False, False])


def test_of_two_needs_the_longer_limit_is_the_childs_and_both_must_be_met():
    # The limit is max(164, 30): therapy on day 160 is in time although its own way allows 30 days only.
    town = small_town(end=500)
    child_through_all_steps(town, helped=100, therapy=160)
    child_through_all_steps(town, helped=100, therapy=170)
    assert children_judged_in(town) == ([True, True], [True, False])


def test_every_step_may_keep_its_limit_while_the_child_waits_too_long():
    # Intake 10 days (limit 14), assessment 50 (60), help after 30 (90): all in time. But the handover of 120 days
    # between them counts for the child: 10 + 120 + 50 + 30 = 210 days, more than 164.
    town = small_town(end=500)
    child = town.child(0)
    need = child.need("schooling")
    intake = child.visit("intake", 0, 5, 10, needs=(need,))
    assessment = child.visit("assessment", 130, 140, 180, pause=120, after=(intake,), needs=(need,), handed_over=True)
    need.support = child.visit("help", 180, 210, after=(assessment,), needs=(need,))
    _, kept = all_judged(town)
    assert kept.all()
    assert children_judged_in(town) == ([True], [False])


def test_a_child_whose_limit_has_not_run_out_is_not_judged():
    # Without a follow-up the clock stops on day 100, before the 164 days are over.
    town = small_town(end=100)
    child_through_all_steps(town, helped=90)
    assert children_judged_in(town, Window(0, 100, 0)) == ([False], [False])


def test_a_need_that_is_not_real_and_a_return_set_no_limit():
    town = small_town(end=500)
    child = town.child(0)
    mind = child.need("mental_health")
    clinic = child.visit("clinic intake", 0, 10, 20, needs=(mind,))
    mind.support = child.visit("therapy", 20, 29, 40, after=(clinic,), needs=(mind,))
    schooling = child.need("schooling", real=False)
    child.visit("assessment", 0, 10, 20, needs=(schooling,))
    again = child.need("schooling", episode=1)
    child.visit("help", 0, 10, 20, needs=(again,))
    assert children_judged_in(town) == ([True], [True])  # 29 of 30 days
    mind.support.started = 31
    assert children_judged_in(town) == ([True], [False])  # 31 of 30 days, although 60 and 90 would do


@pytest.mark.parametrize(("started", "finished", "kept"), [(29, 119, True), (31, 119, False), (29, 121, False)])
def test_a_joint_assessment_keeps_its_limits_by_starting_and_by_finishing_in_time(started, finished, kept):
    town = small_town(end=500)
    town.steps["joint"] = (
        PlannedStep("joint", "assessment", start_within=30, finish_within=120),
        ("assessors", "clinic"),
    )
    child = town.child(0)
    child.need("schooling")
    child.visit("joint", 0, started, finished)
    judged, kept_in_time = all_judged(town)
    assert (judged.tolist(), kept_in_time.tolist()) == ([True], [kept])


def working_week(days: int) -> np.ndarray:
    """Give the working days before each midnight; day 0 is a Monday, and day 7 (the next Monday) a holiday."""
    worked = [day % 7 < 5 and day != 7 for day in range(days)]
    return np.concatenate([[0], np.cumsum(worked)]).astype(float)


@pytest.mark.parametrize(
    ("visit", "judged", "kept"),
    [
        ({"asked": 4.625, "started": 5.0, "finished": 8.625}, True, True),  # Friday 15:00 to Tuesday 15:00: one day
        ({"asked": 4.625, "started": 5.0, "finished": 8.75}, True, False),
        ({"asked": 5.5, "started": 6.0, "finished": 9.0}, True, True),  # Saturday to the end of Tuesday
        ({"asked": 0.25, "started": 0.25, "finished": 1.5}, True, False),  # 1.25 working days
        ({"asked": 2.0, "left": 2.9}, False, False),  # left before its limit
        ({"asked": 4.5, "left": 8.4}, False, False),  # … also over a weekend
        ({"asked": 4.5, "left": 8.6}, True, False),
        ({"asked": 18.25, "started": 18.25}, False, False),  # Friday 6:00; the clock stops on Sunday
    ],
)
def test_a_limit_of_one_working_day_does_not_count_weekends_and_holidays(visit, judged, kept):
    town = small_town(end=20)
    town.working_days = working_week(20)
    town.steps["intake"] = (PlannedStep("intake", "intake", finish_within=1, in_working_days=True), ("reception",))
    assert judged_intake(town, **visit) == ([judged], [kept])


def test_limits_in_all_days_stay_so_beside_those_in_working_days():
    town = small_town(end=20)
    town.working_days = working_week(20)
    town.steps["intake"] = (PlannedStep("intake", "intake", finish_within=1), ("reception",))
    assert judged_intake(town, asked=4.625, started=5.0, finished=8.625) == ([True], [False])


def test_of_days_before_the_calendar_begins_five_of_seven_are_working_days():
    town = small_town(end=20)
    town.working_days = working_week(20)
    town.steps["intake"] = (PlannedStep("intake", "intake", finish_within=6, in_working_days=True), ("reception",))
    assert judged_intake(town, asked=-7, started=0.5, finished=1.0) == ([True], [True])
    town.children.clear()
    assert judged_intake(town, asked=-7, started=0.5, finished=1.1) == ([True], [False])
