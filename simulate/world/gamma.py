"""Quantiles of the gamma distribution, several times as quickly as by solving for each of them.

Most durations are gamma distributed, and hundreds of thousands are asked for in a replication. As a function of the
normal quantile of the chance, the logarithm of the gamma quantile is nearly straight: polynomials between exact
values, close together, leave an error below 1e-11 of the quantile.
"""

from functools import lru_cache

import numpy as np
from scipy.special import gammainccinv, gammaincinv, ndtr, ndtri

from simulate.plan import Floats

_STEPS = 64  # between exact values, from one standard deviation to the next
_FURTHEST = 8.5  # standard deviations: further out than a uniform's 53 bits reach
_AROUND = np.arange(-2, 4)  # the exact values each polynomial goes through, counted from where it begins
_LEAST_SHAPE, _LARGEST_SHAPE = (
    0.1,
    1e5,
)  # below, the smallest quantiles are too small for a float; above, nothing is exact
_INVERSE = np.rint(120 * np.linalg.inv(np.vander(_AROUND.astype(float)))) / 120  # of whole numbers ÷ 5!


def gamma_quantile(shape: float, chance: Floats) -> Floats:
    """Give the quantiles of a gamma distribution with scale 1, for chances in [0, 1): same shape as `chance`."""
    if not _LEAST_SHAPE <= shape <= _LARGEST_SHAPE:
        return np.asarray(gammaincinv(shape, chance), dtype=float)
    with np.errstate(divide="ignore"):  # a chance of 0 is the least there is
        place = (np.clip(ndtri(chance), -_FURTHEST, _FURTHEST) + _FURTHEST) * _STEPS
    begins = place.astype(np.intp)
    beyond = place - begins
    highest, *others = _polynomials(shape)
    logarithm = highest[begins]
    for coefficients in others:
        logarithm *= beyond
        logarithm += coefficients[begins]
    quantiles: Floats = np.exp(logarithm, out=logarithm)
    return quantiles


@lru_cache(maxsize=256)
def _polynomials(shape: float) -> Floats:
    """Give the coefficients of the polynomials between exact values, the highest power first: (6, pieces)."""
    pieces = int(2 * _FURTHEST * _STEPS) + 1
    first, last = _AROUND[0], _AROUND[-1]
    deviations = np.arange(first, pieces + last) / _STEPS - _FURTHEST
    low, high = deviations[deviations < 0], deviations[deviations >= 0]
    exact = np.concatenate([gammaincinv(shape, ndtr(low)), gammainccinv(shape, ndtr(-high))])
    windows = np.lib.stride_tricks.sliding_window_view(np.log(exact), len(_AROUND))
    parts = [np.outer(weights, values) for weights, values in zip(_INVERSE.T, windows.T, strict=True)]
    polynomials: Floats = np.add.reduce(parts)  # one after the other: the same bits with any library of matrices
    return polynomials
