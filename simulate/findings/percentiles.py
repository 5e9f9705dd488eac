"""Medians and other percentiles of waits, from the curves of all replications together, with their intervals."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from simulate.findings.estimates import CONFIDENCE, Estimate, margins, quantile, skewness_of
from simulate.findings.survival import ROUNDING, Curve
from simulate.plan import Floats, Integers

Curves = Mapping[int, Curve]
"""The curve of each replication, by its number; those of nobody are left out of everything."""

_Truths = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
_HALVINGS = 50  # at most, of some thousand days: far below a rounding error
_TINY = 1e-300  # instead of nothing, to divide by
_POINTS = 256  # days on which an interval of a difference is looked for


def percentiles(asked: Sequence[tuple[Curves, float]], confidence: float = CONFIDENCE) -> list[Estimate]:
    """Give the first day on which, on average over replications, at least so many percent no longer wait.

    Every replication counts alike, as in a mean. The interval holds each day on which the share still waiting may be
    that of the percentile, as far as the interval of this share over replications says (Woodruff 1952, J. Am. Stat.
    Assoc. 47:635; for waits that are not all over Brookmeyer and Crowley 1982, Biometrics 38:29). It is never less
    wide than the luck of so many children alone would make it. What is not reached is infinite, be it the percentile
    or only the upper end of its interval; with one replication there is no interval.
    """
    found: list[Estimate] = [Estimate(math.nan, math.nan, math.nan, math.nan, 0)] * len(asked)
    alike: dict[int, list[int]] = defaultdict(list)
    for number, (curves, _) in enumerate(asked):
        alike[sum(curve.people > 0 for curve in curves.values())].append(number)
    for count, numbers in alike.items():
        if count:
            some = [(_of_somebody(asked[number][0]), asked[number][1]) for number in numbers]
            for number, each in zip(numbers, _crossings(some, confidence), strict=True):
                found[number] = each
    return found


def percentile_difference(these: Curves, those: Curves, percent: float, its: Estimate, theirs: Estimate) -> Estimate:
    """Subtract from a percentile of these curves that of those; `its` and `theirs` are what `percentiles` says.

    The interval is of the confidence that theirs are of.

    The interval holds each difference that two days have of which the one may be this percentile and the other that,
    judged together: what the two curves have in common in every replication cancels out (the minimum dispersion
    statistic of Su and Wei 1993, Biometrics 49:603, with the covariance of pairs). Its ends are as much farther out
    as skewness makes those of a mean (see `margins`). Where a percentile is not reached there is no difference, and
    where its interval is open the difference's is.
    """
    both = sorted(number for number in these.keys() & those.keys() if these[number].people and those[number].people)
    value, count, confidence = its.value - theirs.value, len(both), its.confidence
    if not math.isfinite(value):
        return Estimate(math.nan, math.nan, math.nan, math.nan, count, confidence=confidence)
    if count < 2:
        return Estimate(value, math.nan, math.nan, math.nan, count, confidence=confidence)
    one, other = (_Neighbourhood.of([curves[number] for number in both], each, percent)
                  for curves, each in ((these, its), (those, theirs)))  # fmt: skip
    student = quantile(count, confidence)
    low, high = _jointly_possible(one, other, student)
    skewness = _skewness(one.influence() - other.influence())
    below, above = (float(each) / student * math.sqrt(count) for each in margins(1.0, skewness, count, confidence))
    low = -math.inf if math.isinf(theirs.high) else value - below * max(value - low, 0.0)
    high = math.inf if math.isinf(its.high) else value + above * max(high - value, 0.0)
    # as wide as a mean's would be with this spread, so that both need equally many replications
    side, stretched = (value - low, below) if value > 0 else (high - value, above)
    return Estimate(value, low, high, side / stretched / student * math.sqrt(count), count, skewness, confidence)


def _of_somebody(curves: Curves) -> list[Curve]:
    """List the curves that are of anybody, in the order of replications."""
    return [curves[number] for number in sorted(curves) if curves[number].people]


def _crossings(asked: Sequence[tuple[list[Curve], float]], confidence: float) -> list[Estimate]:
    """Do as `percentiles` does, where all have equally many curves: by halving, for all at the same time."""
    stacked, count = _Stacked.of([curves for curves, _ in asked]), len(asked[0][0])
    wanted = np.array([1 - percent / 100 for _, percent in asked])
    people = np.array([sum(curve.people for curve in curves) for curves, _ in asked])
    luck = _normal(confidence) * np.sqrt(wanted * (1 - wanted) / people)

    def reached(steps: Integers) -> _Truths:
        """Tell whether the lower end of the share, the share, and its upper end are low enough then: (3, asked)."""
        shares = stacked.shares(steps)
        mean, below, above = _interval(shares, luck, confidence)
        ends = np.stack([mean[0] - below[0], mean[1], mean[2] + above[2]])
        return ends <= wanted + ROUNDING

    before = np.full((3, len(asked)), -1.0)
    after = np.broadcast_to(stacked.last_day, (3, len(asked)))
    fewest, most = (np.broadcast_to(ends, (3, *ends.shape)) for ends in (stacked.first, stacked.last))  # steps by then
    ever = reached(most)
    for _ in range(_HALVINGS):
        if not stacked.differ(fewest, most).any():
            break
        middle = (before + after) / 2
        steps = stacked.steps_by(middle, fewest, most)
        there = reached(steps)
        before, after = np.where(there, before, middle), np.where(there, middle, after)
        fewest, most = np.where(there[..., None], fewest, steps), np.where(there[..., None], steps, most)
    days = np.where(ever, stacked.next_day(fewest), np.inf)
    if count == 1:
        days[0], days[2] = np.nan, np.nan
    return [Estimate(value, low, high, math.nan, count, confidence=confidence) for low, value, high in days.T.tolist()]


def _normal(confidence: float) -> float:
    """Give the normal quantile, as for the luck of single children."""
    return float(ndtri((1 + confidence) / 2))


def _interval(shares: Floats, luck: Floats, confidence: float) -> tuple[Floats, Floats, Floats]:
    """Give the means of shares over replications, their last axis, and how far the intervals reach below and above.

    `luck` is how far they reach at least: an interval over replications that all say 0 would have no width.
    """
    count = shares.shape[-1]
    mean = shares.mean(axis=-1)
    away = shares - mean[..., None]
    square, cube = (away**2).sum(axis=-1), (away**3).sum(axis=-1)
    if count == 1:
        return mean, np.zeros_like(mean), np.zeros_like(mean)
    below, above = margins(np.sqrt(square / (count - 1)), skewness_of(square, cube, count), count, confidence)
    return mean, np.maximum(below, luck), np.maximum(above, luck)


@dataclass(frozen=True)
class _Stacked:
    """Curves behind one another: as many for each of several things asked for."""

    times: Floats  # (S,) the steps of all, and one more
    waiting: Floats  # (S + curves,) the levels of all, each beginning with 1
    first: Integers  # (asked, replications) each curve's first step
    last: Integers  # (asked, replications) after its last
    own: Integers  # (asked, replications) by how much its levels lie behind its steps
    last_day: Floats  # (asked,) of any step

    @staticmethod
    def of(asked: Sequence[list[Curve]]) -> "_Stacked":
        curves = [curve for some in asked for curve in some]
        ends = np.cumsum([len(curve.times) for curve in curves])
        shape = (len(asked), len(asked[0]))
        begins = np.append(0, ends[:-1])
        parts = [part for curve in curves for part in (np.ones(1), curve.waiting)]
        latest = [max(curve.times[-1] if len(curve.times) else 0.0 for curve in some) for some in asked]
        return _Stacked(
            np.concatenate([*(curve.times for curve in curves), [np.inf]]),
            np.concatenate(parts),
            begins.reshape(shape),
            ends.reshape(shape),
            np.arange(len(curves)).reshape(shape),
            np.array(latest),
        )

    def steps_by(self, days: Floats, fewest: Integers, most: Integers) -> Integers:
        """Count each curve's steps up to a day, on top of all before it, where it is known between which numbers.

        Days are (days, asked), all others (days, asked, replications).
        """
        low, high, wanted = fewest, most, days[..., None]
        for _ in range(int((most - fewest).max(initial=0)).bit_length()):
            middle = (low + high) // 2
            passed = (middle < high) & (self.times[middle] <= wanted)
            low, high = np.where(passed, middle + 1, low), np.where(passed, high, middle)
        return low

    def shares(self, steps: Integers) -> Floats:
        """Give the share still waiting in each replication after so many steps: like `steps`."""
        return np.asarray(self.waiting[steps + self.own])

    def next_day(self, steps: Integers) -> Floats:
        """Give the day of the next step of any curve, after so many of each: (days, asked)."""
        return np.asarray(np.where(steps < self.last, self.times[steps], np.inf).min(axis=-1))

    def differ(self, fewest: Integers, most: Integers) -> _Truths:
        """Tell whether the steps from these to those are on different days: (days, asked)."""
        some = fewest < most
        last = np.where(some, self.times[most - 1], -np.inf).max(axis=-1)
        return np.asarray(np.where(some, self.times[fewest], np.inf).min(axis=-1) < last)


@dataclass(frozen=True)
class _Neighbourhood:
    """The replications of one organisation around a percentile: on T days within its interval."""

    days: Floats  # (T,) rising, days of steps
    shares: Floats  # (T, replications) still waiting
    wanted: float  # the share of the percentile
    luck: float  # the variance of the mean share by the luck of so many children alone
    at: int  # which of the days the percentile is

    @staticmethod
    def of(curves: list[Curve], found: Estimate, percent: float) -> "_Neighbourhood":
        parts = [curve.times[slice(*curve.times.searchsorted([found.low, found.high]))] for curve in curves]
        days = np.unique(np.concatenate(parts))
        chosen = np.linspace(0, max(len(days) - 1, 0), _POINTS).astype(np.int64) if len(days) > _POINTS else slice(None)
        ends = [day for day in (found.low, found.value, found.high) if math.isfinite(day)]
        days = np.unique(np.append(days[chosen], ends))
        shares = np.stack([curve.shares(days) for curve in curves], axis=-1)
        wanted = 1 - percent / 100
        luck = wanted * (1 - wanted) / sum(curve.people for curve in curves)
        return _Neighbourhood(days, shares, wanted, luck, int(days.searchsorted(found.value)))

    def influence(self) -> Floats:
        """Say how each replication moves the percentile, in days, up to a constant (Bahadur 1966): (replications,)."""
        mean = self.shares.mean(axis=-1)
        slope = (mean[0] - mean[-1]) / (self.days[-1] - self.days[0]) if len(self.days) > 1 else 0.0
        return self.shares[self.at] / slope if slope > 0 else np.zeros(self.shares.shape[-1])


def _jointly_possible(one: _Neighbourhood, other: _Neighbourhood, student: float) -> tuple[float, float]:
    """Give the smallest and the largest difference of two days that may be the two percentiles, judged together.

    The distance of two days from being so is Hotelling's T² of their mean shares. For each day of the other it says
    between which mean shares the one may lie; variances are taken where both shares are the same.
    """
    mean, its_mean = other.shares.mean(axis=-1), one.shares.mean(axis=-1)
    # the mean shares fall: the first day on which they are as low
    matched = np.minimum(np.searchsorted(-its_mean, -mean), len(one.days) - 1)
    away, its_away = other.shares - mean[:, None], one.shares[matched] - its_mean[matched, None]
    square, its_square = (away**2).sum(axis=-1), (its_away**2).sum(axis=-1)
    correlation = np.clip((away * its_away).sum(axis=-1) / np.sqrt(np.fmax(square * its_square, _TINY)), -1.0, 1.0)
    count = other.shares.shape[-1]
    scale = count * (count - 1)
    variance, its_variance = np.maximum(square / scale, other.luck), np.maximum(its_square / scale, one.luck)
    off = mean - other.wanted
    left = student**2 - off**2 / variance
    apart_from_it = 1 - correlation**2  # of its variance; not its last bits, where both are the same
    half = np.sqrt(np.maximum(left, 0.0) * its_variance * np.where(apart_from_it > ROUNDING, apart_from_it, 0.0))
    centre = one.wanted + correlation * np.sqrt(its_variance / variance) * off
    # a lower share is a later day
    early = np.searchsorted(-its_mean, -(centre + half) - ROUNDING)
    late = np.searchsorted(-its_mean, -(centre - half) - ROUNDING)
    last = len(one.days) - 1
    possible = left >= 0
    apart = [one.days[np.minimum(end, last)] - other.days for end in (early, late)]
    value = one.days[one.at] - other.days[other.at]
    return (
        float(apart[0][possible].min(initial=value)),
        float(apart[1][possible].max(initial=value)),
    )


def _skewness(values: Floats) -> float:
    away = values - values.mean()
    return float(skewness_of(float((away**2).sum()), float((away**3).sum()), len(values)))
