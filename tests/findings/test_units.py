"""Waits and loads of single units, worked out by hand."""

import math

import pytest

from simulate.findings.counted import Counted
from simulate.findings.in_line import spells
from simulate.findings.occupancy import occupancies
from simulate.findings.overload import UnitLoad
from simulate.findings.units import UnitWait, unit_loads, unit_waits
from simulate.findings.window import Window

from .handmade import Child, Town, small_town

# visits count that are asked for from day 100 until day 300; all are followed for at least 300 days
WINDOW = Window(warm_up=100, observe=200, follow_up=300)


def waits_of(town: Town) -> dict[tuple[str, str], UnitWait]:
    plan, log = town.lived()
    return unit_waits(Counted(plan, log, WINDOW), spells(plan, log))


def loads_of(town: Town, window: Window = WINDOW) -> dict[str, UnitLoad]:
    plan, log = town.lived()
    counted = Counted(plan, log, window)
    return unit_loads(counted, spells(plan, log), occupancies(counted))


def child_in(town: Town, **more: object) -> Child:
    child = town.child(0, **more)
    child.need("schooling")
    return child


def test_visits_count_by_when_they_join_the_line_whoever_the_child_is():
    # The child came before the window, but its second intake is asked for in it: 20 days in line, 30 to the finish.
    town = small_town(end=600)
    child = child_in(town)
    child.visit("intake", 50, 90, 95)
    child.visit("intake", 100, 120, 130)
    child.visit("intake", 300, 310, 320)
    wait = waits_of(town)["reception", "intake"]
    assert (wait.visits, wait.mean, wait.median, wait.time_to_finish_mean) == (1, 20, 20, 30)


def test_unmeasured_streams_and_acute_visits_do_not_count():
    town = small_town(end=600)
    child_in(town, measured=False).visit("intake", 100, 120, 130)
    child_in(town).visit("acute visit", 100, 100, 101, acute=True)
    waits = waits_of(town)
    assert waits["reception", "all"].visits == waits["clinic", "all"].visits == 0
    assert math.isnan(waits["reception", "all"].mean)
    assert ("clinic", "acute visit") not in waits


def test_a_joint_visit_counts_in_each_of_its_units():
    town = small_town(end=600)
    child_in(town).visit("assessment", 100, 130, 150, units=("assessors", "clinic"))
    waits = waits_of(town)
    assert waits["assessors", "assessment"] == waits["clinic", "assessment"]
    assert waits["clinic", "all"].mean == 30


def test_steps_of_a_unit_are_told_apart_and_together():
    town = small_town(end=600)
    child = child_in(town)
    child.visit("clinic intake", 100, 110, 120)
    child.visit("assessment", 100, 130, 150, units=("clinic",))
    waits = waits_of(town)
    assert (waits["clinic", "clinic intake"].mean, waits["clinic", "assessment"].mean) == (10, 30)
    assert (waits["clinic", "all"].mean, waits["clinic", "all"].visits) == (20, 2)


def test_whoever_leaves_the_line_is_followed_until_then():
    # In line: 10 days until called; 15 until leaving; 30 until called. Kaplan–Meier: 2/3 wait longer than 10 days;
    # of the one still followed none waits longer than 30. Mean: 10 + 2/3 × 20 = 23⅓. Counting the one who left as
    # called after 15 days would give 18⅓; leaving it out, 20.
    town = small_town(end=600)
    child = child_in(town)
    child.visit("intake", 100, 110, 111)
    child.visit("intake", 100, left=115)
    child.visit("intake", 100, 130, 131)
    wait = waits_of(town)["reception", "all"]
    assert wait.mean == pytest.approx(10 + 2 / 3 * 20)
    assert wait.left_line == pytest.approx(1 / 3)
    assert wait.still_waiting == 0


def test_whoever_is_never_called_still_waits_after_the_follow_up():
    town = small_town(end=600)
    child = child_in(town)
    child.visit("intake", 100, 110, 111)
    child.visit("intake", 250)
    child.visit("intake", 100, 401, 402)  # called, but after more than 300 days
    wait = waits_of(town)["reception", "all"]
    assert wait.still_waiting == pytest.approx(2 / 3)
    assert wait.mean == pytest.approx((10 + 300 + 300) / 3)
    assert wait.median == 301


def test_a_visit_brought_back_has_two_waits_and_is_judged_once():
    # Limit 14 days: the last round (10 days to the finish) keeps it, the first is not judged.
    town = small_town(end=600)
    child_in(town).visit("intake", 150, 155, 160, earlier_rounds=((100, 140),))
    wait = waits_of(town)["reception", "all"]
    assert (wait.visits, wait.left_line, wait.within_limit) == (2, 0.5, 1.0)


def test_the_share_within_the_limit_is_of_visits_that_have_one():
    town = small_town(end=600)
    child = child_in(town)
    for finished in (112, 114, 115):
        child.visit("intake", 100, 110, finished)
    child.visit("therapy", 100, 110, 200)
    waits = waits_of(town)
    assert waits["reception", "all"].within_limit == pytest.approx(2 / 3)
    assert math.isnan(waits["therapists", "all"].within_limit)


def test_the_mean_line_is_time_in_line_over_time():
    # From day 100 to day 600. In line 50–150 (50 of them counted) and 200–300; joint: in both lines.
    town = small_town(end=600)
    child = child_in(town)
    child.visit("intake", 50, 150, 160)
    child.visit("assessment", 200, 300, 310, units=("assessors", "reception"))
    loads = loads_of(town)
    assert loads["reception"].line_mean == pytest.approx(150 / 500)
    assert loads["assessors"].line_mean == pytest.approx(100 / 500)


def test_the_line_is_compared_between_the_first_and_the_last_part_of_the_run():
    # 500 days after the warm-up, no room for two years: halves, days 100–350 and 350–600. One visit is in line
    # 100–350, four are from day 475 on. Between the middles, days 225 and 475, one joins and one joins and leaves.
    town = small_town(end=600)
    child = child_in(town)
    child.visit("intake", 100, 350, 360)
    for _ in range(4):
        child.visit("intake", 475)
    child.visit("intake", 300, 300, 310)
    child.visit("intake", 310, left=310)
    load = loads_of(town)["reception"]
    assert (load.line_early, load.line_late) == (1, 4 * 125 / 250)
    assert (load.joined, load.left, load.came) == (2, 1, 7)


def test_everybody_loads_a_unit_also_those_who_do_not_count():
    town = small_town(end=600)
    child_in(town, measured=False).visit("intake", 100, 200, 300)
    load = loads_of(town)["reception"]
    assert (load.use, load.line_mean) == (100 / 1000, 100 / 500)
