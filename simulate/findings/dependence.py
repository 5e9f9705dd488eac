"""On what a number depends, over many worlds in which everything differs, and what it is worth to know one thing."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr
from scipy.stats import rankdata

from simulate.findings.estimates import CONFIDENCE
from simulate.findings.families import holm
from simulate.plan import Floats

_PIECES = 8
"""Into how many pieces with as many worlds each a thing's range is cut, to see what knowing it decides."""
_SHUFFLES = 1000


@dataclass(frozen=True)
class Worth:
    """How much rarer one would choose wrongly if one thing were known."""

    gain: float  # less of the worlds in which the wrong one is chosen; 0 where it decides nothing
    sure: bool  # more than chance makes of any of so many things that decide nothing, 19 times of 20


def partial_rank_correlations(things: Floats, number: Floats) -> list[tuple[float, bool]]:
    """Give for each thing how its rank goes with that of a number, what the other things do taken away.

    (worlds, things) and (worlds,). Beside each whether it is told from 0, by Student's t and Holm's procedure among all
    (R. L. Iman and W. J. Conover 1979, The use of the rank transform in regression, Technometrics 21:499; S. Marino et
    al. 2008, A methodology for performing global uncertainty and sensitivity analysis, J. Theor. Biol. 254:178).
    """
    count, width = things.shape
    free = count - 1 - width
    if free < 1:
        return [(math.nan, False)] * width
    ranks = np.column_stack([rankdata(column) for column in things.T])
    of_number = rankdata(number)
    found = []
    for column in range(width):
        others = np.column_stack([np.ones(count), np.delete(ranks, column, axis=1)])
        mine, its = (_rest(others, some) for some in (ranks[:, column], of_number))
        size = math.sqrt(float(mine @ mine) * float(its @ its))
        found.append(float(mine @ its) / size if size > 0 else 0.0)
    chances = [float(2 * stdtr(free, -abs(r) * math.sqrt(free / max(1 - r * r, 1e-300)))) for r in found]
    return list(zip(found, holm(chances), strict=True))


def _rest(others: Floats, some: Floats) -> Floats:
    """Give what is left of a column when what others say of it is taken away."""
    coefficients, *_ = np.linalg.lstsq(others, some, rcond=None)
    return np.asarray(some - others @ coefficients)


def worths_of_knowing(things: Floats, better: Floats) -> list[Worth]:
    """Say how much rarer the wrong one of two would be chosen if one thing were known, for each of them.

    (worlds, things) and (worlds,), `better` 0 or 1. Without knowing it one takes what is better in most worlds, and is
    wrong in the others; knowing it, one takes what is better in most worlds in which it is about as large. So few
    worlds lie in each piece of the range that chance decides something there, too: what it makes on average of a thing
    shuffled is taken away (the partial expected value of perfect information; M. Strong, J. E. Oakley and A. Brennan
    2014, Med. Decis. Making 34:311). Chance has as many tries as there are things (C. E. Bonferroni 1936).
    """
    count, width = things.shape
    if count < 2 * _PIECES:
        return [Worth(math.nan, False)] * width
    wrong = min(float(better.mean()), 1 - float(better.mean()))
    luck = np.random.default_rng(count)
    by_chance = [wrong - _wrong_in_pieces(better[luck.permutation(count)]) for _ in range(_SHUFFLES)]
    usual, rare = float(np.mean(by_chance)), float(np.quantile(by_chance, 1 - (1 - CONFIDENCE) / max(width, 1)))
    found = []
    for thing in things.T:
        gain = wrong - _wrong_in_pieces(better[np.argsort(thing, kind="stable")])
        found.append(Worth(max(gain - usual, 0.0), gain > rare))
    return found


def _wrong_in_pieces(better: Floats) -> float:
    """Give the share of worlds in which one is wrong who knows in which piece a world lies."""
    begins = np.linspace(0, len(better), _PIECES + 1).astype(int)[:-1]
    sizes = np.diff([*begins, len(better)])
    ones = np.add.reduceat(better, begins)
    return float(np.minimum(ones, sizes - ones).sum()) / len(better)
