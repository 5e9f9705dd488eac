"""Queues from empty whose rate or staff changes on a day, against uniformisation."""

from itertools import accumulate, pairwise

import numpy as np
import pytest
from lines_in_time import Followed, Piece, from_empty, wait_of_those_who_come
from queues import Effort, Measured, assert_agrees, controls, efforts, one_unit, replicate

from simulate.log import Log
from simulate.plan import Floats, Plan


def line_on(log: Log, day: float) -> float:
    """Count the children who wait on a day."""
    return float(((log.asked <= day) & ~(log.started <= day)).sum())


def waiting_days(log: Log, since: float, until: float) -> float:
    """Sum the days that children wait from one day to another."""
    ends = np.fmin(log.started, until)
    return float(np.maximum(ends - np.fmax(log.asked, since), 0)[log.asked < until].sum())


def edges_of(pieces: list[Piece]) -> list[float]:
    """Give the days on which pieces of time begin, and the last one's end."""
    return [0.0, *accumulate(piece.days for piece in pieces)]


def surprises(plans: Plan, pieces: list[Piece], service: float) -> Measured:
    """Give control variates: how far the number who come in each piece, and their work, are from expectation."""
    edges = edges_of(pieces)
    came = plans.children.arrival
    counts: Floats = np.histogram(came, edges)[0]
    row = {f"number {n}": counts[n] - piece.rate * piece.days for n, piece in enumerate(pieces)}
    for n, (begins, ends) in enumerate(pairwise(edges)):
        row[f"work {n}"] = float((plans.duration - service)[(came >= begins) & (came < ends)].sum())
    return row


# 5 workers are enough in January, far too few in February, and work the line off in March
MONTHS = [Piece(31, 4.0, 5), Piece(14, 8.0, 5), Piece(14, 8.0, 5), Piece(16, 2.0, 5), Piece(15, 2.0, 5)]
WRITTEN = {
    "month factors": ("per_day = 4\nmonth_factors = [1, 2, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1]", ""),
    "surges": (
        """per_day = 4
surges = [
  { from = 2018-02-01, until = 2018-03-01, factor = 2 },
  { from = 2018-03-01, until = 2019-01-01, factor = 0.5 },
]""",
        "",
    ),
    "changes": (
        "per_day = 4",
        """
[[changes]]
from = 2018-02-01
arrivals.street.per_day = 8
[[changes]]
from = "59 days"
arrivals.street.per_day = 2
""",
    ),
}


A_FEW = Effort(50, 90, 0.08, warm_up=0, follow_up=30)
MANY = pytest.param("changes", Effort(1200, 90, 0.005, warm_up=0, follow_up=30), id="thorough", marks=pytest.mark.slow)


@pytest.mark.parametrize(("written", "effort"), [*((way, A_FEW) for way in WRITTEN), MANY])
def test_a_line_grows_and_shrinks_with_the_months_as_uniformisation_says(written: str, effort: Effort) -> None:
    arrivals, changes = WRITTEN[written]
    text = one_unit(arrivals, '{ exponential = "1 day" }', "workers = 5", changes)
    edges = edges_of(MONTHS)

    def measure(plans: Plan, log: Log) -> Measured:
        came = plans.children.arrival
        assert not np.isnan(log.started[came < effort.days]).any()
        waits = {
            f"wait {n}": float((log.started - log.asked)[(came >= a) & (came < b)].sum()) / piece.rate / piece.days
            for n, (piece, (a, b)) in enumerate(zip(MONTHS, pairwise(edges), strict=True))
        }
        lines = {f"line {n}": line_on(log, day) for n, day in enumerate(edges[1:])}
        return {**waits, **lines, **surprises(plans, MONTHS, 1.0)}

    values = replicate(text, effort, measure)
    told = from_empty(MONTHS, 1.0, longest=260)
    assert all(some.at_end[:, -1].sum() < 1e-9 for some in told)
    for n in (1, 2, 3):  # while there is a line worth speaking of
        day = f"{written}, line on day {edges[n + 1]:g}"
        assert_agrees(day, values[f"line {n}"], told[n].mean_line(), effort.error, controls(values))
    for n in (2, 3):
        came = f"{written}, wait of those of days {edges[n]:g}–{edges[n + 1]:g}"
        exact = wait_of_those_who_come(MONTHS[n], told[n], 1.0)
        assert_agrees(came, values[f"wait {n}"], exact, effort.error, controls(values))


