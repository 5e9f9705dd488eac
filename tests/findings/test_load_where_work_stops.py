"""Load, use and expected waits of units whose work stops in closed times; worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from simulate.findings.counted import Counted
from simulate.findings.expected_wait import wait_for_place
from simulate.findings.occupancy import above_full_pace
from simulate.findings.window import Window
from simulate.findings.working_time import worked_until, working_days
from simulate.plan import PlannedUnit

from .handmade import Town, small_town, staff, unit
from .loads import expected_of, load_of_plan, use_in

WINDOW = Window(warm_up=100, observe=200, follow_up=300)
HELPERS = 3
NIGHTS = tuple((day + 0.5, day + 1.0) for day in range(600))  # half of the time, day by day
SUMMER = ((200.0, 300.0),)  # a fifth of the 500 days that are looked at


def with_helpers(visits: int, stays: int = 0, days: float = 50, **terms: object) -> Town:
    """Give a town in which so many children need two helpers for help, and so many for a stay."""
    town = small_town(600)
    helpers = unit("helpers", workers=2, **{"caseload": 4, **terms})
    town = replace(town, units=tuple(helpers if each.name == "helpers" else each for each in town.units))
    for number in range(visits + stays):
        child = town.child(101 + number)
        child.need("schooling")
        child.visit("help" if number < visits else "therapy", days=days, units=("helpers",))
    return replace(town, stays=frozenset({"therapy"}))


def share(town: Town) -> float:
    return float(load_of_plan(town.lived()[0], WINDOW)[HELPERS])


def test_working_time_passes_by_day_and_stands_by_night() -> None:
    here = PlannedUnit(workers=1, caseload=1, name="office", administration="town", stops=((2.0, 4.0), (5.0, 6.0)))
    days = np.array([0.0, 1.5, 2.0, 3.0, 4.0, 4.5, 5.5, 7.0])
    assert worked_until(here, days).tolist() == [0, 1.5, 2, 2, 2, 2.5, 3, 4]
    assert working_days(here, 1.0, 7.0) == 3
    assert worked_until(replace(here, stops=()), days) is days


def test_work_that_stops_holds_its_places_for_as_much_longer() -> None:
    assert share(with_helpers(visits=20)) == 20 * 50 / (8 * 500)
    assert share(with_helpers(visits=20, closed=NIGHTS, stops=NIGHTS)) == pytest.approx(2 * 20 * 50 / (8 * 500))
    assert share(with_helpers(visits=20, closed=SUMMER, stops=SUMMER)) == pytest.approx(20 * 50 / (8 * 400))


def test_stays_hold_theirs_no_longer_than_ever() -> None:
    town = with_helpers(visits=10, stays=10, closed=NIGHTS, stops=NIGHTS)
    # ten stays of fifty days, some of whose places stand empty in the night in which they end, and work for twice that
    assert share(town) == pytest.approx((2 * 10 * 50 + 10 * 50) / (8 * 500), rel=0.01)
    assert share(with_helpers(visits=0, stays=20, closed=NIGHTS, stops=NIGHTS)) == pytest.approx(0.25, rel=0.01)


def test_where_only_some_closed_times_stop_work_places_stand_empty_in_the_others() -> None:
    # in the summer nobody is called, but work goes on: as before, a place is empty for Σ(mL − m²/2) ÷ Σd of 100 days
    doors = 1 - (50 * 100 - 50**2 / 2) / 50 / 500
    assert share(with_helpers(visits=20, closed=SUMMER)) == pytest.approx(0.25 / doors)
    nights = tuple(span for span in NIGHTS if not 200 <= span[0] < 300)
    both = tuple(sorted((*nights, *SUMMER)))
    # of 500 days 200 are nights, in which nothing ends; of the 300 that are left, 100 are summer
    doors = 1 - (50 * 100 - 50**2 / 2) / 50 / 300
    assert share(with_helpers(visits=20, closed=both, stops=nights)) == pytest.approx(0.25 / (300 / 500) / doors)


def test_illness_and_closed_times_both_take_time_away() -> None:
    away = staff(20, ((150.0, 250.0),), ())
    # one of two is away for 100 days; half of that in the summer
    town = with_helpers(visits=20, staff=away, closed=SUMMER, stops=SUMMER)
    assert share(town) == pytest.approx(20 * 50 / (4 * 400 + 4 * 350))


def test_who_shares_time_has_less_of_it_and_longer_visits_are_no_more_work() -> None:
    sharing = {"caseload": 1000, "full_pace_up_to": 2.0}
    assert share(with_helpers(visits=20, **sharing)) == 20 * 50 / (4 * 500)
    town = with_helpers(visits=20, closed=NIGHTS, stops=NIGHTS, **sharing)
    assert share(town) == pytest.approx(20 * 50 / (4 * 250))
    load = expected_of(with_helpers(visits=10, closed=NIGHTS, stops=NIGHTS, **sharing).lived()[0], WINDOW)["helpers"]
    assert (load.places, load.days, load.shares_time) == (4, pytest.approx(100), True)
    assert load.wait == pytest.approx(wait_for_place(0.5, 4, 100, 1.0))


def test_use_of_shared_time_is_told_of_working_time() -> None:
    town = with_helpers(visits=0, caseload=1000, full_pace_up_to=1.0, closed=SUMMER, stops=SUMMER)
    for begun, ended in ((100, 400), (100, 250), (150, 300)):
        child = town.child(100)
        child.need("schooling")
        child.visit("help", begun, begun, ended, days=30, units=("helpers",))
    plan, log = town.lived()
    # two workers at work on 400 days; children are with them on 200, 100 and 50 of these
    assert use_in(plan, log, WINDOW)[HELPERS] == (200 + 100 + 50) / (2 * 400)
    assert (
        above_full_pace(Counted(plan, log, WINDOW), 150, 300)[HELPERS] == 1
    )  # of the 50 days until summer: three for two
