"""Families of comparisons: Holm's procedure by hand, and how often luck is taken for more."""

import math

import numpy as np
import pytest
from scipy import stats

from simulate.findings.estimates import estimate
from simulate.findings.families import chance_of, told_apart


def test_the_chance_is_that_of_students_test() -> None:
    values = [3.0, 1.0, 4.0, 1.0, 5.0]
    assert chance_of(estimate(values)) == pytest.approx(stats.ttest_1samp(values, 0).pvalue, rel=1e-12)


def test_nobody_can_tell_from_one_replication_and_what_never_varies_is_sure() -> None:
    assert math.isnan(chance_of(estimate([3.0])))
    assert chance_of(estimate([2.0, 2.0])) == 0
    assert chance_of(estimate([0.0, 0.0])) == 1
    assert told_apart([estimate([3.0]), estimate([2.0, 2.0, 2.0]), estimate([0.0, 0.0])]) == [False, True, False]


def test_each_further_difference_needs_to_be_clear_enough_and_the_first_that_is_not_ends_it() -> None:
    spread = np.array([-1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0])
    clear, nearly, weak = (estimate(list(mean + spread)) for mean in (3.0, 1.1, 0.95))
    chances = [chance_of(each) for each in (clear, nearly, weak)]
    assert chances[0] < 0.05 / 3
    assert 0.05 / 2 > chances[1] > 0.05 / 3  # alone among three it would not be told
    assert chances[2] < 0.05
    assert told_apart([weak, nearly, clear]) == [chances[2] <= 0.05, True, True]
    assert told_apart([nearly, nearly, nearly]) == [False] * 3


def test_of_twenty_differences_that_are_nothing_hardly_ever_one_is_told_apart() -> None:
    luck = np.random.default_rng(5)
    families, wrong, alone = 400, 0, 0
    for _ in range(families):
        family = [estimate(list(values)) for values in luck.normal(size=(20, 10))]
        wrong += any(told_apart(family))
        alone += any(each.distinct for each in family)
    assert wrong / families <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / families)
    assert alone / families > 0.4  # what it would be with each by itself
