"""Luck: uniforms addressed by name and position, and what they become."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import betaincinv, ndtri

from simulate.plan import Floats, Integers
from simulate.scenario.schema.durations import Duration
from simulate.world import questions
from simulate.world.gamma import gamma_quantile
from simulate.world.philox import Stream, key, keys
from simulate.world.questions import EVENLY, Question


def luck(seed: int, replication: int, stream: str, question: Question, count: int) -> Floats:
    """Draw one uniform in [0, 1) for each of the first `count` children of a stream: (count,).

    The answer depends on the address only, never on what else is drawn: child 17's answer is the 17th number of
    its own Philox stream, however many children come and whatever other questions are asked.
    """
    _STREAM.open(key(seed, replication, stream, question))
    return _STREAM.draw(count)


def luck_of_each(seed: int, replication: int, stream: str, asked: Sequence[Question], count: int) -> Floats:
    """Draw the first `count` uniforms for each of some questions, as `luck` does: (questions, count)."""
    answers = np.empty((len(asked), count))
    for row, address in zip(answers, keys(seed, replication, stream, asked), strict=True):
        _STREAM.open(address)
        row[:] = _STREAM.draw(count)
    return answers


def even_luck(number: int, question: Question, count: int) -> Floats:
    """Spread answers to a question evenly over so many in a row, in an order that luck settles: uniforms, (count,).

    It is Latin hypercube sampling (McKay, Beckman and Conover 1979, Technometrics 21:239–245) in blocks: each dozen or
    two of neighbours have one answer in each part of [0, 1), anywhere in it, so that every branching gets its share and
    every duration its mean. What falls into the same part of all blocks is spread over it by steps of the golden
    section, the most even there are (Niederreiter 1992, Random Number Generation and Quasi-Monte Carlo Methods, 3.1).
    So any stretch of the row is even as well. One by one, an answer is a uniform that knows nothing of the answers to
    other questions: means over many are those of drawn luck. `number` is that of the cohort; there is no seed.
    """
    if count == 0:
        return np.empty(0)
    size = count if count <= _BLOCKS[-1] else min(_BLOCKS, key=lambda size: -count % size)  # leaves the fewest over
    blocks = -(-count // size)
    drawn = luck(0, number, EVENLY, question, size + size * blocks)
    part = np.argsort(drawn[size:].reshape(blocks, size), axis=1)
    inside = (drawn[:size][part] + _GOLDEN * np.arange(blocks)[:, None]) % 1
    answers: Floats = ((part + inside) / size).ravel()[:count]
    return np.minimum(answers, _BELOW_1)


_BLOCKS = range(12, 25)
_GOLDEN = (np.sqrt(5) - 1) / 2
_BELOW_1 = np.nextafter(1.0, 0.0)

Asked = list[tuple[str, Integers | int]]
"""Whose luck is asked for, stream by stream: children by their rising positions in it, or so many of the first."""


def luck_at(seed: int, replication: int, asked: Asked, question: Question) -> Floats:
    """Draw the uniforms of some children, one stream after the other.

    They are the same as `luck` draws for them. Where few are asked, a stream is followed only at their positions.
    """
    ends = np.cumsum([some if isinstance(some, int) else len(some) for _, some in asked], dtype=np.int64).tolist()
    found = np.empty(ends[-1] if ends else 0)
    for (stream, some), begin, end in zip(asked, [0, *ends], ends, strict=False):
        _STREAM.open(key(seed, replication, stream, question))
        if isinstance(some, int):
            _STREAM.draw(out=found[begin:end])
        elif are_few(some):
            found[begin:end] = _jumping(some.tolist())
        else:
            found[begin:end] = _STREAM.draw(int(some[-1]) + 1)[some]
    return found


def are_few(positions: Integers) -> bool:
    """Tell whether it is quicker to jump from one to the next of some rising positions than to draw all before them."""
    return _WORTH_A_JUMP * len(positions) <= int(positions[-1])


def _jumping(positions: list[int]) -> list[float]:
    """Draw what is at rising positions of the open stream. Philox makes four at a time, and jumps over whole fours."""
    found, made, four = [], 0, _STREAM.draw(0)
    for position in positions:
        if position >= 4 * made:
            _STREAM.jump(position // 4 - made)
            four, made = _STREAM.draw(4), position // 4 + 1
        found.append(float(four[position % 4]))
    return found


_STREAM = Stream()
_WORTH_A_JUMP = 600  # numbers that are drawn in the time of a jump


def spread(duration: Duration, uniform: Floats) -> Floats:
    """Turn uniforms into durations in days by the inverse distribution function: same shape as `uniform`."""
    days: Floats = _quantile(duration, uniform)
    return days


def _quantile(duration: Duration, uniform: Floats) -> Any:
    first, *more = duration.numbers
    match duration.shape:
        case "fixed":
            return np.full(np.shape(uniform), first)
        case "gamma":
            shape = 1 / more[0] ** 2
            return gamma_quantile(shape, uniform) * (first / shape)
        case "lognormal":
            variance = np.log1p(more[0] ** 2)
            return np.exp(np.log(first) - variance / 2 + np.sqrt(variance) * ndtri(uniform))
        case "median":
            return first * np.exp(more[0] * ndtri(uniform))
        case "exponential":
            return -first * np.log1p(-uniform)
        case "uniform":
            return first + (more[0] - first) * uniform
        case "triangular":
            return _triangular(duration.numbers, uniform)
        case "weibull":
            return first * (-np.log1p(-uniform)) ** (1 / more[0])
        case "loglogistic":
            return first * (uniform / (1 - uniform)) ** (1 / more[0])
    raise NotImplementedError(f"no such shape of duration: {duration.shape}")


def _triangular(corners: tuple[float, ...], uniform: Floats) -> Floats:
    low, mode, high = corners
    rising = low + np.sqrt(uniform * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    days: Floats = np.where(uniform * (high - low) < mode - low, rising, falling)
    return days


def length_biased(duration: Duration, uniform: Floats) -> Floats:
    """Turn uniforms into the days of a duration that is going on when one looks: same shape as `uniform`.

    One of twice the length is met twice as often: the density of x is x × f(x) ÷ mean. The mean must be finite.
    """
    days: Floats = _quantile_met(duration, uniform)
    return days


def _quantile_met(duration: Duration, uniform: Floats) -> Any:
    first, *more = duration.numbers
    match duration.shape:
        case "gamma":
            shape = 1 / more[0] ** 2
            return gamma_quantile(shape + 1, uniform) * (first / shape)
        case "lognormal":
            return spread(duration, uniform) * (1 + more[0] ** 2)
        case "median":
            return spread(duration, uniform) * np.exp(more[0] ** 2)
        case "exponential":
            return first * gamma_quantile(2.0, uniform)
        case "uniform":
            return np.sqrt(first**2 + uniform * (more[0] ** 2 - first**2))
        case "triangular":
            corners = np.linspace(duration.numbers[0], duration.numbers[2], 4001)
            middles = (corners[1:] + corners[:-1]) / 2
            share = middles * np.interp(middles, duration.numbers, (0.0, 1.0, 0.0))
            return np.interp(uniform, np.concatenate([[0.0], np.cumsum(share) / share.sum()]), corners)
        case "weibull":
            return first * gamma_quantile(1 + 1 / more[0], uniform) ** (1 / more[0])
        case "loglogistic":
            rank = betaincinv(1 + 1 / more[0], 1 - 1 / more[0], uniform)
            return first * (rank / (1 - rank)) ** (1 / more[0])
    return spread(duration, uniform)


def arrivals_until(seed: int, replication: int, stream: str, edges: Floats, rates: Floats) -> Floats:
    """Give the arrival times of a Poisson process with piecewise constant rates: rising days.

    A unit-rate Poisson process is mapped through the inverse of the cumulative rate, so that child 17 stays
    child 17 when the rate changes. `edges` (n + 1,) are days, `rates` (n,) children per day.
    """
    heights = np.concatenate([[0.0], np.cumsum(rates * np.diff(edges))])
    expected = float(heights[-1])
    count = int(expected + 10 * np.sqrt(expected) + 20)
    while True:
        gaps = -np.log1p(-luck(seed, replication, stream, questions.arrival(), count))
        steps = np.cumsum(gaps)
        if steps[-1] >= expected:
            break
        count *= 2
    steps = steps[steps < expected]
    piece = np.searchsorted(heights, steps, side="right") - 1  # a piece in which nobody comes is never met
    days: Floats = edges[piece] + (steps - heights[piece]) / rates[piece]  # the same bits however long the run
    return days
