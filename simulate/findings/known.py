"""What is known about each counted child of one replication: all that measures are made of."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.ends import Ends, ends_of, shares_of_ends
from simulate.findings.journeys import Journeys, measure_journeys
from simulate.findings.limits import children_judged
from simulate.findings.money import Costs, Prices, costs_per_child
from simulate.findings.outcomes import Outcomes, measure_outcomes
from simulate.findings.survival import Curve
from simulate.findings.waits import WAITS, Waits, measure_waits
from simulate.plan import Booleans, Floats, Integers


@dataclass(frozen=True)
class Known:
    """The n counted children, and what became of each; `costs` are empty without prices."""

    counted: Counted
    waits: Waits
    curves: dict[str, dict[str, Curve]]  # of each wait, by group
    ends: dict[str, Integers]  # of each wait: how each child stands with it, (n,) of `End`
    journeys: Journeys
    outcomes: Outcomes
    costs: Costs

    @cached_property
    def everybody(self) -> Floats:
        """A 1 for each child, to divide by: (n,)."""
        return np.ones(len(self.counted))

    @cached_property
    def needy(self) -> Floats:
        """A 1 for each child with a real need, else 0: (n,)."""
        return self.counted.has_real.astype(np.float64)

    @cached_property
    def _in_limit(self) -> tuple[Booleans, Booleans]:
        return children_judged(self.counted, self.waits)

    @cached_property
    def judged(self) -> Floats:
        """A 1 for each child that can be judged by the limit of its whole way, else 0: (n,)."""
        return self._in_limit[0].astype(np.float64)

    @cached_property
    def in_limit(self) -> Floats:
        """A 1 for each of those that kept it, else 0: (n,)."""
        return self._in_limit[1].astype(np.float64)

    @cached_property
    def shares_of_ends(self) -> dict[tuple[str, str], Ends]:
        """Who has not got what a wait is for when the follow-up ends, and why: by wait and group."""
        found = {}
        for group, members in self.counted.groups.items():
            for wait in WAITS:
                waiters = members if wait == "first_contact" else members & self.counted.has_real
                found[wait, group] = shares_of_ends(self.ends[wait], waiters)
        return found


def know(counted: Counted, prices: Prices | None = None) -> Known:
    """Find out what became of every counted child; money only where there are prices."""
    waits = measure_waits(counted)
    return Known(
        counted,
        waits,
        curves={wait: waits.curves(wait, counted) for wait in WAITS},
        ends=ends_of(counted, waits),
        journeys=measure_journeys(counted, waits),
        outcomes=measure_outcomes(counted),
        costs={} if prices is None else costs_per_child(counted, prices),
    )
