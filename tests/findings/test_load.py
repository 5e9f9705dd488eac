"""What is asked of units before the run, and what is used of them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.findings.asked import earliest_times
from simulate.findings.window import Window
from simulate.plan import Plan

from .handmade import Town, small_town
from .loads import load_of_plan, places_there, use_in
from .random_town import random_town

WINDOW = Window(warm_up=100, observe=200, follow_up=300)


def by_unit(plan: Plan, values: np.ndarray) -> dict[str, float]:
    return {unit.name: value for unit, value in zip(plan.units, values.tolist(), strict=True) if value}


def test_the_earliest_times_are_the_longest_path_of_durations_and_pauses():
    # arrival 10: intake 10–13; assessment 13–43; clinic intake after a handover of 20 days, 33–34; a joint decision
    # after both, on day 43 and 5 days long; help after a pause of 2 days from day 50. The actual times do not matter.
    town = small_town(end=600)
    child = town.child(10)
    child.need("schooling")
    intake = child.visit("intake", days=3)
    assessment = child.visit("assessment", 500, 510, days=30, after=(intake,))
    clinic = child.visit("clinic intake", days=1, pause=20, after=(intake,))
    decision = child.visit("delay", days=5, after=(assessment, clinic))
    child.visit("help", days=100, pause=2, after=(decision,))
    child.visit("therapy", days=7, pause=90)
    child.visit("acute visit", days=1, acute=True)
    plan, _ = town.lived()
    assert earliest_times(plan).tolist() == [10, 13, 33, 43, 50, 100, np.inf]


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_nobody_is_ever_asked_for_before_the_earliest_time(seed):
    plan, log = random_town(np.random.default_rng(seed), 60, 900.0).lived()
    asked = ~np.isnan(log.asked) & ~plan.visits.acute
    assert (log.asked[asked] >= earliest_times(plan)[asked]).all()
    # by hand, visit by visit: what the columns are to give
    ends: list[float] = []
    for number, before in enumerate(plan.visits.after.lists()):
        begins = max([ends[b] for b in before], default=plan.children.arrival[plan.visits.child[number]])
        ends.append(begins + plan.visits.pause[number] + plan.duration[number])
    ordinary = ~plan.visits.acute
    found = earliest_times(plan) + plan.duration
    assert found[ordinary] == pytest.approx(np.array(ends)[ordinary])


def test_offered_load_is_place_days_asked_for_over_place_days_there_are():
    # From day 100 to the end on day 600: reception has 2 × 500 place-days, the assessors 4 × 500.
    town = small_town(end=600)
    for arrival in (99, 100, 599):
        child = town.child(arrival)
        child.need("schooling")
        intake = child.visit("intake", days=50)
        child.visit("assessment", days=200, after=(intake,), units=("assessors", "reception"))
    plan, _ = town.lived()
    # intakes on 100 and 599 count, 50 days each; joint assessments on 149 and 150 count, 200 days in each unit
    assert by_unit(plan, load_of_plan(plan, WINDOW)) == {"reception": (100 + 400) / 1000, "assessors": 400 / 2000}


def test_a_unit_is_asked_for_its_own_part_of_a_joint_visit_and_what_follows_for_the_longest():
    # Reception, with 2 × 500 place-days, has 50 days to do, the clinic 200; help comes after the longer of them.
    town = small_town(end=600)
    child = town.child(100)
    child.need("schooling")
    both = child.visit("assessment", 100, 100, 300, units=("reception", "clinic"), ended=(150, 300))
    child.visit("help", days=30, after=(both,))
    plan, _ = town.lived()
    asked = by_unit(plan, load_of_plan(plan, WINDOW))
    assert asked == {"reception": 50 / 1000, "clinic": 200 / 1000, "helpers": 30 / 1500}
    assert earliest_times(plan).tolist() == [100, 300]


def test_what_a_child_will_be_too_old_for_is_not_offered():
    town = small_town(end=600)
    child = town.child(100, leaves=140)
    child.need("schooling")
    intake = child.visit("intake", days=50)
    child.visit("assessment", days=200, after=(intake,))
    plan, _ = town.lived()
    assert by_unit(plan, load_of_plan(plan, WINDOW)) == {"reception": 50 / 1000}


def test_a_meeting_is_asked_for_cases_not_days():
    # It meets on days 14, 28 … and takes 2 cases: from day 112 to day 588 that is 35 times, 70 cases.
    town = small_town(end=600)
    for arrival in (90, 150, 151, 152, 153, 154, 155):
        child = town.child(arrival)
        child.need("schooling")
        child.visit("decision", days=0)
    plan, _ = town.lived()
    assert by_unit(plan, load_of_plan(plan, WINDOW)) == {"team meeting": 6 / 70}


def test_a_meeting_is_held_after_every_interval_but_not_on_the_last_day():
    plan, _ = small_town(end=56).lived()
    meeting = [unit.is_meeting for unit in plan.units].index(True)
    assert places_there(plan, 0, 56)[meeting] == 2 * 3  # 14, 28, 42; the clock stops before the one on day 56
    assert places_there(plan, 28, 57)[meeting] == 2 * 3  # 28, 42, 56


def test_a_unit_without_places_that_is_needed_is_asked_for_infinitely_much():
    town = small_town(end=600)
    town.units = (*town.units[:3], replace(town.units[3], name="helpers", workers=0), *town.units[4:])
    child = town.child(100)
    child.need("schooling")
    child.visit("help", days=10)
    plan, log = town.lived()
    assert by_unit(plan, load_of_plan(plan, WINDOW)) == {"helpers": np.inf}
    assert np.isnan(use_in(plan, log, WINDOW)[3])


def test_use_is_the_share_of_place_days_held_after_the_warm_up():
    # 2 helpers' places … are 3 × 500 place-days. Held 50–150 (50 of them after day 100), 200–300, and from 590 on.
    town = small_town(end=600)
    child = town.child(0)
    child.need("schooling")
    child.visit("help", 40, 50, 150)
    child.visit("help", 40, 200, 300)
    child.visit("help", 40, 590)
    child.visit("help", 40)
    plan, log = town.lived()
    assert by_unit(plan, use_in(plan, log, WINDOW)) == {"helpers": (50 + 100 + 10) / 1500}


def test_a_joint_visit_uses_a_place_in_each_of_its_units():
    town = small_town(end=600)
    child = town.child(0)
    child.need("schooling")
    child.visit("assessment", 90, 100, 200, units=("assessors", "clinic"))
    plan, log = town.lived()
    assert by_unit(plan, use_in(plan, log, WINDOW)) == {"assessors": 100 / 2000, "clinic": 100 / 1000}


def test_the_use_of_a_meeting_is_the_share_of_its_cases_taken():
    town = small_town(end=600)
    child = town.child(0)
    child.need("schooling")
    child.visit("decision", 90, 98, 98)  # before the window
    child.visit("decision", 90, 112, 112)
    child.visit("decision", 90, 126, 126)
    plan, log = town.lived()
    assert by_unit(plan, use_in(plan, log, WINDOW)) == {"team meeting": 2 / 70}


def test_an_empty_town_has_no_load():
    plan, log = Town(small_town().units, small_town().steps, 600).lived()
    assert load_of_plan(plan, WINDOW).tolist() == [0] * 6
    assert use_in(plan, log, WINDOW).tolist() == [0] * 6


def test_cases_that_are_open_at_the_start_are_no_load_but_what_comes_after_them_is():
    town = small_town(end=600)
    child = town.child(-20)
    need = child.need("schooling")
    assessed = child.visit("assessment", -10, -10, 30, days=30.0, started_before=-10, needs=(need,))
    child.visit("help", 30, 40, 100, days=60.0, after=(assessed,), needs=(need,))
    child.visit("therapy", -20, 300, 310, days=10.0, asked_before=-20, needs=(need,))
    plan, _ = town.lived()
    load = dict(zip([unit.name for unit in plan.units], load_of_plan(plan, Window(0, 300, 300)).tolist(), strict=True))
    assert load["assessors"] == load["therapists"] == 0
    assert load["helpers"] == pytest.approx(60 / (3 * 600))
