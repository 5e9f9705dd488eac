"""Percentiles of waits over all replications, and their differences."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.findings.estimates import Estimate, replications_needed
from simulate.findings.percentiles import percentile_difference, percentiles
from simulate.findings.survival import NOBODY, Curve, waiting_curves

NEVER = math.nan
FOLLOWED = 400.0


def curve(*waits: float) -> Curve:
    """Give the curve of children who wait so many days; NEVER for those who still do after 400."""
    days = np.array(waits, float)
    return waiting_curves(days, np.full(len(days), FOLLOWED), np.ones((1, len(days)), bool))[0]


def by_number(*curves: Curve) -> dict[int, Curve]:
    return dict(enumerate(curves, 1))


def percentile(percent: float, *curves: Curve) -> Estimate:
    return percentiles([(by_number(*curves), percent)])[0]


def difference(percent: float, these: dict[int, Curve], those: dict[int, Curve]) -> Estimate:
    its, theirs = percentiles([(these, percent), (those, percent)])
    return percentile_difference(these, those, percent, its, theirs)


def many(seed: int, replications: int, children: int, shift: float = 0.0) -> dict[int, Curve]:
    """Give replications that differ: some have longer waits than others."""
    luck = np.random.default_rng(seed)
    return by_number(
        *(curve(*(shift + luck.gamma(2, 20 * luck.gamma(9, 1 / 9), children))) for _ in range(replications))
    )


def test_one_replication_that_does_not_reach_a_percentile_does_not_take_it_away():
    # Share still waiting, on average: after 10 days (3/4 + 1/2) ÷ 2 = 5/8, after 20 days 1/2, after 30 days 3/8.
    found = percentile(50, curve(10, 20, 30, 40), curve(10, 10, NEVER, NEVER))
    assert found.value == 20
    found = percentile(50, curve(20, 20, 30, 40), curve(10, NEVER, NEVER, NEVER))
    # after 20 days (2/4 + 3/4) ÷ 2 = 5/8, after 30 days (1/4 + 3/4) ÷ 2 = 1/2
    assert found.value == 30


def test_a_percentile_is_the_same_alone_and_among_others_be_their_days_close_together_or_alike():
    close = [by_number(curve(*(day + 1e-9 * np.arange(9))), curve(*np.full(9, day))) for day in (1 / 3, 20.0, 399.0)]
    alike = [by_number(curve(7, 7, 14, 21), curve(7, 14, 14, NEVER)), by_number(curve(NEVER, NEVER), curve(5, NEVER))]
    asked = [(curves, percent) for curves in (*close, *alike, many(3, 2, 50)) for percent in (10, 50, 90)]
    for one, found in zip(asked, percentiles(asked), strict=True):
        days = np.unique(np.concatenate([each.times for each in one[0].values()]))
        shares = np.mean([each.shares(days) for each in one[0].values()], axis=0)
        reached = days[shares <= 1 - one[1] / 100 + 1e-12]
        assert found.value == (reached[0] if len(reached) else math.inf)
        assert repr(percentiles([one])) == repr([found])


def test_a_percentile_that_all_replications_together_do_not_reach_is_infinite():
    found = percentile(90, curve(10, 20, NEVER), curve(10, 20, 30), curve(10, NEVER, NEVER))
    assert found.value == math.inf
    assert found.replications == 3


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=1, max_size=5), st.sampled_from([50, 90])
)
def test_a_percentile_is_that_of_all_children_together_where_each_replication_has_equally_many(replications, percent):
    every = sorted(day for waits in replications for day in waits)
    wanted = next(day for day in every if 100 * sum(other <= day for other in every) >= percent * len(every))
    assert percentile(percent, *(curve(*waits) for waits in replications)).value == wanted


def test_every_replication_counts_alike_however_many_children_it_has():
    # Of the first all wait 10 days, of the second 30: half of the one average child waits 10 days.
    assert percentile(50, curve(*[10.0] * 9), curve(30)).value == 10
    assert percentile(50, curve(10), curve(*[30.0] * 9)).value == 10


def test_a_replication_with_nobody_in_it_is_left_out():
    found = percentile(50, curve(10, 20), NOBODY, curve(10, 30))
    assert (found.value, found.replications) == (10, 2)
    assert math.isnan(percentile(50, NOBODY).value)
    assert percentile(50, NOBODY, NOBODY).replications == 0


def test_percentiles_of_other_numbers_of_replications_may_be_asked_for_together():
    asked = [(by_number(curve(1, 2), curve(3)), 50.0), (by_number(NOBODY), 50.0), (by_number(curve(7)), 90.0)]
    assert [each.replications for each in percentiles(asked)] == [2, 0, 1]
    assert [each.value for each in percentiles(asked)][::2] == [2, 7]


def test_one_replication_has_no_interval():
    found = percentile(50, curve(10, 20, 30))
    assert found.value == 20
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_the_interval_holds_the_days_on_which_the_interval_of_the_share_holds_a_half():
    # Ten replications of 10,000 children; the share after t days is (1 + e) × exp(−t ÷ 50), e = ±1 % and so on, whose
    # mean is 1: the interval of the share over replications is its mean × (1 ± 2.2622 × sd ÷ √10).
    off = np.array([-0.05, -0.04, -0.03, -0.02, -0.01, 0.01, 0.02, 0.03, 0.04, 0.05])
    levels = np.linspace(0.999, 0.2, 800)
    curves = [Curve(np.round(-50 * np.log(levels / (1 + e)), 12), levels, 10_000, 1000.0) for e in off]
    found = percentile(50, *curves)
    half = 2.2622 * off.std(ddof=1) / math.sqrt(10)
    assert found.value == pytest.approx(50 * math.log(2), abs=0.1)
    assert found.low == pytest.approx(50 * math.log(2 * (1 - half)), abs=0.15)
    assert found.high == pytest.approx(50 * math.log(2 * (1 + half)), abs=0.15)


def test_twenty_children_cannot_say_where_the_ninetieth_percentile_ends():
    # That all of twenty wait less than it has a chance of 0.9 ** 20 = 12 %.
    few = by_number(*(curve(*range(20 + k, 24 + k)) for k in range(5)))
    assert percentiles([(few, 90)])[0].high == math.inf
    enough = by_number(*(curve(*range(20 + k, 60 + k)) for k in range(5)))
    assert math.isfinite(percentiles([(enough, 90)])[0].high)


@pytest.mark.parametrize("percent", [50, 90])
def test_the_percentile_lies_within_its_interval(percent):
    for seed in range(20):
        found = percentiles([(many(seed, 8, 40), percent)])[0]
        assert found.low <= found.value <= found.high


def test_more_replications_give_a_narrower_interval():
    few, more = (percentiles([(many(1, count, 60), 50)])[0] for count in (6, 60))
    assert more.high - more.low < (few.high - few.low) / 2


def test_the_same_curves_differ_by_nothing_whatever_their_luck():
    some = many(1, 8, 40)
    found = difference(50, some, some)
    assert (found.value, found.low, found.high) == (0, 0, 0)
    assert not found.distinct


def test_what_both_have_in_common_cancels_out():
    # Each child waits 5 days less: the difference is known, though neither median is.
    luck = np.random.default_rng(3)
    waits = [50 + luck.gamma(2, 20 * luck.gamma(9, 1 / 9), 40) for _ in range(10)]
    those, these = (by_number(*(curve(*(days - shift)) for days in waits)) for shift in (0, 5))
    its, theirs = percentiles([(these, 50), (those, 50)])
    found = percentile_difference(these, those, 50, its, theirs)
    assert found.value == pytest.approx(-5)
    assert found.low <= -5 <= found.high
    assert found.distinct
    assert found.high - found.low < (theirs.high - theirs.low) / 10


def test_without_anything_in_common_the_interval_is_at_least_as_wide_as_either():
    these, those = many(1, 12, 60), many(2, 12, 60)
    its, theirs = percentiles([(these, 50), (those, 50)])
    found = percentile_difference(these, those, 50, its, theirs)
    assert found.high - found.low > max(its.high - its.low, theirs.high - theirs.low) * 0.9


def test_there_is_no_difference_from_what_is_not_reached():
    found = difference(90, by_number(curve(10, 20), curve(20, 30)), by_number(curve(10, NEVER), curve(10, NEVER)))
    assert math.isnan(found.value)
    assert found.replications == 2
    assert not found.distinct


def test_a_difference_is_open_where_an_interval_is():
    closed = by_number(*(curve(*range(20 + k, 60 + k)) for k in range(5)))
    open_ = by_number(*(curve(*range(80 + k, 84 + k)) for k in range(5)))
    found = difference(90, open_, closed)
    assert found.high == math.inf
    assert found.low > 0
    assert found.distinct
    turned = difference(90, closed, open_)
    assert turned.low == -math.inf
    assert turned.distinct


@pytest.mark.parametrize("shift", [0.0, 1.0, 3.0, 10.0])
def test_the_replications_needed_agree_with_whether_the_difference_is_distinct(shift):
    these, those = many(5, 12, 60, shift), many(6, 12, 60)
    found = difference(50, these, those)
    needed = replications_needed(found)
    assert needed is not None
    # at exactly as many as there are either may be so, by the last bits
    assert needed <= 12 if found.distinct else needed >= 12


def test_replications_are_paired_by_their_number():
    these = {1: curve(10, 20), 2: curve(30, 40), 5: curve(1, 2)}
    those = {2: curve(31, 41), 1: curve(11, 21), 9: curve(1, 1)}
    assert difference(50, these, those).replications == 2


def test_a_curve_of_many_steps_is_kept_to_a_thousandth():
    days = np.sort(np.random.default_rng(1).gamma(2, 50, 7000))
    whole = curve(*days[days < FOLLOWED])
    kept = whole.rounded()
    assert len(kept.times) <= 1000
    assert np.abs(kept.shares(days) - whole.shares(days)).max() <= 0.5001 / 1000
    assert kept.people == whole.people
    few = curve(10, 20, NEVER)
    assert few.rounded() is few
