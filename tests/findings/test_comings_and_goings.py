"""Vacancies, illness, leavers and handovers of each unit, counted from what really happened."""

import math

import numpy as np
import pytest

from simulate.findings.comings_and_goings import UnitStaff, leavers, post_days, staff_by_unit
from simulate.findings.compare import compare
from simulate.findings.counted import Counted
from simulate.findings.measure import measure
from simulate.findings.window import Window
from simulate.log import Staffing
from simulate.plan import PlannedDevelopment, PlannedExtra, PlannedStep, Terms

from .handmade import Town, meeting, staff, unit

OPENS, CLOSES = 100.0, 465.25  # a year
STEPS = {"work": (PlannedStep("work", "support"), ("team",))}
DEVELOPMENT = PlannedDevelopment(share=0.1, protected=False, calm_below=1, gain=0.2, learns=0.1)


def town() -> Town:
    """A team of 2 posts with one consultant's chair, a team nothing happens to, and a board.

    In the year: worker 0 is ill on days 90–110 and from 455.25 on; worker 1 leaves on day 150 and worker 4 joins on
    day 200, with 80 days as a newcomer; worker 4 leaves on day 300 and nobody follows. The consultant is there for
    30 days. Two cases are handed over, one of them only to somebody who comes later, and one before the year.
    """
    extra = PlannedExtra(workers=1, caseload=1, line_above=1, after=1, leave_at=0)
    rules = staff(16, (), ())
    team = unit("team", 2, 2, extra=extra, newcomer=((30, 1), (50, 1)), staff=rules, development=DEVELOPMENT)
    made = Town((team, unit("quiet team"), meeting("board", 14, 2)), STEPS, CLOSES)
    for day, worker, what in (
        (90, 0, Staffing.FELL_ILL), (110, 0, Staffing.CAME_BACK), (150, 1, Staffing.LEFT), (200, 4, Staffing.JOINED),
        (240, 5, Staffing.CAME), (270, 5, Staffing.WENT), (300, 4, Staffing.LEFT), (455.25, 0, Staffing.FELL_ILL),
    ):  # fmt: skip
        made.happens(day, "team", worker, what)
    made.developed = [("team", 2), ("team", 5), ("team", 6), ("team", 7)]  # reviews 4 to 15 lie in the year
    child = made.child(0)
    child.need("schooling")
    child.visit("work", 50, 60, 300, handed=((90, "team", 0, 1), (150, "team", 1, -1), (200, "team", -1, 4)))
    child.visit("work", 50, 60, 400, handed=((300, "team", 4, 0),))
    return made


def staff_in(made: Town) -> dict[str, UnitStaff]:
    return staff_by_unit(Counted(*made.lived(), Window(OPENS, 0.0, CLOSES - OPENS)))


def test_a_year_of_comings_and_goings_is_told_in_shares_and_numbers():
    found = staff_in(town())
    assert list(found) == ["team"], "nothing is told of units without staff rules"
    posted = 2 * 365.25
    filled = 365.25 + 50 + 100
    assert found["team"] == UnitStaff(
        posts=2,
        vacant=pytest.approx((posted - filled) / posted),
        absent=pytest.approx((10 + 10) / filled),
        leavers=2,
        leavers_per_100=pytest.approx(100),
        newcomers=pytest.approx(80 / filled),
        handed_over=2,
        consultant_days=30,
        development_used=3 / 12,
        development_months=3,
    )


def test_a_post_that_is_closed_is_neither_vacant_nor_left():
    made = Town((unit("team", 2, staff=staff(16, (), ()), later=((200.0, Terms(1, 1)),)),), {}, CLOSES)
    made.happens(200, "team", 1, Staffing.LEFT)
    plan, log = made.lived()
    assert post_days(plan.units[0], OPENS, CLOSES) == 2 * 100 + 265.25
    assert leavers(plan, log, OPENS, CLOSES) == [0]
    found = staff_in(made)["team"]
    assert (found.vacant, found.leavers) == (0, 0)
    assert math.isnan(found.development_used)


def test_an_illness_that_ends_with_leaving_is_over_then():
    made = Town((unit("team", 1, staff=staff(16, ())),), {}, CLOSES)
    made.happens(200, "team", 0, Staffing.FELL_ILL)
    made.happens(230, "team", 0, Staffing.LEFT)
    found = staff_in(made)["team"]
    assert found.absent == pytest.approx(30 / 130)
    assert found.vacant == pytest.approx(235.25 / 365.25)


def test_the_table_of_staff_has_a_row_for_each_unit_with_rules_and_its_interval():
    findings = []
    for number, days in enumerate((40.0, 60.0)):
        made = Town((unit("team", 1, staff=staff(16, ())), unit("quiet team")), STEPS, CLOSES)
        made.happens(200, "team", 0, Staffing.LEFT)
        made.happens(200 + days, "team", 1, Staffing.JOINED)
        findings.append(measure(*made.lived(), Window(100, 200, 165.25), number))
    table = compare(findings, "siloed").staff
    assert table["unit"].tolist() == ["team"]
    row = table.iloc[0]
    assert row["vacant"] == pytest.approx(50 / 365.25)
    assert row["vacant_low"] < 40 / 365.25 < row["vacant"] < 60 / 365.25 < row["vacant_high"]
    assert row["leavers_per_100"] == pytest.approx(100)
    assert np.isnan(row["development_used"])


def test_a_part_time_post_is_the_part_it_is_among_posts_and_one_person_in_all_else():
    # Of two posts the second, of a quarter, is vacant for half of the year after its worker has left.
    made = Town((unit("team", 2, 4, part_post=0.25, staff=staff(16, (), ())),), STEPS, CLOSES)
    made.happens((OPENS + CLOSES) / 2, "team", 1, Staffing.LEFT)
    plan, log = made.lived()
    found = staff_by_unit(Counted(plan, log, Window(OPENS, 100, CLOSES - OPENS - 100)))["team"]
    assert (found.posts, found.vacant) == (1.25, pytest.approx(1 / 4))
    assert (found.leavers, found.leavers_per_100) == (1, 50)
