"""Plausible worlds: all dials drawn from their ranges at once, every organisation in each of these worlds.

Draws are points of a scrambled Sobol' sequence (I. M. Sobol' 1967; A. Owen 1998, Scrambling Sobol' and
Niederreiter-Xing points), which fill the ranges more evenly than chance. In each world the same few replications are
run, of all organisations on the same children: so a difference between worlds is made by the dials, but for the luck
that is left.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from simulate.experiment.cells import AtWork, Measured
from simulate.experiment.measured import within_follow_up
from simulate.experiment.replications import Progress
from simulate.experiment.targets import Target, quantities
from simulate.findings.catalogue import MEASURES
from simulate.findings.dependence import Worth, partial_rank_correlations, worths_of_knowing
from simulate.findings.estimates import estimate
from simulate.plan import Booleans, Floats
from simulate.scenario.dials import position_at
from simulate.scenario.schema.dials import Dial
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import with_dials

LOW, HIGH = 0.05, 0.95
"""Between these shares of the worlds lies what is told as the range."""


@dataclass(frozen=True)
class Influence:
    """What one dial does to a difference, over all worlds."""

    dial: str
    correlation: float  # partial, of ranks: from -1 to 1
    sure: bool  # by more than chance, with all dials taken together
    worth: Worth  # of knowing it


@dataclass(frozen=True)
class Spread:
    """How the difference of an organisation from the baseline spreads over the worlds, for a group of children."""

    organisation: str
    group: str
    better: float  # share of the worlds in which it is better …
    worse: float  # … and worse; in the others it is neither
    low: float  # under it lie 5 % of the worlds …
    middle: float
    high: float  # … and over it 5 %
    of_dials: float  # standard deviation that the dials make
    of_luck: float  # and that the luck of children makes in a world, with so many replications


@dataclass(frozen=True)
class Sensitivity:
    """What was found in plausible worlds."""

    dials: Mapping[str, Dial]
    organisations: tuple[str, ...]
    measure: str
    values: Floats  # (worlds, dials), in days where they are lengths of time
    differences: Mapping[tuple[str, str], Floats]  # by organisation and group: (worlds, replications)
    targets: Mapping[Target, Floats] = field(default_factory=dict)  # by target: its mean in each world, (worlds,)

    @property
    def worlds(self) -> int:
        """How many worlds were drawn."""
        return len(self.values)

    @property
    def replications(self) -> int:
        """How many replications each of them has."""
        return int(next(iter(self.differences.values())).shape[1])

    def met(self, target: Target) -> Booleans:
        """Tell which worlds meet a target, by the mean over their replications: (worlds,)."""
        return np.array([target.is_met_by(value) for value in self.targets[target].tolist()], dtype=bool)

    @property
    def meeting(self) -> Booleans:
        """Tell which worlds meet all targets: (worlds,), all of them where there are none."""
        every = np.array([self.met(each) for each in self.targets], dtype=bool).reshape(-1, self.worlds)
        return np.asarray(every.all(axis=0))

    def among(self, which: Booleans) -> "Sensitivity":
        """Give some of the worlds."""
        return replace(
            self,
            values=self.values[which],
            differences={key: every[which] for key, every in self.differences.items()},
            targets={key: every[which] for key, every in self.targets.items()},
        )

    def of_world(self, organisation: str, group: str) -> Floats:
        """Give the mean difference in each world: (worlds,); NaN where it is not known."""
        return np.asarray(self.differences[organisation, group].mean(axis=1))

    def gain(self, organisation: str, group: str) -> Floats:
        """Give by how much an organisation is better in each world: (worlds,); below 0 it is worse."""
        found = self.of_world(organisation, group)
        return -found if MEASURES[self.measure].better == "lower" else found

    def spread(self, organisation: str, group: str) -> Spread:
        """Say how a difference spreads over the worlds, and what luck has in that."""
        every = self.differences[organisation, group]
        every = every[~np.isnan(every).any(axis=1)]
        if not len(every):
            return Spread(organisation, group, *(math.nan,) * 7)
        means = every.mean(axis=1)
        low, middle, high = np.quantile(means, [LOW, 0.5, HIGH]).tolist()
        gain = self.gain(organisation, group)
        gain = gain[~np.isnan(gain)]
        shares = float((gain > 0).mean()), float((gain < 0).mean())
        return Spread(organisation, group, *shares, low, middle, high, *_parts(every))

    def influences(self, organisation: str, group: str) -> list[Influence]:
        """Say which dials a difference depends on, the strongest first."""
        found = self.of_world(organisation, group)
        known = ~np.isnan(found)
        ranked = partial_rank_correlations(self.values[known], found[known])
        gain = self.gain(organisation, group)
        decided = known & (gain != 0)  # where both are alike nobody chooses wrongly
        worths = worths_of_knowing(self.values[decided], (gain[decided] > 0).astype(np.float64))
        every = [
            Influence(name, correlation, sure, worth)
            for name, (correlation, sure), worth in zip(self.dials, ranked, worths, strict=True)
        ]
        return sorted(every, key=lambda each: -abs(each.correlation))


def _parts(every: Floats) -> tuple[float, float]:
    """Give the standard deviations that the dials and that luck make: (worlds, replications); NaN of one replication.

    The children of a replication are the same in all worlds, and what they make in all of them alike moves no world
    away from another: of what worlds differ by, only the rest of luck is taken away.
    """
    worlds, replications = every.shape
    if replications < 2:
        return math.nan, math.nan
    luck = float(every.var(axis=1, ddof=1).mean()) / replications
    if worlds < 2:
        return math.nan, math.sqrt(luck)
    means = every.mean(axis=1)
    rest = every - means[:, None] - every.mean(axis=0) + every.mean()
    of_rest = float((rest**2).sum()) / ((worlds - 1) * (replications - 1)) / replications
    return math.sqrt(max(float(means.var(ddof=1)) - of_rest, 0.0)), math.sqrt(luck)


def worlds_of(dials: Mapping[str, Dial], count: int, seed: int) -> Floats:
    """Draw so many worlds: (worlds, dials), evenly over each dial's range, by its scale."""
    from scipy.stats import qmc

    power = math.ceil(math.log2(max(count, 2)))
    shares = qmc.Sobol(len(dials), scramble=True, rng=np.random.default_rng(seed)).random_base2(power)[:count]
    return placed(dials, shares)


