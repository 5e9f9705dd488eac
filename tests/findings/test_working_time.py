"""Working time, what visits take beside their work, and children per worker: stories worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from simulate.findings.caseloads import Caseload, caseloads
from simulate.findings.counted import Counted
from simulate.findings.in_line import spells
from simulate.findings.presence import presences
from simulate.findings.time_use import CATEGORIES, days_by_use
from simulate.findings.units import UnitWait, unit_waits
from simulate.findings.use_of_hours import WorkingTime, working_times
from simulate.findings.waits import measure_waits
from simulate.findings.window import Window
from simulate.log import Staffing
from simulate.plan import REVIEW_EVERY, PlannedDevelopment, Rules

from .handmade import NEVER, Child, Town, staff
from .test_load_of_shared_time import sharing, with_helpers

# of 500 days; visits count that are asked for from day 100 until day 300, and are followed for 300 days
WINDOW = Window(warm_up=100, observe=200, follow_up=300)


def child_in(town: Town) -> Child:
    child = town.child(0)
    child.need("schooling")
    return child


def time_of(town: Town) -> WorkingTime:
    counted = Counted(*town.lived(), WINDOW)
    return working_times(counted, presences(counted))["helpers"]


def waits_of(town: Town) -> dict[tuple[str, str], UnitWait]:
    plan, log = town.lived()
    return unit_waits(Counted(plan, log, WINDOW), spells(plan, log))


def caseload_of(town: Town) -> Caseload:
    counted = Counted(*town.lived(), WINDOW)
    return caseloads(counted, presences(counted))["helpers"]


def help_in(town: Town, started: float, finished: float, days: float, worker: int = 0, **more: object) -> None:
    child_in(town).visit("help", started, started, finished, days=days, workers=(worker,), **more)


# ---- working time


def test_a_worker_with_fewer_children_than_at_full_pace_has_time_to_spare():
    # Two helpers of 40 hours with full pace for 2 children each. One has a child from day 100 to 350, half of the time:
    # a quarter of that helper's time, and an eighth of both's.
    town = with_helpers(sharing(2.0))
    help_in(town, 100, 350, 250)
    time = time_of(town)
    assert (time.posts, time.hours, time.with_children, time.spare) == (2, 80, 10, 70)
    assert (time.in_use, time.spare_per_post, time.hours_in_a_post) == (0.125, 35, 40)
    assert (time.development, time.first_time, time.away, time.vacant) == (0, 0, 0, 0)


def test_a_worker_with_more_children_than_at_full_pace_has_no_more_time_than_all():
    town = with_helpers(sharing(2.0))
    for _ in range(6):
        help_in(town, 100, 600, 500 / 3)
    time = time_of(town)
    assert (time.with_children, time.spare, time.in_use) == (40, 40, 0.5)


def test_where_time_is_not_shared_a_place_that_stands_empty_is_time_to_spare():
    town = with_helpers(replace(sharing(), full_pace_up_to=None, caseload=4))
    help_in(town, 100, 600, 500)
    child_in(town).visit("therapy", 100, 100, 600, days=500, units=("helpers",), workers=(1,))
    town = replace(town, stays=frozenset({"therapy"}))
    assert time_of(town).with_children == 2 * 40 / 4, "a stay holds its place"
    assert time_of(replace(town, units=with_helpers(sharing(4.0)).units)).with_children == 40 / 4, "and takes no time"


def test_the_time_of_the_absent_is_away_whatever_children_they_have():
    town = with_helpers(sharing(1.0, staff=staff(20, ((200.0, 300.0),), ())))
    help_in(town, 100, 600, 400)
    town.happens(200, "helpers", 0, Staffing.FELL_ILL)
    town.happens(300, "helpers", 0, Staffing.CAME_BACK)
    time = time_of(town)
    assert (time.away, time.with_children, time.spare) == (8, 32, 40)


def test_a_newcomer_learns_the_work_in_the_time_that_is_not_for_children_yet():
    # From day 300 a third helper, with full pace for a quarter as many children for 100 days. The post is vacant for
    # 50 days before: from day 250 there are three posts.
    helpers = sharing(2.0, newcomer=((100.0, 250),), newcomer_shares=(0.25,))
    terms = {key: getattr(helpers, key) for key in ("caseload", "newcomer", "full_pace_up_to", "newcomer_shares")}
    later = type(helpers).__mro__[1](workers=3, **terms)
    town = with_helpers(replace(helpers, later=((250.0, later),)))
    help_in(town, 100, 600, 500)
    town.happens(300, "helpers", 5, Staffing.JOINED)  # the third post's second worker
    time = time_of(town)
    assert time.hours == 80 + 40 * 350 / 500
    assert time.vacant == pytest.approx(40 * 50 / 500)
    assert time.first_time == pytest.approx(0.75 * 40 * 100 / 500)
    assert time.with_children == 20


def test_a_case_that_changes_hands_takes_the_time_of_who_has_it():
    # One child with each helper, at full pace for one: the first gives the case up on day 350, and the other has two.
    town = with_helpers(sharing(1.0))
    help_in(town, 100, 600, 500, worker=1)
    help_in(town, 100, 600, 500, worker=0, handed=((350, "helpers", 0, 1),))
    time = time_of(town)
    assert (time.with_children, time.spare) == (40 + 20, 20)


def test_time_for_development_is_neither_spare_nor_in_use():
    learns = PlannedDevelopment(share=0.2, protected=True, calm_below=0.0, gain=0.0, learns=0.5)
    town = with_helpers(sharing(1.0, development=learns))
    help_in(town, 100, 600, 400)
    town.developed += [("helpers", month) for month in range(20)]
    time = time_of(town)
    assert [time.development, time.with_children, time.spare] == pytest.approx([16, 32, 32])
    assert time.in_use == pytest.approx(0.5)


def test_places_set_aside_for_development_are_not_spare_as_far_as_they_are_empty():
    # Two helpers with 4 places each set a quarter of them aside, 2 of 8. While 7 are taken only one of the two is.
    learns = PlannedDevelopment(share=0.25, protected=True, calm_below=0.0, gain=0.0, learns=0.5)
    town = with_helpers(replace(sharing(), full_pace_up_to=None, caseload=4, development=learns))
    for number in range(7):
        help_in(town, 100, 600 if number < 3 else 350, 500 if number < 3 else 250, worker=number % 2)
    town.developed += [("helpers", month) for month in range(20)]
    time = time_of(town)
    a_place = 10  # hours a week
    assert time.development == pytest.approx((1 + 2) / 2 * a_place)
    assert time.spare == pytest.approx((0 + 3) / 2 * a_place)


def test_hours_are_those_of_a_post_and_a_part_time_post_has_its_part_of_them():
    town = with_helpers(sharing(2.0, part_post=0.5, post_hours=36.0))
    help_in(town, 100, 600, 500, worker=1)
    time = time_of(town)
    assert (time.posts, time.hours, time.hours_in_a_post) == (1.5, 54, 36)
    assert time.with_children == 18, "one child is all that half a post has time for"


def test_units_that_give_stays_only_and_meetings_have_no_working_time_to_tell():
    town = with_helpers(sharing())
    child_in(town).visit("therapy", 100, 100, 600, days=500)
    child_in(town).visit("decision", 100, 114, 114)
    town = replace(town, stays=frozenset({"therapy"}))
    counted = Counted(*town.lived(), WINDOW)
    assert working_times(counted, presences(counted)) == {}


# ---- how long work takes


def test_work_is_stretched_by_the_days_it_takes_beyond_its_own():
    town = with_helpers(sharing(1.0))
    help_in(town, 150, 190, 20)
    help_in(town, 150, 190, 20)
    help_in(town, 250, 260, 10)
    wait = waits_of(town)["helpers", "all"]
    assert (wait.mean, wait.work_mean) == (0, 50 / 3)
    assert wait.stretched_mean == pytest.approx(40 / 3)
    assert wait.times_as_long == 90 / 50


def test_work_that_never_ends_is_stretched_for_as_long_as_it_is_followed():
    # Asked for on day 200, begun on day 240 and followed until day 500: 60 days of work, and 200 more.
    town = with_helpers(sharing(1.0))
    child_in(town).visit("help", 200, 240, NEVER, days=60)
    wait = waits_of(town)["helpers", "all"]
    assert (wait.mean, wait.work_mean, wait.stretched_mean, wait.times_as_long) == (40, 60, 200, 260 / 60)


def test_what_crises_add_to_a_support_is_its_work_and_what_a_colleague_adds_is_not():
    town = with_helpers(sharing(1.0))
    child = child_in(town)
    child.crises += [120, 170]
    child.visit("help", 110, 150, 180, days=20)
    plan, log = town.lived()
    plan = replace(plan, rules=Rules(growth=0.25))
    wait = unit_waits(Counted(plan, log, WINDOW), spells(plan, log))["helpers", "all"]
    assert (wait.work_mean, wait.stretched_mean) == (25, 5), "the second crisis came when it had begun"


def test_a_stay_is_as_long_as_it_is_and_is_no_work():
    town = with_helpers(sharing())
    child_in(town).visit("help", 150, 150, 250, days=20)
    wait = waits_of(replace(town, stays=frozenset({"help"})))["helpers", "all"]
    assert wait.visits == 1
    assert np.isnan([wait.work_mean, wait.stretched_mean, wait.times_as_long]).all()


def test_days_until_support_are_cut_into_work_and_what_stretches_it_where_time_is_shared():
    # Two days in line, 10 days of assessment that take 30, and 5 in line for help.
    def used(shares: bool) -> dict[str, float]:
        town = with_helpers(sharing(), end=500)
        assessors = sharing(1.0) if shares else replace(sharing(), full_pace_up_to=None)
        others = (replace(assessors, name=each.name) if each.name == "assessors" else each for each in town.units)
        town = replace(town, units=tuple(others))
        child = town.child(0)
        need = child.need("schooling")
        assessed = child.visit("assessment", 0, 2, 32, days=10, needs=(need,))
        need.support = child.visit("help", 32, 37, 100, after=(assessed,), needs=(need,))
        counted = Counted(*town.lived(), Window(0, 100, 400))
        days = days_by_use(counted, measure_waits(counted), spells(counted.plan, counted.log))[0]
        return {name: spent for name, spent in zip(CATEGORIES, days.tolist(), strict=True) if spent}

    assert used(shares=True) == {"assessment": 10, "stretched": 20, "waiting": 7}
    assert used(shares=False) == {"assessment": 30, "waiting": 7}


# ---- children per worker


def test_children_per_worker_are_averaged_month_by_month_over_those_who_are_there():
    # Of two helpers one is away in the second month. Three children are there from the start, one until its middle.
    town = with_helpers(sharing(2.0), end=600.0)
    help_in(town, 0, 600, 500)
    help_in(town, 0, 600, 500, worker=1)
    help_in(town, 0, 1.5 * REVIEW_EVERY, 30)
    town.happens(REVIEW_EVERY, "helpers", 0, Staffing.FELL_ILL)
    town.happens(2 * REVIEW_EVERY, "helpers", 0, Staffing.CAME_BACK)
    caseload = caseload_of(town)
    assert caseload.children[:3] == pytest.approx([3, 2.5, 2])
    assert caseload.workers[:3] == pytest.approx([2, 1, 2])
    assert caseload.full_pace_up_to[:3].tolist() == [2, 2, 2]
    assert caseload.between(0, 2 * REVIEW_EVERY) == pytest.approx((2.75, 1.5))


def test_the_last_month_is_as_long_as_it_is():
    town = with_helpers(sharing(2.0), end=100)
    help_in(town, 0, 95, 95)
    counted = Counted(*town.lived(), Window(0, 50, 50))
    caseload = caseloads(counted, presences(counted))["helpers"]
    rest = 100 - 3 * REVIEW_EVERY
    assert caseload.children == pytest.approx([1, 1, 1, (95 - 3 * REVIEW_EVERY) / rest])
