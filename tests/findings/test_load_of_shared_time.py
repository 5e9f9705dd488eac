"""Load where working time is shared: children ÷ those at full pace, before the run and in it; worked out by hand."""

from dataclasses import fields, replace

import numpy as np
import pytest

from simulate.findings.counted import Counted
from simulate.findings.expected_wait import wait_for_place
from simulate.findings.in_line import spells
from simulate.findings.occupancy import above_full_pace, occupancies
from simulate.findings.overload import UnitLoad, line_grows
from simulate.findings.units import unit_loads
from simulate.findings.window import Window
from simulate.log import Staffing
from simulate.plan import PlannedDevelopment, PlannedUnit, Terms

from .handmade import Town, small_town, staff, unit
from .loads import expected_of, load_of_plan, places_there, use_in

WINDOW = Window(warm_up=100, observe=200, follow_up=300)
HELPERS = 3


def with_helpers(helpers: PlannedUnit, end: float = 600) -> Town:
    """Give a town in which the helpers have other terms."""
    town = small_town(end)
    return replace(town, units=tuple(helpers if each.name == "helpers" else each for each in town.units))


def sharing(full_pace_up_to: float = 2.0, **more: object) -> PlannedUnit:
    """Give two helpers who share their time, with room for everybody."""
    return unit("helpers", workers=2, caseload=1000, full_pace_up_to=full_pace_up_to, **more)


def there(helpers: PlannedUnit, opens: float = 100, closes: float = 600) -> float:
    plan, _ = with_helpers(helpers).lived()
    return places_there(plan, opens, closes)[HELPERS]


def test_a_unit_offers_as_many_days_of_work_as_children_at_full_pace():
    assert there(sharing()) == 2 * 2 * 500
    assert there(sharing(2.5)) == 2 * 2.5 * 500


def test_half_posts_newcomers_and_the_absent_offer_their_part_of_full_pace():
    assert there(sharing(part_post=0.5)) == 3 * 500
    # from day 300 on a third worker, who for 100 days has full pace for a quarter as many as the others
    later = sharing(newcomer=((100.0, 250),), newcomer_shares=(0.25,))
    assert there(replace(later, later=((300.0, replace(terms_of(later), workers=3)),))) == 4 * 500 + 0.5 * 100 + 2 * 200
    assert there(sharing(staff=staff(20, ((150.0, 200.0),), ()))) == 4 * 500 - 2 * 50


def terms_of(helpers: PlannedUnit) -> Terms:
    return Terms(**{field.name: getattr(helpers, field.name) for field in fields(Terms)})


def test_time_for_development_is_taken_from_the_pace_exactly():
    learns = PlannedDevelopment(share=0.15, protected=True, calm_below=0.0, gain=0.0, learns=0.5)
    assert there(sharing(development=learns)) == pytest.approx(0.85 * 4 * 500)


def test_offered_load_is_work_for_the_time_of_those_who_are_there_and_stays_ask_for_none():
    town = with_helpers(sharing())
    for step in ("help", "acute visit"):
        child = town.child(150)
        child.need("schooling")
        child.visit(step, days=100, units=("helpers",))
    town.children[1].visits[0].step = "therapy"  # a stay
    town = replace(town, stays=frozenset({"therapy"}))
    plan, _ = town.lived()
    assert load_of_plan(plan, WINDOW)[HELPERS] == 100 / (4 * 500)


def test_what_is_to_be_expected_is_told_by_children_at_full_pace_and_as_processor_sharing_has_it():
    town = with_helpers(sharing(1.0))
    for number in range(16):
        child = town.child(101 + number)
        child.need("schooling")
        child.visit("help", days=50)
    plan, _ = town.lived()
    load = expected_of(plan, WINDOW)["helpers"]
    assert (load.share, load.places, load.days, load.shares_time) == (0.8, 2, 50, True)
    assert load.wait == wait_for_place(0.8, 2, 50, 1.0)  # though all take equally long


def asked_of(helpers: PlannedUnit, visits: int, days: float = 50) -> Town:
    """Give a town in which so many children need the helpers for so many days each."""
    town = with_helpers(helpers)
    for number in range(visits):
        child = town.child(101 + number)
        child.need("schooling")
        child.visit("help", days=days)
    return town


def test_where_places_are_short_before_time_is_the_load_is_theirs_as_if_nobody_shared_time():
    few_places = unit("helpers", workers=2, caseload=1)
    plans = [asked_of(each, 30).lived()[0] for each in (few_places, replace(few_places, full_pace_up_to=20.0))]
    plain, shared = (expected_of(plan, WINDOW)["helpers"] for plan in plans)
    assert plain == shared
    assert (shared.share, shared.places, shared.shares_time) == (30 * 50 / (2 * 500), 2, False)
    assert [load_of_plan(plan, WINDOW)[HELPERS] for plan in plans] == [1.5, 1.5]


