"""Joint visits that others pass while they stand in line, worked out by hand."""

import math
from dataclasses import replace

import pytest

from simulate.findings.counted import Counted
from simulate.findings.in_line import spells
from simulate.findings.units import UnitWait, unit_waits
from simulate.findings.window import Window
from simulate.plan import Rules

from .handmade import Child, Town, small_town

WINDOW = Window(warm_up=100, observe=200, follow_up=300)
BOTH = ("assessors", "clinic")


def waits_of(town: Town, **rules: object) -> dict[tuple[str, str], UnitWait]:
    plan, log = town.lived()
    plan = replace(plan, **rules)
    return unit_waits(Counted(plan, log, WINDOW), spells(plan, log))


def child_in(town: Town, **more: object) -> Child:
    child = town.child(0, **more)
    child.need("schooling")
    return child


def test_a_joint_visit_is_passed_in_the_unit_in_which_somebody_who_came_later_is_called():
    town = small_town(end=600)
    child_in(town).visit("assessment", 110, 150, 160, units=BOTH)
    child_in(town).visit("assessment", 120, 130, 140)
    waits = waits_of(town)
    passed, kept = waits["assessors", "assessment"], waits["clinic", "assessment"]
    assert (passed.visits, passed.joint, passed.overtaken) == (2, 0.5, 1)
    assert (kept.visits, kept.joint, kept.overtaken) == (1, 1, 0)


@pytest.mark.parametrize(("urgent", "passed"), [(True, 1), (False, 0)])
def test_a_joint_visit_is_passed_by_a_case_that_is_called_again_though_ranked_after_it(urgent: bool, passed: int):
    # Who asked on day 105 and began on day 106 stands in line again from day 115 to 130: after the urgent child only.
    town = small_town(end=600)
    child_in(town, urgent=urgent).visit("assessment", 110, 150, 160, units=BOTH, urgent=urgent)
    child_in(town).visit("assessment", 105, 106, 140, again=(("assessors", 115.0, 130.0),))
    assert waits_of(town)["assessors", "assessment"].overtaken == passed


def test_nobody_is_passed_by_who_came_before_or_is_called_with_it_or_afterwards():
    town = small_town(end=600)
    child_in(town).visit("assessment", 105, 140, 150)
    child_in(town).visit("assessment", 110, 150, 160, units=BOTH)
    child_in(town).visit("assessment", 120, 150, 155)
    child_in(town).visit("assessment", 121, 151, 155)
    assert waits_of(town)["assessors", "all"].overtaken == 0


def test_who_leaves_the_line_or_still_stands_there_may_have_been_passed():
    town = small_town(end=600)
    child_in(town).visit("assessment", 110, left=300, units=BOTH)
    child_in(town).visit("assessment", 290, units=BOTH)
    child_in(town).visit("assessment", 298, 299, 310)
    assert waits_of(town)["assessors", "assessment"].overtaken == 1


def test_where_nobody_needs_two_units_nothing_is_told():
    town = small_town(end=600)
    child_in(town).visit("assessment", 120, 130, 140)
    alone = waits_of(town)["assessors", "all"]
    assert alone.joint == 0
    assert math.isnan(alone.overtaken)
    assert math.isnan(waits_of(town)["therapists", "all"].joint)


@pytest.mark.parametrize(("urgent_first", "passed"), [(True, 0), (False, 1)])
def test_an_urgent_child_passes_nobody_where_urgent_children_come_first(urgent_first: bool, passed: int):
    town = small_town(end=600)
    child_in(town).visit("assessment", 110, 150, 160, units=BOTH)
    child_in(town, urgent=True).visit("assessment", 120, 130, 140, urgent=True)
    waits = waits_of(town, rules=Rules(urgent_first=urgent_first))
    assert waits["assessors", "assessment"].overtaken == passed


@pytest.mark.parametrize(("crisis", "passed"), [(125.0, 1), (135.0, 0)])
def test_who_becomes_urgent_in_line_is_passed_by_the_urgent_who_are_called_afterwards(crisis: float, passed: int):
    town = small_town(end=600)
    child_in(town, crises=[crisis]).visit("assessment", 110, 150, 160, units=BOTH, urgent=True)
    child_in(town, urgent=True).visit("assessment", 120, 130, 140, urgent=True)
    assert waits_of(town)["assessors", "assessment"].overtaken == passed


@pytest.mark.parametrize(("by_total_wait", "passed"), [(False, 1), (True, 0)])
def test_the_rank_is_that_of_the_order(by_total_wait: bool, passed: int):
    town = small_town(end=600)
    joint = town.child(50)
    joint.visit("assessment", 110, 150, 160, units=BOTH, needs=(joint.need("schooling"),))
    longer_in_need = town.child(20)
    longer_in_need.visit("assessment", 120, 130, 140, needs=(longer_in_need.need("schooling"),))
    waits = waits_of(town, rules=Rules(by_total_wait=by_total_wait))
    assert waits["assessors", "assessment"].overtaken == passed


@pytest.mark.parametrize(("day", "passed"), [(125.0, 0), (135.0, 1)])
def test_the_rules_of_the_day_hold(day: float, passed: int):
    town = small_town(end=600)
    child_in(town).visit("assessment", 110, 150, 160, units=BOTH)
    child_in(town, urgent=True).visit("assessment", 120, 130, 140, urgent=True)
    waits = waits_of(town, rules=Rules(urgent_first=False), later_rules=((day, Rules()),))
    assert waits["assessors", "assessment"].overtaken == passed


def test_everybody_may_pass_but_only_ordinary_visits_of_the_window_are_told_of():
    town = small_town(end=600)
    child_in(town).visit("assessment", 90, 150, 160, units=BOTH)  # before the window
    child_in(town, measured=False).visit("assessment", 111, 150, 160, units=BOTH)
    child_in(town).visit("assessment", 110, 150, 160, units=BOTH)
    child_in(town, measured=False).visit("clinic intake", 120, 130, 140)
    waits = waits_of(town)
    assert (waits["clinic", "assessment"].visits, waits["clinic", "assessment"].overtaken) == (1, 1)
    assert waits["assessors", "assessment"].overtaken == 0
