"""What targets say of dials: on matrices of slopes that one can do in one's head."""

import math

import numpy as np
import pytest

from simulate.experiment.identified import Slopes, alike, free, loose, silent, slopes_of

MIDDLE = np.array([0.5, 0.5])


def slopes(rows: list[list[float]], error: float = 0.0) -> Slopes:
    mean = np.array(rows, dtype=float)
    return Slopes(mean, np.full(mean.shape, error))


def test_a_dial_with_its_own_target_may_be_moved_until_that_is_a_tolerance_off() -> None:
    found = free(slopes([[10, 0], [0, 4]]), np.array([0.0, 0.5]), MIDDLE)
    # by a tenth of the range either way; and by 0.5 / 4 up and 1.5 / 4 down
    assert found == [pytest.approx((0.4, 0.6)), pytest.approx((0.125, 0.625))]


def test_two_dials_on_one_target_may_each_stand_anywhere_if_the_other_moves_along() -> None:
    assert free(slopes([[10, 10]]), np.array([0.0]), MIDDLE) == [pytest.approx((0, 1)), pytest.approx((0, 1))]
    # the second reaches half as far: at its ends the first has moved by a quarter, and may move by a tenth more
    assert free(slopes([[10, 5]]), np.array([0.0]), MIDDLE)[0] == pytest.approx((0.15, 0.85))


def test_a_target_that_is_missed_may_be_missed_by_as_much_but_no_more() -> None:
    # three tolerances too much at a slope of ten: six tenths of the range down it is three too little
    assert free(slopes([[10]]), np.array([3.0]), np.array([0.7])) == [pytest.approx((0.1, 0.7))]


def test_a_slope_that_may_be_luck_makes_nothing_good() -> None:
    # the second dial seems to undo what the first does, by half a standard error
    one, _ = free(Slopes(np.array([[10.0, -9.0]]), np.array([[0.1, 18.0]])), np.array([0.0]), MIDDLE)
    assert one == pytest.approx((0.4, 0.6))
    assert free(slopes([[10, -9]]), np.array([0.0]), MIDDLE)[0] == pytest.approx((0, 1), abs=0.05)


def test_a_dial_never_leaves_its_range() -> None:
    assert free(slopes([[0.1]]), np.array([0.0]), np.array([0.9])) == [pytest.approx((0, 1))]


def test_a_dial_that_moves_no_target_by_a_tolerance_or_by_no_more_than_luck_is_silent() -> None:
    assert silent(slopes([[0.9, 5.0], [0.9, 0.0]])) == [0]
    assert silent(slopes([[0.9, 5.0], [0.9, 0.0]], error=3.0)) == [0, 1]


def test_dials_are_alike_where_they_move_all_targets_in_one_proportion() -> None:
    assert alike(slopes([[10, -5], [4, -2]])) == [(0, 1)]
    assert alike(slopes([[10, 5], [4, -2]])) == []
    assert alike(slopes([[10, 3]])) == [(0, 1)]  # one target never tells two dials apart
    assert alike(slopes([[10, 0.1], [4, 0.04]])) == []  # of one that does nothing it is not said


def test_what_luck_hides_cannot_be_told_apart() -> None:
    nearly = [[10, 8], [4, 6]]
    assert alike(slopes(nearly)) == []
    assert alike(slopes(nearly, error=2.0)) == [(0, 1)]


def test_three_dials_of_two_targets_are_loose_together_though_no_two_are_alike() -> None:
    three = slopes([[10, 0, 7], [0, 10, 7]])
    assert alike(three) == []
    assert loose(three) == [(0, 1, 2)]
    assert loose(slopes([[10, 0, 7], [0, 10, 7], [5, 5, -7]])) == []
    assert loose(slopes([[10, 20, 7], [5, 10, 7]])) == []  # of two that are alike it is told as such


def test_slopes_are_means_over_replications_with_their_errors() -> None:
    found = slopes_of(np.array([[[1.0]], [[3.0]]]))
    assert (found.mean.item(), found.error.item()) == (2.0, pytest.approx(1.0))
    assert math.isnan(slopes_of(np.array([[[1.0]]])).error.item())
    assert slopes_of(np.array([[[1.0]]])).noise.tolist() == [0.0]
