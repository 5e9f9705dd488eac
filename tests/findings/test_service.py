"""Who is there with how many places, before the run from the plan and after it from the log."""

from dataclasses import replace

import numpy as np
import pytest

from simulate.findings.asked import earliest_times
from simulate.findings.window import Window
from simulate.log import Staffing
from simulate.plan import REVIEW_EVERY, PlannedDevelopment, PlannedExtra, PlannedStep, PlannedUnit, StartUp, Terms

from .handmade import Town, meeting, small_town, staff, unit
from .loads import load_of_plan, places_there, use_in

END = 300.0
MONTHS = 10
WINDOW = Window(100, 100, 100)


def town_of(*units: PlannedUnit, lengthens: bool = True, **more: object) -> Town:
    steps = {"work": (PlannedStep("work", "support"), (units[0].name,))}
    return Town(units, steps, END, stays=frozenset() if lengthens else frozenset({"work"}), **more)


def offered(each: PlannedUnit, opens: float = 100, closes: float = END) -> float:
    plan, _ = town_of(each).lived()
    return places_there(plan, opens, closes)[0]


def test_an_absent_worker_offers_no_places():
    # Two workers × 3 places × 200 days, without 20 days of the one and the 10 of 50 that lie after day 100 of the other
    team = unit("team", 2, 3, staff=staff(MONTHS, ((120, 140),), ((60, 110), (290, 300))))
    assert offered(team) == 3 * (2 * 200 - 20 - 10 - 10)


def test_a_worker_who_leaves_at_any_load_is_missed_until_a_newcomer_has_grown_into_the_caseload():
    # Post 0 is left at review 4, vacant for 20 days; the newcomer has 1 place for 30 days, then 2 for 40, then 3.
    team = unit("team", 2, 3, newcomer=((30, 1), (40, 2)), staff=staff(MONTHS, (), (), leaves={(0, 4): 20.0}))
    assert offered(team) == pytest.approx(2 * 3 * 200 - 20 * 3 - 30 * 2 - 40 * 1)


def test_nobody_leaves_a_vacant_post_nor_at_the_very_first_review():
    once = unit("team", 1, 1, staff=staff(MONTHS, (), leaves={(0, 4): 50.0}))
    again = unit("team", 1, 1, staff=staff(MONTHS, (), leaves={(0, 0): 200.0, (0, 4): 50.0, (0, 5): 99.0}))
    assert offered(again) == offered(once) == pytest.approx(200 - 50)


def test_the_absence_of_a_vacant_post_is_missed_once_only():
    day = 4 * REVIEW_EVERY  # 121.75: vacant until 151.75
    team = unit("team", 1, 1, staff=staff(MONTHS, ((day - 10, day + 40),), leaves={(0, 4): 30.0}))
    assert offered(team) == pytest.approx(200 - 50)


def test_later_terms_open_and_close_posts_and_change_the_caseload():
    later = ((150.0, Terms(3, 2)), (200.0, Terms(1, 4)), (250.0, Terms(2, 4, newcomer=((20, 1),))))
    team = unit("team", 2, 2, later=later)
    # 50 days × 4, 50 × 6, 50 × 4, and 50 × 8 less 20 days × 3 while the newcomer of the reopened post learns
    assert offered(team) == 50 * 4 + 50 * 6 + 50 * 4 + 50 * 8 - 20 * 3


def test_who_takes_a_new_post_begins_as_a_newcomer_and_the_first_staff_does_not():
    first = unit("team", 1, 5, newcomer=((1000, 1),))
    assert offered(first) == 200 * 5
    more = unit("team", 1, 5, newcomer=((1000, 1),), later=((200.0, Terms(2, 5, newcomer=((1000, 1),))),))
    assert offered(more) == 200 * 5 + 100 * 1


def test_a_protected_share_is_set_aside_in_whole_places_and_an_unprotected_one_is_not_known():
    protected = PlannedDevelopment(share=0.25, protected=True, calm_below=0, gain=0, learns=0.1)
    assert offered(unit("team", 2, 3, development=protected)) == pytest.approx(200 * (6 - 2))  # 1.5 is 2
    assert offered(unit("team", 1, 1, development=protected)) == pytest.approx(200 * 1)  # 0.25 is 0
    assert offered(unit("team", 2, 3, development=replace(protected, protected=False))) == 200 * 6


