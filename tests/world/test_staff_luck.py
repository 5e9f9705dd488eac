"""The luck of posts: who is ill when and who leaves at which load, whatever else a scenario holds."""

from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from simulate.plan import REVIEW_EVERY, Floats, Staff
from simulate.scenario.schema.durations import duration_from
from simulate.scenario.schema.scenario import Unit
from simulate.scenario.schema.staffing import Pressure
from simulate.world.chance import length_biased
from simulate.world.staff import Posts, StaffLuck, loads_to_leave_at, staff

CERTAIN = 1e-5  # a p-value below this is a mistake, not bad luck; the luck of these tests never changes
YEARS = 8 * 365.25
SPELLS = {
    "exponential": ({"exponential": "30 days"}, stats.expon(scale=30)),
    "fixed": ("30 days", None),
    "gamma": ({"gamma": "30 days", "cv": 2}, stats.gamma(0.25, scale=120)),
    "lognormal": ({"lognormal": "21 days", "cv": 0.8}, stats.lognorm(np.sqrt(np.log(1.64)), scale=21 / np.sqrt(1.64))),
    "median": ({"median": "14 days", "sigma": 0.7}, stats.lognorm(0.7, scale=14)),
    "uniform": ({"uniform": ["5 days", "9 days"]}, stats.uniform(5, 4)),
    "triangular": ({"triangular": ["2 days", "3 days", "10 days"]}, stats.triang(1 / 8, 2, 8)),
    "weibull": ({"weibull": "60 days", "shape": 1.44}, stats.weibull_min(1.44, scale=60)),
    "loglogistic": ({"loglogistic": "210 days", "shape": 5}, stats.fisk(5, scale=210)),
}
ILL: dict[str, Any] = {"absence": {"share": 0.3, "spell": {"exponential": "20 days"}}}
RESTLESS: dict[str, Any] = {
    "turnover": 1.2,
    "time_to_fill": {"gamma": "90 days", "cv": 0.5},
    "pressure": {"above": 0.9, "per_tenth": 1.5, "at_most": 8.0},
}


def unit(**rules: Any) -> Unit:
    return Unit.model_validate({"administration": "school", "workers": 3, **rules})


def settled(*dated: tuple[float, Unit], posts: int = 400, end: float = YEARS, name: str = "office") -> Staff:
    found = staff(Posts(7, 2, name, posts), dated, end)
    assert found is not None
    return found


def days_away(found: Staff, since: float, until: float) -> Floats:
    """Add up how long each post is away between two days: (posts,)."""
    days = np.minimum(found.back.values, until) - np.maximum(found.away.values, since)
    return np.bincount(found.away.rows, np.maximum(days, 0.0), minlength=len(found.away.starts) - 1)


def is_away(found: Staff, day: float) -> int:
    return int(((found.away.values <= day) & (day < found.back.values)).sum())


def assert_same(some: Staff, other: Staff, posts: int | None = None) -> None:
    """Compare the luck of the first posts bit for bit."""
    count = len(some.leaves_at) if posts is None else posts
    assert [some.away.row(post).tolist() for post in range(count)] == [
        other.away.row(post).tolist() for post in range(count)
    ]
    assert [some.back.row(post).tolist() for post in range(count)] == [
        other.back.row(post).tolist() for post in range(count)
    ]
    np.testing.assert_array_equal(some.leaves_at[:count], other.leaves_at[:count])
    np.testing.assert_array_equal(some.vacant_for[:count], other.vacant_for[:count])


@pytest.mark.parametrize("name", [name for name in SPELLS if name != "fixed"])
def test_a_duration_met_on_a_day_is_longer_by_its_own_length(name: str) -> None:
    written, exact = SPELLS[name]
    duration = duration_from(written)
    days = length_biased(duration, np.linspace(0.05, 0.95, 19))
    mean, most = exact.mean(), exact.ppf(1 - 1e-15)
    shares = [
        integrate.quad(lambda x: x * exact.pdf(x) / mean, exact.ppf(0), min(day, most), limit=200)[0] for day in days
    ]
    np.testing.assert_allclose(shares, np.linspace(0.05, 0.95, 19), atol=2e-6)


