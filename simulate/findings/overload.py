"""Which units cannot keep up, and where waits depend on how long one looks: two facts, each with one definition."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulate.findings.load import ExpectedLoad
from simulate.scenario.schema.durations import DAYS_PER_YEAR

STAYS_BEHIND = 0.02
"""A line grows if, over the run, more than this share of those who joined it stayed behind in it."""
_OUT_OF_REACH = 3.0  # standard errors: further than luck alone reaches


@dataclass(frozen=True)
class UnitLoad:
    """The load of one unit in one replication."""

    use: float  # share of its places in use between the warm-up and the end, see `use_of_places`; NaN without places
    line_mean: float  # mean length of its line between the warm-up and the end
    line_early: float  # the same over the first part of that time (see `ends_of_run`); where time is shared with those
    # in work above full pace, as who is called at once may be in work ever longer
    line_late: float  # the same over the last part
    joined: int  # how many joined the line from the middle of the first part to the middle of the last
    left: int  # how many of those left it without being started
    came: int  # how many joined it between the warm-up and the end


def ends_of_run(warm_up: float, end: float) -> float:
    """Say how many days after the warm-up, and before the end, are compared to see whether a line grows.

    A whole year where there is room for two, so that the same seasons are compared; else half of the time.
    """
    return min(DAYS_PER_YEAR, (end - warm_up) / 2)


def is_overloaded(expected: ExpectedLoad, loads: Sequence[UnitLoad] = ()) -> bool:
    """Judge whether a unit cannot keep up with what is asked of it: the definition for every table and picture.

    More is asked of it than it has, by more than the ± of what is to be expected; or its line grows all the same, as
    the replications show. Whether it bears that because people leave its line is another fact: see `never_settles`.
    """
    return expected.low >= 1 or line_grows(loads)


def line_grows(loads: Sequence[UnitLoad]) -> bool:
    """Judge from all replications whether a unit's line grows during the run.

    The line at the end is compared with the line after the warm-up. It grows if more than STAYS_BEHIND of those who
    joined in between stayed behind, and more than luck leaves behind: at a load of 1.05 about 5 % stay behind, at loads
    under 1 none in the long run.
    """
    growth = [load.line_late - load.line_early for load in loads]
    joined = _mean([load.joined for load in loads])
    return _mean(growth) > max(STAYS_BEHIND * joined, _reach_of_luck(growth, _of_random_walk(joined)), 0.0)


def never_settles(expected: ExpectedLoad, loads: Sequence[UnitLoad]) -> bool:
    """Judge whether waits at a unit depend on how long one looks.

    They do where its line grows; and where more is asked of it than it has, unless as many leave the line as it cannot
    take, 1 − 1 ÷ load of those who join, or as many as luck may be short of that. Then waits are long, but the same
    whenever one looks. Nor do they where the visits that are planned never come, as units before it keep or lose them.
    """
    if line_grows(loads):
        return True
    joined, left = [load.joined for load in loads], [load.left for load in loads]
    load = expected.low * _share_that_comes(expected, loads)
    if not (load >= 1 and loads):
        return False
    if not any(left):
        return True
    beyond = 1 - 1 / load
    short = [beyond * joins - leaves for joins, leaves in zip(joined, left, strict=True)]
    # those who leave vary as much as the whole line does where they keep it from growing, and not at all without any
    relief = min(_mean(left) / (beyond * _mean(joined)), 1.0) if beyond > 0 else 1.0
    return _mean(short) > _reach_of_luck(short, relief * _of_random_walk(_mean(joined)))


def _share_that_comes(expected: ExpectedLoad, loads: Sequence[UnitLoad]) -> float:
    """Say which share of the visits that are planned for a unit joins its line, at most, as far as luck reaches."""
    planned, came = expected.visits * len(loads), sum(load.came for load in loads)
    return min((came + _OUT_OF_REACH * math.sqrt(came)) / planned, 1.0) if planned > 0 else 1.0


def _of_random_walk(joined: float) -> float:
    """Give the variance of what luck does to a line at a load of exactly 1 while so many join it.

    A random walk whose steps, one more and one fewer, have a variance of 1 each; at other loads luck does less.
    """
    return 2 * joined


def _reach_of_luck(values: Sequence[float], least: float) -> float:
    """Say how far luck takes the mean of a value over replications, with its variance, or with the least it may be.

    Replications tell the variance themselves, but of one it is not known, and of a few it may look too small.
    """
    count, mean = len(values), _mean(values)
    seen = math.fsum((value - mean) ** 2 for value in values) / (count - 1) if count > 1 else 0.0
    return _OUT_OF_REACH * math.sqrt(max(seen, least) / count) if count else 0.0


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0
