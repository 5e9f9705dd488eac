"""On what a number depends: known by hand, and by the indices of a function everybody tests with."""

import numpy as np
import pytest
from scipy.stats import qmc

from simulate.findings.dependence import partial_rank_correlations, worths_of_knowing

LUCK = np.random.default_rng(11)


def test_what_a_number_is_made_of_is_told_from_what_it_is_not() -> None:
    things = LUCK.uniform(size=(300, 4))
    number = 5 * things[:, 0] - 2 * np.exp(things[:, 1]) + 0.1 * LUCK.normal(size=300)
    (first, sure), (second, also), *others = partial_rank_correlations(things, number)
    assert first > 0.95
    assert second < -0.95
    assert sure
    assert also
    assert not any(told for _, told in others)


def test_what_others_do_is_taken_away() -> None:
    mine = LUCK.normal(size=400)
    things = np.column_stack([mine, mine + 0.3 * LUCK.normal(size=400)])
    (first, sure), (second, told) = partial_rank_correlations(things, mine**3)
    assert first > 0.9
    assert sure
    assert abs(second) < 0.2
    assert not told


def test_of_too_few_worlds_nothing_is_said() -> None:
    assert all(np.isnan(found) and not sure for found, sure in partial_rank_correlations(np.ones((4, 3)), np.ones(4)))
    (worth,) = worths_of_knowing(np.arange(9.0)[:, None], np.ones(9))
    assert np.isnan(worth.gain)
    assert not worth.sure


def test_by_luck_alone_hardly_any_is_told() -> None:
    wrong = 0
    for _ in range(200):
        found = partial_rank_correlations(LUCK.uniform(size=(64, 5)), LUCK.normal(size=64))
        wrong += any(sure for _, sure in found)
    assert wrong <= 0.05 * 200 + 3 * (200 * 0.05 * 0.95) ** 0.5


def test_ishigamis_function_depends_on_its_first_thing_rising_and_on_the_third_through_the_first_only() -> None:
    shares = qmc.Sobol(3, scramble=True, rng=np.random.default_rng(2)).random_base2(9)
    a, b, c = (np.pi * (2 * shares - 1)).T
    number = np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)
    (first, sure), (second, _), (third, _) = partial_rank_correlations(np.column_stack([a, b, c]), number)
    assert first == pytest.approx(
        0.45, abs=0.1
    )  # its first-order index is 0.31, and the rank correlation its root or less
    assert sure
    assert abs(second) < 0.1  # of the second, 0.44 of the variance, but up as much as down: no rank tells that
    assert abs(third) < 0.1


def test_knowing_what_decides_all_is_worth_all_and_what_decides_nothing_nothing() -> None:
    thing = LUCK.uniform(size=512)
    (decided,) = worths_of_knowing(thing[:, None], (thing > 0.5).astype(float))
    assert decided.sure
    assert decided.gain == pytest.approx(
        0.5 - 0.06, abs=0.06
    )  # wrong in half the worlds without; less what chance gives
    (nothing,) = worths_of_knowing(thing[:, None], (LUCK.uniform(size=512) > 0.5).astype(float))
    assert nothing.gain < 0.03
    (always,) = worths_of_knowing(thing[:, None], np.ones(512))
    assert (always.gain, always.sure) == (0, False)


def test_of_many_things_that_decide_nothing_hardly_ever_one_is_worth_knowing() -> None:
    told = 0
    for _ in range(100):
        worths = worths_of_knowing(LUCK.uniform(size=(64, 12)), (LUCK.uniform(size=64) > 0.5).astype(float))
        told += any(each.sure for each in worths)
    assert told <= 0.05 * 100 + 3 * (100 * 0.05 * 0.95) ** 0.5  # each by itself: in 40 of them
