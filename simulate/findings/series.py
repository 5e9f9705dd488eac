"""The replications of one organisation, in their order."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import product

from simulate.findings.catalogue import CATALOGUE, MEASURES
from simulate.findings.ends import Ends
from simulate.findings.estimates import CONFIDENCE, Estimate, estimate
from simulate.findings.groups import ALL, group_of
from simulate.findings.load import UNKNOWN, ExpectedLoad
from simulate.findings.looks import Sought
from simulate.findings.measure import Findings
from simulate.findings.overload import UnitLoad, is_overloaded, line_grows, never_settles
from simulate.findings.percentiles import percentiles
from simulate.findings.survival import NOBODY, Curve
from simulate.findings.unit_measures import UnitMeasure
from simulate.findings.waits import WAITS
from simulate.findings.warm_up import UnitSettling, settlings
from simulate.language import say
from simulate.scenario.steadiness import Steadiness

AFFECTED = 0.02
"""A value has not settled if more than this share of its children pass through units that never settle."""


@dataclass(frozen=True)
class Series:
    """All replications of one organisation, in the order of their numbers."""

    organisation: str
    findings: tuple[Findings, ...]
    expected: Mapping[str, ExpectedLoad] = field(default_factory=dict)  # by unit, where it is known
    steady: Steadiness | None = None  # how long what is asked stays the same, where it is known
    sought: Sought | None = None  # what came of looking until its difference was known well enough

    def values(self, measure: str, group: str) -> dict[int, float]:
        """Give a measure's value by replication; NaN where there was nobody to measure."""
        return {each.replication: each.values.get((measure, group), math.nan) for each in self.findings}

    def estimate(self, measure: str, group: str, confidence: float = CONFIDENCE) -> Estimate:
        """Give a measure over all replications: their mean, or for a percentile that of their curves together."""
        percent = MEASURES[measure].percent
        if percent is None:
            return estimate(list(self.values(measure, group).values()), *MEASURES[measure].bounds, confidence)
        if confidence != CONFIDENCE:  # of one that is looked at by itself
            return percentiles([(self.curves(measure, group), percent)], confidence)[0]
        return self._percentiles[measure, group]

    def curves(self, measure: str, group: str) -> dict[int, Curve]:
        """Give the curve of a measure's wait by replication."""
        wait = MEASURES[measure].wait
        return {each.replication: each.curves.get((wait, group), NOBODY) for each in self.findings}

    @cached_property
    def _percentiles(self) -> dict[tuple[str, str], Estimate]:
        """All medians and other percentiles, by measure and group: together they are quicker."""
        keys = [(each.key, group) for each in CATALOGUE if each.percent is not None for group in self.groups]
        asked = [(self.curves(*key), MEASURES[key[0]].percent or math.nan) for key in keys]
        return dict(zip(keys, percentiles(asked), strict=True))

    def ends(self, measure: str, group: str) -> dict[str, float]:
        """Give the mean shares of those who have not got what a measure's wait is for, `without` and then by end.

        They add up to it. NaN for what is no wait.
        """
        return self._ends[MEASURES[measure].wait, group]

    @cached_property
    def _ends(self) -> dict[tuple[str, str], dict[str, float]]:
        """The same by wait, "" for none, and group."""
        means: dict[tuple[str, str], dict[str, float]] = {}
        for wait, group in product(("", *WAITS), self.groups):
            found = [each.ends[wait, group] for each in self.findings if (wait, group) in each.ends]
            shares = {each.name: estimate([getattr(ends, each.name) for ends in found]).value for each in fields(Ends)}
            means[wait, group] = {"without": sum(shares.values()), **shares}
        return means

    def children(self, measure: str, group: str) -> float:
        """Give how many children a value is about, per replication."""
        return math.fsum(each.counts.get((measure, group), 0) for each in self.findings) / len(self.findings)

    @cached_property
    def priced(self) -> bool:
        """Whether its costs were counted."""
        return any(each.costs for each in self.findings)

    def cost(self, payer: str, kind: str) -> dict[int, float]:
        """Give what a counted child costs by replication, 0 for what is not in the bill; NaN where none counts."""
        return {each.replication: each.costs.get((payer, kind), 0.0) for each in self.findings if each.costs}

    @cached_property
    def groups(self) -> list[str]:
        """The keys of the groups of children: all, then the streams, then the others."""
        keys = dict.fromkeys(group for each in self.findings for _, group in each.ends)
        return sorted(keys, key=lambda key: (key != ALL.key, group_of(key).stream is None))

    @cached_property
    def loads(self) -> dict[str, list[UnitLoad]]:
        """The load of each unit in every replication."""
        return {unit: [each.loads[unit] for each in self.findings] for unit in self.findings[0].loads}

    def load(self, unit: str, name: str) -> Estimate:
        """Average one column of a unit's load; or give the load *offered*, which is known before the run."""
        if name == "offered":
            expected = self.expected_load(unit)
            return Estimate(expected.share, expected.low, expected.high, math.nan, len(self.findings))
        return estimate([float(getattr(load, name)) for load in self.loads[unit]], least=0.0)

    def shares_time(self, unit: str) -> bool:
        """Tell whether the workers of a unit share their time among their children."""
        return any(unit in each.caseloads and each.caseloads[unit].shares_time for each in self.findings)

    def of_unit(self, measure: UnitMeasure, unit: str) -> dict[int, float]:
        """Give a measure of a unit by replication; NaN where there was nothing to tell."""
        return {each.replication: measure.of(each, unit) for each in self.findings}

    def expected_load(self, unit: str) -> ExpectedLoad:
        """Give the load to be expected of a unit."""
        return self.expected.get(unit, UNKNOWN)

    @cached_property
    def overloaded(self) -> list[str]:
        """The units that are asked for more than they have, or whose line grows all the same."""
        return [unit for unit, loads in self.loads.items() if is_overloaded(self.expected_load(unit), loads)]

    @cached_property
    def growing(self) -> list[str]:
        """The units whose line grows during the run."""
        return [unit for unit, loads in self.loads.items() if line_grows(loads)]

    @cached_property
    def unsettled(self) -> list[str]:
        """The units whose waits depend on how long one looks."""
        return [unit for unit, loads in self.loads.items() if never_settles(self.expected_load(unit), loads)]

    @cached_property
    def settlings(self) -> dict[str, UnitSettling]:
        """How the line and the open cases of each unit settle; of none where that cannot be said."""
        if self.steady is None:
            return {}
        return settlings([each.filling for each in self.findings], self.steady, self.findings[0].window)

    def settled(self, measure: str, group: str) -> bool:
        """Tell whether a value would be the same if one looked for longer."""
        what = MEASURES[measure].depends_on
        if not what:
            return True
        passing = [
            estimate([each.passing.get((what, group, unit), math.nan) for each in self.findings]).value
            for unit in self.unsettled
        ]
        return not math.fsum(share for share in passing if share > 0) > AFFECTED


def by_organisation(
    findings: Sequence[Findings], baseline: str, loads: Mapping[str, Mapping[str, ExpectedLoad]] | None = None
) -> list[Series]:
    """Sort findings into series, the baseline first, the others as they come; each in the order of replications.

    `loads` are those to be expected, by organisation and unit, where they are known. Raises ValueError if the baseline
    is not among the findings, or a replication of an organisation is there twice.
    """
    collected: dict[str, dict[int, Findings]] = {baseline: {}}
    for each in findings:
        replications = collected.setdefault(each.organisation, {})
        if each.replication in replications:
            raise ValueError(
                say("replication {number} of {organisation} is given twice",
                    number=each.replication, organisation=each.organisation)
            )  # fmt: skip
        replications[each.replication] = each
    if not collected[baseline]:
        names = ", ".join(name for name in collected if name != baseline) or say("none")
        raise ValueError(
            say("the baseline {baseline} was not measured; measured organisations: {names}",
                baseline=baseline, names=names)
        )  # fmt: skip
    return [
        Series(name, tuple(replications[number] for number in sorted(replications)), (loads or {}).get(name, {}))
        for name, replications in collected.items()
    ]
