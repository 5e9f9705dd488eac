"""How long each counted child waited, in days from its arrival."""

from dataclasses import dataclass, fields

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.foreseen import foreseen
from simulate.findings.survival import Curve, waiting_curves
from simulate.plan import Floats, Integers


@dataclass(frozen=True)
class Waits:
    """The three waits of n counted children: (n,) each, NaN where not over when the clock stopped."""

    first_contact: Floats
    first_support: Floats
    full_support: Floats

    def curves(self, wait: str, counted: Counted) -> dict[str, Curve]:
        """Estimate how long each group waits; children without a real need wait for no support."""
        members = counted.members if wait == "first_contact" else counted.members & counted.has_real
        return dict(zip(counted.groups, waiting_curves(getattr(self, wait), counted.followed, members), strict=True))


WAITS = tuple(field.name for field in fields(Waits))


def measure_waits(counted: Counted) -> Waits:
    """Find the waits of every counted child."""
    first, full = _support(counted)
    return Waits(_first_contact(counted), first, full)


def _support(counted: Counted) -> tuple[Floats, Floats]:
    """Find when the first and the last real need of each child was met; a return is another story."""
    needs = counted.first_needs
    child, met = counted.of_need(needs), counted.log.met[needs]
    first = np.full(len(counted), np.nan)
    np.fmin.at(first, child, met)
    # np.maximum keeps NaN: one unmet need is enough for the child not to have all it needs
    full = np.full(len(counted), -np.inf)
    with np.errstate(invalid="ignore"):
        np.maximum.at(full, child, met)
    return first - counted.arrival, np.where(counted.has_real, full, np.nan) - counted.arrival


def contact_visits(counted: Counted) -> Integers:
    """Give the numbers of the visits that can be a counted child's first contact, rising.

    They are the intakes with a unit; for a child whose plan has none, everything with a unit; for a child whose
    plan has none of that either, everything. Acute visits are no contact: they come before any service does; nor are
    visits for a need that only a crisis makes known.
    """
    visits = counted.plan.visits
    mine = counted.visits[foreseen(counted.plan)[counted.visits]]
    child, with_unit = counted.of_visit(mine), visits.team[mine] >= 0
    chosen = np.zeros(len(mine), dtype=bool)
    unsettled = np.ones(len(counted), dtype=bool)
    for candidates in (with_unit & counted.has_role(mine, "intake"), with_unit, np.ones(len(mine), dtype=bool)):
        taken = candidates & unsettled[child]
        chosen |= taken
        unsettled[child[taken]] = False
    return mine[chosen]


def _first_contact(counted: Counted) -> Floats:
    """Find when the first of those visits began.

    Where there are intakes, who stands at a later step when the clock starts has had one by the first day there.
    """
    contact, visits = contact_visits(counted), counted.plan.visits
    first = np.full(len(counted), np.nan)
    np.fmin.at(first, counted.of_visit(contact), counted.log.started[contact])
    if any(step.role == "intake" for step in counted.plan.steps):
        later = visits.open_before[~counted.has_role(visits.open_before, "intake")]
        later = later[counted.of_visit(later) >= 0]
        np.fmin.at(first, counted.of_visit(later), np.fmin(visits.asked_before[later], visits.started_before[later]))
    return first - counted.arrival
