"""Waits that a load by itself brings, against values that are known exactly."""

import math

import numpy as np
import pytest
from scipy import stats

from simulate.findings.expected_wait import chance_of_waiting, wait_for_meeting, wait_for_place


def erlang_c(places: int, load: float) -> float:
    traffic = places * load
    terms = [traffic**k / math.factorial(k) for k in range(places)]
    last = traffic**places / math.factorial(places) / (1 - load)
    return last / (sum(terms) + last)


@pytest.mark.parametrize(("places", "load"), [(1, 0.3), (1, 0.95), (3, 0.8), (10, 0.8), (36, 0.9), (100, 0.97)])
def test_the_chance_of_waiting_is_erlangs(places: int, load: float) -> None:
    assert chance_of_waiting(load, places) == pytest.approx(erlang_c(places, load), rel=1e-9)


def test_known_values_of_erlangs_formula() -> None:
    assert chance_of_waiting(0.8, 3) == pytest.approx(0.647, abs=5e-4)  # as scenarios/queue.toml says, and the wait
    assert wait_for_place(0.8, 3, 1.2, 1.0) == pytest.approx(1.294, abs=5e-4)
    assert chance_of_waiting(0.8, 10) == pytest.approx(0.409, abs=5e-4)


@pytest.mark.parametrize("cv", [0.0, 0.5, 1.0, 2.0])
def test_with_one_place_the_wait_is_pollaczeks_and_khinchines_for_any_variation(cv: float) -> None:
    assert wait_for_place(0.9, 1, 10, cv) == pytest.approx(0.9 * 10 / 0.1 * (1 + cv**2) / 2)


def test_places_that_are_not_whole_lie_between_those_that_are() -> None:
    waits = [wait_for_place(0.9, places, 10, 1) for places in (3, 3.2, 3.7, 4)]
    assert waits == sorted(waits, reverse=True)


def test_there_is_no_wait_without_load_and_no_end_of_it_at_full_load() -> None:
    assert wait_for_place(0, 5, 10, 1) == 0
    assert wait_for_place(1, 5, 10, 1) == wait_for_meeting(1.2, 5, 14) == math.inf
    assert wait_for_meeting(0, 5, 14) == 7
    assert wait_for_place(0.98, 5000, 100, 1) < 1


def left_over(cases: int, load: float) -> float:
    """Follow those who are left over from meeting to meeting, by their distribution, until it no longer changes."""
    most = 400
    come = stats.poisson.pmf(np.arange(most), load * cases)
    here = np.zeros(most)
    here[0] = 1.0
    while True:
        asked = np.convolve(here, come)[: most + cases]
        after = np.append(asked[: cases + 1].sum(), asked[cases + 1 :])[:most]
        if np.abs(after - here).sum() < 1e-10:
            return float(np.dot(after, np.arange(len(after))))
        here = np.pad(after, (0, most - len(after)))


@pytest.mark.parametrize(("cases", "load"), [(1, 0.5), (1, 0.9), (6, 0.9), (20, 0.95)])
def test_the_wait_for_a_meeting_is_half_an_interval_and_what_is_left_over_adds(cases: int, load: float) -> None:
    exact = 14 / 2 + left_over(cases, load) * 14 / (load * cases)  # Little's law
    assert wait_for_meeting(load, cases, 14) == pytest.approx(exact, rel=2e-3)


def test_a_meeting_that_is_nearly_full_keeps_a_line_as_kingman_says() -> None:
    # the mean of those left over is then nearly the variance ÷ twice the room: 0.999 ÷ 0.002 cases
    wait = wait_for_meeting(0.999, 6, 14)
    assert wait == pytest.approx(7 + 0.999 / 0.002 * 14 / 6, rel=0.01)
