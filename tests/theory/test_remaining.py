"""What is left of a duration that has lasted a while: the conditional distribution, exactly."""

import numpy as np
import pytest
from scipy import stats
from test_chance import CERTAIN, SHAPES

from simulate.scenario.schema.durations import Duration, duration_from
from simulate.world.chance import luck, spread
from simulate.world.remaining import remaining, still_happens

UNIFORM = np.linspace(0.0005, 0.9995, 1999)
LASTED = (0.05, 0.5, 0.9, 0.999)  # shares of durations that are over by then


@pytest.mark.parametrize("share", LASTED)
@pytest.mark.parametrize("name", SHAPES)
def test_the_rest_of_a_duration_is_the_quantile_of_those_that_last_so_long(name: str, share: float) -> None:
    written, exact = SHAPES[name]
    elapsed = float(exact.ppf(share))
    left = remaining(duration_from(written), np.full(UNIFORM.shape, elapsed), UNIFORM)
    survivors = exact.isf((1 - UNIFORM) * exact.sf(elapsed)) - elapsed
    np.testing.assert_allclose(left, survivors, rtol=1e-7, atol=1e-9 * float(exact.ppf(0.5)))


@pytest.mark.parametrize("name", SHAPES)
def test_those_who_have_lasted_so_long_go_on_as_the_others_of_them_would(name: str) -> None:
    written, exact = SHAPES[name]
    whole = exact.ppf(luck(3, 0, "street", "whole", 40_000))
    elapsed = float(exact.ppf(0.6))
    going_on = whole[whole > elapsed] - elapsed
    uniform = luck(3, 0, "street", "rest", 16_000)
    left = remaining(duration_from(written), np.full(uniform.shape, elapsed), uniform)
    assert stats.ks_2samp(left, going_on).pvalue > CERTAIN


@pytest.mark.parametrize("name", SHAPES)
def test_of_a_duration_that_has_just_begun_all_is_left(name: str) -> None:
    written, _ = SHAPES[name]
    duration = duration_from(written)
    np.testing.assert_allclose(remaining(duration, np.zeros(UNIFORM.shape), UNIFORM), spread(duration, UNIFORM), 1e-9)


def test_what_is_left_of_an_exponential_duration_is_the_same_exponential() -> None:
    duration = duration_from({"exponential": "30 days"})
    for elapsed in (0.0, 7.0, 3000.0, 1e6):
        left = remaining(duration, np.full(UNIFORM.shape, elapsed), UNIFORM)
        np.testing.assert_array_equal(left, spread(duration, UNIFORM))


def test_a_fixed_duration_is_over_when_it_should_be_and_never_before() -> None:
    elapsed = np.array([0.0, 3.0, 14.0, 15.0])
    assert remaining(duration_from("14 days"), elapsed, np.full(4, 0.5)).tolist() == [14, 11, 0, 0]


@pytest.mark.parametrize("name", SHAPES)
def test_the_rest_is_a_length_of_time_however_long_it_has_lasted(name: str) -> None:
    written, _ = SHAPES[name]
    edges = np.array([0.0, 2.0**-53, 0.5, 1 - 2.0**-53])
    for elapsed in (1e-300, 1.0, 9.0, 1e3, 1e5, 1e9):
        left = remaining(duration_from(written), np.full(edges.shape, elapsed), edges)
        assert np.isfinite(left).all()
        assert (left >= 0).all()


@pytest.mark.parametrize("name", SHAPES)
def test_what_has_not_come_for_long_is_the_less_likely_to_come_at_all(name: str) -> None:
    written, exact = SHAPES[name]
    days = exact.ppf(luck(3, 0, "street", "after", 40_000))
    comes = luck(3, 0, "street", "comes", 40_000) < 0.6
    elapsed = np.array([0.0, *exact.ppf(LASTED[:3])])
    chances = np.asarray(still_happens(0.6, duration_from(written), elapsed))
    assert chances[0] == pytest.approx(0.6)
    assert (np.diff(chances) < 0).all()
    for chance, lasted in zip(chances, elapsed, strict=True):
        waiting = ~comes | (days > lasted)  # of whom nobody knows whether it comes
        error = np.sqrt(chance * (1 - chance) / waiting.sum())
        assert abs(comes[waiting].mean() - chance) < 4.5 * error


def test_what_is_certain_stays_certain_however_long_it_has_not_come() -> None:
    late = np.array([0.0, 1e6])
    for chance in (0.0, 1.0):
        assert np.all(still_happens(chance, duration_from("14 days"), late) == chance)
    assert np.asarray(still_happens(0.6, duration_from("14 days"), late)).tolist() == pytest.approx([0.6, 0])


def test_a_shape_nobody_knows_is_an_error() -> None:
    with pytest.raises(NotImplementedError, match="no such shape of duration: cauchy"):
        remaining(Duration("cauchy", (1.0,)), np.array([1.0]), np.array([0.5]))