def test_development_counts_from_the_first_review_after_the_day_it_comes_with():
    development = PlannedDevelopment(share=0.5, protected=True, calm_below=0, gain=0, learns=0.1)
    team = unit("team", 1, 2, later=((200.0, Terms(1, 2, development=development)),))
    assert offered(team) == pytest.approx(2 * (7 * REVIEW_EVERY - 100) + 1 * (300 - 7 * REVIEW_EVERY))


def test_what_protected_development_brings_makes_less_of_the_work():
    development = PlannedDevelopment(share=0.0, protected=True, calm_below=0, gain=0.5, learns=0.5)
    town = town_of(unit("team", 1, 1, development=development))
    child = town.child(130)  # month 4: learnt is 1 − 0.5 ** 4
    child.need("schooling")
    child.visit("work", days=47)
    plan, _ = town.lived()
    assert load_of_plan(plan, WINDOW)[0] == pytest.approx(47 / (1 + 0.5 * 0.9375) / 200)


@pytest.mark.parametrize(("lengthens", "days"), [(True, 10 / 0.8), (False, 10.0)])
def test_work_takes_longer_in_a_first_time_but_a_stay_does_not(lengthens, days):
    town = town_of(unit("team", 1, 1), lengthens=lengthens)
    for arrival in (150, 250):
        child = town.child(arrival)
        child.need("schooling")
        child.visit("work", days=10)
    plan, _ = town.lived()
    plan = replace(
        plan, start_ups=(StartUp(140, 200, 0.8),), visits=replace(plan.visits, start_up=np.zeros(2, np.int64))
    )
    assert load_of_plan(plan, WINDOW)[0] == pytest.approx((days + 10) / 200)


@pytest.mark.parametrize(
    ("lengthens", "hands_over", "there"), [(True, False, 160), (False, False, 200), (False, True, 160)]
)
def test_stays_go_on_while_their_worker_is_absent_and_so_need_no_other_places(lengthens, hands_over, there):
    each = unit("team", 1, 1, staff=staff(MONTHS, ((120, 160),)), hands_over_absent=hands_over)
    town = town_of(each, lengthens=lengthens)
    child = town.child(150)
    child.need("schooling")
    child.visit("work", days=80)
    plan, _ = town.lived()
    assert load_of_plan(plan, WINDOW)[0] == pytest.approx(80 / there)


def test_behind_closed_doors_places_stand_empty_as_visits_end():
    # Visits of 10 days, closed for 4: a place is taken on by (4 × 4 − 4 × 4 / 2) / 10 = 0.8 days too late; closed for
    # 30 days it is empty for 30 − 5 days.
    for days, empty in ((4, 0.8), (30, 25.0)):
        town = town_of(unit("team", 1, 1, closed=((120, 120 + days),)))
        child = town.child(150)
        child.need("schooling")
        child.visit("work", days=10)
        plan, _ = town.lived()
        assert load_of_plan(plan, WINDOW)[0] == pytest.approx(10 / (200 - empty))
        assert places_there(plan, 100, END)[0] == 200  # the visits that have begun go on


def test_a_meeting_is_not_held_in_closed_time_and_a_new_rhythm_starts_on_its_day():
    board = meeting("board", 14, 2, closed=((112.0, 126.0),))
    assert offered(board, 100, 200) == 2 * 6  # 126, 140, 154, 168, 182, 196, and 112 is closed; on 126 it is open
    faster = meeting("board", 14, 2, later=((150.0, Terms(0, 0, meets_every=10, cases=3)),))
    assert offered(faster, 100, 200) == 2 * 3 + 3 * 4  # 112, 126, 140; 160, 170, 180, 190
    larger = meeting("board", 14, 2, later=((150.0, Terms(0, 0, meets_every=14, cases=3)),))
    assert offered(larger, 100, 200) == 2 * 3 + 3 * 4  # 112, 126, 140; 154, 168, 182, 196 as before


def test_the_open_cases_of_the_waiting_list_are_asked_for_on_the_first_day_and_are_no_load_of_the_run():
    town = town_of(unit("team", 1, 1))
    child = town.child(-90)
    child.need("schooling")
    child.visit("work", days=30, started_before=-20)
    child.visit("work", days=50, asked_before=-80)
    plan, _ = town.lived()
    assert earliest_times(plan).tolist() == [0, 0]
    assert load_of_plan(plan, Window(0, 200, 100))[0] == 0


