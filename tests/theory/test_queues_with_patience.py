"""Queues in front of workers in which families give up: Palm, Baccelli, Hebuterne, Boxma, de Waal."""

import math

import numpy as np
import pytest
from queues import Effort, Measured, assert_agrees, controls, counted, efforts, one_unit, replicate, surprise

from simulate.log import Log, Outcome
from simulate.plan import Plan

RATE, PLACES = 2.1, 2  # more than they can do: only giving up keeps the line short
PATIENCE = 1.5


def queue(patience: str) -> str:
    """Write a scenario of one overloaded unit whose children do not wait for ever."""
    need = f"patience = {patience}"
    return one_unit(f"per_day = {RATE}", '{ exponential = "1 day" }', f"workers = {PLACES}", need=need)


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


def test_the_two_patience_formulas_agree_where_nobody_gives_up() -> None:
    patient = 400.0
    for lost, wait in (erlang_a(1.2, 2, patient), fixed_patience(1.2, 2, patient)):
        assert lost < 0.002
        assert wait == pytest.approx(0.5625, rel=0.02)  # M/M/2 at load 0.6
