"""Families of comparisons: of twenty that are nothing but luck, one is told from luck all the same."""

import math
from collections.abc import Sequence

from scipy.special import stdtr

from simulate.findings.estimates import CONFIDENCE, Estimate


def told_apart(differences: Sequence[Estimate]) -> list[bool]:
    """Tell which differences are more than luck, so that with 95 % none of all is told so that is not.

    Each must be told from luck by its own interval, and by Holm's step-down procedure on Student's t among all (S. Holm
    1979, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6:65): the
    smallest of n chances has to be under 5 % ÷ n, the next under 5 % ÷ (n − 1), and so on until one is not.
    """
    rare = holm([chance_of(each) for each in differences])
    return [each and difference.distinct for each, difference in zip(rare, differences, strict=True)]


def holm(chances: Sequence[float]) -> list[bool]:
    """Tell which chances are too small for luck, by Holm's procedure; one that is not known (NaN) is not."""
    told = [False] * len(chances)
    order = sorted((place for place, chance in enumerate(chances) if not math.isnan(chance)), key=chances.__getitem__)
    for rank, place in enumerate(order):
        if chances[place] > (1 - CONFIDENCE) / (len(order) - rank):
            break
        told[place] = True
    return told


def chance_of(difference: Estimate) -> float:
    """Give the chance of a mean so far from 0, to either side, if it were luck; NaN where nobody can tell."""
    count = difference.replications
    if not (count > 1 and difference.spread >= 0):
        return math.nan
    if difference.spread == 0:
        return 0.0 if difference.value else 1.0
    away = abs(difference.value) * math.sqrt(count) / difference.spread
    return float(2 * stdtr(count - 1, -away))
