"""Parts of visits that stand in line again: in lines, in what days go to, in places, and in a table of their own."""

from dataclasses import replace

import numpy as np
import pytest

from simulate.findings.compare import compare, shown
from simulate.findings.counted import Counted
from simulate.findings.in_line import mean_lines, spells
from simulate.findings.journeys import measure_journeys
from simulate.findings.measure import Findings, measure
from simulate.findings.occupancy import days_with_work, occupancies
from simulate.findings.second_waits import NO_WAITS, second_spells, second_waits, spans_of_work
from simulate.findings.time_use import CATEGORIES, days_by_use
from simulate.findings.units import unit_loads, unit_waits
from simulate.findings.waits import measure_waits
from simulate.findings.window import Window

from .handmade import NEVER, Town, small_town

WINDOW = Window(warm_up=0, observe=100, follow_up=200)
ASSESSORS = 1


def assessed(again: tuple[tuple[str, float, float], ...], end: float = 300) -> Town:
    """Let a child come on day 0, be assessed from day 10, with 25 days of work, until day 60, and helped on day 70."""
    town = small_town(end)
    child = town.child(0)
    need = child.need("schooling")
    assessment = child.visit("assessment", 5, 10, 60, again=again, needs=(need,))
    need.support = child.visit("help", 60, 70, 90, after=(assessment,), needs=(need,))
    return town


AGAIN = (("assessors", 20.0, 40.0), ("assessors", 45.0, 50.0))


def counted(town: Town) -> Counted:
    return Counted(*town.lived(), WINDOW)


def test_a_part_that_stands_in_line_again_is_in_work_before_and_after() -> None:
    plan, log = assessed(AGAIN).lived()
    row, begin, finish = spans_of_work(plan, log, np.array([1, 0]))
    spans = sorted(zip(row.tolist(), begin.tolist(), finish.tolist(), strict=True))
    assert spans == [(0, 70, 90), (1, 10, 20), (1, 40, 45), (1, 50, 60)]


def test_a_part_that_stands_in_line_again_at_the_end_is_in_work_before_only() -> None:
    town = small_town(300)
    child = town.child(0)
    child.need("schooling")
    child.visit("help", 5, 10, again=(("helpers", 20.0, 40.0), ("helpers", 250.0, NEVER)))
    plan, log = town.lived()
    _, begin, finish = spans_of_work(plan, log, np.array([0]))
    assert (begin.tolist(), finish.tolist()) == ([10, 40], [20, 250])
    stood = second_spells(plan, log)
    assert (stood.finish.tolist(), stood.open.tolist()) == ([40, 300], [False, True])


def test_lines_are_longer_by_those_who_stand_there_again() -> None:
    plan, log = assessed(AGAIN).lived()
    found = mean_lines(plan, spells(plan, log), second_spells(plan, log), np.array([0.0, 10.0, 60.0, 300.0]))
    assert found["assessors"].tolist() == [0.5, 25 / 50, 0]
    assert found["helpers"].tolist()[1] == 0


def test_the_load_of_a_unit_counts_them_in_its_line_and_not_in_its_places() -> None:
    it = counted(assessed(AGAIN))
    load = unit_loads(it, spells(it.plan, it.log), occupancies(it))["assessors"]
    assert load.line_mean == pytest.approx((5 + 25) / 300)
    assert load.use == pytest.approx(25 / 300 / 4)


def test_working_time_that_is_shared_is_not_used_by_those_who_wait_again() -> None:
    town = assessed(AGAIN)
    units = tuple(replace(each, full_pace_up_to=2.0) if each.workers else each for each in town.units)
    assert days_with_work(counted(replace(town, units=units)), 0.0, 300.0)[ASSESSORS] == 25


def test_days_in_line_again_go_to_waiting_and_nobody_works_with_the_child() -> None:
    it = counted(assessed(AGAIN))
    waits = measure_waits(it)
    days = dict(zip(CATEGORIES, days_by_use(it, waits, spells(it.plan, it.log))[0].tolist(), strict=True))
    # in line 5–10, 20–40, 45–50 and 60–70; assessed 10–20, 40–45 and 50–60; nothing before day 5
    assert {name: spent for name, spent in days.items() if spent} == {"assessment": 25, "waiting": 40, "nothing": 5}
    assert measure_journeys(it, waits).unattended_days.tolist() == [45]


