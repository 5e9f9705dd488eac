"""Sweeps: one or two dials from end to end, every organisation at each of their values, all on the same luck."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from simulate.experiment.cells import AtWork, Measured
from simulate.experiment.measured import within_follow_up
from simulate.experiment.replications import Progress
from simulate.findings.catalogue import MEASURES
from simulate.findings.estimates import Estimate, differences, estimate
from simulate.findings.families import told_apart
from simulate.scenario.dials import positions
from simulate.scenario.schema.dials import Dial
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import standing, with_dials


@dataclass(frozen=True)
class Axis:
    """A dial that is swept, and the values it takes, in days where it is a length of time."""

    dial: Dial
    values: tuple[float, ...]
    today: float | None  # where the file stands; None where its keys say different things


@dataclass(frozen=True)
class Point:
    """What was found at one value of each dial."""

    at: tuple[float, ...]  # a value of each axis
    measured: tuple[Measured, ...]  # by replication

    def values(self, organisation: str, measure: str, group: str) -> dict[int, float]:
        """Give a measure of an organisation by the number of the replication; NaN where there was nobody."""
        every = (each[organisation].get((measure, group), math.nan) for each in self.measured)
        return dict(enumerate(every, start=1))

    def estimate(self, organisation: str, measure: str, group: str) -> Estimate:
        """Give the mean of a measure over the replications."""
        return estimate(list(self.values(organisation, measure, group).values()), *MEASURES[measure].bounds)

    def difference(self, organisation: str, baseline: str, measure: str, group: str) -> Estimate:
        """Give how an organisation differs from the baseline, paired by replication."""
        these, those = (self.values(each, measure, group) for each in (organisation, baseline))
        return estimate(differences(these, those))


@dataclass(frozen=True)
class Sweep:
    """All points of one dial, or of two: those of the second one after the other for each value of the first."""

    axes: tuple[Axis, ...]
    organisations: tuple[str, ...]  # the baseline first
    points: tuple[Point, ...]
    replications: int

    @property
    def baseline(self) -> str:
        """The organisation with which the others are compared."""
        return self.organisations[0]

    def told_of(self) -> list[tuple[str, str]]:
        """List the measures and groups there are."""
        return [key for key in self.points[0].measured[0][self.baseline] if key[0] in MEASURES]

    def differences(self, organisation: str, measure: str, group: str) -> list[Estimate]:
        """Give how an organisation differs from the baseline at each point."""
        return [point.difference(organisation, self.baseline, measure, group) for point in self.points]

    def sure(self, organisation: str, measure: str, group: str) -> list[bool]:
        """Tell at which points that difference is more than luck, all points taken together."""
        return told_apart(self.differences(organisation, measure, group))


def axis_of(scenario: Scenario, dial: Dial, steps: int) -> Axis:
    """Lay so many values along a dial of a scenario."""
    return Axis(dial, tuple(positions(dial, steps)), standing(scenario, dial))


def scenarios_along(scenario: Scenario, axes: Sequence[Axis]) -> Mapping[tuple[float, ...], Scenario]:
    """Give the scenario at every point. Raises ScenarioError where it is wrong at one."""
    dials = [axis.dial for axis in axes]
    return {
        at: with_dials(scenario, list(zip(dials, at, strict=True))) for at in product(*(axis.values for axis in axes))
    }


def run_sweep(
    scenarios: Mapping[tuple[float, ...], Scenario],
    axes: Sequence[Axis],
    organisations: Sequence[str],
    replications: int,
    work: AtWork,
    progress: Progress | None = None,
) -> Sweep:
    """Run every organisation at every point that is not kept already, replication by replication.

    All points of one replication come before the next. Raises as `run_cells`.
    """
    measured = work.replicate(list(scenarios.values()), organisations, replications, progress)
    points = [
        Point(at, tuple(within_follow_up(each, scenario)))
        for (at, scenario), each in zip(scenarios.items(), measured, strict=True)
    ]
    return Sweep(tuple(axes), tuple(organisations), tuple(points), replications)
