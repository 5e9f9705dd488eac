"""How many places are in use, and for how long, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.findings.compare import compare
from simulate.findings.counted import Counted
from simulate.findings.measure import measure
from simulate.findings.occupancy import Occupancy, occupancies
from simulate.findings.window import Window

from .handmade import Town, small_town, unit
from .loads import use_in
from .random_town import random_town

WINDOW = Window(warm_up=100, observe=200, follow_up=300)


def occupied(town: Town, window: Window = WINDOW) -> dict[str, Occupancy]:
    plan, log = town.lived()
    return occupancies(Counted(plan, log, window))


def shares(of_unit: Occupancy) -> dict[int, float]:
    return dict(zip(of_unit.in_use.tolist(), of_unit.share.tolist(), strict=True))


def test_places_are_in_use_from_the_start_of_a_visit_to_its_end() -> None:
    # Days 100 to 600. One helper has a child 50–150, two have one 200–250, one goes on until the end from 500.
    town = small_town(end=600)
    child = town.child(0)
    child.need("schooling")
    for started, finished in ((50, 150), (200, 300), (200, 250), (500, np.nan)):
        child.visit("help", 40, started, finished)
    child.visit("help", 40)
    found = occupied(town)
    assert shares(found["helpers"]) == pytest.approx({0: 250 / 500, 1: 200 / 500, 2: 50 / 500})
    assert found["helpers"].places == 3
    assert shares(found["clinic"]) == {0: 1.0}
    assert "team meeting" not in found


def test_a_joint_visit_holds_each_place_until_the_end_of_its_own_part() -> None:
    # Days 100 to 600, from 100 on: reception has its part until 150, the clinic until 350.
    town = small_town(end=600)
    child = town.child(0)
    child.need("schooling")
    child.visit("assessment", 90, 100, 350, units=("reception", "clinic"), ended=(150, 350))
    found = occupied(town)
    assert shares(found["reception"]) == pytest.approx({0: 450 / 500, 1: 50 / 500})
    assert shares(found["clinic"]) == pytest.approx({0: 250 / 500, 1: 250 / 500})


def test_a_place_that_passes_from_one_to_the_next_is_never_empty_between_them() -> None:
    town = small_town(end=600)
    child = town.child(0)
    child.need("schooling")
    for begin in range(100, 600, 50):
        child.visit("help", begin, begin, begin + 50)
    assert shares(occupied(town)["helpers"]) == pytest.approx({1: 1.0})


def closed_town(closed: tuple[tuple[float, float], ...]) -> Town:
    town = small_town(end=600)
    town.units = (*town.units[:3], replace(town.units[3], closed=closed), *town.units[4:])
    return town


def test_closed_time_is_neither_in_what_is_used_nor_in_what_could_be() -> None:
    # open 100–200 and 300–600: a visit of 150–350 counts for 50 + 50 of 400 days, one of 220–280 for none
    town = closed_town(((200.0, 300.0),))
    child = town.child(0)
    child.need("schooling")
    child.visit("help", 140, 150, 350)
    child.visit("help", 140, 220, 280)
    assert shares(occupied(town)["helpers"]) == pytest.approx({0: 300 / 400, 1: 100 / 400})
    assert use_in(*town.lived(), WINDOW)[3] == pytest.approx(100 / (3 * 400))


def test_the_hours_of_an_office_do_not_make_its_workers_look_idle() -> None:
    # One worker, open for eight hours a day, with a child for four of them: half of the place is used, not a sixth.
    town = small_town(end=20)
    hours = tuple((day + 16 / 24, day + 1 + 8 / 24) for day in range(-1, 20))
    opens = tuple((max(begin, 0.0), end) for begin, end in hours)
    town.units = (*town.units[:3], unit("helpers", workers=1, closed=opens), *town.units[4:])
    child = town.child(0)
    child.need("schooling")
    for day in range(20):
        child.visit("help", day + 0.4, day + 8 / 24, day + 12 / 24)
    plan, log = town.lived()
    assert use_in(plan, log, Window(0, 10, 10))[3] == pytest.approx(0.5)


def test_a_unit_that_is_never_open_has_no_use() -> None:
    town = closed_town(((0.0, 600.0),))
    assert "helpers" not in occupied(town)
    assert np.isnan(use_in(*town.lived(), WINDOW)[3])


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_the_shares_make_a_whole_and_their_mean_is_the_place_days_held(seed: int) -> None:
    town = random_town(np.random.default_rng(seed), 60, 600.0)
    held = {each.name: 0.0 for each in town.units}
    for child in town.children:
        for visit in child.visits:
            if visit.started == visit.started:
                until = min(visit.finished, 600.0) if visit.finished == visit.finished else 600.0
                for name in town.steps[visit.step][1]:
                    held[name] += max(until - max(visit.started, 100.0), 0.0)
    for name, found in occupied(town).items():
        assert found.share.sum() == pytest.approx(1.0)
        assert found.mean * 500 == pytest.approx(held[name], abs=1e-6)


def test_the_table_gives_the_mean_over_replications_and_leaves_out_what_never_occurs() -> None:
    findings = []
    for replication, until in enumerate((200, 300)):
        town = small_town(end=600)
        child = town.child(0)
        child.need("schooling")
        child.visit("help", 100, 100, until)
        findings.append(measure(*town.lived(), WINDOW, replication))
    table = compare(findings, "siloed").places_in_use
    helpers = table[table["unit"] == "helpers"].set_index("places_in_use")
    assert helpers["share"].to_dict() == pytest.approx({0: (0.8 + 0.6) / 2, 1: (0.2 + 0.4) / 2})
    assert helpers["at_most"].to_dict() == pytest.approx({0: 0.7, 1: 1.0})
    assert (helpers["places"] == 3).all()
    assert (helpers["low"] >= 0).all()
    assert (helpers["high"] <= 1).all()
    assert len(table[table["unit"] == "clinic"]) == 1
