"""Queues in front of workers who fall absent: White, Christie, and small Markov chains."""

import numpy as np
import pytest
from chains import (
    Absences,
    LongRun,
    Office,
    first_day_of_handed,
    first_day_of_kept,
    handed,
    handing_over,
    keeping_cases,
    kept,
    lined_up,
    lining_up,
    white_christie,
)
from lines_in_time import uniformised
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


def written(office: Office, cases: str) -> str:
    """Write a scenario of an office with exponential work."""
    absences = office.absences
    return one_unit(
        f"per_day = {office.rate}",
        f'{{ exponential = "{office.service} days" }}',
        f"""
workers = {office.workers}
caseload = {office.caseload}
absence = {{ share = {absences.share}, spell = {{ exponential = "{absences.away} days" }}, cases = "{cases}" }}""",
    )


def surprise_of_absences(plans: Plan, effort: Effort, office: Office) -> Measured:
    """Give control variates: how far the number and length of absences are from expectation."""
    staff, absences = plans.units[0].staff, office.absences
    assert staff is not None
    begins, lasts = staff.away.values, staff.back.values - staff.away.values
    which = (begins > 0) & (begins >= effort.warm_up) & (begins < effort.warm_up + effort.days)
    return {
        "number absent": which.sum() / effort.days - office.workers / (absences.there + absences.away),
        "work absent": float((lasts[which] - absences.away).sum()) / effort.days,
    }


def assert_waits(office: Office, cases: str, effort: Effort, exact: LongRun) -> None:
    """Hold the waits, the work and the share called at once against an exact solution."""
    assert exact.longest < 1e-9

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        return {
            "wait": mean_wait(log, which),
            "from call to end": float((log.finished - log.started)[which].mean()),
            "called at once": float((log.started[which] == log.asked[which]).mean()),
            **surprise(plans, effort, which, office.rate, office.service),
            **surprise_of_absences(plans, effort, office),
        }

    values = replicate(written(office, cases), effort, measure)
    for name, expected in (("wait", exact.wait), ("from call to end", exact.work), ("called at once", exact.at_once)):
        assert_agrees(name, values[name], expected, effort.error, controls(values))


@efforts(Effort(50, 600, 0.06, warm_up=50), Effort(60, 42_000, 0.005))
def test_one_worker_who_is_absent_now_and_then_makes_children_wait_as_white_and_christie_say(effort: Effort) -> None:
    office = Office(0.45, 1, 1, ABSENCES)
    number, wait = white_christie(office.rate, 1, ABSENCES)
    exact = keeping_cases(office)
    assert exact.wait == pytest.approx(wait, rel=1e-9)
    assert exact.wait + exact.work == pytest.approx(number / office.rate, rel=1e-9)
    assert_waits(office, "wait", effort, exact)


OFFICES = pytest.mark.parametrize(
    ("effort", "workers", "caseload"),
    [
        pytest.param(Effort(50, 300, 0.1, warm_up=50), 1, 1, id="1 worker"),
        pytest.param(Effort(50, 200, 0.1, warm_up=50), 2, 1, id="2 workers"),
        pytest.param(Effort(50, 100, 0.12, warm_up=50), 2, 2, id="2 workers with 2 places"),
    ],
)


@OFFICES
def test_workers_who_keep_their_cases_when_absent_make_children_wait_as_their_chain_says(
    effort: Effort, workers: int, caseload: int
) -> None:
    office = Office(0.48 * workers * caseload, workers, caseload, ABSENCES)
    assert_waits(office, "wait", effort, keeping_cases(office))


@OFFICES
def test_colleagues_who_take_over_from_the_absent_make_children_wait_as_their_chain_says(
    effort: Effort, workers: int, caseload: int
) -> None:
    office = Office(0.48 * workers * caseload, workers, caseload, ABSENCES)
    assert_waits(office, "are handed over", effort, handing_over(office))


def assert_waits_again(office: Office, effort: Effort) -> None:
    """Hold first and second waits and the number of these against an exact solution."""
    exact = lining_up(office)
    assert exact.longest < 1e-9

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        again = which[plans.parts.visit[log.again_part]]
        return {
            "wait": mean_wait(log, which),
            "from call to end": float((log.finished - log.started)[which].mean()),
            "days in line again": float((log.again_until - log.again_since)[again].sum()) / which.sum(),
            "times in line again": again.sum() / which.sum(),
            **surprise(plans, effort, which, office.rate, office.service),
            **surprise_of_absences(plans, effort, office),
        }

    values = replicate(written(office, "wait in line"), effort, measure)
    each = office.service / office.absences.there  # absences for each day of work
    for name, expected in (
        ("wait", exact.wait),
        ("from call to end", exact.work),
        ("days in line again", exact.again),
        ("times in line again", each),
    ):
        assert_agrees(name, values[name], expected, effort.error, controls(values))