def test_days_until_a_decision_is_gone_on_with_are_waited_for_it() -> None:
    # In line for a decision of workers 0–10, who have it 10–20 and, after it has stood in line again, 40–60.
    town = small_town(300)
    child = town.child(0)
    need = child.need("schooling")
    decision = child.visit("decision", 0, 10, 60, units=("assessors",), again=(("assessors", 20.0, 40.0),))
    need.support = child.visit("help", 60, 60, 90, after=(decision,), needs=(need,))
    it = counted(town)
    days = dict(zip(CATEGORIES, days_by_use(it, measure_waits(it), spells(it.plan, it.log))[0].tolist(), strict=True))
    assert {name: spent for name, spent in days.items() if spent} == {"meetings": 60}


def test_a_joint_visit_goes_on_while_one_part_stands_in_line_again() -> None:
    town = small_town(300)
    child = town.child(0)
    need = child.need("schooling")
    both = child.visit("assessment", 0, 10, 60, units=("assessors", "clinic"), again=(("clinic", 20.0, 40.0),))
    need.support = child.visit("help", 60, 70, 90, after=(both,), needs=(need,))
    it = counted(town)
    assert measure_journeys(it, measure_waits(it)).unattended_days.tolist() == [20]


def test_second_waits_stand_apart_from_first_ones() -> None:
    it = counted(assessed(AGAIN))
    first = unit_waits(it, spells(it.plan, it.log))["assessors", "all"]
    assert (first.visits, first.mean) == (1, 5)
    again = second_waits(it)
    assert list(again) == ["assessors"]
    assert (again["assessors"].waits, again["assessors"].mean, again["assessors"].still_waiting) == (2, 12.5, 0)


def test_work_is_counted_as_far_as_it_is_done_within_the_follow_up() -> None:
    # The line is joined on day 5, and all counts until day 205. Of 25 days of work 10 are done from day 10 on; then the
    # part stands in line again until day 240, and the rest takes 20 days.
    town = small_town(300)
    child = town.child(0)
    child.need("schooling")
    child.visit("assessment", 5, 10, 260, again=(("assessors", 20.0, 240.0),)).days = 25
    it = counted(town)
    found = unit_waits(it, spells(it.plan, it.log))["assessors", "all"]
    assert (found.work_mean, found.stretched_mean, found.times_as_long) == (10, 0, 1)


def test_without_a_follow_up_work_is_counted_as_far_as_it_is_done_when_the_clock_stops() -> None:
    town = small_town(300)
    child = town.child(280)
    child.need("schooling")
    child.visit("assessment", 280, 290).days = 25
    it = Counted(*town.lived(), Window(warm_up=0, observe=300, follow_up=0))
    found = unit_waits(it, spells(it.plan, it.log))["assessors", "all"]
    assert (found.work_mean, found.stretched_mean, found.times_as_long) == (10, 0, 1)


def test_a_second_wait_that_is_not_over_is_longer_than_all_that_is_seen() -> None:
    it = counted(assessed((("assessors", 20.0, NEVER),)))
    found = second_waits(it)["assessors"]
    assert (found.waits, found.still_waiting, found.mean) == (1, 1, 200)
    assert NO_WAITS.waits == 0


def findings_of(*agains: tuple[tuple[str, float, float], ...]) -> list[Findings]:
    return [measure(*assessed(again).lived(), WINDOW, number) for number, again in enumerate(agains)]


def test_the_table_has_a_row_for_each_unit_and_counts_replications_without_any() -> None:
    table = compare(findings_of(AGAIN, ()), "siloed").second_waits
    assert table[["organisation", "unit"]].to_numpy().tolist() == [["siloed", "assessors"]]
    assert table["waits"].tolist() == [1]
    assert table["mean"].tolist() == [12.5]
    assert table["median"].tolist() == [5]
    assert table["p90"].tolist() == [20]


def test_results_have_the_table_only_where_there_are_second_waits() -> None:
    assert "second_waits" in shown(compare(findings_of(AGAIN, ()), "siloed"))
    without = shown(compare(findings_of((), ()), "siloed"))
    assert "second_waits" not in without
    assert "staff" in without, "other tables are there with no rows, too"
