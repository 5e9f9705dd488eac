"""How many places are in use: distributions that are known exactly."""

import numpy as np
import pytest
from scipy import stats

from simulate.experiment.comparing import run_comparison
from simulate.experiment.crew import crew
from simulate.experiment.how import How
from simulate.experiment.variants import variants
from simulate.scenario.reading.load import load_text

HOME = """
title = "A home"
start = 2018-01-01
seed = 11
[run]
warm_up = "200 days"
observe = "2000 days"
follow_up = "0 days"
[arrivals.street]
per_day = {per_day}
first_need = "help"
[needs.help]
pathway = ["stay"]
{patience}
[steps.stay]
role = "support"
unit = "home"
duration = {{ {shape} = "5 days"{spread} }}
[units.home]
administration = "town"
workers = {places}
[organisations.one]
"""


def in_use(
    per_day: float,
    places: int,
    shape: str = "exponential",
    spread: str = "",
    patience: str = "",
    replications: int = 40,
) -> tuple[np.ndarray, np.ndarray]:
    """Run a home and give the share of time with 0, 1 … places in use, and its standard error."""
    text = HOME.format(per_day=per_day, places=places, shape=shape, spread=spread, patience=patience)
    compared, how = variants({"": load_text(text)}), How(replications=replications)
    with crew(1) as here:
        table = run_comparison(compared, how, here).tables.places_in_use
    assert (table["places"] == places).all()
    share, error = np.zeros(places + 1), np.full(places + 1, 1e-3)
    share[table["places_in_use"]] = table["share"]
    error[table["places_in_use"]] = (table["high"] - table["share"]) / stats.t.ppf(0.975, replications - 1)
    return share, np.maximum(error, 1e-4)  # of rare numbers the interval is cut at 0 and 1


def assert_is(found: tuple[np.ndarray, np.ndarray], exact: np.ndarray) -> None:
    share, error = found
    common = exact > 0.01
    assert (np.abs(share - exact)[common] <= 4.5 * error[common]).all()
    assert np.abs(share - exact)[~common].max(initial=0) < 0.01


def test_where_there_is_always_room_the_children_there_are_poisson_distributed_whatever_the_stays() -> None:
    # M/G/∞: 10 children on average, in 40 places
    exact = stats.poisson.pmf(np.arange(41), 10)
    assert_is(in_use(2.0, 40), exact)
    assert_is(in_use(2.0, 40, shape="gamma", spread=", cv = 2.0"), exact)


def test_where_those_leave_at_once_who_find_no_place_it_is_cut_off_as_erlang_says() -> None:
    # M/G/c/c: Poisson up to the 8 places there are (Erlang's loss formula); patience is a second
    exact = stats.poisson.pmf(np.arange(9), 7.5)
    patience = 'patience = "0.0003 hours"'
    assert_is(in_use(1.5, 8, patience=patience), exact / exact.sum())


@pytest.mark.parametrize("per_day", [0.48])
def test_where_all_wait_it_is_that_of_erlangs_line(per_day: float) -> None:
    # M/M/3 at a load of 0.8: all three are in use for as long as one has to wait, 0.647
    traffic = per_day * 5
    terms = np.array([1, traffic, traffic**2 / 2, traffic**3 / 6 / (1 - traffic / 3)])
    exact = terms / terms.sum()
    assert exact[3] == pytest.approx(0.647, abs=5e-4)
    assert_is(in_use(per_day, 3), exact)