@efforts(Effort(50, 600, 0.06, warm_up=50), Effort(60, 42_000, 0.005))
def test_cases_of_one_worker_that_go_back_to_the_line_are_resumed_first_as_white_and_christie_say(
    effort: Effort,
) -> None:
    office = Office(0.45, 1, 1, ABSENCES)
    number, wait = white_christie(office.rate, 1, ABSENCES)
    exact = lining_up(office)
    assert exact.wait == pytest.approx(wait, rel=1e-9)
    assert exact.wait + exact.work == pytest.approx(number / office.rate, rel=1e-9)
    assert exact.again == pytest.approx(ABSENCES.away / ABSENCES.there, rel=1e-9)
    assert_waits_again(office, effort)


@pytest.mark.parametrize(
    ("effort", "workers", "caseload"),
    [
        pytest.param(Effort(50, 300, 0.1, warm_up=50), 2, 1, id="2 workers"),
        pytest.param(Effort(50, 150, 0.12, warm_up=50), 2, 2, id="2 workers with 2 places"),
        pytest.param(Effort(80, 42_000, 0.005), 2, 1, id="2 workers, thorough", marks=pytest.mark.slow),
    ],
)
def test_cases_that_go_back_to_the_line_wait_again_as_mitrany_and_avi_itzhak_say(
    effort: Effort, workers: int, caseload: int
) -> None:
    assert_waits_again(Office(0.6 * workers * caseload, workers, caseload, ABSENCES), effort)


CHAINS = {
    "wait": (kept, first_day_of_kept),
    "are handed over": (handed, first_day_of_handed),
    "wait in line": (lined_up, first_day_of_handed),
}


@efforts(Effort(50, 24, 0.2, warm_up=0, follow_up=0), Effort(6000, 24, 0.005, warm_up=0, follow_up=0))
@pytest.mark.parametrize("cases", CHAINS)
@pytest.mark.parametrize(("workers", "caseload"), [(2, 1), (2, 2)])
def test_the_line_in_front_of_absent_workers_grows_from_the_first_day_as_their_chain_says(
    effort: Effort, workers: int, caseload: int, cases: str
) -> None:
    office = Office(1.05 * workers * caseload, workers, caseload, ABSENCES)  # 0.8 of the places are there

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        waited = np.fmin(log.started, effort.end) - log.asked
        return {
            "line": float(np.isnan(log.started).sum()),
            "days waited": float(waited[which].sum()),
            **surprise(plans, effort, which, office.rate, office.service),
            **surprise_of_absences(plans, effort, office),
        }

    values = replicate(written(office, cases), effort, measure)
    chain_of, first_day = CHAINS[cases]
    found = chain_of(office, longest=150)
    at_end, days = uniformised(found, found.starting(first_day(office)), effort.days)
    assert found.mean(at_end, lambda *state: float(state[-1] == 150)) < 1e-9
    for name, chances in (("line", at_end), ("days waited", days)):
        exact = found.mean(chances, lambda *state: state[-1])
        assert_agrees(f"{name}, {workers} × {caseload}", values[name], exact, effort.error, controls(values))


SPELLS = {
    "fixed": ('"10 days"', lambda days: float(days < 10)),
    "exponential": ('{ exponential = "10 days" }', stats.expon(scale=10).sf),
    "gamma": ('{ gamma = "10 days", cv = 0.5 }', stats.gamma(4, scale=2.5).sf),
    "lognormal": ('{ lognormal = "10 days", cv = 1.5 }', stats.lognorm(np.sqrt(np.log(3.25)), scale=10 / 3.25**0.5).sf),
}


@pytest.mark.parametrize("shape", SPELLS)
def test_from_the_first_day_as_many_are_absent_as_ever_and_for_as_long(shape: str) -> None:
    written, still_away = SPELLS[shape]
    share, mean, days, workers = 0.2, 10.0, 6.0, 250
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
    assert_agrees(f"{shape}: away on day 0", at_first, share, 0.025)
    assert_agrees(f"{shape}: away from then to the end", throughout, share * rest, 0.04)
    assert_agrees(f"{shape}: away on average", on_average, share, 0.025)
    assert_agrees(f"{shape}: absences that begin", new, share / mean * days, 0.025)