def test_stays_that_leave_too_few_places_for_other_work_are_in_the_load():
    town = asked_of(replace(sharing(), caseload=3), 20)
    for _ in range(5):
        child = town.child(100)
        child.need("schooling")
        child.visit("therapy", days=500, units=("helpers",))
    town = replace(town, stays=frozenset({"therapy"}))
    load = expected_of(town.lived()[0], WINDOW)["helpers"]
    # of time 20 × 50 days of the 4 × 500 there are; of places, of which there are 6 × 500, 5 × 500 more
    assert load.share == (20 * 50 + 5 * 500) / (6 * 500) > 1
    assert not load.shares_time


def test_time_is_what_there_is_less_of_where_there_is_a_place_for_more_than_have_full_pace():
    load = expected_of(asked_of(sharing(2.0), 20).lived()[0], WINDOW)["helpers"]
    assert (load.share, load.shares_time) == (20 * 50 / (4 * 500), True)


def test_behind_closed_doors_no_time_is_lost():
    plans = [with_helpers(sharing(closed=closed)) for closed in ((), ((200.0, 300.0),))]
    loads = []
    for town in plans:
        child = town.child(110)
        child.need("schooling")
        child.visit("help", days=50)
        loads.append(load_of_plan(town.lived()[0], WINDOW)[HELPERS])
    assert loads[0] == loads[1] > 0


def test_use_is_children_with_work_for_those_at_full_pace_and_may_be_more_than_all():
    town = with_helpers(sharing(1.0))
    for _ in range(5):
        child = town.child(0)
        child.need("schooling")
        child.visit("help", 100, 100, 600, days=200)
    child = town.child(0)
    child.need("schooling")
    child.visit("therapy", 100, 100, 600, days=500, units=("helpers",))
    town = replace(town, stays=frozenset({"therapy"}))
    assert use_in(*town.lived(), WINDOW)[HELPERS] == 5 / 2
    # one of the two is away for half of the time, and so not there
    town.happens(200, "helpers", 0, Staffing.FELL_ILL)
    town.happens(450, "helpers", 0, Staffing.CAME_BACK)
    assert use_in(*town.lived(), WINDOW)[HELPERS] == 5 * 500 / (2 * 500 - 250)


def load_of_one_more_each_ten_days(unit: PlannedUnit, days: float) -> UnitLoad:
    """Measure a unit to which fifty children come, one each ten days, for so many days each."""
    town = with_helpers(unit)
    for number in range(50):
        child = town.child(100 + 10 * number)
        child.need("schooling")
        child.visit("help", 100 + 10 * number, 100 + 10 * number, days=days)
    plan, log = town.lived()
    counted = Counted(plan, log, WINDOW)
    return unit_loads(counted, spells(plan, log), occupancies(counted))["helpers"]


def test_a_unit_whose_children_become_ever_more_falls_behind_though_nobody_stands_in_line():
    load = load_of_one_more_each_ten_days(sharing(1.0), days=100)
    assert load.line_mean == 0
    assert load.line_late > load.line_early + 20
    assert np.isclose(load.line_late - load.line_early, 25)


def test_children_who_become_more_but_all_have_full_pace_are_no_line_that_grows():
    load = load_of_one_more_each_ten_days(sharing(20.0), days=600)
    # in the last part they are 25 to 50, 37.5 on average, which is fewer than 40
    assert load.line_early == load.line_late == 0
    assert not line_grows([load] * 10)


@pytest.mark.parametrize("each", [0.25, 0.5, 1.0])
def test_a_worker_with_time_for_less_than_one_child_keeps_it_longer_even_alone(each: float):
    # Processor sharing at so many days of work a day: a visit stays days ÷ (each × (1 − load)), though nobody else be
    # there for days ÷ each.
    town = with_helpers(unit("helpers", workers=1, caseload=1000, full_pace_up_to=each))
    for number in range(5):
        child = town.child(110 + number)
        child.need("schooling")
        child.visit("help", days=50 * each)
    load = expected_of(town.lived()[0], WINDOW)["helpers"]
    assert load.share == pytest.approx(0.5)
    assert load.days + load.wait == pytest.approx(load.days / (each * (1 - 0.5)))


def test_time_for_development_leaves_less_for_children_and_makes_their_use_of_it_larger():
    learns = PlannedDevelopment(share=0.2, protected=True, calm_below=0.0, gain=0.0, learns=0.5)
    town = with_helpers(sharing(1.0, development=learns))
    for _ in range(4):
        child = town.child(0)
        child.need("schooling")
        child.visit("help", 100, 100, 600, days=200)
    assert use_in(*town.lived(), WINDOW)[HELPERS] == 4 / 2
    town.developed += [("helpers", month) for month in range(20)]
    assert use_in(*town.lived(), WINDOW)[HELPERS] == pytest.approx(4 / (0.8 * 2))
    plan, log = town.lived()
    assert above_full_pace(Counted(plan, log, WINDOW), 100, 600)[HELPERS] == pytest.approx(4 - 0.8 * 2)
