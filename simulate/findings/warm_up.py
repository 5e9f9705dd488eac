"""Whether a warm-up is long enough: the marginal standard error rule, on lines and open cases.

MSER-5 (White, Cobb and Spratt 2000, A comparison of five steady-state truncation heuristics for simulation, Winter
Simulation Conference, 755; Franklin and White 2008, Stationarity tests and MSER-5, ibid., 541) cuts off as much of the
beginning of a series as makes the standard error of the mean of what is left smallest: as long as what is cut off lies
apart from the rest, leaving it out gains more than the shorter series loses. Where that falls into the second half of
the series, it is too short to say, or never settles.

The 5 is for batches of five observations, whose means the rule takes instead of the observations. Here an observation
is the time average of a fifth of a stretch, so that a batch is that of a stretch: a twelfth of a year, or less in runs
of less than five years. The series is averaged over replications first, as Welch (1983) did, so that the luck of single
ones is not taken for a beginning. Where a scenario has seasons they are taken out before (see `season`): else the rule
cuts off whatever makes the series begin in a better one.

The rule is moved by luck, too: of a unit at a high load, whose line wanders for years, it cuts off much of a series
that is settled from its first day. So a warm-up is called too short only where it matters: where more or
fewer children are there in the observed window than later on, by LEAST, and by more than luck with all units of an
organisation taken together (Holm).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from simulate.findings.estimates import Estimate, estimate
from simulate.findings.families import told_apart
from simulate.findings.filling import Filling, stretches_per_year
from simulate.findings.window import Window
from simulate.plan import Floats
from simulate.scenario.schema.durations import DAYS_PER_YEAR
from simulate.scenario.steadiness import Steadiness

_LEAST_LEFT = 5
"""Stretches that are left at least: the mean of fewer may have any standard error, by luck even none."""
YEARS_FOR_SEASONS = 4
"""Years from which on a run tells seasons from filling: three years of it have half of one on either side, so that
the first of the three may be filling."""
LEAST = 0.05
"""From which share on it matters that more or fewer children are in a unit's line, or its work, than later …"""
LEAST_CHILDREN = 0.1
"""… if it is not a tenth of a child."""
_NOTHING = 1e-9
"""Of the sum of squares; it is wrong by less, and where all values are alike it is nothing but that."""


def mser(series: Floats) -> int:
    """Give how many values to cut off from the beginning of a series, by the marginal standard error rule."""
    count = len(series)
    if count <= _LEAST_LEFT:
        return 0
    left = count - np.arange(count - _LEAST_LEFT + 1)  # values after 0, 1, 2 … have been cut off
    series = series - series.mean()  # sums of squares of what is far from 0 lose their last digits
    backwards = series[::-1]
    totals = np.cumsum(backwards)[left - 1]
    squares = np.cumsum(backwards**2)[left - 1] - totals**2 / left
    squares[squares < _NOTHING * max(float(squares[0]), _NOTHING)] = 0.0
    return int(np.argmin(squares / left.astype(float) ** 2))


def season(series: Floats, per_year: int) -> Floats:
    """Give by how much each value of a series lies above its year because of its season: (values,).

    The classical decomposition: each value less the mean of the year around it, and of these the median over all years
    at the same stretch of the year. The median, as the first years may still be filling, and are few; and all years, as
    those from which the season is taken vary less afterwards than others, which the rule would take for settled.
    """
    half = per_year // 2
    weights = np.full(per_year + 1, 1 / per_year)
    weights[[0, -1]] /= 2
    away = series[half : len(series) - half] - np.convolve(series, weights, mode="valid")
    stretch = (half + np.arange(len(away))) % per_year
    above = np.array([np.median(away[stretch == each]) for each in range(per_year)])
    return np.asarray(np.resize(above - above.mean(), len(series)))


class WarmUp(Enum):
    """What is to be said of a warm-up, the worst last."""

    LONG_ENOUGH = "long_enough"
    NO_MATTER = "no_matter"  # a longer one is asked for, but would hardly change anything
    CANNOT_SAY = "cannot_say"  # as the run is too short
    TOO_SHORT = "too_short"
    NOT_SETTLED = "not_settled"  # within the run


