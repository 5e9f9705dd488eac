"""Means over replications, their intervals, and how many replications a difference needs."""

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulate.findings.estimates import differences, estimate, margins, replications_needed, students_margin

numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 9))  # scipy's own test warns of what is nearly 0


@given(st.lists(numbers, min_size=1, max_size=15).filter(lambda values: np.std(values) > 1e-3))
def test_the_interval_of_values_without_a_tail_is_students(values):
    mirrored = [*values, *(-value for value in values)]
    found = estimate(mirrored)
    interval = stats.ttest_1samp(mirrored, 0).confidence_interval(0.95)
    assert found.value == pytest.approx(0, abs=1e-6)
    assert (found.low, found.high) == pytest.approx(tuple(interval), rel=1e-6, abs=1e-6)
    assert found.replications == len(mirrored)


def test_students_margin_is_given_for_many_means_at_once():
    values = np.random.default_rng(3).normal(size=(4, 7))
    found = students_margin(values.std(axis=1, ddof=1), np.full(4, 7))
    intervals = [stats.ttest_1samp(row, 0).confidence_interval(0.95) for row in values]
    assert found == pytest.approx([(interval.high - interval.low) / 2 for interval in intervals])
    assert np.isnan(students_margin(np.array([np.nan]), np.array([1]))).all(), "one value has no interval"


def test_the_interval_reaches_farther_on_the_side_of_the_tail_and_as_far_as_students_on_the_other():
    # 1, 1, 1, 1, 6: mean 2, spread sqrt(5), skewness of the sample 5 ÷ sqrt(5) = 2.236 times 1 + 12 ÷ 5 is 7.6;
    # 7.6 × (1 + 2 × 2.776²) ÷ (6 × sqrt(5)) = 9.3 standard errors of 1 are more than 2.776, which is doubled.
    found = estimate([1, 1, 1, 1, 6])
    assert (found.value - found.low, found.high - found.value) == pytest.approx((2.7764, 2 * 2.7764), abs=1e-4)
    mirrored = estimate([-1, -1, -1, -1, -6])
    assert (mirrored.low, mirrored.high) == (-found.high, -found.low)


def test_the_tail_is_measured_by_the_first_term_of_edgeworths_expansion():
    values = [0.0, *range(1, 21), 30.0]
    count, away = len(values), np.array(values) - np.mean(values)
    skewness = stats.skew(values, bias=False) * (1 + 12 / count)
    t = stats.t.ppf(0.975, count - 1)
    found = estimate(values)
    error = away.std(ddof=1) / math.sqrt(count)
    assert found.high - found.value == pytest.approx(error * (t + skewness * (1 + 2 * t * t) / (6 * math.sqrt(count))))
    assert found.value - found.low == pytest.approx(error * t)


def test_an_interval_is_cut_where_no_value_can_be():
    found = estimate([0.0, 0.0, 9.0], least=0)
    assert found.low == 0
    assert estimate([0.0, 0.0, 9.0]).low < 0
    assert estimate([100.0, 100.0, 91.0], most=100).high == 100


def test_few_and_skewed_replications_are_said_to_have_too_narrow_an_interval():
    assert estimate([1, 1, 1, 1, 6]).too_narrow
    assert not estimate([1, 2, 3, 4, 5]).too_narrow
    assert not estimate([1, 1, 1]).too_narrow
    assert not estimate([1, 2]).too_narrow  # of two nobody can see whether they are skewed
    assert not estimate([*range(40), 60]).too_narrow


def test_five_waits_give_the_textbook_interval():
    # mean 12, standard deviation sqrt(10 ÷ 4) = 1.5811, t(4) = 2.7764: 12 ± 2.7764 × 1.5811 ÷ sqrt(5) = 12 ± 1.9632
    found = estimate([10, 11, 12, 13, 14])
    assert (found.low, found.high) == pytest.approx((10.0368, 13.9632), abs=1e-4)


@given(st.lists(numbers, min_size=2, max_size=30), st.randoms())
def test_the_mean_has_the_same_bits_in_any_order(values, luck: random.Random):
    shuffled = list(values)
    luck.shuffle(shuffled)
    assert estimate(shuffled) == estimate(values)


def test_one_replication_has_a_value_and_no_interval():
    found = estimate([7.0])
    assert found.value == 7
    assert math.isnan(found.low)
    assert not found.distinct


def test_replications_with_nobody_to_measure_are_left_out():
    assert estimate([1.0, math.nan, 3.0]).value == 2
    assert estimate([1.0, math.nan, 3.0]).replications == 2
    assert estimate([math.nan]).replications == 0


def test_a_percentile_that_one_replication_does_not_reach_is_not_reached():
    # the mean of the others would be too low: only the lucky replications reach it
    found = estimate([100.0, math.inf, 110.0])
    assert math.isnan(found.value)
    assert found.replications == 3


def test_differences_are_paired_by_replication():
    assert differences({0: 5.0, 1: 7.0, 3: 9.0}, {3: 4.0, 1: 10.0}) == [-3, 5]


def test_pairing_removes_the_luck_that_both_have():
    luck = {number: float(day) for number, day in enumerate(np.random.default_rng(1).normal(100, 30, 20))}
    shorter = {number: days - 5 for number, days in luck.items()}
    found = estimate(differences(shorter, luck))
    assert (found.value, found.low, found.high) == pytest.approx((-5, -5, -5))
    assert found.distinct


def test_a_difference_from_what_is_not_reached_is_not_reached():
    assert differences({0: math.inf}, {0: math.inf}) == [math.inf]
    assert differences({0: 5.0}, {0: math.inf}) == [math.inf]
    assert math.isnan(differences({0: math.inf}, {0: math.nan})[0])


def test_an_interval_that_touches_zero_is_not_distinct():
    assert not estimate([-1.0, 1.0]).distinct
    assert not estimate([0.0, 0.0]).distinct
    # t(1) = 12.706: the half width is 12.706 times half the distance of the two
    assert estimate([1.0, 1.1]).distinct  # 1.05 ± 0.635
    assert not estimate([1.0, 1.2]).distinct  # 1.10 ± 1.271


@given(st.floats(0.05, 50), st.integers(2, 40), st.floats(-3, 3))
def test_the_replications_needed_are_the_fewest_whose_interval_excludes_zero(spread, count, bend):
    found = estimate([spread * (each + bend * each * each) + 1.0 for each in np.linspace(-1, 1, count)])
    needed = replications_needed(found)

    def excludes_zero(replications: int) -> bool:
        below, above = margins(found.spread, found.skewness, replications)
        return (below if found.value > 0 else above) < abs(found.value)

    assert needed is not None
    assert excludes_zero(needed)
    assert needed == 2 or not excludes_zero(needed - 1)
    assert found.distinct == (needed <= count)


def test_no_number_of_replications_is_named_where_none_can_be():
    assert replications_needed(estimate([0.0, 0.0, 0.0])) is None
    assert replications_needed(estimate([5.0])) is None
    assert replications_needed(estimate([1.0, -1.0, 1e-9])) is None
    assert replications_needed(estimate([math.inf, 2.0])) is None
