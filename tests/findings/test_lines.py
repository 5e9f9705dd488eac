"""Lines: who stands in them, and Little's law, exactly."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.findings.lines import line_lengths, spells
from simulate.log import Log
from simulate.plan import Plan

from .handmade import Town, small_town
from .random_town import random_town


def lengths(town: Town, *days: float) -> dict[str, list[int]]:
    plan, log = town.lived()
    found = line_lengths(plan, spells(plan, log), np.array(days, dtype=float))
    return {unit: length.tolist() for unit, length in found.items() if length.any()}


def test_a_visit_stands_in_line_from_being_asked_for_until_it_starts():
    town = small_town(end=100)
    child = town.child(0)
    child.need("schooling")
    child.visit("intake", 10, 20, 30)
    child.visit("clinic intake", 15, 15, 30)  # called at once: never in line
    child.visit("delay", 15, 15, 30)  # no unit, no line
    assert lengths(town, 9, 10, 19, 20) == {"reception": [0, 1, 1, 0]}


def test_a_joint_visit_stands_in_the_line_of_each_of_its_units():
    town = small_town(end=100)
    child = town.child(0)
    child.need("schooling")
    child.visit("assessment", 10, 20, 30, units=("assessors", "clinic", "reception"))
    assert lengths(town, 5, 15, 25) == {"assessors": [0, 1, 0], "clinic": [0, 1, 0], "reception": [0, 1, 0]}


def test_whoever_has_not_been_called_still_stands_there_when_the_clock_stops():
    town = small_town(end=100)
    child = town.child(0)
    child.need("schooling")
    child.visit("intake", 10)
    assert lengths(town, 99, 100) == {"reception": [1, 1]}
    child.visit("clinic intake", 100)
    assert lengths(town, 99, 100)["clinic"] == [0, 1]


def test_whoever_gives_up_leaves_the_line_and_may_come_back():
    # In line 10–20, gone, brought back by a crisis and in line 40–50. Another leaves for good on day 30.
    town = small_town(end=100)
    child = town.child(0)
    child.need("schooling")
    child.visit("intake", 40, 50, 60, earlier_rounds=((10, 20),))
    child.visit("intake", 25, left=30)
    assert lengths(town, 15, 22, 27, 30, 45, 50) == {"reception": [1, 0, 1, 0, 1, 0]}
    found = spells(*town.lived())
    assert sorted(zip(found.begin.tolist(), found.finish.tolist(), found.started.tolist(), strict=True)) == [
        (10, 20, False), (25, 30, False), (40, 50, True),
    ]  # fmt: skip


def area_under_lines(plan: Plan, log: Log) -> dict[str, float]:
    """Add up line length × time between all moments at which anything can change, by unit."""
    moments = np.unique(np.concatenate([log.asked, log.started, log.left, log.left_asked, log.left_at, [0, log.end]]))
    moments = moments[~np.isnan(moments)]
    found = line_lengths(plan, spells(plan, log), moments)
    return {unit: float(np.dot(length[:-1], np.diff(moments))) for unit, length in found.items()}


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(1, 80))
def test_the_area_under_each_line_is_the_time_visits_spent_in_it(seed, children):
    # Little's law over the whole run, to the last bit: times are eighths of days, so that sums are exact
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
    assert area_under_lines(plan, log) == spent
