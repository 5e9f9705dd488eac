"""The kinds of measures: what each of them is made of, and how all of one kind are found for every group of children.

A measure of a new kind takes a class here and a line in `headline`; any other is only written down in the catalogue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from simulate.findings.ends import Ends
from simulate.findings.groups import ALL, Group, group_of
from simulate.findings.known import Known
from simulate.findings.survival import Curve
from simulate.plan import Booleans, Floats
from simulate.scenario.schema.durations import DAYS_PER_YEAR

Values = dict[tuple[str, str], float]
"""By measure and group: NaN where there is nobody to measure, infinite for a percentile that is not reached."""
Children = dict[tuple[str, str], int]
"""By measure and group: how many children a value is about."""
Column = Callable[[Known], Floats]
"""A number for each counted child: (n,)."""

SMALLEST_STREAM = 30
"""Streams with fewer children with a real need stay out of the gap between streams: their means are luck."""


@dataclass(frozen=True)
class Waited:
    """How one wait of one group of children went."""

    curve: Curve
    ends: Ends
    horizon: float  # days from arrival within which it is counted
    follow_up: float  # days


@dataclass(frozen=True)
class OfWait:
    """A number that is read from how a wait of the group went."""

    wait: str
    read: Callable[[Waited], float]
    percent: float | None = None  # for a median or another percentile, which is also read from many curves together


def percentile(wait: str, percent: float) -> OfWait:
    """Read the day after which at least so many percent wait no more."""
    return OfWait(wait, lambda waited: waited.curve.percentile(percent), percent)


def mean(wait: str) -> OfWait:
    """Read the mean of the days waited while they are counted."""
    return OfWait(wait, lambda waited: waited.curve.mean_within(waited.horizon))


def waiting_after_a_year(wait: str) -> OfWait:
    """Read the percentage who still wait after a year; NaN where nobody is followed for that long."""

    def read(waited: Waited) -> float:
        return 100 * waited.curve.still_waiting(DAYS_PER_YEAR) if waited.follow_up >= DAYS_PER_YEAR else float("nan")

    return OfWait(wait, read)


def without_at_the_end(wait: str) -> OfWait:
    """Read the percentage who have not got it when their follow-up ends."""
    return OfWait(wait, lambda waited: 100 * waited.ends.without)


def of_waits(measures: Mapping[str, OfWait], known: Known) -> tuple[Values, Children]:
    """Read each measure from how the waits of each group went."""
    values: Values = {}
    children: Children = {}
    counted, follow_up = known.counted, known.counted.window.follow_up
    for group, members in counted.groups.items():
        horizon = counted.horizon(members)
        for key, of in measures.items():
            curve = known.curves[of.wait][group]
            values[key, group] = of.read(Waited(curve, known.shares_of_ends[of.wait, group], horizon, follow_up))
            children[key, group] = curve.people
    return values, children


@dataclass(frozen=True)
class Ratio:
    """A sum over the children of the group, divided by another, times a factor; about those with something below."""

    above: Column
    below: Column
    factor: float = 1.0


def per_child(column: Column) -> Ratio:
    """Average a number over the children with a real need."""
    return Ratio(lambda known: column(known) * known.needy, lambda known: known.needy)


def of_needs(column: Column) -> Ratio:
    """Give a number of needs in percent of the real needs."""
    return Ratio(column, lambda known: known.outcomes.real_needs, 100.0)


def of_ratios(measures: Mapping[str, Ratio], known: Known) -> tuple[Values, Children]:
    """Divide the sums of each measure and group, all measures at once; NaN where there is nothing to divide by."""
    above = np.array([of.above(known) for of in measures.values()])
    below = np.array([of.below(known) for of in measures.values()])
    factor = np.array([of.factor for of in measures.values()])
    values: Values = {}
    children: Children = {}
    for group, members in known.counted.groups.items():
        inside = np.flatnonzero(members)
        sums, under = (np.take(columns, inside, axis=1) for columns in (above, below))
        sums, totals = sums.sum(axis=1), under.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.where(totals > 0, factor * (sums / totals), np.nan).tolist()
        for key, value, count in zip(measures, found, (under > 0).sum(axis=1).tolist(), strict=True):
            values[key, group], children[key, group] = value, count
    return values, children


@dataclass(frozen=True)
class Estimated:
    """A number that is estimated for each group in a way of its own."""

    values: Callable[[Known], dict[str, float]]  # by group
    whom: Callable[[Known], Booleans]  # which children it is about: (n,)


def of_estimates(measures: Mapping[str, Estimated], known: Known) -> tuple[Values, Children]:
    """Estimate each measure for each group."""
    values: Values = {}
    children: Children = {}
    for key, of in measures.items():
        values |= {(key, group): value for group, value in of.values(known).items()}
        whom = of.whom(known)
        children |= {(key, group): int((whom & members).sum()) for group, members in known.counted.groups.items()}
    return values, children


@dataclass(frozen=True)
class OfAll:
    """A number about all children together, and about no group of them."""

    value: Callable[[Known], float]


@dataclass(frozen=True)
class Gap(OfAll):
    """How far the mean waits of groups lie apart: about all children with a real need, and either way round."""


def gap(wait: str, group: Group, other: Group) -> Gap:
    """Subtract the mean wait of another group from that of a group."""
    return Gap(lambda known: _mean_wait(known, wait, group.key) - _mean_wait(known, wait, other.key))


def gap_of_streams(wait: str) -> Gap:
    """Subtract the mean wait of the quickest stream from that of the slowest; NaN where fewer than two are compared."""

    def value(known: Known) -> float:
        needy = {group: members & known.counted.has_real for group, members in known.counted.groups.items()}
        streams = [_mean_wait(known, wait, group) for group, those in needy.items()
                   if group_of(group).stream is not None and those.sum() >= SMALLEST_STREAM]  # fmt: skip
        return max(streams) - min(streams) if len(streams) > 1 else float("nan")

    return Gap(value)


def _mean_wait(known: Known, wait: str, group: str) -> float:
    return known.curves[wait][group].mean_within(known.counted.horizon(known.counted.groups[group]))


def of_all(measures: Mapping[str, OfAll], known: Known) -> tuple[Values, Children]:
    """Find each measure for all children together."""
    ordinary, has_real = known.counted.ordinary, known.counted.has_real
    about = {key: ordinary & has_real if isinstance(of, Gap) else ordinary for key, of in measures.items()}
    return (
        {(key, ALL.key): of.value(known) for key, of in measures.items()},
        {(key, ALL.key): int(whom.sum()) for key, whom in about.items()},
    )
