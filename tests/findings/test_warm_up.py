"""How long a warm-up asks a series for: by hand, with noise, with seasons, and where nothing can be said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.findings.filling import Filling, stretches, stretches_per_year
from simulate.findings.warm_up import UnitSettling, WarmUp, is_judged, mser, season, settlings
from simulate.findings.window import Window
from simulate.scenario.schema.durations import DAYS_PER_YEAR
from simulate.scenario.steadiness import Steadiness, Unsteady

YEAR = DAYS_PER_YEAR
MONTH = YEAR / 12


def noise(*size: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, size)


# ---- the rule


def test_what_lies_apart_from_the_rest_is_cut_off_to_the_last_value() -> None:
    # after one: sum of squares 0 of six values; before: more than nothing
    assert mser(np.array([0.0, 5, 5, 5, 5, 5, 5])) == 1
    assert mser(np.array([9.0, 9, 9, 1, 1, 1, 1, 1, 1, 1])) == 3


def test_a_series_worked_by_hand() -> None:
    # 0 4 6 5 7 6 5 7: squares about the mean ÷ count²; 36 ÷ 64, 36 ÷ 7 ÷ 7 … by hand:
    # all 8: mean 5, 25+1+1+0+4+1+0+4 = 36; 36 ÷ 64 = 0.5625
    # last 7: mean 40/7, squares 236 − 1600/7 = 7.43; ÷ 49 = 0.1516
    # last 6: mean 6, 0+1+1+0+1+1 = 4; ÷ 36 = 0.1111
    # last 5: mean 6, 1+1+0+1+1 = 4; ÷ 25 = 0.16
    assert mser(np.array([0.0, 4, 6, 5, 7, 6, 5, 7])) == 2


def test_of_a_series_that_is_alike_all_along_nothing_is_cut_off() -> None:
    assert mser(np.full(50, 7.3)) == 0
    assert mser(np.zeros(50)) == 0
    assert mser(np.array([1.0, 2.0])) == 0
    assert mser(1e9 + np.full(50, 0.1)) == 0


@pytest.mark.parametrize("filled", [10, 25, 40])
def test_a_known_beginning_in_noise_is_found(filled: int) -> None:
    cut = []
    for seed in range(40):
        series = 20 + noise(120, seed=seed)
        series[:filled] -= 10
        cut.append(mser(series))
    assert min(cut) == filled
    assert np.median(cut) <= filled + 1, "luck adds some now and then"


def test_what_fills_exponentially_is_cut_off_when_it_is_lost_in_noise() -> None:
    # 10 e^(−t ÷ 8) is less than half of a standard deviation after 8 ln 20 = 24 stretches, and 1 % of one after 55
    series = 20 + noise(200) - 10 * np.exp(-np.arange(200) / 8)
    assert 12 < mser(series) < 55


def test_what_grows_all_along_is_cut_off_in_the_second_half() -> None:
    assert mser(np.arange(100.0)) > 50


@given(st.lists(st.floats(-1e3, 1e3), min_size=6, max_size=40), st.floats(-1e3, 1e3), st.floats(0.1, 100))
def test_the_rule_chooses_the_least_standard_error(values: list[float], shift: float, scale: float) -> None:
    series = np.round(np.array(values), 3)
    found = mser(series)
    assert 0 <= found <= len(series) - 5

    def error(cut: int) -> float:
        return float(series[cut:].var() / (len(series) - cut))

    assert error(found) <= min(map(error, range(len(series) - 4))) + 1e-6


# ---- stretches and seasons


def test_a_run_is_cut_into_sixty_stretches_at_least_and_twelve_to_a_year() -> None:
    for end in (30.0, 400.0, YEAR, 2.5 * YEAR, 8 * YEAR):
        edges = stretches(end)
        assert len(edges) - 1 >= 60
        assert stretches_per_year(end) % 12 == 0
        assert edges[0] == 0
        assert end - (edges[1] - edges[0]) < edges[-1] <= end + 1e-6
    assert np.diff(stretches(8 * YEAR)) == pytest.approx(MONTH)


@pytest.mark.parametrize("years", [4, 5.5, 8])
def test_the_season_of_a_series_without_anything_else_is_found_exactly(years: float) -> None:
    months = np.arange(int(12 * years))
    wave = np.where(months % 12 == 6, -11.0, 1.0)  # closed in July
    assert season(50 + wave, 12) == pytest.approx(wave)


def test_a_slope_is_no_season() -> None:
    assert season(np.arange(72.0), 12) == pytest.approx(0, abs=1e-9)


# ---- units

STEADY = Steadiness(8 * YEAR, seasonal=False)
SEASONAL = Steadiness(8 * YEAR, seasonal=True)


def unit(
    rows: np.ndarray, warm_up: float, steady: Steadiness = STEADY, observe: float = YEAR, end: float = 8 * YEAR
) -> UnitSettling:
    """Judge a unit with a line that is always the same and with these open cases: (replications, months)."""
    fillings = [{"unit": Filling(np.full(len(row), 3.0), row)} for row in rows]
    return settlings(fillings, steady, Window(warm_up, observe, end - warm_up - observe))["unit"]


def filling(months: float, replications: int = 12, seed: int = 1) -> np.ndarray:
    """Let a unit fill to 100 children, to all but 5 % in so many months."""
    return 100 * (1 - np.exp(-3 * np.arange(96) / months)) + noise(replications, 96, seed=seed)


def test_a_warm_up_that_ends_while_a_unit_fills_is_too_short() -> None:
    found = unit(filling(24), warm_up=3 * MONTH)
    assert found.judged is WarmUp.TOO_SHORT
    assert 24 * MONTH < found.days < 4 * YEAR
    assert found.cases.apart.high < -5
    assert found.of_line is WarmUp.LONG_ENOUGH
    assert found.worst is found.cases


def test_one_that_ends_when_it_has_filled_is_not() -> None:
    assert unit(filling(12), warm_up=3 * YEAR).judged is WarmUp.LONG_ENOUGH
    late = unit(filling(24), warm_up=24 * MONTH)  # 5 % are missing then, and 1 or 2 % while children count
    assert late.judged in (WarmUp.LONG_ENOUGH, WarmUp.NO_MATTER)


def test_a_unit_that_fills_as_long_as_the_run_lasts_does_not_settle() -> None:
    assert unit(filling(200), warm_up=4 * YEAR).judged is WarmUp.NOT_SETTLED


def test_luck_is_not_taken_for_a_beginning() -> None:
    """A line that wanders for months, and is settled from its first day: MSER cuts off much of it now and then."""
    judged = []
    for seed in range(200):
        walk = noise(12, 296, seed=seed)
        for month in range(1, 296):
            walk[:, month] += 0.95 * walk[:, month - 1]
        judged.append(unit(20 + walk[:, 200:], warm_up=1 * YEAR))
    assert sum(each.days > YEAR for each in judged) > 20, "the rule by itself is moved by luck"
    wrong = sum(each.judged in (WarmUp.TOO_SHORT, WarmUp.NOT_SETTLED) for each in judged)
    assert wrong <= 20, wrong  # 5 % of 200 by chance, and what choosing the cut adds


@pytest.mark.parametrize("seed", range(5))
def test_strong_seasons_after_a_long_warm_up_are_not_taken_for_a_beginning(seed: int) -> None:
    months = np.arange(96)
    wave = 40 * np.sin(2 * np.pi * (months + 2 * seed) / 12) - 60 * (months % 12 == 6)
    rows = 100 * (1 - np.exp(-months / 6)) + 100 + wave + noise(12, 96, seed=seed)
    assert unit(rows, warm_up=4 * YEAR, steady=SEASONAL).judged is WarmUp.LONG_ENOUGH
    short = unit(rows, warm_up=2 * MONTH, steady=SEASONAL, observe=6 * MONTH)
    assert short.judged is WarmUp.TOO_SHORT
    # 100 e^(−t ÷ 6) is lost in the noise of a mean of twelve, 0.29, after 35 months
    assert 12 * MONTH < short.days < 42 * MONTH


def test_of_one_replication_nothing_is_more_than_luck() -> None:
    assert unit(filling(24, replications=1), warm_up=3 * MONTH).judged is WarmUp.NO_MATTER


def test_a_difference_of_less_than_a_twentieth_does_not_matter() -> None:
    rows = 100 + 0.01 * noise(12, 96)
    rows[:, :30] -= 4
    found = unit(rows, warm_up=YEAR)
    assert found.days == pytest.approx(30 * MONTH)
    assert found.cases.apart.distinct
    assert found.judged is WarmUp.NO_MATTER


def test_only_what_is_steady_is_looked_at() -> None:
    rows = filling(6)
    rows[:, 60:] += 500  # from the day on which something changes
    assert unit(rows, warm_up=2 * YEAR, steady=Steadiness(5 * YEAR, seasonal=False)).judged is WarmUp.LONG_ENOUGH


@pytest.mark.parametrize(
    ("steady", "warm_up", "says"),
    [
        (STEADY, 2.0, True),
        (SEASONAL, 2.0, True),
        (Steadiness(3.5 * YEAR, seasonal=True), 2.0, False),
        (Steadiness(3.5 * YEAR, seasonal=False), 2.0, True),
        (Steadiness(2 * YEAR, seasonal=False), 2.0, False),
        (Steadiness(8 * YEAR, False, Unsteady.TREND), 2.0, False),
        (Steadiness(8 * YEAR, False, Unsteady.STARTS_FULL), 2.0, False),
    ],
)
def test_where_nothing_can_settle_nothing_is_said(steady: Steadiness, warm_up: float, says: bool) -> None:
    window = Window(warm_up * YEAR, YEAR, 5 * YEAR)
    assert is_judged(steady, window) is says
    row = {"unit": Filling(np.zeros(96), np.zeros(96))}
    assert bool(settlings([row, row], steady, window)) is says


def test_a_unit_that_nobody_comes_to_has_settled() -> None:
    found = unit(np.zeros((5, 96)), warm_up=YEAR)
    assert (found.judged, found.days) == (WarmUp.LONG_ENOUGH, 0)
