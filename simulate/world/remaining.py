"""What is left of a length of time that has lasted a while already."""

from typing import Any

import numpy as np
from scipy.special import gammaincc, gammainccinv, ndtr, ndtri

from simulate.plan import Floats
from simulate.scenario.schema.durations import Duration


def remaining(duration: Duration, elapsed: Floats, uniform: Floats) -> Floats:
    """Turn uniforms into the days that are left of durations that have lasted `elapsed` days: same shape, ≥ 0.

    The whole length is the quantile of F(elapsed) + u (1 − F(elapsed)), the inverse of the distribution function
    given that it is longer than `elapsed`. It is worked out from the upper tail, where F is too near 1 to tell
    values apart. What has lasted longer than the duration can is over now: 0 days are left.
    """
    if duration.shape == "exponential":  # has no memory
        memoryless: Floats = -duration.numbers[0] * np.log1p(-uniform) + 0.0 * elapsed
        return memoryless
    tail = _longer_than(duration, elapsed) * (1 - uniform)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        left = np.where(tail > 0, _longest_of(duration, tail) - elapsed, 0.0)
    days: Floats = np.where(np.isfinite(left), np.maximum(left, 0.0), 0.0)
    return days


def still_happens(chance: float, after: Duration, elapsed: Floats | None) -> Floats | float:
    """Give the chance that something comes at all that has not come for some days: like `elapsed`.

    Of all such things a share comes, after a duration, and the others never do: the longer one has waited, the more
    likely it is one of the others (Bayes). Without `elapsed` it is the share itself.
    """
    if elapsed is None or chance >= 1 or chance <= 0:
        return chance
    lasts = chance * np.asarray(_longer_than(after, elapsed), dtype=np.float64)
    still: Floats = lasts / (lasts + (1 - chance))
    return still


def _longer_than(duration: Duration, days: Floats) -> Any:
    """Give the chance of a duration longer than some days."""
    first, *more = duration.numbers
    with np.errstate(divide="ignore"):
        match duration.shape:
            case "fixed":
                return (days < first) * 1.0
            case "exponential":
                return np.exp(-days / first)
            case "gamma":
                shape = 1 / more[0] ** 2
                return gammaincc(shape, days * (shape / first))
            case "lognormal":
                variance = np.log1p(more[0] ** 2)
                return ndtr(-(np.log(days) - np.log(first) + variance / 2) / np.sqrt(variance))
            case "median":
                return ndtr(-np.log(days / first) / more[0])
            case "uniform":
                return np.clip((more[0] - days) / (more[0] - first), 0, 1)
            case "triangular":
                return _triangular_tail(duration.numbers, days)
            case "weibull":
                return np.exp(-((days / first) ** more[0]))
            case "loglogistic":
                return 1 / (1 + (days / first) ** more[0])
    raise NotImplementedError(f"no such shape of duration: {duration.shape}")


def _longest_of(duration: Duration, tail: Any) -> Any:
    """Give the days that a duration is longer than with a chance of `tail`."""
    first, *more = duration.numbers
    match duration.shape:
        case "fixed":
            return np.full(np.shape(tail), first)
        case "gamma":
            shape = 1 / more[0] ** 2
            return gammainccinv(shape, tail) * (first / shape)
        case "lognormal":
            variance = np.log1p(more[0] ** 2)
            return np.exp(np.log(first) - variance / 2 - np.sqrt(variance) * ndtri(tail))
        case "median":
            return first * np.exp(-more[0] * ndtri(tail))
        case "uniform":
            return more[0] - (more[0] - first) * tail
        case "triangular":
            low, mode, high = duration.numbers
            falling = high - np.sqrt(tail * (high - low) * (high - mode))
            rising = low + np.sqrt((1 - tail) * (high - low) * (mode - low))
            return np.where(tail * (high - low) <= high - mode, falling, rising)
        case "weibull":
            return first * (-np.log(tail)) ** (1 / more[0])
        case "loglogistic":
            return first * ((1 - tail) / tail) ** (1 / more[0])
    raise NotImplementedError(f"no such shape of duration: {duration.shape}")


def _triangular_tail(corners: tuple[float, ...], days: Floats) -> Floats:
    low, mode, high = corners
    within = np.clip(days, low, high)
    falling = (high - within) ** 2 / ((high - low) * max(high - mode, 1e-300))
    rising = 1 - (within - low) ** 2 / ((high - low) * max(mode - low, 1e-300))
    tail: Floats = np.where(within < mode, rising, falling)
    return tail
