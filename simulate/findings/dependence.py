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
_SHUFFLES = 200


@dataclass(frozen=True)
class Worth:
    """How much rarer one would choose wrongly if one thing were known."""

    gain: float  # less of the worlds in which the wrong one is chosen; 0 where it decides nothing
    sure: bool  # more than chance makes of a thing that decides nothing, 19 times of 20


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


def worth_of_knowing(thing: Floats, better: Floats) -> Worth:
    """Say how much rarer the wrong one of two would be chosen if a thing were known: (worlds,) each, `better` 0 or 1.

    Without knowing it one takes what is better in most worlds, and is wrong in the others; knowing it, one takes what
    is better in most worlds in which it is about as large. So few worlds lie in each piece of the range that chance
    decides something there, too: what it makes on average of the thing shuffled is taken away (the partial expected
    value of perfect information; M. Strong, J. E. Oakley and A. Brennan 2014, Med. Decis. Making 34:311).
    """
    if len(better) < 2 * _PIECES:
        return Worth(math.nan, False)
    wrong = min(float(better.mean()), 1 - float(better.mean()))
    order = np.argsort(thing, kind="stable")
    shuffled = np.random.default_rng(len(better))
    by_chance = [wrong - _wrong_in_pieces(better[shuffled.permutation(len(better))]) for _ in range(_SHUFFLES)]
    gain = wrong - _wrong_in_pieces(better[order])
    return Worth(max(gain - float(np.mean(by_chance)), 0.0), gain > float(np.quantile(by_chance, CONFIDENCE)))


def _wrong_in_pieces(better: Floats) -> float:
    """Give the share of worlds in which one is wrong who knows in which piece a world lies."""
    pieces = np.array_split(better, _PIECES)
    return sum(min(float(piece.sum()), float((1 - piece).sum())) for piece in pieces) / len(better)
