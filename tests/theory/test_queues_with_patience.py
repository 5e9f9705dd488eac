"""Queues in front of workers in which families give up: Palm, Baccelli, Hebuterne, Boxma, de Waal."""

import math

import numpy as np
import pytest
from queues import (
    Effort,
    Measured,
    assert_agrees,
    controls,
    counted,
    efforts,
    of_step,
    one_unit,
    replicate,
    surprise,
)

from simulate.log import Log, Outcome
from simulate.plan import Plan

RATE, PLACES = 2.1, 2  # more than they can do: only giving up keeps the line short
PATIENCE = 1.5


def queue(patience: str) -> str:
    """Write a scenario of one overloaded unit whose children do not wait for ever."""
    need = f"patience = {patience}"
    return one_unit(f"per_day = {RATE}", '{ exponential = "1 day" }', f"workers = {PLACES}", need=need)


def two_doors(patience: str, workers: int = PLACES) -> str:
    """Write a scenario in which all come to one door, and are handed over to the unit behind the other."""
    return f"""
[arrivals.street]
per_day = {RATE}
first_need = "schooling"
needs = [{{ share = 1, with = ["health"] }}]
[needs.schooling]
pathway = ["talk"]
[needs.health]
pathway = ["support"]
patience = {patience}
[steps.talk]
role = "intake"
duration = {{ exponential = "2 days" }}
[steps.support]
role = "support"
unit = "office"
duration = {{ exponential = "1 day" }}
[units.office]
administration = "town"
workers = {workers}
[organisations.one]
notices = 1
passes_on = "at intake"
handover = {{ exponential = "10 days" }}
refused = 0.3
refused_delay = "10 days"
retelling = 0
"""


def erlang_a(rate: float, places: int, patience: float) -> tuple[float, float]:
    """Give the share who give up and the mean wait in M/M/c + M (service 1), from its birth-death chain (Palm 1943)."""
    weights = [1.0]
    for there in range(1, 400):
        weights.append(weights[-1] * rate / (min(there, places) + max(there - places, 0) / patience))
    chances = np.array(weights) / math.fsum(weights)
    waiting = float(chances @ np.maximum(np.arange(len(weights)) - places, 0))
    return waiting / patience / rate, waiting / rate


def fixed_patience(rate: float, places: int, patience: float) -> tuple[float, float]:
    """Give the share who give up and the mean wait in M/M/c + D (service 1).

    The wait that an endlessly patient child would find has the density p exp((rate − places) x) up to the patience
    and p exp(rate patience − places x) beyond it (Baccelli and Hebuterne 1981; Boxma and de Waal 1994).
    """
    idle = [rate**there / math.factorial(there) for there in range(places)]
    p, drift = rate * idle[-1], rate - places
    grown = math.exp(drift * patience)
    before, beyond = p * (grown - 1) / drift, p * grown / places
    total = sum(idle) + before + beyond
    waited = p * (patience * grown / drift - (grown - 1) / drift**2) + patience * beyond
    return beyond / total, waited / total


@efforts(Effort(50, 700, 0.04, warm_up=50, follow_up=50), Effort(60, 2_500, 0.005, warm_up=50, follow_up=50))
@pytest.mark.parametrize("kind", ["exponential", "fixed"])
def test_families_give_up_and_wait_as_the_exact_queue_says(effort: Effort, kind: str) -> None:
    patience = f'"{PATIENCE} days"' if kind == "fixed" else f'{{ exponential = "{PATIENCE} days" }}'

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        assert np.isin(log.outcome[which], (Outcome.FINISHED, Outcome.WITHDRAWN)).all()
        waits = np.fmin(log.started, log.left) - log.asked
        return {
            "gave up": float((log.outcome[which] == Outcome.WITHDRAWN).mean()),
            "wait": float(waits[which].mean()),
            **surprise(plans, effort, which, RATE, 1),
        }

    values = replicate(queue(patience), effort, measure)
    lost, wait = (fixed_patience if kind == "fixed" else erlang_a)(RATE, PLACES, PATIENCE)
    assert_agrees(f"{kind} patience, share who give up", values["gave up"], lost, effort.error, controls(values))
    assert_agrees(f"{kind} patience, wait", values["wait"], wait, effort.error, controls(values))


@efforts(Effort(50, 140, 0.03, warm_up=60, follow_up=20), Effort(60, 2_500, 0.005, warm_up=100, follow_up=50))
def test_behind_a_handover_families_give_up_as_if_they_had_come_there_first(effort: Effort) -> None:
    """Those who come at random and are each held up for a time of their own come at random again.

    The output of M/G/∞ is Poisson (N. Mirasol 1963, Operations Research 11:282).
    """

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log) & of_step(plans, "support")
        assert np.isin(log.outcome[which], (Outcome.FINISHED, Outcome.WITHDRAWN)).all()
        waits = np.fmin(log.started, log.left) - log.asked
        return {
            "gave up": float((log.outcome[which] == Outcome.WITHDRAWN).mean()),
            "wait": float(waits[which].mean()),
            **surprise(plans, effort, which, RATE, 1),
        }

    values = replicate(two_doors(f'{{ exponential = "{PATIENCE} days" }}'), effort, measure)
    lost, wait = erlang_a(RATE, PLACES, PATIENCE)
    assert_agrees("share who give up behind a handover", values["gave up"], lost, effort.error, controls(values))
    assert_agrees("wait behind a handover", values["wait"], wait, effort.error, controls(values))


def test_a_handover_longer_than_patience_loses_nobody() -> None:
    def measure(plans: Plan, log: Log) -> Measured:
        handed_over = plans.visits.handed_over & ~np.isnan(log.asked)
        assert (plans.visits.pause[handed_over] > 10 * PATIENCE).sum() > 50
        return {"gave up": float((~np.isnan(log.given_up)).sum()), "waited": float((log.started > log.asked).sum())}

    values = replicate(two_doors(f'"{PATIENCE} days"', workers=100), Effort(1, 200, 0, 0, 0), measure)
    assert values["gave up"] == values["waited"] == [0]


def test_the_two_patience_formulas_agree_where_nobody_gives_up() -> None:
    patient = 400.0
    for lost, wait in (erlang_a(1.2, 2, patient), fixed_patience(1.2, 2, patient)):
        assert lost < 0.002
        assert wait == pytest.approx(0.5625, rel=0.02)  # M/M/2 at load 0.6
