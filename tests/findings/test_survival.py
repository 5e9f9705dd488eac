"""Kaplan–Meier curves against published figures and against what needs no estimate."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from simulate.findings.survival import Curve, curves_of_members, waiting_curves

lengths = st.integers(0, 12).map(float) | st.floats(0, 2000, width=16) | st.floats(0, 1e6)
waits = st.lists(st.integers(0, 60).map(float), min_size=1, max_size=40)


def curve_of(days: np.ndarray, ended: np.ndarray) -> Curve:
    return curves_of_members(days, ended, np.ones((1, len(days)), dtype=bool))[0]


def waiting_curve(waits: np.ndarray, followed: np.ndarray) -> Curve:
    return waiting_curves(waits, followed, np.ones((1, len(waits)), dtype=bool))[0]


def test_the_remissions_of_freireich_give_the_published_curve():
    # 21 patients on 6-mercaptopurine (Freireich et al. 1963, Blood 21:699), in every textbook of survival analysis
    relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    still_well = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    days = np.array(relapsed + still_well, dtype=float)
    curve = curve_of(days, np.arange(21) < len(relapsed))
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert curve.at(np.array(list(published), dtype=float)) == pytest.approx(list(published.values()), abs=5e-4)
    assert curve.percentile(50) == 23
    assert curve.percentile(90) == np.inf
    assert np.isnan(curve.at(np.array([35.5]))).all()  # nobody was followed that long
    # 6 × 1 + 1 × .8571 + 3 × .8067 + 3 × .7529 + 3 × .6902 + 6 × .6275 + 1 × .5378 + 7 × .4482, up to day 30
    assert curve.mean_within(30) == pytest.approx(21.05, abs=0.01)


def test_dropping_those_who_still_wait_would_be_wrong():
    # Four children, seen for 10 days: two got help on day 2, two still wait. Half of them wait, and the mean number
    # of days waited within the 10 is (2 + 2 + 10 + 10) ÷ 4 = 6; of those who got help it is 2.
    curve = waiting_curve(np.array([2.0, 2.0, np.nan, np.nan]), np.full(4, 10.0))
    assert curve.mean_within(10) == 6
    assert curve.still_waiting(10) == 0.5
    assert curve.percentile(50) == 2
    assert curve.percentile(51) == np.inf


@given(arrays(np.float64, st.integers(1, 60), elements=lengths), st.data())
def test_the_curve_is_that_of_scipy_to_the_last_bit(days, data):
    ended = data.draw(st.just(np.ones(len(days), bool)) | arrays(bool, len(days)))
    assert_same_as_scipy(days, ended)


@pytest.mark.parametrize("censored", [0.0, 0.3, 0.99, 1.0])
def test_thousands_of_waits_give_the_curve_of_scipy_to_the_last_bit(censored):
    luck = np.random.default_rng(1)
    for people in (500, 20_000):
        days = luck.gamma(0.8, 100, people)
        assert_same_as_scipy(np.where(luck.random(people) < 0.5, days, np.round(days)), luck.random(people) >= censored)


def assert_same_as_scipy(days, ended):
    curve = curve_of(days, ended)
    steps = stats.ecdf(stats.CensoredData.right_censored(days, ~ended)).sf
    assert np.array_equal(curve.times, steps.quantiles)
    assert np.array_equal(curve.waiting, steps.probabilities)


@given(arrays(np.float64, st.integers(0, 40), elements=lengths), st.data())
def test_a_group_has_the_curve_it_would_have_alone_to_the_last_bit(days, data):
    ended = data.draw(arrays(bool, len(days)))
    members = data.draw(arrays(bool, (data.draw(st.integers(1, 4)), len(days))))
    for curve, mine in zip(curves_of_members(days, ended, members), members, strict=True):
        alone = curve_of(days[mine], ended[mine])
        assert (curve.people, curve.followed) == (int(mine.sum()), alone.followed)
        assert np.array_equal(curve.times, alone.times)
        assert np.array_equal(curve.waiting, alone.waiting)


def test_nobody_at_all_gives_no_figure():
    curve = curve_of(np.empty(0), np.empty(0, dtype=bool))
    assert np.isnan([curve.percentile(50), curve.mean_within(10), curve.still_waiting(10)]).all()


def test_everybody_still_waiting_gives_the_whole_time_as_mean():
    curve = waiting_curve(np.array([np.nan, np.nan]), np.array([30.0, 50.0]))
    assert curve.mean_within(20) == 20
    assert curve.percentile(1) == np.inf
    assert curve.still_waiting(20) == 1


def test_ten_different_waits_reach_their_ninetieth_percentile_with_the_ninth():
    curve = waiting_curve(np.arange(1.0, 11.0), np.full(10, 99.0))
    assert curve.percentile(90) == 9
    assert curve.percentile(50) == 5


@given(waits)
def test_when_all_waits_are_over_the_curve_is_the_share_that_waits_longer(days):
    days = np.array(days)
    curve = waiting_curve(days, np.full(len(days), 100.0))
    grid = np.arange(0.0, 100.0)
    assert curve.at(grid) == pytest.approx([(days > day).mean() for day in grid])
    assert curve.mean_within(1000) == pytest.approx(days.mean())
    assert curve.percentile(50) == np.sort(days)[(len(days) - 1) // 2]


@given(waits, st.integers(1, 80).map(float))
def test_while_everybody_is_followed_the_mean_is_that_of_the_days_waited_so_far(days, horizon):
    days = np.array(days)
    seen = np.where(days <= horizon, days, np.nan)  # whoever waits longer is only known to be waiting
    curve = waiting_curve(seen, np.full(len(days), horizon))
    assert curve.mean_within(horizon) == pytest.approx(np.minimum(days, horizon).mean())
    assert curve.still_waiting(horizon) == pytest.approx((days > horizon).mean())


@given(waits, waits)
def test_the_share_still_waiting_never_rises(over, open_):
    seen = np.array(over + [np.nan] * len(open_))
    curve = waiting_curve(seen, np.array([0.0] * len(over) + open_))
    shares = curve.at(np.arange(0.0, 61.0))
    shares = shares[~np.isnan(shares)]
    assert (np.diff(shares) <= 0).all()
    assert ((shares >= 0) & (shares <= 1)).all()


def test_measuring_does_not_load_the_half_second_of_scipy_stats():
    measured = "import sys; from tests.findings.test_measure import *; measure(*random_lives(1), WINDOW, 1); "
    told = f"{measured} sys.exit('scipy.stats' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
