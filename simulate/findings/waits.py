"""How long each counted child waited, in days from its arrival."""

from dataclasses import dataclass, fields

import numpy as np

from simulate.findings.cohort import Cohort
from simulate.findings.survival import Curve, waiting_curves
from simulate.plan import Floats, Integers


@dataclass(frozen=True)
class Waits:
    """The three waits of n counted children: (n,) each, NaN where not over when the clock stopped."""

    first_contact: Floats
    first_support: Floats
    full_support: Floats

    def curves(self, wait: str, cohort: Cohort) -> dict[str, Curve]:
        """Estimate how long each group waits; children without a real need wait for no support."""
        members = cohort.members if wait == "first_contact" else cohort.members & cohort.has_real
        return dict(zip(cohort.groups, waiting_curves(getattr(self, wait), cohort.followed, members), strict=True))


WAITS = tuple(field.name for field in fields(Waits))


def measure_waits(cohort: Cohort) -> Waits:
    """Find the waits of every counted child."""
    first, full = _support(cohort)
    return Waits(_first_contact(cohort), first, full)


def _support(cohort: Cohort) -> tuple[Floats, Floats]:
    """Find when the first and the last real need of each child was met; a return is another story."""
    needs = cohort.first_needs
    child, met = cohort.of_need(needs), cohort.log.met[needs]
    first = np.full(len(cohort), np.nan)
    np.fmin.at(first, child, met)
    # np.maximum keeps NaN: one unmet need is enough for the child not to have all it needs
    full = np.full(len(cohort), -np.inf)
    with np.errstate(invalid="ignore"):
        np.maximum.at(full, child, met)
    return first - cohort.arrival, np.where(cohort.has_real, full, np.nan) - cohort.arrival


def contact_visits(cohort: Cohort) -> Integers:
    """Give the numbers of the visits that can be a counted child's first contact, rising.

    They are the intakes with a unit; for a child whose plan has none, everything with a unit; for a child whose
    plan has none of that either, everything. Acute visits are no contact: they come before any service does.
    """
    visits = cohort.plan.visits
    mine = cohort.visits[~visits.acute[cohort.visits]]
    child, with_unit = cohort.of_visit(mine), visits.team[mine] >= 0
    chosen = np.zeros(len(mine), dtype=bool)
    unsettled = np.ones(len(cohort), dtype=bool)
    for candidates in (with_unit & cohort.has_role(mine, "intake"), with_unit, np.ones(len(mine), dtype=bool)):
        taken = candidates & unsettled[child]
        chosen |= taken
        unsettled[child[taken]] = False
    return mine[chosen]


def _first_contact(cohort: Cohort) -> Floats:
    """Find when the first of those visits began.

    Where there are intakes, who stands at a later step when the clock starts has had one by the first day there.
    """
    contact, visits = contact_visits(cohort), cohort.plan.visits
    first = np.full(len(cohort), np.nan)
    np.fmin.at(first, cohort.of_visit(contact), cohort.log.started[contact])
    if any(step.role == "intake" for step in cohort.plan.steps):
        later = visits.open_before[~cohort.has_role(visits.open_before, "intake")]
        later = later[cohort.of_visit(later) >= 0]
        np.fmin.at(first, cohort.of_visit(later), np.fmin(visits.asked_before[later], visits.started_before[later]))
    return first - cohort.arrival