def placed(dials: Mapping[str, Dial], shares: Floats) -> Floats:
    """Give the values of dials at shares of their ranges, by their scales: (worlds, dials) of both."""
    columns = [[position_at(dial, share) for share in shares[:, n].tolist()] for n, dial in enumerate(dials.values())]
    return np.array(columns, dtype=np.float64).T


def run_sensitivity(
    scenario: Scenario,
    dials: Mapping[str, Dial],
    organisations: Sequence[str],
    measure: str,
    worlds: Floats,
    replications: int,
    work: AtWork,
    progress: Progress | None = None,
    targets: tuple[Target, ...] = (),
) -> Sensitivity:
    """Run every organisation in every world, and what targets are about in those that these are about.

    Raises ScenarioError for a world that is none, and as `run_cells`.
    """
    turned = [with_dials(scenario, list(zip(dials.values(), world, strict=True))) for world in worlds.tolist()]
    chosen, also = tuple(organisations), quantities(targets)
    run = tuple(dict.fromkeys([*chosen, *(each.organisation for each in targets)]))
    only = {measure, *(each.quantity.measure for each in targets)}
    measured = work.replicate(turned, run, replications, progress, only, also)
    baseline, *others = chosen
    groups = [group for key, group in measured[0][0][baseline] if key == measure]
    told = [within_follow_up(each, scenario) for each in measured]
    found = {
        (other, group): _differences(told, other, baseline, (measure, group)) for other in others for group in groups
    }
    seen = {target: _means(target, measured) for target in targets}
    return Sensitivity(dict(dials), chosen, measure, worlds, found, seen)


def _means(target: Target, worlds: Sequence[Sequence[Measured]]) -> Floats:
    """Average a target over the replications of each world: (worlds,); NaN where it is not known or not reached."""
    return np.array([estimate([target.value_in(each) for each in world]).value for world in worlds])


def _differences(worlds: Sequence[Sequence[Measured]], other: str, baseline: str, key: tuple[str, str]) -> Floats:
    """Give a difference in each replication of each world: (worlds, replications)."""
    every = [[each[other].get(key, math.nan) - each[baseline].get(key, math.nan) for each in world] for world in worlds]
    return np.array(every, order="F")  # so that means add replications up one by one, whatever their number