# half of 8 workers go on day 10, and on day 30 there are 10
STAFF = [Piece(10, 6.0, 8), Piece(10, 6.0, 4), Piece(10, 6.0, 4), Piece(3, 6.0, 10)]
CUT_AND_MEND = """
[[changes]]
from = "10 days"
units.office.workers = 4
[[changes]]
from = "30 days"
units.office.workers = 10
"""


@efforts(Effort(50, 33, 0.08, warm_up=0, follow_up=5), Effort(1800, 33, 0.005, warm_up=0, follow_up=5))
def test_a_line_grows_when_posts_are_closed_and_shrinks_when_more_are_opened(effort: Effort) -> None:
    text = one_unit("per_day = 6", '{ exponential = "1 day" }', "workers = 8", CUT_AND_MEND)
    edges = edges_of(STAFF)

    def measure(plans: Plan, log: Log) -> Measured:
        lines = {f"line {n}": line_on(log, day - 1e-9) for n, day in enumerate(edges[1:])}
        days = {f"days {n}": waiting_days(log, a, b) for n, (a, b) in enumerate(pairwise(edges))}
        return {**lines, **days, **surprises(plans, STAFF, 1.0)}

    values = replicate(text, effort, measure)
    told: list[Followed] = from_empty(STAFF, 1.0, longest=200)
    assert all(some.at_end[:, -1].sum() < 1e-9 for some in told)
    for n in (2, 3):
        day, days = f"line on day {edges[n + 1]:g}", f"days waited from {edges[n]:g} to {edges[n + 1]:g}"
        assert_agrees(day, values[f"line {n}"], told[n].mean_line(), effort.error, controls(values))
        assert_agrees(days, values[f"days {n}"], told[n].waiting_days(), effort.error, controls(values))


# one of 2 workers goes on day 8, and on day 20 there are 2 again; half of 40 go on day 2, and come again on day 5
ONE_GOES = [Piece(8, 1.5, 2), Piece(4, 1.5, 1, lines_up=True), Piece(8, 1.5, 1, lines_up=True), Piece(6, 1.5, 2)]
HALF_GO = [Piece(2, 60.0, 40), Piece(1, 60.0, 20, lines_up=True), Piece(2, 60.0, 20, lines_up=True), Piece(1, 60.0, 40)]
GOING = pytest.mark.parametrize(
    ("pieces", "effort"),
    [
        pytest.param(ONE_GOES, Effort(50, 26, 0.25, warm_up=0, follow_up=0), id="one of two"),
        pytest.param(HALF_GO, Effort(50, 6, 0.08, warm_up=0, follow_up=0), id="half of forty"),
        pytest.param(HALF_GO, Effort(3000, 6, 0.005, warm_up=0, follow_up=0), id="thorough", marks=pytest.mark.slow),
    ],
)


@GOING
def test_cases_of_those_who_leave_wait_again_before_the_others_as_uniformisation_says(
    pieces: list[Piece], effort: Effort
) -> None:
    unit = f'workers = {pieces[0].places}\ncases_of_leavers = "wait in line"'
    edges = edges_of(pieces)
    changes = "".join(
        f'[[changes]]\nfrom = "{day:g} days"\nunits.office.workers = {piece.places}\n'
        for day, piece in zip(edges[1:], pieces[1:], strict=False)
    )
    text = one_unit(f"per_day = {pieces[0].rate}", '{ exponential = "1 day" }', unit, changes)

    def measure(plans: Plan, log: Log) -> Measured:
        assert (log.again_since == edges[1]).all()
        assert len(log.again_part) <= pieces[0].places - pieces[1].places
        lines = {f"line {n}": line_on(log, day - 1e-9) for n, day in enumerate(edges[1:])}
        until = np.fmin(log.again_until, edges[2])
        return {**lines, "again": float((until - log.again_since).sum()), **surprises(plans, pieces, 1.0)}

    values = replicate(text, effort, measure)
    told: list[Followed] = from_empty(pieces, 1.0, longest=120 if pieces is ONE_GOES else 420)
    assert all(some.at_end[:, -1].sum() < 1e-9 for some in told)
    called, left = np.arange(len(told[1].days)), pieces[1].places
    again = float(np.maximum(called - left, 0) @ told[1].days.sum(axis=1))
    assert_agrees("days in line again", values["again"], again, effort.error, controls(values))
    for n in (1, 2):
        day = f"line on day {edges[n + 1]:g}"
        assert_agrees(day, values[f"line {n}"], told[n].mean_line(), effort.error, controls(values))