_Row = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Settling:
    """How one of a unit's numbers, its line or its open cases, settles."""

    days: float  # that MSER-5 cuts off
    later: float  # how many children are there after that; where it is more than half, in the second half
    apart: Estimate  # how many more there are in the observed window
    in_first_half: bool  # what is cut off is not more than half of the series

    @property
    def share(self) -> float:
        """How many more there are, as a share of those who are there later; infinite where nobody is."""
        return self.apart.value / self.later if self.later > 0 else math.copysign(math.inf, self.apart.value)

    @property
    def matters_from(self) -> float:
        """From how many children on it matters that there are more or fewer."""
        return max(LEAST * self.later, LEAST_CHILDREN)

    @property
    def cannot_matter(self) -> bool:
        """Whether the observed window is known not to be so much apart from what comes later that it matters."""
        return max(-self.apart.low, self.apart.high) < self.matters_from

    def judged(self, warm_up: float, is_sure: bool) -> WarmUp:
        """Say what there is to say of a warm-up, where it is known whether the difference is more than luck."""
        if self.days <= warm_up:
            return WarmUp.LONG_ENOUGH
        if not (is_sure and abs(self.apart.value) >= self.matters_from):
            return WarmUp.NO_MATTER if self.in_first_half or self.cannot_matter else WarmUp.CANNOT_SAY
        return WarmUp.TOO_SHORT if self.in_first_half else WarmUp.NOT_SETTLED


@dataclass(frozen=True)
class UnitSettling:
    """How a unit's line and open cases settle, and what that says of the warm-up."""

    line: Settling
    cases: Settling
    of_line: WarmUp
    of_cases: WarmUp

    @property
    def judged(self) -> WarmUp:
        """The worse of what is said of the two."""
        return max(self.of_line, self.of_cases, key=list(WarmUp).index)

    @property
    def worst(self) -> Settling:
        """The one of the two of which the worse is said; the line, for which children wait, where it is the same."""
        return self.line if self.of_line is self.judged else self.cases

    @property
    def days(self) -> float:
        """The warm-up that is asked for: by both, or by the one of which the worse is said."""
        return max(
            each.days
            for each, judged in ((self.line, self.of_line), (self.cases, self.of_cases))
            if judged is self.judged
        )


def is_judged(steady: Steadiness, window: Window) -> bool:
    """Tell whether it can be said of a run if its warm-up is long enough.

    Something is steady during the warm-up and beyond, for long enough that seasons can be told from filling.
    """
    if steady.why_not is not None or (steady.seasonal and steady.until < YEARS_FOR_SEASONS * DAYS_PER_YEAR):
        return False
    count, first, last = _places(steady, window)
    return last > first and count >= 4 * _LEAST_LEFT


def _places(steady: Steadiness, window: Window) -> tuple[int, int, int]:
    """Count the stretches that are steady, and give the first of the observed window, and the one after its last."""
    lasts = DAYS_PER_YEAR / stretches_per_year(window.end)
    count = math.floor(min(steady.until, window.end) / lasts + 1e-9)
    first = math.ceil(window.warm_up / lasts - 1e-9)
    return count, first, min(max(math.floor(window.closes / lasts + 1e-9), first + 1), count)


def settlings(fillings: Sequence[Mapping[str, Filling]], steady: Steadiness, window: Window) -> dict[str, UnitSettling]:
    """Say of each unit how it settles, from how it filled in every replication; of none where `is_judged` says no."""
    if not is_judged(steady, window):
        return {}
    units = [*fillings[0]]
    every = [
        _settling(np.array([getattr(each[unit], name) for each in fillings]), steady, window)
        for unit in units
        for name in ("line", "cases")
    ]
    sure = told_apart([each.apart for each in every])
    judged = [each.judged(window.warm_up, is_sure) for each, is_sure in zip(every, sure, strict=True)]
    return {
        unit: UnitSettling(every[place], every[place + 1], judged[place], judged[place + 1])
        for place, unit in zip(range(0, len(every), 2), units, strict=True)
    }


def _settling(rows: _Row, steady: Steadiness, window: Window) -> Settling:
    """Say how a number settles that is given in each replication and stretch: (replications, stretches)."""
    count, first, last = _places(steady, window)
    per_year = stretches_per_year(window.end)
    rows = rows[:, :count]
    if steady.seasonal:
        rows = rows - season(rows.mean(axis=0), per_year)
    cut = mser(rows.mean(axis=0))
    in_first_half = 2 * cut <= count
    # what it leaves of a second half is what luck has made look settled, so all of the half is taken
    rest = cut if in_first_half else count // 2
    later = rows[:, rest:].mean(axis=1)
    apart = estimate((rows[:, first:last].mean(axis=1) - later).tolist())
    return Settling(cut * DAYS_PER_YEAR / per_year, float(later.mean()), apart, in_first_half)
