"""Differences that are looked at again and again while replications are added, until they are known well enough.

Whoever looks at an interval after every few replications, and stops when it pleases, stops too often at one that luck
has made please. So the intervals are repeated confidence intervals (Jennison and Turnbull 1989, J. R. Stat. Soc. B
51:305): so wide that with 95 % all of them, at all looks and of all organisations, hold the truth. Then one may stop at
any look, and for any reason. How wide that is comes from Bonferroni's inequality: with K looks planned at m
organisations each interval gets 5 % ÷ (K m).

That is the simplest rule that holds here. It holds however looks depend on each other and whatever makes the single
interval right: Student's t of few replications, what is added for skewness, or the curves behind a median. Boundaries
from spending functions (Lan and DeMets 1983, Biometrika 70:659) are for normal means whose information is known, and
those like O'Brien and Fleming's let one stop early almost never, while here it is not known whether twelve replications
are enough or two hundred. Stopping at a fixed width (Chow and Robbins 1965, Ann. Math. Stat. 36:457) is right only in
the limit, and answers no other question; confidence sequences that hold at all times (Howard, Ramdas, McAuliffe and
Sekhon 2021, Ann. Stat. 49:1055) need a bound of the tails, which nobody knows.

Measured with looks at 12, 18, 27 … 192 (tests/theory/test_coverage_of_looks.py; a standard deviation of 1, truths of 0,
0.3 and 1, until it is told or reaches 0.3), the interval at which it stops holds the truth in 97 to 99 % of normal
differences and in 96 to 99 % of exponential ones; 95 % intervals that are looked at as often do in 83 to 96 %. Of
lognormal ones (sigma 1, a skewness of 6) it does in 92 to 97 %: such a tail twelve replications do not show. What it
costs are some 1.5 to 2 times as many replications.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from simulate.findings.estimates import CONFIDENCE, FEW, Estimate

_GROWTH = 1.5
"""How many times as many replications there are at each look as at the one before: where more are looked at than would
have been enough, it is a quarter more on average."""
_HARDLY_MORE = 1.25
"""A last look at fewer times as many would tell nothing new."""
TIMES_THE_FIRST = 16
"""How many times as many as at the first look there are at the last, if it is not said: a quarter of the width."""


def looks_from(asked: int, at_most: int | None = None) -> tuple[int, ...]:
    """Give after how many replications it is looked, beginning with as many as are asked for, but no fewer than FEW.

    At most `at_most`; where that is fewer than the first look would be, there is only that one.
    """
    first = max(asked, FEW)
    most = TIMES_THE_FIRST * first if at_most is None else at_most
    looks = [min(first, most)]
    while looks[-1] < most:
        following = math.ceil(looks[-1] * _GROWTH)
        looks.append(most if following * _HARDLY_MORE > most else following)
    return tuple(looks)


class Settled(Enum):
    """What is known of a difference at a look."""

    APART = "apart"  # it is more than luck
    LITTLE = "little"  # it is so little that it does not matter, be it luck or not
    WITHIN = "within"  # it is known as exactly as was asked for
    OPEN = "open"
    NO_VALUE = "no_value"  # of one of the two there is no value, so that there is no difference


@dataclass(frozen=True)
class Aim:
    """When the differences of some organisations from the baseline are known well enough."""

    measures: tuple[str, ...]  # the first of them that has values at the first look is judged
    within: float | None  # how far their intervals may reach, in the measure's unit; None: until they are settled
    looks: tuple[int, ...]  # after how many replications they are looked at
    organisations: int  # that are compared with the baseline

    @property
    def confidence(self) -> float:
        """That of each interval, so that with 95 % all of them hold the truth."""
        return 1 - (1 - CONFIDENCE) / (len(self.looks) * self.organisations)

    def judge(self, found: Estimate, least: float) -> Settled:
        """Say what is known of a difference; from `least` on it matters.

        Where its replications are too skewed for its interval it is not known.
        """
        if math.isnan(found.value):
            return Settled.NO_VALUE
        low, high = found.low, found.high
        if math.isnan(low) or math.isnan(high) or found.too_narrow:
            return Settled.OPEN
        if self.within is not None:
            return Settled.WITHIN if reach(found) <= self.within else Settled.OPEN
        if found.distinct:
            return Settled.APART
        return Settled.LITTLE if max(-low, high) <= least else Settled.OPEN


def reach(found: Estimate) -> float:
    """Say how far an interval reaches to its longer side."""
    return max(found.high - found.value, found.value - found.low)


@dataclass(frozen=True)
class Look:
    """What was seen of one organisation at one look."""

    replications: int
    organisation: str
    found: Estimate
    least: float  # from which size on the difference matters
    settled: Settled


@dataclass(frozen=True)
class Sought:
    """What came of looking until differences were known well enough, or the replications that were allowed were run."""

    aim: Aim
    measure: str  # the one that was judged
    looks: tuple[Look, ...]

    @property
    def replications(self) -> int:
        """How many were run in the end."""
        return self.looks[-1].replications

    @property
    def last(self) -> tuple[Look, ...]:
        """The last look, at each organisation."""
        return tuple(look for look in self.looks if look.replications == self.replications)

    @property
    def is_sure(self) -> bool:
        """Whether every difference is known well enough."""
        return all(look.settled not in (Settled.OPEN, Settled.NO_VALUE) for look in self.last)

    def of(self, organisation: str) -> tuple[Look, ...]:
        """Give the looks at one organisation."""
        return tuple(look for look in self.looks if look.organisation == organisation)


Seen = Callable[[int, str, float], Mapping[str, tuple[Estimate, float]]]
"""Says of so many replications, a measure and a confidence the difference of each organisation from the baseline, and
from what size on it would matter; replications that are missing are run."""


def seek(aim: Aim, see: Seen) -> Sought:
    """Look, and look again after more replications, until nothing is open or they are as many as are allowed.

    Which measure is judged is settled at the first look, so that nobody chooses the one that pleases. Where there is
    no value of it in any organisation, more replications would not help, and it ends.
    """
    measure, looks = aim.measures[-1], list[Look]()
    for count in aim.looks:
        if not looks:
            measure = _first_with_values(aim, see, count)
        seen = see(count, measure, aim.confidence)
        now = [Look(count, name, found, least, aim.judge(found, least)) for name, (found, least) in seen.items()]
        looks += now
        if not any(look.settled is Settled.OPEN for look in now):
            break
    return Sought(aim, measure, tuple(looks))


def _first_with_values(aim: Aim, see: Seen, count: int) -> str:
    def has_values(measure: str) -> bool:
        return not any(math.isnan(found.value) for found, _ in see(count, measure, aim.confidence).values())

    return next((measure for measure in aim.measures[:-1] if has_values(measure)), aim.measures[-1])
