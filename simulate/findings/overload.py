"""Which units cannot keep up, so that a wait depends on how long one looks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulate.findings.catalogue import YEAR

STAYS_BEHIND = 0.02
"""A line grows if, over the run, more than this share of those who joined it stayed behind in it."""
_NOISE = 3.0  # standard deviations of what luck alone does to a line


@dataclass(frozen=True)
class UnitLoad:
    """The load of one unit in one replication."""

    offered: float  # what children would ask of it ÷ what it has, before the run
    use: float  # share of its places in use between the warm-up and the end; NaN without places
    line_mean: float  # mean length of its line between the warm-up and the end
    line_early: float  # the same over the first part of that time (see `ends_of_run`)
    line_late: float  # the same over the last part
    joined: int  # how many joined the line from the middle of the first part to the middle of the last
    left: int  # how many of those left it without being started
    starts_full: bool = False  # open cases of a list are there from the start; what they ask for comes as a burst


def ends_of_run(warm_up: float, end: float) -> float:
    """Say how many days after the warm-up, and before the end, are compared to see whether a line grows.

    A whole year where there is room for two, so that the same seasons are compared; else half of the time.
    """
    return min(YEAR, (end - warm_up) / 2)


def line_grows(loads: Sequence[UnitLoad]) -> bool:
    """Judge from all replications whether a unit's line grows during the run.

    The line at the end is compared with the line after the warm-up, summed over replications. It grows if more
    than STAYS_BEHIND of those who joined in between stayed behind, and if that is more than luck does: at a load
    of exactly 1, after `joined` arrivals a line has wandered by about sqrt(2 × joined) (a random walk whose steps,
    one more and one fewer, have variance 1 each), so that three times that is out of luck's reach. At a load of
    1.05 about 5 % stay behind; at loads under 1 none do in the long run.
    """
    growth = math.fsum(load.line_late - load.line_early for load in loads)
    joined = sum(load.joined for load in loads)
    return growth > max(STAYS_BEHIND * joined, _NOISE * math.sqrt(2 * joined), 0.0)


def is_overloaded(loads: Sequence[UnitLoad]) -> bool:
    """Judge whether a unit is asked for more than it has, or its line grows all the same.

    Where the run starts from a list of open cases only the line tells: what they will ask for comes all at once, and
    is no sign of what will be asked later.
    """
    return (offered(loads) >= 1 and not _starts_full(loads)) or line_grows(loads)


def never_settles(loads: Sequence[UnitLoad]) -> bool:
    """Judge whether waits at a unit depend on how long one looks.

    They do where its line grows, and where more is asked of it than it has; unless as many leave the line as it
    cannot take (1 − 1 ÷ offered load of those who join): then waits are long, but the same whenever one looks.
    """
    asked = offered(loads)
    joined, left = sum(load.joined for load in loads), sum(load.left for load in loads)
    too_much = asked >= 1 and not _starts_full(loads)
    relieved = left > 0 and left >= (1 - 1 / asked) * joined if too_much else True
    return line_grows(loads) or not relieved


def _starts_full(loads: Sequence[UnitLoad]) -> bool:
    return any(load.starts_full for load in loads)


def offered(loads: Sequence[UnitLoad]) -> float:
    """Average the offered load over replications."""
    return math.fsum(load.offered for load in loads) / len(loads) if loads else math.nan