@pytest.mark.parametrize("name", SPELLS)
@pytest.mark.parametrize("day", [0.0, 11.0, 400.0])
def test_as_many_are_away_on_any_day_as_the_share_says(name: str, day: float) -> None:
    found = settled((0.0, unit(absence={"share": 0.3, "spell": SPELLS[name][0]})), posts=3000, end=500.0)
    assert stats.binomtest(is_away(found, day), 3000, 0.3).pvalue > CERTAIN


def test_absence_fills_its_share_of_the_time() -> None:
    found = settled((0.0, unit(**ILL)))
    shares = days_away(found, 0.0, YEARS) / YEARS
    assert abs(shares.mean() - 0.3) < 5 * shares.std() / np.sqrt(len(shares))
    assert shares.std() < 0.06


def test_the_spells_of_a_post_rise_and_lie_apart_and_begin_before_the_end() -> None:
    found = settled((0.0, unit(**ILL)))
    for post in range(400):
        away, back = found.away.row(post), found.back.row(post)
        assert (away < back).all()
        assert (back[:-1] < away[1:]).all()
        assert (away < YEARS).all()


def test_spells_last_as_long_as_they_should_and_the_times_between_them_are_exponential() -> None:
    found = settled((0.0, unit(**ILL)))
    begun = found.away.values > 0
    long_before = begun & (found.away.values < YEARS - 500)
    lengths = (found.back.values - found.away.values)[long_before]
    assert stats.kstest(lengths, stats.expon(scale=20).cdf).pvalue > CERTAIN
    first = np.array([found.away.row(post)[0] for post in range(400)])
    gaps = stats.expon(scale=20 * 0.7 / 0.3).cdf
    assert stats.kstest(first[first > 0], gaps).pvalue > CERTAIN


def test_spells_and_leaving_do_not_depend_on_how_many_posts_there_are() -> None:
    few, many = (settled((0.0, unit(**ILL, **RESTLESS)), posts=posts) for posts in (3, 40))
    assert_same(few, many, posts=3)


def test_the_luck_of_another_unit_or_post_is_another() -> None:
    here, there = (settled((0.0, unit(**ILL, **RESTLESS)), posts=3, name=name) for name in ("office", "clinic"))
    assert not np.array_equal(here.away.row(0), there.away.row(0))
    assert not np.array_equal(here.away.row(0), here.away.row(1))
    assert not np.array_equal(here.leaves_at, there.leaves_at)
    assert len(np.unique(here.vacant_for[:, 1:])) == here.vacant_for[:, 1:].size


def test_a_longer_run_keeps_the_luck_there_was() -> None:
    short, long = (settled((0.0, unit(**ILL, **RESTLESS)), posts=20, end=end) for end in (YEARS / 3, YEARS))
    reviews = short.leaves_at.shape[1]
    assert reviews == int(np.ceil(YEARS / 3 / REVIEW_EVERY))
    np.testing.assert_array_equal(short.leaves_at, long.leaves_at[:, :reviews])
    for post in range(20):
        away = long.away.row(post)
        np.testing.assert_array_equal(short.away.row(post), away[away < YEARS / 3])
        np.testing.assert_array_equal(short.back.row(post), long.back.row(post)[away < YEARS / 3])


def test_one_rule_does_not_change_the_luck_of_another() -> None:
    both, ill, restless = (settled((0.0, unit(**rules)), posts=9) for rules in (ILL | RESTLESS, ILL, RESTLESS))
    np.testing.assert_array_equal(both.away.values, ill.away.values)
    np.testing.assert_array_equal(both.leaves_at, restless.leaves_at)
    assert (ill.leaves_at == np.inf).all()
    assert len(restless.away.values) == 0


def test_a_change_of_absence_takes_effect_on_its_day_and_not_before() -> None:
    more = {"absence": {"share": 0.6, "spell": {"exponential": "20 days"}}}
    before = settled((0.0, unit(**ILL)))
    after = settled((0.0, unit(**ILL)), (1000.0, unit(**more)))
    for post in range(400):
        early = before.away.row(post) < 1000
        np.testing.assert_array_equal(before.away.row(post)[early], after.away.row(post)[after.away.row(post) < 1000])
        np.testing.assert_array_equal(before.back.row(post)[early], after.back.row(post)[after.away.row(post) < 1000])
    begun = int(((after.away.values >= 1000) & (after.away.values < 1005)).sum())
    there = 400 - is_away(after, 1000.0)
    assert stats.poisson.sf(begun - 1, 5 * there * 0.3 / 0.7 / 20) < CERTAIN  # more than before, from the first day on
    assert stats.binomtest(is_away(after, 2000.0), 400, 0.6).pvalue > CERTAIN


