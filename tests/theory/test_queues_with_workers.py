"""Queues in front of workers, in the long run and from empty: Erlang, Pollaczek, Khinchine, Cobham, Jackson."""

import numpy as np
import pytest
from chains import erlang_c, erlang_wait
from queues import (
    ONE_ORGANISATION,
    Effort,
    Measured,
    assert_agrees,
    controls,
    counted,
    efforts,
    mean_wait,
    of_step,
    one_unit,
    replicate,
    surprise,
)

from simulate.log import Log
from simulate.plan import Plan


def queue(rate: float, service: str, workers: int, caseload: int = 1, urgent: float = 0.0) -> str:
    """Write a scenario of one unit that does one thing for everybody, for some of them urgently."""
    return one_unit(f"per_day = {rate}\nurgent = {urgent}", service, f"workers = {workers}\ncaseload = {caseload}")


EXPONENTIAL = '{ exponential = "1 day" }'


@efforts(Effort(50, 1500, 0.04), Effort(60, 30_000, 0.005))
def test_one_worker_with_exponential_work_makes_children_wait_as_in_mm1(effort: Effort) -> None:
    rate = 0.6

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        at_once = float((log.started[which] == log.asked[which]).mean())
        return {"wait": mean_wait(log, which), "at once": at_once, **surprise(plans, effort, which, rate, 1)}

    values = replicate(queue(rate, EXPONENTIAL, 1), effort, measure)
    assert_agrees("M/M/1 wait", values["wait"], erlang_wait(rate, 1, 1), effort.error, controls(values))
    assert_agrees("M/M/1 called at once", values["at once"], 1 - rate, effort.error, controls(values))


THREE_WORKERS = pytest.param(Effort(50, 600, 0.06, warm_up=100), 3, 1, id="quick, 3 workers")
ONE_WITH_THREE = pytest.param(Effort(50, 600, 0.06, warm_up=100), 1, 3, id="quick, caseload 3")
THOROUGHLY = pytest.param(Effort(60, 27_000, 0.005), 3, 1, id="thorough", marks=pytest.mark.slow)


@pytest.mark.parametrize(("effort", "workers", "caseload"), [THREE_WORKERS, ONE_WITH_THREE, THOROUGHLY])
def test_the_places_of_a_unit_make_children_wait_as_in_mmc(effort: Effort, workers: int, caseload: int) -> None:
    rate, places = 1.8, workers * caseload

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        return {"wait": mean_wait(log, which), **surprise(plans, effort, which, rate, 1)}

    values = replicate(queue(rate, EXPONENTIAL, workers, caseload), effort, measure)
    name = f"M/M/{places} wait, {workers} × {caseload}"
    assert_agrees(name, values["wait"], erlang_wait(rate, 1, places), effort.error, controls(values))


WORK = {
    "fixed": ('"1 day"', 0.0),
    "gamma": ('{ gamma = "1 day", cv = 0.5 }', 0.5),
    "lognormal": ('{ lognormal = "1 day", cv = 0.8 }', 0.8),
}


@efforts(Effort(50, 1500, 0.04), Effort(60, 25_000, 0.005))
@pytest.mark.parametrize("shape", WORK)
def test_one_worker_makes_children_wait_as_pollaczek_and_khinchine_say(effort: Effort, shape: str) -> None:
    rate = 0.6
    service, spread = WORK[shape]

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        told = surprise(plans, effort, which, rate, 1)
        if shape == "fixed":
            del told["work "]  # it is no surprise
        return {"wait": mean_wait(log, which), **told}

    values = replicate(queue(rate, service, 1), effort, measure)
    exact = rate * (1 + spread**2) / (2 * (1 - rate))
    assert_agrees(f"M/G/1 wait, {shape}", values["wait"], exact, effort.error, controls(values))


@efforts(Effort(50, 1200, 0.05), Effort(60, 34_000, 0.005))
def test_urgent_children_pass_the_others_as_cobham_says(effort: Effort) -> None:
    rate, places, urgent = 1.3, 2, 0.3

    def measure(plans: Plan, log: Log) -> Measured:
        first = plans.children.urgent[plans.visits.child]
        which = counted(effort, log)
        return {
            "urgent": mean_wait(log, which & first),
            "other": mean_wait(log, which & ~first),
            **surprise(plans, effort, which & first, rate * urgent, 1, "urgent"),
            **surprise(plans, effort, which & ~first, rate * (1 - urgent), 1, "other"),
        }

    values = replicate(queue(rate, EXPONENTIAL, places, urgent=urgent), effort, measure)
    # Cobham 1954, Kella and Yechiali 1985: equal work in both classes
    until_free = erlang_c(rate, 1, places) / places
    above, both = rate * urgent / places, rate / places
    first, then = until_free / (1 - above), until_free / ((1 - above) * (1 - both))
    assert_agrees("M/M/2 urgent", values["urgent"], first, effort.error, controls(values))
    assert_agrees("M/M/2 not urgent", values["other"], then, effort.error, controls(values))


