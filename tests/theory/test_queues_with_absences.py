"""Queues in front of workers who fall absent: White, Christie, and small Markov chains."""

import numpy as np
import pytest
from chains import Absences, LongRun, handing_over, keeping_cases, white_christie
from queues import (
    Effort,
    Measured,
    assert_agrees,
    controls,
    counted,
    efforts,
    mean_wait,
    one_unit,
    replicate,
    scenario,
    surprise,
)

from simulate.log import Log
from simulate.plan import Plan
from simulate.world.children import cohort
from simulate.world.planning import plan

ABSENCES = Absences(there=2.0, away=0.5)


def office(rate: float, workers: int, cases: str, caseload: int = 1) -> str:
    """Write a scenario of workers with exponential work of a day who are absent now and then."""
    return one_unit(
        f"per_day = {rate}",
        '{ exponential = "1 day" }',
        f"""
workers = {workers}
caseload = {caseload}
absence = {{ share = {ABSENCES.share}, spell = {{ exponential = "{ABSENCES.away} days" }}, cases = "{cases}" }}""",
    )


def surprise_of_absences(plans: Plan, effort: Effort, workers: int) -> Measured:
    """Give control variates: how far the number and length of absences are from expectation."""
    staff = plans.units[0].staff
    assert staff is not None
    begins, lasts = staff.away.values, staff.back.values - staff.away.values
    which = (begins >= effort.warm_up) & (begins < effort.warm_up + effort.days)
    return {
        "number absent": which.sum() / effort.days - workers / (ABSENCES.there + ABSENCES.away),
        "work absent": float(lasts[which].mean()) - ABSENCES.away,
    }


def assert_waits(text: str, effort: Effort, rate: float, workers: int, exact: LongRun) -> None:
    """Hold the waits, the work and the share called at once in a scenario against an exact solution."""
    assert exact.longest < 1e-9

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        return {
            "wait": mean_wait(log, which),
            "from call to end": float((log.finished - log.started)[which].mean()),
            "called at once": float((log.started[which] == log.asked[which]).mean()),
            **surprise(plans, effort, which, rate, 1),
            **surprise_of_absences(plans, effort, workers),
        }

    values = replicate(text, effort, measure)
    for name, expected in (("wait", exact.wait), ("from call to end", exact.work), ("called at once", exact.at_once)):
        assert_agrees(name, values[name], expected, effort.error, controls(values))


@efforts(Effort(50, 600, 0.06, warm_up=50), Effort(60, 42_000, 0.005))
def test_one_worker_who_is_absent_now_and_then_makes_children_wait_as_white_and_christie_say(
    effort: Effort,
) -> None:
    rate = 0.45
    number, wait = white_christie(rate, 1, ABSENCES)
    exact = keeping_cases(rate, 1, 1, 1, ABSENCES)
    assert exact.wait == pytest.approx(wait, rel=1e-9)
    assert exact.wait + exact.work == pytest.approx(number / rate, rel=1e-9)
    assert_waits(office(rate, 1, "wait"), effort, rate, 1, exact)


UNITS = pytest.mark.parametrize(
    ("effort", "workers", "caseload"),
    [
        pytest.param(Effort(50, 300, 0.1, warm_up=50), 1, 1, id="quick, 1 worker"),
        pytest.param(Effort(50, 200, 0.1, warm_up=50), 2, 1, id="quick, 2 workers"),
        pytest.param(Effort(50, 100, 0.12, warm_up=50), 2, 2, id="quick, 2 workers with 2 places"),
        pytest.param(Effort(60, 28_000, 0.005), 2, 1, id="thorough, 2 workers", marks=pytest.mark.slow),
        pytest.param(Effort(60, 26_000, 0.005), 2, 2, id="thorough, 2 workers with 2 places", marks=pytest.mark.slow),
    ],
)


@UNITS
def test_workers_who_keep_their_cases_when_absent_make_children_wait_as_their_chain_says(
    effort: Effort, workers: int, caseload: int
) -> None:
    rate = 0.48 * workers * caseload
    exact = keeping_cases(rate, 1, workers, caseload, ABSENCES)
    assert_waits(office(rate, workers, "wait", caseload), effort, rate, workers, exact)


@UNITS
def test_colleagues_who_take_over_from_the_absent_make_children_wait_as_their_chain_says(
    effort: Effort, workers: int, caseload: int
) -> None:
    rate = 0.48 * workers * caseload
    exact = handing_over(rate, 1, workers, caseload, ABSENCES)
    assert_waits(office(rate, workers, "are handed over", caseload), effort, rate, workers, exact)


def test_absences_come_and_go_as_often_and_as_long_as_the_scenario_says() -> None:
    effort, workers = Effort(50, 500, 0.01), 20
    terms = scenario(office(0.01, workers, "wait"), effort)
    rows = []
    for replication in range(effort.replications):
        plans = plan(cohort(terms, replication), "one")
        staff = plans.units[0].staff
        assert staff is not None
        since, until = effort.warm_up, effort.warm_up + effort.days
        inside = np.minimum(staff.back.values, until) - np.maximum(staff.away.values, since)
        share = float(np.maximum(inside, 0).sum()) / effort.days / workers
        rows.append((share, *surprise_of_absences(plans, effort, workers).values()))
    share, number, length = np.array(rows).T
    per_day = workers / (ABSENCES.there + ABSENCES.away)
    assert_agrees("share of absence", share, ABSENCES.share, effort.error)
    assert_agrees("absences per day", number + per_day, per_day, effort.error)
    assert_agrees("length of absences", length + ABSENCES.away, ABSENCES.away, effort.error)
