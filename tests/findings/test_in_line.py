"""Lines: who stands in them, and Little's law, exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.findings.in_line import mean_lines, spells, weeks
from simulate.findings.second_waits import second_spells

from .handmade import Town, small_town
from .random_town import random_town


def lengths(town: Town, *days: float) -> dict[str, list[float]]:
    """Give the mean lines from each of some days to the next."""
    plan, log = town.lived()
    found = mean_lines(plan, spells(plan, log), second_spells(plan, log), np.array(days, dtype=float))
    return {unit: length.tolist() for unit, length in found.items() if length.any()}


def test_a_visit_stands_in_line_from_being_asked_for_until_it_starts():
    town = small_town(end=100)
    child = town.child(0)
    child.need("schooling")
    child.visit("intake", 10, 20, 30)
    child.visit("clinic intake", 15, 15, 30)  # called at once: never in line
    child.visit("delay", 15, 15, 30)  # no unit, no line
    assert lengths(town, 0, 9, 10, 19, 20, 100) == {"reception": [0, 0, 1, 1, 0]}
    assert lengths(town, 5, 15, 40) == {"reception": [0.5, 0.2]}, "by time"


def test_a_joint_visit_stands_in_the_line_of_each_of_its_units():
    town = small_town(end=100)
    child = town.child(0)
    child.need("schooling")
    child.visit("assessment", 10, 20, 30, units=("assessors", "clinic", "reception"))
    assert lengths(town, 5, 10, 20, 25) == {"assessors": [0, 1, 0], "clinic": [0, 1, 0], "reception": [0, 1, 0]}


def test_whoever_has_not_been_called_still_stands_there_when_the_clock_stops():
    town = small_town(end=100)
    child = town.child(0)
    child.need("schooling")
    child.visit("intake", 10)
    assert lengths(town, 0, 20, 100) == {"reception": [0.5, 1]}
    child.visit("clinic intake", 98)
    assert lengths(town, 96, 100)["clinic"] == [0.5]


def test_whoever_gives_up_leaves_the_line_and_may_come_back():
    # In line 10–20, gone, brought back by a crisis and in line 40–50. Another leaves for good on day 30.
    town = small_town(end=100)
    child = town.child(0)
    child.need("schooling")
    child.visit("intake", 40, 50, 60, earlier_rounds=((10, 20),))
    child.visit("intake", 25, left=30)
    assert lengths(town, 10, 20, 25, 30, 40, 50, 60) == {"reception": [1, 0, 1, 0, 1, 0]}
    found = spells(*town.lived())
    assert sorted(zip(found.begin.tolist(), found.finish.tolist(), found.started.tolist(), strict=True)) == [
        (10, 20, False), (25, 30, False), (40, 50, True),
    ]  # fmt: skip


def test_a_line_that_a_meeting_empties_every_fortnight_is_as_long_as_it_is_between_its_meetings():
    # Somebody joins at the beginning of each of the two weeks between meetings: one waits in the first, then two.
    town = small_town(end=140)
    for fortnight in range(10):
        for joins in (0, 7):
            child = town.child(14 * fortnight + joins)
            child.need("schooling")
            child.visit("intake", 14 * fortnight + joins, 14 * fortnight + 14, 14 * fortnight + 15)
    plan, log = town.lived()
    assert (
        mean_lines(plan, spells(plan, log), second_spells(plan, log), weeks(140.0))["reception"].tolist() == [1, 2] * 10
    )


def test_weeks_begin_on_day_0_and_the_last_ends_with_the_run():
    assert weeks(21.0).tolist() == [0, 7, 14, 21]
    assert weeks(16.5).tolist() == [0, 7, 14, 16.5]


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(1, 80))
def test_the_area_under_each_line_is_the_time_visits_spent_in_it(seed, children):
    # Little's law over the whole run
    town = random_town(np.random.default_rng(seed), children, 600.0)
    plan, log = town.lived()
    spent = dict.fromkeys([unit.name for unit in plan.units], 0.0)
    for child in town.children:
        for visit in child.visits:
            units = town.steps[visit.step][1]
            rounds = list(visit.earlier_rounds)
            if visit.asked == visit.asked:
                ends = [day for day in (visit.started, visit.left, log.end) if day == day]
                rounds.append((visit.asked, ends[0]))
            for unit in units:
                spent[unit] += sum(end - begin for begin, end in rounds)
    edges = weeks(log.end)
    found = mean_lines(plan, spells(plan, log), second_spells(plan, log), edges)
    assert {unit: float(np.dot(mean, np.diff(edges))) for unit, mean in found.items()} == pytest.approx(spent, abs=1e-5)