def mean_number_found(rate: float, customers: int) -> list[float]:
    """Give the mean number found in M/M/1 (service 1) by the first, second, third … customer from empty.

    Between two arrivals each who is there leaves before the next comes with chance 1 / (1 + rate).
    """
    leaves = 1 / (1 + rate)
    found = np.zeros(customers + 1)
    found[0] = 1.0
    means = []
    for _ in range(customers):
        means.append(float(found @ np.arange(customers + 1)))
        after = np.zeros(customers + 1)
        for there, chance in enumerate(found[:customers]):  # there + 1 with the newcomer
            left = np.arange(there + 1)
            after[there + 1 - left] += chance * leaves**left * (1 - leaves)
            after[0] += chance * leaves ** (there + 1)
        found = after
    return means


@efforts(Effort(300, 230, 0.1, warm_up=0, follow_up=50), Effort(8_000, 230, 0.02, warm_up=0, follow_up=50))
def test_the_first_hundred_children_wait_as_long_as_an_empty_start_makes_them(effort: Effort) -> None:
    rate = 0.6
    parts = {"customers 2–10": slice(1, 10), "11–40": slice(10, 40), "41–100": slice(40, 100), "1–100": slice(0, 100)}

    def measure(plans: Plan, log: Log) -> Measured:
        waits = (log.started - log.asked)[:100]
        assert waits[0] == 0
        return {
            **{name: float(waits[part].mean()) for name, part in parts.items()},
            "work ": float(plans.duration[:99].mean()) - 1,
            "number ": plans.children.arrival[99] - 100 / rate,  # when the hundredth comes
        }

    exact = np.array(mean_number_found(rate, 100))
    values = replicate(queue(rate, EXPONENTIAL, 1), effort, measure)
    for name, part in parts.items():
        precision = effort.error / 2 if name == "1–100" else effort.error
        expected = float(exact[part].mean())
        assert_agrees(f"M/M/1 from empty, {name}", values[name], expected, precision, controls(values))


TWO_IN_A_ROW = f"""
[arrivals.street]
per_day = 0.6
first_need = "help"
[needs.help]
pathway = ["assessment", "support"]
[steps.assessment]
role = "assessment"
unit = "front"
duration = {{ exponential = "1 day" }}
[steps.support]
role = "support"
unit = "back"
duration = {{ exponential = "2 days" }}
[units.front]
administration = "town"
workers = 1
[units.back]
administration = "town"
workers = 2
{ONE_ORGANISATION}"""


@efforts(Effort(50, 1200, 0.05), Effort(60, 53_000, 0.005))
def test_two_units_in_a_row_wait_as_if_each_were_alone(effort: Effort) -> None:
    def measure(plans: Plan, log: Log) -> Measured:
        row = {}
        for step, service in (("assessment", 1), ("support", 2)):
            which = counted(effort, log) & of_step(plans, step)
            row.update({step: mean_wait(log, which), **surprise(plans, effort, which, 0.6, service, step)})
        return row

    values = replicate(TWO_IN_A_ROW, effort, measure)
    for step, name, exact in (
        ("assessment", "tandem, first M/M/1", erlang_wait(0.6, 1, 1)),
        ("support", "tandem, then M/M/2", erlang_wait(0.6, 2, 2)),  # Burke 1956
    ):
        assert_agrees(name, values[step], exact, effort.error, controls(values))


COMES_BACK = f"""
[arrivals.street]
per_day = 0.42
first_need = "help"
[needs.help]
pathway = ["support"]
returns = {{ chance = 0.3, delay = {{ exponential = "3 days" }} }}
[steps.support]
role = "support"
unit = "office"
duration = {{ exponential = "1 day" }}
[units.office]
administration = "town"
workers = 1
{ONE_ORGANISATION}"""


@efforts(Effort(50, 1500, 0.05), Effort(60, 36_000, 0.005))
def test_children_who_return_wait_as_in_a_network_with_feedback(effort: Effort) -> None:
    rate = 0.42 / 0.7

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        per_day = which.sum() / effort.days
        return {"wait": mean_wait(log, which), "rate": per_day, **surprise(plans, effort, which, rate, 1)}

    values = replicate(COMES_BACK, effort, measure)
    assert_agrees("feedback, visits per day", values["rate"], rate, effort.error)
    assert_agrees("feedback, wait", values["wait"], erlang_wait(rate, 1, 1), effort.error, controls(values))  # Jackson
