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
from scipy import integrate, stats

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


SPELLS = {
    "fixed": ('"10 days"', lambda days: float(days < 10)),
    "exponential": ('{ exponential = "10 days" }', stats.expon(scale=10).sf),
    "gamma": ('{ gamma = "10 days", cv = 0.5 }', stats.gamma(4, scale=2.5).sf),
    "lognormal": ('{ lognormal = "10 days", cv = 1.5 }', stats.lognorm(np.sqrt(np.log(3.25)), scale=10 / 3.25**0.5).sf),
}


@pytest.mark.parametrize("shape", SPELLS)
def test_from_the_first_day_as_many_are_absent_as_ever_and_for_as_long(shape: str) -> None:
    written, still_away = SPELLS[shape]
    share, mean, days, workers = 0.2, 10.0, 8.0, 500
    unit = f"workers = {workers}\nabsence = {{ share = {share}, spell = {written} }}"
    terms = scenario(one_unit("per_day = 0.1", '"1 day"', unit), Effort(1, days, 0, warm_up=0, follow_up=0))
    rows = []
    for replication in range(60):
        luck = plan(cohort(terms, replication), "one").units[0].staff
        assert luck is not None
        away, back = luck.away.values, luck.back.values
        absent = np.minimum(back, days) - away
        rows.append(((away == 0).sum(), ((away == 0) & (back > days)).sum(), absent.sum() / days, (away > 0).sum()))
    at_first, throughout, on_average, new = np.array(rows).T / workers
    rest = integrate.quad(still_away, days, np.inf if shape != "fixed" else mean, limit=200)[0] / mean
    assert_agrees(f"{shape}: away on day 0", at_first, share, 0.015)
    assert_agrees(f"{shape}: away from then to the end", throughout, share * rest, 0.03)
    assert_agrees(f"{shape}: away on average", on_average, share, 0.015)
    assert_agrees(f"{shape}: absences that begin", new, share / mean * days, 0.015)


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