def test_nobody_falls_ill_any_more_from_the_day_absence_ends() -> None:
    found = settled((0.0, unit(**ILL)), (500.0, unit()), (900.0, unit(**ILL)))
    assert not ((found.away.values >= 500) & (found.away.values < 900)).any()
    assert (found.away.values >= 900).sum() > 400


def test_a_change_of_something_else_changes_no_bit() -> None:
    plain = settled((0.0, unit(**ILL, **RESTLESS)), posts=30)
    other = settled(
        *((day, unit(**ILL, **RESTLESS, caseload=1 + n)) for n, day in enumerate((0.0, 7.3, 900.1))), posts=30
    )
    assert_same(plain, other)


@pytest.mark.parametrize("load", [0.0, 0.8, 1.0, 1.37, 2.0, 1e6])
def test_so_many_leave_at_a_load_as_the_hazard_says(load: float) -> None:
    found = settled((0.0, unit(**RESTLESS)), posts=2000)
    leave = int((found.leaves_at[:, 1:] <= load).sum())
    hazard = 1.2 / 12 * min(1.5 ** (10 * min(max(load - 0.9, 0.0), 9)), 8)
    assert stats.binomtest(leave, found.leaves_at[:, 1:].size, 1 - np.exp(-hazard)).pvalue > CERTAIN


def test_the_load_to_leave_at_is_the_one_at_which_the_hazard_reaches_the_luck() -> None:
    strain = np.array([0.05, 0.1, 0.15, 0.3, 0.39, 0.41, 4.0])
    loads = loads_to_leave_at(strain, 0.1, Pressure(above=0.9, per_tenth=1.5, at_most=4.0))
    assert loads[:2].tolist() == [0.0, 0.0]
    np.testing.assert_allclose(0.1 * 1.5 ** (10 * (loads[2:5] - 0.9)), strain[2:5], rtol=1e-12)
    assert loads[5:].tolist() == [np.inf, np.inf]
    assert loads_to_leave_at(strain, 0.1, Pressure(per_tenth=1.0)).tolist() == [0.0, 0.0, *[np.inf] * 5]
    assert (loads_to_leave_at(np.append(strain, 0.0), 0.0, Pressure(per_tenth=1.5)) == np.inf).all()


def test_nobody_leaves_on_day_0_and_a_change_of_turnover_counts_from_its_review() -> None:
    found = settled((0.0, unit(turnover=20.0)), (2 * REVIEW_EVERY, unit()), (4.5 * REVIEW_EVERY, unit(turnover=20.0)))
    leave = (found.leaves_at == 0).sum(axis=0)
    assert leave[0] == leave[2] == leave[3] == leave[4] == 0
    assert leave[1] > 250
    assert leave[5] > 250


def test_a_post_is_vacant_as_long_as_its_time_to_fill_says() -> None:
    found = settled((0.0, unit(**RESTLESS)))
    assert stats.kstest(found.vacant_for[:, 1:].ravel(), stats.gamma(4, scale=22.5).cdf).pvalue > CERTAIN


def test_a_unit_where_nobody_is_ill_or_leaves_has_no_luck_of_posts() -> None:
    nothing = unit(absence={"share": 0.0, "spell": "9 days"}, turnover=0.0, time_to_fill="30 days")
    assert staff(Posts(1, 0, "office", 5), ((0.0, nothing),), YEARS) is None
    assert staff(Posts(1, 0, "office", 0), ((0.0, unit(**ILL)),), YEARS) is None


def test_the_luck_of_staff_is_the_same_however_many_posts_another_organisation_has() -> None:
    luck, restless = StaffLuck(7, 2, YEARS), unit(**ILL, **RESTLESS)
    for count in (3, 5, 1):
        found = luck.of("office", count, 5, ((0.0, restless),))
        assert found is not None
        assert_same(found, settled((0.0, restless), posts=count))
    assert luck.of("office", 0, 5, ((0.0, restless),)) is None
    other = luck.of("office", 3, 5, ((0.0, unit(**ILL)),))
    assert other is not None
    assert_same(other, settled((0.0, unit(**ILL)), posts=3))
    assert np.isinf(other.leaves_at).all()