def test_the_use_counts_those_employed_as_they_really_came_and_went():
    # Slots: 2 posts, 1 consultant. Worker 1 leaves on day 150; worker 4 takes the post on day 180, with 1 place for
    # 50 days; worker 0 is absent for 30 days but keeps the case, which holds the place; the consultant, number 5,
    # with 4 places, is there from 200 to 220.
    extra = PlannedExtra(workers=1, caseload=4, line_above=5, after=10, leave_at=0)
    each = unit("team", 2, 2, extra=extra, newcomer=((50, 1),), staff=staff(MONTHS, ((110, 140),), ()))
    town = town_of(each)
    town.happens(110, "team", 0, Staffing.FELL_ILL)
    town.happens(140, "team", 0, Staffing.CAME_BACK)
    town.happens(150, "team", 1, Staffing.LEFT)
    town.happens(180, "team", 4, Staffing.JOINED)
    town.happens(200, "team", 5, Staffing.CAME)
    town.happens(220, "team", 5, Staffing.WENT)
    child = town.child(0)
    child.need("schooling")
    child.visit("work", 90, 90, 190)
    plan, log = town.lived()
    there = 2 * 200 + 2 * 50 + (1 * 50 + 2 * 70) + 4 * 20
    assert use_in(plan, log, WINDOW)[0] == pytest.approx(90 / there)


def test_a_worker_who_has_more_than_the_places_after_a_handover_is_used_for_more_than_all():
    town = town_of(unit("team", 2, 1, staff=staff(MONTHS, (), ())))
    town.happens(100, "team", 1, Staffing.LEFT)
    child = town.child(0)
    child.need("schooling")
    child.visit("work", 0, 0)
    child.visit("work", 0, 0, handed=((100, "team", 1, 0),))
    plan, log = town.lived()
    assert use_in(plan, log, WINDOW)[0] == 2


def test_what_was_set_aside_is_no_place_of_the_use_in_months_in_which_it_was_used():
    development = PlannedDevelopment(share=0.5, protected=False, calm_below=1, gain=0, learns=0.1)
    town = town_of(unit("team", 2, 1, development=development))
    town.developed = [("team", 4)]  # days 121.75 to 152.1875
    child = town.child(0)
    child.need("schooling")
    child.visit("work", 0, 0)
    plan, log = town.lived()
    assert use_in(plan, log, WINDOW)[0] == pytest.approx(200 / (400 - REVIEW_EVERY))


def test_staff_rules_that_change_nothing_offer_exactly_the_same():
    plain = small_town(END).units[1]
    neutral = replace(plain, staff=staff(MONTHS, (), ()), newcomer=((30, 1),), later=((50.0, Terms(2, 2)),))
    assert offered(neutral) == offered(plain) == 2 * 2 * 200


def test_a_part_time_post_offers_its_part_of_the_places():
    # Half of five places is three, and half of two in the first time of who comes in on day 141.75 is one.
    rules = {"newcomer": ((30, 2),), "part_post": 0.5}
    full_time, newcomer = unit("team", 2, 5, **rules), staff(MONTHS, (), (), leaves={(1, 4): 20.0})
    assert offered(full_time) == (5 + 3) * 200
    assert offered(replace(full_time, staff=newcomer)) == pytest.approx((5 + 3) * 200 - 20 * 3 - 30 * 2)


def test_a_post_offers_the_part_of_the_places_that_it_is_on_the_day():
    later = ((150.0, Terms(2, 4, part_post=0.25)), (200.0, Terms(3, 4, part_post=0.5)))
    assert offered(unit("team", 2, 4, part_post=0.5, later=later)) == 50 * (4 + 2) + 50 * (4 + 1) + 100 * (4 + 4 + 2)


def test_the_load_of_a_unit_with_a_part_time_post_is_what_is_asked_of_its_places():
    made = town_of(unit("team", 2, 4, part_post=0.5))
    child = made.child(100)
    child.need("schooling")
    for worker in (0, 0, 1):
        child.visit("work", 100, 100, 200, workers=(worker,))
    plan, log = made.lived()
    assert load_of_plan(plan, WINDOW)[0] == 3 * 100 / (6 * 200)
    assert use_in(plan, log, WINDOW)[0] == 3 * 100 / (6 * 200)
