"""Replications are the unit of uncertainty: means over them and their intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

CONFIDENCE = 0.95
MOST_REPLICATIONS = 1_000_000


@dataclass(frozen=True)
class Estimate:
    """A mean over replications with its interval; NaN where there is none."""

    value: float
    low: float
    high: float
    spread: float  # standard deviation between replications; NaN with fewer than two
    replications: int  # how many had something to measure

    @property
    def distinct(self) -> bool:
        """Whether the interval excludes 0, so that a difference is more than luck."""
        return self.low > 0 or self.high < 0


def estimate(values: Sequence[float]) -> Estimate:
    """Average one figure over replications, given in the order of their numbers.

    The interval is Student's t. Sums are exact (math.fsum), so that the same values give the same bits whoever
    computed them. NaN (nobody to measure) is left out; where any value is infinite (not reached), the mean over
    the others would be too low, and the figure is not reached: NaN.
    """
    measured = [value for value in values if not math.isnan(value)]
    count = len(measured)
    if count == 0 or math.inf in measured or -math.inf in measured:
        return Estimate(math.nan, math.nan, math.nan, math.nan, count)
    mean = math.fsum(measured) / count
    if count == 1:
        return Estimate(mean, math.nan, math.nan, math.nan, count)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in measured) / (count - 1))
    half = _half_width(spread, count)
    return Estimate(mean, mean - half, mean + half, spread, count)


def differences(these: dict[int, float], those: dict[int, float]) -> list[float]:
    """Subtract the second from the first, replication by replication, for those that both have, in order."""
    pairs = [(these[number], those[number]) for number in sorted(these.keys() & those.keys())]
    # where either is not reached, so is the difference; infinite minus infinite would be NaN, "nobody to measure"
    return [math.inf if math.inf in pair and not any(map(math.isnan, pair)) else pair[0] - pair[1] for pair in pairs]


def replications_needed(difference: Estimate) -> int | None:
    """Estimate how many replications would tell a difference from 0, if it is as large as it seems now.

    It is the least number whose t-interval, at today's mean and spread, excludes 0. None where that cannot be said:
    with fewer than two replications, with no difference at all, or beyond MOST_REPLICATIONS.
    """
    size, spread = abs(difference.value), difference.spread
    if not (size > 0 and spread >= 0) or spread / size > math.sqrt(MOST_REPLICATIONS) / 2:
        return None
    # start below the answer: the normal quantile is smaller than any of Student's
    needed = max(2, math.floor((1.95 * spread / size) ** 2))
    while _half_width(spread, needed) >= size:
        needed += 1
    return needed


def _half_width(spread: float, count: int) -> float:
    return float(stdtrit(count - 1, (1 + CONFIDENCE) / 2)) * spread / math.sqrt(count)
