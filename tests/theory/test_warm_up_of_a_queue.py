"""Whether a warm-up is called too short where theory says that a line is still filling, and not where it has filled.

A single server from empty at a load of 0.9: its mean line is known at any time (uniformisation), and in the long run it
is load² ÷ (1 − load) = 8.1.
"""

import pytest
from lines_in_time import Piece, from_empty

from simulate import interface
from simulate.findings.warm_up import WarmUp
from simulate.scenario.reading.load import load_text

LOAD, SETTLED, LONGEST = 0.9, 8.1, 250
OFFICE = """
title = "An office with one desk"
start = 2018-01-01
seed = {seed}
run = {{ warm_up = "{warm_up} days", observe = "{observe} days", follow_up = "3000 days", replications = 60 }}
arrivals.street = {{ per_day = 0.9, first_need = "help" }}
needs.help.pathway = ["talk"]
steps.talk = {{ role = "support", unit = "desk", duration = {{ exponential = "1 day" }} }}
units.desk = {{ administration = "town", workers = 1, caseload = 1 }}
organisations.plain = {{}}
"""


def exact_line(warm_up: float, observe: float) -> float:
    """Give the mean line in the observed window."""
    _, window = from_empty([Piece(warm_up, LOAD, 1), Piece(observe, LOAD, 1)], 1.0, LONGEST)
    return window.waiting_days() / observe


def found(warm_up: int, observe: int, seed: int = 1) -> interface.Results:
    pytest.importorskip("numba")
    text = OFFICE.format(warm_up=warm_up, observe=observe, seed=seed)
    return interface.run(load_text(text), engine="compiled")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
def test_a_warm_up_of_days_is_too_short_for_a_line_that_takes_hundreds(seed: int) -> None:
    exact = exact_line(5, 60)
    assert exact < 0.5 * SETTLED
    results = found(5, 60, seed)
    (unsettled,) = results.tables.unsettled
    (row,) = results.warm_up.to_dict("records")
    assert row["line_judged"] in (WarmUp.TOO_SHORT.value, WarmUp.NOT_SETTLED.value)
    assert row["line_asks"] > 65
    assert unsettled.is_line
    assert row["line_apart_low"] < exact - SETTLED < row["line_apart_high"]
    assert "Warning: " in str(results)
    assert "in line while children counted than later" in " ".join(str(results).split())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
def test_one_of_years_is_not(seed: int) -> None:
    assert exact_line(1200, 400) == pytest.approx(SETTLED, rel=0.01)
    results = found(1200, 400, seed)
    assert results.tables.unsettled == ()
    assert "warm-up" not in str(results)
